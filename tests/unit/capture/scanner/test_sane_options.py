"""What SANE devices call things: their words are understood, and what is set is always something the device takes."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from carddesk.capture.scanner import sane_options
from carddesk.capture.scanner.contract import Wish
from carddesk.capture.scanner.device_values import Range, nearest, to_choose
from carddesk.capture.scanner.sane_options import Option, Options

# As the drivers' manuals and options of sane-backends 1.2 and of makers' own drivers have them.
SOURCES = [
    (("Flatbed", "Automatic Document Feeder"), {"flatbed": "Flatbed", "feeder": "Automatic Document Feeder"}),
    (("Flatbed", "ADF", "ADF Duplex"), {"flatbed": "Flatbed", "feeder": "ADF", "duplex": "ADF Duplex"}),
    (("ADF Front", "ADF Back", "ADF Duplex"), {"feeder": "ADF Front", "duplex": "ADF Duplex"}),
    (
        ("Flatbed", "ADF Front", "ADF Back", "ADF Duplex", "Card Front", "Card Back", "Card Duplex"),
        {"flatbed": "Flatbed", "feeder": "ADF Front", "duplex": "ADF Duplex"},
    ),
    (("Auto", "Flatbed", "ADF", "Duplex"), {"flatbed": "Flatbed", "feeder": "ADF", "duplex": "Duplex"}),
    (
        (
            "FlatBed",
            "Automatic Document Feeder(left aligned)",
            "Automatic Document Feeder(left aligned,Duplex)",
            "Automatic Document Feeder(centrally aligned)",
        ),
        {
            "flatbed": "FlatBed",
            "feeder": "Automatic Document Feeder(left aligned)",
            "duplex": "Automatic Document Feeder(left aligned,Duplex)",
        },
    ),
    (("Normal", "ADF"), {"flatbed": "Normal", "feeder": "ADF"}),
    (("Flatbed", "Transparency Adapter", "Negative"), {"flatbed": "Flatbed"}),
    (("Flatbed", "Transparency Unit", "TPU8x10"), {"flatbed": "Flatbed"}),
    (("Mystery",), {"flatbed": "Mystery"}),
]
MODES = [
    (("Gray", "Color"), {"colour": "Color", "grey": "Gray"}),
    (("Lineart", "Gray", "Color"), {"colour": "Color", "grey": "Gray", "lineart": "Lineart"}),
    (
        ("Black & White", "Gray[Error Diffusion]", "True Gray", "24bit Color", "24bit Color[Fast]"),
        {"colour": "24bit Color", "grey": "True Gray", "lineart": "Black & White"},
    ),
    (
        ("Binary", "Gray", "Color", "Color Lineart", "Color Halftone", "48 bits color"),
        {"colour": "Color", "grey": "Gray", "lineart": "Binary"},
    ),
    (("Halftone", "Grayscale", "RGB"), {"colour": "RGB", "grey": "Grayscale"}),
    (("Something",), {"colour": "Something"}),
]


def words(name: str, *allowed: str) -> Options:
    return {name: Option(name, "string", "", allowed)}


@pytest.mark.parametrize(("offered", "meant"), SOURCES, ids=lambda value: str(value)[:40])
def test_the_words_for_sources_are_understood(offered: tuple[str, ...], meant: dict[str, str]) -> None:
    assert sane_options.sources(words("source", *offered)) == meant


@pytest.mark.parametrize(("offered", "meant"), MODES, ids=lambda value: str(value)[:40])
def test_the_words_for_modes_are_understood(offered: tuple[str, ...], meant: dict[str, str]) -> None:
    assert sane_options.modes(words("mode", *offered)) == meant


def test_a_device_without_a_choice_has_a_glass_or_as_a_sheetfed_one_a_feeder() -> None:
    assert sane_options.sources({}) == {"flatbed": ""}
    assert sane_options.sources({}, is_sheetfed=True) == {"feeder": ""}
    assert sane_options.modes({}) == {"colour": ""}
    assert list(sane_options.for_source({}, Wish())) == []
    assert list(sane_options.for_mode({}, Wish())) == []


@pytest.mark.parametrize(
    ("switch", "one", "both"),
    [
        (Option("adf-mode", "string", "", ("Simplex", "Duplex")), "Simplex", "Duplex"),
        (Option("duplex", "bool"), False, True),
    ],
)
def test_both_sides_may_be_a_switch_of_its_own(switch: Option, one: object, both: object) -> None:
    options = {**words("source", "Flatbed", "ADF"), switch.name: switch}
    assert set(sane_options.sources(options)) == {"flatbed", "feeder", "duplex"}
    assert list(sane_options.for_sides(options, Wish(source="feeder"))) == [(switch.name, one)]
    assert list(sane_options.for_sides(options, Wish(source="duplex"))) == [(switch.name, both)]
    assert list(sane_options.for_sides(options, Wish(source="flatbed"))) == []


def test_lineart_may_be_grey_of_one_bit() -> None:
    depth = Option("depth", "int", "", (1.0, 8.0, 16.0))
    options = {**words("mode", "Gray", "Color"), "depth": depth}
    assert sane_options.modes(options)["lineart"] == "Gray"
    assert list(sane_options.for_depth(options, Wish(mode="lineart"))) == [("depth", 1)]
    assert list(sane_options.for_depth(options, Wish(mode="colour"))) == [("depth", 8)]
    assert "lineart" not in sane_options.modes({**options, "depth": Option("depth", "int", "", (8.0, 16.0))})


def test_only_sixteen_bits_are_taken_where_there_is_nothing_less() -> None:
    options = {**words("mode", "Color"), "depth": Option("depth", "int", "", (16.0,))}
    assert list(sane_options.for_depth(options, Wish())) == [("depth", 16)]
    inactive = {"depth": Option("depth", "int", "", (8.0, 16.0), can_be_set=False)}
    assert list(sane_options.for_depth(inactive, Wish())) == []


def test_what_the_device_has_not_is_no_source_and_no_mode() -> None:
    with pytest.raises(LookupError):
        list(sane_options.for_source(words("source", "Flatbed"), Wish(source="duplex")))
    with pytest.raises(LookupError):
        list(sane_options.for_mode(words("mode", "Gray"), Wish(mode="lineart")))


@pytest.mark.parametrize(
    ("allowed", "offered"),
    [
        (Range(1, 1200, 1), (75, 100, 150, 200, 240, 300, 400, 600, 1200)),
        (Range(50, 600, 50), (100, 150, 200, 300, 400, 600)),
        (Range(61, 73, 1), (61, 73)),
        ((600.0, 75.0, 300.0, 300.0), (75, 300, 600)),
        (None, ()),
    ],
)
def test_resolutions_are_those_people_choose_among(allowed: object, offered: tuple[int, ...]) -> None:
    assert sane_options.resolutions({"resolution": Option("resolution", "int", "dpi", allowed)}) == offered  # type: ignore[arg-type]


def test_two_resolutions_are_both_set_and_only_what_both_can_is_offered() -> None:
    options = {
        "x-resolution": Option("x-resolution", "int", "dpi", (150.0, 300.0, 600.0)),
        "y-resolution": Option("y-resolution", "fixed", "dpi", (300.0, 600.0, 1200.0)),
    }
    assert sane_options.resolutions(options) == (300, 600)
    assert list(sane_options.for_resolution(options, Wish(dpi=310))) == [("x-resolution", 300), ("y-resolution", 300.0)]


def test_a_preview_is_coarse_and_an_option_of_that_name_is_set_and_unset() -> None:
    options = {
        "preview": Option("preview", "bool"),
        "resolution": Option("resolution", "int", "dpi", Range(50, 1200, 1)),
    }
    coarse = list(sane_options.for_resolution(options, Wish(dpi=600, preview=True)))
    assert coarse == [("preview", True), ("resolution", 75)]
    assert list(sane_options.for_resolution(options, Wish(dpi=600))) == [("preview", False), ("resolution", 600)]


def edges(unit: str, width: float, height: float, step: float = 0.0) -> Options:
    kind = "int" if unit == "pixel" else "fixed"
    limits = {"tl-x": width, "br-x": width, "tl-y": height, "br-y": height}
    return {name: Option(name, kind, unit, Range(0.0, high, step)) for name, high in limits.items()}


@pytest.mark.parametrize("missing", ["tl-x", "br-y"])
def test_an_area_that_cannot_be_set_is_left_alone(missing: str) -> None:
    options = dict(edges("mm", 210, 297))
    options[missing] = Option(missing, "fixed", "mm", Range(0, 100), can_be_set=False)
    assert not sane_options.can_choose_area(options)
    assert list(sane_options.for_area(options, Wish(area_mm=(0, 0, 10, 10)), 300)) == []


def test_without_an_area_the_edges_go_as_far_as_they_can() -> None:
    assert dict(sane_options.for_area(edges("mm", 215.9, 297.2), Wish(), 300)) == {
        "br-x": 215.9,
        "br-y": 297.2,
        "tl-x": 0.0,
        "tl-y": 0.0,
    }


@given(
    unit=st.sampled_from(["mm", "pixel"]),
    size=st.tuples(st.floats(20, 300), st.floats(20, 400)),
    step=st.sampled_from([0.0, 0.1, 1.0, 7.0]),
    area=st.tuples(st.floats(0, 250), st.floats(0, 350), st.floats(1, 300), st.floats(1, 400)),
    dpi=st.sampled_from([75, 300, 600]),
)
def test_at_no_time_is_an_edge_beyond_its_opposite_nor_outside(
    unit: str, size: tuple[float, float], step: float, area: tuple[float, float, float, float], dpi: int
) -> None:
    scale = dpi / 25.4 if unit == "pixel" else 1.0
    options = edges(unit, size[0] * scale, size[1] * scale, step if unit == "mm" else round(step))
    now = {"tl-x": 0.0, "tl-y": 0.0, "br-x": 0.0, "br-y": 0.0}
    for name, value in sane_options.for_area(options, Wish(area_mm=area), dpi):
        allowed = options[name].allowed
        assert isinstance(allowed, Range)
        assert allowed.low <= float(value) <= allowed.high + 0.5
        now[name] = float(value)
        assert now["tl-x"] <= now["br-x"] + 1e-6 or now["br-x"] == 0.0
        assert now["tl-y"] <= now["br-y"] + 1e-6 or now["br-y"] == 0.0


numbers = st.floats(-1000, 1000, allow_nan=False)


@example(low=0.0, length=1.0, step=5e-324, wanted=1.0)
@given(low=numbers, length=st.floats(0, 2000), step=st.floats(0, 300), wanted=st.floats(-5000, 5000))
def test_the_nearest_value_of_a_range_lies_in_it_and_on_a_step(
    low: float, length: float, step: float, wanted: float
) -> None:
    allowed = Range(low, low + length, step)
    found = nearest(allowed, wanted)
    assert allowed.low - 1e-6 <= found <= allowed.high + 1e-6
    if step > 1e-3:
        steps = (found - low) / step
        assert steps == pytest.approx(round(steps), abs=1e-5)
        within = min(max(wanted, allowed.low), allowed.high)
        assert abs(found - within) <= step + 1e-6


@given(values=st.lists(numbers, min_size=1), wanted=numbers)
def test_the_nearest_value_of_a_list_is_of_the_list_and_none_is_nearer(values: list[float], wanted: float) -> None:
    found = nearest(tuple(values), wanted)
    assert found in values
    assert all(abs(found - wanted) <= abs(each - wanted) for each in values)


@given(low=st.integers(1, 3000), length=st.integers(0, 3000), step=st.integers(0, 100))
def test_there_is_always_a_resolution_to_choose(low: int, length: int, step: int) -> None:
    found = to_choose(Range(low, low + length, step))
    assert found
    assert list(found) == sorted(set(found))
    assert all(low <= each <= low + length for each in found)


@pytest.mark.parametrize(
    ("unit", "dpi", "expected"), [("mm", 300, (210.0, 297.0)), ("pixel", 254, (21.0, 29.7)), ("mm", 75, (210.0, 297.0))]
)
def test_the_largest_area_is_told_in_millimetres(unit: str, dpi: int, expected: tuple[float, float]) -> None:
    assert sane_options.largest_mm(edges(unit, 210, 297), dpi) == expected
    assert sane_options.largest_mm({}, dpi) is None
