"""The style sheet: tokens put into Qt's rules. Widgets are told apart by the property `look`."""

from __future__ import annotations

from carddesk.resources import resource
from carddesk.ui.look.tokens import CAPTION_PX, GRID, RADIUS, TITLE_PX, Tokens


def stylesheet(tokens: Tokens) -> str:
    """The rules of one colour scheme."""
    return "\n".join(part(tokens) for part in (_surfaces, _text, _buttons, _edits, _controls, _lists, _bars))


def _surfaces(t: Tokens) -> str:
    return f"""
    QMainWindow, QDialog {{ background: {t.window}; }}
    QFrame[look="panel"] {{ background: {t.panel}; border: none; }}
    QFrame[look="bar"] {{ background: {t.panel}; border: none; border-bottom: 1px solid {t.border}; }}
    QFrame[look="footer"] {{ background: {t.panel}; border: none; border-top: 1px solid {t.border}; }}
    QFrame[look="status"] {{ background: {t.panel}; border: none; border-top: 1px solid {t.border}; }}
    QFrame[look="stage"] {{ background: {t.stage}; border: none; }}
    QFrame[look="line"] {{ background: {t.border}; border: none; }}
    QFrame[look="card"] {{ background: {t.panel}; border: 1px solid {t.border}; border-radius: {GRID}px; }}
    QFrame[look="drop"] {{ background: {_veil(t.selected)}; border: 2px dashed {t.accent}; border-radius: {GRID}px; }}
    QFrame[look="tools"] {{ background: {t.panel}; border: 1px solid {t.border}; border-radius: {RADIUS}px; }}
    QFrame[notice="info"] {{ background: {t.selected}; border: none; border-bottom: 1px solid {t.border}; }}
    QFrame[notice="done"] {{ background: {t.sure_wash}; border: none; border-bottom: 1px solid {t.border}; }}
    QFrame[notice="warn"] {{ background: {t.doubtful_wash}; border: none; border-bottom: 1px solid {t.border}; }}
    QFrame[notice="error"] {{ background: {t.broken_wash}; border: none; border-bottom: 1px solid {t.border}; }}
    QFrame[look="state"] {{ background: {t.panel}; border: 2px solid transparent; }}
    QFrame[look="state"]:focus {{ border-left: 3px solid {t.accent}; }}
    QScrollArea, QScrollArea > QWidget > QWidget[look="panel"] {{ background: {t.panel}; border: none; }}
    QSplitter::handle {{ background: {t.border}; }}
    QSplitter::handle:hover {{ background: {t.accent}; }}
    QToolTip {{ color: {t.panel}; background: {t.text}; border: 1px solid {t.text}; padding: 4px 6px; }}
    """


def _veil(colour: str) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, 0.9)"


def _text(t: Tokens) -> str:
    return f"""
    QLabel {{ color: {t.text}; background: transparent; }}
    QLabel[look="secondary"] {{ color: {t.secondary}; }}
    QLabel[look="caption"] {{ color: {t.secondary}; font-size: {CAPTION_PX}px; }}
    QLabel[look="title"] {{ font-size: {TITLE_PX}px; font-weight: 600; }}
    QLabel[look="heading"] {{ font-weight: 600; }}
    QLabel[look="portrait"] {{ border: 2px solid transparent; border-radius: {RADIUS}px; padding: 2px; }}
    QLabel[look="portrait"]:focus {{ border: 2px solid {t.accent}; }}
    QLabel[look="display"] {{ font-size: 22px; font-weight: 600; }}
    QLabel[look="sure"] {{ color: {t.sure}; }}
    QLabel[look="doubtful"] {{ color: {t.doubtful}; }}
    QLabel[look="broken"] {{ color: {t.broken}; }}
    QLabel[look="keybox"] {{ background: {t.selected}; border: 2px solid {t.accent}; border-radius: {RADIUS}px;
        padding: {GRID}px; font-weight: 600; }}
    QLabel[look="key"] {{ color: {t.text}; background: {t.window}; border: 1px solid {t.border};
        border-bottom: 2px solid {t.border}; border-radius: 4px; padding: 1px 6px; font-size: {CAPTION_PX}px; }}
    """


def _buttons(t: Tokens) -> str:
    return f"""
    QPushButton {{ color: {t.text}; background: {t.panel}; border: 1px solid {t.border}; border-radius: {RADIUS}px;
        padding: 0 11px; min-height: 30px; outline: none; }}
    QPushButton:hover {{ background: {t.hover}; }}
    QPushButton:pressed {{ background: {t.border}; }}
    QPushButton:focus {{ border: 2px solid {t.accent}; padding: 0 10px; min-height: 28px; }}
    QPushButton:disabled {{ color: {t.control}; background: {t.panel}; }}
    QPushButton::menu-indicator {{ image: none; width: 0; }}
    QPushButton[look="quiet"] {{ border: 1px solid transparent; background: transparent; }}
    QPushButton[look="quiet"]:hover {{ background: {t.hover}; }}
    QPushButton[look="quiet"]:focus {{ border: 2px solid {t.accent}; }}
    QPushButton[look="primary"] {{ color: {t.on_accent}; background: {t.accent}; border: 1px solid {t.accent};
        font-weight: 600; }}
    QPushButton[look="primary"]:hover {{ background: {t.accent_hover}; }}
    QPushButton[look="primary"]:focus {{ border: 2px solid {t.text}; }}
    QPushButton[look="primary"]:disabled {{ color: {t.control}; background: {t.hover}; border: 1px solid {t.border}; }}
    QPushButton[look="tool"] {{ border: 1px solid transparent; background: transparent; padding: 0; min-width: 30px;
        max-width: 30px; }}
    QPushButton[look="arrow"] {{ border: 1px solid transparent; background: transparent; padding: 0; min-width: 18px;
        max-width: 18px; }}
    QPushButton[look="arrow"]:hover {{ background: {t.hover}; }}
    QPushButton[look="arrow"]:focus {{ border: 2px solid {t.accent}; }}
    QPushButton[look="face"] {{ border: 1px solid transparent; background: transparent; padding: 3px 10px; }}
    QPushButton[look="face"]:hover {{ background: {t.hover}; }}
    QPushButton[look="face"]:focus {{ border: 2px solid {t.accent}; padding: 2px 9px; }}
    QPushButton[look="face"]:checked {{ background: {t.selected}; border: 1px solid {t.accent}; }}
    QPushButton[look="tool"]:hover {{ background: {t.hover}; }}
    QPushButton[look="tool"]:focus {{ border: 2px solid {t.accent}; }}
    QPushButton[look="tool"]:checked {{ background: {t.selected}; border: 1px solid {t.accent}; }}
    QPushButton[look="small"] {{ min-height: 22px; padding: 0 9px; }}
    QPushButton[look="small"]:focus {{ min-height: 20px; padding: 0 8px; }}
    QPushButton[look="link"] {{ border: 1px solid transparent; background: transparent; padding: 0; min-height: 18px;
        color: {t.secondary}; font-size: {CAPTION_PX}px; text-align: left; }}
    QPushButton[look="link"]:hover {{ color: {t.text}; }}
    QPushButton[look="link"]:focus {{ border: 1px solid {t.accent}; padding: 0; min-height: 18px; }}
    QPushButton[look="choice"] {{ text-align: left; }}
    QPushButton[look="choice"]:focus {{ background: {t.selected}; }}
    QMenu {{ background: {t.panel}; color: {t.text}; border: 1px solid {t.border}; padding: 4px; }}
    QMenu::item {{ padding: 6px 24px 6px 12px; border-radius: 4px; }}
    QMenu::item:selected {{ background: {t.selected}; color: {t.text}; }}
    QMenu::separator {{ height: 1px; background: {t.border}; margin: 4px 8px; }}
    """


def _edits(t: Tokens) -> str:
    return f"""
    QLineEdit {{ color: {t.text}; background: {t.panel}; border: 1px solid {t.control}; border-radius: {RADIUS}px;
        padding: 0 7px; min-height: 30px; selection-background-color: {t.accent}; selection-color: {t.on_accent}; }}
    QLineEdit:focus {{ border: 2px solid {t.accent}; padding: 0 6px; min-height: 28px; }}
    QLineEdit:disabled {{ color: {t.control}; background: {t.window}; border: 1px solid {t.border}; }}
    QTextEdit[look="field"] {{ color: {t.text}; background: {t.panel}; border: 1px solid {t.control};
        border-radius: {RADIUS}px; selection-background-color: {t.accent}; selection-color: {t.on_accent}; }}
    QTextEdit[look="field"][state="doubtful"] {{ background: {t.doubtful_wash}; border: 1px solid {t.doubtful}; }}
    QTextEdit[look="field"][state="broken"] {{ background: {t.broken_wash}; border: 1px solid {t.broken}; }}
    QTextEdit[look="field"][readOnly="true"] {{ background: {t.window}; border: 1px solid {t.border}; }}
    QTextEdit[look="field"]:focus {{ border: 2px solid {t.accent}; }}
    """


def _controls(t: Tokens) -> str:
    """Boxes to tick, pick lists and numbers. Qt would draw their outlines from the window's colour: unseen in the dark."""
    scheme = "dark" if t.dark else "light"
    drawings = resource("icons").joinpath("controls").as_posix()
    return f"""
    QCheckBox {{ color: {t.text}; spacing: {GRID}px; border: 2px solid transparent; border-radius: {RADIUS}px; }}
    QCheckBox:focus {{ border: 2px solid {t.accent}; }}
    QCheckBox::indicator, QListWidget::indicator {{ width: 14px; height: 14px; border: 1px solid {t.control};
        border-radius: 4px; background: {t.panel}; }}
    QCheckBox::indicator:checked, QListWidget::indicator:checked {{ background: {t.accent};
        border: 1px solid {t.accent}; image: url("{drawings}/check-{scheme}.svg"); }}
    QComboBox, QAbstractSpinBox {{ color: {t.text}; background: {t.panel}; border: 1px solid {t.control};
        border-radius: {RADIUS}px; padding: 0 7px; min-height: 28px; selection-background-color: {t.accent};
        selection-color: {t.on_accent}; }}
    QComboBox:focus, QAbstractSpinBox:focus {{ border: 2px solid {t.accent}; padding: 0 6px; min-height: 26px; }}
    QCheckBox:disabled {{ color: {t.control}; }}
    QCheckBox::indicator:disabled {{ background: {t.window}; border: 1px solid {t.border}; }}
    QCheckBox::indicator:checked:disabled {{ background: {t.control}; border: 1px solid {t.control}; }}
    QComboBox:disabled, QAbstractSpinBox:disabled {{ color: {t.control}; background: {t.window};
        border: 1px solid {t.border}; }}
    QComboBox::drop-down {{ border: none; width: 24px; }}
    QComboBox::down-arrow, QAbstractSpinBox::down-arrow {{ image: url("{drawings}/chevron-down-{scheme}.svg");
        width: 14px; height: 14px; }}
    QAbstractSpinBox::up-arrow {{ image: url("{drawings}/chevron-up-{scheme}.svg"); width: 14px; height: 14px; }}
    QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ border: none; background: transparent; width: 22px; }}
    QComboBox QAbstractItemView {{ color: {t.text}; background: {t.panel}; border: 1px solid {t.border};
        selection-background-color: {t.selected}; selection-color: {t.text}; outline: none; }}
    """


def _lists(t: Tokens) -> str:
    return f"""
    QListView {{ background: {t.panel}; border: none; outline: none; }}
    QListWidget[look="services"] {{ border: none; border-right: 1px solid {t.border}; }}
    QListWidget[look="services"]::item {{ color: {t.text}; border-radius: {RADIUS}px; padding: 2px; }}
    QListWidget[look="services"]::item:hover {{ background: {t.hover}; }}
    QListWidget[look="services"]::item:selected {{ background: {t.selected}; color: {t.text}; }}
    QListWidget[look="services"]::item:selected:active:focus {{ border: 1px solid {t.accent}; }}
    QTreeWidget[look="commands"] {{ background: {t.panel}; color: {t.text}; border: 1px solid {t.border};
        border-radius: {RADIUS}px; outline: none; }}
    QTreeWidget[look="commands"]:focus {{ border: 2px solid {t.accent}; }}
    QTreeWidget[look="commands"]::item {{ padding: 4px 8px; color: {t.text}; }}
    QTreeWidget[look="commands"]::item:selected {{ background: {t.selected}; color: {t.text}; }}
    QListWidget[look="choices"] {{ border: 1px solid {t.control}; border-radius: {RADIUS}px; }}
    QListWidget[look="choices"]:focus {{ border: 2px solid {t.accent}; }}
    QListWidget[look="choices"]::item:selected {{ background: {t.selected}; color: {t.text}; }}
    QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
    QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
    QScrollBar::handle {{ background: {t.control}; border-radius: 3px; margin: 2px; }}
    QScrollBar::handle:vertical {{ min-height: 32px; }}
    QScrollBar::handle:horizontal {{ min-width: 32px; }}
    QScrollBar::handle:hover {{ background: {t.secondary}; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    QAbstractScrollArea::corner {{ background: transparent; }}
    """


def _bars(t: Tokens) -> str:
    return f"""
    QProgressBar {{ background: {t.border}; border: none; border-radius: 2px; max-height: 4px; min-height: 4px; }}
    QProgressBar::chunk {{ background: {t.accent}; border-radius: 2px; }}
    QGraphicsView {{ background: {t.stage}; border: none; }}
    QGraphicsView:focus {{ border: 2px solid {t.accent}; }}
    """
