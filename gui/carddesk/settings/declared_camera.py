"""The settings of the camera pane."""

from __future__ import annotations

from typing import Final

from carddesk.language import mark
from carddesk.settings.setting import Setting

RESOLUTIONS: Final = ("largest", "3840x2160", "2592x1944", "1920x1080", "1280x720", "640x480")

CAMERA: Final = (
    Setting(
        "camera.device",
        "",
        mark("Camera"),
        mark(
            "The camera of this machine that is used, by its number and name; `address` takes the one at camera.address. Empty "
            "takes the first that is found."
        ),
    ),
    Setting(
        "camera.address",
        "",
        mark("Address of the camera"),
        mark(
            "The video stream of a network camera or a phone (rtsp, http or https), or a video file. A name and a password are "
            "given in the camera pane with the address, and kept in the keyring."
        ),
        is_address=True,
    ),
    Setting(
        "camera.login",
        False,
        mark("Login of the camera"),
        mark("Whether the keyring holds the address with its name and password. The camera pane sees to it."),
    ),
    Setting(
        "camera.resolution",
        "largest",
        mark("Resolution of the camera"),
        mark("The size that is asked of a camera of this machine; it gives the nearest that it has."),
        choices=RESOLUTIONS,
    ),
    Setting(
        "camera.turns",
        0,
        mark("Turned camera"),
        mark("By how many quarter turns to the right the camera's picture is turned before it is used."),
        least=0,
        most=3,
    ),
    Setting(
        "camera.mirrored",
        False,
        mark("Mirrored preview"),
        mark("Show the camera's picture as in a mirror. What is taken is never mirrored."),
    ),
    Setting(
        "camera.auto",
        True,
        mark("Take cards by themselves"),
        mark("Take a card as soon as it lies still and sharp under the camera, each card once."),
    ),
)
