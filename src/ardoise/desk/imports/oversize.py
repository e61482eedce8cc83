"""A file larger than any that is taken: read off the line, and not a byte of it kept on the disk."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from ardoise.actions.disputes import FILE_MAX

FORM_BYTES = 64 * 1024
"""What the fields beside a file may add to a request."""


def bytes_max(request: Any) -> int:
    """A ledger may be long; who has no account joins a paper at most."""
    is_known = getattr(request, "user", None) is not None and request.user.is_authenticated
    return int(settings.FILE_UPLOAD_BYTES_MAX if is_known else FILE_MAX)


class Oversize(FileUploadHandler):
    """Stands before the handlers that keep files; the view finds the name of what was skipped on the request."""

    is_too_large = False

    def handle_raw_input(  # type: ignore[override]  # its stubs take the boundary for text
        self, input_data: Any, meta: dict[str, Any], content_length: int, boundary: bytes, encoding: str | None = None
    ) -> None:
        """The length that was announced decides."""
        self.is_too_large = content_length > bytes_max(self.request) + FORM_BYTES

    def new_file(self, field_name: str, file_name: str, *args: Any, **kwargs: Any) -> None:
        """None is kept of a request that is too large."""
        super().new_file(field_name, file_name, *args, **kwargs)
        if self.is_too_large:
            self.request.oversized = file_name  # type: ignore[union-attr]
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """On to the next handler."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Another handler's."""
