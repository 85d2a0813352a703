"""What may be a key of the desk, and how keys are written in the settings."""

import json
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QKeyCombination, Qt

from carddesk.errors import UserError
from carddesk.resources import resource
from carddesk.settings import Settings
from carddesk.ui.keys.allowed import alike, canonical, pressed, refusal
from carddesk.ui.keys.keymap import Keymap, own_keys, read
from carddesk.ui.shortcuts import SHORTCUTS

CATALOGUE = resource("translations/zh_CN")
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.mark.parametrize("key", ["A", "5", "Shift+A", "+", "=", ";", "Space", "Shift+?", "Ü", "好"])
def test_what_types_something_is_refused(key: str) -> None:
    assert "type" in refusal(key) or "input methods" in refusal(key)


@pytest.mark.parametrize(
    "key",
    [
        "Ctrl+C",
        "Ctrl+V",
        "Ctrl+X",
        "Ctrl+A",
        "Ctrl+Z",
        "Left",
        "Ctrl+Left",
        "Shift+End",
        "Home",
        "Backspace",
        "Ctrl+Del",
    ],
)
def test_what_editing_text_needs_is_refused(key: str) -> None:
    assert "editing text" in refusal(key)


@pytest.mark.parametrize("key", ["Ctrl+Space", "Shift+Space", "Meta+Space", "Alt+Space", "Ctrl+Shift+F", "Ctrl+."])
def test_what_input_methods_need_is_refused(key: str) -> None:
    assert "input methods" in refusal(key)


@pytest.mark.parametrize("key", ["Alt+F4", "Alt+Tab", "Meta+L", "Esc", "Tab", "Shift+F10", "Alt+Down", "Print"])
def test_what_belongs_to_the_system_is_refused(key: str) -> None:
    assert "belongs to the system" in refusal(key)


def test_what_types_on_other_keyboards_is_refused() -> None:
    assert "AltGr" in refusal("Ctrl+Alt+Q")


@pytest.mark.parametrize("key", ["F12", "Shift+F3", "Ctrl+K", "Ctrl+Enter", "Alt+1", "PgUp", "Ctrl+Shift+K", "Ctrl++"])
def test_other_keys_are_welcome(key: str) -> None:
    assert canonical(key) == key
    assert refusal(key) == ""


def test_no_command_starts_with_a_key_that_could_not_be_given_to_it_but_those_that_are_its_very_own() -> None:
    theirs = {"confirm", "next_field", "previous_field", "undo", "redo", "paste"}
    refused = {each.id for each in SHORTCUTS for key in own_keys(each.id) if refusal(key)}
    assert refused == theirs
    assert [refusal(key, own_keys(deed)) for deed in theirs for key in own_keys(deed)] == [""] * 7


def test_no_two_commands_start_with_one_key() -> None:
    keys = [key for each in SHORTCUTS for key in own_keys(each.id)]
    assert len(keys) == len(set(keys))


def test_a_key_is_named_alike_wherever_it_stands() -> None:
    assert pressed(QKeyCombination(CONTROL, Qt.Key.Key_Return)) == "Ctrl+Enter"
    assert pressed(QKeyCombination(Qt.KeyboardModifier.KeypadModifier, Qt.Key.Key_Enter)) == "Enter"
    assert pressed(QKeyCombination(SHIFT, Qt.Key.Key_Backtab)) == "Shift+Tab"
    assert pressed(QKeyCombination(CONTROL | SHIFT, Qt.Key.Key_Plus)) == "Ctrl++"
    assert pressed(QKeyCombination(CONTROL | SHIFT, Qt.Key.Key_K)) == "Ctrl+Shift+K"
    assert [each.toString() for each in alike("Ctrl+Enter")] == ["Ctrl+Enter", "Ctrl+Return"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Super_L, Qt.Key.Key_unknown])
def test_held_keys_alone_are_none_yet(key: Qt.Key) -> None:
    assert pressed(QKeyCombination(SHIFT, key)) == ""


@pytest.mark.parametrize("key", ["", "Ctrl+", "Hyper+Q+Q", "Ctrl+K, Ctrl+L", "F99x"])
def test_nonsense_is_no_key(key: str) -> None:
    assert canonical(key) == ""
    assert refusal(canonical(key))


def test_what_is_given_is_taken_from_whoever_had_it() -> None:
    keymap = Keymap().given("accept", "Ctrl+D")
    assert (keymap.keys("accept"), keymap.keys("later")) == (("Ctrl+D",), ())
    assert keymap.holder("Ctrl+D") is not None
    assert keymap.holder("Ctrl+D", but="accept") is None
    assert keymap.reset("later").changed == {"accept": ()}


def test_two_commands_swap_their_keys() -> None:
    keymap = Keymap().swapped("accept", "Ctrl+D")
    assert keymap.changed == {"accept": ("Ctrl+D",), "later": ("Ctrl+Enter",)}
    assert keymap.swapped("accept", "Ctrl+Enter").changed == {}


def test_no_swap_is_offered_that_gives_a_command_what_it_may_not_have() -> None:
    assert Keymap().can_swap("accept", "Ctrl+D")
    assert not Keymap().can_swap("paste", "Ctrl+D")
    assert not Keymap().given("later", "Ctrl+Enter").can_swap("accept", "Ctrl+Enter")


@pytest.mark.parametrize(
    "keymap",
    [
        Keymap(),
        Keymap().given("accept", "Ctrl+F12"),
        Keymap().given("accept", "Ctrl+D"),
        Keymap().given("zoom_in", "Alt+;").given("zoom_out", "Alt+="),
        Keymap().given("zoom_in", "Ctrl+=", "Alt+="),
    ],
)
def test_what_is_written_is_read_again(keymap: Keymap) -> None:
    settings = Settings()
    settings.set("ui.keys", keymap.written)
    assert read(settings.text("ui.keys")) == (keymap, [])


@pytest.mark.parametrize("text", ["accept", "Accept=F12", "accept=F12 later=F8", "accept=F12;later=Ctrl+F8"])
def test_what_is_not_written_so_is_no_setting(text: str) -> None:
    with pytest.raises(UserError, match=r"accept=F12; later=Ctrl\+F12"):
        Settings().set("ui.keys", text)


def test_what_cannot_be_is_told_and_the_command_keeps_its_key() -> None:
    keymap, told = read("fly=Ctrl+F12; accept=A; later=Ctrl+F8")
    assert keymap.changed == {"later": ("Ctrl+F8",)}
    assert told == [
        "ui.keys: there is no command fly.",
        "ui.keys: accept: A alone types something: hold Ctrl or Alt with it.",
    ]


def test_of_two_commands_with_one_key_the_one_that_is_not_changed_keeps_it() -> None:
    keymap, told = read("accept=Ctrl+D")
    assert keymap.changed == {}
    assert told == ["ui.keys: accept cannot have Ctrl+D: later has it."]


def test_of_two_changed_ones_the_first_named_keeps_it() -> None:
    keymap, told = read("later=Ctrl+F12; accept=Ctrl+F12")
    assert keymap.changed == {"later": ("Ctrl+F12",)}
    assert told == ["ui.keys: accept cannot have Ctrl+F12: later has it."]


def test_a_change_that_rests_on_another_that_cannot_be_falls_with_it() -> None:
    keymap, told = read("later=A; accept=Ctrl+D")
    assert keymap.changed == {}
    assert len(told) == 2


def test_no_sentence_of_the_desk_names_a_key_that_may_be_another_by_then() -> None:
    said = [text for room in ("ui", "workflow") for text in json.loads(CATALOGUE.joinpath(f"{room}.json").read_text())]
    assert len(said) > 300
    assert [
        text for text in said if re.search(r"\b(Ctrl|Alt|Shift)\+|\bF\d+\b|\bPg(Up|Down)\b|Page(Up|Down)", text)
    ] == []


def test_a_setting_that_is_no_such_list_is_told_and_every_command_keeps_its_key(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('ui.keys = "accept"\n')
    settings = Settings.load(file, lenient=True)
    assert [str(file) in each and "ui.keys cannot be 'accept'" in each for each in settings.warnings] == [True]
    assert read(settings.text("ui.keys")) == (Keymap(), [])


def test_keys_are_there_again_after_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    wanted = Keymap().given("accept", "Ctrl+F12").swapped("later", "Ctrl+Shift+R")
    Settings.load(file).set("ui.keys", wanted.written)
    assert read(Settings.load(file).text("ui.keys")) == (wanted, [])
