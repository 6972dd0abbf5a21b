#!/bin/bash
# gnutls-serv, in TLS 1.2 and 1.3.
. "${srcdir:-.}/tests/live/real/frame.sh" || exit 99
installed gnutls-serv
certificates
serve_gnutls()
{
	keep $as_nobody gnutls-serv --port "$1" --quiet --x509certfile "$work/server/chain.pem" \
		--x509keyfile "$work/server/leaf.key" --priority "NORMAL:-VERS-ALL:+VERS-TLS$version"
}
for version in 1.2 1.3; do
	start 1 serve_gnutls
	judged "localhost:$ports"
	says out "TLS$version"
done
finish
