"""The veil: an image so coarse that it tells where on the card one is, and neither text nor face."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainterPath, QPixmap

from carddesk.cards.geometry import Quad
from carddesk.ui.image.quad_item import outline
from carddesk.ui.image.widened import widened
from carddesk.workflow.views import CaseView

CARD_PX = 16
"""So many pixels are left of a card's longer side: a face is 4 of them wide, and a line of text thinner than one."""
_THUMB_PX = 8
_AROUND = 0.12
"""How much of its height is left free above and below the field at hand, as around its snippet."""
_NUMBERS = {"id_number", "document_number", "permit_number", "mrz"}
"""What stays veiled, even where the field at hand is said to reach over it: quads of services are not always right."""


def veiled(thumbnail: QPixmap) -> QPixmap:
    """A thumbnail made coarse."""
    small = thumbnail.scaled(
        _THUMB_PX, _THUMB_PX, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    ignore = Qt.AspectRatioMode.IgnoreAspectRatio
    return small.scaled(thumbnail.size(), ignore, Qt.TransformationMode.SmoothTransformation)


def coarse(image: QImage, card_share: float) -> QImage:
    """An image in which a card, whose longer side is this share (0..1) of the image's, has `CARD_PX` pixels."""
    side = round(CARD_PX / max(card_share, 0.05))
    longer = max(image.width(), image.height(), 1)
    size = QSize(max(1, image.width() * side // longer), max(1, image.height() * side // longer))
    return image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)


def card_share(case: CaseView) -> float:
    """How much of the image's longer side the card takes, 0..1; all of it where its outline is not known."""
    if case.image is None or case.card_quad is None:
        return 1.0
    left, top, right, bottom = case.card_quad.bounds
    return min(max(right - left, bottom - top) / max(case.image.width, case.image.height, 1), 1.0)


def gap(case: CaseView) -> QPainterPath:
    """The part of the image that may be seen sharp, in its pixels: the fields that are not hidden, and no number beside them."""
    located = [(field, field.quad) for field in case.fields if field.quad is not None and field.at == case.shown]
    free = _united(widened(quad, _AROUND * quad.height) for field, quad in located if not field.hidden)
    return free.subtracted(_united(quad for field, quad in located if field.hidden and field.key in _NUMBERS))


def _united(quads: Iterable[Quad]) -> QPainterPath:
    path = QPainterPath()
    for quad in quads:
        path = path.united(outline(quad))
    return path
