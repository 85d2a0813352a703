"""Settings: declared once, kept in one file, overridden for a run, and never lost."""

import os
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carddesk.errors import EnvironmentFault, UserError
from carddesk.settings import DECLARED, Setting, Settings, declared, toml_file
from carddesk.settings.reference import reference

ROOT = Path(__file__).parents[3]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new folder" / "settings.toml"


def test_without_a_file_the_defaults_hold(path: Path) -> None:
    settings = Settings.load(path)
    assert {setting.key: settings.get(setting.key) for setting in DECLARED} == {
        setting.key: setting.default for setting in DECLARED
    }
    assert not path.exists()


def test_the_keys_that_other_parts_rely_on_are_declared() -> None:
    settings = Settings()
    assert settings.text("reading.service") == "local"
    assert settings.switch("reading.auto") is True
    assert settings.number("reader.timeout") == 60
    assert settings.number("review.low_confidence") == 0.80
    assert settings.number("review.low_quality") == 0.30
    assert settings.text("ui.language") == ""
    assert settings.text("operator.name") == ""
    assert settings.text("workspace.path") == ""


@pytest.mark.parametrize("setting", DECLARED, ids=lambda setting: setting.key)
def test_each_declaration_is_whole(setting: Setting) -> None:
    assert setting.checked(setting.default) == setting.default
    assert setting.title
    assert setting.help.endswith(".")
    assert setting.key.count(".") == (2 if setting.key.startswith("vendors.") else 1)


@pytest.mark.parametrize("setting", DECLARED, ids=lambda setting: setting.key)
def test_every_default_can_be_written_on_the_command_line(setting: Setting) -> None:
    assert setting.parsed(str(setting.default)) == setting.default


def test_what_is_set_is_kept(path: Path) -> None:
    settings = Settings.load(path)
    settings.set("operator.name", '张三 "A" \\ \n\t\x7f')
    settings.set("review.low_quality", 1)
    settings.set("reading.auto", False)
    again = Settings.load(path)
    assert again.get("operator.name") == '张三 "A" \\ \n\t\x7f'
    assert again.get("review.low_quality") == 1.0
    assert again.get("reading.auto") is False
    assert again.warnings == ()


def test_an_override_holds_for_the_run_and_is_not_kept(path: Path) -> None:
    settings = Settings.load(path, ["reader.timeout=5", "operator.name=a=b"])
    assert settings.number("reader.timeout") == 5
    assert settings.text("operator.name") == "a=b"
    settings.set("reading.auto", False)
    assert Settings.load(path).number("reader.timeout") == 60


def test_what_is_set_during_the_run_outranks_the_override(path: Path) -> None:
    settings = Settings.load(path, ["reader.timeout=5"])
    settings.set("reader.timeout", 9)
    assert settings.number("reader.timeout") == 9


def test_what_another_program_wrote_meanwhile_stays(path: Path) -> None:
    first, second = Settings.load(path), Settings.load(path)
    first.set("operator.name", "A")
    second.set("reader.timeout", 7)
    again = Settings.load(path)
    assert (again.get("operator.name"), again.get("reader.timeout")) == ("A", 7)


UNKNOWN = """
later = 2026-11-21
[vendors.elsewhere]
region = "ap-southeast-1"
"odd key" = [1, 2.5, "three", {four = true, "f i v e" = 1979-05-27T07:32:00Z}]
[vendors]
"a.b" = 1
a = 2
[review]
low_quality = 0.5
"""


def test_keys_of_nobody_are_kept_as_they_were_and_warned_about(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(UNKNOWN, encoding="utf-8")
    before = tomllib.loads(UNKNOWN)
    settings = Settings.load(path)
    assert len(settings.warnings) == 5
    assert any("vendors.elsewhere.region" in warning and str(path) in warning for warning in settings.warnings)
    settings.set("review.low_quality", 0.4)
    assert tomllib.loads(path.read_text(encoding="utf-8")) == {**before, "review": {"low_quality": 0.4}}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("reading.auto", 1),
        ("reading.auto", "true"),
        ("reader.timeout", True),
        ("reader.timeout", "60"),
        ("reader.timeout", 0),
        ("reader.timeout", 3601),
        ("review.low_quality", float("nan")),
        ("review.low_quality", float("inf")),
        ("review.low_quality", -0.01),
        ("ui.language", "fr"),
        ("ui.language", None),
        ("operator.name", 7),
        ("operator.name", "\ud83d"),
        ("workspace.path", ["a"]),
    ],
)
def test_a_bad_value_is_refused_and_changes_nothing(path: Path, key: str, value: object) -> None:
    settings = Settings.load(path)
    with pytest.raises(UserError) as caught:
        settings.set(key, value)
    assert caught.value.code == "setting_value"
    assert key in caught.value.message
    assert declared(key).allowed in caught.value.message
    assert settings.get(key) == declared(key).default
    assert not path.exists()


def test_a_bad_value_in_the_file_names_file_key_and_what_is_allowed(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("review.low_confidence = 80\n", encoding="utf-8")
    with pytest.raises(UserError) as caught:
        Settings.load(path)
    assert str(path) in caught.value.message
    assert "review.low_confidence" in caught.value.message
    assert "from 0 to 1" in caught.value.message
    settings = Settings.load(path, lenient=True)
    assert settings.number("review.low_confidence") == 0.80
    assert len(settings.warnings) == 1
    with pytest.raises(UserError):
        Settings.load(path, ["review.low_confidence=80"], lenient=True)


def test_an_unknown_key_is_refused_with_the_nearest_one() -> None:
    for ask in (lambda: Settings().get("reading.servce"), lambda: Settings().override("reading.servce=x")):
        with pytest.raises(UserError, match=r"reading\.service") as caught:
            ask()
        assert caught.value.code == "setting_unknown"


@pytest.mark.parametrize("text", ["", "\ufeffreading.auto = false\n", "# only a remark\n"])
def test_empty_files_and_those_of_windows_editors_are_read(path: Path, text: str) -> None:
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    assert Settings.load(path).get("reading.auto") is not ("false" in text)


@pytest.mark.parametrize("data", [b"not [ toml", b"\xff\xfe\x00", b"a = 1\na = 2\n"])
def test_a_file_that_is_no_toml_is_the_environments_fault(path: Path, data: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(data)
    with pytest.raises(EnvironmentFault, match="cannot be understood") as caught:
        Settings.load(path, lenient=True)
    assert str(path) in caught.value.message


def test_a_place_that_cannot_be_written_is_the_environments_fault(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    settings = Settings(blocked / "settings.toml")
    with pytest.raises(EnvironmentFault, match="cannot be used"):
        settings.set("reading.auto", False)
    assert settings.get("reading.auto") is True


def test_a_failed_save_leaves_the_old_file_and_nothing_else(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings.load(path)
    settings.set("operator.name", "before")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(EnvironmentFault, match="No space left"):
        settings.set("operator.name", "after")
    assert Settings.load(path).get("operator.name") == "before"
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_the_operator_is_the_one_named_or_the_login_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "login")
    settings = Settings()
    assert settings.operator == "login"
    settings.set("operator.name", "  李四 ")
    assert settings.operator == "李四"

    def nobody() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr("getpass.getuser", nobody)
    assert Settings().operator == "operator"


def test_the_workspace_is_the_one_set_or_the_usual_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    settings = Settings()
    if os.name == "posix" and os.uname().sysname == "Linux":
        assert settings.workspace == tmp_path / "carddesk" / "workspace"
    settings.set("workspace.path", "~/cards")
    assert settings.workspace == tmp_path / "home" / "cards"


def test_the_page_about_settings_is_up_to_date() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert page == reference(), "run: python -m carddesk.settings.reference > docs/settings.md"
    assert all(f"| `{setting.key}` |" in page for setting in DECLARED)


SCALARS = st.one_of(
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.text(),
    st.dates(),
    st.datetimes(),
    st.times(),
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=3)
)


@given(st.dictionaries(st.text(), VALUES, max_size=5))
def test_whatever_toml_can_hold_survives_a_save(
    tmp_path_factory: pytest.TempPathFactory, data: dict[str, object]
) -> None:
    path = tmp_path_factory.mktemp("round") / "settings.toml"
    flat = toml_file._flat(data)
    toml_file.write(path, dict(flat))
    assert dict(toml_file._flat(tomllib.loads(path.read_text(encoding="utf-8")))) == dict(flat)


ADDRESSES = [setting.key for setting in DECLARED if setting.key.endswith(("base_url", "iam_url"))]


@pytest.mark.parametrize("key", ADDRESSES)
@pytest.mark.parametrize(
    "address",
    [
        "https://desk:P4ssw0rd@gateway.example",
        "http://desk:P4ssw0rd@127.0.0.1:8080/ocr",
        "desk:P4ssw0rd@gateway.example",
        "HTTPS://P4ssw0rd@gateway.example",
        " https://desk:P4ss/w0rd@gateway.example",
        "https://desk:P4ss?w0rd#@gateway.example",
        "https://desk@P4ssw0rd:443@gateway.example/a@b",
    ],
)
def test_a_secret_in_an_address_is_refused_and_not_repeated(path: Path, key: str, address: str) -> None:
    path.parent.mkdir()
    path.write_text(f'{key} = "{address}"\n')
    with pytest.raises(UserError) as in_file:
        Settings.load(path)
    path.unlink()
    with pytest.raises(UserError) as for_the_run:
        Settings.load(path, [f"{key}={address}"])
    with pytest.raises(UserError) as set_now:
        Settings.load(path).set(key, address)
    assert not path.exists()
    for caught in (in_file, for_the_run, set_now):
        assert caught.value.code == "setting_secret"
        assert key in caught.value.message
        assert "P4ss" not in caught.value.message


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://gateway.example/team@ocr/v1",
        "https://[::1]:8443/x",
        "http://127.0.0.1:8080",
        "https://h.example:443/a@b",
    ],
)
def test_an_address_without_a_secret_is_taken(address: str) -> None:
    for key in ADDRESSES:
        assert declared(key).checked(address) == address
