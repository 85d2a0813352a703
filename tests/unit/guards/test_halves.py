"""The suite in two halves is the whole suite, and fails where either half does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import halves

TESTS = Path(halves.ROOT) / "tests"


def test_every_test_file_is_in_one_half_and_in_no_other() -> None:
    first, second = halves.halves(TESTS)
    for path in TESTS.rglob("test_*.py"):
        holding = [each for each in (*first, *second) if path.is_relative_to(each)]
        assert len(holding) == 1, path
    assert {each.name for each in first} == set(halves.FIRST)


@pytest.mark.parametrize(("ui", "unit", "code"), [(True, True, 0), (False, True, 1), (True, False, 1)])
def test_both_are_run_and_told_of(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
    ui: bool,
    unit: bool,
    code: int,
) -> None:
    for folder, holds in (("ui", ui), ("unit", unit)):
        (tmp_path / "tests" / folder).mkdir(parents=True)
        (tmp_path / "tests" / folder / f"test_{folder}.py").write_text(f"def test_it() -> None:\n    assert {holds}\n")
    monkeypatch.setattr(halves, "ROOT", tmp_path)
    assert halves.main(["-v", "-p", "no:pytest-qt"]) == code
    said = capfdbinary.readouterr().out.decode()
    assert said.index("test_ui.py::test_it") < said.index("test_unit.py::test_it")
