"""The desk's camera: shows what it sees, takes cards by itself or when told to, and hands them to intake."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

from carddesk.capture.camera.process import CameraProcess
from carddesk.capture.camera.protocol import (
    Fault,
    Fit,
    Follow,
    Frame,
    Look,
    Message,
    Open,
    Opened,
    Ready,
    Release,
    Seen,
    Take,
    Taken,
    Turn,
)
from carddesk.capture.camera.source import Source, source_of
from carddesk.capture.camera.troubles import BY_ITSELF, CODES, CameraError, Trouble, trouble
from carddesk.capture.captured import Captured
from carddesk.errors import UserError
from carddesk.language import mark
from carddesk.secrets.environment import for_children
from carddesk.secrets.trouble import Trouble as KeyringTrouble
from carddesk.settings import Settings
from carddesk.workflow import camera_auto, camera_worker
from carddesk.workflow.basis import WANTED_WORDS
from carddesk.workflow.camera_auto import State
from carddesk.workflow.camera_inbox import Inbox, hand_over
from carddesk.workflow.camera_login import CameraLogins
from carddesk.workflow.camera_seeing import Sight
from carddesk.workflow.camera_view import Add, CameraPicture, CameraView
from carddesk.workflow.wiring import Wiring

ADDRESS: Final = "address"
"""What `camera.device` says where the camera is not one of this machine."""
_AGAIN_S: Final = 2.0
_BEAT_S: Final = 0.5
_START_S: Final = 40.0
_SILENCE_S: Final = 25.0
"""Longer than opening a camera and setting its size takes on Windows (12 s were reported); what is silent for so long hangs."""
_STILL_S: Final = 8.0


class Camera:
    """One camera at a time. Everything here is called on the loop, and waits for nothing but where it is a coroutine.

    Attributes:
        view: how it stands.
        picture: the newest there is to see.
    """

    def __init__(
        self,
        wiring: Wiring,
        add: Add,
        *,
        logins: CameraLogins | None = None,
        command: Sequence[str] | None = None,
    ) -> None:
        self._at = wiring
        self._add = add
        self._logins = logins or CameraLogins()
        self._command = tuple(command or camera_worker.command())
        self._listeners: list[Callable[[], None]] = []
        self._process: CameraProcess | None = None
        self._leaving: set[CameraProcess] = set()
        self._inbox = Inbox()
        self._state = State()
        self._fit = (640, 480)
        self._title = ""
        self._heard_at = 0.0
        self._patience_s = _START_S
        self._again_at: float | None = None
        self._watch: asyncio.Task[None] | None = None
        self._opening: asyncio.Task[None] | None = None
        self._waits_for_taken = False
        self._first = 0
        self._bringing = asyncio.Lock()
        self.view = CameraView()
        self.picture: CameraPicture | None = None

    @property
    def _settings(self) -> Settings:
        return self._at.settings

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Have this called after every change; gives the way to stop that."""
        self._listeners.append(listener)
        return partial(self._unlisten, listener)

    # What the operator wants.

    def open(self) -> None:
        """Show the picture of the camera that the settings name."""
        if not self.view.is_open:
            self._state, self._first = State(), 0
            self._show(CameraView(is_open=True, devices=self.view.devices))
            self._start()

    def shut(self) -> None:
        """Let go of the camera; its process ends beside the work."""
        if not self.view.is_open:
            return
        self._end_process()
        if self._watch is not None:
            self._watch.cancel()
        if self._opening is not None:
            self._opening.cancel()
        self._watch = self._opening = None
        self.picture = None
        self._show(CameraView(devices=self.view.devices))

    def pause(self) -> None:
        """Let go of the camera until `resume`: nobody is to be seen, and its light goes out."""
        if self.view.is_open and not self.view.paused:
            self._say(Release())
            self.picture = None
            self._show(replace(self.view, paused=True, advice=None, trouble=None))

    def resume(self) -> None:
        """Show the picture again."""
        if self.view.paused:
            self._show(replace(self.view, paused=False))
            self._open_source()

    def take(self) -> None:
        """Take what is seen now, whatever it is; not before a basis is noted, where one must be."""
        if self._at.basis.wanted:
            self._at.announcer.say("info", WANTED_WORDS)
            return
        if self.picture is not None and not self._waits_for_taken:
            self._waits_for_taken = True
            self._say(Take(self.picture.number))

    def look(self) -> None:
        """Look which cameras this machine has."""
        self._say(Look())

    def fit(self, width: int, height: int) -> None:
        """No picture is to be larger than this, in pixels."""
        if (width, height) != self._fit:
            self._fit = (width, height)
            self._say(Fit(width, height))

    def set_auto(self, on: bool) -> None:
        """Whether cards are taken by themselves."""
        self._settings.set("camera.auto", on)
        self._tell()

    def turn(self) -> None:
        """Turn the picture by a quarter to the right, and those that are taken."""
        turns = (int(self._settings.number("camera.turns")) + 1) % 4
        self._settings.set("camera.turns", turns)
        self._state = State()
        self._say(Turn(turns))
        self._tell()

    def mirror(self, on: bool) -> None:
        """Whether the picture is shown as in a mirror."""
        self._settings.set("camera.mirrored", on)
        self._tell()

    def choose_device(self, device: str) -> None:
        """From now on this camera of this machine, by its id; "" takes the first."""
        self._settings.set("camera.device", device)
        self._another()

    def choose_resolution(self, resolution: str) -> None:
        """From now on this size, one of the setting's choices."""
        self._settings.set("camera.resolution", resolution)
        self._another()

    async def choose_address(self, address: str) -> None:
        """From now on the camera at this address. A name and a password in it go to the keyring and are shown nowhere.

        Raises:
            UserError: it is no address of a camera.
        """
        source = source_of(address)
        if source.whole:
            kept = await self._logins.keep(source)
            if kept is not None:
                message = mark(
                    "The name and password of the camera cannot be kept: {why} They hold until CardDesk is closed."
                )
                self._at.announcer.say("warn", message, why=kept.what)
        known = source.place == self._settings.text("camera.address") and self._settings.switch("camera.login")
        self._settings.set("camera.address", source.place)
        self._settings.set("camera.login", bool(source.whole) or known)
        self._settings.set("camera.device", ADDRESS)
        self._another()

    async def close(self) -> None:
        """Let go of everything, and wait until that is done. May be called twice."""
        self.shut()
        leaving = list(self._leaving)
        await asyncio.gather(*(self._at.tasks.in_thread(each.close) for each in leaving))

    # Inside: what is shown.

    def _unlisten(self, listener: Callable[[], None]) -> None:
        with suppress(ValueError):
            self._listeners.remove(listener)

    def _show(self, view: CameraView) -> None:
        self.view = view
        self._tell()

    def _tell(self) -> None:
        for listener in list(self._listeners):
            listener()

    # Inside: the process.

    def _start(self) -> None:
        self._again_at = None
        self._waits_for_taken = False
        inbox = self._inbox = Inbox()
        loop = asyncio.get_running_loop()
        self._process = CameraProcess(
            self._command, for_children(os.environ), partial(hand_over, loop, inbox, partial(self._collect, inbox))
        )
        self._say(Fit(*self._fit))
        self._say(Look())
        self._heard_at, self._patience_s = loop.time(), _START_S
        self._open_source()
        if self._watch is None:
            self._watch = self._at.tasks.spawn(self._watching())

    def _end_process(self) -> None:
        process, self._process = self._process, None
        self._inbox = Inbox()
        if process is not None:
            process.end()
            self._leaving = {each for each in self._leaving if each.pid is not None} | {process}

    def _say(self, message: Message) -> None:
        if self._process is not None:
            self._process.say(message)

    def _another(self) -> None:
        """The settings name another camera, or another size of its picture."""
        self._state = State()
        self.picture = None
        self._show(replace(self.view, trouble=None, advice=None, size=(0, 0)))
        if self.view.is_open and not self.view.paused:
            self._open_source()

    def _open_source(self) -> None:
        if self._opening is not None:
            self._opening.cancel()
        self._opening = self._at.tasks.spawn(self._opened())

    async def _opened(self) -> None:
        try:
            wish = await self._wish()
        except UserError as error:
            self._fail(error if isinstance(error, CameraError) else CameraError(error.code, error.message))
            return
        loop = asyncio.get_running_loop()
        self._heard_at, self._patience_s = loop.time(), max(self._patience_s, _SILENCE_S)
        self._again_at = None
        self._say(wish)

    async def _wish(self) -> Open:
        """What the settings ask for.

        Raises:
            UserError: that is no camera.
        """
        turns = int(self._settings.number("camera.turns"))
        if self._settings.text("camera.device") != ADDRESS:
            width, _, height = self._settings.text("camera.resolution").partition("x")
            size = (int(width), int(height)) if height else (0, 0)
            return Open("device", self._settings.text("camera.device"), *size, turns)
        source = source_of(self._settings.text("camera.address"))
        self._title = source.title
        return Open(source.kind, await self._address(source), turns=turns)

    async def _address(self, source: Source) -> str:
        if not self._settings.switch("camera.login"):
            return source.place
        whole = await self._logins.whole(source.place)
        if isinstance(whole, KeyringTrouble):
            raise CameraError("camera_login", whole.what, retryable=True)
        return whole.reveal() or source.place

    async def _watching(self) -> None:
        """End what hangs, and begin again what ended."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(_BEAT_S)
            now = loop.time()
            if self._again_at is not None and now >= self._again_at:
                self._start()
            elif self._process is not None and not self.view.paused and self._hangs(now):
                self._end_process()
                self._fail(trouble("camera_stalled", by_itself=True))
                self._again_at = now + _AGAIN_S

    def _hangs(self, now: float) -> bool:
        waits = self.view.trouble is None or self.view.trouble.retryable
        return waits and now - self._heard_at > self._patience_s

    # Inside: what the process says.

    def _collect(self, inbox: Inbox) -> None:
        messages = inbox.take()
        if inbox is self._inbox and messages:
            self._heard_at = asyncio.get_running_loop().time()
            for message in messages:
                self._hear(message)

    def _hear(self, message: Message) -> None:
        match message:
            case Frame():
                self._seen(message)
            case Taken():
                self._have(message)
            case Opened(title=title):
                self._patience_s = _STILL_S
                self._title = title or self._title
            case Fault(code, again_s):
                self._fault(code, again_s)
            case Seen(found):
                self._show(replace(self.view, devices=found))
            case Ready():
                self._patience_s = _SILENCE_S
            case _:
                pass

    def _seen(self, frame: Frame) -> None:
        if self.view.paused or not self.view.is_open:
            return
        self._patience_s = _STILL_S
        sight = Sight.of(frame.number, frame.at_s, frame.findings)
        auto = self._settings.switch("camera.auto") and not (self._waits_for_taken or self._at.basis.wanted)
        self._state, advice = camera_auto.step(self._state, sight, auto=auto)
        if advice.take:
            self._waits_for_taken = True
            self._say(Take(frame.number))
        elif advice.follow:
            self._say(Follow(frame.number))
        self.picture = CameraPicture(frame.number, frame.shown_width, frame.shown_height, frame.preview, sight.quad)
        self._show(replace(self.view, trouble=None, size=(frame.width, frame.height), advice=advice))

    def _have(self, found: Taken) -> None:
        self._waits_for_taken = False
        if not found.data:
            self._state = camera_auto.not_taken(self._state)
            return
        self._state = camera_auto.taken(self._state, found.number)
        advice = replace(self.view.advice, word="captured") if self.view.advice is not None else None
        self._show(replace(self.view, taken=self.view.taken + 1, advice=advice))
        _ = self._at.tasks.spawn(self._bring_in(Captured(found.data, self._name())))

    async def _bring_in(self, captured: Captured) -> None:
        """All that is taken while the camera is open is one go, so that the faces of a card find each other."""
        async with self._bringing:
            new = await self._add([captured], first=self._first)
            self._first = self._first or next(iter(new), 0)

    def _name(self) -> str:
        at: datetime = self._at.now().astimezone()
        return " · ".join(filter(None, [self._title, f"{at:%H:%M:%S}", str(self.view.taken)]))

    def _fault(self, code: str, again_s: float) -> None:
        known: Trouble = code if code in CODES else "camera_crashed"  # type: ignore[assignment]
        if known in {"camera_crashed", "camera_stalled"}:
            self._end_process()
            self._again_at = asyncio.get_running_loop().time() + _AGAIN_S
        elif again_s:
            self._patience_s = _SILENCE_S
        self._fail(trouble(known, by_itself=known in BY_ITSELF))

    def _fail(self, error: CameraError) -> None:
        self.picture = None
        self._waits_for_taken = False
        if self.view.is_open and not self.view.paused:
            self._show(replace(self.view, trouble=error, advice=None, size=(0, 0)))
