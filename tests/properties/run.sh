#!/bin/sh
# The properties over the tree's own cases and a sample of the shared vectors: one row of EVERY.
set -eu
: "${srcdir:=.}" "${builddir:=.}" "${EVERY:=20}"
vectors=${CERTPOLICY_SHARED:-$srcdir/../shared}/data/vectors
[ -d "$vectors" ] || { echo "no vectors in $vectors: the tree's own cases only"; vectors=; }
exec python3 "$srcdir/tests/properties/properties.py" "$builddir/certpolicy" "$srcdir" ${vectors:+"$vectors" "$EVERY"}
