"""Connections to a vendor: trusted by the system's certificates, through the proxy, and never plain but to this machine."""

from __future__ import annotations

import logging
import ssl
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

import httpx
import truststore

from carddesk.errors import ServiceError
from carddesk.language import tr
from carddesk.vendors.network import Network

DIRECT: Final = "direct"
CONNECT_S: Final = 15.0
WRITE_S: Final = 30.0
POOL_S: Final = 10.0
_MOST_CONNECTIONS: Final = 100
_LOOPBACK: Final = ("all://127.0.0.1", "all://localhost", "all://[::1]")
_PROXY_SCHEMES: Final = ("http", "https")
_UTTER_SILENCE: Final = logging.CRITICAL + 1


def open_client(network: Network) -> httpx.AsyncClient:
    """A client with its pool of connections. Reads certificates: to be called off the event loop.

    Raises:
        ServiceError: `bad_proxy` or `bad_ca_file`: the setting or the environment names one that cannot be used.
    """
    hush()
    context = _trust(network.ca_file)
    proxy = None if network.proxy in {"", DIRECT} else _proxy(network.proxy, context)
    try:
        return httpx.AsyncClient(
            verify=context,
            proxy=proxy,
            trust_env=network.proxy == "",
            mounts=dict.fromkeys(_LOOPBACK),
            limits=httpx.Limits(max_connections=_MOST_CONNECTIONS, max_keepalive_connections=4, keepalive_expiry=5),
            follow_redirects=False,
            headers={"Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": "CardDesk"},
        )
    except (ValueError, ImportError, httpx.InvalidURL):
        # Not named: a proxy's address may hold a password.
        unusable = ServiceError(
            "bad_proxy",
            tr(
                "The proxy that the environment names (HTTPS_PROXY, ALL_PROXY) cannot be used. Set network.proxy instead."
            ),
        )
    raise unusable


def require_safe(url: str) -> str:
    """The host of an address that may be asked: https, or this machine.

    Raises:
        ServiceError: `bad_address` or `insecure_address`.
    """
    try:
        parts = urlsplit(url)
        scheme, host, _ = parts.scheme, parts.hostname or "", parts.port
    except ValueError:
        scheme = host = ""
    if not host or scheme not in {"http", "https"}:
        raise ServiceError("bad_address", tr("The vendor's address in the settings is no web address (https://…)."))
    if scheme == "http" and not is_loopback(host):
        raise ServiceError(
            "insecure_address",
            tr("{host} would be asked without encryption. Use an address that begins with https.", host=host),
        )
    return host


def is_loopback(host: str) -> bool:
    """Whether the host is this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def time_limits(whole_s: float) -> httpx.Timeout:
    """For the parts of a call that may take so long as a whole; the whole itself is watched by who sends."""
    return httpx.Timeout(
        connect=min(CONNECT_S, whole_s), write=min(WRITE_S, whole_s), read=whole_s, pool=min(POOL_S, whole_s)
    )


def hush() -> None:
    """Keep the libraries from logging what they send: addresses with tokens, headers with keys, bodies with cards."""
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(_UTTER_SILENCE)


def _trust(ca_file: str) -> ssl.SSLContext:
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if not ca_file:
        return context
    try:
        context.load_verify_locations(cafile=ca_file)
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        raise ServiceError(
            "bad_ca_file",
            tr("The certificate file {path} cannot be used. Check the setting network.ca_file.", path=ca_file),
        ) from error
    return context


def _proxy(address: str, context: ssl.SSLContext) -> httpx.Proxy:
    try:
        scheme, host = urlsplit(address).scheme, urlsplit(address).hostname
        if scheme in _PROXY_SCHEMES and host:
            return httpx.Proxy(address, ssl_context=context if scheme == "https" else None)
    except (ValueError, httpx.InvalidURL):
        pass
    raise ServiceError(
        "bad_proxy",
        tr("The setting network.proxy is no address of a proxy. Write http://host:port, `direct`, or nothing."),
    )
