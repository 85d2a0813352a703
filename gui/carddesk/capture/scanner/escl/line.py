"""The line to one scanner: requests over HTTP, answers within their limits, and what fails in the words of the contract."""

from __future__ import annotations

import asyncio
import importlib
import logging
import os
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

import httpx
import truststore

from carddesk.capture.scanner.escl.address import Address
from carddesk.capture.scanner.escl.habits import Names
from carddesk.capture.scanner.escl.limits import Limits
from carddesk.capture.scanner.troubles import ScannerError, trouble

_MOVED: Final = (301, 302, 303, 307, 308)
_HEADERS: Final = {"Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": "CardDesk"}
_LOADED_LATE: Final = ("anyio", "anyio._backends._asyncio", "h11", "httpcore")
_UTTER_SILENCE: Final = logging.CRITICAL + 1


class NotReached(ScannerError):
    """There was no connection: nothing was asked."""

    @classmethod
    def because(cls, said: str) -> NotReached:
        """`scanner_gone`, with the system's word for why."""
        gone = trouble("scanner_gone", said)
        return cls(gone.code, gone.message, retryable=True)


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


class Line:
    """Connections to one scanner. Nothing of the system's proxies is asked: the scanner stands in the same network.

    Args:
        address: where it is.
        limits: how long and how much.
        near: whether it stands in the local network. If so, a certificate that it made for itself is taken; if not, it
            must have one that the system trusts.

    Attributes:
        address: may change once, when a scanner insists on encryption.
        names: by what name it wants to be called.
        heard: when the last byte came, by the event loop's clock.
    """

    def __init__(self, address: Address, limits: Limits, *, near: bool) -> None:
        for name in ("httpx", "httpcore"):
            logging.getLogger(name).setLevel(_UTTER_SILENCE)
        self.address = address
        self.limits = limits
        self.names = Names()
        self.heard = 0.0
        self._closed = False
        self._trust = _lenient() if near else truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._client = self._made(keep=2)
        # A job must not be lost, nor begun twice, because the scanner closed an idle connection at that moment.
        self._fresh = self._made(keep=0)

    async def get(self, path: str) -> Reply:
        """The answer to a short question.

        Raises:
            ScannerError: there was none: gone, stalled, or longer than any answer is.
        """
        limits = self.limits
        return await self._asked("GET", path, first_s=limits.answer_s, most_bytes=limits.document_bytes)

    async def page(self, path: str, first_s: float) -> Reply:
        """The answer to what may take as long as a page does: `first_s` until it begins to come.

        Raises:
            ScannerError: as for `get`; also when it came only in part.
        """
        return await self._asked("GET", path, first_s=first_s, most_bytes=self.limits.page_bytes)

    async def post(self, path: str, body: bytes) -> Reply:
        """The head of the answer; what follows it is not waited for, since some scanners break off there.

        Raises:
            ScannerError: as for `get`.
        """
        return await self._asked("POST", path, body, first_s=self.limits.answer_s, most_bytes=0)

    async def delete(self, path: str) -> Reply:
        """The head of the answer.

        Raises:
            ScannerError: as for `get`.
        """
        return await self._asked("DELETE", path, first_s=self.limits.farewell_s, most_bytes=0)

    async def close(self) -> None:
        """Let go of the connections; who asks anything afterwards does not reach the scanner. May be called twice."""
        self._closed = True
        await self._client.aclose()
        await self._fresh.aclose()

    def _made(self, keep: int) -> httpx.AsyncClient:
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=keep, keepalive_expiry=4)
        return httpx.AsyncClient(
            verify=self._trust, trust_env=False, limits=limits, follow_redirects=False, headers=_HEADERS
        )

    async def _asked(self, method: str, path: str, body: bytes = b"", *, first_s: float, most_bytes: int) -> Reply:
        tries = 1 if method == "POST" else 2
        while True:
            if self._closed:
                raise NotReached.because("")
            tries -= 1
            # Out here the library's error is no longer the context of ours.
            try:
                reply = await self._exchange(method, path, body, first_s, most_bytes)
            except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError) as error:
                failed = trouble("scanner_gone", _word(error))
                again = tries > 0 and _before_the_answer(error)
            except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError) as error:
                failed, again = _failed(error), False
            else:
                if self._moves(reply):
                    tries += 1
                    continue
                return reply
            if not again:
                raise failed

    async def _exchange(self, method: str, path: str, body: bytes, first_s: float, most_bytes: int) -> Reply:
        client = self._fresh if method == "POST" else self._client
        headers = {"Content-Type": "text/xml"} if body else {}
        limits = httpx.Timeout(first_s, connect=self.limits.connect_s)
        asked = client.build_request(
            method, self.address.url(path), content=body or None, headers=headers, timeout=limits
        )
        if "%" in self.address.host:
            # The zone of a link-local address means something on this machine only.
            asked.headers["Host"] = f"[{self.address.host.partition('%')[0]}]:{self.address.port}"
        if name := self.names.jobs if method == "POST" else self.names.always:
            asked.headers["Host"] = name
        async with asyncio.timeout(first_s + self.limits.connect_s):
            answer = await client.send(asked, stream=True)
        try:
            self._now()
            headers = {name.lower(): value for name, value in answer.headers.items()}
            came = await self._body(answer, most_bytes) if most_bytes else b""
            return Reply(answer.status_code, headers, came)
        except httpx.HTTPError as error:
            raise _InTheAnswer from error
        finally:
            with suppress(httpx.HTTPError, OSError):
                await answer.aclose()

    async def _body(self, answer: httpx.Response, most_bytes: int) -> bytes:
        pieces: list[bytes] = []
        length = 0
        coming = answer.aiter_bytes()
        while True:
            async with asyncio.timeout(self.limits.gap_s):
                piece = await anext(coming, b"")
            if not piece:
                return b"".join(pieces)
            self._now()
            length += len(piece)
            if length > most_bytes:
                raise ValueError("too long")
            pieces.append(piece)

    def _now(self) -> None:
        self.heard = asyncio.get_running_loop().time()

    def _moves(self, reply: Reply) -> bool:
        """Whether the scanner wants to be asked with encryption, and is now; of any other move nothing is believed."""
        location = reply.headers.get("location", "")
        if reply.status not in _MOVED or self.address.scheme != "http" or not location.lower().startswith("https://"):
            return False
        try:
            port = urlsplit(location).port
        except ValueError:
            port = None
        self.address = self.address.with_tls(port)
        return True


def opened(address: Address, limits: Limits, *, near: bool) -> Line:
    """A line, for a thread of its own: certificates are read, and what the network library loads only when it is used."""
    for module in _LOADED_LATE:
        with suppress(ImportError):
            importlib.import_module(module)
    return Line(address, limits, near=near)


class _InTheAnswer(ValueError):
    """The answer broke off after it had begun."""


def _before_the_answer(error: Exception) -> bool:
    return isinstance(error, httpx.RemoteProtocolError | httpx.ReadError | httpx.WriteError)


def _failed(error: Exception) -> ScannerError:
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.UnsupportedProtocol):
        return NotReached.because(_word(error))
    if isinstance(error, TimeoutError | httpx.TimeoutException):
        return trouble("scanner_stalled")
    if isinstance(error, _InTheAnswer):
        inner = error.__cause__
        assert isinstance(inner, Exception)
        return (
            trouble("scanner_stalled")
            if isinstance(inner, httpx.TimeoutException)
            else trouble("scanner_gone", _word(inner))
        )
    if isinstance(error, ValueError):
        return trouble("scanner_fault", str(error)[:80])
    return trouble("scanner_gone", _word(error))


def _word(error: Exception) -> str:
    """What is behind it: the system's word where it has one (`Connection refused`), else the protocol's."""
    cause: BaseException | None = error
    word = str(error)
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return f"TLS: {cause.reason or 'failed'}"
        if isinstance(cause, OSError) and cause.errno is not None:
            word = os.strerror(cause.errno)
        cause = cause.__cause__ or cause.__context__
    return word.rstrip(".")[:80]


def _lenient() -> ssl.SSLContext:
    """Encryption without a proof of who is there: scanners sign their certificates themselves, and know old protocols only."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    with suppress(ssl.SSLError):
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
    return context
