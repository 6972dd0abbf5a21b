#!/bin/bash
# curl programs under a policy, on libcurl of each flavour that is here.
. "${srcdir:-.}/tests/scripts/frame.sh" || exit 99
need openssl
unset https_proxy HTTPS_PROXY all_proxy ALL_PROXY
mkdir certificates
"$top_srcdir/tests/live/certificates" certificates >tool.log 2>&1 || { cat tool.log; exit 99; }
for flavour in openssl gnutls; do
	program=$top_builddir/tests/live/curl_$flavour
	[ -x "$program" ] || { echo "there is no libcurl on $flavour here"; continue; }
	"$program" certificates >out 2>&1 || { cat out; fail "curl on $flavour"; }
	cat out
done
finish
