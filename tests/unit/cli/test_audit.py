"""`carddesk audit …` and what erases: the words on the terminal, the exit codes, and who may go on meanwhile."""

import io
import json
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from carddesk.cards import events
from carddesk.cards.reading import Field, Reading
from carddesk.settings import Settings
from carddesk.store.folder import JOURNAL_FILE
from carddesk.workflow.backups import place_of
from tests.unit.cli.conftest import Run
from tests.workspaces import connected, workspace_at

STAMP = "2026-11-21T03:00:00.000000Z"
NUMBER, OTHER = "11010519491231002X", "440524188001010014"
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Three cards: two of one person, of which one is not decided, and one of another."""
    folder = tmp_path / "workspace"
    opened = workspace_at(folder)
    for number, name, decided in ((NUMBER, "样张", True), (OTHER, "样本", True), (NUMBER, "样张", False)):
        image = opened.put_image(PNG + f"{number} {decided}".encode())
        fields = (Field("name", "姓名", name, name), Field("id_number", "公民身份号码", number, number))
        with opened.transaction("tester", STAMP) as writing:
            case = writing.case()
            writing.event(case, events.ImageAdded(image, f"{name}.png"))
            writing.event(case, events.ReadingArrived(Reading("plain", "resident_id", "portrait", fields), image))
            if decided:
                writing.event(case, events.CaseAccepted())
    opened.close()
    project(folder)
    return folder


def project(folder: Path) -> None:
    """As a desk has it: the queue knows numbers and names."""
    driver = connected(folder / JOURNAL_FILE)
    rows = ((NUMBER, "样张", 1), (OTHER, "样本", 2), (NUMBER, "样张", 3))
    driver.executemany("UPDATE queue SET number = ?, person = ? WHERE case_id = ?", rows)
    driver.commit()
    driver.close()


def left(folder: Path) -> list[int]:
    opened = workspace_at(folder)
    try:
        assert opened.verify().whole
        return [entry.case_id for entry in opened.queue()]
    finally:
        opened.close()


def test_a_whole_journal_is_told_in_words_and_in_json(run: Run, workspace: Path) -> None:
    done = run("audit", "verify", "--images", "--workspace", workspace)
    assert done.code == 0
    assert done.out.splitlines() == [
        "Journal: 8 lines of 3 cards, 0 of them erased.",
        "Images: 3, each read.",
        "Everything holds.",
    ]
    told = run("audit", "verify", "--json", "--workspace", workspace).lines[0]
    assert told == {"whole": True, "cases": 3, "lines": 8, "erased": 0, "breaks": []}


def test_a_broken_line_is_named_with_what_is_wrong(run: Run, workspace: Path) -> None:
    driver = connected(workspace / JOURNAL_FILE)
    driver.executescript(
        "DROP TRIGGER events_no_update; UPDATE events SET operator = 'eve' WHERE case_id = 2 AND seq = 3"
    )
    driver.close()
    done = run("audit", "verify", "--workspace", workspace)
    assert done.code == 1
    assert "✕ Card 2, line 3: it was changed" in done.out
    assert done.out.endswith("It does not hold.\n")
    chinese = run("audit", "verify", "--workspace", workspace, "--lang", "zh_CN")
    assert "证件 2" in chinese.out
    told = run("audit", "verify", "--json", "--workspace", workspace).lines[0]
    assert told["breaks"] == [{"case": 2, "line": 3, "reason": "it was changed"}]


def test_an_earlier_export_is_held_against_the_journal_beside_an_open_desk(
    run: Run, workspace: Path, tmp_path: Path
) -> None:
    out = tmp_path / "audit.jsonl"
    desk = workspace_at(workspace)
    done = run("audit", "export", "--out", out, "--workspace", workspace)
    assert (done.code, done.err) == (0, f"8 lines of 3 cards written to {out}.\n")
    desk.append(1, events.CaseReopened(), "tester", STAMP)
    told = run("audit", "verify", "--against", out, "--json", "--workspace", workspace).lines[0]
    assert told["against"] == {"cases": 3, "differing": []}
    desk.close()


def test_a_cards_history_is_told_masked_and_only_at_request_with_its_values(run: Run, workspace: Path) -> None:
    done = run("audit", "show", "1", "--workspace", workspace)
    assert [line.split("  ")[-1] for line in done.out.splitlines()[1:]] == [
        "Image “样*” came in",
        "plain read 2 fields",
        "Card accepted",
    ]
    opened = run("audit", "show", "1", "--unmasked", "--json", "--workspace", workspace).lines
    assert opened[0]["words"] == "Image “样张.png” came in"
    again = run("audit", "show", "1", "--workspace", workspace)
    assert again.out.endswith("All values of this card shown\n"), "that they were shown is written down"
    assert run("audit", "show", "9", "--workspace", workspace).code == 2


def test_what_is_due_is_erased_and_the_rest_stays(run: Run, workspace: Path) -> None:
    early, late = (str(datetime(2026, 11, 21, tzinfo=UTC).date() + timedelta(days=days)) for days in (20, 40))
    done = run("workspace", "erase", "--due", "--today", early, "--workspace", workspace)
    assert (done.code, done.out) == (0, "Erased, since their time was over: 0 cards.\n")
    done = run("workspace", "erase", "--due", "--today", late, "--json", "--workspace", workspace)
    assert done.lines[0] == {"cases": [1, 2], "without_image": 0, "images": 2, "undecided": 1, "scrubbed": True}
    assert left(workspace) == [3]
    done = run(
        "workspace", "erase", "--due", "--today", late, "--set", "retention.undecided_days=30", "--workspace", workspace
    )
    assert done.out == "Erased, since their time was over: 1 cards.\n"
    assert left(workspace) == []


def test_a_desk_at_work_is_not_erased_under(run: Run, workspace: Path) -> None:
    desk = workspace_at(workspace)
    assert run("workspace", "erase", "--due", "--workspace", workspace).code == 3
    assert run("workspace", "erase", "--number", NUMBER, "--yes", "--workspace", workspace).code == 3
    desk.close()


def test_one_persons_cards_are_erased_in_backups_too_once_that_is_agreed(
    run: Run, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("workspace", "backup", "--workspace", workspace).code == 0
    (before,) = place_of(Settings(), workspace).iterdir()
    monkeypatch.setattr(sys, "stdin", io.StringIO("yes\n"))
    refused = run("workspace", "erase", "--number", NUMBER, "--workspace", workspace)
    assert refused.code == 1
    assert refused.err.endswith("Nothing was erased.\n")
    assert left(workspace) == [1, 2, 3]
    monkeypatch.setattr(sys, "stdin", io.StringIO("2\n"))
    done = run("workspace", "erase", "--number", f" {NUMBER.lower()} ", "--workspace", workspace)
    assert done.code == 0
    assert "Erased: 2 cards, 2 images." in done.out
    assert left(workspace) == [2]
    assert not before.exists()
    (after,) = [each for each in place_of(Settings(), workspace).iterdir() if each.is_dir()]
    assert after != before


def test_the_proofs_of_what_was_erased_are_lines_of_the_journal(run: Run, workspace: Path) -> None:
    done = run("workspace", "erase", "--name", "样本", "--yes", "--json", "--workspace", workspace)
    (proof,) = done.lines[0]["proofs"]
    opened = workspace_at(workspace)
    last = opened.events(2)[-1]
    opened.close()
    assert (proof["case"], proof["line"], proof["hash"]) == (2, last.seq, last.hash)
    assert run("workspace", "erase", "--name", "样本", "--yes", "--workspace", workspace).code == 1
    assert run("audit", "show", "2", "--workspace", workspace).out.count("what it said was erased") == 3


def test_a_number_is_not_repeated_by_who_does_not_understand_it(run: Run, workspace: Path) -> None:
    done = run("workspace", "erase", "--numbr", NUMBER, "--workspace", workspace)
    assert done.code == 2
    assert NUMBER not in done.err
    assert run("workspace", "erase", "--workspace", workspace).code == 2
    assert run("workspace", "erase", "--due", "--name", "样张", "--workspace", workspace).code == 2


@pytest.mark.parametrize("name", ["person", "person.zip"])
def test_all_that_is_held_of_a_person_is_handed_out(run: Run, workspace: Path, tmp_path: Path, name: str) -> None:
    place = tmp_path / name
    done = run("workspace", "person", "--number", NUMBER, "--out", place, "--workspace", workspace)
    assert (done.code, done.err) == (0, f"2 cards and 2 images written to {place}.\n")
    if name.endswith(".zip"):
        with zipfile.ZipFile(place) as archive:
            files = {each: archive.read(each) for each in archive.namelist()}
    else:
        files = {each.name: each.read_bytes() for each in place.iterdir()}
    assert sorted(files) == ["card-1-1.png", "card-3-1.png", "history.txt", "person.json"]
    told = json.loads(files["person.json"])
    assert told["services"] == ["plain"]
    assert [each["case"] for each in told["cases"]] == [1, 3]
    assert told["cases"][0]["events"][1]["body"]["reading"]["fields"][1]["value"] == NUMBER
    assert OTHER.encode() not in files["person.json"]
    assert "plain read 2 fields" in files["history.txt"].decode("utf-8-sig")
    opened = workspace_at(workspace)
    assert [opened.events(each)[-1].body for each in (1, 3)] == [
        events.CaseExported("zip" if name.endswith(".zip") else "folder", str(place), "person")
    ] * 2
    assert not isinstance(opened.events(2)[-1].body, events.CaseExported)
    opened.close()
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".carddesk")] == []
    assert run("workspace", "person", "--number", NUMBER, "--out", place, "--workspace", workspace).code == 2


def test_nobody_is_nobody(run: Run, workspace: Path, tmp_path: Path) -> None:
    assert run("workspace", "person", "--number", "0", "--out", tmp_path / "a", "--workspace", workspace).code == 1
    assert run("workspace", "person", "--out", tmp_path / "a", "--workspace", workspace).code == 2
    assert not (tmp_path / "a").exists()
