#!/bin/sh
# Hostile input out of the shared data; skipped when that is not beside the tree.
set -eu
: "${srcdir:=.}" "${builddir:=.}"
shared=${CERTPOLICY_SHARED:-$srcdir/../shared}/data
[ -d "$shared/real/11-malformed" ] || { echo "no malformed files in $shared"; exit 77; }
exec python3 "$srcdir/tests/vectors/hostile.py" "$builddir/certpolicy" "$shared"
