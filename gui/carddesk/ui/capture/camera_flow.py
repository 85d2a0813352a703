"""Between the desk's camera and its pane: opens and closes it, carries word both ways, and lets go of it while nobody looks."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtWidgets import QWidget

from carddesk.errors import UserError
from carddesk.ui.capture.camera_pane import CameraPane
from carddesk.ui.composition import Composition
from carddesk.ui.frame import Frame
from carddesk.ui.intents import Intents
from carddesk.ui.look.theme import Theme
from carddesk.workflow.changes import Change
from carddesk.workflow.desk import Desk
from carddesk.workflow.tasks import Tasks

_COARSE = (28, 28)
"""Pixels of a picture while values are masked: enough to lay a card straight, too few to read or to know a face."""
_PLACES = {QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide}


class CameraFlow(QObject):
    """One window's camera pane."""

    def __init__(
        self, desk: Desk, tasks: Tasks, theme: Theme, composition: Composition, *, frame: Frame, intents: Intents
    ) -> None:
        super().__init__(frame)
        self._desk = desk
        self._tasks = tasks
        self._frame = frame
        self._intents = intents
        self._camera = desk.capturing.camera
        self._number = 0
        self.pane = CameraPane(frame, theme, composition)
        self.deeds: dict[str, Callable[[], object]] = {"camera": self.toggle, "camera_take": self.take}
        self._connect()
        self._stop_camera = self._camera.listen(self._render)
        self._stop_desk = desk.subscribe(self._heard)
        frame.destroyed.connect(self._stop_camera)
        frame.destroyed.connect(self._stop_desk)
        for each in (frame, frame.queue, frame.empty, frame.form):
            each.installEventFilter(self)
        if self._camera.view.is_open:  # the window was built anew, in another language
            self._appear()

    def _connect(self) -> None:
        pane, options, camera = self.pane, self.pane.options, self._camera
        pane.take_asked.connect(self._take_what_is_seen)
        pane.close_asked.connect(self.close)
        pane.left.connect(self._leave)
        pane.placed_anew.connect(self._place)
        pane.seen.connect(self._seen)
        pane.unseen.connect(camera.pause)
        pane.picture.sized.connect(self._fit)
        pane.auto_chosen.connect(self._set_auto)
        options.device_chosen.connect(self._choose_device)
        options.resolution_chosen.connect(self._choose_resolution)
        options.address_given.connect(self._choose_address)
        options.turn_asked.connect(self._turn)
        options.mirrored_chosen.connect(self._mirror)

    @property
    def has_focus(self) -> bool:
        """Whether the caret is at the camera, and is to stay there when a card comes."""
        return self.pane.has_focus

    def toggle(self) -> None:
        """Open it; with the caret in it, close it; with the caret elsewhere, bring the caret to it."""
        if not self._camera.view.is_open:
            self._camera.open()
            self._appear()
            self.pane.picture.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif self.pane.has_focus:
            self.close()
        else:
            self.pane.picture.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def take(self) -> None:
        """Take what is seen; the first time, open the camera."""
        if self._camera.view.is_open:
            self._take_what_is_seen()
        else:
            self.toggle()

    def _take_what_is_seen(self) -> None:
        self._intents.before_capture(self._camera.take)

    def close(self) -> None:
        """No more."""
        had = self.pane.has_focus
        self._camera.shut()
        if had:
            self._leave()
        self.pane.hide()
        self._frame.queue.setContentsMargins(0, 0, 0, 0)

    def _appear(self) -> None:
        self._place()
        self.pane.show()
        self.pane.raise_()
        self._render()

    def _leave(self) -> None:
        if self._desk.queue:
            self._intents.focus_field()
        else:
            self._frame.empty.open.setFocus(Qt.FocusReason.OtherFocusReason)

    def _seen(self) -> None:
        self._camera.resume()
        self._fit()

    def _fit(self) -> None:
        if self._desk.privacy.on:
            self._camera.fit(*_COARSE)
        else:
            size = self.pane.picture.pixels
            self._camera.fit(size.width(), size.height())

    def _heard(self, change: Change) -> None:
        if "case" in change.what or "queue" in change.what:
            self._fit()

    def _render(self) -> None:
        view, settings = self._camera.view, self._desk.settings
        if not self.pane.isVisible():
            return
        picture = self._camera.picture
        wanted = self._desk.basis.wanted
        self.pane.show_view(view, auto=settings.switch("camera.auto"), wanted=wanted)
        mirrored = settings.switch("camera.mirrored")
        grew = (self.pane.picture.picture is None) != (picture is None)
        self.pane.show_picture(picture, mirrored=mirrored, coarse=self._desk.privacy.on)
        if grew:
            self._place()
        self.pane.options.show_choice(
            view.devices or (),
            settings.text("camera.device"),
            settings.text("camera.address"),
            settings.text("camera.resolution"),
            login=settings.switch("camera.login"),
            mirrored=mirrored,
        )
        self.pane.fit_options()

    def _place(self) -> None:
        if not self._camera.view.is_open:
            return
        frame = self._frame
        top, bottom = frame.top.geometry().bottom() + 1, frame.status.geometry().top()
        room = QRect(0, top, frame.width(), max(0, bottom - top))
        covered = self.pane.place(room, _within(frame, frame.queue), _within(frame, frame.form))
        frame.queue.setContentsMargins(0, 0, 0, covered)

    # What is chosen. Settings that cannot be written are said, and hold for this run.

    def _do(self, deed: Callable[[], None]) -> None:
        try:
            deed()
        except UserError as error:
            self._frame.notices.say("error", error.message)

    def _set_auto(self, on: bool) -> None:
        self._do(lambda: self._camera.set_auto(on))

    def _choose_device(self, device: str) -> None:
        self._do(lambda: self._camera.choose_device(device))

    def _choose_resolution(self, resolution: str) -> None:
        self._do(lambda: self._camera.choose_resolution(resolution))

    def _turn(self) -> None:
        self._do(self._camera.turn)

    def _mirror(self, on: bool) -> None:
        self._do(lambda: self._camera.mirror(on))

    def _choose_address(self, address: str) -> None:
        _ = self._tasks.spawn(self._take_address(address))

    async def _take_address(self, address: str) -> None:
        options = self.pane.options
        try:
            await self._camera.choose_address(address)
        except UserError as error:
            options.say_fault(error.message)
        else:
            options.take_address(self._desk.settings.text("camera.address"))
        self.pane.fit_options()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _PLACES and self.pane.isVisible():
            self._place()
        return False


def _within(frame: QWidget, part: QWidget) -> QRect:
    """Where a part stands in the frame; nowhere while it is not shown."""
    return QRect(part.mapTo(frame, QPoint(0, 0)), part.size()) if part.isVisible() else QRect()
