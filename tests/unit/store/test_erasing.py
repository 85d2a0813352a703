"""Erased cases: nothing of them is left in any page, the chain still proves, and nothing else was touched."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from carddesk.cards import erasures, events
from carddesk.cards.case import Status
from carddesk.cards.reading import Field, Reading
from carddesk.errors import UserError
from carddesk.store import erasing
from carddesk.store.erasing import erase, erase_images
from carddesk.store.folder import IMAGES_FILE, JOURNAL_FILE
from carddesk.store.projection import Summary
from carddesk.store.scrubbing import scrub
from carddesk.store.workspace import Workspace
from tests.sqlcipher_pages import gaps, plain_bytes
from tests.unit.store.test_workspace import AT
from tests.workspaces import KEY, connected, workspace_at

LATER = "2026-12-31T00:00:00.000000Z"


def image_of(mark: str, size: int = 6000) -> bytes:
    """Bytes that are all over marked, so that no page of them can be overlooked."""
    return (mark.encode() * (size // len(mark) + 1))[:size]


def marked_summary(case: object) -> Summary:
    values = [said.value for said in case.human.values()]  # type: ignore[attr-defined]
    image = case.images[0].sha256 if case.images and not case.images_erased else None  # type: ignore[attr-defined]
    return Summary(
        name=case.source,  # type: ignore[attr-defined]
        status=case.status,  # type: ignore[attr-defined]
        image=image,
        search=" ".join(values),
        number="".join(values[:1]),
        person="".join(values[1:2]),
        joined=case.joined.case_id if case.joined else 0,  # type: ignore[attr-defined]
        given_to=case.given_to,  # type: ignore[attr-defined]
    )


def reading(mark: str, *keys: str, service: str = "local") -> Reading:
    fields = tuple(Field(key, key, f"{mark}-{key}", f"{mark}-{key}") for key in keys or ("name", "id_number"))
    return Reading(service, "resident_id", "portrait", fields, raw=f'{{"said": "{mark}-raw"}}')


def worked_case(workspace: Workspace, mark: str, *, data: bytes | None = None, size: int = 6000) -> int:
    """A case with every sort of line that can hold something of a person, accepted, each value marked."""
    address = workspace.put_image(image_of(mark, size) if data is None else data)
    with workspace.transaction("ann", AT) as writing:
        case_id = writing.case()
        for body in (
            events.ImageAdded(address, f"{mark}-file.jpg"),
            events.ReadingArrived(reading(mark), address),
            events.FieldCorrected("id_number", f"{mark}-before", f"{mark}-number", f"{mark}-typed"),
            events.FieldConfirmed("name", f"{mark}-name", reason=f"{mark}-why"),
            events.CaseAccepted(reason=f"{mark}-reason"),
            events.CaseExported("xlsx", f"/tmp/{mark}.xlsx"),
        ):
            writing.event(case_id, body)
    return case_id


@pytest.fixture
def workspace(folder: Path) -> Iterator[Workspace]:
    opened = workspace_at(folder)
    opened.summarise = marked_summary
    yield opened
    opened.close()


def everything(folder: Path) -> bytes:
    return plain_bytes(folder / JOURNAL_FILE, KEY) + plain_bytes(folder / IMAGES_FILE, KEY)


def test_after_erasing_no_page_of_the_files_holds_a_value_or_a_piece_of_the_image(
    workspace: Workspace, folder: Path
) -> None:
    chance = random.Random(6)
    marks = [f"MARKED{number:04d}" for number in range(60)]
    cases = {mark: worked_case(workspace, mark, size=chance.choice([900, 6000, 60_000])) for mark in marks}
    for mark in chance.sample(marks, 40):  # lines come between those of others, long ones and short ones
        text = f"{mark}-" + "x" * chance.choice([1, 300, 9000])
        workspace.append(cases[mark], events.FieldCorrected("address", "", text, text), "ann", AT)
    gone = set(chance.sample(marks, 45))
    before = everything(folder)
    assert all(before.count(mark.encode()) > 8 for mark in marks)
    for mark in gone:
        erase(workspace, cases[mark], "retention", "ann", LATER)
    assert scrub(workspace)
    after = everything(folder)
    assert [mark for mark in sorted(gone) if mark.encode() in after] == []
    assert all(mark.encode() in after for mark in set(marks) - gone)
    logs = [folder / f"{name}-wal" for name in (JOURNAL_FILE, IMAGES_FILE)]
    assert [log for log in logs if log.exists() and log.stat().st_size] == []
    assert len(after) < len(before), "what was emptied is given back to the system"


def test_nothing_is_left_between_the_rows_of_a_page_where_rows_were_moved(workspace: Workspace, folder: Path) -> None:
    cases = [worked_case(workspace, f"MARKED{number:04d}", size=900) for number in range(40)]
    for length in (600, 3, 900):  # rows of the queue that grow are moved from page to page
        with workspace.transaction("ann", AT) as writing:
            for case_id in cases[:: 1 + length % 2]:
                writing.event(case_id, events.FieldCorrected("address", "", "y" * length, "y" * length))
    erase(workspace, cases.pop(), "request", "ann", LATER)
    emptied = connected(folder / JOURNAL_FILE)
    emptied.execute("PRAGMA wal_checkpoint(PASSIVE)")
    emptied.close()
    assert b"MARKED" in gaps(folder / JOURNAL_FILE, KEY), "the database by itself leaves words there"
    assert scrub(workspace)
    assert b"MARKED" not in gaps(folder / JOURNAL_FILE, KEY)


def test_before_the_logs_are_emptied_the_words_can_still_be_found_there(workspace: Workspace, folder: Path) -> None:
    case_id = worked_case(workspace, "MARKED")
    erase(workspace, case_id, "hand", "ann", LATER)
    assert b"MARKED" in everything(folder)
    assert scrub(workspace)
    assert b"MARKED" not in everything(folder)


def test_while_somebody_reads_the_logs_cannot_be_emptied_and_that_is_told(workspace: Workspace, folder: Path) -> None:
    case_id = worked_case(workspace, "MARKED")
    reader = connected(folder / JOURNAL_FILE)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM events").fetchone()
    erase(workspace, case_id, "hand", "ann", LATER)
    assert not scrub(workspace)
    reader.close()
    assert scrub(workspace)


def test_an_erased_case_says_how_it_stood_and_why_it_went_and_nothing_else(workspace: Workspace) -> None:
    case_id = worked_case(workspace, "MARKED")
    done = erase(workspace, case_id, "request", "bob", LATER)
    case = workspace.case(case_id)
    assert case.status is Status.ACCEPTED
    assert case.document == "resident_id"
    assert (case.human, case.readings, case.images, case.reason, case.source) == ({}, {}, (), "", "")
    body = case.erased
    assert isinstance(body, erasures.CaseErased)
    assert (body.cause, body.lines, body.images) == ("request", 6, done.images)
    assert body.sent == (erasures.Sent(2, "local"),)
    last = workspace.events(case_id)[-1]
    assert (last.operator, last.at) == ("bob", LATER)
    assert done.proofs == (erasing.Proof(case_id, last.seq, last.hash),)
    assert workspace.verify().whole
    assert workspace.verify().erased == 6


def test_every_kind_that_is_not_known_to_tell_of_nobody_is_erased(workspace: Workspace) -> None:
    case_id = worked_case(workspace, "MARKED")
    kept = (events.ValuesHidden("case"), events.DeskUnlocked("idle", 9), events.Undone(5), events.Redone(5))
    for body in (events.ValuesShown("case", ("MARKED-label",)), *kept):
        workspace.append(case_id, body, "ann", AT)
    erase(workspace, case_id, "hand", "ann", LATER)
    worded = [event.body for event in workspace.events(case_id) if not isinstance(event.body, events.Erased)]
    assert worded[:-1] == list(kept)


def test_the_queue_knows_an_erased_case_no_more(workspace: Workspace) -> None:
    gone, stays = worked_case(workspace, "GOES"), worked_case(workspace, "STAYS")
    erase(workspace, gone, "hand", "ann", LATER)
    assert [entry.case_id for entry in workspace.queue()] == [stays]
    again = worked_case(workspace, "NEW")
    assert again > stays


def test_nothing_is_written_about_an_erased_case_any_more(workspace: Workspace) -> None:
    case_id = worked_case(workspace, "MARKED")
    erase(workspace, case_id, "hand", "ann", LATER)
    before = workspace.events(case_id)
    with pytest.raises(UserError, match="was erased") as caught:
        workspace.append(case_id, events.FieldCorrected("name", "", "MARKED", "MARKED"), "ann", LATER)
    assert caught.value.code == "case_erased"
    assert workspace.events(case_id) == before
    assert erase(workspace, case_id, "hand", "ann", LATER) == erasing.Erasure()
    with workspace.transaction("ann", LATER) as writing:
        writing.look_again(case_id)
    assert writing.entries == []


def test_undo_and_redo_pass_over_what_was_erased(workspace: Workspace) -> None:
    first, second = worked_case(workspace, "FIRST"), worked_case(workspace, "SECOND")
    third = worked_case(workspace, "THIRD")
    workspace.append(third, events.Undone(5), "ann", AT)
    erase(workspace, second, "hand", "ann", LATER)
    target = workspace.to_undo("ann")
    assert target is not None
    assert (target.case_id, target.seq) == (third, 4)
    erase(workspace, third, "hand", "ann", LATER)
    target = workspace.to_undo("ann")
    assert target is not None
    assert (target.case_id, target.seq) == (first, 5)
    assert workspace.to_redo("ann") is None


def test_an_image_with_another_card_on_it_stays_until_the_last_of_them_goes(workspace: Workspace) -> None:
    sheet = image_of("SHEET")
    one, other = worked_case(workspace, "ONE", data=sheet), worked_case(workspace, "OTHER", data=sheet)
    first = erase(workspace, one, "request", "ann", LATER)
    (address,) = first.shared
    assert first.images == ()
    assert workspace.image(address) == sheet
    second = erase(workspace, other, "request", "ann", LATER)
    assert second.images == (address,)
    with pytest.raises(KeyError):
        workspace.image(address)


def paired(workspace: Workspace, host: int, guest: int) -> None:
    image = workspace.case(guest).images[0]
    read = reading("GUEST", "issue_date", "name")
    said = (events.FieldSaid("issue_date", "GUEST-date", "GUEST-date", True),)
    with workspace.transaction("ann", AT) as writing:
        writing.event(guest, events.FaceGiven(host, "hand", "g"))
        writing.event(host, events.FacesPaired(guest, "hand", image, read, said, "g"))
        writing.event(host, events.ReadingArrived(read, image.sha256, of=guest))
        writing.event(host, events.FieldCorrected("issue_date", "", "GUEST-typed", "GUEST-typed"))
        writing.event(host, events.FieldCorrected("name", "", "HOST-typed", "HOST-typed"))


@pytest.mark.parametrize("asked", ["host", "guest"])
def test_both_faces_of_a_card_go_together(workspace: Workspace, folder: Path, asked: str) -> None:
    cases = {"host": worked_case(workspace, "HOST"), "guest": worked_case(workspace, "GUEST")}
    paired(workspace, cases["host"], cases["guest"])
    done = erase(workspace, cases[asked], "request", "ann", LATER)
    assert set(done.case_ids) == set(cases.values())
    assert len(done.images) == 2
    assert scrub(workspace)
    left = everything(folder)
    assert b"HOST" not in left
    assert b"GUEST" not in left
    assert workspace.case(cases["host"]).erased.together == (cases["guest"],)  # type: ignore[union-attr]


def test_a_card_that_was_paired_once_keeps_its_own_words_and_loses_those_of_the_other(
    workspace: Workspace, folder: Path
) -> None:
    host, guest = worked_case(workspace, "HOST"), worked_case(workspace, "GUEST")
    paired(workspace, host, guest)
    with workspace.transaction("ann", AT) as writing:
        writing.event(guest, events.FaceReturned(host, (events.FieldSaid("issue_date", "GUEST", "GUEST", True),), "p"))
        writing.event(host, events.FacesParted(guest, ("issue_date",), "p"))
    done = erase(workspace, guest, "request", "ann", LATER)
    assert done.case_ids == (guest,)
    assert scrub(workspace)
    assert b"GUEST" not in everything(folder)
    case = workspace.case(host)
    assert case.erased is None
    assert case.human["name"].value == "HOST-typed"
    assert "issue_date" not in case.human
    assert workspace.verify().whole
    told = workspace.events(host)[-1].body
    assert isinstance(told, erasures.LinesErased)
    assert (told.other, len(told.lines)) == (guest, 3)


def test_only_the_image_of_a_card_can_go(workspace: Workspace, folder: Path) -> None:
    case_id, other = worked_case(workspace, "MARKED"), worked_case(workspace, "STAYS")
    picture = image_of("MARKED")[:400]
    assert picture in everything(folder)
    done = erase_images(workspace, case_id, "retention", "ann", LATER, only=lambda *_: True)
    assert scrub(workspace)
    assert picture not in everything(folder)
    case = workspace.case(case_id)
    assert case.images_erased == set(done.images)
    assert [(entry.case_id, entry.image) for entry in done.entries] == [(case_id, None)]
    assert case.human["name"].value == "MARKED-name"
    assert erase_images(workspace, case_id, "retention", "ann", LATER, only=lambda *_: True) == erasing.Erasure()
    assert workspace.image(workspace.case(other).images[0].sha256)


def test_an_image_that_a_crash_left_behind_goes_with_the_next_erasing(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    stays, goes = worked_case(workspace, "STAYS"), worked_case(workspace, "GOES")
    (image,) = workspace.case(goes).images
    with monkeypatch.context() as patch:
        patch.setattr(Workspace, "remove_images", lambda _self, _images: [])
        erase(workspace, goes, "hand", "ann", LATER)
    assert workspace.image(image.sha256)
    assert erasing.finish(workspace) == (image.sha256,)
    assert erasing.finish(workspace) == ()
    assert workspace.image(workspace.case(stays).images[0].sha256)


def test_what_no_longer_holds_once_nobody_else_can_write_is_not_erased(workspace: Workspace) -> None:
    case_id = worked_case(workspace, "MARKED")
    done = erase(workspace, case_id, "retention", "ann", LATER, only=lambda case, _: case.reason == "")
    assert done == erasing.Erasure()
    assert workspace.case(case_id).erased is None
    assert workspace.image(workspace.case(case_id).images[0].sha256)


@pytest.mark.parametrize(
    ("script", "seq"),
    [
        ("UPDATE events SET body = NULL, salt = NULL WHERE case_id = 1 AND seq = 3", 3),
        ("UPDATE events SET body = NULL, salt = NULL WHERE case_id = 2 AND seq = 7", 1),
    ],
    ids=["words taken away by hand", "the line that says so taken away itself"],
)
def test_words_that_are_gone_without_a_line_that_says_so_break_the_proof(
    workspace: Workspace, folder: Path, script: str, seq: int
) -> None:
    worked_case(workspace, "STAYS")
    erase(workspace, worked_case(workspace, "GOES"), "hand", "ann", LATER)
    assert workspace.verify().whole
    driver = connected(folder / JOURNAL_FILE)
    driver.execute(script)
    driver.commit()
    driver.close()
    (broken,) = workspace.verify().breaks
    assert broken.seq == seq
    assert "no later line says so" in broken.words
