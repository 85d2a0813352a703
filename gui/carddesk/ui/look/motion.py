"""Motion: at most 120 ms, and none when the system asks for none."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QStyle

from carddesk.ui.look.tokens import MOTION_MS


def duration_ms() -> int:
    """How long a movement may last; 0 means: be there at once."""
    style = QApplication.style()
    if style.styleHint(QStyle.StyleHint.SH_Widget_Animate) == 0:
        return 0
    asked = style.styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration)
    return min(asked, MOTION_MS) if asked >= 0 else MOTION_MS
