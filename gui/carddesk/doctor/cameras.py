"""Cameras: which this machine has, and whether they may be used. No picture is taken and no light goes on."""

from __future__ import annotations

import platform

from carddesk.capture.camera import devices
from carddesk.capture.camera.opening import may_be_used
from carddesk.capture.camera.troubles import trouble
from carddesk.doctor.finding import Finding, ok, warn
from carddesk.language import tr
from carddesk.settings import Settings
from carddesk.workflow.camera import ADDRESS


def cameras(settings: Settings) -> Finding:
    """What the camera pane will find."""
    if settings.text("camera.device") == ADDRESS:
        return ok(
            "camera",
            tr("The camera at {address} is set; it is not asked here.", address=settings.text("camera.address")),
        )
    if platform.system() != "Linux":
        return ok("camera", tr("Open it with F11; trying cameras here would switch each of them on."))
    there = devices.devices()
    if not there:
        without = tr("Only who captures with a camera needs one; scanners and files do without.")
        return warn("camera", tr("No camera was found."), without)
    names = ", ".join(each.title for each in there)
    denied = next((code for each in there if (code := may_be_used(each.number)) is not None), None)
    if denied is not None:
        return warn("camera", names, trouble(denied).message)
    return ok("camera", names)
