"""`carddesk credentials`: values come by a prompt or standard input, never by arguments, and are never shown."""

import getpass
import io
import json
import warnings
from collections.abc import Iterator

import pytest

from carddesk.workflow import catalogue
from tests.unit.cli.conftest import Outcome, Run
from tests.unit.secrets.keyrings import Memory

MARKS = ("M4rkedKey", "M4rkedS3cret==")


class Lines(io.StringIO):
    """Standard input that is a file, or a terminal."""

    def __init__(self, text: str = "", *, terminal: bool = False) -> None:
        super().__init__(text)
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[tuple[str, str], str]]:
    """What the keyring holds."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.unit.secrets.keyrings.Memory")
    Memory.kept.clear()
    yield Memory.kept
    Memory.kept.clear()


@pytest.fixture
def go(run: Run, kept: dict[tuple[str, str], str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """`carddesk credentials ARGS`, with text on standard input; whatever is said must not have a mark in it."""
    monkeypatch.setattr(catalogue, "PLACES", ("tests.unit.cli.plain_service", "tests.unit.cli.cloud_service"))

    def credentials(*args: str, stdin: str = "") -> Outcome:
        monkeypatch.setattr("sys.stdin", Lines(stdin))
        outcome = run("credentials", *args)
        assert "M4rked" not in outcome.out + outcome.err
        return outcome

    return credentials


def typing(monkeypatch: pytest.MonkeyPatch, *answers: str | Exception) -> list[str]:
    """Let the prompts be answered so; gives the prompts."""
    left, prompts = list(answers), []

    def answer(prompt: str = "") -> str:
        prompts.append(prompt)
        given = left.pop(0)
        if isinstance(given, Exception):
            raise given
        return given

    monkeypatch.setattr(getpass, "getpass", answer)
    return prompts


def at_terminal(run: Run, monkeypatch: pytest.MonkeyPatch, *args: str) -> Outcome:
    monkeypatch.setattr("sys.stdin", Lines(terminal=True))
    return run("credentials", *args)


def test_lines_on_standard_input_are_kept(go: Run, kept: dict[tuple[str, str], str]) -> None:
    outcome = go("set", "cloudy", stdin=f"\ufeffapi_key = {MARKS[0]} \r\n\r\napi_secret={MARKS[1]}\n")
    assert outcome.code == 0
    assert outcome.out == "Kept in the keyring: api_key, api_secret.\n"
    assert kept == {("carddesk", "cloudy.api_key"): MARKS[0], ("carddesk", "cloudy.api_secret"): MARKS[1]}


def test_half_an_account_is_kept_and_the_rest_asked_for(go: Run) -> None:
    outcome = go("set", "cloudy", stdin=f"api_key={MARKS[0]}")
    assert outcome.code == 0
    assert "needed is: api_key, api_secret" in outcome.out


@pytest.mark.parametrize(
    "lines",
    ["", "\n\n", MARKS[0], f"{MARKS[1]}\n", f"api_key={MARKS[0]}\n{MARKS[1]}\n", f"M4rked={MARKS[0]}", "api_key=\n"],
)
def test_lines_that_are_not_understood_change_nothing_and_are_not_repeated(
    go: Run, kept: dict[tuple[str, str], str], lines: str
) -> None:
    outcome = go("set", "cloudy", stdin=lines)
    assert outcome.code == 2
    assert not kept


@pytest.mark.parametrize(
    "args",
    [
        ("set", "cloudy", f"api_key={MARKS[0]}"),
        ("set", "cloudy", "--api-key", MARKS[0]),
        ("set", f"cloudy={MARKS[0]}"),
        ("set", MARKS[0]),
        (MARKS[0],),
        ("set",),
        ("delete",),
        (),
    ],
)
def test_arguments_are_no_place_for_values(go: Run, kept: dict[tuple[str, str], str], args: tuple[str, ...]) -> None:
    outcome = go(*args, stdin=f"api_key={MARKS[0]}")
    assert outcome.code == 2
    assert not kept


def test_at_a_terminal_each_field_is_asked_for_without_being_shown(
    go: Run, run: Run, kept: dict[tuple[str, str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    prompts = typing(monkeypatch, f"{MARKS[0]}\t", "")
    outcome = at_terminal(run, monkeypatch, "set", "cloudy")
    assert outcome.code == 0
    assert prompts == ["API key (api_key): ", "API secret (api_secret): "]
    assert kept == {("carddesk", "cloudy.api_key"): MARKS[0]}
    assert "M4rked" not in outcome.out + outcome.err


@pytest.mark.parametrize(
    ("answers", "code"),
    [(("", ""), 2), ((EOFError(),), 2), ((MARKS[0], EOFError()), 2)],
)
def test_a_prompt_that_is_left_changes_nothing(
    go: Run,
    run: Run,
    kept: dict[tuple[str, str], str],
    monkeypatch: pytest.MonkeyPatch,
    answers: tuple[str | Exception, ...],
    code: int,
) -> None:
    typing(monkeypatch, *answers)
    assert at_terminal(run, monkeypatch, "set", "cloudy").code == code
    assert not kept


def test_a_terminal_that_cannot_hide_what_is_typed_is_not_used(
    go: Run, run: Run, kept: dict[tuple[str, str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def shows(_prompt: str = "") -> str:
        warnings.warn("Can not control echo on the terminal.", getpass.GetPassWarning, stacklevel=2)
        return MARKS[0]

    monkeypatch.setattr(getpass, "getpass", shows)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        outcome = at_terminal(run, monkeypatch, "set", "cloudy")
    assert outcome.code == 3
    assert "standard input" in outcome.err
    assert not kept


def test_the_list_tells_where_fields_are_from_and_no_value(go: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    go("set", "cloudy", stdin=f"api_key={MARKS[0]}\napi_secret={MARKS[1]}")
    monkeypatch.setenv("CARDDESK_CLOUDY_API_SECRET", "M4rkedInTheEnvironment")
    [told] = json.loads(go("list", "--json").out)
    assert told["vendor"] == "cloudy"
    assert told["configured"] is True
    assert told["error"] is None
    assert told["fields"] == [
        {"key": "api_key", "variable": "CARDDESK_CLOUDY_API_KEY", "source": "keyring"},
        {"key": "api_secret", "variable": "CARDDESK_CLOUDY_API_SECRET", "source": "environment"},
    ]
    table = go("list", "cloudy").out.split()
    assert table.count("keyring") == table.count("environment") == 1


def test_the_list_without_a_keyring_is_printed_and_the_fault_said(go: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    outcome = go("list", "--json")
    assert outcome.code == 3
    [told] = json.loads(outcome.out)
    assert told["configured"] is None
    assert told["error"]["code"] == "keyring_missing"
    assert told["error"]["message"] in outcome.err


def test_what_is_deleted_is_gone_and_the_environment_stays_mentioned(
    go: Run, kept: dict[tuple[str, str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    go("set", "cloudy", stdin=f"api_key={MARKS[0]}\napi_secret={MARKS[1]}")
    assert go("delete", "cloudy").out == "Deleted from the keyring: api_key, api_secret.\n"
    assert not kept
    monkeypatch.setenv("CARDDESK_CLOUDY_API_KEY", MARKS[0])
    said = go("delete", "cloudy")
    assert (said.code, "had nothing of cloudy" in said.out) == (0, True)
    assert "CARDDESK_CLOUDY_API_KEY" in said.out


@pytest.mark.parametrize("action", ["set", "delete", "list"])
def test_a_keyring_at_fault_is_exit_3(go: Run, monkeypatch: pytest.MonkeyPatch, action: str) -> None:
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    outcome = go(action, "cloudy", stdin=f"api_key={MARKS[0]}")
    assert outcome.code == 3
    assert "CARDDESK_CLOUDY_API_KEY" in outcome.err


def test_a_chinese_user_reads_chinese(go: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    outcome = go("list", "cloudy", "--lang", "zh_CN")
    assert "多云" in outcome.out
    assert "密钥环" in outcome.err


def test_what_the_environment_gives_is_listed_also_where_the_keyring_fails(
    go: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setenv("CARDDESK_CLOUDY_API_KEY", "M4rkedInTheEnvironment")
    [told] = json.loads(go("list", "--json").out)
    assert [field["source"] for field in told["fields"]] == ["environment", None]
    assert told["configured"] is None
    rows = [line.split() for line in go("list", "cloudy").out.splitlines()]
    assert rows[1:] == [
        ["cloudy", "Cloudy", "?", "api_key", "environment", "CARDDESK_CLOUDY_API_KEY"],
        ["api_secret", "?", "CARDDESK_CLOUDY_API_SECRET"],
    ]
