"""The entrance of the web server that `ardoise up` starts."""

from ardoise.cli.parents import end_with_parent
from ardoise.wsgi import application

__all__ = ["application"]

end_with_parent(is_patient=False)
