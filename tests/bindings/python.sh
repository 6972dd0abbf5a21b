#!/bin/sh
# The Python module, as it would be installed.
set -eu
: "${srcdir:=.}" "${builddir:=.}" "${PYTHON:=python3}"
srcdir=$(cd "$srcdir" && pwd)
builddir=$(cd "$builddir" && pwd)
[ -f "$builddir/bindings/python/.libs/_native.so" ] || { echo "the Python module is not built"; exit 77; }
. "$srcdir/tests/bindings/common.sh"
package=$here/python/certpolicy
rm -rf "$package"
mkdir -p "$package"
cp "$srcdir"/bindings/python/certpolicy/*.py "$builddir/bindings/python/certpolicy/native.py" "$package"
cp "$builddir/bindings/python/.libs/_native.so" "$package"
"$builddir/certpolicy" batch --anchors "$srcdir/tests/data/public-chains/google.com.pem" \
	<"$rows" >"$here/expected.jsonl" || [ $? -eq 3 ]
LD_LIBRARY_PATH=$builddir/lib/.libs${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} PYTHONPATH=$here/python \
	PYTHONDONTWRITEBYTECODE=1 "$PYTHON" "$srcdir/tests/bindings/test_python.py" \
	"$rows" "$here/expected.jsonl" "$srcdir/tests/data/public-chains/google.com.pem"
