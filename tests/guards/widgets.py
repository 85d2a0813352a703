"""The top-level Qt widgets that live now; Qt is not imported for this if the tests have not."""

import sys
from collections.abc import Mapping

OWNED_BY_QT = ("QTipLabel", "QDesktopScreenWidget")
"""Windows that Qt makes for itself and keeps."""


def alive() -> Mapping[int, str]:
    """Identity to a description, after those that were told to go later have gone."""
    module = sys.modules.get("PySide6.QtWidgets")
    application = module.QApplication.instance() if module else None
    if module is None or not isinstance(application, module.QApplication):
        return {}
    core = sys.modules["PySide6.QtCore"]
    application.sendPostedEvents(None, core.QEvent.Type.DeferredDelete.value)
    return {
        id(widget): f"{widget.metaObject().className()} {widget.objectName() or widget.windowTitle()!r}"
        for widget in module.QApplication.topLevelWidgets()
        if widget.parentWidget() is None and widget.metaObject().className() not in OWNED_BY_QT
    }
