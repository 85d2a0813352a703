"""docs/checks.md tells every check and repair there is."""

from pathlib import Path

from carddesk.cards.checks import checks
from carddesk.cards.reference import reference
from carddesk.cards.repairs import repairers

PAGE = Path(__file__).parents[3] / "docs" / "checks.md"


def test_the_page_about_checks_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference(), "run: python -m carddesk.cards.reference > docs/checks.md"


def test_every_check_and_repair_has_a_line_that_says_where_it_comes_from() -> None:
    lines = {
        line.split("|")[1].strip(): line.split("|")[-2].strip() for line in reference().splitlines() if "| `" in line
    }
    for name in (*checks(), *repairers()):
        assert lines[f"`{name}`"], name
