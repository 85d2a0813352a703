"""`carddesk recognize`: lines as they come, bad files in their place, and an orderly end whatever happens."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PIL import Image

from carddesk.workflow import catalogue
from tests.specimens import documents
from tests.unit.cli import plain_service
from tests.unit.cli.conftest import Run, environment, plain_command

KEYS = [
    "source",
    "kind",
    "page",
    "index",
    "service",
    "document",
    "face",
    "status",
    "completeness",
    "request_id",
    "elapsed_ms",
    "card_quad",
    "fields",
    "flags",
    "error",
]
FIELD_KEYS = ["key", "label", "text", "value", "confidence", "quality", "quad", "located_by", "flags", "repairs"]


def test_a_folder_is_walked_in_natural_order_and_a_bad_file_stops_nothing(run: Run, cards: Path) -> None:
    outcome = run("recognize", cards, "--service", "plain", "--json", "-")
    assert outcome.code == 1
    assert [Path(line["source"]).name for line in outcome.lines] == ["2.png", "10.png", "broken.jpg", "王五.png"]
    assert [line["status"] for line in outcome.lines] == ["review", "review", "failed", "review"]
    broken = outcome.lines[2]
    assert broken["fields"] == []
    assert broken["error"]["code"] == "image_truncated"
    assert set(broken["error"]) == {"code", "message", "retryable", "vendor_code"}


def test_lines_have_the_documented_keys(run: Run, cards: Path) -> None:
    line = run("recognize", cards / "2.png", "--service", "plain", "--json", "-").lines[0]
    assert list(line) == KEYS
    assert all(list(field) == FIELD_KEYS for field in line["fields"])
    name = next(field for field in line["fields"] if field["key"] == "name")
    assert name["quad"] == [[1.0, 2.0], [30.0, 2.0], [30.0, 12.0], [1.0, 12.0]]
    number = next(field for field in line["fields"] if field["key"] == "id_number")
    assert [flag["code"] for flag in number["flags"]] == ["low_confidence"]


def test_thresholds_of_the_settings_decide(run: Run, cards: Path) -> None:
    args = ("recognize", cards / "2.png", "--service", "plain", "--json", "-", "--set", "review.low_confidence=0.4")
    number = next(field for field in run(*args).lines[0]["fields"] if field["key"] == "id_number")
    assert number["flags"] == []


def test_one_good_file_is_exit_0_and_a_missing_one_exit_1(run: Run, cards: Path) -> None:
    assert run("recognize", cards / "2.png", "--service", "plain").code == 0
    outcome = run("recognize", cards / "2.png", cards / "none.png", "--service", "plain", "--json", "-")
    assert outcome.code == 1
    assert outcome.lines[1]["error"]["code"] == "file_missing"


def test_the_same_file_named_twice_is_read_once(run: Run, cards: Path) -> None:
    outcome = run("recognize", cards / "2.png", cards / "2.png", cards, "--service", "plain", "--json", "-")
    assert len(outcome.lines) == 4


def test_a_failing_service_is_told_with_its_own_code(run: Run, cards: Path) -> None:
    Image.new("RGB", (9, 9)).save(cards / "bad.png")
    outcome = run("recognize", cards / "bad.png", "--service", "plain", "--json", "-")
    assert outcome.code == 1
    told = outcome.lines[0]["error"]
    assert told == {"code": "busy", "message": "The service is busy.", "retryable": True, "vendor_code": "X7"}


def test_no_images_is_bad_usage(run: Run, tmp_path: Path) -> None:
    (tmp_path / "only.txt").write_text("x")
    outcome = run("recognize", tmp_path, "--service", "plain", "--json", "-")
    assert (outcome.code, outcome.out) == (2, "")
    assert "No images" in outcome.err


def test_the_set_service_is_used_when_none_is_named(run: Run, cards: Path) -> None:
    outcome = run("recognize", cards / "2.png", "--set", "reading.service=slow", "--json", "-")
    assert outcome.lines[0]["service"] == "slow"


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("thorough=yes", "thorough=True"),
        ("tries=3", "tries=3"),
        ("share=0.25", "share=0.25"),
        ("scale=x2", "scale='x2'"),
        ("marks=hole, stamp", "marks=('hole', 'stamp')"),
        ("hint=a=b", "hint='a=b'"),
    ],
)
def test_options_reach_the_service_in_their_types(run: Run, cards: Path, given: str, taken: str) -> None:
    line = run("recognize", cards / "2.png", "--service", "plain", "--option", given, "--json", "-").lines[0]
    assert next(field["text"] for field in line["fields"] if field["key"] == "address") == taken


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (["--option", "thorough"], "KEY=VALUE"),
        (["--option", "colour=red"], "thorough"),
        (["--option", "thorough=perhaps"], "true or false"),
        (["--option", "tries=many"], "whole number"),
        (["--option", "scale=x9"], "x1, x2"),
        (["--option", "marks=stamp,fold"], "any of stamp"),
        (["--document", "library_card"], "resident_id"),
        (["--document", "passport"], "does not read"),
        (["--export", "out.pdf"], ".xlsx"),
    ],
)
def test_wrong_wishes_are_refused_before_anything_is_read(run: Run, cards: Path, args: list[str], word: str) -> None:
    outcome = run("recognize", cards, "--service", "plain", "--json", "-", *args)
    assert (outcome.code, outcome.out) == (2, "")
    assert word in outcome.err


def test_a_place_that_cannot_be_written_is_the_environments_fault(run: Run, cards: Path, tmp_path: Path) -> None:
    for args in (["--export", tmp_path / "no" / "out.xlsx"], ["--json", tmp_path / "no" / "out.jsonl"]):
        outcome = run("recognize", cards, "--service", "plain", *args)
        assert (outcome.code, outcome.out) == (3, "")
        assert "cannot be written" in outcome.err


def test_the_service_is_closed_also_when_it_fails(run: Run, cards: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain_service.CLOSED.clear()
    run("recognize", cards, "--service", "plain", "--json", "-")
    assert plain_service.CLOSED == ["plain"]

    def gone(_line: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("carddesk.cli.recognition.emit", gone)
    assert run("recognize", cards, "--service", "plain", "--json", "-").code == 130
    assert plain_service.CLOSED == ["plain", "plain"]


def test_a_person_gets_a_table_and_a_summary(run: Run, cards: Path) -> None:
    outcome = run("recognize", cards, "--service", "plain")
    assert len(outcome.out.splitlines()) == 5
    assert "公民身份号码" in outcome.out
    assert outcome.err == "4 cards: 0 clear, 3 to be looked at, 1 failed.\n"
    chinese = run("recognize", cards / "2.png", "--service", "plain", "--lang", "zh_CN")
    assert "居民身份证" in chinese.out


def test_json_may_go_to_a_file(run: Run, cards: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    outcome = run("recognize", cards, "--service", "plain", "--json", target)
    assert outcome.out == ""
    assert [json.loads(line)["page"] for line in target.read_text(encoding="utf-8").splitlines()] == [1, 1, 1, 1]


def test_the_export_holds_every_card_and_numbers_stay_text(run: Run, cards: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.xlsx"
    assert run("recognize", cards, "--service", "plain", "--export", target).code == 1
    rows = list(load_workbook(target).worksheets[0].iter_rows(values_only=True))
    assert len(rows) == 5
    number = list(rows[0]).index("ID number")
    assert [row[number] for row in rows[1:]].count("11010519491231002X") == 3
    table = tmp_path / "out.csv"
    assert run("recognize", cards, "--service", "plain", "--export", table, "--lang", "zh_CN").code == 1
    assert table.read_bytes().startswith(b"\xef\xbb\xbf")
    with table.open(encoding="utf-8-sig", newline="") as file:
        heading = next(csv.reader(file))
    assert "公民身份号码" in heading


def _start(*args: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        plain_command(*args),
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture
def many(tmp_path: Path) -> Path:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(40):
        Image.new("RGB", (8, 8), (number, 0, 0)).save(folder / f"{number}.png")
    return folder


def test_each_line_comes_as_soon_as_it_is_read(many: Path) -> None:
    with _start("recognize", many, "--service", "slow", "--json", "-") as process:
        assert process.stdout is not None
        first = json.loads(process.stdout.readline())
        assert Path(first["source"]).name == "0.png"
        assert process.poll() is None
        arrivals = []
        for _ in range(5):
            process.stdout.readline()
            arrivals.append(time.monotonic())
        gaps = [later - sooner for sooner, later in pairwise(arrivals)]
        assert sorted(gaps)[1] > plain_service.SECONDS / 3, gaps
        process.kill()


@pytest.mark.skipif(os.name != "posix", reason="signals as on POSIX")
def test_interrupting_keeps_what_was_read_and_ends_in_order(many: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    with _start("recognize", many, "--service", "slow", "--json", "-", "--export", target) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        lines = [process.stdout.readline() for _ in range(3)]
        process.send_signal(signal.SIGINT)
        lines += process.stdout.readlines()
        said = process.stderr.read().decode()
        assert process.wait(20) == 130
    assert all(json.loads(line)["status"] == "review" for line in lines)
    assert 3 <= len(lines) < 40
    assert said == "carddesk: Stopped.\n"
    assert target.read_text(encoding="utf-8").count('"name"') >= len(lines)


@pytest.mark.skipif(os.name != "posix", reason="pipes as on POSIX")
def test_a_reader_that_goes_away_ends_the_work(many: Path) -> None:
    begin = time.monotonic()
    with _start("recognize", many, "--service", "slow", "--json", "-") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read().decode()
        assert process.wait(20) == 141
    assert said == ""
    assert time.monotonic() - begin < 40 * plain_service.SECONDS


@pytest.mark.skipif(sys.platform != "linux", reason="file names of any bytes as on Linux")
def test_a_file_name_in_a_foreign_encoding_is_read_and_told(run: Run, tmp_path: Path) -> None:
    name = os.fsdecode(b"\xd6\xa4\xbc\xfe.png")
    Image.new("RGB", (9, 9)).save(tmp_path / "a.png")
    (tmp_path / "a.png").rename(tmp_path / name)
    outcome = run("recognize", tmp_path, "--service", "plain", "--json", "-")
    assert outcome.code == 0
    assert outcome.lines[0]["source"].endswith(".png")


@pytest.mark.parametrize("text", ["0", "", "a", "2-", "-2", "3-1", "1,,2", "1-1001", "1-999,1001-1002", "1.5"])
def test_pages_that_cannot_be_are_refused_before_anything_is_read(run: Run, cards: Path, text: str) -> None:
    outcome = run("recognize", cards, "--service", "plain", "--json", "-", f"--pages={text}")
    assert (outcome.code, outcome.out) == (2, "")
    assert "1,3-5" in outcome.err


def test_only_the_pages_asked_for_are_read(run: Run, cards: Path) -> None:
    pages = [Image.new("RGB", (40, 30)) for _ in range(4)]
    pages[0].save(cards / "pages.tif", save_all=True, append_images=pages[1:])
    outcome = run("recognize", cards / "pages.tif", "--service", "plain", "--json", "-", "--pages", "4, 2,1-2,7")
    assert [(line["page"], line["status"]) for line in outcome.lines] == [
        (1, "review"),
        (2, "review"),
        (4, "review"),
        (7, "failed"),
    ]
    assert outcome.lines[-1]["error"]["code"] == "image_page"


def test_every_page_of_a_document_is_read_and_an_address_handed_on(run: Run, tmp_path: Path) -> None:
    pdf = tmp_path / "a.pdf"
    pdf.write_bytes(documents.colours(3))
    wanted = ("recognize", pdf, "https://example.org/card.jpg", "--service", "taking", "--json", "-")
    outcome = run(*wanted)
    assert [(line["kind"], line["page"]) for line in outcome.lines] == [("pdf", 1), ("pdf", 2), ("pdf", 3), ("url", 1)]
    assert "--pages" not in outcome.err
    second = run(*wanted, "--pages", "2")
    assert [(line["kind"], line["page"]) for line in second.lines] == [("pdf", 2), ("url", 1)]


def test_where_only_the_first_page_is_wanted_the_others_are_mentioned(run: Run, tmp_path: Path) -> None:
    pdf = tmp_path / "a.pdf"
    pdf.write_bytes(documents.colours(3))
    first = ("recognize", pdf, "--service", "plain", "--json", "-", "--set", "capture.pages=first")
    outcome = run(*first)
    assert [line["page"] for line in outcome.lines] == [1]
    assert f"{pdf}: the first of 3 pages" in outcome.err
    whole = run(*first, "--pages", "ALL")
    assert [line["page"] for line in whole.lines] == [1, 2, 3]
    assert "--pages" not in whole.err


def test_what_the_service_does_not_take_is_told_with_those_that_do(run: Run, tmp_path: Path, cards: Path) -> None:
    ofd = tmp_path / "a.ofd"
    ofd.write_bytes(documents.ofd(["[text]"]))
    outcome = run("recognize", ofd, cards / "2.png", "--service", "plain", "--json", "-")
    assert outcome.code == 1
    refused, read = outcome.lines
    assert (refused["kind"], refused["error"]["code"], read["status"]) == ("ofd", "kind_not_taken", "review")
    assert "These services do: taking." in refused["error"]["message"]


def test_the_help_says_that_not_this_program_fetches_an_address(run: Run) -> None:
    assert "the vendor of the service fetches" in " ".join(run("recognize", "--help").out.split())


def test_files_may_stand_on_both_sides_of_an_option(run: Run, cards: Path) -> None:
    outcome = run("recognize", cards / "2.png", "--service", "plain", cards / "10.png", "--json", "-", "--", "-odd.png")
    assert [Path(line["source"]).name for line in outcome.lines] == ["2.png", "10.png", "-odd.png"]
    refused = run("recognize", cards / "2.png", "--service", "plain", cards / "10.png", "--nonsense", "--lang", "zh_CN")
    assert (refused.code, "用法: carddesk recognize [-h]" in refused.err) == (2, True)


def test_one_card_is_not_counted_as_cards(run: Run, cards: Path) -> None:
    assert run("recognize", cards / "2.png", "--service", "plain").err == "1 card: to be looked at.\n"


def test_what_fails_for_all_alike_is_said_once_in_the_table(run: Run, cards: Path) -> None:
    for name in ("bad1.png", "bad2.png", "bad3.png"):
        Image.new("RGB", (9, 9)).save(cards / name)
    said = run("recognize", cards / "bad1.png", cards / "bad2.png", cards / "bad3.png", "--service", "plain").out
    assert (said.count("The service is busy."), said.count("as above")) == (1, 2)


@pytest.mark.parametrize("key", ["pdf_file_num", "ofd_file_num", "page"])
def test_who_asks_for_a_page_as_a_vendor_calls_it_is_told_how(run: Run, cards: Path, key: str) -> None:
    outcome = run("recognize", cards / "2.png", "--service", "plain", "--option", f"{key}=2")
    assert outcome.code == 2
    assert "--pages" in outcome.err


def test_a_region_that_nobody_knows_is_mentioned_and_asked_all_the_same(
    run: Run, cards: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "PLACES", ("carddesk.vendors.huawei",))
    monkeypatch.setenv("CARDDESK_HUAWEI_ACCESS_KEY", "AKEXAMPLE00000000001")
    monkeypatch.setenv("CARDDESK_HUAWEI_SECRET_KEY", "SkExampleSecret0123456789abcdefghijklmnop")
    args = (
        "recognize",
        cards / "2.png",
        "--set",
        "network.proxy=http://127.0.0.1:9",
        "--service",
        "huawei.id_document",
        "--json",
        "-",
    )
    odd = run(*args, "--set", "vendors.huawei.region=mars")
    assert "vendors.huawei.region is mars" in odd.err
    assert "ap-southeast-1" in odd.err
    assert len(odd.lines) == 1
    assert "mars" not in run(*args, "--set", "vendors.huawei.region=ap-southeast-1").err
    own = run(*args, "--set", "vendors.huawei.region=mars", "--set", "vendors.huawei.base_url=http://127.0.0.1:9")
    assert "mars" not in own.err
