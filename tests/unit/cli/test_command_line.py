"""What holds for every command: places of options, exit codes, sentences instead of tracebacks, language, speed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from carddesk import __version__, logs
from carddesk.cli import commands
from carddesk.cli.streams import table
from carddesk.errors import EnvironmentFault, ImageError, ServiceError, UserError
from carddesk.settings import default_path
from tests.unit.cli.conftest import Run, command, environment, started

HEAVY = (
    *("PySide6", "qasync", "cv2", "onnxruntime", "rapidocr", "PIL", "numpy", "sqlalchemy", "xlsxwriter", "openpyxl"),
    *("httpx", "truststore"),
)


def test_the_version_is_printed(run: Run) -> None:
    assert run("--version").out == f"CardDesk {__version__}\n"


def test_the_help_names_every_command(run: Run) -> None:
    said = run("--help").out
    assert run("--help").code == 0
    assert all(f"  {name} " in said for name in commands.COMMANDS)


@pytest.mark.parametrize("name", sorted(commands.COMMANDS))
def test_every_command_has_its_help_in_both_languages(run: Run, name: str) -> None:
    english, chinese = run(name, "--help"), run(name, "--help", "--lang", "zh_CN")
    assert (english.code, chinese.code) == (0, 0)
    assert english.out.startswith(f"usage: carddesk {name}")
    assert chinese.out.startswith(f"用法: carddesk {name}")
    assert commands.COMMANDS[name].summary in english.out


@pytest.mark.parametrize(
    "args",
    [
        ["--set", "review.low_quality=0.9", "settings", "get", "review.low_quality"],
        ["settings", "--set", "review.low_quality=0.9", "get", "review.low_quality"],
        ["settings", "get", "review.low_quality", "--set", "review.low_quality=0.9"],
        ["settings", "get", "--set=review.low_quality=0.9", "review.low_quality"],
        ["--set", "review.low_quality=0.1", "settings", "get", "review.low_quality", "--set", "review.low_quality=0.9"],
    ],
)
def test_options_for_all_may_stand_anywhere(run: Run, args: list[str]) -> None:
    assert run(*args).out == "0.9\n"


def test_the_workspace_option_is_a_setting_for_the_run(run: Run, tmp_path: Path) -> None:
    assert run("settings", "get", "workspace.path", "--workspace", tmp_path).out == f"{tmp_path}\n"
    assert run("settings", "get", "workspace.path").out == "\n"


@pytest.mark.parametrize(
    "args",
    [
        ["services", "--nonsense"],
        ["--nonsense"],
        ["settings"],
        ["settings", "explode"],
        ["settings", "get"],
        ["settings", "set", "reading.auto"],
        ["settings", "list", "reading.auto"],
        ["settings", "get", "no.such"],
        ["settings", "set", "reading.auto", "perhaps"],
        ["--set", "reading.auto", "services"],
        ["--set", "no.such=1", "services"],
        ["--set", "review.low_quality=7", "services"],
        ["--lang", "klingon", "services"],
        ["--set"],
        ["recognize"],
        ["recognize", "x.png", "--service", "no-such"],
        ["recognise"],
        ["servcies"],
    ],
)
def test_what_was_not_understood_gives_a_sentence_and_exit_2(run: Run, args: list[str]) -> None:
    outcome = run(*args)
    assert outcome.code == 2
    assert outcome.out == ""
    assert outcome.err.startswith("carddesk: ")
    assert "Traceback" not in outcome.err


def test_what_is_wrong_with_the_settings_file_is_said_beside_the_result(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = tmp_path / "settings.toml"
    written.write_text("[no]\nsuch = 1\n", encoding="utf-8")
    monkeypatch.setattr("carddesk.settings.default_path", lambda: written)
    outcome = run("services", "--json")
    assert outcome.code == 0
    assert "no.such" in outcome.err
    assert json.loads(outcome.out)


def test_a_mistyped_command_is_told_what_was_meant(run: Run) -> None:
    assert "recognize" in run("recognise").err


def test_a_mistyped_setting_is_told_what_was_meant(run: Run) -> None:
    assert "review.low_quality" in run("settings", "get", "review.low_qualty").err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (EnvironmentFault("x", "No display."), 3),
        (UserError("x", "No such thing."), 2),
        (ServiceError("x", "It crashed."), 1),
        (ImageError("x", "It is broken."), 1),
        (KeyboardInterrupt(), 130),
    ],
)
def test_exit_codes_say_who_is_at_fault(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int
) -> None:
    def fail(*_: object) -> int:
        raise error

    monkeypatch.setattr(commands.Command, "run", fail)
    outcome = run("services")
    assert outcome.code == code
    assert outcome.err == f"carddesk: {getattr(error, 'message', 'Stopped.')}\n"


@pytest.mark.expects_error_log
def test_a_bug_is_a_sentence_for_the_person_and_a_traceback_without_names_in_the_log(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> int:
        raise KeyError("张三 810000199408230021 ZHANG<<SAN<<<<<<<<<<<<<<<<<<")

    monkeypatch.setattr(commands.Command, "run", fail)
    outcome = run("services")
    assert outcome.code == 70
    assert "Traceback" not in outcome.err
    assert str(logs.log_file()) in outcome.err
    written = logs.log_file().read_text(encoding="utf-8")
    assert "KeyError" in written
    assert "in fail" in written
    for private in ("张三", "810000199408230021", "ZHANG"):
        assert private not in written
        assert private not in outcome.err


def test_the_language_is_that_of_the_option_then_of_the_setting_then_of_the_system(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "没有" in run("settings", "get", "no.such", "--lang", "zh_CN").err
    assert "没有" in run("settings", "get", "no.such", "--set", "ui.language=zh_CN").err
    assert "no setting" in run("settings", "get", "no.such").err
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "没有" in run("settings", "get", "no.such").err
    assert "no setting" in run("settings", "get", "no.such", "--lang", "en").err


@pytest.mark.parametrize(
    "args",
    [
        *(["--version"], ["--help"], ["services"], ["services", "--json"], ["settings", "list"]),
        *(
            ["recognize", "--help"],
            ["credentials", "--help"],
            ["credentials", "list"],
            ["credentials", "list", "--json"],
        ),
    ],
)
def test_quick_commands_load_nothing_heavy(args: list[str]) -> None:
    code = (
        "import sys; from carddesk.cli import main; main(sys.argv[1:]); "
        f"heavy = [name for name in {HEAVY!r} if name in sys.modules]; sys.exit(f'loaded: {{heavy}}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code, *args], env=environment(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.benchmark
@pytest.mark.skipif(os.name != "posix", reason="counts the processor time of children as POSIX does")
def test_the_command_line_is_there_at_once() -> None:
    def seconds() -> float:
        before = os.times()
        subprocess.run(command("services"), env=environment(), capture_output=True, check=True)
        after = os.times()
        return after.children_user + after.children_system - before.children_user - before.children_system

    # Processor time: what a person waits for on a machine that has nothing else to do.
    assert min(seconds() for _ in range(5)) < 0.4


def test_no_display_gives_a_sentence_and_exit_3() -> None:
    done = started()
    assert done.returncode == 3
    assert b"no display" in done.stderr
    assert b"Traceback" not in done.stderr
    assert done.stdout == b""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 is asked on Linux alone")
@pytest.mark.parametrize(
    "changes", [{"DISPLAY": ":987"}, {"DISPLAY": "no.such.host.invalid:0"}, {"DISPLAY": "nonsense"}]
)
def test_a_display_that_cannot_be_opened_gives_a_sentence_and_exit_3(changes: dict[str, str]) -> None:
    done = started(**changes)
    assert done.returncode == 3, done.stderr.decode()
    assert b"does not answer" in done.stderr
    assert changes["DISPLAY"].encode() in done.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Wayland is asked on Linux alone")
def test_a_wayland_display_that_cannot_be_opened_gives_a_sentence_and_exit_3(tmp_path: Path) -> None:
    done = started(WAYLAND_DISPLAY="wayland-9", XDG_RUNTIME_DIR=str(tmp_path))
    assert done.returncode == 3
    assert b"wayland-9" in done.stderr


def test_output_is_utf8_whatever_the_locale_says() -> None:
    done = started(
        "settings", "get", "operator.name", "--set", "operator.name=张三", LC_ALL="C", PYTHONIOENCODING="ascii"
    )
    assert done.stdout.decode("utf-8") == "张三\n"


def test_a_reader_that_goes_away_is_no_fault() -> None:
    process = subprocess.Popen(
        command("settings", "list", "--json"), env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert process.wait(30) == 141
    assert said == b""


def test_a_settings_file_that_cannot_be_understood_is_the_environments_fault(run: Run) -> None:
    path = default_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("this is [no toml", encoding="utf-8")
    try:
        outcome = run("services")
    finally:
        path.unlink()
    assert outcome.code == 3
    assert str(path) in outcome.err


def test_a_bad_value_in_the_file_stops_work_but_not_the_commands_that_mend_it(run: Run, cards: Path) -> None:
    path = default_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("review.low_quality = 7\nnobody.knows = 1\n", encoding="utf-8")
    try:
        assert run("recognize", cards, "--service", "plain").code == 2
        listed = run("settings", "get", "review.low_quality")
        assert (listed.code, listed.out) == (0, "0.3\n")
        assert "review.low_quality" in listed.err
        assert "nobody.knows" in listed.err
        assert run("settings", "set", "review.low_quality", "0.4").code == 0
        assert run("settings", "get", "review.low_quality").out == "0.4\n"
        assert "nobody.knows = 1" in path.read_text(encoding="utf-8")
        assert run("recognize", cards / "2.png", "--service", "plain").code == 0
    finally:
        path.unlink()


def test_settings_are_listed_for_people_and_for_scripts(run: Run) -> None:
    people, scripts = run("settings", "list").out, json.loads(run("settings", "list", "--json").out)
    for told in scripts:
        assert told["key"] in people
        assert {"key", "value", "default", "type", "choices", "title", "help"} <= set(told)
    assert [told["value"] for told in scripts if told["key"] == "reading.auto"] == [True]


def test_services_are_listed_for_people_and_for_scripts(run: Run) -> None:
    scripts = json.loads(run("services", "--json").out)
    assert [told["id"] for told in scripts] == ["plain", "slow", "taking"]
    assert scripts[0]["options"][0]["key"] == "thorough"
    assert scripts[0]["configured"] is True
    assert "plain" in run("services").out
    assert "简单" in run("services", "--lang", "zh_CN").out


def test_columns_stand_under_each_other_with_chinese_in_them() -> None:
    shown = table([("a", "b"), ("中文", "x"), ("abcd", "y")])
    assert shown.split("\n") == ["a     b", "中文  x", "abcd  y"]


def test_the_log_is_silent_where_it_cannot_be_written(tmp_path: Path) -> None:
    blocked = tmp_path / "state"
    blocked.write_text("a file where a folder should be")
    code = "import sys, logging; from carddesk import logs; logs.start(); logging.getLogger('carddesk.x').error('lost')"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(XDG_STATE_HOME=str(blocked)), capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_verbose_says_more_on_standard_error() -> None:
    code = "import logging; from carddesk import logs; logs.start({}); logging.getLogger('carddesk.x').info('told')"
    quiet, loud = (
        subprocess.run([sys.executable, "-c", code.format(level)], env=environment(), capture_output=True, check=True)
        for level in (0, 1)
    )
    assert quiet.stderr == b""
    assert b"told" in loud.stderr


def test_the_module_and_the_command_are_the_same() -> None:
    assert started("--version").stdout == f"CardDesk {__version__}{os.linesep}".encode()
