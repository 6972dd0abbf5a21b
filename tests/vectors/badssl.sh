#!/bin/sh
# The chains of badssl.com and what browsers make of them; skipped when they are not beside the tree.
set -eu
: "${srcdir:=.}" "${builddir:=.}"
real=${CERTPOLICY_SHARED:-$srcdir/../shared}/data/real
[ -d "$real/08-badssl" ] && [ -d "$real/03-roots-metadata" ] || { echo "no chains in $real"; exit 77; }
exec python3 "$srcdir/tests/vectors/badssl.py" "$builddir/certpolicy" "$real"
