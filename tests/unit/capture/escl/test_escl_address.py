"""Addresses as they are typed, announced, and given for jobs."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carddesk.capture.scanner.escl.address import Address, announced, is_near, job_path, typed

HERE = Address("http", "192.168.1.20", 8080)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("192.168.1.20", Address("http", "192.168.1.20", 80)),
        (" scanner.local:8080 ", Address("http", "scanner.local", 8080)),
        ("https://10.0.0.7", Address("https", "10.0.0.7", 443)),
        ("https://10.0.0.7:9096/eSCL/", Address("https", "10.0.0.7", 9096)),
        ("HTTP://10.0.0.7/scan/eSCL", Address("http", "10.0.0.7", 80, "/scan/eSCL")),
        ("fd00::1", Address("http", "fd00::1", 80)),
        ("[fe80::1%eth0]:80", Address("http", "fe80::1%eth0", 80)),
        ("", None),
        ("ftp://10.0.0.7", None),
        ("10.0.0.7:70000", None),
        ("user:secret@10.0.0.7", None),
        ("10.0.0.7/?a=b", None),
        ("two words", None),
        ("[fd00::1", None),
        ("-", None),
    ],
)
def test_an_address_is_understood_as_it_is_typed(text: str, address: Address | None) -> None:
    assert typed(text) == address
    if address is not None:
        assert typed(address.shown) == address


@given(st.text(max_size=60))
def test_any_text_is_an_address_that_can_be_typed_again_or_none(text: str) -> None:
    address = typed(text)
    if address is not None:
        assert typed(address.shown) == address
        assert not set(address.shown) & set(" ;=@\t\n")
        assert urlsplit(address.url("ScannerStatus")).port == address.port


@pytest.mark.parametrize(
    ("location", "path"),
    [
        ("http://192.168.1.20:8080/eSCL/ScanJobs/12", "/eSCL/ScanJobs/12"),
        ("/eSCL/ScanJobs/12/", "/eSCL/ScanJobs/12"),
        ("ScanJobs/12", "/eSCL/ScanJobs/12"),
        ("12", "/eSCL/ScanJobs/12"),
        ("https://SPECIMEN-0.hpLedmUSB/eSCL/ScanJobs/12", "/eSCL/ScanJobs/12"),
        ("http://[fe80/eSCL/ScanJobs/4060", "/eSCL/ScanJobs/4060"),
        ("http://elsewhere.invalid", None),
        ("", None),
        ("/eSCL/ScanJobs/", None),
        ("/eSCL/ScanJobs/1 2", None),
        ("/" + "a" * 600, None),
    ],
)
def test_of_the_place_of_a_job_the_path_alone_counts(location: str, path: str | None) -> None:
    assert job_path(location, HERE) == path


@given(st.text(max_size=80) | st.from_regex(r"https?://[^/]{0,20}(/[!-~]{0,40})?", fullmatch=True))
def test_no_place_of_a_job_leads_to_another_machine(location: str) -> None:
    path = job_path(location, HERE)
    if path is not None:
        parts = urlsplit(HERE.url(f"{path}/NextDocument"))
        assert (parts.scheme, parts.hostname, parts.port) == (HERE.scheme, HERE.host, HERE.port)
        assert path.isascii()
        assert path.isprintable()


@pytest.mark.parametrize(
    ("root", "path"), [("eSCL", "/eSCL"), ("/eSCL/", "/eSCL"), ("", "/eSCL"), ("a/b", "/a/b"), ("a b", None)]
)
def test_the_root_is_taken_as_it_is_announced(root: str, path: str | None) -> None:
    address = announced("http", "10.0.0.7", 80, root)
    assert (None if address is None else address.root) == path


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "::1", "10.1.2.3", "192.168.0.1", "169.254.7.7", "fe80::1%3", "fd12::1", "::ffff:10.0.0.1"]
)
def test_what_is_not_routed_through_the_internet_is_near(host: str) -> None:
    assert is_near(host)


@pytest.mark.parametrize(
    "host", ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8", "224.0.0.251", "0.0.0.0", "scanner.local"]
)
def test_everything_else_is_not(host: str) -> None:
    assert not is_near(host)
