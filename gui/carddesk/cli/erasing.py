"""Erasing on the command line: what is due, one person's cards; and all that is held about that person."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime

from carddesk.cli.asking import terminal
from carddesk.cli.streams import emit
from carddesk.errors import UserError
from carddesk.language import tr
from carddesk.settings import Settings
from carddesk.store import scrubbing
from carddesk.store.projection import QueueEntry
from carddesk.workflow import person_file, persons
from carddesk.workflow.history_words import document_words
from carddesk.workflow.opening import open_workspace
from carddesk.workflow.persons import Gone, Person
from carddesk.workflow.retention import Outcome, Policy, day_ends, erase_due, look


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Erase what is due, or one person's cards; 1 where it was not wanted after all, or there are none.

    Raises:
        UserError: neither is asked for, or both.
        EnvironmentFault: the workspace cannot be opened, also while a desk has it open: that does both by itself.
    """
    person = Person(args.number, args.name)
    if bool(person) == args.due or (args.today is not None and not args.due):
        raise UserError("usage", tr("Say what to erase: --due, or --number and --name of one person."))
    return _due(args, settings) if args.due else _person(args, settings, person)


def hand_out(args: argparse.Namespace, settings: Settings) -> int:
    """Write all that is held about one person; 1 where there is nothing.

    Raises:
        UserError: nobody is named, or it cannot be written.
        EnvironmentFault: the workspace cannot be opened.
    """
    person = Person(args.number, args.name)
    if not person:
        raise UserError("usage", tr("Say whose cards: --number or --name."))
    with closing(open_workspace(settings, beside=True, ask=terminal())) as workspace:
        cards = persons.cards_of(workspace.queue(), person)
        if not cards:
            return _nobody()
        done = person_file.hand_over(
            workspace, cards, args.out, operator=settings.operator, now=lambda: datetime.now(UTC)
        )
    words = tr(
        "{cases} cards and {images} images written to {path}.", cases=done.cases, images=done.images, path=args.out
    )
    print(words, file=sys.stderr)
    return 0


def _due(args: argparse.Namespace, settings: Settings) -> int:
    now = day_ends(args.today) if args.today is not None else datetime.now(UTC)
    outcome = Outcome()
    with closing(open_workspace(settings, ask=terminal())) as workspace:
        policy = Policy.of(settings)
        outcome.forgotten = look(workspace, policy, now).forgotten
        for done in erase_due(workspace, policy, settings.operator, now, clock=lambda: datetime.now(UTC)):
            outcome.add(done)
        outcome.scrubbed = scrubbing.scrub(workspace)
    if args.json:
        said = {"cases": outcome.cases, "without_image": outcome.without_image, "images": outcome.images}
        emit(json.dumps({**said, "undecided": outcome.forgotten, "scrubbed": outcome.scrubbed}))
        return 0
    emit(tr("Erased, since their time was over: {count} cards.", count=len(outcome.cases)))
    if outcome.without_image:
        emit(tr("Cards that lost their image alone: {count}.", count=outcome.without_image))
    if outcome.forgotten:
        words = tr(
            "Cards that wait undecided for more than {days} days: {count}. They are not erased by themselves.",
            days=policy.days,
            count=outcome.forgotten,
        )
        print(words, file=sys.stderr)
    return 0


def _person(args: argparse.Namespace, settings: Settings, person: Person) -> int:
    with closing(open_workspace(settings, ask=terminal())) as workspace:
        cards = persons.cards_of(workspace.queue(), person)
        if not cards:
            return _nobody()
        if not (args.yes or _agreed(cards)):
            print(tr("Nothing was erased."), file=sys.stderr)
            return 1
        ids = [entry.case_id for entry in cards]
        gone = persons.erase_cases(workspace, ids, settings.operator, lambda: datetime.now(UTC))
        persons.renew_backups(workspace, settings, lambda: datetime.now(UTC))
    if args.json:
        proofs = [{"case": each.case_id, "line": each.seq, "hash": each.hash} for each in gone.proofs]
        said = {"proofs": proofs, "lines": gone.lines, "images": gone.images, "shared_images": gone.shared}
        emit(json.dumps({**said, "scrubbed": gone.scrubbed}))
    else:
        emit("\n".join(told(gone)))
    return 0


def told(gone: Gone) -> list[str]:
    """What was erased, in sentences, with the proofs."""
    said = [tr("Erased: {cases} cards, {images} images.", cases=len(gone.proofs), images=gone.images)]
    if gone.shared:
        said.append(tr("{count} images stay, since cards of others are in them.", count=gone.shared))
    said += [
        tr("Proof: card {case}, line {line}, {hash}", case=each.case_id, line=each.seq, hash=each.hash)
        for each in gone.proofs
    ]
    return said


def _nobody() -> int:
    print(tr("There are no such cards."), file=sys.stderr)
    return 1


def _agreed(cards: Sequence[QueueEntry]) -> bool:
    """Whether whoever sits at the terminal writes down how many there are."""
    for entry in cards:
        emit(f"{entry.case_id:>6}  {document_words(entry.document)}  {entry.name}")
    print(tr("Erase these for good? Type how many there are:"), end=" ", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip() == str(len(cards))
