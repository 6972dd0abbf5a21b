#!/bin/sh
# Every function that a library exports is called by a program of the tests: in C by its own name, or
# by that of a function of the public headers' that is made of it (curl.h). A mere mention in a
# comment is none.
set -eu
srcdir=${srcdir:-.}
work=$(mktemp -d "${TMPDIR:-/tmp}/calls.XXXXXX")
trap 'rm -rf "$work"' EXIT

# code FILE...: C without comments
code() {
	cat "$@" | sed 's,//.*,,' | tr '\n' ' ' | sed 's,/\*,\n/*,g; s,\*/,*/\n,g' | sed '/^\/\*/d'
}

find "$srcdir/tests" -name '*.c' -o -path "$srcdir/tests/*" -name '*.h' >"$work/sources"
# shellcheck disable=SC2046 # names of ours, without spaces
code $(cat "$work/sources") | grep -o 'certpolicy_[a-z0-9_]*' | LC_ALL=C sort -u >"$work/named"

# What inlines hand on: a function of an inline's body is tried where its header's functions are.
if grep -q '^certpolicy_curl_enforce$' "$work/named" && grep -q '^certpolicy_curl_chain$' "$work/named"; then
	code "$srcdir/include/certpolicy/curl.h" | grep -o 'certpolicy_curl_[a-z0-9_]*' >>"$work/named"
fi

for map in "$srcdir"/lib/libcertpolicy.map "$srcdir"/adapters/*/*.map; do
	sed -n '/^global:/,/^local:/s/^	\(certpolicy_[^;]*\);.*/\1/p' "$map"
done | LC_ALL=C sort -u >"$work/exported"
if [ "$(wc -l <"$work/exported")" -lt 100 ]; then
	echo "the maps could not be read"
	exit 99
fi
LC_ALL=C sort -u "$work/named" | LC_ALL=C comm -23 "$work/exported" - >"$work/untried"
if [ -s "$work/untried" ]; then
	echo "exported, and no test calls them:"
	sed 's/^/  /' "$work/untried"
	exit 1
fi
