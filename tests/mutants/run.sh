#!/bin/sh
# Mutants of the tree's own fixtures; make mutants takes more, of the shared data too.
set -eu
: "${srcdir:=.}" "${builddir:=.}"
exec python3 "$srcdir/tests/mutants/run.py" "$builddir" none --mutants 4000
