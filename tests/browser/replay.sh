#!/bin/sh
# What real browsers showed, as recorded, against what is foretold.
set -eu
: "${srcdir:=.}" "${builddir:=.}"
command -v python3 >/dev/null || { echo "python3 is not here"; exit 77; }
exec python3 "$srcdir/tests/browser/run.py" "$builddir/certpolicy" --replay "$srcdir/tests/browser/recorded.jsonl"
