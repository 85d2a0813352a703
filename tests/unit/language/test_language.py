"""Choosing the language, and saying a sentence in it."""

import threading
from collections.abc import Iterator

import pytest

from carddesk import language
from carddesk.language import SOURCE, catalogue, current, mark, resolve, sentences, tr, use


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    use(SOURCE)


@pytest.mark.parametrize(
    ("wanted", "taken"),
    [
        ("en", "en"),
        ("zh_CN", "zh_CN"),
        ("zh_CN.UTF-8", "zh_CN"),
        ("zh-Hans", "zh_CN"),
        ("zh_TW.UTF-8", "zh_CN"),
        ("Chinese (Simplified)_China", "zh_CN"),
        ("de_DE.UTF-8", "en"),
        ("C", "en"),
        ("POSIX", "en"),
    ],
)
def test_the_nearest_language_is_taken(wanted: str, taken: str) -> None:
    assert resolve(wanted) == taken


def test_without_a_wish_the_system_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("locale.getlocale", lambda: ("zh_CN", "UTF-8"))
    assert resolve("") == "zh_CN"
    monkeypatch.setattr("locale.getlocale", lambda: (None, None))
    assert resolve("") == "en"
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert resolve("") == "zh_CN"
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert resolve("") == "en"


def test_a_sentence_is_said_in_the_language_of_the_run() -> None:
    assert use("zh_CN") == current() == "zh_CN"
    assert tr("There is no page {page}: the file has {count}.", page=3, count=2) == "没有第 3 页：文件共 2 页。"
    use("en")
    assert (
        tr("There is no page {page}: the file has {count}.", page=3, count=2) == "There is no page 3: the file has 2."
    )


def test_a_sentence_without_translation_stays_english_with_its_places_filled() -> None:
    use("zh_CN")
    assert tr("Nobody says {what}.", what="this") == "Nobody says this."


def test_braces_stay_where_no_places_are_given() -> None:
    assert tr("{not a place}") == "{not a place}"
    assert mark("{x}") == "{x}"


def test_the_source_language_needs_no_catalogue() -> None:
    assert catalogue(SOURCE) == {}
    assert len(catalogue("zh_CN")) > 100


def test_threads_never_see_half_a_change_of_language() -> None:
    pairs = {"en": "The file is empty. Copy or scan it again.", "zh_CN": "文件是空的。请重新复制或扫描。"}
    stop, wrong = threading.Event(), []

    def listen() -> None:
        while not stop.is_set():
            if tr(pairs["en"]) not in pairs.values():
                wrong.append(current())

    threads = [threading.Thread(target=listen) for _ in range(3)]
    for thread in threads:
        thread.start()
    for turn in range(300):
        use(("en", "zh_CN")[turn % 2])
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert language.LANGUAGES[0] == SOURCE


@pytest.mark.parametrize(
    ("said", "whole"),
    [
        (("One.", "Two."), "One. Two."),
        (("一。", "二。"), "一。二。"),
        (("The engine stopped.", "二。"), "The engine stopped. 二。"),
        (("One.", "", "Two."), "One. Two."),
        ((), ""),
    ],
)
def test_sentences_have_a_blank_between_them_where_their_signs_have_none(said: tuple[str, ...], whole: str) -> None:
    assert sentences(*said) == whole
