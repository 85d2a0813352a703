"""Drawing one flat card of any kind."""

from collections.abc import Callable

from . import certificate, certificate_texts, foreign_card, national_card, passport, resident_card
from .chance import Chance
from .ink import Sheet, quad_of
from .paper import rounded
from .residents import REGIONS, citizen, permit_holder
from .stock import corner_mm, width_mm
from .truth import Specimen, TrueCard

Draughtsman = Callable[[Chance, str], Sheet]
_FACES = {"portrait": resident_card.portrait, "emblem": resident_card.emblem}


def _resident(face: str) -> Draughtsman:
    return lambda chance, version: _FACES[face](chance, citizen(chance.seed))


def _permit(face: str) -> Draughtsman:
    return lambda chance, version: _FACES[face](chance, permit_holder(chance.seed, version))


_DRAUGHTSMEN: dict[tuple[str, str, str], Draughtsman] = {
    ("resident_id", "portrait", "second"): _resident("portrait"),
    ("resident_id", "emblem", "second"): _resident("emblem"),
    **{("residence_permit", face, region): _permit(face) for face in ("portrait", "emblem") for region in REGIONS},
    ("foreign_resident", "portrait", "2017"): lambda chance, version: foreign_card.card_2017(chance),
    ("foreign_resident", "portrait", "2023"): lambda chance, version: foreign_card.card_2023(chance),
    **{
        ("passport", "page", layout): lambda chance, version: passport.PAGES[version](chance)
        for layout in passport.PAGES
    },
    **{("national_id", "page", size): national_card.page for size in national_card.SIZES},
    **{("certificate", "page", kind): certificate.certificate for kind in certificate_texts.KINDS},
}

KINDS: tuple[tuple[str, str, str], ...] = tuple(_DRAUGHTSMEN)


def draw(document: str, face: str, seed: int, version: str | None = None) -> Specimen:
    """The flat card alone, cropped to itself, about 1280 pixels wide; without a version the seed chooses one.

    Raises KeyError for a kind that is not in KINDS.
    """
    versions = [kind[2] for kind in KINDS if kind[:2] == (document, face)]
    if not versions:
        raise KeyError((document, face))
    chosen = version or Chance(seed, document, "version").pick(versions)
    sheet = _DRAUGHTSMEN[document, face, chosen](Chance(seed, document, face, chosen), chosen)
    width, height = sheet.image.size
    card = TrueCard(document, face, quad_of((0, 0, width, height)), tuple(sheet.fields))
    radius = corner_mm(document, sheet.image.size) / width_mm(document, sheet.image.size) * width
    image = rounded(sheet.image, radius)
    return Specimen(image, (card,), seed, f"{document} {face} {chosen}")
