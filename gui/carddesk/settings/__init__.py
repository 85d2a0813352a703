"""Settings: what was declared, what the file says, and what holds for this run only."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from pathlib import Path

import platformdirs

from carddesk.errors import UserError
from carddesk.language import tr
from carddesk.settings import toml_file
from carddesk.settings.declared import BY_KEY, DECLARED, declared, unknown
from carddesk.settings.setting import Setting, Value, is_address_of_team

__all__ = ["DECLARED", "Setting", "Settings", "Value", "declared", "default_path"]


def default_path() -> Path:
    """Where the settings file is unless said otherwise."""
    return Path(platformdirs.user_config_dir("carddesk", appauthor=False)) / "settings.toml"


class Settings:
    """The settings of a run.

    Attributes:
        path: the file; None keeps everything in memory.
        warnings: sentences about the file that somebody should see (unknown keys, values that cannot be used).
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.warnings: tuple[str, ...] = ()
        self._stored: dict[str, Value] = {}
        self._overrides: dict[str, Value] = {}

    @classmethod
    def load(cls, path: Path | None = None, overrides: Sequence[str] = (), *, lenient: bool = False) -> Settings:
        """The settings in the file at `path` (None: the usual place), with `KEY=VALUE` strings laid over for this run.

        With `lenient`, a value in the file that cannot be used becomes a warning and its default holds.

        Raises:
            UserError: an override, or without `lenient` a value in the file, cannot be used.
            EnvironmentFault: the file cannot be read.
        """
        settings = cls(path or default_path())
        settings._take(toml_file.read(settings.path or default_path()), lenient=lenient)
        for override in overrides:
            settings.override(override)
        return settings

    def get(self, key: str) -> Value:
        """What holds for this run.

        Raises:
            UserError: there is no such setting.
        """
        setting = declared(key)
        return self._overrides.get(key, self._stored.get(key, setting.default))

    def text(self, key: str) -> str:
        """`get` of a setting that is text."""
        return str(self.get(key))

    def number(self, key: str) -> float:
        """`get` of a setting that is a number."""
        return float(self.get(key))

    def switch(self, key: str) -> bool:
        """`get` of a setting that is true or false."""
        return bool(self.get(key))

    def set(self, key: str, value: object) -> None:
        """Let `value` hold from now on, and keep it in the file if there is one.

        What other programs wrote into the file meanwhile stays.

        Raises:
            UserError: no such setting, or no such value.
            EnvironmentFault: the file cannot be written.
        """
        taken = declared(key).checked(value)
        if self.path is not None:
            toml_file.write(self.path, {**toml_file.read(self.path), key: taken})
        self._stored[key] = taken
        self._overrides.pop(key, None)

    def override(self, pair: str) -> None:
        """Let `KEY=VALUE` hold for this run only.

        Raises:
            UserError: it has no `=`, or there is no such setting or value.
        """
        key, sign, text = pair.partition("=")
        if not sign:
            raise UserError("setting_form", tr("--set wants KEY=VALUE, not {given}.", given=repr(pair)))
        self._overrides[key.strip()] = declared(key.strip()).parsed(text)

    @property
    def operator(self) -> str:
        """The name under which work is recorded."""
        if named := self.text("operator.name").strip():
            return named
        try:
            return getpass.getuser()
        except (OSError, KeyError, ImportError):  # no such user in the system's list, as in some containers
            return "operator"

    @property
    def team(self) -> str:
        """The address of the team's database; empty where the workspace is a folder."""
        said = self.text("workspace.path").strip()
        return said if is_address_of_team(said) else ""

    @property
    def workspace(self) -> Path:
        """The folder that holds the journal and the images."""
        if said := self.text("workspace.path").strip():
            return Path(said).expanduser()
        return Path(platformdirs.user_data_dir("carddesk", appauthor=False)) / "workspace"

    def _take(self, values: dict[str, object], *, lenient: bool) -> None:
        warnings: list[str] = []
        for key, value in values.items():
            if key not in BY_KEY:
                warnings.append(f"{self.path}: {unknown(key)}")
                continue
            try:
                self._stored[key] = BY_KEY[key].checked(value)
            except UserError as error:
                if not lenient:
                    raise UserError(error.code, f"{self.path}: {error.message}") from error
                warnings.append(f"{self.path}: {error.message}")
        self.warnings = tuple(warnings)
