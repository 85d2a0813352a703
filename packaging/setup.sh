# shellcheck shell=sh
# Puts what CardDesk needs on this machine and into .venv, where it is missing. Sourced, with ROOT set, by run.sh and test.sh.
#
# Two levels: `run` for the program, `test` for the program and its tests. Everything said here goes to standard error,
# since standard output belongs to the program. What cannot be put right ends with a sentence and exit code 3.

VENV=${ROOT:?}/.venv
LOCKS=$ROOT/packaging

# Shared library = the Debian package that holds it: what PySide6's libQt6Gui and its xcb platform plugin link to, as ldd says.
LIBRARIES='
libEGL.so.1=libegl1 libGL.so.1=libgl1 libX11.so.6=libx11-6 libX11-xcb.so.1=libx11-xcb1
libdbus-1.so.3=libdbus-1-3 libfontconfig.so.1=libfontconfig1 libfreetype.so.6=libfreetype6
libglib-2.0.so.0=libglib2.0-0 libgthread-2.0.so.0=libglib2.0-0
libxcb.so.1=libxcb1 libxcb-cursor.so.0=libxcb-cursor0 libxcb-glx.so.0=libxcb-glx0 libxcb-icccm.so.4=libxcb-icccm4
libxcb-image.so.0=libxcb-image0 libxcb-keysyms.so.1=libxcb-keysyms1 libxcb-randr.so.0=libxcb-randr0
libxcb-render.so.0=libxcb-render0 libxcb-render-util.so.0=libxcb-render-util0 libxcb-shape.so.0=libxcb-shape0
libxcb-shm.so.0=libxcb-shm0 libxcb-sync.so.1=libxcb-sync1 libxcb-util.so.1=libxcb-util1
libxcb-xfixes.so.0=libxcb-xfixes0 libxcb-xkb.so.1=libxcb-xkb1
libxkbcommon.so.0=libxkbcommon0 libxkbcommon-x11.so.0=libxkbcommon-x11-0'

# Program = the Debian package that holds it: what the tests start.
TEST_PROGRAMS='
Xvfb=xvfb xdotool=xdotool openbox=openbox setpriv=util-linux dbus-daemon=dbus fc-match=fontconfig
gnome-keyring-daemon=gnome-keyring /usr/libexec/at-spi-bus-launcher=at-spi2-core
ibus-daemon=ibus /usr/libexec/ibus-engine-libpinyin=ibus-libpinyin
scanimage=sane-utils'

# The faces the specimen cards of the tests are printed in.
TEST_FONTS='Noto_Sans_CJK_SC=fonts-noto-cjk Noto_Serif_CJK_SC=fonts-noto-cjk Noto_Sans_Mono=fonts-noto-mono'

say() {
    printf 'carddesk: %s\n' "$*" >&2
}

stop() {
    say "$@"
    exit 3
}

# set_up run|test: everything in place afterwards, or exit 3. When all is there already, this takes a few hundredths of a second.
set_up() {
    umask 022
    set_up_system "$1"
    is_current "$1" || set_up_python "$1"
}

# --- system packages --------------------------------------------------------------------------------------------------

set_up_system() {
    [ "$(uname -s)" = Linux ] || return 0
    needed=$(needed_packages "$1")
    wished=
    is_current "$1" || wished=$(wished_packages)
    [ -n "$needed$wished" ] || return 0
    # shellcheck disable=SC2086 # the lists are words
    if why=$(why_not_install); then
        install $needed $wished || [ -z "$needed" ] || [ -z "$wished" ] || install $needed || true
        why='apt-get did not install them; it says why above'
        needed=$(needed_packages "$1")
        wished=$(wished_packages)
    fi
    [ -z "$wished" ] || say "no font for Chinese was found, so Chinese text may show as boxes"
    # shellcheck disable=SC2086 # the lists are words
    [ -z "$needed$wished" ] || list_packages $needed $wished
    [ -z "$needed" ] || stop "then start again. (The names are Debian's; other systems may call them otherwise.)"
}

list_packages() {
    say "this machine lacks some packages, and $why. Please have them installed:"
    # shellcheck disable=SC2046 # the list is words
    set -- $(printf '%s\n' "$@" | sort -u)
    printf '    sudo apt-get install --no-install-recommends %s\n' "$*" >&2
}

# Without these the program, or the tests, cannot start.
needed_packages() {
    {
        missing_libraries
        python_package
        [ "$1" = run ] || missing_test_tools
    } | sort -u
}

# Without these it starts, but is not as it should be.
wished_packages() {
    if ! command -v fc-list >/dev/null; then
        echo fontconfig
        echo fonts-noto-cjk
    elif [ -z "$(fc-list :lang=zh family)" ]; then
        echo fonts-noto-cjk
    fi
}

missing_libraries() {
    # Where the linker's list cannot be had (musl, NixOS) nothing can be said about it.
    known=$(PATH=$PATH:/usr/sbin:/sbin ldconfig -p 2>/dev/null) || return 0
    for pair in $LIBRARIES; do
        case $known in
            *"	${pair%%=*} "*) ;;
            *) echo "${pair#*=}" ;;
        esac
    done
}

missing_test_tools() {
    for pair in $TEST_PROGRAMS; do
        command -v "${pair%%=*}" >/dev/null || echo "${pair#*=}"
    done
    # The server for the tests of teams, of whatever version; Debian keeps each version's programs to itself.
    set -- /usr/lib/postgresql/*/bin/initdb
    [ -x "$1" ] || command -v initdb >/dev/null || echo postgresql
    for pair in $TEST_FONTS; do
        [ -n "$(fc-list "$(echo "${pair%%=*}" | tr _ ' ')" family 2>/dev/null)" ] || echo "${pair#*=}"
    done
    is_scanner_built || missing_for_scanner
}

# What builds the library for SANE.
missing_for_scanner() {
    if ! command -v cc >/dev/null; then
        printf '%s\n' gcc libc6-dev libsane-dev
    else
        knows stdio.h || echo libc6-dev
        knows sane/sane.h || echo libsane-dev
    fi
    # Where there is no Python yet, Debian's comes, and with it this name for the headers that fit.
    if ! python=$(find_python); then
        echo python3-dev
    elif ! has_headers "$python"; then
        "$python" -I -c 'import sys; print("python%d.%d-dev" % sys.version_info[:2])'
    fi
}

# Succeeds when apt can be used; otherwise prints why not.
why_not_install() {
    if ! command -v apt-get >/dev/null; then
        echo 'there is no apt-get here to install them with'
        return 1
    fi
    [ "$(id -u)" = 0 ] && return 0
    if ! command -v sudo >/dev/null || ! sudo -n true 2>/dev/null; then
        echo 'you may not install them yourself (not root, and sudo would ask for a password)'
        return 1
    fi
}

# install PACKAGE…: tells whether apt could.
install() {
    say "installing $*"
    root=
    [ "$(id -u)" = 0 ] || root='sudo -n'
    # Another apt may be at work, as on a machine that has just started. Lists that cannot be renewed may still do.
    $root apt-get -o DPkg::Lock::Timeout=300 -q update </dev/null >&2 || true
    $root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -q -y --no-install-recommends \
        install "$@" </dev/null >&2
}

# --- Python and .venv -------------------------------------------------------------------------------------------------

# What .venv must have been made from: this place (scripts in .venv carry absolute paths) and these exact versions.
recipe() {
    printf '%s\n' "$ROOT"
    cat "$LOCKS/requirements.lock"
    [ "$1" = run ] || cat "$LOCKS/requirements-dev.lock"
}

# is_current run|test: .venv is whole and fits. The mark is written last, so what was interrupted is not current.
is_current() {
    is_made_for "$1" && cmp -s "$ROOT/pyproject.toml" "$VENV/linked-by" && ! wants_scanner "$1"
}

set_up_python() {
    # Two starts at once must not build the same thing: the second waits, and then finds it done.
    exec 9<"$LOCKS/setup.sh"
    if command -v flock >/dev/null && ! flock -n 9; then
        say "another start is setting up; waiting for it"
        flock 9
    fi
    is_current "$1" || build "$1"
    exec 9<&-
}

build() {
    # Adding what the tests need to a whole .venv is safe; anything else starts afresh.
    if ! is_made_for run; then
        python=$(find_python) || stop "Python 3.11 or newer is needed (up to 3.14), and none was found on PATH. Please install one."
        say "setting up the Python environment in $VENV; this happens once and takes a minute or two"
        rm -rf "$VENV/made-for-run" "$VENV/made-for-test" "$VENV/linked-by"
        "$python" -I -m venv --clear "$VENV" >&2 || stop "$python could not make a virtual environment in $VENV."
        pip_install requirements.lock
        mark run
    fi
    if [ "$1" = test ] && ! is_made_for test; then
        rm -f "$VENV/made-for-run" "$VENV/made-for-test"
        pip_install requirements-dev.lock
        mark run
        mark test
    fi
    ! wants_scanner "$1" || build_scanner "$1"
    link
}

is_made_for() {
    [ -x "$VENV/bin/python" ] && recipe "$1" | cmp -s - "$VENV/made-for-$1"
}

mark() {
    recipe "$1" >"$VENV/made-for-$1.new"
    mv -f "$VENV/made-for-$1.new" "$VENV/made-for-$1"
}

pip_install() {
    pip install --require-hashes --only-binary :all: -r "$LOCKS/$1" ||
        stop "the Python packages could not be installed; pip says why above. It uses your own pip settings (index, proxy, certificates)."
}

# The library for SANE has no wheel and is built here. The tests need it. The program does without where it cannot be built,
# and does not try again each time; other scanners work all the same.
wants_scanner() {
    is_scanner_built && return 1
    [ "$1" = run ] || return 0
    ! cmp -s "$LOCKS/scanner.lock" "$VENV/no-scanner" && command -v cc >/dev/null && knows sane/sane.h &&
        has_headers "$VENV/bin/python"
}

is_scanner_built() {
    [ -x "$VENV/bin/python" ] && cmp -s "$LOCKS/scanner.lock" "$VENV/made-for-scanner"
}

build_scanner() {
    rm -f "$VENV/made-for-scanner" "$VENV/no-scanner"
    # What builds it is locked as well, and in .venv already.
    if pip install --require-hashes --no-build-isolation --no-deps --no-binary :all: -r "$LOCKS/scanner.lock"; then
        cp "$LOCKS/scanner.lock" "$VENV/made-for-scanner.new"
        mv -f "$VENV/made-for-scanner.new" "$VENV/made-for-scanner"
    elif [ "$1" = run ]; then
        say "the library for SANE could not be built, so only network scanners are seen; pip says why above." \
            "Remove $VENV/no-scanner to have it tried again."
        cp "$LOCKS/scanner.lock" "$VENV/no-scanner"
    else
        stop "the library for SANE could not be built; pip says why above."
    fi
}

# knows HEADER: the compiler finds it.
knows() {
    echo "#include <$1>" | cc -E -x c - >/dev/null 2>&1
}

# has_headers PYTHON: a library for it can be built.
has_headers() {
    "$1" -I -c 'import os, sys, sysconfig
sys.exit(not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")))'
}

# The checkout itself, editable: `python -m carddesk`, the command, and the package's metadata with its entry points.
link() {
    rm -f "$VENV/linked-by"
    pip install --no-index --no-deps --no-build-isolation --editable "$ROOT" ||
        stop "CardDesk itself could not be put into $VENV; pip says why above."
    cp "$ROOT/pyproject.toml" "$VENV/linked-by.new"
    mv -f "$VENV/linked-by.new" "$VENV/linked-by"
}

pip() {
    "$VENV/bin/python" -I -m pip --disable-pip-version-check --no-input "$@" </dev/null >&2
}

# The first Python on PATH that is new enough and has wheels in the lock files; one that can make a .venv is preferred.
find_python() {
    usable=
    for name in python3.13 python3.12 python3.11 python3.14 python3; do
        path=$(command -v "$name") || continue
        "$path" -I -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null || continue
        usable=${usable:-$path}
        "$path" -I -c 'import ensurepip, venv' 2>/dev/null || continue
        usable=$path
        break
    done
    [ -n "$usable" ] && printf '%s\n' "$usable"
}

# Debian's package that lets Python make a .venv, where that is what is missing.
python_package() {
    is_made_for run && return 0
    if ! python=$(find_python); then
        echo python3-venv # it brings Python itself
    elif ! "$python" -I -c 'import ensurepip, venv' 2>/dev/null; then
        "$python" -I -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'
    fi
}
