"""Which keyring is used: that of the system, or the one that the user chose, if it keeps secrets safe."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

from carddesk.secrets.trouble import NoKeyring

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

OF_THE_SYSTEM: Final = (
    "keyring.backends.SecretService.Keyring",
    "keyring.backends.kwallet.DBusKeyring",
    "keyring.backends.libsecret.Keyring",
    "keyring.backends.macOS.Keyring",
    "keyring.backends.Windows.WinVaultKeyring",
)
"""Those that systems bring. Others may be installed without anybody meaning them, as one for a package index."""

_UNSAFE: Final = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt")
"""Plain files, files with a password in the program, and those that keep nothing."""

_CHAIN: Final = "keyring.backends.chainer"
"""Every keyring there is, one after the other, the unsafe ones too: taken for no choice at all."""


def chosen() -> KeyringBackend:
    """The keyring to use. Looked up anew each time, since one may be installed or started meanwhile. May block.

    The library's own choice (`keyring.get_keyring`) is made once for a process, and takes whatever is installed.

    Raises:
        NoKeyring: none, or an unsafe one.
    """
    wished = _wished()
    if wished is None or wished.__class__.__module__ == _CHAIN:
        return _of_the_system()
    if any(each.__module__.startswith(_UNSAFE) for each in wished.__class__.__mro__):
        raise NoKeyring(_name(wished))
    return wished


def _wished() -> KeyringBackend | None:
    # By PYTHON_KEYRING_BACKEND or keyringrc.cfg. The library raises whatever loading a module can raise.
    try:
        wished: KeyringBackend | None = _library().load_env() or _library().load_config()
    except (ImportError, AttributeError, ValueError, TypeError, RuntimeError, OSError) as error:
        raise NoKeyring(type(error).__name__) from None
    return wished


def _of_the_system() -> KeyringBackend:
    there = [backend for backend in map(_loaded, OF_THE_SYSTEM) if backend is not None]
    if not there:
        raise NoKeyring
    return max(there, key=lambda backend: backend.priority)


def _loaded(name: str) -> KeyringBackend | None:
    # A back-end for another system does not import, or says that it cannot be used here.
    try:
        backend: KeyringBackend = _library().load_keyring(name)
    except (ImportError, AttributeError, RuntimeError, OSError, ValueError):
        return None
    return backend


def _library() -> Any:
    # Loaded in the keyring's thread when it is first needed, and not when the program starts: it takes a while.
    return importlib.import_module("keyring.core")


def _name(backend: KeyringBackend) -> str:
    return f"{backend.__class__.__module__}.{backend.__class__.__qualname__}"
