#!/bin/bash
# The handshake: names that are asked for, certificates of clients, timestamps and staples, and hostile servers.
. "${srcdir:-.}/tests/live/frame.sh" || exit 99
self_signed
# make_client NAME: NAME.pem and NAME.key.
make_client()
{
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -out "$1.pem" -days 60 \
		-subj "/CN=$1" >tool.log 2>&1 || { cat tool.log; exit 99; }
}
make_client one
make_client token
cat one.pem token.pem >clients.pem
serve tls.py self.pem self.key clients.pem
by() { run "$1" check --policy dev-allow --anchors self.pem --peer localhost "${@:2}"; }
# The last line that a server noted of this kind; it notes them in its own time.
seen()
{
	local tries=0
	until [ "$(grep "^$1 " seen 2>/dev/null | tail -n 1)" = "$*" ]; do
		tries=$((tries + 1))
		[ $tries -lt 50 ] || { fail "no \"$*\" but: $(tail -n 3 seen)"; return; }
		sleep 0.1
	done
}

for version in TLSv1_2 TLSv1_3; do
	plain=localhost:$(port plain $version) client=localhost:$(port client $version)
	# The session is what the server can do, not what our hello leaves out.
	by 0 "$plain" --format json
	[ $version = TLSv1_3 ] || says out '"extended_master_secret":true'
	# Nothing is ever sent over the connection.
	: >seen
	by 0 "$plain"
	seen name localhost
	seen data 0
	by 0 "$plain" --sni other.test
	seen name other.test
	by 0 "$plain" --sni host.test.
	seen name host.test
	by 0 "$plain" --sni none
	seen name None
	run 0 check "$plain" --policy dev-allow --anchors self.pem --peer localhost --peer 127.0.0.1 --sni "münchen.test"
	seen name xn--mnchen-3ya.test
	run 64 check "$plain" --sni 127.0.0.1 && says err 'addresses are never sent'
	# XMPP sends the name within its own words, where it must stay one.
	for name in "a'/><b c='" "a&b" 'a b' $'a\r\nQUIT'; do
		run 64 check "$plain" --starttls xmpp --sni "$name" && says err 'no name of a host'
	done

	# A server that insists on a certificate of ours shows its own all the same, and takes ours when we have one.
	by 0 "$client"
	: >seen
	by 0 "$client" --cert one.pem --key one.key
	seen client one
done

# Forms of a client's certificate.
openssl pkcs12 -export -in one.pem -inkey one.key -passout pass:secret -out one.p12 >tool.log 2>&1 || fail "$(cat tool.log)"
openssl pkcs8 -topk8 -in one.key -passout pass:secret -out locked.key >tool.log 2>&1 || fail "$(cat tool.log)"
openssl x509 -in one.pem -outform DER -out one.der && openssl pkey -in one.key -outform DER -out one.key.der
cat one.pem one.key >both.pem
echo secret >password
client=localhost:$(port client TLSv1_3)
for words in "--cert both.pem" "--cert one.der --key one.key.der" "--cert one.p12 --password-file password" \
	"--cert one.pem --key locked.key --password-file password"; do
	: >seen
	by 0 "$client" $words
	seen client one
done
run 3 check "$client" --cert missing.pem --key one.key && says err 'cannot use --cert missing.pem'
run 3 check "$client" --cert one.pem --key token.key && says err 'cannot use --cert'
setsid "$certpolicy" check "$client" --cert one.pem --key locked.key </dev/null >out 2>err
[ $? -eq 3 ] && says err 'cannot use --cert' || fail "a locked key without its password"
run 64 check "$client" --key one.key && says err -- '--cert'

# Keys of a token.
if command -v softhsm2-util >/dev/null && command -v p11tool >/dev/null; then
	mkdir tokens
	printf 'directories.tokendir = %s/tokens\nobjectstore.backend = file\n' "$work" >softhsm2.conf
	export SOFTHSM2_CONF=$work/softhsm2.conf
	# The token is software on libcrypto, which the process may end before it has released all.
	echo leak:libcrypto.so >leaks
	export LSAN_OPTIONS=suppressions=$work/leaks:print_suppressions=0
	openssl pkcs8 -topk8 -nocrypt -in token.key -out token.p8
	if softhsm2-util --init-token --free --label cplive --pin 1234 --so-pin 1234 >tool.log 2>&1 &&
		softhsm2-util --import token.p8 --token cplive --label key --id 01 --pin 1234 >>tool.log 2>&1 &&
		p11tool --batch --login --set-pin=1234 --write --load-certificate token.pem --label cert --id 01 \
			'pkcs11:token=cplive' >>tool.log 2>&1; then
		echo 1234 >pin
		echo 9999 >wrong
		: >seen
		by 0 "$client" --cert 'pkcs11:token=cplive;object=cert' --key 'pkcs11:token=cplive;object=key' --pin-file pin
		seen client token
		: >seen
		by 0 "$client" --cert token.pem --key 'pkcs11:token=cplive;object=key;type=private' --pin-file pin
		seen client token
		run 3 check "$client" --cert token.pem --key 'pkcs11:token=cplive;object=key;type=private' --pin-file wrong
		says err 'cannot use --cert'
		setsid "$certpolicy" check "$client" --cert token.pem --key 'pkcs11:token=cplive;object=key' </dev/null >out 2>err
		[ $? -eq 3 ] || fail "a token without a PIN"
		# One wrong PIN is one wrong PIN: the token is not locked.
		: >seen
		by 0 "$client" --cert token.pem --key 'pkcs11:token=cplive;object=key;type=private' --pin-file pin
		seen client token
	else
		fail "a token: $(cat tool.log)"
	fi
	unset SOFTHSM2_CONF LSAN_OPTIONS
else
	echo "no softhsm2-util or p11tool: keys of tokens are not tried"
fi

# Timestamps of the TLS extension, in both versions. start_openssl OPTION…: its port in $port.
start_openssl()
{
	local tries=0
	rm -f s_server.log # its port would be taken for the new one's
	openssl s_server -accept 127.0.0.1:0 -key self.key -cert self.pem -www "$@" </dev/null >s_server.log 2>&1 &
	servers="$servers $!"
	until port=$(sed -n 's/^ACCEPT 127.0.0.1:\([0-9]*\)$/\1/p' s_server.log) && [ -n "$port" ]; do
		tries=$((tries + 1))
		[ $tries -lt 100 ] || { echo "no server after 10 seconds"; cat s_server.log; exit 99; }
		sleep 0.1
	done
}
python3 - <<'EOT'
import base64, struct
sct = (b"\0" + bytes(range(32)) + struct.pack(">Q", 1700000000000) + b"\0\0\4\3" + struct.pack(">H", 8)
       + bytes.fromhex("3006020101020101"))
body = struct.pack(">H", len(sct)) + sct
body = struct.pack(">H", len(body)) + body
info = struct.pack(">IHH", 0x80 | 0x100 | 0x1000, 18, len(body)) + body
open("sct.pem", "w").write("-----BEGIN SERVERINFOV2 FOR SCT-----\n" + base64.encodebytes(info).decode()
                           + "-----END SERVERINFOV2 FOR SCT-----\n")
EOT
for version in -tls1_2 -tls1_3; do
	start_openssl $version -serverinfo sct.pem
	run 2 check "localhost:$port" --public-anchors self.pem --format json
	says out '"log_id":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=".*"source":"tls"' "\"protocol\":\"TLS1.${version#-tls1_}\""
done
# Every certificate of TLS 1.3 may have its staple. start_gnutls OPTION…: its port in $port.
start_gnutls()
{
	local try
	for try in 1 2 3 4 5; do
		port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
		gnutls-serv --port "$port" --x509certfile chain.pem --x509keyfile leaf.key --ignore-ocsp-response-errors \
			--quiet "$@" </dev/null >serv.log 2>&1 &
		servers="$servers $!"
		for _ in $(seq 50); do
			(exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && return
			kill -0 $! 2>/dev/null || break
			sleep 0.1
		done
	done
	echo "no gnutls-serv: $(cat serv.log)"
	exit 99
}
# stapled CERTIFICATE RESPONSE VERSION: that certificate of the chain is known to be good, and only that.
stapled()
{
	start_gnutls --ocsp-response "$2" --priority "NORMAL:-VERS-ALL:+VERS-TLS$3"
	run 0 check "localhost:$port" --policy dev-allow --anchors root.pem --format json
	INDEX=$1 python3 -c 'import json, os
rows = json.load(open("out"))["revocation"]
assert [row["certificate"] for row in rows if row["status"] == "good" and row["source"] == "ocsp"] == [int(os.environ["INDEX"])], rows' ||
		fail "a staple of certificate $1 in TLS $3"
}
if command -v gnutls-serv >/dev/null && python3 -c 'import cryptography' 2>/dev/null; then
	python3 "$live/staples.py" 2>tool.log || fail "staples.py: $(cat tool.log)"
	stapled 0 leaf.ocsp 1.2
	stapled 0 leaf.ocsp 1.3
	stapled 1 middle.ocsp 1.3
fi

# Hostile servers. What is not proved is never judged; what is shown is escaped; nothing takes longer than it may.
broken connect.too-much 'sent more than the TLS handshake can be' "localhost:$(port raw huge-chain)"
broken connect.unproved 'before the server proved' "localhost:$(port raw long-chain)"
run 0 describe "localhost:$(port raw long-chain)" && says err 'before the server proved'
"$certpolicy" describe "localhost:$(port raw empty-certificates)" >out 2>err
[ $? -eq 3 ] || fail "a chain of nothing"
broken connect.handshake 'failed before a certificate came' "localhost:$(port raw cut-chain)"
broken connect.handshake 'Handshake failed' "localhost:$(port raw alert)"
broken connect.handshake 'name' "localhost:$(port raw unrecognized-name)"
broken connect.handshake 'failed before' "localhost:$(port raw garbage-after-hello)"
broken connect.closed 'hung up during the TLS handshake' "localhost:$(port raw hangup)" && says err '--starttls PROTOCOL'
begun=$(now)
broken 'connect.timeout' 'the TLS handshake did not end within 1 second$' "localhost:$(port raw dribble)" --handshake-timeout 1
[ $(($(now) - begun)) -lt 5000 ] || fail "a server that dribbles took $(($(now) - begun)) ms"
finish
