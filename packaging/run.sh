#!/bin/sh
# Starts CardDesk, after putting in place whatever is missing: sh packaging/run.sh [ARGS of carddesk]
set -eu
ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
# shellcheck source=packaging/setup.sh
. "$ROOT/packaging/setup.sh"
set_up run
exec "$VENV/bin/carddesk" "$@"
