"""Where the values that another service has read stand on the image: its text held against what the engine itself sees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from carddesk.cards.documents import documents
from carddesk.cards.documents.contract import FieldKind
from carddesk.cards.places import FieldPlace, Places, lacking
from carddesk.cards.reading import Field, Reading
from carddesk.imaging.quality import field_quality
from carddesk.imaging.rectify import Pixels
from carddesk.reader.locating_fit import Piece, fitted
from carddesk.reader.locating_spots import Page, Spot, likeness_of, mended
from carddesk.reader.locating_text import core, likeness, spellings
from carddesk.reader.mrz_zone import find_zone
from carddesk.reader.sense import Sense, meaning
from carddesk.reader.telling import printed
from carddesk.reader.values import Datum

_SAME_DOCUMENT = 0.5
_SAME_PLACE = 3.0
_LEAST_ALIKE = 0.65
"""Of a place that only its text speaks for: two characters in six may be wrong."""
_SHORT = 2
"""What is no longer must be read there exactly; a single character must have its label before it, too."""
_WORD = 4
"""What is no longer and has no label before it must be a whole word or number."""
_OWN_ALIKE = 0.5
_OWN_SHORT = 4
"""A value no longer may be wholly other than what the engine reads in its place: two wrong characters are half of it."""
_CLEARLY = 0.1
_LABEL_ALIKE = 0.66


def located(readings: Sequence[Reading], seen: Sequence[Sense], pixels: Pixels, today: date) -> list[Places]:
    """For each reading the places of those of its fields that have none, on the cards seen in the same upright image.

    A field that is not found for sure is left out.
    """
    cards = [_Card(each, today) for each in seen]
    mine = _matched(readings, cards)
    return [
        Places() if card is None else Places(card.seen.view.corners, tuple(card.places(reading, pixels)))
        for reading, card in zip(readings, mine, strict=True)
    ]


class _Card:
    """One card as the engine sees it."""

    def __init__(self, seen: Sense, today: date) -> None:
        self.seen = seen
        document, _, found = meaning(seen)
        self.document = document
        zone, rest = find_zone(seen.view.lines, today)
        self.data = {each.key: each for each in found if each.text and each.parts}
        self.page = Page(printed(rest), zone.lines if zone is not None else ())

    def places(self, reading: Reading, pixels: Pixels) -> Iterator[FieldPlace]:
        """Where the reading's fields stand that have no place."""
        for key, spot in self._chosen(reading).items():
            quad = fitted(spot.pieces, pixels, self.seen.view)
            yield FieldPlace(key, quad, round(field_quality(pixels, quad), 4))

    def resemblance(self, reading: Reading) -> float:
        """How much the reading is of this card: how many of its fields are read here, and what else speaks for it."""
        score = _SAME_DOCUMENT * (reading.document == self.document)
        for field in reading.fields:
            own = self._own(field, spellings(field, _kind(reading, field)))
            score += own.likeness if own is not None else 0.0
        outline, here = reading.card_quad, self.seen.view.corners
        together = outline is not None and outline.contains(here.centre) and here.contains(outline.centre)
        return score + _SAME_PLACE * together

    def _chosen(self, reading: Reading) -> dict[str, Spot]:
        """A place for each field as far as one is clearly better than all others, none for two fields."""
        able = {field.key: list(self._spots(reading, field)) for field in lacking(reading)}
        chosen: dict[str, Spot] = {}
        # What is left open the first time may be clear once other fields have their places.
        for _ in range(2):
            for key, spot in _by_worth(able):
                if key not in chosen and not _taken(spot, chosen.values()) and _is_clear(spot, able[key], chosen):
                    chosen[key] = spot
        return chosen

    def _spots(self, reading: Reading, field: Field) -> Iterator[Spot]:
        wanted = spellings(field, _kind(reading, field))
        if not wanted:
            return
        own = self._own(field, wanted)
        if field.key == "mrz":
            if own is not None and own.likeness >= _OWN_ALIKE:
                yield own
            return
        kept = False
        for spot in self.page.spots(wanted, self._labels(field)):
            if own is not None and spot.meets(own):
                kept = True
                yield mended(spot, own, wanted)
            elif _suffices(spot):
                yield spot
        if own is not None and not kept and _may_be(own, max(map(len, wanted))):
            yield own

    def _own(self, field: Field, wanted: Sequence[str]) -> Spot | None:
        """Where the engine itself has read this datum."""
        datum = self._datum(field.key)
        if datum is None:
            return None
        pieces = tuple(self._pieces(datum))
        zoned = all(piece.line in self.page.zone for piece in pieces)
        spot = Spot(pieces, 0.0, labelled=not zoned, own=True, zoned=zoned)
        same = bool(datum.value) and datum.value == field.value
        return replace(spot, likeness=1.0 if same else likeness_of(spot, wanted))

    def _pieces(self, datum: Datum) -> Iterator[Piece]:
        for part in datum.parts:
            if part.text.strip():
                yield Piece(part, 0, len(part.text)) if datum.key == "mrz" else self.page.piece(part)

    def _datum(self, key: str) -> Datum | None:
        """The engine's datum of this key; of a certificate also that of the likest label."""
        if key in self.data or self.document != "certificate":
            return self.data.get(key)
        best = max(self.data, key=lambda each: likeness(core(each)[0], core(key)[0]), default=None)
        near = best is not None and likeness(core(best)[0], core(key)[0]) >= _LABEL_ALIKE
        return self.data[best] if best is not None and near else None

    def _labels(self, field: Field) -> list[str]:
        layout = self.seen.told.layout
        slots = layout.slots if self.seen.known and layout.document == self.document else ()
        printed_here = [words for slot in slots if field.key in slot.keys for words in slot.labels]
        return list(dict.fromkeys([*field.label.split("/"), field.label, *printed_here]))


def _matched(readings: Sequence[Reading], cards: Sequence[_Card]) -> list[_Card | None]:
    """Each reading's card, the likest pair first; a reading that is like none of them has none, unless both are alone."""
    mine: list[_Card | None] = [None] * len(readings)
    pairs = [(card.resemblance(reading), -place, card) for place, reading in enumerate(readings) for card in cards]
    for score, place, card in sorted(pairs, key=lambda pair: (-pair[0], -pair[1])):
        if mine[-place] is None and score > 0 and not any(other is card for other in mine):
            mine[-place] = card
    if len(readings) == len(cards) == 1:
        mine = [cards[0]]
    return mine


def _by_worth(able: dict[str, list[Spot]]) -> list[tuple[str, Spot]]:
    pairs = [(key, spot) for key, spots in able.items() for spot in spots]
    return sorted(pairs, key=lambda pair: -pair[1].worth)


def _taken(spot: Spot, others: Iterable[Spot]) -> bool:
    return any(spot.meets(other) for other in others)


def _is_clear(spot: Spot, able: Sequence[Spot], chosen: dict[str, Spot]) -> bool:
    """Whether no other free place speaks for the field about as much."""
    return not any(
        other is not spot and other.worth > spot.worth - _CLEARLY and not _taken(other, chosen.values())
        for other in able
    )


def _suffices(spot: Spot) -> bool:
    """Whether text alone, or with a label, is enough for this place to be the field's."""
    if spot.size > _WORD:
        return spot.likeness >= _LEAST_ALIKE
    if spot.size > _SHORT:
        return spot.likeness >= _LEAST_ALIKE and (spot.labelled or spot.whole)
    return spot.likeness >= 1 and spot.whole and (spot.labelled or spot.size == _SHORT)


def _may_be(own: Spot, size: int) -> bool:
    """Whether the engine's own place holds though it reads something else there."""
    if own.zoned and own.size == 1:
        return False  # one letter of the zone, where print was not made out
    if own.likeness >= _OWN_ALIKE:
        return True
    if own.zoned:
        return own.size == size
    return size <= _OWN_SHORT and abs(own.size - size) <= 1


def _kind(reading: Reading, field: Field) -> FieldKind:
    declared = documents().get(reading.document)
    spec = declared.spec(field.key) if declared else None
    return spec.kind if spec else FieldKind.TEXT
