"""For auditors: proving the journal, also against what was handed out earlier, and handing it out so that others can prove it."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO

from carddesk.cards.erasures import CaseErased
from carddesk.cards.events import CaseExported, Event
from carddesk.errors import UserError
from carddesk.export.atomic import replacing
from carddesk.export.wording import Wording
from carddesk.language import current, mark, tr
from carddesk.store import chain, journal, verifying
from carddesk.store.faults import mapped
from carddesk.store.resting import resting
from carddesk.store.verifying import Report
from carddesk.store.workspace import Workspace
from carddesk.workflow.clean import clean
from carddesk.workflow.history import history_of
from carddesk.workflow.ledger import Clock, stamp

_AT_A_TIME = 100
"""Cases read, and written down, in one go."""

UNPROVED = mark("it is not as it was handed out: its line {seq} is another one now, or is gone")
WHOLE_CASE_GONE = mark("it was handed out earlier and is gone altogether")


@dataclass(frozen=True, slots=True)
class Audit:
    """What was found.

    Attributes:
        proof: of the chains.
        compared: how many cases an earlier export was compared in; None without one.
        differing: what is not as the earlier export has it.
        report: of files and images; None where they were not looked at.
        not_gone: SHA-256 of images that lines say were erased and that are still there, though no card shows them.
    """

    proof: chain.Proof
    compared: int | None = None
    differing: tuple[chain.Break, ...] = ()
    report: Report | None = None
    not_gone: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether everything holds."""
        files = self.report is None or self.report.whole
        return self.proof.whole and files and not self.differing and not self.not_gone


def prove(workspace: Workspace, *, against: Path | None = None, images: bool = False) -> Audit:
    """Prove the journal, and more where that is asked for. Takes its time: not for the event loop.

    Args:
        workspace: open.
        against: an export made earlier by `hand_out`; every case that it ends must still go through that line.
        images: read every image and hold it against its address.

    Raises:
        UserError: `against` cannot be read, or does not hold in itself.
        EnvironmentFault: the workspace cannot be read.
    """
    heads = earlier_heads(against) if against is not None else None
    proof = workspace.verify()
    return Audit(
        proof,
        compared=None if heads is None else len(heads),
        differing=() if heads is None else tuple(_differing(workspace, heads)),
        report=verifying.verify(workspace.engines, images=True) if images else None,
        not_gone=tuple(_not_gone(workspace)) if images else (),
    )


def earlier_heads(path: Path) -> dict[int, tuple[int, str]]:
    """The last line of each case in an export made earlier, and its hash.

    Raises:
        UserError: it cannot be read, is no such export, or was changed since.
    """
    heads: dict[int, tuple[int, str]] = {}
    try:
        with path.open(encoding="utf-8") as stream:
            for number, text in enumerate(stream, start=1):
                line = _line_of(json.loads(text))
                seq, before = heads.get(line.case_id, (0, chain.FIRST_HASH))
                if chain.fault(line, seq + 1, before):
                    raise UserError("export_changed", tr(_CHANGED, path=path, number=number))
                heads[line.case_id] = (line.seq, line.hash)
    except OSError as error:
        raise UserError(
            "export_unreadable", tr("{path} cannot be read: {why}", path=path, why=error.strerror)
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise UserError("export_foreign", tr(_FOREIGN, path=path)) from error
    return heads


_CHANGED = mark("{path} was changed since it was handed out: its line {number} does not hold.")
_FOREIGN = mark("{path} is not the history of a workspace as `carddesk audit export` writes it (.jsonl).")


def _line_of(said: Mapping[str, Any]) -> chain.Line:
    # Without salt nothing of the words is proved, and the seal stands for them; masked exports have neither.
    body, salt = said.get("body"), said.get("salt")
    names = ("seq", "at", "operator", "kind", "sealed", "previous_hash", "hash")
    return chain.Line(case_id=said["case"], body=body, salt=salt, **{name: said[name] for name in names})


def _differing(workspace: Workspace, heads: Mapping[int, tuple[int, str]]) -> Iterator[chain.Break]:
    with mapped(workspace.place), workspace.engines.journal.connect() as connection:
        for case_id, (seq, digest) in resting(sorted(heads.items())):
            now = journal.hash_of(connection, case_id, seq)
            if now != digest:
                reason = UNPROVED if now is not None or journal.last_seq(connection, case_id) else WHOLE_CASE_GONE
                yield chain.Break(case_id, seq, reason)


def _not_gone(workspace: Workspace) -> list[str]:
    shown = {entry.image for entry in workspace.queued()}
    erased: set[str] = set()
    for _case_id, history in workspace.histories(case_ids(workspace)):
        if history and isinstance(history[-1].body, CaseErased):
            erased |= set(history[-1].body.images)
    return sorted(each for each in erased - shown if _is_there(workspace, each))


def _is_there(workspace: Workspace, image: str) -> bool:
    try:
        workspace.image(image)
    except KeyError:
        return False
    return True


def case_ids(workspace: Workspace) -> list[int]:
    """Every case there ever was, erased ones too, by its number."""
    with mapped(workspace.place), workspace.engines.journal.connect() as connection:
        return journal.case_ids(connection)


# Handing out.

COLUMNS = (
    "case",
    "seq",
    "at",
    "operator",
    "kind",
    "words",
    "struck",
    "body",
    "salt",
    "sealed",
    "previous_hash",
    "hash",
)
"""What a line of the export has, in this order."""


@dataclass(slots=True)
class HandedOut:
    """What was written."""

    cases: int = 0
    lines: int = 0
    ids: list[int] = field(default_factory=list, repr=False)


Writer = Callable[[Iterable[dict[str, Any]], BinaryIO], None]


def _jsonl(lines: Iterable[dict[str, Any]], stream: BinaryIO) -> None:
    stream.writelines(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" for line in lines)


def _csv(lines: Iterable[dict[str, Any]], stream: BinaryIO) -> None:
    # With a mark at its beginning, so that spreadsheets read Chinese as it is.
    text = TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows({key: _harmless(value) for key, value in line.items()} for line in lines)
    text.detach()


def _harmless(value: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value


WRITERS: dict[str, Writer] = {".jsonl": _jsonl, ".csv": _csv}


def hand_out(
    workspace: Workspace,
    path: Path,
    *,
    masked: bool,
    operator: str,
    now: Clock,
    only: Collection[int] | None = None,
    titles: Mapping[str, str] | None = None,
) -> HandedOut:
    """Write the journal, every line of it, so that somebody else can prove it (docs/audit.md says how).

    Args:
        workspace: open; a desk may be at work in it.
        path: its suffix says the form: one JSON object a line, or a table.
        masked: leave out what cards say; the seals stay, so that it can be proved all the same. Otherwise each case is told
            that it was handed out: who, when, where to.
        operator: who hands it out.
        now: the clock.
        only: these cases; None for all.
        titles: of services, by id.

    Raises:
        UserError: no such form, no such case, or the file cannot be written.
    """
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        forms = ", ".join(WRITERS)
        raise UserError(
            "export_form", tr("{path} has no ending that is known: it can be {forms}.", path=path, forms=forms)
        )
    known = case_ids(workspace)
    if unknown := set(only or ()) - set(known):
        raise UserError("no_such_case", tr("There is no card {case}.", case=min(unknown)))
    wanted = [each for each in known if only is None or each in only]
    done = HandedOut()
    with replacing(path, Wording(current())) as stream:
        writer(_counted(_lines(workspace, wanted, masked=masked, titles=titles or {}), done), stream)
    done.cases = len(wanted)
    if not masked:
        said = CaseExported(path.suffix.lower().lstrip("."), clean(str(path)), "history")
        note(workspace, wanted, said, operator, now)
    return done


def note(workspace: Workspace, wanted: Sequence[int], said: CaseExported, operator: str, now: Clock) -> None:
    """Write down in each of these cases that it left, but for those that were erased: nothing of anybody left with them."""
    for start in range(0, len(wanted), _AT_A_TIME):
        with workspace.transaction(operator, stamp(now())) as writing:
            for case_id in wanted[start : start + _AT_A_TIME]:
                history = writing.history(case_id)
                if history and not isinstance(history[-1].body, CaseErased):
                    writing.event(case_id, said)


def _counted(lines: Iterable[dict[str, Any]], done: HandedOut) -> Iterator[dict[str, Any]]:
    for line in lines:
        done.lines += 1
        yield line


def _lines(
    workspace: Workspace, wanted: Sequence[int], *, masked: bool, titles: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    for start in range(0, len(wanted), _AT_A_TIME):
        chunk = wanted[start : start + _AT_A_TIME]
        with mapped(workspace.place), workspace.engines.journal.connect() as connection:
            # Both from one view: nothing that is written meanwhile comes between them.
            histories = dict(journal.histories(connection, chunk))
            stored = {(line.case_id, line.seq): line for line in journal.lines(connection, chunk)}
        for case_id in chunk:
            yield from _of_case(histories.get(case_id, []), stored, masked=masked, titles=titles)


def _of_case(
    history: Sequence[Event], stored: Mapping[tuple[int, int], chain.Line], *, masked: bool, titles: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    for event, told in zip(history, history_of(history, masked=masked, titles=titles), strict=True):
        line = stored[(event.case_id, event.seq)]
        yield {
            "case": line.case_id,
            "seq": line.seq,
            "at": line.at,
            "operator": line.operator,
            "kind": line.kind,
            "words": told.said,
            "struck": told.struck,
            "body": None if masked else line.body,
            "salt": None if masked else line.salt,
            "sealed": line.sealed,
            "previous_hash": line.previous_hash,
            "hash": line.hash,
        }
