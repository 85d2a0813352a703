"""What goes wrong with cameras, in words that say what to do."""

from __future__ import annotations

from typing import Final, Literal, get_args

from carddesk.errors import UserError
from carddesk.language import mark, sentences, tr

Trouble = Literal[
    "camera_none",
    "camera_gone",
    "camera_busy",
    "camera_forbidden",
    "camera_lost",
    "camera_stalled",
    "camera_crashed",
    "camera_unreachable",
    "camera_unknown_host",
    "camera_denied",
    "camera_address",
    "camera_address_form",
    "camera_no_picture",
    "camera_file",
    "camera_ended",
    "camera_unavailable",
]
CODES: Final[frozenset[str]] = frozenset(get_args(Trouble))

_AGAIN = mark("It is tried again by itself.")
_WORDS: Final[dict[Trouble, str]] = {
    "camera_none": mark(
        "No camera was found. Connect one and switch it on, or give the address of a network camera or a phone."
    ),
    "camera_gone": mark("The camera is not there any more. Connect it again and see that it is switched on."),
    "camera_busy": mark("The camera gives no picture: most likely another program is using it. Close that program."),
    "camera_forbidden": mark(
        "The camera may not be used from here. Allow it in the privacy settings of the system, or on Linux become a member "
        "of the group `video`."
    ),
    "camera_lost": mark("The picture of the camera broke off."),
    "camera_stalled": mark("The camera sends nothing any more. See whether it is switched on and connected."),
    "camera_crashed": mark("What fetches the camera's pictures has crashed."),
    "camera_unreachable": mark(
        "Nothing answers at this address. See whether the camera is switched on and in the same network, and whether the number "
        "behind the colon is right."
    ),
    "camera_unknown_host": mark("The network knows no device of this name. Look at the address once more."),
    "camera_denied": mark(
        "The camera wants a name and a password, or others. Give them with the address, as http://name:password@192.168.1.20/video: "
        "they are kept in the keyring and not shown."
    ),
    "camera_address": mark(
        "A device answers there, but not with a picture. Look in its manual or app for the address of its video stream."
    ),
    "camera_address_form": mark(
        "This is no address of a camera. It begins with rtsp://, http:// or https://, as http://192.168.1.20:8080/video."
    ),
    "camera_no_picture": mark(
        "What comes from there cannot be shown as a picture. Choose another format at the camera."
    ),
    "camera_file": mark("The video file cannot be opened. See whether it is there and whole."),
    "camera_ended": mark("The video file is at its end."),
    "camera_unavailable": mark("The camera could not be started: a part of CardDesk is missing. Install it again."),
}

BY_ITSELF: Final[frozenset[Trouble]] = frozenset(
    {
        "camera_none",
        "camera_gone",
        "camera_busy",
        "camera_lost",
        "camera_stalled",
        "camera_crashed",
        "camera_unreachable",
    }
)
"""What may mend itself, so that it is tried again every few seconds as long as the picture is wanted."""


class CameraError(UserError):
    """A camera that gave no picture."""


def trouble(code: Trouble, *, by_itself: bool = False) -> CameraError:
    """The error of this code; `by_itself` says that it is being tried again."""
    words = tr(_WORDS[code])
    said = sentences(words, tr(_AGAIN)) if by_itself and code in BY_ITSELF else words
    return CameraError(code, said, retryable=code in BY_ITSELF)
