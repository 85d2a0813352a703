"""Handing the journal out and proving it: by us, and by somebody who has only the page that says how."""

import csv
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from carddesk.cards import erasures, events
from carddesk.errors import UserError
from carddesk.store import journal
from carddesk.store.erasing import erase
from carddesk.store.folder import IMAGES_FILE, JOURNAL_FILE
from carddesk.store.workspace import Workspace
from carddesk.workflow import auditing
from carddesk.workflow.auditing import hand_out, prove
from tests.unit.workflow.fakes import NOON, noon, reading
from tests.workspaces import connected, workspace_at

AT = "2026-11-21T03:00:00.000000Z"
PAGE = Path(__file__).parents[3] / "docs" / "audit.md"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "workspace"


@pytest.fixture
def workspace(place: Path) -> Iterator[Workspace]:
    """Three cards; the second one is erased."""
    opened = workspace_at(place)
    for number in range(3):
        image = opened.put_image(f"image {number}".encode())
        with opened.transaction("ann", AT) as writing:
            case_id = writing.case()
            for body in (
                events.ImageAdded(image, f"样张{number}.jpg"),
                events.ReadingArrived(reading(), image),
                events.FieldCorrected("name", "样张", f"样张{number}号", f"样张{number}号"),
                events.Undone(3),
                events.CaseAccepted(reason="样张看过了"),
            ):
                writing.event(case_id, body)
    erase(opened, 2, "request", "bob", AT)
    yield opened
    opened.close()


@pytest.fixture
def verifier(tmp_path: Path) -> Path:
    """What the page gives an auditor who does not trust us."""
    (script,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len([line for line in script.splitlines() if line.strip()]) <= 20
    assert "carddesk" not in script
    file = tmp_path / "verify.py"
    file.write_text(script, encoding="utf-8")
    return file


def verified(verifier: Path, export: Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-I", verifier, export], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert not done.stderr
    return done.returncode, done.stdout


def lines_in(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("masked", [True, False])
def test_an_export_is_proved_by_whoever_has_the_page(
    workspace: Workspace, tmp_path: Path, verifier: Path, masked: bool
) -> None:
    out = tmp_path / "audit.jsonl"
    done = hand_out(workspace, out, masked=masked, operator="eve", now=noon)
    assert (done.cases, done.lines) == (3, 16)
    assert verified(verifier, out) == (0, "")


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("operator", "mallory"),
        ("at", AT.replace("03", "04")),
        ("body", '{"v":1}'),
        ("seq", 9),
        ("kind", "case_rejected"),
    ],
)
def test_one_changed_member_is_found_by_whoever_has_the_page_and_by_us(
    workspace: Workspace, tmp_path: Path, verifier: Path, member: str, value: object
) -> None:
    out = tmp_path / "audit.jsonl"
    hand_out(workspace, out, masked=False, operator="eve", now=noon)
    lines = lines_in(out)
    lines[2][member] = value
    out.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    code, said = verified(verifier, out)
    assert code == 1
    assert said.startswith("broken: 1 ")
    with pytest.raises(UserError, match="line 3 does not hold"):
        prove(workspace, against=out)


def test_a_masked_export_holds_nothing_of_what_cards_say(workspace: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "audit.jsonl"
    before = [len(workspace.events(each)) for each in (1, 2, 3)]
    hand_out(workspace, out, masked=True, operator="eve", now=noon)
    text = out.read_text(encoding="utf-8")
    for value in ("11010519491231002X", "朝阳", "样张0号", "看过"):
        assert value not in text
    assert '"operator":"ann"' in text
    assert "Name corrected from •••••• to ••••••" in text
    assert [len(workspace.events(each)) for each in (1, 2, 3)] == before


def test_that_an_unmasked_export_left_is_written_down_in_each_card_that_is_still_there(
    workspace: Workspace, tmp_path: Path
) -> None:
    out = tmp_path / "audit.jsonl"
    hand_out(workspace, out, masked=False, operator="eve", now=noon)
    assert "样张0号" in out.read_text(encoding="utf-8")
    for case_id in (1, 3):
        last = workspace.events(case_id)[-1]
        assert last.operator == "eve"
        assert last.body == events.CaseExported("jsonl", str(out), "history")
    assert isinstance(workspace.events(2)[-1].body, erasures.CaseErased)
    assert workspace.verify().whole


def test_a_line_that_was_taken_back_is_marked(workspace: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "audit.jsonl"
    hand_out(workspace, out, masked=False, operator="eve", now=noon, only={1})
    assert [line["struck"] for line in lines_in(out)] == [False, False, True, False, False]


def test_a_table_has_the_same_columns_and_no_formulas(workspace: Workspace, tmp_path: Path) -> None:
    with workspace.transaction("=1+1", AT) as writing:
        writing.event(1, events.CaseReopened())
    out = tmp_path / "audit.csv"
    hand_out(workspace, out, masked=False, operator="eve", now=noon, only={1})
    with out.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert tuple(rows[0]) == auditing.COLUMNS
    assert [row["operator"] for row in rows] == ["ann"] * 5 + ["'=1+1"]
    assert rows[2]["words"] == "Name corrected from “样张” to “样张0号”"


def test_only_what_can_be_written_is_begun(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"can be \.jsonl, \.csv"):
        hand_out(workspace, tmp_path / "audit.xls", masked=True, operator="eve", now=noon)
    with pytest.raises(UserError, match="no card 9"):
        hand_out(workspace, tmp_path / "audit.jsonl", masked=True, operator="eve", now=noon, only={9})
    assert not (tmp_path / "audit.jsonl").exists()


@pytest.fixture
def earlier(workspace: Workspace, tmp_path: Path) -> Path:
    out = tmp_path / "earlier.jsonl"
    hand_out(workspace, out, masked=True, operator="eve", now=noon)
    return out


def test_what_went_on_since_an_earlier_export_holds_against_it(workspace: Workspace, earlier: Path) -> None:
    workspace.append(1, events.CaseReopened(), "ann", AT)
    erase(workspace, 3, "retention", "ann", AT)
    found = prove(workspace, against=earlier)
    assert found.whole
    assert found.compared == 3


CUT_OFF = """
    DELETE FROM events WHERE case_id = 3 AND seq = 5;
    UPDATE cases SET head_seq = 4, head_hash = (SELECT hash FROM events WHERE case_id = 3 AND seq = 4) WHERE id = 3;
"""
GONE = "DELETE FROM queue WHERE case_id = 3; DELETE FROM events WHERE case_id = 3; DELETE FROM cases WHERE id = 3;"


@pytest.mark.parametrize(
    ("script", "reason"),
    [(CUT_OFF, auditing.UNPROVED), (GONE, auditing.WHOLE_CASE_GONE)],
    ids=["a tail and its head", "a whole case"],
)
def test_what_was_cut_off_along_with_its_head_is_found_against_an_earlier_export(
    workspace: Workspace, place: Path, earlier: Path, script: str, reason: str
) -> None:
    driver = connected(place / JOURNAL_FILE)
    driver.executescript(f"DROP TRIGGER events_no_delete; {script}")
    driver.close()
    assert prove(workspace).whole, "by itself it cannot be seen"
    found = prove(workspace, against=earlier)
    assert [(each.case_id, each.seq, each.reason) for each in found.differing] == [(3, 5, reason)]
    assert not found.whole


def test_a_line_that_was_forged_along_with_its_head_is_found_against_an_earlier_export(
    workspace: Workspace, place: Path, earlier: Path
) -> None:
    with workspace.engines.journal.connect() as connection:
        last = list(journal.lines(connection, [3]))[-1]
    digest = replace(last, operator="mallory").digest
    driver = connected(place / JOURNAL_FILE)
    driver.executescript(
        f"""DROP TRIGGER events_no_update;
        UPDATE events SET operator = 'mallory', hash = '{digest}' WHERE case_id = 3 AND seq = 5;
        UPDATE cases SET head_hash = '{digest}' WHERE id = 3;"""
    )
    driver.close()
    assert prove(workspace).whole, "by itself it cannot be seen"
    found = prove(workspace, against=earlier)
    assert [(each.case_id, each.seq, each.reason) for each in found.differing] == [(3, 5, auditing.UNPROVED)]


def test_what_is_no_export_is_told_for_what_it_is(workspace: Workspace, tmp_path: Path) -> None:
    other = tmp_path / "other.jsonl"
    other.write_text('{"case": 1}\n', encoding="utf-8")
    with pytest.raises(UserError, match="is not the history of a workspace"):
        prove(workspace, against=other)
    with pytest.raises(UserError, match="cannot be read"):
        prove(workspace, against=tmp_path / "missing.jsonl")


def test_an_image_that_is_gone_or_changed_without_a_word_is_found(workspace: Workspace, place: Path) -> None:
    assert prove(workspace, images=True).whole
    missing, changed = (workspace.case(each).images[0].sha256 for each in (1, 3))
    driver = connected(place / IMAGES_FILE)
    driver.execute("DELETE FROM image_pieces WHERE sha256 = ?", (missing,))
    driver.execute("DELETE FROM images WHERE sha256 = ?", (missing,))
    driver.execute("UPDATE image_pieces SET data = x'00' WHERE sha256 = ?", (changed,))
    driver.commit()
    driver.close()
    found = prove(workspace, images=True)
    assert found.report is not None
    assert found.report.missing_images == (missing,)
    assert found.report.changed_images == (changed,)
    assert not found.whole


def test_an_image_that_should_be_gone_and_is_not_is_found(workspace: Workspace) -> None:
    body = workspace.case(2).erased
    assert body is not None
    assert workspace.put_image(b"image 1") == body.images[0]
    found = prove(workspace, images=True)
    assert found.not_gone == body.images
    assert not found.whole


def test_the_clock_of_an_export_is_that_of_the_one_who_hands_it_out(workspace: Workspace, tmp_path: Path) -> None:
    later = NOON + timedelta(hours=1)
    hand_out(workspace, tmp_path / "audit.jsonl", masked=False, operator="eve", now=lambda: later, only={1})
    assert workspace.events(1)[-1].at == "2026-11-21T13:00:00.000000Z"
