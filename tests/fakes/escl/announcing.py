"""How a scanner makes itself known: DNS-SD over multicast DNS, with the keys of the TXT record that eSCL names."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from zeroconf import IPVersion, ServiceInfo, Zeroconf

if TYPE_CHECKING:
    from tests.fakes.escl.device import Device


class Voice:
    """Announces from its making to `close`. Multicast is not there on every machine: then making it raises OSError."""

    def __init__(self, device: Device, port: int, tls: bool, interfaces: tuple[str, ...]) -> None:
        # Within a running event loop the library would use that one, and wait for itself: so it is made on another thread.
        with ThreadPoolExecutor(1) as aside:
            self._zeroconf = aside.submit(_opened, interfaces).result()
        kind = "_uscans._tcp.local." if tls else "_uscan._tcp.local."
        build = device.build
        inputs = [name for name, there in (("platen", build.flatbed), ("adf", build.feeder)) if there]
        self._service = ServiceInfo(
            kind,
            f"{device.title} ({device.uuid[:4]}).{kind}",
            port=port,
            addresses=[socket.inet_aton("127.0.0.1")],
            server=f"specimen-{device.uuid[:8]}.local.",
            properties={
                "txtvers": "1",
                "ty": device.title,
                "rs": "eSCL",
                "uuid": device.uuid,
                "adminurl": f"http://127.0.0.1:{port}/",
                "is": ",".join(inputs),
                "cs": "binary,grayscale,color",
                "pdl": ",".join(build.formats),
                "duplex": "T" if build.duplex else "F",
                "note": "Specimen counter",
                "vers": "2.63",
            },
        )
        self._zeroconf.register_service(self._service)

    def close(self) -> None:
        self._zeroconf.unregister_service(self._service)
        self._zeroconf.close()


def _opened(interfaces: tuple[str, ...]) -> Zeroconf:
    return Zeroconf(interfaces=list(interfaces), ip_version=IPVersion.V4Only)
