"""Drafting: what is typed and not yet said is kept in the workspace while it is typed, and so is where the operator is."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress

from carddesk.errors import UserError
from carddesk.store.drafts import Draft, Drafts, Spot, Typed
from carddesk.workflow.changes import Announcer
from carddesk.workflow.ledger import Clock, stamp
from carddesk.workflow.threads import Threads

logger = logging.getLogger(__name__)

DELAY_S = 0.3
"""So long after the first stroke that is not kept it is written: a second is promised, and a disk may be busy."""
_AGAIN_S = 2.0
"""So long after it could not be written it is tried again."""


class Drafting:
    """Keeps one operator's drafts. Called on the loop's thread alone; what takes time goes to a thread of its own, so that no
    scan that comes in holds it up.
    """

    def __init__(self, drafts: Drafts, announcer: Announcer, *, operator: str, now: Clock) -> None:
        self._drafts = drafts
        self._announcer = announcer
        self._operator = operator
        self._now = now
        self._threads = Threads(1)
        self._lock = threading.Lock()
        self._pending: dict[tuple[int, str], str | None] = {}
        self._spot: Spot | None = None
        """Where the operator is, as long as that is not written."""
        self._last_spot = Spot()
        self._kept: dict[tuple[int, str], str] = {}
        """Every draft there is, by case and field."""
        self._waiting: set[tuple[int, str]] = set()
        """Those of them that stand in no edit box now."""
        self._timer: asyncio.TimerHandle | None = None
        self._writing: asyncio.Task[None] | None = None
        self._complained = False
        self._closed = False

    def take_over(self, drafts: Iterable[Draft], gone: Iterable[Draft]) -> None:
        """These were left by an earlier run: they wait for their edit boxes. Those that are `gone` are forgotten."""
        for draft in drafts:
            self._kept[draft.case_id, draft.key] = draft.text
            self._waiting.add((draft.case_id, draft.key))
        for draft in gone:
            self._change((draft.case_id, draft.key), None)

    def waiting(self, case_id: int) -> Mapping[str, str]:
        """The drafts of a case that stand in no edit box, by field."""
        return {key: self._kept[case_id, key] for case, key in sorted(self._waiting) if case == case_id}

    def typed(self, case_id: int, key: str, text: str | None) -> None:
        """This stands in the field's edit box and is not yet said; None: the box holds what the field says."""
        about = (case_id, key)
        if text is not None:
            self._waiting.discard(about)
            if self._kept.get(about) != text:
                self._kept[about] = text
                self._change(about, text)
        elif about in self._kept and about not in self._waiting:
            del self._kept[about]
            self._change(about, None)

    def put_aside(self, case_id: int, key: str) -> None:
        """The edit box goes to another card, and what was typed could not be said: it waits."""
        if (case_id, key) in self._kept:
            self._waiting.add((case_id, key))

    def moved(self, spot: Spot) -> None:
        """The operator is there now."""
        if spot != self._last_spot:
            with self._lock:
                self._spot = self._last_spot = spot
            self._start()

    async def close(self) -> None:
        """Write what is left, as far as that is possible, and end the thread. May be called twice."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        if self._writing is not None:
            with suppress(UserError):
                await self._writing
        with suppress(UserError, asyncio.CancelledError):
            if self._is_behind:
                await self._threads.run(self._keep, stamp(self._now()))
        await self._threads.close()

    # Inside.

    @property
    def _is_behind(self) -> bool:
        return bool(self._pending) or self._spot is not None

    def _change(self, about: tuple[int, str], text: str | None) -> None:
        with self._lock:
            self._pending[about] = text
        self._start()

    def _start(self, after_s: float = DELAY_S) -> None:
        """Write soon, counted from the first stroke: whoever types without a pause is not kept waiting."""
        if self._timer is not None or self._writing is not None or self._closed:
            return
        with suppress(RuntimeError):  # without a loop nobody types; it is written when the desk is closed
            self._timer = asyncio.get_running_loop().call_later(after_s, self._begin)

    def _begin(self) -> None:
        self._timer = None
        self._writing = asyncio.get_running_loop().create_task(self._write())

    async def _write(self) -> None:
        failed = False
        try:
            await self._threads.run(self._keep, stamp(self._now()))
            self._complained = False
        except UserError as error:
            failed = True
            self._complain(error)
        finally:
            self._writing = None
        if self._is_behind:
            self._start(_AGAIN_S if failed else DELAY_S)

    def _complain(self, error: UserError) -> None:
        logger.warning("drafts could not be kept: %s", error.code)
        if not self._complained:
            self._complained = True
            self._announcer.say("error", error.message)

    def _keep(self, at: str) -> None:
        """Write what is to be written. Runs in the thread."""
        taken = Typed({})

        def take() -> Typed:
            nonlocal taken
            with self._lock:
                taken = Typed(self._pending, self._spot)
                self._pending, self._spot = {}, None
            return taken

        try:
            self._drafts.keep(self._operator, at, take)
        except UserError:
            with self._lock:
                self._pending = {**taken.texts, **self._pending}
                self._spot = self._spot or taken.spot
            raise
