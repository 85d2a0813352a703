#!/bin/sh
# Runs the whole test suite, after putting in place whatever is missing: sh packaging/test.sh
# A part of it, or all in one process: sh packaging/test.sh ARGS of pytest
set -eu
ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
# shellcheck source=packaging/setup.sh
. "$ROOT/packaging/setup.sh"
set_up test
cd "$ROOT"
# No screen of the user's is touched: windows are drawn in memory, and the tests that need a real screen start their own.
export QT_QPA_PLATFORM=offscreen
[ $# -gt 0 ] || exec "$VENV/bin/python" -m tests.halves
exec "$VENV/bin/python" -m pytest "$@"
