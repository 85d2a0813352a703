"""A make-believe machine for the start scripts: what is installed on it, who is at it, and what was asked of apt and pip."""

import os
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[3]
REAL_PROGRAMS = "sh cat cmp cp dirname env flock mkdir mv rm sleep sort tr true uname"

PYTHON = """#!/bin/sh
# A Python that is new enough, and makes an environment of files that only write down what they were asked.
case "$*" in
    *'-m venv'*)
        echo "venv $*" >>"$CALLS"
        for last in "$@"; do :; done
        mkdir -p "$last/bin"
        cp "$0" "$last/bin/python"
        ;;
    *'-m pip'*)
        echo "pip $*" >>"$CALLS"
        echo 'pip chatters'
        [ ! -e "$MACHINE/slow" ] || sleep 0.5
        [ ! -e "$MACHINE/offline" ] || exit 1
        case "$*" in *scanner.lock*) [ ! -e "$MACHINE/unbuildable" ] || exit 1 ;; esac
        cp "$MACHINE/carddesk" "${0%/*}/carddesk"
        ;;
    *'import ensurepip'*) [ ! -e "$MACHINE/no-ensurepip" ] ;;
    *Python.h*) [ ! -e "$MACHINE/no-python-headers" ] ;;
    *-venv*) echo python3.11-venv ;;
    *-dev*) echo python3.11-dev ;;
esac
"""
CC = """#!/bin/sh
read -r line
[ "$line" != '#include <sane/sane.h>' ] || [ -e "$MACHINE/sane-headers" ]
"""
OLD_PYTHON = "#!/bin/sh\nexit 1\n"
CARDDESK = '#!/bin/sh\nprintf "%s\\n" "$PWD" "$@"\nexit 5\n'
APT = """#!/bin/sh
echo "apt-get $*" >>"$CALLS"
[ ! -e "$MACHINE/apt-broken" ] || exit 100
case "$*" in
    *' install '*) cp "$MACHINE/all-libraries" "$MACHINE/libraries"; rm -f "$MACHINE/no-font" "$MACHINE/no-ensurepip" ;;
esac
"""
SUDO = '#!/bin/sh\necho "sudo $*" >>"$CALLS"\n[ -e "$MACHINE/may-sudo" ] || exit 1\nshift\nexec "$@"\n'
LDCONFIG = '#!/bin/sh\ncat "$MACHINE/libraries"\n'
FC_LIST = '#!/bin/sh\n[ -e "$MACHINE/no-font" ] || echo "Some Font"\n'
ID = '#!/bin/sh\n[ -e "$MACHINE/root" ] && echo 0 || echo 1000\n'


def libraries() -> dict[str, str]:
    """Shared library to Debian package, as the set-up script has them."""
    listed = (ROOT / "packaging" / "setup.sh").read_text().split("LIBRARIES='")[1].split("'")[0]
    return dict(pair.split("=") for pair in listed.split())


@dataclass
class Machine:
    """Everything is in place but CardDesk's own `.venv`; the user is not root and may not use sudo."""

    folder: Path
    checkout: Path = field(init=False)

    def __post_init__(self) -> None:
        self.folder.mkdir()
        self.checkout = self.folder / "a checkout"
        shutil.copytree(ROOT / "packaging", self.checkout / "packaging")
        (self.checkout / "pyproject.toml").write_text("[project]\n")
        (self.folder / "bin").mkdir()
        for name in REAL_PROGRAMS.split():
            if real := shutil.which(name):
                (self.folder / "bin" / name).symlink_to(real)
        for name, script in {"ldconfig": LDCONFIG, "fc-list": FC_LIST, "id": ID, "apt-get": APT, "sudo": SUDO}.items():
            self.put(name, script)
        self.put("python3", PYTHON)
        listing = "".join(f"\t{library} (libc6,x86-64) => /lib/{library}\n" for library in libraries())
        for name, content in {"all-libraries": listing, "libraries": listing, "calls": ""}.items():
            (self.folder / name).write_text(content)
        (self.folder / "carddesk").write_text(CARDDESK)
        (self.folder / "carddesk").chmod(0o755)

    def put(self, name: str, script: str) -> None:
        """Install a program."""
        path = self.folder / "bin" / name
        path.unlink(missing_ok=True)  # it may be a link to the real one, which must not be written to
        path.write_text(script)
        path.chmod(0o755)

    def remove(self, name: str) -> None:
        """Remove a program."""
        (self.folder / "bin" / name).unlink()

    def set(self, fact: str, *, to: bool = True) -> None:
        """Make something so: `root`, `may-sudo`, `offline`, `slow`, `apt-broken`, `no-font`, `no-ensurepip`,
        `sane-headers`, `no-python-headers`, `unbuildable` (the library for SANE).
        """
        path = self.folder / fact
        path.touch() if to else path.unlink(missing_ok=True)

    def lose_library(self, name: str) -> None:
        """Remove a shared library."""
        path = self.folder / "libraries"
        path.write_text("".join(line for line in path.read_text().splitlines(True) if f"\t{name} " not in line))

    def start(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`sh packaging/run.sh arguments…`, from a folder elsewhere."""
        return self.run([str(self.checkout / "packaging" / "run.sh"), *arguments])

    def set_up(self, level: str) -> subprocess.CompletedProcess[str]:
        """Set-up alone, to `run` or `test`."""
        return self.run(
            ["-c", f'set -eu; ROOT=$1; . "$ROOT/packaging/setup.sh"; set_up {level}', "sh", str(self.checkout)]
        )

    def run(self, arguments: list[str]) -> subprocess.CompletedProcess[str]:
        """`sh` with these arguments on this machine."""
        with self.begin(arguments) as process:
            out, err = process.communicate(timeout=30)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def begin(self, arguments: list[str]) -> "subprocess.Popen[str]":
        """`sh` with these arguments on this machine, not waited for."""
        env = {"PATH": str(self.folder / "bin"), "MACHINE": str(self.folder), "CALLS": str(self.folder / "calls")}
        streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        shell = str(self.folder / "bin" / "sh")
        return subprocess.Popen([shell, *arguments], env=env, cwd=self.folder, text=True, **streams)  # type: ignore[call-overload, no-any-return]

    def calls(self) -> list[str]:
        """What was asked of apt-get, sudo, venv and pip since the last time, in order."""
        path = self.folder / "calls"
        lines = path.read_text().splitlines()
        path.write_text("")
        return [line.replace(os.fspath(self.checkout), "ROOT") for line in lines]
