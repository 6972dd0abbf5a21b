#!/bin/sh
# Forecasts against judgements, over the tree's own cases and a sample of the shared vectors.
set -eu
: "${srcdir:=.}" "${builddir:=.}" "${EVERY:=20}"
command -v python3 >/dev/null || { echo "SKIP: there is no python3 here"; exit 77; }
command -v openssl >/dev/null || { echo "SKIP: there is no openssl here"; exit 77; }
vectors=${CERTPOLICY_SHARED:-$srcdir/../shared}/data/vectors
[ -d "$vectors" ] || { echo "no vectors in $vectors: the tree's own cases only"; vectors=; }
for python in ${PYTHON:-} /usr/bin/python3 python3; do
	"$python" -c "import jsonschema" 2>/dev/null && break
done
exec "$python" "$srcdir/tests/forecast/forecast.py" "$builddir/certpolicy" "$builddir/tests/forecast/rows" "$srcdir" \
	${vectors:+"$vectors" "$EVERY"}
