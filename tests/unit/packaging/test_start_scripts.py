"""The start scripts on a make-believe machine: what they install, what they say, and what they leave alone."""

import time
from pathlib import Path

import pytest

from tests.unit.packaging.machine import CC, OLD_PYTHON, PYTHON, Machine

RUN_LOCK = "ROOT/packaging/requirements.lock"
TEST_LOCK = "ROOT/packaging/requirements-dev.lock"
SANE_LOCK = "ROOT/packaging/scanner.lock"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "machine")


def words(calls: list[str]) -> list[str]:
    """What was done, without how: `venv`, `pip FILE`, `pip link`, `apt-get update` …"""
    short = []
    for call in calls:
        name, *rest = call.split()
        asked = next((word for word in rest if word in {"update", "install", "true"} or word.endswith(".lock")), "")
        short.append("link" if "--editable" in rest else f"{name} {rest[-1] if name == 'pip' else asked}".strip())
    return short


def test_the_first_start_makes_the_environment_and_the_second_nothing(machine: Machine) -> None:
    assert machine.start().returncode == 5
    assert words(machine.calls()) == ["venv", f"pip {RUN_LOCK}", "link"]
    assert machine.start().returncode == 5
    assert machine.calls() == []


def test_arguments_folder_and_exit_code_are_the_programs_own_and_so_is_standard_output(machine: Machine) -> None:
    done = machine.start("recognize", "a b.jpg", "--json", "-", "$HOME")
    assert done.returncode == 5
    assert done.stdout.splitlines() == [str(machine.folder), "recognize", "a b.jpg", "--json", "-", "$HOME"]
    assert "pip chatters" in done.stderr


def test_packages_are_installed_with_hashes_and_from_wheels_only(machine: Machine) -> None:
    machine.start()
    install = next(call for call in machine.calls() if RUN_LOCK.rsplit("/", maxsplit=1)[-1] in call)
    assert "--require-hashes" in install
    assert "--only-binary :all:" in install


def test_a_second_start_adds_less_than_half_a_second(machine: Machine) -> None:
    machine.set_up("run")
    began = time.perf_counter()
    machine.start()
    assert time.perf_counter() - began < 0.5


def test_root_gets_what_is_missing_by_apt_and_nothing_else(machine: Machine) -> None:
    machine.set("root")
    machine.lose_library("libxcb-cursor.so.0")
    machine.set("no-ensurepip")
    assert machine.start().returncode == 5
    update, install, *rest = machine.calls()
    assert update.endswith("update")
    assert install.split(" install ")[1].split() == ["libxcb-cursor0", "python3.11-venv"]
    assert words(rest) == ["venv", f"pip {RUN_LOCK}", "link"]


def test_who_may_sudo_without_a_password_gets_it_that_way(machine: Machine) -> None:
    machine.set("may-sudo")
    machine.lose_library("libEGL.so.1")
    assert machine.start().returncode == 5
    assert words(machine.calls())[:5] == [
        "sudo true",
        "sudo update",
        "apt-get update",
        "sudo install",
        "apt-get install",
    ]


@pytest.mark.parametrize("obstacle", ["no right", "no apt", "apt fails"])
def test_who_cannot_install_is_told_what_and_how(machine: Machine, obstacle: str) -> None:
    machine.lose_library("libEGL.so.1")
    machine.lose_library("libxkbcommon-x11.so.0")
    if obstacle == "no apt":
        machine.remove("apt-get")
    if obstacle == "apt fails":
        machine.set("root")
        machine.set("apt-broken")
    done = machine.start()
    assert done.returncode == 3
    assert "sudo apt-get install --no-install-recommends libegl1 libxkbcommon-x11-0\n" in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert not any("pip" in call for call in machine.calls())


def test_a_missing_font_is_mentioned_and_keeps_nobody_from_starting(machine: Machine) -> None:
    machine.set("no-font")
    done = machine.start()
    assert done.returncode == 5
    assert "no font for Chinese" in done.stderr
    assert "fonts-noto-cjk" in done.stderr
    assert "no font" not in machine.start().stderr


def test_a_missing_font_is_installed_where_that_is_possible(machine: Machine) -> None:
    machine.set("no-font")
    machine.set("root")
    done = machine.start()
    assert done.returncode == 5
    assert "no font" not in done.stderr
    assert machine.calls()[1].endswith("install fonts-noto-cjk")


def test_a_library_that_goes_missing_later_is_noticed(machine: Machine) -> None:
    machine.start()
    machine.lose_library("libdbus-1.so.3")
    done = machine.start()
    assert done.returncode == 3
    assert "libdbus-1-3" in done.stderr


@pytest.mark.parametrize("there", ["none", "old"])
def test_without_a_new_enough_python_the_package_that_brings_one_is_named(machine: Machine, there: str) -> None:
    machine.remove("python3")
    if there == "old":
        machine.put("python3", OLD_PYTHON)
    done = machine.start()
    assert done.returncode == 3
    assert "install --no-install-recommends python3-venv\n" in done.stderr


def test_where_apt_brings_no_new_enough_python_either_a_sentence_says_so(machine: Machine) -> None:
    machine.put("python3", OLD_PYTHON)
    machine.put("uname", "#!/bin/sh\necho Darwin\n")
    done = machine.start()
    assert done.returncode == 3
    assert "Python 3.11 or newer is needed (up to 3.14), and none was found on PATH" in done.stderr
    assert machine.calls() == []


def test_an_old_python3_does_not_hide_a_newer_one_beside_it(machine: Machine) -> None:
    machine.put("python3", OLD_PYTHON)
    machine.put("python3.13", OLD_PYTHON)
    machine.put("python3.12", PYTHON)
    assert machine.start().returncode == 5


def test_a_set_up_that_failed_is_begun_again_by_the_next_start(machine: Machine) -> None:
    machine.set("offline")
    done = machine.start()
    assert done.returncode == 3
    assert "could not be installed" in done.stderr
    machine.calls()
    machine.set("offline", to=False)
    assert machine.start().returncode == 5
    assert words(machine.calls()) == ["venv", f"pip {RUN_LOCK}", "link"]


def test_a_moved_checkout_is_set_up_anew(machine: Machine) -> None:
    machine.start()
    machine.checkout = machine.checkout.rename(machine.folder / "moved")
    machine.calls()
    assert machine.start().returncode == 5
    assert words(machine.calls()) == ["venv", f"pip {RUN_LOCK}", "link"]


def test_other_versions_in_the_lock_file_set_up_anew(machine: Machine) -> None:
    machine.start()
    with (machine.checkout / "packaging" / "requirements.lock").open("a") as lock:
        lock.write("another==1.0 --hash=sha256:0\n")
    machine.calls()
    machine.start()
    assert words(machine.calls()) == ["venv", f"pip {RUN_LOCK}", "link"]


def test_another_command_in_the_project_file_only_links_anew(machine: Machine) -> None:
    machine.start()
    (machine.checkout / "pyproject.toml").write_text("[project]\nname = 'other'\n")
    machine.calls()
    machine.start()
    assert words(machine.calls()) == ["link"]


def install_test_programs(machine: Machine) -> None:
    programs = "Xvfb xdotool openbox setpriv dbus-daemon fc-match gnome-keyring-daemon ibus-daemon scanimage"
    for name in programs.split():
        machine.put(name, "#!/bin/sh\n")
    install_what_builds(machine)


def install_what_builds(machine: Machine) -> None:
    machine.put("cc", CC)
    machine.set("sane-headers")


def test_adding_what_the_tests_need_and_failing_leaves_nothing_that_is_taken_for_whole(machine: Machine) -> None:
    machine.start()
    install_test_programs(machine)
    machine.set("offline")
    assert machine.set_up("test").returncode == 3
    machine.set("offline", to=False)
    machine.calls()
    assert machine.start().returncode == 5
    assert words(machine.calls()) == ["venv", f"pip {RUN_LOCK}", f"pip {SANE_LOCK}", "link"]


def test_what_the_tests_need_is_added_to_what_is_there(machine: Machine) -> None:
    machine.start()
    machine.calls()
    install_test_programs(machine)
    assert machine.set_up("test").returncode == 0
    assert words(machine.calls()) == [f"pip {TEST_LOCK}", f"pip {SANE_LOCK}", "link"]
    assert machine.set_up("test").returncode == 0
    assert machine.set_up("run").returncode == 0
    assert machine.calls() == []


def test_tests_need_more_of_the_machine_than_the_program(machine: Machine) -> None:
    assert machine.set_up("run").returncode == 0
    done = machine.set_up("test")
    assert done.returncode == 3
    for package in ("xvfb", "xdotool", "dbus", "gnome-keyring", "ibus", "gcc", "libsane-dev", "sane-utils"):
        assert f" {package}" in done.stderr


def test_two_starts_at_once_set_up_once(machine: Machine) -> None:
    machine.set("slow")
    script = [str(machine.checkout / "packaging" / "run.sh")]
    with machine.begin(script) as first, machine.begin(script) as second:
        said = [process.communicate(timeout=30)[1] for process in (first, second)]
    assert (first.returncode, second.returncode) == (5, 5)
    assert words(machine.calls()) == ["venv", f"pip {RUN_LOCK}", "link"]
    assert sum("waiting for it" in each for each in said) == 1


def test_what_talks_to_sane_is_built_where_that_can_be_done_and_from_source_alone(machine: Machine) -> None:
    install_what_builds(machine)
    assert machine.start().returncode == 5
    calls = machine.calls()
    assert words(calls) == ["venv", f"pip {RUN_LOCK}", f"pip {SANE_LOCK}", "link"]
    assert "--require-hashes --no-build-isolation --no-deps --no-binary :all:" in calls[2]
    assert machine.start().returncode == 5
    assert machine.calls() == []


@pytest.mark.parametrize("lacking", ["a compiler", "headers of libsane", "headers of Python"])
def test_where_it_cannot_be_built_nothing_is_tried_until_it_can(machine: Machine, lacking: str) -> None:
    install_what_builds(machine)
    if lacking == "a compiler":
        machine.remove("cc")
    machine.set("sane-headers", to=lacking != "headers of libsane")
    machine.set("no-python-headers", to=lacking == "headers of Python")
    assert machine.start().returncode == 5
    assert words(machine.calls()) == ["venv", f"pip {RUN_LOCK}", "link"]
    install_what_builds(machine)
    machine.set("no-python-headers", to=False)
    assert machine.start().returncode == 5
    assert words(machine.calls()) == [f"pip {SANE_LOCK}", "link"]


def test_a_build_that_fails_keeps_the_tests_from_starting_but_not_the_program(machine: Machine) -> None:
    install_test_programs(machine)
    machine.set("unbuildable")
    done = machine.start()
    assert done.returncode == 5
    assert "only network scanners" in done.stderr
    machine.calls()
    assert machine.start().returncode == 5
    assert machine.calls() == []
    done = machine.set_up("test")
    assert done.returncode == 3
    assert "SANE could not be built" in done.stderr
    machine.set("unbuildable", to=False)
    assert machine.set_up("test").returncode == 0
    assert f"pip {SANE_LOCK}" in words(machine.calls())


def test_headers_of_the_very_python_are_asked_for(machine: Machine) -> None:
    install_test_programs(machine)
    machine.set("no-python-headers")
    done = machine.set_up("test")
    assert done.returncode == 3
    assert " python3.11-dev" in done.stderr
