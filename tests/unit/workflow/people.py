"""A person who answers as the test says, and remembers what they were asked and shown."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from carddesk.secrets.trouble import Trouble
from carddesk.services.secret import Secret
from carddesk.workflow.asking import Answer, PasswordAnswer, PasswordQuestion, Question, Stage


@dataclass
class Somebody:
    """`answers` are given one after the other, and then they leave."""

    answers: deque[Answer] = field(default_factory=deque)
    writes_down: bool = True
    questions: list[Question] = field(default_factory=list)
    asked_for_new: list[Trouble | None] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)
    passwords: deque[PasswordAnswer] = field(default_factory=deque)
    signing_in: list[PasswordQuestion] = field(default_factory=list)

    def stage(self, stage: Stage) -> None:
        self.stages.append(stage)

    def key(self, question: Question) -> Answer | None:
        self.questions.append(question)
        return self._next()

    def password(self, question: PasswordQuestion) -> PasswordAnswer | None:
        self.signing_in.append(question)
        return self.passwords.popleft() if self.passwords else None

    def new_passphrase(self, place: str, trouble: Trouble | None) -> Answer | None:
        self.asked_for_new.append(trouble)
        return self._next()

    def has_written_down(self, place: str, code: str) -> bool:
        self.codes.append(code)
        return self.writes_down

    def _next(self) -> Answer | None:
        return self.answers.popleft() if self.answers else None


def saying(*answers: Answer, writes_down: bool = True) -> Somebody:
    return Somebody(deque(answers), writes_down)


def words(text: str, *, keep: bool = False) -> Answer:
    return Answer(passphrase=Secret(text), keep=keep)


def code(text: str) -> Answer:
    return Answer(code=Secret(text))


AGAIN = Answer(retry=True)
