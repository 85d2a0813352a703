"""The registry finds services in modules, packages and entry points, and a broken one never stops the rest."""

from __future__ import annotations

import importlib
import logging
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from carddesk.services.contract import ServiceContext
from carddesk.services.registry import Broken, discover

CONTEXT = ServiceContext(setting=lambda key: f"value of {key}")

SERVICE_SOURCE = """
    from carddesk.services.contract import Limits, ServiceInfo

    class Reader:
        def __init__(self, context):
            self.context = context
            self.info = ServiceInfo({id!r}, "Title", "名称", None, ("certificate",), Limits(), order={order})

        async def read(self, image, *, document=None, options=None):
            return []

        async def close(self):
            pass

    SERVICE = Reader
"""


def service_source(service_id: str, order: int = 50) -> str:
    return textwrap.dedent(SERVICE_SOURCE).format(id=service_id, order=order)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An import path of its own, forgotten again afterwards."""
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        del sys.modules[name]


def test_a_module_and_a_package_are_searched_and_ordered(site: Path) -> None:
    (site / "single_reader.py").write_text(service_source("single", order=2), encoding="utf-8")
    package = site / "many_readers"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "first.py").write_text(service_source("first", order=1), encoding="utf-8")
    (package / "last.py").write_text(service_source("last", order=3), encoding="utf-8")
    (package / "transport.py").write_text("offers_nothing = True\n", encoding="utf-8")

    found = discover(["single_reader", "many_readers"], CONTEXT)

    ours = [service_id for service_id in found if service_id in {"first", "single", "last"}]
    assert ours == ["first", "single", "last"]


def test_services_are_built_with_the_context(site: Path) -> None:
    (site / "lone_reader.py").write_text(service_source("lone"), encoding="utf-8")
    service = discover(["lone_reader"], CONTEXT)["lone"]
    assert service.context.setting("reader.timeout") == "value of reader.timeout"  # type: ignore[attr-defined]


def test_a_broken_service_is_logged_and_the_rest_go_on(site: Path, caplog: pytest.LogCaptureFixture) -> None:
    (site / "broken_reader.py").write_text("raise RuntimeError('no licence')\n", encoding="utf-8")
    (site / "sound_reader.py").write_text(service_source("sound"), encoding="utf-8")
    package = site / "mixed"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "a_broken.py").write_text("1 / 0\n", encoding="utf-8")
    (package / "sound.py").write_text(service_source("second_sound"), encoding="utf-8")

    with caplog.at_level(logging.WARNING):
        found = discover(["mixed", "sound_reader", "broken_reader"], CONTEXT)

    assert {"sound", "second_sound"} <= found.keys()
    assert {record.args[0] for record in caplog.records if record.args} >= {
        "mixed.a_broken",
        "broken_reader",
    }


def test_the_first_of_two_with_one_id_stays(site: Path, caplog: pytest.LogCaptureFixture) -> None:
    (site / "one_reader.py").write_text(service_source("same", order=1), encoding="utf-8")
    (site / "other_reader.py").write_text(service_source("same", order=9), encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        found = discover(["one_reader", "other_reader"], CONTEXT)
    assert found["same"].info.order == 1
    assert "already there" in caplog.text


def install(site: Path, name: str, source: str, entry: str = "SERVICE") -> None:
    """A package with one entry point, as an installer would leave it behind."""
    (site / f"{name}.py").write_text(source, encoding="utf-8")
    metadata = site / f"{name}-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
    (metadata / "entry_points.txt").write_text(f"[carddesk.services]\nextra = {name}:{entry}\n", encoding="utf-8")


def test_an_installed_package_adds_a_service_through_its_entry_point(site: Path) -> None:
    install(site, "extra_reader", service_source("extra"))
    assert "extra" in discover([], CONTEXT)


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("import no_such_library\n", "no_such_library"),
        ("syntax error\n", "SyntaxError"),
        ("raise SystemExit('no licence')\n", "no licence"),
        ("NOTHING = 1\n", "SERVICE"),
        ("SERVICE = 42\n", "not callable"),
        ("SERVICE = lambda context: None\n", "NoneType is no reading service"),
        ("class SERVICE:\n    def __init__(self): pass\n", "argument"),
        ("class SERVICE:\n    def __init__(self, context): pass\n", "no reading service"),
        (service_source("extra").replace("self.info = ServiceInfo(", "self.info = tuple("), "tuple"),
        (service_source("extra") + "Reader.read = 1\n", "no reading service"),
        (service_source("two words"), "cannot be: id"),
        (service_source("extra").replace("Limits()", "None"), "cannot be: limits"),
        (service_source("extra").replace('("certificate",)', '["certificate"]'), "cannot be: documents"),
        (service_source("extra").replace("Limits(),", "Limits(), accepts=('video',),"), "cannot be: accepts"),
        (service_source("extra").replace("Limits(),", "Limits(), options=('fast',),"), "cannot be: options"),
        (service_source("extra").replace("order=50", "order=None"), "cannot be: order"),
    ],
)
def test_a_broken_package_is_told_with_its_reason_and_the_rest_go_on(
    site: Path, caplog: pytest.LogCaptureFixture, source: str, why: str
) -> None:
    install(site, "extra_reader", source)
    install(site, "sound_reader", service_source("sound"))
    told: list[Broken] = []
    with caplog.at_level(logging.WARNING):
        found = discover([], CONTEXT, told.append)
    assert "sound" in found
    (broken,) = told
    assert broken.origin == "extra_reader:SERVICE (extra_reader)"
    assert why in broken.why
    assert "extra_reader" in caplog.text


@pytest.mark.parametrize(
    "option",
    [
        'Option("scale", "choice", "x9", "Scale", "How large.", ("x1",))',
        'Option("scale", "choice", "x1", "Scale", "How large.", ("x1", "x2"), ("Small",))',
        'Option("scale", "choice", "x1", "Scale", "How large.", ("x1",), (None,))',
        'Option("tries", "int", 0, "Tries", "How often.", least=1)',
        'Option("tries", "int", 3, "Tries", "How often.", least="1")',
    ],
)
def test_options_that_cannot_have_their_own_default_or_meanings_are_refused(site: Path, option: str) -> None:
    source = service_source("extra").replace("import Limits", "import Option, Limits")
    install(site, "extra_reader", source.replace("Limits(),", f"Limits(), options=({option},),"))
    told: list[Broken] = []
    assert "extra" not in discover([], CONTEXT, told.append)
    assert [broken.why for broken in told] == ["TypeError: info declares what cannot be: options"]


def test_a_package_cannot_take_the_place_of_a_built_in_service_unseen(site: Path) -> None:
    (site / "own_reader.py").write_text(service_source("same", order=9), encoding="utf-8")
    install(site, "extra_reader", service_source("same", order=1))
    told: list[Broken] = []
    found = discover(["own_reader"], CONTEXT, told.append)
    assert found["same"].info.order == 9
    assert [broken.why for broken in told] == ["there is another service called same"]


def test_a_package_whose_entry_points_cannot_be_read_spoils_no_other(
    site: Path, caplog: pytest.LogCaptureFixture
) -> None:
    install(site, "sound_reader", service_source("sound"))
    install(site, "extra_reader", service_source("extra"))
    (site / "extra_reader-1.0.dist-info" / "entry_points.txt").write_text("[carddesk.services]\nnonsense\n")
    told: list[Broken] = []
    with caplog.at_level(logging.WARNING):
        found = discover([], CONTEXT, told.append)
    assert "sound" in found
    assert [broken.origin for broken in told] == ["extra_reader"]
