"""What every export writer must hold to, whatever its format."""

from pathlib import Path

import pytest

from carddesk.errors import UserError
from carddesk.export import ExportRow, Writer, registry, write, writers
from tests.unit.export import rows

HOSTILE = (
    "=1+1",
    "@SUM(A1)",
    "\x00\x07\x1b",
    "\ud800",
    "a\r\nb",
    '"quoted", with; commas',
    "字" * 5000,
    "<b>&amp;</b>",
    "_x0041_",
)


@pytest.mark.parametrize("suffix", sorted(writers()))
class TestEveryWriter:
    def test_it_is_found_by_its_suffix_in_either_case(self, suffix: str, tmp_path: Path) -> None:
        assert writers()[suffix].suffix == suffix
        write(rows.ALL, tmp_path / f"out{suffix.upper()}", language="en")
        assert (tmp_path / f"out{suffix.upper()}").stat().st_size > 100

    def test_it_says_what_it_is(self, suffix: str) -> None:
        assert writers()[suffix].title

    @pytest.mark.parametrize("language", ["en", "zh_CN"])
    def test_it_writes_every_sort_of_card(self, suffix: str, language: str, tmp_path: Path) -> None:
        write(rows.ALL, tmp_path / f"out{suffix}", language=language)
        assert [each.name for each in tmp_path.iterdir()] == [f"out{suffix}"]

    def test_it_writes_no_cards_at_all(self, suffix: str, tmp_path: Path) -> None:
        write([], tmp_path / f"out{suffix}", language="en")
        assert (tmp_path / f"out{suffix}").exists()

    def test_one_more_card_makes_another_file(self, suffix: str, tmp_path: Path) -> None:
        write(rows.ALL[:1], tmp_path / f"one{suffix}", language="en")
        write(rows.ALL[:2], tmp_path / f"two{suffix}", language="en")
        assert (tmp_path / f"one{suffix}").read_bytes() != (tmp_path / f"two{suffix}").read_bytes()

    @pytest.mark.parametrize("text", HOSTILE)
    def test_hostile_text_anywhere_is_written(self, suffix: str, text: str, tmp_path: Path) -> None:
        field = rows.with_value(text, key=text[:50]).fields
        hostile = ExportRow(text, 1, text[:50], None, text[:50], text, field, operator=text, reason=text, trouble=text)
        write([hostile], tmp_path / f"out{suffix}", language="zh_CN")
        assert (tmp_path / f"out{suffix}").stat().st_size > 0

    def test_a_failure_half_way_leaves_the_old_file(
        self, suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / f"out{suffix}"
        path.write_bytes(b"old")
        broken = [*rows.ALL, None]
        with pytest.raises(AttributeError):
            write(broken, path, language="en")  # type: ignore[arg-type]
        assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [(path.name, b"old")]

    def test_a_folder_that_is_not_there_is_told_in_the_language_asked_for(self, suffix: str, tmp_path: Path) -> None:
        with pytest.raises(UserError, match="不存在") as told:
            write(rows.ALL, tmp_path / "nowhere" / f"out{suffix}", language="zh_CN")
        assert told.value.code == "cannot_write"


def test_an_unknown_format_is_refused_and_the_known_ones_are_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"\.xlsx, \.csv, \.json") as told:
        write(rows.ALL, tmp_path / "out.doc", language="en")
    assert told.value.code == "unknown_format"


def test_formats_are_offered_in_their_order() -> None:
    assert list(writers()) == [".xlsx", ".csv", ".json"]
    assert all(isinstance(writer, Writer) for writer in registry.writers().values())
