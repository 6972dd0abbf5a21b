#!/bin/sh
# Headers, symbol map and library must name the same functions: neither more nor fewer.
set -eu
srcdir=${srcdir:-.}
work=$(mktemp -d "${TMPDIR:-/tmp}/exports.XXXXXX")
trap 'rm -rf "$work"' EXIT
failed=0

# declared HEADER...: the functions that headers mark as exported
declared() {
	cat "$@" | tr '\n\t' '  ' | grep -o 'CERTPOLICY_API [^(;]*(' |
		grep -o 'certpolicy_[a-z0-9_]* *(' | tr -d '( ' | LC_ALL=C sort -u
}

# mapped MAP: what a version script makes global
mapped() {
	sed -n '/^global:/,/^local:/s/^	\([^;]*\);.*/\1/p' "$1" | LC_ALL=C sort -u
}

# compare NAME LIBRARY MAP HEADER...
compare() {
	name=$1 library=$2 map=$3
	shift 3
	declared "$@" >"$work/declared"
	mapped "$map" >"$work/mapped"
	if ! diff -u "$work/declared" "$work/mapped" >"$work/diff"; then
		echo "$name: headers (-) and map (+) differ:"
		sed -n '3,$p' "$work/diff"
		failed=1
	fi
	if [ ! -e "$library" ]; then
		echo "$name: $library is not there; was it built shared?"
		failed=1
		return
	fi
	nm -D --defined-only "$library" | sed 's/@.*//' |
		awk '$2 != "A" { print $3 }' | LC_ALL=C sort -u >"$work/defined"
	if ! diff -u "$work/mapped" "$work/defined" >"$work/diff"; then
		echo "$name: map (-) and library (+) differ:"
		sed -n '3,$p' "$work/diff"
		failed=1
	fi
}

if grep -n '\*;' "$srcdir"/lib/libcertpolicy.map "$srcdir"/adapters/*/*.map | grep -v '	\*;$'; then
	echo "a map names a pattern: every symbol stands for itself"
	failed=1
fi

public=$srcdir/include/certpolicy
compare libcertpolicy lib/.libs/libcertpolicy.so "$srcdir/lib/libcertpolicy.map" \
	"$public/certpolicy.h" "$public/types.h" "$public/data.h" "$public/engine.h" "$public/policy.h" \
	"$public/request.h" "$public/report.h" "$public/rules.h" "$public/forecast.h" \
	"$public/guard.h"
compare libcertpolicy-gnutls adapters/gnutls/.libs/libcertpolicy-gnutls.so \
	"$srcdir/adapters/gnutls/libcertpolicy-gnutls.map" "$public/gnutls.h"

compare libcertpolicy-curl adapters/curl/.libs/libcertpolicy-curl.so \
	"$srcdir/adapters/curl/libcertpolicy-curl.map" "$public/curl_calls.h"
if [ -e adapters/openssl/libcertpolicy-openssl.la ]; then
	compare libcertpolicy-openssl adapters/openssl/.libs/libcertpolicy-openssl.so \
		"$srcdir/adapters/openssl/libcertpolicy-openssl.map" "$public/openssl.h"
fi

# Every header stands alone, in C99 and in C++.
for header in "$srcdir"/include/certpolicy/*.h; do
	for language in 'c -std=c99' 'c++ -std=c++11'; do
		# Headers of libraries that are not here cannot be tried.
		needed=$(sed -n 's/^#include <\(curl\|openssl\)\(\/.*\)>/\1\2/p' "$header")
		[ -z "$needed" ] || echo "#include <$needed>" | ${CC:-cc} -E - >/dev/null 2>&1 || continue
		# shellcheck disable=SC2086 # two words on purpose
		if ! echo "#include <certpolicy/$(basename "$header")>" |
			${CC:-cc} -x $language -Wall -Wextra -pedantic -Werror -fsyntax-only \
				-I"$srcdir/include" -Iinclude - 2>"$work/stderr"; then
			if grep -q 'cc1plus' "$work/stderr"; then
				continue # no C++ compiler
			fi
			echo "$(basename "$header") does not stand alone ($language):"
			cat "$work/stderr"
			failed=1
		fi
	done
done
exit $failed
