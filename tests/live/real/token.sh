#!/bin/bash
# A client's certificate with its key in a token of SoftHSM, shown to openssl s_server, which demands one.
. "${srcdir:-.}/tests/live/real/frame.sh" || exit 99
installed softhsm2-util p11tool
certificates
mkdir tokens
printf 'directories.tokendir = %s/tokens\nobjectstore.backend = file\n' "$work" >softhsm2.conf
export SOFTHSM2_CONF=$work/softhsm2.conf
openssl pkcs8 -topk8 -nocrypt -in client.key -out client.p8
{
	softhsm2-util --init-token --free --label client --pin 1234 --so-pin 1234 &&
		softhsm2-util --import client.p8 --token client --label key --id 01 --pin 1234 &&
		p11tool --batch --login --set-pin=1234 --write --load-certificate client.pem --label cert --id 01 pkcs11:token=client
} >tool.log 2>&1 || { cat tool.log; exit 99; }
rm client.key client.p8
echo 1234 >pin
serve_openssl()
{
	keep $as_nobody openssl s_server -accept "127.0.0.1:$1" -cert "$work/server/leaf.pem" -key "$work/server/leaf.key" \
		-cert_chain "$work/server/ca.pem" -CAfile "$work/server/ca.pem" -Verify 1 -verify_return_error \
		-naccept 20 -quiet "-tls$version"
}
# accepted: what the server says of the last client.
accepted() { grep -q 'CN = client of the tests' server.log; }
for version in 1_2 1_3; do
	start 1 serve_openssl
	run 0 check "localhost:$ports" --anchors ca.pem --policy-file own.yaml --policy own
	accepted && fail "the server saw a client's certificate that nobody sent"
	judged "localhost:$ports" --cert 'pkcs11:token=client;object=cert' --key 'pkcs11:token=client;object=key' --pin-file pin
	accepted || { fail "the server saw no client's certificate"; cat server.log; }
done
finish
