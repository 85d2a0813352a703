"""Scan profiles: kept by name in the settings, and what they mean to a device."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carddesk.capture.scanner.contract import Capabilities, Device
from carddesk.errors import UserError
from carddesk.settings import Settings
from carddesk.workflow.scan_profiles import Profile, ScanProfiles, default_profile, name_for
from tests.fakes.scripted_scanner import CAPABILITIES, FEEDER, GLASS


def profiles(written: str = "", in_use: str = "") -> ScanProfiles:
    settings = Settings()
    settings.set("scanner.profiles", written)
    settings.set("scanner.profile", in_use)
    return ScanProfiles(settings)


WEIRD = "escl:urn:uuid:a=b; c%20 中文\u3000{GUID}\\0001"

places = st.floats(1, 300).map(lambda each: round(each, 1))
a_profile = st.builds(
    Profile,
    st.text(min_size=1, max_size=30).map(name_for).filter(bool),
    st.text(max_size=40).map(lambda text: "sane:" + "".join(each for each in text if each.isprintable())),
    st.text(max_size=20).map(lambda text: "".join(each for each in text if each.isprintable())),
    st.sampled_from(("flatbed", "feeder", "duplex")),
    st.sampled_from(("colour", "grey", "lineart")),
    st.integers(50, 2400),
    st.one_of(st.sampled_from(("whole", "card")), st.tuples(places, places, places, places)),
    st.sampled_from(("card", "all")),
    st.booleans(),
)


@given(st.lists(a_profile, max_size=4, unique_by=lambda each: each.name))
def test_what_was_kept_is_there_again_word_for_word(wanted: list[Profile]) -> None:
    kept = profiles()
    for each in wanted:
        kept.put(each)
    assert list(kept.all) == wanted
    assert kept.complaints == ()


def test_a_device_of_any_name_survives_the_settings_file() -> None:
    kept = profiles()
    kept.put(Profile("柜台 1", WEIRD, "Épson; = DS%"))
    (back,) = kept.all
    assert (back.name, back.device, back.title) == ("柜台 1", WEIRD, "Épson; = DS%")


def test_the_first_profile_is_used_until_another_one_is_chosen() -> None:
    kept = profiles("One: device=a:1; Two: device=a:2")
    assert kept.in_use is not None
    assert kept.in_use.name == "One"
    kept.use("Two")
    assert kept.in_use.name == "Two"
    with pytest.raises(UserError, match="there is: One, Two"):
        kept.use("Three")


def test_a_renamed_profile_stays_in_use_and_in_its_place() -> None:
    kept = profiles("One: device=a:1; Two: device=a:2; Three: device=a:3", in_use="Two")
    kept.put(Profile("Zwei", "a:2"), in_place_of="Two")
    assert [each.name for each in kept.all] == ["One", "Zwei", "Three"]
    assert kept.in_use is not None
    assert kept.in_use.name == "Zwei"


def test_two_profiles_cannot_have_one_name() -> None:
    kept = profiles("One: device=a:1; Two: device=a:2")
    with pytest.raises(UserError, match="called Two already"):
        kept.put(Profile("Two", "a:1"), in_place_of="One")
    with pytest.raises(UserError, match="called Two already"):
        kept.put(Profile("Two", "a:3"))
    assert kept.free_name("Two") == "Two 2"


def test_with_a_deleted_profile_in_use_the_first_one_is() -> None:
    kept = profiles("One: device=a:1; Two: device=a:2", in_use="Two")
    kept.delete("Two")
    assert kept.in_use is not None
    assert kept.in_use.name == "One"


@pytest.mark.parametrize(
    "word", ["source=roof", "dpi=9", "dpi=three", "area=1,2,3", "area=0,0,0,5", "pages=2", "faces=1"]
)
def test_a_profile_with_an_unknown_word_is_told_and_left_as_it_is(word: str) -> None:
    kept = profiles(f"Good: device=a:1; Odd: device=a:2 {word}")
    assert [each.name for each in kept.all] == ["Good"]
    assert "Odd" in kept.complaints[0]
    assert word.partition("=")[2] in kept.complaints[0]
    kept.put(Profile("New", "a:3"))
    assert f"Odd: device=a:2 {word}" in kept._settings.text("scanner.profiles")


def test_settings_refuse_what_is_no_list_of_profiles() -> None:
    with pytest.raises(UserError, match="text like Counter: device=escl"):
        Settings().set("scanner.profiles", "device=a:1")


def test_one_card_is_one_page_of_the_feeder_and_both_sides_of_it() -> None:
    assert Profile("a", "d", source="feeder").wish().most_pages == 1
    assert Profile("a", "d", source="duplex").wish().most_pages == 2
    assert Profile("a", "d", source="duplex", pages="all").wish().most_pages is None
    assert Profile("a", "d", source="flatbed").wish().most_pages is None


def test_a_card_on_the_glass_lies_in_its_corner_with_a_margin_around_it() -> None:
    left, top, width, height = Profile("a", "d", area="card").wish(CAPABILITIES[GLASS.id]).area_mm or (1, 1, 1, 1)
    assert (left, top) == (0, 0)
    assert width == pytest.approx(95.6)
    assert height == pytest.approx(63.98)


def test_in_a_feeder_the_whole_width_is_read_since_nobody_knows_where_the_card_runs() -> None:
    wish = Profile("a", "d", source="duplex", area="card").wish(CAPABILITIES[FEEDER.id])
    assert wish.area_mm == pytest.approx((0, 0, 216, 95.6))
    assert Profile("a", "d", source="duplex", area="card").wish().area_mm is None


def test_the_first_profile_takes_both_sides_where_the_device_can() -> None:
    made = default_profile(FEEDER, CAPABILITIES[FEEDER.id])
    assert (made.source, made.mode, made.dpi, made.faces) == ("duplex", "colour", 300, True)
    assert default_profile(GLASS, CAPABILITIES[GLASS.id]).source == "flatbed"
    odd = default_profile(Device("x:1", ":;", "x"), Capabilities(("feeder",), ("grey",), (200, 400)))
    assert (odd.name, odd.source, odd.mode, odd.dpi) == ("Scanner", "feeder", "grey", 200)
