"""The terminal asks for the password of a login at a team's server, and shows neither it nor anything where nobody sits there."""

import getpass
import io

import pytest

from carddesk.cli import asking
from carddesk.workflow.asking import PasswordQuestion

HUSH = " hush hush"


class Terminal(io.StringIO):
    """Somebody types there."""

    def isatty(self) -> bool:
        return True


def types(monkeypatch: pytest.MonkeyPatch, password: str, line: str = "") -> Terminal:
    """Somebody types a password, and then a line; gives what stands at their terminal."""
    seen = Terminal()

    def hidden(prompt: str) -> str:
        seen.write(prompt)
        return password

    monkeypatch.setattr(getpass, "getpass", hidden)
    monkeypatch.setattr("sys.stdin", Terminal(f"{line}\n"))
    monkeypatch.setattr("sys.stderr", seen)
    return seen


@pytest.mark.parametrize(("line", "keep"), [("y", True), ("YES", True), ("", False), ("no", False)])
def test_the_password_is_typed_unseen_and_kept_if_that_is_said(
    monkeypatch: pytest.MonkeyPatch, line: str, keep: bool
) -> None:
    seen = types(monkeypatch, HUSH, line)
    person = asking.terminal()
    assert person is not None
    answer = person.password(PasswordQuestion("cards", "db.example", "ann", may_keep=True))
    assert answer is not None
    assert (answer.password.reveal(), answer.keep) == (HUSH, keep)
    assert "team cards" in seen.getvalue()
    assert "Password of ann:" in seen.getvalue()
    assert HUSH not in seen.getvalue()


def test_what_was_wrong_is_said_and_no_keyring_is_offered_where_none_works(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = types(monkeypatch, HUSH, "y")
    answer = asking.TerminalPerson().password(PasswordQuestion("cards", "", "ann", may_keep=False, wrong="Not it."))
    assert answer is not None
    assert not answer.keep
    assert "Not it." in seen.getvalue()
    assert "keyring" not in seen.getvalue()


def test_an_empty_answer_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    types(monkeypatch, "")
    assert asking.TerminalPerson().password(PasswordQuestion("cards", "", "ann", may_keep=True)) is None


def test_nobody_sits_at_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    types(monkeypatch, HUSH)
    assert asking.terminal() is not None
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    assert asking.terminal() is None
