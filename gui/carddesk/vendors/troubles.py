"""What can go wrong on the way to a vendor and back, in words: httpx's errors become `CallFailed` here and nowhere else."""

from __future__ import annotations

import os
import socket
import ssl
from collections.abc import Iterator

import httpx

from carddesk.language import mark, tr
from carddesk.vendors.failure import CallFailed

_UNREACHABLE = mark(
    "{host} cannot be reached ({why}). Check the network, the proxy in the settings, and the vendor's address."
)
_UNKNOWN_HOST = mark("There is no address for {host}. Check the network, the proxy, and the vendor's address.")
_UNTRUSTED = mark(
    "The certificate of {host} is not trusted ({why}). If your network has its own certificates, name their file in the "
    "setting network.ca_file; otherwise somebody may be listening in."
)
_TLS = mark("No secure connection to {host} could be made ({why}). Check the vendor's address and the proxy.")
_SLOW = mark("{host} took longer than {seconds} s. Try again, or raise the vendor's time limit in the settings.")
_PROXY = mark("The proxy did not let the call to {host} through ({why}). Check the proxy's address and account.")
_LOST = mark("The connection to {host} broke off. Whether the call counted is not known; try again.")
_CUT = mark("The connection to {host} broke off before anything was sent. Try again.")
_ANSWER = mark("The answer of {host} could not be understood. Check the vendor's address and the proxy, and try again.")
_REQUEST = mark(
    "The request to {host} could not be put together. Check the vendor's address, and the credentials for stray signs."
)
_CROWDED = mark("The connections to {host} are stuck. Try again.")


def trouble(error: Exception, host: str, limit_s: float, *, unsent: bool) -> CallFailed:
    """The error in words. `unsent` says whether it came before the first byte of the request went out.

    Nothing of the request is in them, and the error itself is not kept: libraries put addresses and headers, and with
    them tokens, into theirs.
    """
    if isinstance(error, httpx.TimeoutException | TimeoutError):
        return _timed_out(error, host, limit_s, unsent)
    if isinstance(error, httpx.ProxyError):
        why = _digest(str(error))
        again = not why.startswith("407")
        return CallFailed("proxy_refused", tr(_PROXY, host=host, why=why), retryable=again, unsent=unsent)
    if isinstance(error, httpx.ConnectError):
        return _unconnected(error, host)
    if isinstance(error, httpx.NetworkError | httpx.RemoteProtocolError | OSError):
        return CallFailed("connection_lost", tr(_CUT if unsent else _LOST, host=host), unsent=unsent)
    return bad_request(host)


def bad_request(host: str) -> CallFailed:
    """A request that cannot be written, as with line ends in a header."""
    return CallFailed("bad_request", tr(_REQUEST, host=host), retryable=False, unsent=True)


def bad_answer(host: str) -> CallFailed:
    """An answer that is no answer: too long, or packed wrongly."""
    return CallFailed("bad_answer", tr(_ANSWER, host=host), retryable=False)


def _timed_out(error: Exception, host: str, limit_s: float, unsent: bool) -> CallFailed:
    if isinstance(error, httpx.PoolTimeout):
        return CallFailed("connections_stuck", tr(_CROWDED, host=host), unsent=True)
    seconds = f"{limit_s:g}"
    return CallFailed("timed_out", tr(_SLOW, host=host, seconds=seconds), unsent=unsent)


def _unconnected(error: Exception, host: str) -> CallFailed:
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            why = cause.verify_message or cause.reason
            return CallFailed("tls_untrusted", tr(_UNTRUSTED, host=host, why=why), retryable=False, unsent=True)
    for cause in causes:
        if isinstance(cause, ssl.SSLError):
            why = cause.reason or type(cause).__name__
            return CallFailed("tls_failed", tr(_TLS, host=host, why=why), retryable=False, unsent=True)
        if isinstance(cause, socket.gaierror):
            return CallFailed("network_unreachable", tr(_UNKNOWN_HOST, host=host), unsent=True)
    # By the number: what asyncio puts into its errors are addresses as Python writes them.
    said = next((os.strerror(each.errno) for each in reversed(causes) if isinstance(each, OSError) and each.errno), "")
    return CallFailed("network_unreachable", tr(_UNREACHABLE, host=host, why=said or tr("no connection")), unsent=True)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and all that led to it, also the members of groups."""
    seen: list[BaseException] = []
    waiting: list[BaseException | None] = [error]
    while waiting:
        each = waiting.pop()
        if each is None or any(each is known for known in seen):
            continue
        seen.append(each)
        yield each
        waiting += [each.__cause__, each.__context__]
        if isinstance(each, BaseExceptionGroup):
            waiting += each.exceptions


def _digest(said: str) -> str:
    """A status as a proxy gave it, `407 Proxy Authentication Required`: printable, and not long."""
    return "".join(sign for sign in said if sign.isprintable())[:60]
