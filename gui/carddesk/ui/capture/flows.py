"""The flows of capture: one for each device, made with the window, and the deeds that they give to keys and buttons."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from carddesk.ui.capture.address_flow import AddressFlow
from carddesk.ui.capture.basis_flow import BasisFlow
from carddesk.ui.capture.camera_flow import CameraFlow
from carddesk.ui.capture.frame_flow import FrameFlow
from carddesk.ui.capture.pages_flow import PagesFlow
from carddesk.ui.capture.scan_flow import ScanFlow
from carddesk.ui.capture.watch_flow import WatchFlow
from carddesk.ui.composition import Composition
from carddesk.ui.frame import Frame
from carddesk.ui.intents import Intents
from carddesk.ui.look.theme import Theme
from carddesk.workflow.desk import Desk
from carddesk.workflow.tasks import Tasks


class CaptureFlows(QObject):
    """Makes them."""

    def __init__(
        self, desk: Desk, tasks: Tasks, theme: Theme, composition: Composition, *, frame: Frame, intents: Intents
    ) -> None:
        super().__init__(frame)
        self.deeds: dict[str, Callable[[], object]] = {}
        """What the shortcuts of these ids do."""
        self.basis = BasisFlow(desk, theme, composition, frame)
        self.deeds["basis"] = self.basis.toggle
        intents.before_capture = self.basis.before
        self.pages = PagesFlow(desk, tasks, theme, composition, frame)
        intents.adding = self.pages.adding
        self.address = AddressFlow(desk, theme, composition, frame=frame, intents=intents)
        self.deeds["address"] = self.address.toggle
        self.scan = ScanFlow(desk, tasks, theme, composition, frame=frame, intents=intents)
        self.deeds |= self.scan.deeds
        self.camera = CameraFlow(desk, tasks, theme, composition, frame=frame, intents=intents)
        self.deeds |= self.camera.deeds
        self.watch = WatchFlow(desk, tasks, theme, composition, frame=frame, intents=intents)
        self.deeds["watch"] = self.watch.toggle
        self.framing = FrameFlow(desk, tasks, theme, frame, intents)
        self.deeds |= self.framing.deeds
