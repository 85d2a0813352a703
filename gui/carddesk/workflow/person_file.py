"""All that is held about one person, for that person: readable pages, the same as JSON, and the images."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any

from carddesk.cards import events
from carddesk.cards.case import Case, fold
from carddesk.cards.events import CaseExported, Event
from carddesk.errors import ImageError, UserError
from carddesk.imaging.frame import cut, page
from carddesk.language import tr
from carddesk.store import codec
from carddesk.store.projection import QueueEntry
from carddesk.store.workspace import Workspace
from carddesk.workflow.auditing import note
from carddesk.workflow.clean import clean
from carddesk.workflow.history import history_of
from carddesk.workflow.history_words import document_words
from carddesk.workflow.ledger import Clock

_ENDINGS = {
    b"\xff\xd8\xff": ".jpg",
    b"\x89PNG": ".png",
    b"BM": ".bmp",
    b"II*\0": ".tif",
    b"MM\0*": ".tif",
    b"GIF8": ".gif",
}
Shown = Collection[tuple[str, int]]
"""Images, by SHA-256, and pages in them."""

_ENDINGS |= {b"%PDF": ".pdf", b"RIFF": ".webp"}


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What was written.

    Attributes:
        services: which services were given images of these cards.
    """

    cases: int
    images: int
    services: tuple[str, ...] = ()


def hand_over(
    workspace: Workspace,
    cards: Sequence[QueueEntry],
    place: Path,
    *,
    operator: str,
    now: Clock,
    titles: Mapping[str, str] | None = None,
) -> HandedOver:
    """Write the file of these cards, other faces among them, to a folder or a zip file; each card is told that it was.

    Raises:
        UserError: there is something at that place already, or it cannot be written; nothing is left there then.
    """
    if place.exists():
        raise UserError("place_taken", tr("{path} is there already. Choose another place.", path=place))
    case_ids = [each for entry in cards for each in (entry.case_id, entry.joined) if each]
    beside = place.with_name(f".carddesk-{token_hex(6)}.part")
    try:
        beside.mkdir(parents=True, mode=0o700)
        done = _write(workspace, case_ids, beside, titles or {}, _of_others(workspace, case_ids))
        if place.suffix.lower() == ".zip":
            _pack(beside, place)
        else:
            beside.rename(place)
    except OSError as error:
        raise UserError(
            "cannot_write", tr("{path} cannot be written: {why}", path=place, why=error.strerror)
        ) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    form = "zip" if place.suffix.lower() == ".zip" else "folder"
    note(workspace, case_ids, CaseExported(form, clean(str(place)), "person"), operator, now)
    return done


def _of_others(workspace: Workspace, case_ids: Sequence[int]) -> Shown:
    own = set(case_ids)
    # What was taken back into its page (`given_to` below 0) is no card any more.
    others = (each for each in workspace.queued() if each.case_id not in own and each.given_to >= 0)
    return {(each.image, each.page) for each in others if each.image}


def _write(
    workspace: Workspace, case_ids: Sequence[int], folder: Path, titles: Mapping[str, str], of_others: Shown
) -> HandedOver:
    told: list[str] = []
    plain: list[dict[str, Any]] = []
    services: list[str] = []
    images = 0
    for case_id, history in workspace.histories(case_ids):
        names = list(_images(workspace, case_id, history, folder, of_others))
        images += len(names)
        services += _services(history)
        told += [*_page(case_id, history, names, titles), ""]
        plain.append({"case": case_id, "images": names, "events": [_plain(event) for event in history]})
    given = tuple(dict.fromkeys(titles.get(each, each) for each in services))
    told.insert(
        0, tr("Images were read by: {services}.", services=", ".join(given)) if given else tr("No service read it.")
    )
    (folder / "history.txt").write_text("\n".join(told) + "\n", encoding="utf-8-sig")
    said = {"services": list(dict.fromkeys(services)), "cases": plain}
    (folder / "person.json").write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return HandedOver(len(plain), images, given)


def _page(case_id: int, history: Sequence[Event], images: Sequence[str], titles: Mapping[str, str]) -> Iterator[str]:
    document = document_words(fold(case_id, history).document)
    yield tr("Card {case} {document}", case=case_id, document=document).rstrip()
    for image in images:
        yield f"  {image}"
    for line in history_of(history, masked=False, titles=titles):
        yield f"  {line.words}"


def _images(
    workspace: Workspace, case_id: int, history: Sequence[Event], folder: Path, of_others: Shown
) -> Iterator[str]:
    case = fold(case_id, history)
    for number, image in enumerate(case.images, start=1):
        if image.sha256 in case.images_erased:
            continue
        data = _of_this_card(workspace.image(image.sha256), case, image, of_others)
        if data is None:
            continue
        ending = next((ending for head, ending in _ENDINGS.items() if data.startswith(head)), ".bin")
        name = f"card-{case_id}-{number}{ending}"
        (folder / name).write_bytes(data)
        yield name


def _of_this_card(data: bytes, case: Case, image: events.ImageAdded, of_others: Shown) -> bytes | None:
    """The image as it came, or, where it shows cards of others as well, no more of it than this one; None where that cannot be
    told apart.
    """
    if all(shown != image.sha256 for shown, _page in of_others):
        return data
    reading = case.readings.get(image.sha256)
    part = image.frame or (reading.card_quad if reading is not None else None)
    if part is None and (image.sha256, image.page) not in of_others:
        part = page(image.width, image.height)
    try:
        return cut(data, image.page, part)[0] if part is not None else None
    except ImageError:
        return None


def _services(history: Sequence[Event]) -> list[str]:
    read = (event.body for event in history)
    return [
        each.reading.service if isinstance(each, events.ReadingArrived | events.SecondReadingArrived) else each.service
        for each in read
        if isinstance(
            each,
            events.ReadingArrived | events.SecondReadingArrived | events.ReadingFailed | events.SecondReadingFailed,
        )
    ]


def _plain(event: Event) -> dict[str, Any]:
    erased = isinstance(event.body, events.Erased)
    kind = event.body.kind if isinstance(event.body, events.Erased) else codec.kind_of(event.body)
    body = None if erased else json.loads(codec.encode(event.body))  # type: ignore[arg-type]
    return {"seq": event.seq, "at": event.at, "operator": event.operator, "kind": kind, "body": body}


def _pack(folder: Path, place: Path) -> None:
    packed = folder.with_suffix(".zip")
    try:
        with zipfile.ZipFile(packed, "x", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(folder.iterdir()):
                archive.write(file, file.name)
        packed.rename(place)
    finally:
        packed.unlink(missing_ok=True)
