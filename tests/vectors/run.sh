#!/bin/sh
# Every row of the shared vectors; skipped when they are not beside the tree.
set -eu
: "${srcdir:=.}" "${builddir:=.}"
vectors=${CERTPOLICY_SHARED:-$srcdir/../shared}/data/vectors
[ -d "$vectors" ] || { echo "no vectors in $vectors"; exit 77; }
exec python3 "$srcdir/tests/vectors/agree.py" "$builddir/certpolicy" "$vectors" "$srcdir/doc/conformance.md"
