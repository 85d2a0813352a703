"""However a document is damaged, opening it gives pixels or an `ImageError`, in time, and the next one opens all the same."""

import io
import time
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carddesk.errors import ImageError
from carddesk.imaging.decode import decode, probe
from carddesk.imaging.formats import pdf
from carddesk.imaging.ofd import single
from tests.specimens.documents import colours, ofd, scans, written
from tests.unit.imaging.test_heif import HEIC, avif

SEEDS = {
    "pdf": colours(2),
    "pdf_scans": scans([(255, 0, 0), (0, 255, 0)]),
    "pdf_written": written(["A", "B"]),
    "heic": HEIC,
    "avif": avif(),
    "ofd": ofd(["red", "[text]"]),
}
_WHOLE = zipfile.ZipFile(io.BytesIO(SEEDS["ofd"]))
PARTS = {name: _WHOLE.read(name) for name in _WHOLE.namelist() if name.endswith(".xml")}
LONGEST_S = 25.0


@st.composite
def damaged(draw: st.DrawFn, data: bytes) -> bytes:
    """The file with bytes changed, a part cut out or doubled, a number made absurd, or its end missing."""
    made = bytearray(data)
    places = st.integers(0, len(data) - 1)
    for _ in range(draw(st.integers(0, 8))):
        made[draw(places) % len(made)] = draw(st.one_of(st.sampled_from([0, 1, 0x7F, 0x80, 0xFF]), st.integers(0, 255)))
    kind = draw(st.sampled_from(["none", "cut", "drop", "double", "digits"]))
    start, length = draw(places) % len(made), draw(st.integers(1, 60))
    if kind == "cut":
        del made[start:]
    elif kind == "drop":
        del made[start : start + length]
    elif kind == "double":
        made[start:start] = made[start : start + length]
    elif kind == "digits":
        made[start:start] = b"9" * (length % 12)
    return bytes(made)


def outcome(data: bytes) -> str:
    """`pixels`, or the error's code. Anything else that is raised goes through."""
    try:
        count = len(probe(data).sizes)
        for page in range(1, min(count, 3) + 1):
            pixels = decode(data, page, max_side=120)
            assert max(pixels.shape[:2]) <= 120
    except ImageError as error:
        return error.code if error.message else "no words"
    return "pixels"


CODES = {
    "pixels",
    "image_empty",
    "image_broken",
    "image_truncated",
    "image_too_large",
    "image_unsupported",
    "document_password",
    "document_empty",
    "document_slow",
    "too_many_pages",
}
HARD = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)


@pytest.mark.parametrize("seed", sorted(SEEDS))
def test_a_damaged_document_gives_pixels_or_an_image_error_in_time(seed: str) -> None:
    @HARD
    @given(damaged(SEEDS[seed]))
    def holds(data: bytes) -> None:
        began = time.monotonic()
        assert outcome(data) in CODES
        assert time.monotonic() - began < LONGEST_S

    holds()
    assert outcome(SEEDS[seed]) == "pixels"


@pytest.mark.parametrize("name", sorted(PARTS))
def test_a_damaged_part_of_an_ofd_document_does_no_more(name: str) -> None:
    @HARD
    @given(damaged(PARTS[name]))
    def holds(part: bytes) -> None:
        data = ofd(["red", "[text]"], parts={name: part})
        assert outcome(data) in CODES
        try:
            single.one_page(data, 1)
        except ImageError as error:
            assert error.code in {*CODES, "image_page"}  # noqa: PT017

    holds()


@HARD
@given(damaged(SEEDS["pdf_scans"]), st.integers(0, 3))
def test_to_take_a_page_out_of_a_damaged_document_does_no_more(data: bytes, page: int) -> None:
    try:
        alone, _ = pdf.one_page(data, page)
    except ImageError as error:
        assert error.code in CODES  # noqa: PT017
    else:
        assert len(probe(alone).sizes) == 1
