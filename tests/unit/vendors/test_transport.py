"""One call over the wire: certificates, proxies, time, size, faults in words, and nothing of it in any log."""

from __future__ import annotations

import asyncio
import base64
import errno
import gzip
import logging
import os
import socket
import ssl
import threading
import time
import traceback
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx
import pytest

from carddesk.errors import ServiceError
from carddesk.vendors import connections
from carddesk.vendors import transport as transport_module
from carddesk.vendors.connections import is_loopback, require_safe
from carddesk.vendors.failure import CallFailed
from carddesk.vendors.network import Network
from carddesk.vendors.off_loop import OffLoop
from carddesk.vendors.transport import Transport
from carddesk.vendors.wire import WireRequest
from tests.fakes.certificates import Authority
from tests.fakes.server import FakeAnswer, FakeRequest, FakeServer

LOOKS_UP = pytest.mark.keeps("threads", reason="asyncio looks up names in threads that end with the loop")
SECRET = "marked-secret-in-the-request"
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True)
def _no_proxy_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def echo(request: FakeRequest) -> FakeAnswer:
    return FakeAnswer(201, {"X-Subject-Token": "given", "Content-Type": "text/plain"}, b"heard: " + request.body)


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer(echo) as made:
        yield made


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@asynccontextmanager
async def transport(limit_s: float = 20.0, **network: str) -> AsyncIterator[Transport]:
    off_loop = OffLoop()
    made = Transport(lambda: Network(**network), lambda: limit_s, off_loop)
    try:
        yield made
    finally:
        await made.close()
        off_loop.close()


def asking(url: str, body: bytes = b"card", *, method: str = "POST") -> WireRequest:
    return WireRequest(method, f"{url}/read", {"X-Key": SECRET}, {"access_token": SECRET}, body)


async def asked(server: FakeServer) -> None:
    """Wait until the server has heard of something."""
    async with asyncio.timeout(10):
        while not server.requests:  # noqa: ASYNC110 - the server is on a thread of its own
            await asyncio.sleep(0.01)


async def failure(sender: Transport, request: WireRequest) -> ServiceError:
    with pytest.raises(ServiceError) as told:
        await sender.send(request)
    assert told.value.message
    assert SECRET not in "".join(traceback.format_exception(told.value))
    return told.value


async def test_the_whole_request_goes_out_and_the_whole_answer_comes_back(server: FakeServer) -> None:
    async with transport() as sender:
        answer = await sender.send(asking(server.url))
    assert (answer.status, answer.body) == (201, b"heard: card")
    assert answer.headers["x-subject-token"] == "given"
    (asked,) = server.requests
    assert (asked.method, asked.path, asked.query) == ("POST", "/read", {"access_token": [SECRET]})
    assert (asked.headers["x-key"], asked.body) == (SECRET, b"card")


async def test_a_query_is_percent_encoded_once(server: FakeServer) -> None:
    odd = "a+b/c= d&e%20字"
    async with transport() as sender:
        await sender.send(WireRequest("GET", f"{server.url}/x", query={"k": odd}))
    assert server.requests[0].query == {"k": [odd]}


async def test_an_error_status_is_an_answer_too(server: FakeServer) -> None:
    server.misbehave(FakeAnswer(413, {"Content-Type": "text/plain"}, b"Request Entity Too Large"))
    async with transport() as sender:
        answer = await sender.send(asking(server.url))
    assert (answer.status, answer.body) == (413, b"Request Entity Too Large")


async def test_a_redirection_is_not_followed_for_it_could_lead_credentials_away(server: FakeServer) -> None:
    server.misbehave(FakeAnswer(302, {"Location": "https://elsewhere.invalid/"}))
    async with transport() as sender:
        assert (await sender.send(asking(server.url))).status == 302
    assert len(server.requests) == 1


async def test_a_packed_answer_is_unpacked(server: FakeServer) -> None:
    server.misbehave(FakeAnswer(200, {"Content-Encoding": "gzip"}, gzip.compress(b"{}")))
    async with transport() as sender:
        assert (await sender.send(asking(server.url))).body == b"{}"


async def test_an_answer_packed_wrongly_is_no_answer(server: FakeServer) -> None:
    server.misbehave(FakeAnswer(200, {"Content-Encoding": "gzip"}, b"not packed"))
    async with transport() as sender:
        assert (await failure(sender, asking(server.url))).code == "bad_answer"


@pytest.mark.parametrize("mode", ["reset", "hang_up", "cut"])
async def test_a_connection_that_breaks_off_is_told_and_may_have_counted(server: FakeServer, mode: str) -> None:
    server.misbehave(mode)  # type: ignore[arg-type]
    async with transport() as sender:
        failed = await failure(sender, asking(server.url))
        assert (failed.code, failed.retryable) == ("connection_lost", True)
        assert isinstance(failed, CallFailed)
        assert not failed.unsent
        assert (await sender.send(asking(server.url))).status == 201


@pytest.mark.parametrize("mode", ["stall", "drip"])
async def test_the_whole_call_has_a_limit_however_slowly_the_answer_comes(server: FakeServer, mode: str) -> None:
    server.misbehave(mode)  # type: ignore[arg-type]
    async with transport(limit_s=0.5) as sender:
        begun = time.monotonic()
        failed = await failure(sender, asking(server.url, b"x" * 1000))
        assert time.monotonic() - begun < 3
    assert (failed.code, failed.retryable) == ("timed_out", True)
    assert "0.5 s" in failed.message


async def test_an_answer_without_end_is_given_up(server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport_module, "MOST_ANSWERED", 1_000_000)
    server.misbehave("huge")
    async with transport() as sender:
        assert (await failure(sender, asking(server.url))).code == "bad_answer"


async def test_nobody_there_is_told_and_nothing_was_sent() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    async with transport() as sender:
        failed = await failure(sender, asking(f"http://127.0.0.1:{port}"))
    assert isinstance(failed, CallFailed)
    assert (failed.code, failed.unsent, failed.retryable) == ("network_unreachable", True, True)
    assert f"({os.strerror(errno.ECONNREFUSED)})" in failed.message


class Closing:
    """Takes connections and closes them, before or after it has read something."""

    def __init__(self, *, read: int) -> None:
        self._read = read
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                if self._read:
                    connection.recv(self._read)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
                connection.close()

    def __enter__(self) -> Closing:
        return self

    def __exit__(self, *_how: object) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join()


async def set_out(sender: Transport, url: str, body: bytes = b"card") -> tuple[int, ServiceError]:
    """How often it was told that a request sets out, and how that ended."""
    told: list[str] = []
    with pytest.raises(ServiceError) as failed:
        await sender.send(asking(url, body), lambda: told.append("out"))
    return len(told), failed.value


async def test_what_never_left_never_set_out(authority: Authority) -> None:
    with Closing(read=0) as closing, FakeServer(echo, tls=authority.context) as secure:
        places = [f"https://127.0.0.1:{closing.port}", secure.url, "http://127.0.0.1:9"]
        async with transport() as sender:
            for place in places:
                times, failed = await set_out(sender, place)
                assert (place, times) == (place, 0)
                assert isinstance(failed, CallFailed)
                assert failed.unsent


async def test_a_card_behind_a_proxy_sets_out_once_and_not_when_the_proxy_refuses(
    far_away: tuple[FakeServer, Authority],
) -> None:
    secure, known = far_away
    told: list[str] = []
    with Tunnel(secure.port) as tunnel:
        async with transport(proxy=tunnel.url, ca_file=str(known.ca_file)) as sender:
            await sender.send(asking("https://cards.invalid:8443"), lambda: told.append("out"))
    assert told == ["out"]
    with FakeServer(lambda _: FakeAnswer(502)) as proxy:
        async with transport(proxy=proxy.url) as sender:
            times, failed = await set_out(sender, "https://cards.invalid")
    assert (times, failed.code) == (0, "proxy_refused")
    assert isinstance(failed, CallFailed)
    assert failed.unsent


@pytest.mark.parametrize("mode", ["reset", "hang_up", "cut", "stall", "drip"])
async def test_what_left_has_set_out_whatever_became_of_it(server: FakeServer, mode: str) -> None:
    server.misbehave(mode)  # type: ignore[arg-type]
    async with transport(limit_s=0.5) as sender:
        times, failed = await set_out(sender, server.url, b"x" * 1000)
    assert times == 1
    assert isinstance(failed, CallFailed)
    assert not failed.unsent


async def test_a_connection_broken_off_in_the_midst_of_sending_may_have_counted() -> None:
    with Closing(read=100_000) as closing:
        async with transport() as sender:
            times, failed = await set_out(sender, f"http://127.0.0.1:{closing.port}", bytes(8_000_000))
    assert (times, failed.code) == (1, "connection_lost")
    assert isinstance(failed, CallFailed)
    assert not failed.unsent


async def test_an_upload_that_nobody_takes_is_given_up_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        async with transport(limit_s=0.5) as sender:
            begun = time.monotonic()
            times, failed = await set_out(sender, f"http://127.0.0.1:{deaf.getsockname()[1]}", bytes(30_000_000))
            assert time.monotonic() - begun < 3
    assert (times, failed.code) == (1, "timed_out")


async def test_whoever_is_told_may_forbid_it_and_nothing_is_sent(server: FakeServer) -> None:
    def forbidden() -> None:
        raise ServiceError("daily_cap", "Enough for today.")

    async with transport() as sender:
        for _ in range(3):
            with pytest.raises(ServiceError, match="Enough"):
                await sender.send(asking(server.url), forbidden)
        assert server.requests == []
        assert (await sender.send(asking(server.url))).status == 201


async def test_a_bomb_is_no_answer(server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport_module, "MOST_ANSWERED", 100_000)
    async with transport() as sender:
        server.misbehave(FakeAnswer(200, {"Content-Encoding": "gzip"}, gzip.compress(bytes(10_000_000))))
        assert (await failure(sender, asking(server.url))).code == "bad_answer"
        twice = gzip.compress(gzip.compress(b"{}"))
        server.misbehave(FakeAnswer(200, {"Content-Encoding": "gzip, gzip"}, twice))
        assert (await failure(sender, asking(server.url))).code == "bad_answer"


@LOOKS_UP
async def test_a_name_without_address_is_told() -> None:
    async with transport() as sender:
        failed = await failure(sender, asking("https://nowhere.invalid"))
    assert failed.code == "network_unreachable"
    assert "nowhere.invalid" in failed.message


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://cards.example", "insecure_address"),
        ("http://127.0.0.1.cards.example", "insecure_address"),
        ("http://localhost.cards.example", "insecure_address"),
        ("http://10.0.0.1", "insecure_address"),
        ("http://user:pass@10.0.0.1", "insecure_address"),
        ("ftp://127.0.0.1", "bad_address"),
        ("cards.example", "bad_address"),
        ("", "bad_address"),
        ("https://", "bad_address"),
        ("https://[::1", "bad_address"),
        ("https://host:99999", "bad_address"),
    ],
)
def test_addresses_that_are_not_asked(url: str, code: str) -> None:
    with pytest.raises(ServiceError) as told:
        require_safe(url)
    assert told.value.code == code


@pytest.mark.parametrize(
    "url", ["https://cards.example/a", "http://127.0.0.1:8/x", "http://[::1]:8", "http://localhost"]
)
def test_addresses_that_are_asked(url: str) -> None:
    assert require_safe(url)


def test_what_this_machine_is() -> None:
    assert [is_loopback(host) for host in ("127.8.9.1", "::1", "localhost", "::ffff:10.0.0.1", "0.0.0.0", "")] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]


async def test_a_certificate_nobody_vouches_for_is_refused_before_anything_is_sent(authority: Authority) -> None:
    with FakeServer(echo, tls=authority.context) as secure:
        async with transport() as sender:
            failed = await failure(sender, asking(secure.url))
        assert isinstance(failed, CallFailed)
        assert (failed.code, failed.retryable) == ("tls_untrusted", False)
        assert "network.ca_file" in failed.message
        assert secure.requests == []


async def test_own_certificates_are_trusted_besides_the_systems(authority: Authority) -> None:
    with FakeServer(echo, tls=authority.context) as secure:
        async with transport(ca_file=str(authority.ca_file)) as sender:
            assert (await sender.send(asking(secure.url))).status == 201


@LOOKS_UP
async def test_a_certificate_for_another_name_is_refused(tmp_path: Path) -> None:
    elsewhere = Authority(tmp_path, host="elsewhere")
    with FakeServer(echo, tls=elsewhere.context) as secure:
        async with transport(ca_file=str(elsewhere.ca_file)) as sender:
            failed = await failure(sender, asking(secure.url.replace("127.0.0.1", "localhost")))
    assert failed.code == "tls_untrusted"


async def test_a_certificate_past_its_time_is_refused(tmp_path: Path) -> None:
    past = Authority(tmp_path, expired=True)
    with FakeServer(echo, tls=past.context) as secure:
        async with transport(ca_file=str(past.ca_file)) as sender:
            times, failed = await set_out(sender, secure.url)
    assert (times, failed.code, failed.retryable) == (0, "tls_untrusted", False)
    assert secure.requests == []


async def test_a_server_that_speaks_no_tls_is_told(server: FakeServer) -> None:
    async with transport() as sender:
        failed = await failure(sender, asking(server.url.replace("http:", "https:")))
    assert (failed.code, failed.retryable) == ("tls_failed", False)


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
async def test_a_certificate_file_that_is_none_is_told(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_bytes(content)
    async with transport(ca_file=str(path)) as sender:
        failed = await failure(sender, asking("https://127.0.0.1:9"))
    assert failed.code == "bad_ca_file"
    assert str(path) in failed.message


class Tunnel:
    """A proxy that connects through to one place, whatever name it is asked for."""

    def __init__(self, port: int) -> None:
        self.asked: list[bytes] = []
        self._port = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._sockets: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._serve)]
        self._threads[0].start()

    def _serve(self) -> None:
        with suppress(OSError):
            near, _ = self._listening.accept()
            self.asked.append(near.recv(65536))
            far = socket.create_connection(("127.0.0.1", self._port))
            self._sockets = [near, far]
            near.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            self._threads.append(threading.Thread(target=self._pump, args=(far, near)))
            self._threads[-1].start()
            self._pump(near, far)

    @staticmethod
    def _pump(source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(65536):
                sink.sendall(piece)
            sink.shutdown(socket.SHUT_WR)

    def __enter__(self) -> Tunnel:
        return self

    def __exit__(self, *_how: object) -> None:
        for each in (self._listening, *self._sockets):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        for thread in self._threads:
            thread.join()


@pytest.fixture
def far_away(tmp_path: Path) -> Iterator[tuple[FakeServer, Authority]]:
    """A secure server under a name that only a proxy knows."""
    known = Authority(tmp_path, host="cards.invalid")
    with FakeServer(echo, tls=known.context) as secure:
        yield secure, known


@pytest.mark.parametrize("by", ["setting", "environment"])
async def test_calls_go_through_the_proxy_and_are_secret_to_it(
    far_away: tuple[FakeServer, Authority], by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    secure, known = far_away
    with Tunnel(secure.port) as tunnel:
        if by == "environment":
            monkeypatch.setenv("HTTPS_PROXY", tunnel.url)
        proxy = tunnel.url if by == "setting" else ""
        async with transport(proxy=proxy, ca_file=str(known.ca_file)) as sender:
            assert (await sender.send(asking("https://cards.invalid:8443"))).status == 201
        assert tunnel.asked[0].startswith(b"CONNECT cards.invalid:8443 ")
        assert SECRET.encode() not in b"".join(tunnel.asked)


@pytest.mark.parametrize("by", ["setting", "environment"])
async def test_a_proxy_is_told_its_account_and_the_vendor_is_not(
    far_away: tuple[FakeServer, Authority], by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    secure, known = far_away
    with Tunnel(secure.port) as tunnel:
        address = tunnel.url.replace("http://", f"http://ann%40home:{SECRET}@")
        if by == "environment":
            monkeypatch.setenv("ALL_PROXY", address)
        async with transport(proxy=address if by == "setting" else "", ca_file=str(known.ca_file)) as sender:
            assert (await sender.send(asking("https://cards.invalid:8443"))).status == 201
        word = base64.b64encode(f"ann@home:{SECRET}".encode())
        assert b"Proxy-Authorization: Basic " + word in tunnel.asked[0]
    assert "proxy-authorization" not in secure.requests[0].headers


async def test_a_proxy_that_does_not_take_its_account_is_told_without_naming_it() -> None:
    with FakeServer(lambda _: FakeAnswer(407)) as proxy:
        address = proxy.url.replace("http://", f"http://ann:{SECRET}@")
        async with transport(proxy=address) as sender:
            failed = await failure(sender, asking("https://cards.invalid"))
    assert (failed.code, failed.retryable) == ("proxy_refused", False)
    assert "ann" not in failed.message


@pytest.mark.parametrize("proxy", ["setting", "environment"])
async def test_this_machine_is_asked_directly(server: FakeServer, proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = "http://127.0.0.1:9"
    for name in PROXIES[:3]:
        if proxy == "environment":
            monkeypatch.setenv(name, nobody)
    async with transport(proxy=nobody if proxy == "setting" else "") as sender:
        assert (await sender.send(asking(server.url))).status == 201


@LOOKS_UP
async def test_without_a_proxy_that_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with FakeServer(lambda _: FakeAnswer(407)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        async with transport(proxy="direct") as sender:
            assert (await failure(sender, asking("https://cards.invalid"))).code == "network_unreachable"
        assert proxy.requests == []


@pytest.mark.parametrize(("status", "again"), [(407, False), (403, True), (502, True)])
async def test_a_proxy_that_refuses_is_told(status: int, again: bool) -> None:
    with FakeServer(lambda _: FakeAnswer(status)) as proxy:
        async with transport(proxy=proxy.url) as sender:
            failed = await failure(sender, asking("https://cards.invalid"))
        assert proxy.targets == ["cards.invalid:443"]
    assert (failed.code, failed.retryable) == ("proxy_refused", again)
    assert str(status) in failed.message


@pytest.mark.parametrize("proxy", ["proxy.example:3128", "socks5://127.0.0.1:9", "http://", "http://[::1", "字"])
async def test_a_setting_that_is_no_proxy_is_told(proxy: str) -> None:
    async with transport(proxy=proxy) as sender:
        assert (await failure(sender, asking("https://cards.invalid"))).code == "bad_proxy"


@pytest.mark.parametrize("proxy", [f"socks5://user:{SECRET}@127.0.0.1:9", f"gopher://{SECRET}@proxy:1"])
async def test_an_environment_without_a_usable_proxy_is_told_without_naming_it(
    proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    async with transport() as sender:
        failed = await failure(sender, asking("https://cards.invalid"))
    assert failed.code == "bad_proxy"


@pytest.mark.parametrize("value", [f"{SECRET}\r\nX-Evil: 1", f"{SECRET}字", f"\0{SECRET}", f" {SECRET}", f"{SECRET} "])
async def test_a_key_with_stray_signs_is_told_without_showing_it(server: FakeServer, value: str) -> None:
    async with transport() as sender:
        told: list[str] = []
        request = WireRequest("POST", f"{server.url}/x", {"Authorization": value})
        failed = await failure(sender, request)
        with pytest.raises(ServiceError):
            await sender.send(request, lambda: told.append("out"))
        assert not told
    assert (failed.code, failed.retryable) == ("bad_request", False)
    assert server.requests == []


async def test_new_settings_of_the_network_hold_from_the_next_call_on(server: FakeServer) -> None:
    now = [Network()]
    off_loop = OffLoop()
    sender = Transport(lambda: now[0], lambda: 20.0, off_loop)
    await sender.send(asking(server.url))
    now[0] = Network(proxy="nonsense")
    assert (await failure(sender, asking(server.url))).code == "bad_proxy"
    now[0] = Network()
    assert (await sender.send(asking(server.url))).status == 201
    await sender.close()
    off_loop.close()


async def test_connections_are_used_again(server: FakeServer) -> None:
    async with transport() as sender:
        await sender.send(asking(server.url))
        made = len(threading.enumerate())
        for _ in range(5):
            await sender.send(asking(server.url))
        assert len(threading.enumerate()) == made


async def test_closed_twice_and_used_again(server: FakeServer) -> None:
    off_loop = OffLoop()
    sender = Transport(Network, lambda: 20.0, off_loop)
    await sender.close()
    off_loop.close()
    await sender.send(asking(server.url))
    for _ in range(2):
        await sender.close()
        off_loop.close()
    assert (await sender.send(asking(server.url))).status == 201
    await sender.close()
    off_loop.close()


async def test_a_stuck_pool_is_replaced(server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[httpx.AsyncClient] = []

    def narrow(_network: Network) -> httpx.AsyncClient:
        opened.append(httpx.AsyncClient(limits=httpx.Limits(max_connections=1)))
        return opened[-1]

    monkeypatch.setattr(transport_module, "open_client", narrow)
    monkeypatch.setattr(connections, "POOL_S", 0.2)
    async with transport() as sender:
        server.misbehave("stall")
        held = asyncio.ensure_future(sender.send(asking(server.url)))
        await asked(server)
        failed = await failure(sender, asking(server.url))
        assert isinstance(failed, CallFailed)
        assert (failed.code, failed.unsent, failed.retryable) == ("connections_stuck", True, True)
        assert (await sender.send(asking(server.url))).status == 201
        held.cancel()
        await asyncio.gather(held, return_exceptions=True)
    assert len(opened) == 2
    assert all(client.is_closed for client in opened)


async def test_cancelling_closes_the_call(server: FakeServer) -> None:
    async with transport() as sender:
        server.misbehave("stall")
        call = asyncio.ensure_future(sender.send(asking(server.url)))
        await asked(server)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert (await sender.send(asking(server.url))).status == 201


async def test_a_storm_of_cancellations_leaves_a_working_transport(server: FakeServer) -> None:
    async with transport() as sender:
        server.misbehave("stall", times=40)
        calls = [asyncio.ensure_future(sender.send(asking(server.url))) for _ in range(40)]
        await asyncio.sleep(0.3)
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)
        server.behave()
        assert (await sender.send(asking(server.url))).status == 201


async def test_nothing_of_a_call_is_logged_however_much_is_logged(
    server: FakeServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with transport() as sender:
        await sender.send(asking(server.url, b"card of somebody"))
        server.misbehave("reset")
        await failure(sender, asking(server.url))
    assert [record for record in caplog.records if record.name.startswith(("httpx", "httpcore"))] == []
    assert SECRET not in caplog.text
    assert "somebody" not in caplog.text


def test_one_program_may_ask_on_one_event_loop_after_another(server: FakeServer) -> None:
    async def ask() -> int:
        async with transport() as sender:
            return (await sender.send(asking(server.url))).status

    assert [asyncio.run(ask()) for _ in range(2)] == [201, 201]


def test_the_trust_is_that_of_the_system() -> None:
    assert type(connections._trust("")).__module__.startswith("truststore")
    assert connections._trust("").verify_mode == ssl.CERT_REQUIRED
    assert connections._trust("").check_hostname
