#!/bin/sh
# The Lua modules, as they would be installed.
set -eu
: "${srcdir:=.}" "${builddir:=.}"
srcdir=$(cd "$srcdir" && pwd)
builddir=$(cd "$builddir" && pwd)
found=$(ls -d "$builddir"/bindings/lua/*/.libs/native.so 2>/dev/null || true)
[ -n "$found" ] || { echo "no Lua module is built"; exit 77; }
. "$srcdir/tests/bindings/common.sh"
"$builddir/certpolicy" batch --anchors "$srcdir/tests/data/public-chains/google.com.pem" \
	<"$rows" >"$here/expected-lua.jsonl" || [ $? -eq 3 ]
tried=0
for interpreter in lua5.4 lua5.3 lua5.1 luajit; do
	version=${interpreter#lua}
	[ "$version" != jit ] || version=5.1
	[ -f "$builddir/bindings/lua/$version/.libs/native.so" ] || continue
	command -v "$interpreter" >/dev/null || { echo "$interpreter is not here"; continue; }
	module=$here/lua-$version
	mkdir -p "$module/certpolicy"
	cp "$builddir/bindings/lua/$version/.libs/native.so" "$module/certpolicy"
	CERTPOLICY_POLICY=dev-allow CERTPOLICY_FILE='' XDG_CONFIG_HOME=$here/nothing \
		LD_LIBRARY_PATH=$builddir/lib/.libs${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} \
		LUA_PATH="$srcdir/bindings/lua/?.lua" LUA_CPATH="$module/?.so" "$interpreter" \
		"$srcdir/tests/bindings/test.lua" "$rows" "$here/expected-lua.jsonl" \
		"$srcdir/tests/data/public-chains/google.com.pem" "$srcdir/doc/schema/report.json"
	tried=$((tried + 1))
done
[ "$tried" -gt 0 ] || { echo "no Lua is here"; exit 77; }
