"""`python -m tests.specimens.samples`: makes the sample cards of `resources/samples` from fixed seeds."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from .conditions import Difficulty
from .drawing import draw
from .photograph import photograph
from .series import two_certificates
from .truth import Specimen

FOLDER = Path(__file__).parents[2] / "resources" / "samples"
_MOST_BYTES = 320_000


@dataclass(frozen=True, slots=True)
class Sample:
    """A file of the folder and how its pages are made."""

    name: str
    pages: Callable[[], list[Specimen]]


def _photo(
    document: str, face: str, version: str, seed: int, difficulty: Difficulty, rotation: float | None = None
) -> Callable[[], list[Specimen]]:
    return lambda: [photograph([draw(document, face, seed, version)], seed, difficulty, rotation)]


def _faces(seed: int) -> list[Specimen]:
    """The two faces of one resident card, each on a page of its own."""
    return [photograph([draw("resident_id", face, seed)], seed, "scan", 0.6) for face in ("portrait", "emblem")]


def _pair(seed: int) -> list[Specimen]:
    """Two certificates in one image."""
    return [photograph(two_certificates(seed, "electrician"), seed, "moderate", 4.0)]


SAMPLES = (
    Sample("01-resident-id-portrait.jpg", _photo("resident_id", "portrait", "second", 12, "moderate", 3.0)),
    Sample("02-resident-id-emblem.jpg", _photo("resident_id", "emblem", "second", 10, "moderate", -5.0)),
    Sample("03-resident-id-upside-down.jpg", _photo("resident_id", "portrait", "second", 9, "moderate", 171.0)),
    Sample("04-resident-id-both-faces-scan.tif", lambda: _faces(36)),
    Sample("05-residence-permit-hong-kong-portrait.jpg", _photo("residence_permit", "portrait", "hong_kong", 6, "moderate", 12.0)),
    Sample("06-residence-permit-taiwan-emblem.jpg", _photo("residence_permit", "emblem", "taiwan", 4, "moderate", -90.0)),
    Sample("07-foreign-resident-2017.jpg", _photo("foreign_resident", "portrait", "2017", 19, "moderate", -8.0)),
    Sample("08-foreign-resident-2023.jpg", _photo("foreign_resident", "portrait", "2023", 20, "moderate", 35.0)),
    Sample("09-passport-bilingual-scan.jpg", _photo("passport", "page", "chinese", 5, "scan", 0.0)),
    Sample("10-passport-hard-photo.jpg", _photo("passport", "page", "foreign", 15, "hard", 200.0)),
    Sample("11-national-id-td1.jpg", _photo("national_id", "page", "td1", 10, "moderate", 6.0)),
    Sample("12-national-id-td2-scan.jpg", _photo("national_id", "page", "td2", 3, "scan", 90.0)),
    Sample("13-certificates-two-in-one-image.jpg", lambda: _pair(13)),
    Sample("14-certificate-health-hard-photo.jpg", _photo("certificate", "page", "health", 23, "hard", -20.0)),
)  # fmt: skip
"""What the folder holds. Numbered, since the queue follows the names: it begins with what most people will look for."""


def stored(sample: Sample) -> bytes:
    """The file's bytes, well below 600 kB."""
    pages = [page.image for page in sample.pages()]
    if sample.name.endswith(".tif"):
        return _saved(pages[0], "TIFF", compression="jpeg", quality=75, save_all=True, append_images=pages[1:])
    streams = (_saved(pages[0], "JPEG", quality=quality, optimize=True) for quality in range(88, 40, -4))
    return next(stream for stream in streams if len(stream) <= _MOST_BYTES)


def _saved(image: Image.Image, form: str, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, form, **options)
    return stream.getvalue()


def main() -> None:
    """Writes all samples and prints how large they are together."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    total = 0
    for sample in SAMPLES:
        content = stored(sample)
        (FOLDER / sample.name).write_bytes(content)
        total += len(content)
        print(f"{len(content):8d} {sample.name}")  # noqa: T201
    print(f"{total:8d} bytes together")  # noqa: T201


if __name__ == "__main__":
    main()
