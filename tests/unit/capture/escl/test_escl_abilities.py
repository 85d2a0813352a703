"""What a scanner says it can do, in the words of the contract."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carddesk.capture.scanner.escl.abilities import COLOURS, abilities, identity
from carddesk.capture.scanner.escl.documents import BadDocument
from tests.fakes.escl import documents
from tests.fakes.escl.documents import Build

BUILDS = st.builds(
    Build,
    flatbed=st.booleans(),
    feeder=st.booleans(),
    duplex=st.booleans(),
    formats=st.lists(st.sampled_from(["image/jpeg", "image/png", "application/pdf"]), min_size=1, unique=True).map(
        tuple
    ),
    colours=st.lists(st.sampled_from(list(COLOURS.values())), min_size=1, unique=True).map(tuple),
    resolutions=st.lists(st.sampled_from([75, 100, 150, 200, 300, 600]), unique=True).map(sorted).map(tuple),
    shared_profiles=st.booleans(),
    glass=st.tuples(st.integers(600, 4000), st.integers(600, 6000)),
    paper=st.tuples(st.integers(600, 4000), st.integers(600, 12_000)),
).filter(lambda build: build.flatbed or build.feeder)


@given(BUILDS)
def test_it_is_read_as_it_is_built(build: Build) -> None:
    can = abilities(documents.capabilities(build, "Specimen 1", "urn:uuid:8A5D")).capabilities
    there = {"flatbed": build.flatbed, "feeder": build.feeder, "duplex": build.feeder and build.duplex}
    assert can.sources == tuple(source for source, is_there in there.items() if is_there)
    assert {COLOURS[mode] for mode in can.modes} == set(build.colours)
    assert can.resolutions == (build.resolutions or (75, 100, 150, 200, 240, 300, 400, 600))
    for source, (width, height) in can.largest_mm.items():
        units = build.glass if source == "flatbed" else build.paper
        assert (width / 25.4 * 300, height / 25.4 * 300) == pytest.approx(units, abs=1)


def changed(*pairs: tuple[str, str], build: Build | None = None) -> bytes:
    text = documents.capabilities(build or Build(), "Specimen", "8a5d").decode()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text.encode()


def test_a_feeder_that_is_described_for_both_sides_alone_reads_one_side_as_well() -> None:
    text = changed(("<scan:AdfSimplexInputCaps>", "<scan:Gone>"), ("</scan:AdfSimplexInputCaps>", "</scan:Gone>"))
    assert abilities(text).capabilities.sources == ("flatbed", "feeder", "duplex")


def test_names_in_the_wrong_one_of_the_two_namespaces_are_understood() -> None:
    text = changed(("scan:DocumentFormatExt", "pwg:DocumentFormatExt"), ("scan:ColorMode>", "pwg:ColorMode>"))
    assert abilities(text).inputs == abilities(changed()).inputs


def test_a_resolution_that_would_stretch_a_card_is_left_out() -> None:
    text = changed(("<scan:YResolution>600</scan:YResolution>", "<scan:YResolution>300</scan:YResolution>"))
    assert abilities(text).capabilities.resolutions == (75, 150, 200, 300)


@pytest.mark.parametrize(("dpi", "nearest"), [(1, 75), (290, 300), (225, 200), (10_000, 600), (200, 200), (250, 300)])
def test_the_nearest_resolution_is_taken(dpi: int, nearest: int) -> None:
    discrete = Build(resolutions=(75, 200, 300, 600))
    (profile,) = abilities(documents.capabilities(discrete, "S", "1")).inputs["flatbed"].profiles
    assert profile.nearest(dpi) == nearest


@given(st.integers(1, 700), st.integers(1, 700), st.integers(1, 200), st.integers(-100, 5000))
def test_of_a_range_a_resolution_on_its_steps_is_taken(least: int, more: int, step: int, dpi: int) -> None:
    bounds = "<scan:Min>75</scan:Min><scan:Max>600</scan:Max><scan:Normal>300</scan:Normal><scan:Step>1</scan:Step>"
    other = f"<scan:Min>{least}</scan:Min><scan:Max>{least + more}</scan:Max><scan:Step>{step}</scan:Step>"
    (profile,) = abilities(changed((bounds, other), build=Build(resolutions=()))).inputs["flatbed"].profiles
    nearest = profile.nearest(dpi)
    assert least <= nearest <= least + more
    assert (nearest - least) % step == 0
    assert all(least <= each <= least + more and (each - least) % step == 0 for each in profile.resolutions)
    best = min(abs(each - dpi) for each in range(least, least + more + 1, step))
    assert abs(nearest - dpi) == best


def test_a_range_that_is_written_without_its_name_is_understood() -> None:
    text = changed(("ResolutionRange>", "Resolution>"), build=Build(resolutions=()))
    text = text.replace(b"<scan:Resolution>", b"<scan:ResolutionRange>").replace(
        b"</scan:Resolution>", b"</scan:ResolutionRange>"
    )
    (profile,) = abilities(text).inputs["flatbed"].profiles
    assert profile.span == (75, 600, 1)


def test_what_is_not_said_is_guessed_with_care() -> None:
    text = changed(
        ("<scan:SupportedResolutions>", "<scan:Gone>"),
        ("</scan:SupportedResolutions>", "</scan:Gone>"),
        ("scan:MaxWidth", "scan:Other"),
        build=Build(colours=(), formats=(), feeder=False),
    )
    can = abilities(text).capabilities
    assert (can.modes, can.resolutions, dict(can.largest_mm)) == (("colour",), (300,), {})


@pytest.mark.parametrize("build", [Build(flatbed=False, feeder=False), Build(colours=("RGB48",))])
def test_a_scanner_with_nothing_for_us_is_refused(build: Build) -> None:
    with pytest.raises(BadDocument):
        abilities(documents.capabilities(build, "S", "1"))


@given(st.text(max_size=80))
def test_an_identity_can_be_part_of_the_name_of_a_device(uuid: str) -> None:
    plain = identity(uuid)
    assert not set(plain) & set(" ;:=./\t\n")
    assert identity(f"urn:uuid:{plain}") == plain == identity(plain.upper())
