#!/bin/sh
# Python with a stand-in for a card; the interpreter is the one in EVOKE_REAL_PYTHON.
exec "$EVOKE_REAL_PYTHON" "$(dirname "$0")/stand-in.py" "$@"
