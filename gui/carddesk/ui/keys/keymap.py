"""The keymap: which command has which key, where operators have changed it. A value; every change gives another one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from carddesk.language import tr
from carddesk.ui.keys.allowed import canonical, refusal, shown
from carddesk.ui.shortcuts import DEFAULTS, Shortcut

_PARTED = re.compile(r";\s+|;$")


@dataclass(frozen=True, slots=True)
class Keymap:
    """Keys by command, as portable names, where they are not those that the command has by itself.

    Attributes:
        changed: an empty tuple is a command without a key.
    """

    changed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def keys(self, deed: str) -> tuple[str, ...]:
        """The keys that the command has."""
        return self.changed.get(deed, own_keys(deed))

    def holder(self, key: str, *, but: str = "") -> Shortcut | None:
        """The command that has this key, looking past the one named `but`."""
        return next((each for each in DEFAULTS.values() if each.id != but and key in self.keys(each.id)), None)

    def given(self, deed: str, *keys: str) -> Keymap:
        """The command has these keys alone; whoever had one of them has it no longer."""
        changed = {each: tuple(key for key in self.keys(each) if key not in keys) for each in DEFAULTS if each != deed}
        return _differing({**changed, deed: keys})

    def swapped(self, deed: str, key: str) -> Keymap:
        """The command has this key, and whoever had it has the command's first one in its place."""
        other, former = self.holder(key, but=deed), self.keys(deed)[:1]
        taken = self.given(deed, key)
        return _differing({**taken.changed, other.id: (*former, *taken.keys(other.id))}) if other is not None else taken

    def can_swap(self, deed: str, key: str) -> bool:
        """Whether the command's own first key may go to whoever has this one."""
        other, former = self.holder(key, but=deed), self.keys(deed)[:1]
        return other is not None and bool(former) and not refusal(former[0], own_keys(other.id))

    def reset(self, deed: str) -> Keymap:
        """The command has its own keys again."""
        return self.given(deed, *own_keys(deed))

    @property
    def written(self) -> str:
        """As the setting `ui.keys` holds it."""
        return "; ".join(f"{deed}={' '.join(keys)}" for deed, keys in self.changed.items())


def own_keys(deed: str) -> tuple[str, ...]:
    """The keys that a command has by itself."""
    return tuple(dict.fromkeys(canonical(key) for key in DEFAULTS[deed].keys))


def read(text: str) -> tuple[Keymap, list[str]]:
    """What the setting says, and sentences on what of it cannot be; there the command keeps its own key."""
    wanted: dict[str, tuple[str, ...]] = {}
    told: list[str] = []
    for part in _PARTED.split(text.strip()):
        deed, _, keys = (word.strip() for word in part.partition("="))
        if not part.strip():
            continue
        if deed not in DEFAULTS:
            told.append(tr("ui.keys: there is no command {name}.", name=deed))
            continue
        names = [canonical(key) for key in keys.split()]
        why = [refusal(name, own_keys(deed)) for name in names]
        if any(why):
            told += [f"ui.keys: {deed}: {each}" for each in why if each]
        else:
            wanted[deed] = tuple(dict.fromkeys(names))
    kept = _without_rivals(wanted, told)
    return _differing(kept), told


def _without_rivals(wanted: dict[str, tuple[str, ...]], told: list[str]) -> dict[str, tuple[str, ...]]:
    """Of two commands with one key, the one that was not changed keeps it, else the one that is named first.

    One that has to do without its change has its own keys again, with which others may be in conflict then.
    """
    keymap, order = Keymap(wanted), list(wanted)
    for at, deed in enumerate(order):
        rivals = (keymap.holder(key, but=deed) for key in wanted[deed])
        rival = next((each for each in rivals if each is not None), None)
        if rival is not None and rival.id not in order[at + 1 :]:
            key = _common(wanted[deed], keymap.keys(rival.id))
            told.append(tr("ui.keys: {name} cannot have {key}: {other} has it.", name=deed, key=key, other=rival.id))
            return _without_rivals({each: keys for each, keys in wanted.items() if each != deed}, told)
    return wanted


def _common(one: Sequence[str], other: Sequence[str]) -> str:
    return shown(next(key for key in one if key in other))


def _differing(keys: Mapping[str, Iterable[str]]) -> Keymap:
    """Commands in the order in which they are declared."""
    kept = {deed: tuple(keys[deed]) for deed in DEFAULTS if deed in keys}
    return Keymap({deed: each for deed, each in kept.items() if each != own_keys(deed)})
