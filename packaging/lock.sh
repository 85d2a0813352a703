#!/bin/sh
# Makes the lock files anew from pyproject.toml, with uv: sh packaging/lock.sh [--upgrade]
# One lock for Linux, macOS and Windows and all supported Pythons; exact versions with hashes; no index or address in it.
set -eu
cd -- "$(dirname -- "$0")/.."
# uv's own settings, and with them private indexes, stay out of it: the hashes must be those of the public files.
lock() {
    out=$1
    shift
    uv --no-config pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
        --no-header --custom-compile-command 'sh packaging/lock.sh' --output-file "packaging/$out" "$@"
}
lock requirements.lock pyproject.toml --group link --group locked "$@"
lock requirements-dev.lock pyproject.toml --group link --group locked --group dev --constraints packaging/requirements.lock "$@"
# Built from source on the machine it is for, so in a file of its own: everything else comes as wheels alone.
lock scanner.lock --group scanner "$@"
