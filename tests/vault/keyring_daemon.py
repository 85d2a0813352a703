"""GNOME Keyring on a session bus of its own, with a home of its own: nothing of the user's is touched."""

import os
import shutil
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import jeepney
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import Proxy, open_dbus_connection

from tests.desktop.session import Session
from tests.desktop.waiting import wait_for

ROOT = Path(__file__).parents[2]
PASSWORD = "open sesame"
SERVICE = "org.freedesktop.secrets"
COLLECTION = "/org/freedesktop/secrets/aliases/default"
# The bus of a session without the services that it would start by itself: a window for a password is not to open.
BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:dir={folder}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>
"""


class Vault:
    """A session bus on which nothing is, until something is started there.

    Attributes:
        home: the home folder of whoever uses the keyring.
        address: of the bus.
    """

    def __init__(self) -> None:
        # Short, since the path of a socket may have no more than 107 characters.
        self.folder = Path(tempfile.mkdtemp(prefix="vault-"))
        self.home = self.folder / "home"
        self.home.mkdir()
        (self.folder / "run").mkdir(mode=0o700)
        self.log = self.folder / "log"
        (self.folder / "bus.conf").write_text(BUS.format(folder=self.folder / "run"))
        env = {"HOME": str(self.home), "PATH": os.environ["PATH"], "XDG_RUNTIME_DIR": str(self.folder / "run")}
        self.session = Session({**env, "PYTHONPATH": f"{ROOT / 'gui'}{os.pathsep}{ROOT}"})
        try:
            bus = ("dbus-daemon", f"--config-file={self.folder / 'bus.conf'}", "--nofork", "--print-address=1")
            self.address = self.session.start_and_read_line(*bus, log=self.log)
        except BaseException:
            self.close()
            raise
        self.session.env["DBUS_SESSION_BUS_ADDRESS"] = self.address

    def close(self) -> None:
        """End everything and remove the folder."""
        self.session.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start_daemon(self) -> None:
        """Start GNOME Keyring, its keyring made and open."""
        self._unlocked_by()
        wait_for(self._is_there, "keyring on the bus", otherwise=lambda: self.log.read_text(errors="replace"))

    def start_odd(self, manner: str) -> None:
        """Start a service that misbehaves in its place (see `odd_service`)."""
        command = (sys.executable, "-m", "tests.vault.odd_service", manner)
        assert self.session.start_and_read_line(*command, log=self.log) == "there"

    def lock(self) -> None:
        """Lock the keyring, as the desktop does when the user has gone."""
        self._call("Lock", "ao", [COLLECTION])

    def unlock(self) -> None:
        """Unlock it, as logging in does: a new daemon takes over, and is given the password."""
        self._unlocked_by("--replace")

    def entries(self, **attributes: str) -> list[str]:
        """Those in the keyring with these attributes."""
        unlocked, locked = self._call("SearchItems", "a{ss}", attributes)
        return [*unlocked, *locked]

    def _unlocked_by(self, *options: str) -> None:
        feed = 'printf %s "$1" | { shift; exec gnome-keyring-daemon --foreground --unlock --components=secrets "$@"; }'
        self.session.start("sh", "-c", feed, "sh", PASSWORD, *options, log=self.log)

    def _call(self, method: str, signature: str, *body: object) -> tuple[list[str], ...]:
        address = jeepney.DBusAddress("/org/freedesktop/secrets", SERVICE, "org.freedesktop.Secret.Service")
        with closing(open_dbus_connection(self.address)) as bus:
            answer = bus.send_and_get_reply(jeepney.new_method_call(address, method, signature, body), timeout=10)
        return jeepney.wrappers.unwrap_msg(answer)  # type: ignore[no-any-return]

    def _is_there(self) -> bool:
        with closing(open_dbus_connection(self.address)) as bus:
            return bool(Proxy(message_bus, bus).NameHasOwner(SERVICE)[0])
