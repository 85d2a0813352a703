"""The journal on the command line: proved, told, handed out."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

from carddesk.cards.events import ValuesShown
from carddesk.cli.asking import terminal
from carddesk.cli.streams import emit, table
from carddesk.errors import UserError
from carddesk.language import tr
from carddesk.settings import Settings
from carddesk.store.workspace import Workspace
from carddesk.workflow import auditing
from carddesk.workflow.auditing import Audit
from carddesk.workflow.history import history_of
from carddesk.workflow.ledger import stamp
from carddesk.workflow.opening import open_workspace

_TOLD = 20
"""So many breaks are told one by one to people; JSON has them all."""


def verify(args: argparse.Namespace, settings: Settings) -> int:
    """Print what was found; 1 if something does not hold.

    Raises:
        UserError: the earlier export cannot be used.
        EnvironmentFault: the workspace cannot be opened.
    """
    with closing(open_workspace(settings, beside=True, ask=terminal())) as workspace:
        found = auditing.prove(workspace, against=args.against, images=args.images)
    emit(json.dumps(_as_json(found), ensure_ascii=False) if args.json else "\n".join(_in_words(found)))
    return 0 if found.whole else 1


def export(args: argparse.Namespace, settings: Settings) -> int:
    """Write the file, and say how much there is in it; 0.

    Raises:
        UserError: no such form or card, or it cannot be written.
        EnvironmentFault: the workspace cannot be opened.
    """
    with closing(open_workspace(settings, beside=True, ask=terminal())) as workspace:
        done = auditing.hand_out(
            workspace,
            args.out,
            masked=not args.unmasked,
            operator=settings.operator,
            now=lambda: datetime.now(UTC),
            only=None if args.case is None else set(args.case),
        )
    words = tr("{lines} lines of {cases} cards written to {path}.", lines=done.lines, cases=done.cases, path=args.out)
    print(words, file=sys.stderr)
    return 0


def show(args: argparse.Namespace, settings: Settings) -> int:
    """Print what happened to a card; 0. To have its values shown is written down in it.

    Raises:
        UserError: there is no such card.
        EnvironmentFault: the workspace cannot be opened.
    """
    with closing(open_workspace(settings, beside=True, ask=terminal())) as workspace:
        if not (history := workspace.events(args.case)):
            raise UserError("no_such_case", tr("There is no card {case}.", case=args.case))
        if args.unmasked and workspace.case(args.case).erased is None:
            _note_shown(workspace, args.case, settings.operator)
    lines = history_of(history, masked=not args.unmasked)
    if args.json:
        for each in lines:
            said = {"seq": each.seq, "at": each.at.isoformat(), "operator": each.operator, "words": each.said}
            emit(json.dumps({**said, "struck": each.struck, "erased": each.erased}, ensure_ascii=False))
        return 0
    heading = ("", tr("when"), tr("who"), tr("what"))
    told = [(str(each.seq), each.when, each.operator, each.told) for each in lines]
    emit(table([heading, *told]))
    return 0


def _note_shown(workspace: Workspace, case_id: int, operator: str) -> None:
    workspace.append(case_id, ValuesShown("case"), operator, stamp(datetime.now(UTC)))


def _as_json(found: Audit) -> dict[str, Any]:
    proof, report = found.proof, found.report
    broken = [{"case": each.case_id, "line": each.seq, "reason": each.words} for each in proof.breaks]
    differing = [{"case": each.case_id, "line": each.seq, "reason": each.words} for each in found.differing]
    told: dict[str, Any] = {
        "whole": found.whole,
        "cases": proof.cases,
        "lines": proof.lines,
        "erased": proof.erased,
        "breaks": broken,
    }
    if found.compared is not None:
        told["against"] = {"cases": found.compared, "differing": differing}
    if report is not None:
        told["images"] = {
            "stored": report.images,
            "missing": list(report.missing_images),
            "changed": list(report.changed_images),
            "not_gone": list(found.not_gone),
        }
        told["files"] = dict(report.broken_files)
    return told


def _in_words(found: Audit) -> list[str]:
    proof = found.proof
    counted = tr(
        "{lines} lines of {cases} cards, {erased} of them erased",
        lines=proof.lines,
        cases=proof.cases,
        erased=proof.erased,
    )
    said = [tr("Journal: {counted}.", counted=counted)]
    if found.compared is not None:
        said.append(tr("Compared with what was handed out: {cases} cards.", cases=found.compared))
    breaks = [*proof.breaks, *found.differing]
    said += [
        tr("✕ Card {case}, line {line}: {why}", case=each.case_id, line=each.seq, why=each.words)
        for each in breaks[:_TOLD]
    ]
    if len(breaks) > _TOLD:
        said.append(tr("✕ And {count} more.", count=len(breaks) - _TOLD))
    said += _of_files(found)
    said.append(tr("Everything holds.") if found.whole else tr("It does not hold."))
    return said


def _of_files(found: Audit) -> list[str]:
    if found.report is None:
        return []
    report = found.report
    said = [tr("Images: {count}, each read.", count=report.images)]
    said += [tr("✕ {file}: {why}", file=f"{name}.db", why=reason) for name, reason in report.broken_files]
    lost = [*report.missing_images, *report.changed_images]
    said += [tr("✕ Image {address} is missing or damaged", address=each[:12]) for each in lost[:_TOLD]]
    said += [
        tr("✕ Image {address} was erased and is still there", address=each[:12]) for each in found.not_gone[:_TOLD]
    ]
    return said
