#!/bin/bash
# openssl s_server: in TLS 1.2 and 1.3, and asking for a client's certificate, whose key a token of SoftHSM keeps.
. "${srcdir:-.}/tests/live/real/frame.sh" || exit 99
installed openssl
certificates
serve_openssl()
{
	# shellcheck disable=SC2086 # several words on purpose
	keep $as_nobody openssl s_server -accept "127.0.0.1:$1" -cert "$work/server/leaf.pem" -key "$work/server/leaf.key" \
		-cert_chain "$work/server/ca.pem" -CAfile "$work/server/ca.pem" -www -verify_return_error $options
}
for version in 1_2 1_3; do
	options=-tls$version
	start 1 serve_openssl
	judged "localhost:$ports"
	says out "TLS${version/_/.}"
done
# A key that signs although its certificate says otherwise is seen to the end, and judged.
cat >agree.ext <<EOT
subjectAltName=DNS:localhost
basicConstraints=critical,CA:FALSE
keyUsage=critical,keyAgreement
extendedKeyUsage=serverAuth
EOT
openssl x509 -req -in leaf.csr -CA ca.pem -CAkey ca.key -set_serial 9 -days 60 -extfile agree.ext -out server/leaf.pem >tool.log 2>&1 ||
	fail "$(cat tool.log)"
owned server
start 1 serve_openssl
run 2 check "localhost:$ports" --anchors ca.pem --policy-file own.yaml --policy own && says out 'usage.key-usage'
finish
