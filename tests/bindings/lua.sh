#!/bin/sh
# The Lua modules, as they would be installed.
set -eu
: "${srcdir:=.}" "${builddir:=.}"
srcdir=$(cd "$srcdir" && pwd)
builddir=$(cd "$builddir" && pwd)
[ -f "$builddir/bindings/lua/5.4/.libs/native.so" ] || [ -f "$builddir/bindings/lua/5.1/.libs/native.so" ] ||
	{ echo "no Lua module is built"; exit 77; }
. "$srcdir/tests/bindings/common.sh"
"$builddir/certpolicy" batch --anchors "$srcdir/tests/data/public-chains/google.com.pem" \
	<"$rows" >"$here/expected-lua.jsonl" || [ $? -eq 3 ]
for version in 5.4 5.1; do
	[ -f "$builddir/bindings/lua/$version/.libs/native.so" ] || continue
	command -v "lua$version" >/dev/null || { echo "lua$version is not here"; continue; }
	module=$here/lua-$version
	mkdir -p "$module/certpolicy"
	cp "$srcdir/bindings/lua/certpolicy.lua" "$module"
	cp "$builddir/bindings/lua/$version/.libs/native.so" "$module/certpolicy"
	LD_LIBRARY_PATH=$builddir/lib/.libs${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} \
		LUA_PATH="$module/?.lua" LUA_CPATH="$module/?.so" "lua$version" \
		"$srcdir/tests/bindings/test.lua" "$rows" "$here/expected-lua.jsonl" \
		"$srcdir/tests/data/public-chains/google.com.pem"
done
