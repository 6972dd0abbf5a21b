#!/bin/sh
# The certificates that linters are tested with; skipped when they are not beside the tree.
set -eu
: "${srcdir:=.}" "${builddir:=.}"
real=${CERTPOLICY_SHARED:-$srcdir/../shared}/data/real
[ -d "$real/07-lint" ] || { echo "no certificates in $real"; exit 77; }
PYTHONDONTWRITEBYTECODE=1 exec python3 "$srcdir/tests/vectors/lint.py" "$builddir/certpolicy" "$real"
