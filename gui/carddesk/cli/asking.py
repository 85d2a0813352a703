"""Asks at the terminal what a workspace needs to be opened."""

from __future__ import annotations

import sys

from carddesk.cli.hidden import hidden
from carddesk.language import tr
from carddesk.secrets.trouble import Trouble
from carddesk.services.secret import Secret
from carddesk.workflow.asking import (
    Answer,
    PasswordAnswer,
    PasswordQuestion,
    Person,
    Question,
    Stage,
    strength,
    weakness,
)

_STAGES = {Stage.REKEYING: lambda: tr("Encrypting everything anew; this may be stopped and goes on the next time…")}


def terminal() -> Person | None:
    """Somebody at the terminal; None where nobody sits there."""
    watched = [stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr)]
    return TerminalPerson() if all(watched) else None


class TerminalPerson:
    """Asks on standard error, so that standard output stays what the command gives. An empty answer leaves."""

    def stage(self, stage: Stage) -> None:
        """What takes its time now."""
        if stage in _STAGES:
            _say(_STAGES[stage]())

    def key(self, question: Question) -> Answer | None:
        """Passphrase or code, whichever the workspace has."""
        if question.wrong:
            _say(question.wrong)
        elif not question.once_more:
            _say(tr("The workspace {path} is locked.", path=question.place))
            if question.trouble is not None:
                _say(f"{question.trouble.what} {question.trouble.advice}")
        if question.by_passphrase:
            ways = tr("Passphrase (Enter alone for the recovery code):") if question.by_code else tr("Passphrase:")
            if typed := _typed(ways):
                return Answer(passphrase=Secret(typed))
        if not question.by_code:
            return None
        code = _line(tr("Recovery code:"))
        return Answer(code=Secret(code)) if code else None

    def password(self, question: PasswordQuestion) -> PasswordAnswer | None:
        """The password of the login, and whether the keyring is to keep it."""
        _say(
            question.wrong or tr("The server of the team {team} wants the password of your login.", team=question.team)
        )
        typed = _typed(tr("Password of {name}:", name=question.login) if question.login else tr("Password:"))
        if not typed:
            return None
        keep = question.may_keep and _line(tr("Keep it in the keyring? [y/N]")).lower() in {"y", "yes"}
        return PasswordAnswer(Secret(typed), keep)

    def new_passphrase(self, place: str, trouble: Trouble | None) -> Answer | None:
        """A passphrase that may be one, typed twice."""
        if trouble is not None:
            _say(f"{trouble.what} {trouble.advice}")
        _say(
            tr(
                "The workspace {path} needs a passphrase; it is asked at each start. {advice}",
                path=place,
                advice=strength(),
            )
        )
        while first := _typed(tr("Passphrase:")):
            if weak := weakness(first):
                _say(weak)
            elif _typed(tr("Once more:")) == first:
                return Answer(passphrase=Secret(first))
            else:
                _say(tr("The two are not the same."))
        return None

    def has_written_down(self, place: str, code: str) -> bool:
        """Show it, and have its last group typed."""
        _say(tr("The recovery code of the workspace {path}:", path=place))
        _say(f"\n    {code}\n")
        _say(tr("With it the workspace opens when its keyring or passphrase is lost, and on another machine."))
        _say(tr("It is shown only now. Write it down, and keep it away from this machine."))
        last = code.rpartition("-")[2]
        while typed := _line(tr("Type its last group when you have it:")):
            if typed.upper() == last:
                return True
        return False


def _typed(prompt: str) -> str | None:
    return hidden(f"{prompt} ")


def _line(prompt: str) -> str:
    print(prompt, end=" ", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()


def _say(said: str) -> None:
    print(said, file=sys.stderr)
