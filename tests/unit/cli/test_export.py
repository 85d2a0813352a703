"""`carddesk export`: the cards of the workspace that stand so, in a file."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from carddesk.cards import events
from carddesk.cards.reading import Field, Reading
from tests.unit.cli.conftest import Run
from tests.workspaces import workspace_at

STAMP = datetime(2026, 11, 21, 10, 0, tzinfo=UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Three cases: accepted, rejected, read."""
    folder = tmp_path / "workspace"
    opened = workspace_at(folder)
    verdicts: dict[str, events.Body | None] = {
        "Anna": events.CaseAccepted(),
        "Berta": events.CaseRejected("expired"),
        "Clara": None,
    }
    for name, verdict in verdicts.items():
        image = opened.put_image(name.encode())
        fields = (Field("name", "姓名", name, name), Field("id_number", "公民身份号码", "1" * 18, "1" * 18))
        reading = Reading("plain", "resident_id", "portrait", fields)
        with opened.transaction("tester", STAMP) as writing:
            case = writing.case()
            writing.event(case, events.ImageAdded(image, f"{name}.png"))
            writing.event(case, events.ReadingArrived(reading, image))
            if verdict:
                writing.event(case, verdict)
    opened.close()
    return folder


def exported(path: Path) -> list[str]:
    """The names in a JSON export, in order."""
    text = path.read_text(encoding="utf-8")
    json.loads(text)
    return [name for name in ("Anna", "Berta", "Clara") if name in text]


@pytest.mark.parametrize(
    ("args", "names"),
    [
        ([], ["Anna"]),
        (["--status", "verified"], ["Anna"]),
        (["--status", "accepted", "--status", "rejected"], ["Anna", "Berta"]),
        (["--status", "read"], ["Clara"]),
        (["--status", "all"], ["Anna", "Berta", "Clara"]),
    ],
)
def test_cards_are_chosen_by_how_they_stand(
    run: Run, workspace: Path, tmp_path: Path, args: list[str], names: list[str]
) -> None:
    target = tmp_path / "out.json"
    outcome = run("export", "--out", target, "--workspace", workspace, *args)
    assert (outcome.code, outcome.out) == (0, "")
    assert exported(target) == names
    assert outcome.err == f"{len(names)} cards written to {target}.\n"


def test_exporting_works_beside_an_open_desk_and_is_written_down(run: Run, workspace: Path, tmp_path: Path) -> None:
    desk = workspace_at(workspace)
    try:
        assert run("export", "--out", tmp_path / "out.xlsx", "--workspace", workspace).code == 0
        last = desk.events(1)[-1]
        assert isinstance(last.body, events.CaseExported)
        assert desk.verify().whole
    finally:
        desk.close()


@pytest.mark.parametrize(
    ("args", "code", "word"),
    [
        (["--status", "postponed"], 2, "no such cards"),
        (["--status", "imaginary"], 2, "invalid choice"),
        (["--out", "out.pdf"], 2, ".xlsx"),
        (["--out", "no/such/folder/out.csv"], 3, "cannot be written"),
        (["--workspace", "no/such/workspace"], 3, "no workspace"),
    ],
)
def test_what_cannot_be_exported_is_said(
    run: Run, workspace: Path, tmp_path: Path, args: list[str], code: int, word: str
) -> None:
    outcome = run("export", "--out", tmp_path / "out.json", "--workspace", workspace, *args)
    assert outcome.code == code
    assert word in outcome.err
    assert not (tmp_path / "out.json").exists()


def test_the_file_is_required(run: Run) -> None:
    assert run("export").code == 2
