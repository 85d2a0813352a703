"""The command line with a cloud service as a user has it: a process of its own, an account in the environment, real HTTP."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import aliyun, baidu, huawei, megvii
from tests.fakes.server import FakeServer
from tests.specimens.documents import ofd, written
from tests.unit.cli.conftest import command, environment

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"
ADDRESS = "https://example.org/card.jpg"
PDF = written(["SPECIMEN 1", "SPECIMEN 2"])
OFD = ofd(["[SPECIMEN]"])
VENDORS = {"megvii": megvii, "baidu": baidu, "huawei": huawei, "aliyun": aliyun}
ACCOUNTS = {
    "CARDDESK_MEGVII_API_KEY": "fake-api-key",
    "CARDDESK_MEGVII_API_SECRET": "fake-api-secret",
    "CARDDESK_BAIDU_API_KEY": "fake-api-key",
    "CARDDESK_BAIDU_SECRET_KEY": "fake-secret-key",
    "CARDDESK_HUAWEI_ACCESS_KEY": "AKEXAMPLE00000000001",
    "CARDDESK_HUAWEI_SECRET_KEY": "SkExampleSecret0123456789abcdefghijklmnop",
    "CARDDESK_ALIYUN_APP_CODE": "0123456789abcdef0123456789abcdef",
}


def recognized(service: str, *args: object) -> tuple[int, list[dict[str, Any]], str]:
    """`carddesk recognize` against the vendor's stand-in: exit code, lines, standard error."""
    vendor = service.partition(".")[0]
    with FakeServer(VENDORS[vendor].fake()) as server:
        own = ["--service", service, "--set", f"vendors.{vendor}.base_url={server.url}", "--json", "-"]
        own += ["--set", f"vendors.huawei.iam_url={server.url}"] if vendor == "huawei" else []
        done = subprocess.run(
            command("recognize", *args, *own),
            env=environment(**ACCOUNTS),
            capture_output=True,
            timeout=60,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    said = done.stderr.decode()
    assert "Traceback" not in said
    assert not [secret for secret in ACCOUNTS.values() if secret in said + done.stdout.decode()]
    return done.returncode, [json.loads(line) for line in done.stdout.decode().splitlines()], said


@pytest.mark.parametrize(
    ("service", "sample", "number"),
    [
        ("megvii.residence_permit", "05-residence-permit-hong-kong-portrait.jpg", "810000196908133611"),
        ("megvii.foreign_resident", "07-foreign-resident-2017.jpg", "ESP370619040827"),
        ("baidu.foreign_resident", "07-foreign-resident-2017.jpg", "ESP370619040827"),
    ],
)
def test_a_card_is_read_by_whom_it_is_sent_to(service: str, sample: str, number: str) -> None:
    code, (line,), _ = recognized(service, SAMPLES / sample)
    assert code == 0
    assert (line["kind"], line["service"], line["error"]) == ("image", service, None)
    assert number in [field["value"] for field in line["fields"]]


@pytest.mark.parametrize("service", ["baidu.foreign_resident", "baidu.general", "huawei.id_document", "aliyun.id_card"])
def test_an_address_is_handed_on(service: str) -> None:
    code, lines, _ = recognized(service, ADDRESS)
    assert code == 0
    assert {(line["source"], line["kind"], line["page"]) for line in lines} == {(ADDRESS, "url", 1)}


def test_pages_of_a_pdf_are_read_as_they_are_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "cards.pdf"
    path.write_bytes(PDF)
    code, lines, said = recognized("baidu.general", path)
    assert (code, {line["page"] for line in lines}, said) == (0, {1, 2}, "")
    code, lines, said = recognized("baidu.general", path, "--set", "capture.pages=first")
    assert (code, {line["page"] for line in lines}) == (0, {1})
    assert "the first of 2 pages" in said
    code, lines, _ = recognized("baidu.foreign_resident", path, "--pages", "2")
    assert (code, [(line["page"], line["kind"]) for line in lines]) == (0, [(2, "pdf")])


def test_an_ofd_file_goes_only_to_whom_takes_it(tmp_path: Path) -> None:
    path = tmp_path / "card.ofd"
    path.write_bytes(OFD)
    code, lines, _ = recognized("baidu.general", path)
    assert (code, {line["kind"] for line in lines}) == (0, {"ofd"})
    code, (line,), _ = recognized("baidu.foreign_resident", path)
    assert (code, line["error"]["code"]) == (1, "kind_not_taken")
    assert "These services do: baidu.general." in line["error"]["message"]


@pytest.mark.parametrize("service", ["megvii.residence_permit", "megvii.foreign_resident"])
def test_what_a_service_does_not_take_is_refused_with_those_that_do(tmp_path: Path, service: str) -> None:
    path = tmp_path / "card.ofd"
    path.write_bytes(OFD)
    code, lines, _ = recognized(service, path, ADDRESS)
    assert code == 1
    assert [line["error"]["code"] for line in lines] == ["kind_not_taken", "kind_not_taken"]
    assert "These services do: baidu.general." in lines[0]["error"]["message"]
    assert "aliyun.id_card" in lines[1]["error"]["message"]
