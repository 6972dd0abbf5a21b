#!/bin/bash
# haproxy, with a certificate that demands an OCSP staple (RFC 7633), and with the staple or without it.
. "${srcdir:-.}/tests/live/real/frame.sh" || exit 99
installed haproxy
certificates
mkdir server/with server/without
cat must.pem ca.pem must.key >server/without/must.pem
cp server/without/must.pem server/with/must.pem
cp must.ocsp server/with/must.pem.ocsp
cp ca.pem server/with/must.pem.issuer
owned server
serve_haproxy()
{
	cat >server/haproxy.cfg <<-EOT
		global
			log stderr format raw daemon err
		defaults
			mode http
			timeout client 10s
			timeout server 10s
			timeout connect 10s
		frontend stapled
			bind 127.0.0.1:$1 ssl crt $work/server/with/must.pem
		frontend bare
			bind 127.0.0.1:$2 ssl crt $work/server/without/must.pem
		frontend plain
			bind 127.0.0.1:$3 ssl crt $work/server/both.pem
	EOT
	keep $as_nobody haproxy -db -f "$work/server/haproxy.cfg"
}
start 3 serve_haproxy
set -- $ports
judged "localhost:$3"
judged "localhost:$1"
run 0 check "localhost:$1" --anchors ca.pem --policy-file own.yaml --policy own --format json
says out '"status":"good","source":"ocsp"'
run 2 check "localhost:$2" --anchors ca.pem --policy-file own.yaml --policy own && says out 'revocation.staple-required'
finish
