#!/bin/bash
# OpenSSL programs under a policy: the matrix of live sessions, what else programs do, servers; then the
# example against a server of OpenSSL's own.
. "${srcdir:-.}/tests/scripts/frame.sh" || exit 99
need openssl
mkdir certificates
"$top_srcdir/tests/live/certificates" certificates >tool.log 2>&1 || { cat tool.log; exit 99; }
for program in openssl_matrix openssl_cases openssl_server; do
	"$top_builddir/tests/live/$program" certificates >out 2>&1 || { cat out; fail "$program"; }
done

# The example, which is any client but for one line; CERTPOLICY_PREFIX: the one compiled against what is
# installed.
example=$top_builddir/doc/examples/openssl-client
exec 8< <(exec openssl s_server -accept 127.0.0.1:0 -cert certificates/leaf.pem -key certificates/leaf.key -www 2>&1)
servers="$servers $!"
port=
while [ -z "$port" ] && read -r line <&8; do
	port=$(expr "$line" : 'ACCEPT 127.0.0.1:\([0-9]*\)')
done
try_example()
{
	local wanted=$1 policy=$2 got
	"$example" localhost "$port" certificates/ca.pem "$policy" >out 2>err
	got=$?
	[ $got -eq "$wanted" ] || { fail "the example under $policy exits with $got"; cat out err; }
}
try_example 0 dev-allow && says out '^HTTP/1.0 200' 'allow: localhost under dev-allow'
try_example 2 public-strict && says err 'certificate verify failed.*certpolicy: public-strict: ' &&
	says out 'deny: localhost under public-strict'
finish
