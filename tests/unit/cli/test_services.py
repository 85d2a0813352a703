"""`carddesk services` and `--option`: everything that a service declares, and whether it could be asked now."""

import json
from dataclasses import fields
from pathlib import Path

import pytest

from carddesk.cli.options import parsed_options
from carddesk.errors import UserError
from carddesk.services.contract import Limits, Option, ServiceInfo
from carddesk.workflow import catalogue
from tests.unit.cli.conftest import Run
from tests.unit.workflow.cloud import CloudService

PLACES = ("tests.unit.cli.plain_service", "tests.unit.cli.cloud_service")
INFO = CloudService().info


@pytest.fixture
def listed(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(catalogue, "PLACES", PLACES)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    return run


def test_scripts_are_told_all_that_a_service_declares(listed: Run) -> None:
    told = {each["id"]: each for each in json.loads(listed("services", "--json").out)}
    declared = {field.name for field in fields(ServiceInfo)} - {"order"}
    assert declared <= set(told["cloudy.cards"])
    assert set(told["cloudy.cards"]["limits"]) == {field.name for field in fields(Limits)}
    (scale,) = [each for each in told["plain"]["options"] if each["key"] == "scale"]
    assert set(scale) >= {field.name for field in fields(Option)}
    assert scale["choices"] == ["x1", "x2"]
    assert scale["default"] == "x1"
    told_of = {each["key"]: each for each in told["plain"]["options"]}
    assert told_of["marks"]["meanings"] == {"stamp": "Stamped", "hole": "Punched"}
    assert (told_of["tries"]["least"], told_of["tries"]["most"], told_of["share"]["least"]) == (1, 9, None)
    assert scale["meanings"] == {}


def test_people_see_what_each_option_may_be(listed: Run) -> None:
    told = listed("services").out.splitlines()
    assert "plain: --option marks=… Marks: any of stamp (Stamped), hole (Punched), with commas between them" in told
    assert "plain: --option tries=… Tries: a whole number from 1 to 9" in told
    assert "plain: --option scale=… Scale: one of x1, x2" in told


def test_where_the_keyring_does_not_answer_scripts_are_told_that_and_why(listed: Run) -> None:
    told = {each["id"]: each for each in json.loads(listed("services", "--json").out)}
    cloudy = told["cloudy.cards"]
    assert cloudy["configured"] is None
    assert cloudy["credentials_error"]["code"].startswith("keyring_")
    assert told["plain"]["configured"] is True


def test_credentials_of_the_environment_are_told_without_their_values(
    listed: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARDDESK_CLOUDY_API_KEY", "s3cr3t-one")
    monkeypatch.setenv("CARDDESK_CLOUDY_API_SECRET", "s3cr3t-two")
    outcome = listed("services", "--json")
    told = {each["id"]: each for each in json.loads(outcome.out)}
    assert told["cloudy.cards"]["configured"] is True
    assert told["cloudy.cards"]["credential_sets"] == [["api_key", "api_secret"]]
    assert "s3cr3t" not in outcome.out + outcome.err
    assert "s3cr3t" not in listed("services").out


def test_people_see_which_services_are_ready(listed: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = {line.split()[0]: line for line in listed("services").out.splitlines()}
    assert "?" in rows["cloudy.cards"].split()
    monkeypatch.setenv("CARDDESK_CLOUDY_API_KEY", "k")
    monkeypatch.setenv("CARDDESK_CLOUDY_API_SECRET", "s")
    rows = {line.split()[0]: line for line in listed("services").out.splitlines()}
    assert "?" not in rows["cloudy.cards"].split()


@pytest.mark.parametrize(
    ("pair", "value"),
    [
        ("thorough=yes", True),
        ("tries=3", 3),
        ("share=1", 1.0),
        ("hint=a=b", "a=b"),
        ("scale=x2", "x2"),
        ("marks=fold, stamp,fold", ("fold", "stamp")),
        ("marks=", ()),
    ],
)
def test_an_option_is_parsed_in_its_own_type(pair: str, value: object) -> None:
    (parsed,) = parsed_options([pair], INFO).values()
    assert parsed == value
    assert type(parsed) is type(value)


@pytest.mark.parametrize(
    "pair",
    ["thorough=perhaps", "tries=1.5", "share=nan", "share=inf", "scale=x9", "marks=tear", "tries=0", "share=1.01"],
)
def test_what_an_option_cannot_have_is_a_sentence_that_says_what_it_can(pair: str) -> None:
    with pytest.raises(UserError) as caught:
        parsed_options([pair], INFO)
    assert caught.value.code == "option_value"
    assert "allowed is" in caught.value.message


@pytest.mark.parametrize(
    "args", [["services"], ["credentials", "list"], ["recognize", "no-such.png", "--service", "plain"]]
)
def test_a_package_that_is_broken_is_said_and_the_other_services_work(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: list[str]
) -> None:
    (tmp_path / "spoilt_reader.py").write_text("raise RuntimeError('no licence')\n", encoding="utf-8")
    metadata = tmp_path / "spoilt_reader-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: spoilt-reader\nVersion: 1.0\n", encoding="utf-8")
    (metadata / "entry_points.txt").write_text(
        "[carddesk.services]\nspoilt = spoilt_reader:SERVICE\n", encoding="utf-8"
    )
    monkeypatch.syspath_prepend(tmp_path)
    outcome = run(*args)
    said = next(line for line in outcome.err.splitlines() if "left out" in line)
    assert said.startswith("carddesk: ")
    assert "spoilt_reader:SERVICE (spoilt-reader): RuntimeError: no licence" in said
    assert "Traceback" not in outcome.err
    assert outcome.out
