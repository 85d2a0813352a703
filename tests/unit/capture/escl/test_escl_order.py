"""What is asked of a scanner is always something that it has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carddesk.capture.scanner.contract import Wish
from carddesk.capture.scanner.escl.abilities import COLOURS, abilities
from carddesk.capture.scanner.escl.order import order
from carddesk.capture.scanner.troubles import ScannerError
from tests.fakes.escl import documents
from tests.fakes.escl.documents import Build
from tests.unit.capture.escl.test_escl_abilities import BUILDS

LENGTH = st.floats(-50, 2000)
WISHES = st.builds(
    Wish,
    source=st.sampled_from(["flatbed", "feeder", "duplex"]),
    mode=st.sampled_from(list(COLOURS)),
    dpi=st.integers(1, 2400),
    area_mm=st.none() | st.tuples(LENGTH, LENGTH, LENGTH, LENGTH),
    preview=st.booleans(),
)


@given(BUILDS, WISHES)
def test_the_scanner_takes_every_order_that_is_made_for_it(build: Build, wish: Wish) -> None:
    able = abilities(documents.capabilities(build, "S", "1"))
    if wish.source not in able.inputs or COLOURS[wish.mode] not in build.colours:
        with pytest.raises(ScannerError) as refused:
            order(wish, able)
        assert refused.value.code == "scanner_wish"
        return
    made = order(wish, able)
    taken = documents.order(made.body, build)  # raises where the scanner would refuse
    assert (taken.source, taken.duplex) == ("Platen" if wish.source == "flatbed" else "Feeder", wish.source == "duplex")
    assert (taken.dpi, taken.kind, taken.colour) == (made.dpi, made.kind, COLOURS[wish.mode])
    if wish.preview:
        assert made.dpi == min(build.resolutions or (75,))


@pytest.mark.parametrize(
    ("area", "region"),
    [
        ((25.4, 50.8, 85.6, 53.98), (300, 600, 1011, 638)),
        ((0.0, 0.0, 1000.0, 1000.0), (0, 0, 2550, 3508)),
        ((-5.0, -5.0, 25.4, 25.4), (0, 0, 300, 300)),
        ((200.0, 290.0, 85.6, 53.98), (2362, 3425, 188, 83)),
        ((500.0, 500.0, 85.6, 53.98), (2534, 3492, 16, 16)),
    ],
)
def test_an_area_is_cut_to_what_the_glass_has(
    area: tuple[float, float, float, float], region: tuple[int, int, int, int]
) -> None:
    made = order(Wish(area_mm=area), abilities(documents.capabilities(Build(), "S", "1")))
    assert documents.order(made.body, Build()).region == region


def test_jpeg_is_asked_for_wherever_it_can_be_had_and_never_for_single_bits() -> None:
    able = abilities(documents.capabilities(Build(formats=("application/pdf", "image/jpeg")), "S", "1"))
    assert order(Wish(), able).kind == "image/jpeg"
    assert order(Wish(mode="lineart"), able).kind == "application/pdf"


def test_a_scanner_that_gives_nothing_we_can_read_is_told() -> None:
    able = abilities(documents.capabilities(Build(formats=("application/octet-stream",)), "S", "1"))
    with pytest.raises(ScannerError) as refused:
        order(Wish(), able)
    assert refused.value.code == "scanner_wish"
