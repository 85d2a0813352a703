"""A Secret Service that misbehaves: `python -m tests.vault.odd_service silent|refusing`.

`silent` takes calls and answers none; `refusing` answers each with an error that repeats what it was told; it says so on
standard output when it is on the bus.
"""

import sys

from jeepney import MessageType, new_error
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import Proxy, open_dbus_connection

NAME = "org.freedesktop.secrets"
DENIED = "org.freedesktop.DBus.Error.AccessDenied"


def main(manner: str) -> None:
    """Serve until ended."""
    connection = open_dbus_connection()
    Proxy(message_bus, connection).RequestName(NAME)
    sys.stdout.write("there\n")
    sys.stdout.flush()
    while True:
        message = connection.receive()
        if manner == "refusing" and message.header.message_type is MessageType.method_call:
            connection.send(new_error(message, DENIED, "s", (f"no {message.body}",)))


if __name__ == "__main__":
    main(sys.argv[1])
