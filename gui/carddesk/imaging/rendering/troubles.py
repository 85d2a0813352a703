"""What can be wrong with a file that another process opens: short words on the pipe, sentences for people."""

from __future__ import annotations

from typing import Final

from carddesk.errors import ImageError
from carddesk.language import mark, tr


class CannotOpen(Exception):
    """Raised in the process that renders; `word` is one of those below."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


SAID: Final[dict[str, tuple[str, str]]] = {
    "password": (
        "document_password",
        mark(
            "The document is protected by a password. Open it in a PDF viewer with the password, print or save it without "
            "one, and add that."
        ),
    ),
    "cipher": (
        "document_password",
        mark("The document is encrypted in a way that cannot be opened here. Save it without encryption and add that."),
    ),
    "broken": ("image_broken", mark("The document is damaged and cannot be opened. Copy, download or scan it again.")),
    "page": ("image_broken", mark("This page of the document is damaged. Copy, download or scan the document again.")),
    "truncated": ("image_truncated", mark("The end of the document is missing. Copy, download or scan it again.")),
    "empty": ("document_empty", mark("The document has no pages. Save or scan it again.")),
    "absurd": ("image_too_large", mark("The page has a size that no paper has. Print or save it anew and add that.")),
    "memory": (
        "image_too_large",
        mark("The page takes more memory than it may have. Save it as an image and add that."),
    ),
    "slow": (
        "document_slow",
        mark("The page took too long to draw, so that was ended. Save it as an image (PNG or TIFF) and add that."),
    ),
    "crashed": (
        "image_broken",
        mark("The document brought down what draws its pages. Save the page as an image (PNG or TIFF) and add that."),
    ),
    "many": ("too_many_pages", mark("The document has more pages than are opened. Split it, and add the part wanted.")),
    "picture": (
        "image_broken",
        mark("The image file is damaged and cannot be opened. Copy, download or scan it again."),
    ),
    "cut": ("image_truncated", mark("The end of the image is missing. Copy, download or scan it again.")),
    "pixels": ("image_too_large", mark("The image has more pixels than are opened. Save it smaller and add that.")),
    "missing": ("renderer_unavailable", mark("What opens such files is not installed. Install CardDesk again.")),
    "animated": ("image_unsupported", mark("The image is animated. Save one still picture of it and add that.")),
}
"""The code of the error for scripts, and what is said."""


def error(word: str) -> ImageError:
    """As it is told to people."""
    code, said = SAID.get(word, SAID["broken"])
    return ImageError(code, tr(said))
