"""Where a scanner is: addresses as people type them, as scanners announce them, and the paths that they give for jobs."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final
from urllib.parse import urlsplit

ROOT: Final = "/eSCL"
_PORTS: Final = {"http": 80, "https": 443}
_HOST: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,250}[A-Za-z0-9_.])?")
_PATH: Final = re.compile(r"/[!-~]{0,500}")
_OF_A_HOST: Final = re.compile(r"[a-z]+://[^/]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Address:
    """The beginning of all addresses of one scanner: `http` or `https`, host (IPv6 without brackets), port, path."""

    scheme: str
    host: str
    port: int
    root: str = ROOT

    @property
    def shown(self) -> str:
        """For people, and for the name of a device: as short as it can be typed again."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        scheme = "" if self.scheme == "http" else f"{self.scheme}://"
        return f"{scheme}{host}{port}{'' if self.root == ROOT else self.root}"

    def url(self, path: str) -> str:
        """The whole address of a resource, such as `ScannerStatus`, or of a path from the top, `/eSCL/ScanJobs/1`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}{path if path.startswith('/') else f'{self.root}/{path}'}"

    def with_tls(self, port: int | None) -> Address:
        """The same scanner, asked with encryption."""
        return replace(self, scheme="https", port=port or _PORTS["https"])


def typed(text: str) -> Address | None:
    """What a person wrote: `192.168.1.20`, `scanner.local:8080`, `https://[fd00::1]/eSCL`; None where it is no address."""
    text = text.strip()
    if ip_of(text) is not None and ":" in text:
        text = f"[{text}]"
    try:
        parts = urlsplit(text if "://" in text else f"http://{text}")
        scheme, host, port = parts.scheme.lower(), parts.hostname or "", parts.port
    except ValueError:
        return None
    if scheme not in _PORTS or parts.username is not None or parts.query or parts.fragment:
        return None
    root = parts.path.rstrip("/") or ROOT
    if not (ip_of(host) or _HOST.fullmatch(host)) or not _PATH.fullmatch(root):
        return None
    return Address(scheme, host, _PORTS[scheme] if port is None else port, root)


def announced(scheme: str, host: str, port: int, root: str) -> Address | None:
    """What a scanner announces; `root` is the `rs` of its TXT record, with or without strokes around it."""
    path = f"/{root.strip('/')}" if root.strip("/") else ROOT
    if ip_of(host) is None or not 0 < port < 65_536 or not _PATH.fullmatch(path):
        return None
    return Address(scheme, host, port, path)


def job_path(location: str, address: Address) -> str | None:
    """The path of a job from the `Location` that came with it; None where there is none.

    Only the path counts. Scanners name themselves by names that nobody can look up, or write an address that breaks off
    (`http://[fe80/eSCL/ScanJobs/4060`, Xerox B205); and nobody is to be sent to another machine.
    """
    path = _OF_A_HOST.sub("", location.strip(), count=1)
    if not path.startswith("/"):
        path = f"{address.root}/{path}" if "/" in path else f"{address.root}/ScanJobs/{path}"
    path = path.split("?")[0].split("#")[0].rstrip("/")
    return path if _PATH.fullmatch(path) and path != f"{address.root}/ScanJobs" else None


def ip_of(host: str) -> IPv4Address | IPv6Address | None:
    """The address that `host` is, possibly with a zone (`fe80::1%eth0`); None where it is a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def is_near(host: str) -> bool:
    """Whether this address belongs to this machine, or to a network that is not routed through the internet."""
    found = ip_of(host)
    if found is None:
        return False
    found = getattr(found, "ipv4_mapped", None) or found
    return not found.is_global and not found.is_multicast and not found.is_unspecified
