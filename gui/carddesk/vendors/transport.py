"""Sending one request to a vendor and having its whole answer, within the time and the size that are allowed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from carddesk.vendors.connections import open_client, require_safe, time_limits
from carddesk.vendors.network import Network
from carddesk.vendors.off_loop import OffLoop
from carddesk.vendors.troubles import bad_answer, bad_request, trouble
from carddesk.vendors.unpacking import BadPacking, Unpacking
from carddesk.vendors.wire import WireAnswer, WireRequest

MOST_ANSWERED: Final = 32_000_000
"""Bytes of an answer; a portrait or a whole card as base64 stays far below."""


@dataclass(slots=True)
class _Going:
    """Whether a request is on its way, and who is told when it sets out.

    Attributes:
        tell: told once there is a connection and before the first byte; what it raises keeps the request from going.
    """

    tell: Callable[[], None]
    gone: bool = field(default=False, init=False)

    async def trace(self, event: str, what: dict[str, Any]) -> None:
        """The network library's own account of what it does. Asking a proxy for a way through is not the request yet."""
        if event.endswith(".send_request_headers.started") and what["request"].method != b"CONNECT":
            self.tell()
            self.gone = True


@dataclass(slots=True)
class _Pool:
    """A client of httpx, with the settings it was made for and how many calls use it."""

    client: httpx.AsyncClient
    network: Network
    calls: int = 0
    retired: bool = False


class Transport:
    """Connections to one vendor, on the event loop on which it is used first.

    Args:
        network: the settings as they stand now; when they change, new connections are made by them.
        limit_s: how long a call may take.
        off_loop: where certificates are read.
    """

    def __init__(self, network: Callable[[], Network], limit_s: Callable[[], float], off_loop: OffLoop) -> None:
        self._network = network
        self._limit_s = limit_s
        self._off_loop = off_loop
        self._pool: _Pool | None = None
        self._opening = asyncio.Lock()

    async def send(self, request: WireRequest, setting_out: Callable[[], None] = lambda: None) -> WireAnswer:
        """The answer, whatever its status. `setting_out` is told right before the request's first byte goes to the vendor.

        Raises:
            CallFailed: there was none. `connections_stuck` also makes new connections for the next call.
            ServiceError: the address or the settings of the network cannot be used.
            UserError: what `setting_out` raises; then nothing was sent.
        """
        host = require_safe(request.url)
        if not all(_may_stand(value) for value in request.headers.values()):
            raise bad_request(host)
        limit_s = self._limit_s()
        going = _Going(setting_out)
        pool = await self._taken()
        try:
            async with asyncio.timeout(limit_s):
                return await _exchange(pool.client, request, limit_s, going)
        except BadPacking:
            failed = bad_answer(host)
        except httpx.PoolTimeout as error:
            # WORKAROUND many cancellations can leave httpcore's pool stuck, full of connections that nobody uses.
            await self._let_go(pool)
            failed = trouble(error, host, limit_s, unsent=not going.gone)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError, TypeError) as error:
            failed = trouble(error, host, limit_s, unsent=not going.gone)
        finally:
            await self._given_back(pool)
        # Out here the library's error is no longer the context of ours, and what it holds is written nowhere.
        raise failed

    async def close(self) -> None:
        """Let go of the connections; those in use when their calls end. May be called twice, and be used again."""
        if self._pool is not None:
            await self._let_go(self._pool)

    async def _taken(self) -> _Pool:
        network = self._network()
        async with self._opening:
            if self._pool is None or self._pool.network != network:
                await self.close()
                self._pool = _Pool(await self._off_loop.run(open_client, network), network)
            self._pool.calls += 1
            return self._pool

    async def _given_back(self, pool: _Pool) -> None:
        pool.calls -= 1
        if pool.retired and pool.calls == 0:
            await pool.client.aclose()

    async def _let_go(self, pool: _Pool) -> None:
        pool.retired = True
        if self._pool is pool:
            self._pool = None
        if pool.calls == 0:
            await pool.client.aclose()


async def _exchange(client: httpx.AsyncClient, request: WireRequest, limit_s: float, going: _Going) -> WireAnswer:
    asked = client.build_request(
        request.method,
        request.url,
        params=dict(request.query) or None,
        headers=dict(request.headers),
        content=request.body,
        timeout=time_limits(limit_s),
        extensions={"trace": going.trace},
    )
    answer = await client.send(asked, stream=True)
    try:
        coming = Unpacking(answer.headers.get("content-encoding", ""), MOST_ANSWERED)
        async for piece in answer.aiter_raw():
            coming.take(piece)
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return WireAnswer(answer.status_code, headers, coming.whole())
    finally:
        await answer.aclose()


def _may_stand(value: str) -> bool:
    """Whether a header can have this value: seen here, before there is a connection, it counts as no call."""
    return value.isascii() and value.isprintable() and value == value.strip()
