#!/bin/sh
# The tree as it is installed: examples are compiled against it by pkg-config alone and run, the command
# answers, Python and Lua load their modules, and uninstalling leaves nothing behind. Called by
# make check-installed, after everything is built. Prints what automake's harness would.
set -eu
srcdir=$(cd "${srcdir:-.}" && pwd)
builddir=$(cd "${builddir:-.}" && pwd)
stage=$builddir/tests/stage
rm -rf "$stage"
make -s -C "$builddir" install DESTDIR="$stage" >/dev/null
prefix=$stage$(sed -n 's/^prefix = //p' "$builddir/Makefile")
libdir=$prefix/lib
passed=0
failed=0

try() {
	name=$1
	shift
	if "$@" >"$stage/log" 2>&1; then
		passed=$((passed + 1))
		echo "PASS: installed: $name"
	else
		failed=$((failed + 1))
		cat "$stage/log"
		echo "FAIL: installed: $name"
	fi
}

nothing_is_left() {
	make -s -C "$builddir" uninstall DESTDIR="$stage" >/dev/null
	left=$(find "$stage" -type f ! -name log -o -type l)
	[ -z "$left" ] || { echo "$left"; return 1; }
}

PKG_CONFIG_PATH=$libdir/pkgconfig
PKG_CONFIG_SYSROOT_DIR=$stage
LD_LIBRARY_PATH=$libdir
export PKG_CONFIG_PATH LD_LIBRARY_PATH
PKG_CONFIG_SYSROOT_DIR=$stage CERTPOLICY_PREFIX=$prefix srcdir=$srcdir
export PKG_CONFIG_SYSROOT_DIR CERTPOLICY_PREFIX srcdir
try "the examples compile and run" sh "$srcdir/tests/api/examples.sh"
try "the command answers" "$prefix/bin/certpolicy" describe "$srcdir/tests/data/public-chains/cloudflare.com.pem"
python=$(find "$prefix" -path '*/certpolicy/__init__.py' | head -n 1)
[ -z "$python" ] || try "Python loads its module" env PYTHONDONTWRITEBYTECODE=1 \
	PYTHONPATH="$(dirname "$(dirname "$python")")" "${PYTHON:-python3}" -c \
	'import certpolicy; certpolicy.Engine().describe({"chain": []})'
for version in 5.4 5.3 5.1; do
	[ -f "$libdir/lua/$version/certpolicy/native.so" ] && command -v "lua$version" >/dev/null || continue
	try "Lua $version loads its module" env LUA_PATH="$prefix/share/lua/$version/?.lua" \
		LUA_CPATH="$libdir/lua/$version/?.so" "lua$version" -e \
		'assert(assert(require("certpolicy").engine()):describe({chain = {}}))'
done
try "uninstalling leaves nothing" nothing_is_left
echo "# PASS: $passed"
echo "# FAIL: $failed"
[ "$failed" -eq 0 ]
