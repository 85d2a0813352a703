"""The pixels of the card at hand: brought to the view and, cut into strips, to the form; the next cards' are got ready."""

from __future__ import annotations

from PySide6.QtCore import QObject

from carddesk.ui.ahead import Ahead
from carddesk.ui.form.form_pane import FormPane
from carddesk.ui.form.other_strips import OtherStrips
from carddesk.ui.form.strip_loader import StripLoader
from carddesk.ui.image.image_pane import ImagePane
from carddesk.ui.image.picture import Picture
from carddesk.ui.image.picture_loader import PictureLoader
from carddesk.ui.queue.queue_pane import QueuePane
from carddesk.workflow.desk import Desk
from carddesk.workflow.tasks import Tasks
from carddesk.workflow.views import CaseView


class PictureFlow(QObject):
    """Between those who fetch and cut and those who show."""

    def __init__(self, desk: Desk, tasks: Tasks, *, queue: QueuePane, image: ImagePane, form: FormPane) -> None:
        super().__init__()
        self._image = image
        self.loader = PictureLoader(desk, tasks)
        self._strips = StripLoader()
        self._other_strips = OtherStrips(desk, tasks)
        self._ahead = Ahead(desk, tasks, queue=queue, form=form, pictures=self.loader, strips=self._strips)
        self.loader.arrived.connect(self._show)
        self.loader.failed.connect(image.say)
        self._strips.arrived.connect(form.show_strips)
        self._other_strips.arrived.connect(form.show_strips)

    def show_case(self, case: CaseView | None) -> None:
        """This case is at hand now; a picture that is ready is shown before this returns."""
        self._ahead.show_case(case)
        self.loader.want(case.image if case is not None else None)
        self._strips.show_case(case)
        self._other_strips.show_case(case)

    def look_on(self) -> None:
        """Other cards may come next now."""
        self._ahead.look_on()

    def retire(self) -> None:
        """The parts are gone, or will be."""
        self._ahead.retire()

    def _show(self, picture: Picture) -> None:
        self._image.show_picture(picture)
        self._strips.show_picture(picture)
        self._ahead.look_on()
