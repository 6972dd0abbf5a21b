#!/bin/bash
# check HOST:PORT against servers on loopback, and everything that can be wrong on the way there.
. "${srcdir:-.}/tests/scripts/frame.sh" || exit 99
need openssl python3
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout self.key -out self.pem -days 60 \
	-subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
	-addext basicConstraints=critical,CA:FALSE -addext keyUsage=critical,digitalSignature >tool.log 2>&1 ||
	{ cat tool.log; exit 99; }
cat >listen.py <<'EOF'
"""Free ports of loopback, and servers that speak no TLS: listen.py free | echo | silent."""
import socket, sys
listener = socket.socket()
listener.bind(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
if sys.argv[1] != "free":
    listener.listen()
    while True:
        peer, _ = listener.accept()
        if sys.argv[1] == "echo":
            peer.sendall(b"220 mail.example ESMTP at your service\r\n")
            peer.close()
EOF
free_port() { python3 listen.py free; }
# start_plain KIND: a server without TLS; its port in $port.
start_plain()
{
	python3 listen.py "$1" >port.$1 2>/dev/null &
	servers="$servers $!"
	wait_for test -s "port.$1"
	port=$(cat "port.$1")
}
wait_for()
{
	local tries=0
	until "$@" 2>/dev/null; do
		tries=$((tries + 1))
		[ $tries -lt 100 ] || { echo "no server after 10 seconds"; exit 99; }
		sleep 0.1
	done
}
listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1"); }
# start_openssl OPTION…: a TLS server; its port in $port.
start_openssl()
{
	port=$(free_port)
	openssl s_server -accept "127.0.0.1:$port" -key self.key -cert self.pem -quiet "$@" </dev/null >server.log 2>&1 &
	servers="$servers $!"
	wait_for listening "$port"
}

start_openssl

run 1 check "localhost:$port" --policy dev-allow
says out 'identity.self-signed' 'Your connection is not private' '^  session      TLS1.3, TLS_.*post-quantum'
run 2 check "localhost:$port" --policy internal-pinned && says out 'identity.self-signed'
run 2 check "localhost:$port" --policy public-strict && says out 'identity.self-signed'
run 2 check "localhost:$port" && says out 'public-strict'
run 1 check "https://localhost:$port/some/page?x=1" --policy dev-allow
run 1 check "127.0.0.1:$port" --policy dev-allow
run 0 check "localhost:$port" --policy dev-allow --anchors self.pem
run 2 check "localhost:$port" --policy dev-allow --peer google.com
run 0 describe "localhost:$port" && says out 'self-signed'
run 1 check "localhost:$port" --policy dev-allow --format json
says_nothing err
python3 - <<'EOF' || fail "what a connection tells"
import json
report = json.load(open("out"))
assert report["zone"] == "development" and "localhost" in json.dumps(report["peer"]), report
assert len(report["certificates"]) == 1 and report["classification"]["encryption"]["enabled"] is True, report
session = report["session"]
assert session["protocol"] == "TLS1.3" and session["post_quantum"] in (True, False) and not session["resumed"], session
EOF

# A pinned service: the command that the remedy would give.
pin=$(openssl x509 -in self.pem -noout -pubkey | openssl pkey -pubin -outform DER | openssl dgst -sha256 -binary | openssl base64)
cat >pins.yaml <<EOF
version: 1
policies:
  pinned:
    extends: internal-pinned
    pins: [{spki: sha256/$pin, peer: localhost}]
EOF
run 0 check "localhost:$port" --policy-file pins.yaml --policy pinned --anchors self.pem

# The name is sent, addresses are not.
cat >names.py <<'EOF'
import socket, ssl, sys
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("self.pem", "self.key")
context.sni_callback = lambda sock, name, _: open("names", "a").write(f"{name}\n") and None
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
while True:
    peer, _ = listener.accept()
    try:
        context.wrap_socket(peer, server_side=True).recv(1)
    except OSError:
        pass
EOF
python3 names.py >port.names 2>/dev/null &
servers="$servers $!"
wait_for test -s port.names
port=$(cat port.names)
run 1 check "localhost:$port" --policy dev-allow
run 1 check "127.0.0.1:$port" --policy dev-allow
"$certpolicy" check "127.0.0.1:$port" --peer pay.corp.example --policy dev-allow >out 2>err
[ "$(tr '\n' ' ' <names)" = "localhost None pay.corp.example " ] || fail "names sent: $(tr '\n' ' ' <names)"

# Old and weak servers are seen and judged.
start_openssl -tls1 -cipher ALL:@SECLEVEL=0
run 2 check "localhost:$port" --policy public-strict --format json
says out 'session.legacy-protocol|identity.self-signed'
# A server that wants a certificate of ours shows its own all the same.
start_openssl -Verify 1 -tls1_2
"$certpolicy" check "localhost:$port" --policy dev-allow >out 2>err
[ $? -eq 1 ] || fail "a server that wants a client certificate"
says out 'identity.self-signed'

# One that TLS 1.3 is too much for: its key is too short for the signatures of TLS 1.3.
if openssl req -x509 -newkey rsa:512 -nodes -keyout short.key -out short.pem -days 60 -subj /CN=localhost \
	-addext subjectAltName=DNS:localhost -sha1 >tool.log 2>&1; then
	port=$(free_port)
	openssl s_server -accept "127.0.0.1:$port" -key short.key -cert short.pem -quiet -cipher ALL:@SECLEVEL=0 \
		</dev/null >server.log 2>&1 &
	servers="$servers $!"
	wait_for listening "$port"
	run 2 check "localhost:$port" --policy internal-pinned && says out 'crypto.weak-key'
fi
# A certificate without proof of its key is shown by describe and never accepted by check.
cat >impostor.py <<'EOF'
"""Sends a ServerHello of TLS 1.2 and somebody's certificate, then breaks off."""
import socket, ssl, struct
def message(kind, body):
    return bytes([kind]) + struct.pack(">I", len(body))[1:] + body
def record(body):
    return b"\x16\x03\x03" + struct.pack(">H", len(body)) + body
der = ssl.PEM_cert_to_DER_cert(open("self.pem").read())
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
while True:
    peer, _ = listener.accept()
    if not peer.recv(16384):
        continue
    hello = b"\x03\x03" + bytes(32) + b"\x00" + b"\xc0\x2b" + b"\x00" + b"\x00\x05\xff\x01\x00\x01\x00"
    entry = struct.pack(">I", len(der))[1:] + der
    chain = struct.pack(">I", len(entry))[1:] + entry
    peer.sendall(record(message(2, hello)) + record(message(11, chain)))
    peer.sendall(b"\x15\x03\x03\x00\x02\x02\x28")
    peer.close()
EOF
python3 impostor.py >port.impostor 2>/dev/null &
servers="$servers $!"
wait_for test -s port.impostor
port=$(cat port.impostor)
run 3 check "localhost:$port" --policy dev-allow --anchors self.pem && says err 'proved' && says_nothing out
run 0 describe "localhost:$port" && says out 'CN=localhost' && says err 'failed after the certificate came'

# A certificate that demands a staple, from a server that sends one and from one that does not.
must()
{
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 60 \
		-subj "/CN=Stapling CA" -addext keyUsage=critical,keyCertSign
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout must.key -out must.csr -subj /CN=localhost
	printf '%s\n' subjectAltName=DNS:localhost basicConstraints=critical,CA:FALSE \
		keyUsage=critical,digitalSignature extendedKeyUsage=serverAuth tlsfeature=status_request >must.ext
	openssl x509 -req -in must.csr -CA ca.pem -CAkey ca.key -set_serial 5 -days 60 -extfile must.ext -out must.pem
	printf 'V\t491231235959Z\t\t05\tunknown\t/CN=localhost\n' >index.txt
	openssl ocsp -index index.txt -CA ca.pem -issuer ca.pem -cert must.pem -rsigner ca.pem -rkey ca.key \
		-ndays 7 -respout must.ocsp -noverify
}
must >tool.log 2>&1 || { cat tool.log; exit 99; }
for version in -tls1_2 -tls1_3; do
	start_openssl -cert must.pem -key must.key $version
	run 1 check "localhost:$port" --policy dev-allow --anchors ca.pem && says out 'revocation.staple-required'
	start_openssl -cert must.pem -key must.key $version -status_file must.ocsp
	run 0 check "localhost:$port" --policy dev-allow --anchors ca.pem --format json &&
		says out '"status":"good","source":"ocsp"'
done

# Everything that can be wrong on the way: exit code 3, and a word for it.
# broken CODE PATTERN WORD…
broken()
{
	local code=$1 pattern=$2
	shift 2
	run 3 check "$@" && says err "$pattern" && says_nothing out
	run 3 check "$@" --format json
	CODE=$code python3 -c 'import json, os; e = json.load(open("out")); assert e["verdict"] == "error" and e["error"]["code"] == os.environ["CODE"], e' ||
		fail "check $* --format json"
}
broken connect.refused 'refused' "127.0.0.1:$(free_port)"
broken connect.resolve 'cannot resolve no-such-host.invalid' no-such-host.invalid:443
broken connect.resolve 'no such file' missing.pem
start_plain echo
broken connect.no-tls 'does not speak TLS' "127.0.0.1:$port"
start_plain silent
broken connect.timeout 'within 1 second' "127.0.0.1:$port" --timeout 1
finish
