"""What the scanners of single makers insist on."""

import pytest

from carddesk.capture.scanner.escl.address import Address
from carddesk.capture.scanner.escl.habits import Names, names


@pytest.mark.parametrize(
    ("address", "title", "server", "called"),
    [
        (Address("http", "10.0.0.7", 80), "Specimen 1", "", Names()),
        (Address("https", "10.0.0.7", 443), "Specimen 1", "nginx", Names()),
        (Address("http", "10.0.0.7", 80), "EPSON ET-3750 Series", "", Names("10.0.0.7:80", "10.0.0.7:80")),
        (Address("https", "fe80::1%eth0", 443), "Epson WF", "", Names("[fe80::1]:443", "[fe80::1]:443")),
        (Address("http", "10.0.0.7", 80), "HP M577", "HP_Compact_Server", Names("", "localhost")),
    ],
)
def test_each_is_called_by_the_name_it_answers_to(address: Address, title: str, server: str, called: Names) -> None:
    assert names(address, title, server) == called
