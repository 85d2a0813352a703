"""Reading images for the command line: each line goes out as it comes, the spreadsheet at the end."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from carddesk.cards.documents import documents
from carddesk.cli import reading_services
from carddesk.cli.asking import terminal
from carddesk.cli.options import parsed_options, parsed_pages
from carddesk.cli.spreadsheet import require_place, write_rows
from carddesk.cli.streams import emit, table
from carddesk.errors import EnvironmentFault, UserError
from carddesk.export.row import ExportRow
from carddesk.language import current, tr
from carddesk.secrets.credentials import Credentials
from carddesk.services.contract import ReadingService
from carddesk.services.sharing import PaceToCome
from carddesk.settings import Settings
from carddesk.workflow.accounts import Accounts
from carddesk.workflow.batch import recognize
from carddesk.workflow.batch_line import BatchLine, BatchStatus
from carddesk.workflow.batch_sources import ALL, Sources, given
from carddesk.workflow.counting import counted_in
from carddesk.workflow.export_rows import line_row
from carddesk.workflow.locating import SETTING, locator_of
from carddesk.workflow.rules import Rules
from carddesk.workflow.usage import MemoryTally, Tally, Usage

STANDARD_OUTPUT = "-"


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Read everything; 1 if a card failed.

    Raises:
        UserError: there was no image among the paths; or as `read`.
        EnvironmentFault: as `read`.
    """
    pages = parsed_pages(args.pages)
    wanted = [given(text) for text in args.paths]
    gathered = read(args, settings, Sources(wanted, _pages_of(pages, settings)))
    if not gathered.counts:
        raise UserError("no_images", tr("No images were found there. Give image files, or folders that hold some."))
    if pages is None and _only_first(settings):
        for source, count in gathered.first_of.items():
            said = tr(
                "{source}: the first of {count} pages was read; --pages all reads them all.", source=source, count=count
            )
            print(said, file=sys.stderr)
    if args.json != STANDARD_OUTPUT or args.verbose:
        print(gathered.summary, file=sys.stderr)
    return 1 if gathered.counts["failed"] else 0


def read(args: argparse.Namespace, settings: Settings, sources: Sources) -> Gathered:
    """Read what comes from there, as `args` (service, document, option, json, export) say; hand out each line as it comes.

    Raises:
        EnvironmentFault: the service has no account, or its account cannot be had from the keyring; nothing was read then.
        UserError: a service, document, option or ending that does not exist; nothing was read then.
        EnvironmentFault: a file could not be written.
    """
    credentials = Credentials()
    pace = PaceToCome() if settings.team else None
    services = reading_services.found(settings, credentials, pace)
    service = _service(args, services, settings)
    _check_document(args.document, service)
    options = parsed_options(args.option, service.info)
    if args.export:
        require_place(args.export)
    reading_services.mention_odd_region(service, settings)
    reading_services.require_account(service, credentials)
    locating = locator_of(services) if settings.switch(SETTING) and not service.info.offline else None
    finders = [services[locating[0]]] if locating is not None else []
    with _usage(service, services, settings, pace) as usage, _outlet(args) as give:
        lines = recognize(
            sources,
            service,
            document=args.document,
            options=options,
            now=_now,
            rules=Rules.of(settings),
            usage=usage,
            locating=locating[1] if locating is not None else None,
            services=[each.info for each in services.values()],
        )
        gathered = Gathered(give, args.export, counting=sys.stderr.isatty() and args.json != STANDARD_OUTPUT)
        try:
            asyncio.run(_each(lines, gathered.take, [service, *finders]))
        finally:
            # Also when interrupted: what was read so far was waited for, and perhaps paid for.
            gathered.keep()
    return gathered


def _pages_of(said: Sequence[int] | None, settings: Settings) -> Sequence[int]:
    """Those that were asked for; else by the setting, which asks nobody here."""
    if said is not None:
        return said
    return (1,) if _only_first(settings) else ALL


def _only_first(settings: Settings) -> bool:
    return settings.text("capture.pages") == "first"


class Gathered:
    """The lines so far: handed on as they come, counted, and kept where a spreadsheet is wanted.

    Attributes:
        counts: lines by their status.
        first_of: how many pages the files have that have more than one.
    """

    def __init__(self, give: Callable[[BatchLine], None], export: Path | None, *, counting: bool) -> None:
        self.counts: Counter[BatchStatus] = Counter()
        self.first_of: dict[str, int] = {}
        self._give = give
        self._export = export
        self._rows: list[ExportRow] = []
        self._counting = counting

    def take(self, line: BatchLine) -> None:
        """One line more."""
        self.counts[line.status] += 1
        if line.pages > 1:
            self.first_of[line.source] = line.pages
        if self._export:
            self._rows.append(line_row(line))
        self._give(line)
        if self._counting:
            print(f"\r{self.counts.total()} …", end="", file=sys.stderr, flush=True)

    def keep(self) -> None:
        """Write the spreadsheet with the lines so far.

        Raises:
            EnvironmentFault: the file cannot be written.
        """
        if self._counting:
            print("\r", end="", file=sys.stderr)
        if self._export and self._rows:
            write_rows(self._rows, self._export)

    @property
    def summary(self) -> str:
        """How many of which, in a sentence."""
        if self.counts.total() == 1:
            outcome = next(status for status, count in self.counts.items() if count)
            return tr("1 card: {outcome}.", outcome=_outcome(outcome))
        return tr(
            "{all} cards: {clear} clear, {review} to be looked at, {failed} failed.",
            all=self.counts.total(),
            clear=self.counts["clear"],
            review=self.counts["review"],
            failed=self.counts["failed"],
        )


async def _each(
    lines: AsyncIterator[BatchLine], take: Callable[[BatchLine], None], used: Sequence[ReadingService]
) -> None:
    try:
        async for line in lines:
            take(line)
    finally:
        if isinstance(lines, AsyncGenerator):
            await lines.aclose()
        for service in used:
            await service.close()


def _service(args: argparse.Namespace, services: Mapping[str, ReadingService], settings: Settings) -> ReadingService:
    wanted = args.service or settings.text("reading.service")
    if wanted not in services:
        raise UserError(
            "no_service", tr("There is no service {id}; there is: {known}.", id=wanted, known=", ".join(services))
        )
    return services[wanted]


def _check_document(document: str | None, service: ReadingService) -> None:
    if document is not None and document not in documents():
        known = ", ".join(documents())
        raise UserError("no_document", tr("There is no document {id}; there is: {known}.", id=document, known=known))
    if document is not None and document not in service.info.documents:
        known = ", ".join(service.info.documents)
        raise UserError(
            "no_document",
            tr(
                "The service {service} does not read {id}; it reads: {known}.",
                service=service.info.id,
                id=document,
                known=known,
            ),
        )


@contextmanager
def _usage(
    service: ReadingService, services: Mapping[str, ReadingService], settings: Settings, pace: PaceToCome | None
) -> Iterator[Usage]:
    """Limits and counts of the run. What is read on this machine costs nothing, and needs no workspace.

    Raises:
        EnvironmentFault: a team's server cannot be asked, so that nobody knows how much of its limits others have used.
    """
    infos, title = [each.info for each in services.values()], Accounts(services).title
    place: AbstractContextManager[Tally] = nullcontext(MemoryTally())
    if pace is not None and not service.info.offline:
        place = _of_team(settings, pace)
    elif not service.info.offline:
        place = counted_in(settings.workspace, _mention)
    with place as tally:
        yield Usage(tally, settings, lambda: infos, now=_now, title=title)


@contextmanager
def _of_team(settings: Settings, pace: PaceToCome) -> Iterator[Tally]:
    """Where the calls of a team are counted; their pace is the team's from here on."""
    # A machine by itself has no need of it.
    from carddesk.workflow.team.signing_in import signed_in  # noqa: PLC0415

    with closing(signed_in(settings.team, settings, terminal())) as workspace:
        pace.shared = workspace.pace
        yield workspace


def _mention(said: str) -> None:
    print(f"carddesk: {said}", file=sys.stderr)


def _now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def _outlet(args: argparse.Namespace) -> Iterator[Callable[[BatchLine], None]]:
    """Where each line goes as it comes: JSON to a file or to standard output, or a table for a person at the end."""
    if args.json == STANDARD_OUTPUT:
        yield lambda line: emit(_json(line))
    elif args.json:
        with _opened(Path(args.json)) as file:
            yield lambda line: print(_json(line), file=file)
    elif args.export:
        yield lambda line: None
    else:
        lines: list[BatchLine] = []
        try:
            yield lines.append
        finally:
            if lines:
                emit(_table(lines))


@contextmanager
def opened_for(target: str | None) -> Iterator[Callable[[str], None]]:
    """Where lines of text go: to the file of this name, else to standard output.

    Raises:
        EnvironmentFault: the file cannot be written.
    """
    if target in {None, STANDARD_OUTPUT}:
        yield emit
        return
    with _opened(Path(str(target))) as file:
        yield lambda line: print(line, file=file)


def _opened(path: Path) -> TextIO:
    try:
        return path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n", buffering=1)
    except OSError as error:
        said = tr("{path} cannot be written: {why}.", path=path, why=error.strerror or "")
        raise EnvironmentFault("output_file", said) from error


def _json(line: BatchLine) -> str:
    return json.dumps(line.to_json(), ensure_ascii=False)


def _table(lines: list[BatchLine]) -> str:
    heading = (tr("file"), tr("card"), tr("document"), tr("outcome"), tr("what to look at"))
    rows: list[tuple[str, ...]] = []
    said = ""
    for line in lines:
        *row, remarks = _row(line)
        # What fails for all files alike, as where there are no credentials, is not to fill the screen.
        same = line.trouble is not None and remarks == said
        rows.append((*row, tr("as above") if same else remarks))
        said = remarks
    return table([heading, *rows])


def _row(line: BatchLine) -> tuple[str, ...]:
    place = f"{line.page}.{line.reading.index + 1}" if line.reading else f"{line.page}"
    return (line.source, place, _document(line.document), _outcome(line.status), _remarks(line))


def _outcome(status: BatchStatus) -> str:
    return {"clear": tr("clear"), "review": tr("to be looked at"), "failed": tr("failed")}[status]


def _document(key: str | None) -> str:
    known = documents().get(key or "")
    if known is None:
        return key or ""
    return known.title_zh if current() == "zh_CN" else tr(known.title)


def _remarks(line: BatchLine) -> str:
    if line.trouble:
        return line.trouble.message
    if line.judged is None:
        return ""
    doubtful = [field.label for field in line.judged.fields if any(flag.needs_human for flag in field.flags)]
    whole = [tr(flag.message, **dict(flag.arguments)) for flag in line.judged.flags if flag.needs_human]
    return "; ".join([*doubtful, *whole])
