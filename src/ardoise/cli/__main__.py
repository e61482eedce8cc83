"""`python -m ardoise.cli` is `ardoise`."""

from ardoise.cli import main

if __name__ == "__main__":  # a spawned server imports this module too
    main()
