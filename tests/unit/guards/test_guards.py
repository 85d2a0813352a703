"""Each guard can fail: a small test file that breaks its rule is run with this project's own settings."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PLUGINS = 'pytest_plugins = ["tests.guards.error_log", "tests.guards.left_behind"]'


@pytest.fixture
def run(pytester: pytest.Pytester) -> "Run":
    pytester.makeconftest(PLUGINS)
    return Run(pytester)


class Run:
    """Runs a test file in a pytest of its own, since a leak must not reach this one."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self.pytester = pytester

    def __call__(self, source: str) -> pytest.RunResult:
        """Outcome of the tests in `source`."""
        path = self.pytester.makepyfile(source)
        settings = ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(self.pytester.path)]
        return self.pytester.runpytest_subprocess(*settings, "-p", "no:cacheprovider", str(path))


def test_an_error_in_the_log_fails_unless_it_is_meant(run: Run) -> None:
    result = run("""
        import logging, pytest

        def test_logs_an_error():
            logging.getLogger("room").error("the roof leaks")

        def test_logs_a_warning():
            logging.getLogger("room").warning("rain")

        @pytest.mark.expects_error_log
        def test_means_it():
            logging.getLogger("room").error("the roof leaks")

        @pytest.mark.expects_error_log
        def test_means_it_in_vain():
            pass
    """)
    result.assert_outcomes(passed=4, errors=2)
    result.stdout.fnmatch_lines(["*ERROR room: the roof leaks*", "*but no error was logged*"])


def test_a_thread_left_running_fails(run: Run) -> None:
    result = run("""
        import threading, pytest

        def start():
            threading.Thread(target=threading.Event().wait, name="forgotten", daemon=True).start()

        def test_forgets_a_thread():
            start()

        @pytest.mark.keeps("threads", reason="shown here")
        def test_keeps_a_thread():
            start()

        def test_joins_its_thread():
            thread = threading.Thread(target=lambda: None)
            thread.start()
            thread.join()
    """)
    result.assert_outcomes(passed=3, errors=2)  # one for the test, one for the run, which the kept thread outlives
    result.stdout.fnmatch_lines(["*the test left behind:*", "*threads: *forgotten*", "*at the end of the run:*"])


def test_a_child_process_left_running_fails_even_when_orphaned(run: Run) -> None:
    result = run("""
        import subprocess, os, signal

        started = []

        def test_forgets_a_child():
            started.append(subprocess.Popen(["sleep", "60"]))

        def test_forgets_a_grandchild():
            told = subprocess.run(["sh", "-c", "sleep 61 >/dev/null 2>&1 & echo $!"], capture_output=True, check=True)
            started.append(int(told.stdout))

        def test_ends_its_child_and_clears_up():
            with subprocess.Popen(["sleep", "62"]) as child:
                child.kill()
            started[0].kill()
            started[0].wait()
            os.kill(started[1], signal.SIGKILL)
    """)
    result.assert_outcomes(passed=3, errors=2)
    result.stdout.fnmatch_lines(["*processes: *sleep 60*", "*processes: *sleep 61*"])


def test_a_task_left_running_fails(run: Run) -> None:
    result = run("""
        import asyncio, pytest

        async def test_forgets_a_task():
            forgotten = asyncio.get_running_loop().create_task(asyncio.sleep(60), name="forgotten")

        async def test_awaits_its_task():
            await asyncio.get_running_loop().create_task(asyncio.sleep(0))

        @pytest.fixture
        async def server():
            task = asyncio.get_running_loop().create_task(asyncio.sleep(60))
            yield
            task.cancel()

        async def test_whose_fixture_ends_its_task(server):
            pass
    """)
    result.assert_outcomes(passed=3, errors=1)
    result.stdout.fnmatch_lines(["*the test left tasks behind:*", "*forgotten*"])


def test_a_failure_nobody_fetched_and_a_coroutine_nobody_awaited_fail(run: Run) -> None:
    result = run("""
        import asyncio

        async def fails():
            raise ValueError("lost")

        async def test_loses_a_failure():
            asyncio.get_running_loop().create_task(fails())
            await asyncio.sleep(0.01)

        async def test_forgets_to_await():
            fails()
    """)
    outcomes = result.parseoutcomes()
    assert outcomes.get("errors", 0) + outcomes.get("failed", 0) == 2
    result.stdout.fnmatch_lines(["*Task exception was never retrieved*"])
    result.stdout.fnmatch_lines(["*coroutine 'fails' was never awaited*"])


def test_a_top_level_widget_left_open_fails(run: Run) -> None:
    result = run("""
        from PySide6.QtWidgets import QWidget

        forgotten = []

        def test_forgets_a_window(qapp):
            forgotten.append(QWidget(windowTitle="forgotten"))
            forgotten[0].show()

        def test_closes_its_window(qtbot):
            window = QWidget()
            qtbot.addWidget(window)
            window.show()
    """)
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["*widgets: QWidget 'forgotten'*"])


def test_a_qt_warning_and_a_python_warning_fail(run: Run) -> None:
    result = run("""
        import warnings
        from PySide6.QtCore import QObject, qWarning

        def test_qt_warns(qapp):
            qWarning("layout is cross")

        def test_python_warns():
            warnings.warn("old way", DeprecationWarning)
    """)
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(["*layout is cross*"])
    result.stdout.fnmatch_lines(["*DeprecationWarning: old way*"])


def test_what_a_failed_test_leaves_is_not_reported_on_top(run: Run) -> None:
    result = run("""
        import threading

        def test_fails_first():
            threading.Thread(target=threading.Event().wait, daemon=True).start()
            assert False
    """)
    assert result.parseoutcomes()["failed"] == 1
    result.stdout.no_fnmatch_line("*the test left behind*")
