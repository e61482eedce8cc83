"""`python -m ardoise.cli` is `ardoise`."""

from ardoise.cli import main

main()
