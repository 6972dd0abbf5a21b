#!/bin/bash
# check and describe on files: exit codes, formats, peers, what is no certificate.
. "${srcdir:-.}/tests/scripts/frame.sh" || exit 99
need openssl python3
quiet() { "$@" >tool.log 2>&1 || { cat tool.log; echo "cannot make test certificates"; exit 99; }; }

quiet openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout self.key -out self.pem \
	-days 60 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
	-addext basicConstraints=critical,CA:FALSE -addext keyUsage=critical,digitalSignature
quiet openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem \
	-days 60 -subj "/CN=Test CA" -addext keyUsage=critical,keyCertSign
quiet openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout service.key -out service.pem \
	-days 60 -subj /CN=example.org -addext 'subjectAltName=otherName:1.3.6.1.5.5.7.8.7;IA5:_Imaps.example.org' \
	-addext basicConstraints=critical,CA:FALSE -addext keyUsage=critical,digitalSignature
quiet openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout leaf.key -out leaf.csr \
	-subj /CN=pay.corp.internal
cat >leaf.ext <<'EOF'
subjectAltName=DNS:pay.corp.internal
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=serverAuth
EOF
quiet openssl x509 -req -in leaf.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 60 -extfile leaf.ext \
	-out leaf.pem
quiet openssl x509 -in leaf.pem -outform DER -out leaf.der
quiet openssl crl2pkcs7 -nocrl -certfile leaf.pem -out leaf.p7b
quiet openssl pkcs12 -export -in leaf.pem -inkey leaf.key -passout pass:geheim -out leaf.p12
openssl base64 -in leaf.der -out leaf.b64
echo geheim >password
ca="--anchors ca.pem"

# verdict CODE PRIMARY-OR-DASH WORD…
verdict()
{
	local code=$1 primary=$2
	shift 2
	run "$code" check "$@" --format json || return
	says_nothing err
	python3 - "$code" "$primary" <<'EOF' || fail "check $*: see $primary"
import json, sys
lines = open("out").read().splitlines()
assert len(lines) == 1, lines
report = json.loads(lines[0])
assert report["schema"] == "certpolicy.report/1"
assert report["verdict"] == ["allow", "warn", "deny"][int(sys.argv[1])], report["verdict"]
assert sys.argv[2] in ("-", report.get("primary")), report.get("primary")
EOF
}
verdict 1 identity.self-signed self.pem --peer localhost --policy dev-allow $ca
verdict 2 identity.self-signed self.pem --peer google.com --policy dev-allow $ca
verdict 2 - self.pem --peer localhost --policy public-strict $ca
verdict 2 identity.peer-missing self.pem --policy internal-pinned --anchors self.pem
verdict 0 - leaf.pem --peer pay.corp.internal --policy dev-allow $ca
verdict 0 - leaf.pem --insecure-no-peer --policy pkix $ca
verdict 2 identity.name-mismatch leaf.pem --peer pay.example.org --policy pkix $ca
verdict 2 validity.not-yet-valid leaf.pem --peer pay.corp.internal --policy pkix --at 2020-01-01 $ca
verdict 2 validity.expired leaf.pem --peer pay.corp.internal --policy pkix --at 2099-01-01T00:00:00+02:00 $ca
verdict 0 - service.pem --peer _imaps.example.org --policy pkix --anchors service.pem
verdict 2 identity.name-mismatch service.pem --peer _imap.example.org --policy pkix --anchors service.pem
verdict 2 identity.name-mismatch service.pem --peer example.org --policy pkix --anchors service.pem
run 0 describe service.pem --anchors service.pem && says out 'SRV:_Imaps.example.org'
run 64 check service.pem --peer _imaps --anchors service.pem && says err 'no service name'
for form in der p7b b64; do verdict 0 - leaf.$form --peer pay.corp.internal --policy pkix $ca; done
verdict 0 - leaf.p12 --password-file password --peer pay.corp.internal --policy pkix $ca
CERTPOLICY_POLICY=pkix verdict 0 - leaf.pem --peer pay.corp.internal $ca
CERTPOLICY_POLICY=public-strict verdict 0 - leaf.pem --peer pay.corp.internal --policy pkix $ca

# Lists that a policy brings, or the floor.
quiet openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout lists.key -out lists.pem \
	-days 60 -subj "/CN=Listing CA" -addext keyUsage=critical,keyCertSign,cRLSign
quiet openssl x509 -req -in leaf.csr -CA lists.pem -CAkey lists.key -set_serial 5 -days 60 -extfile leaf.ext \
	-out listed.pem
cat >ca.cnf <<'EOF'
[ca]
default_ca = lists
[lists]
database = index.txt
crlnumber = number
default_md = sha256
default_crl_days = 30
crl_extensions = extensions
[extensions]
authorityKeyIdentifier = keyid
EOF
: >index.txt
echo 01 >number
quiet openssl ca -config ca.cnf -cert lists.pem -keyfile lists.key -revoke listed.pem
mkdir lists
quiet openssl ca -config ca.cnf -cert lists.pem -keyfile lists.key -gencrl -out lists/ca.crl
cat >brings.yaml <<'EOF'
version: 1
policies:
  brings: {extends: pkix, crls: [{file: lists}]}
EOF
{ cat brings.yaml; echo 'floor: {internal: brings}'; } >floor.yaml
listed="listed.pem --peer pay.corp.internal --anchors lists.pem"
verdict 0 - $listed --policy pkix
verdict 0 - $listed --policy-file brings.yaml --policy pkix
verdict 2 revocation.revoked $listed --policy pkix --crl lists
verdict 2 revocation.revoked $listed --policy-file brings.yaml --policy brings
verdict 2 revocation.revoked $listed --policy-file floor.yaml --policy pkix && says out '"policy:lists"'
# The same list with its index; half of it is no shorter list.
if command -v python3 >/dev/null; then
	openssl crl -in lists/ca.crl -outform DER -out ca.der
	python3 "$top_srcdir/fuzz/seeds/make_crl_file" ca.der >ca.index
	verdict 2 revocation.revoked $listed --policy pkix --crl ca.index
	head -c $(($(wc -c <ca.index) / 2)) ca.index >lists/half.index
	run 3 check $listed --policy pkix --crl lists/half.index && says err 'half.index is damaged'
	run 3 check $listed --policy pkix --crl lists && says err 'half.index is damaged'
fi

# OCSP responses beside a file, as a responder makes them.
quiet openssl ocsp -index index.txt -CA lists.pem -issuer lists.pem -cert listed.pem -rsigner lists.pem \
	-rkey lists.key -ndays 7 -respout listed.ocsp -noverify
verdict 2 revocation.revoked $listed --policy pkix --ocsp listed.ocsp
verdict 2 revocation.revoked $listed --policy pkix --ocsp-staple listed.ocsp && says out '"source":"ocsp"'
echo none >none.ocsp
verdict 0 - $listed --policy pkix --ocsp-staple none.ocsp && says out 'OCSP response cannot be read'
: >nothing.ocsp
run 3 check $listed --ocsp nothing.ocsp && says err 'nothing.ocsp is empty'
run 3 check $listed --ocsp-staple no-such.ocsp && says err 'no-such.ocsp'
sed 's/^R\(\t[^\t]*\t\)[^\t]*/V\1/' index.txt >good.txt
echo 'tlsfeature=status_request' | cat leaf.ext - >must.ext
quiet openssl x509 -req -in leaf.csr -CA lists.pem -CAkey lists.key -set_serial 5 -days 60 -extfile must.ext \
	-out must.pem
quiet openssl ocsp -index good.txt -CA lists.pem -issuer lists.pem -cert must.pem -rsigner lists.pem \
	-rkey lists.key -ndays 7 -respout must.ocsp -noverify
must="must.pem --peer pay.corp.internal --policy webpki --anchors lists.pem"
run 2 check $must && says out 'revocation.staple-required'
run 2 check $must --ocsp must.ocsp && says out 'revocation.staple-required'
run 2 check $must --ocsp-staple listed.ocsp --ocsp-staple must.ocsp && says out 'revocation.revoked'
run 0 check $must --ocsp-staple must.ocsp
run 64 check localhost:1 --ocsp-staple must.ocsp && says err 'a host staples itself'

run 0 check --fail-on deny self.pem --peer localhost --policy dev-allow $ca
run 1 check --fail-on warn self.pem --peer localhost --policy dev-allow $ca
says out 'WARN|warn' 'identity.self-signed'
# Commands stay on one line, to be copied.
if grep -Ev '^ {17}' out | grep -q '.\{81\}'; then fail "the report is wider than 80 columns"; fi
if grep -q "$(printf '\033')" out; then fail "colours into a file"; fi
CLICOLOR_FORCE=1 run 1 check self.pem --peer localhost --policy dev-allow $ca
grep -q "$(printf '\033')" out || fail "CLICOLOR_FORCE has no effect"
CLICOLOR_FORCE=1 NO_COLOR=1 run 1 check self.pem --peer localhost --policy dev-allow $ca
if grep -q "$(printf '\033')" out; then fail "NO_COLOR has no effect"; fi
"$certpolicy" check --peer pay.corp.internal --policy pkix $ca <leaf.pem >out 2>err || fail "check from standard input"
"$certpolicy" check - --peer pay.corp.internal --policy pkix $ca <leaf.pem >out 2>err || fail "check -"

# A file of certificates that says peer and nothing else reminds of --peer.
run 2 check leaf.pem --policy public-strict $ca && says out 'peer-missing' '--peer'

run 0 describe self.pem $ca && says out 'self-signed'
run 0 describe leaf.pem --format json $ca
python3 -c 'import json; r = json.load(open("out")); assert r.get("verdict") is None; assert r["classification"]["kind"] == "private-ca", r' ||
	fail "describe --format json"

# How the path was found, and only when asked.
run 0 check leaf.pem --peer pay.corp.internal --policy pkix $ca
if grep -q 'how paths were sought' out; then fail "the search is told unasked"; fi
run 0 check leaf.pem --peer pay.corp.internal --policy pkix $ca --explain-path
says out 'how paths were sought' 'anchor CN=Test CA .*: a path' 'path 1: allow, told above'
if grep -Ev '^ {17}' out | grep -q '.\{81\}'; then fail "the search is wider than 80 columns"; fi
run 2 check leaf.pem --peer pay.corp.internal --policy pkix --anchors self.pem --explain-path
says out 'nobody at hand bears the name of its issuer' 'no path 1: deny, told above'
run 0 describe leaf.pem $ca --at 2020-01-01 --explain-path --format json
python3 - <<'EOS' || fail "describe --explain-path --format json"
import json
report = json.load(open("out"))
search = report["search"]
assert [step["outcome"] for step in search["steps"]][0] == "path", search
(path,) = search["paths"]
assert path["reported"] and path["end"] == "anchored" and "verdict" not in path, path
assert {"validity.not-yet-valid"} <= {finding["code"] for finding in path["findings"]}, path
assert ["sha256:" + search["certificates"][i]["sha256"].removeprefix("sha256:") for i in path["certificates"]] == report["path"]
EOS

# Nothing that is no certificate is allowed, and each answer says why.
run 3 check no-such.pem/x && says err 'no-such.pem/x'
: >empty.pem
run 3 check empty.pem --peer a.example $ca && says err 'empty.pem|nothing|no certificate'
echo hello >hello.pem
run 3 check hello.pem --peer a.example $ca && says_nothing out
run 3 check hello.pem --peer a.example $ca --format json
python3 -c 'import json; e = json.load(open("out")); assert e["verdict"] == "error" and "." in e["error"]["code"], e' ||
	fail "check hello.pem --format json"
head -c 300 leaf.der >cut.der
run 2 check cut.der --peer pay.corp.internal --policy dev-allow $ca && says out 'encoding.malformed'
run 3 describe cut.der $ca && says out 'unreadable'
run 3 check . && says err '\.'
run 3 check leaf.p12 --peer pay.corp.internal --policy pkix $ca </dev/null
says err '--password-file'
echo falsch >wrong
run 3 check leaf.p12 --password-file wrong --peer pay.corp.internal --policy pkix $ca
run 3 check leaf.pem --anchors no-such.pem && says err 'no-such.pem'
run 3 check leaf.pem $ca --policy-file no-such.yaml && says err 'no-such.yaml'
run 3 check leaf.pem $ca --crl no-such.crl && says err 'no-such.crl'
run 3 check leaf.pem $ca --denylist no-such.txt && says err 'no-such.txt'
run 3 check leaf.pem $ca --weak-keys no-such.txt && says err 'no-such.txt'

# Keys on published lists, the lists made here and as the tools that read them say.
peer="--peer pay.corp.internal --policy dev-allow"
openssl x509 -in leaf.pem -noout -pubkey | openssl pkey -pubin -outform DER | sha256sum | cut -c1-64 >spki.list
openssl req -x509 -newkey rsa:2048 -nodes -keyout rsa.key -out rsa.pem -days 30 -subj /CN=localhost \
	-addext subjectAltName=DNS:localhost 2>/dev/null
openssl x509 -in rsa.pem -noout -modulus | sha1sum | cut -c21-40 >modulus.list
verdict 2 crypto.compromised-key leaf.pem $peer --weak-keys spki.list $ca
verdict 2 crypto.compromised-key rsa.pem --peer localhost --policy dev-allow --weak-keys spki.list --weak-keys modulus.list $ca
python3 - <<'PYTHON' || fail "the report does not say which list"
import json
report = json.load(open("out"))
(finding,) = [one for one in report["findings"] if one["code"] == "crypto.compromised-key"]
assert finding["evidence"]["list"] == "modulus.list" and "modulus.list" in finding["message"], finding
assert all(one["code"] != "threat.listed" for one in report["findings"])
inputs = [one["source"] for one in report["inputs"] if one["kind"] == "denylist"]
assert inputs == ["spki.list", "modulus.list"] and all("sha256" in one for one in report["inputs"]), inputs
assert report["classification"]["recommended_scope"] == ["development"], report["classification"]
PYTHON
verdict 0 - leaf.pem $peer --weak-keys modulus.list $ca
echo 0011 >>modulus.list
run 3 check leaf.pem $peer --weak-keys modulus.list $ca && says err 'modulus.list:2'
run 3 check leaf.pem $peer --weak-keys empty.pem $ca && says err 'empty.pem lists no keys'
head -c 50 leaf.der >packed.list
run 3 check leaf.pem $peer --weak-keys packed.list $ca && says err 'packed.list is damaged or packed'

# Threat lists: what a finding says of the list and of the entry.
sha1=$(openssl x509 -in leaf.pem -outform DER | sha1sum | cut -c1-40)
cat >sslbl.csv <<EOF
# Last updated: 2026-01-02 03:04:05 UTC #
# Listingdate,SHA1,Listingreason
2026-01-01 00:00:00,$sha1,"Bot ""net"",
	C&C"
EOF
verdict 2 threat.listed leaf.pem $peer --denylist sslbl.csv $ca
python3 - "$sha1" <<'PYTHON' || fail "the report does not say what the list says"
import json, sys
report = json.load(open("out"))
(finding,) = [one for one in report["findings"] if one["code"] == "threat.listed"]
evidence = finding["evidence"]
assert finding["rule"] == "threat.listed" and finding["certificate"] == 0, finding
assert evidence["what"] == "certificate" and evidence["list"] == "sslbl.csv", evidence
assert evidence["list_date"] == "2026-01-02T03:04:05Z" and evidence["listed"] == "2026-01-01T00:00:00Z", evidence
assert evidence["entry"] == 'Bot "net",\\x0a\\x09C&C' and evidence["found_by"] == "sha1:" + sys.argv[1], evidence
(listed,) = [one for one in report["inputs"] if one["kind"] == "denylist"]
assert listed["source"] == "sslbl.csv" and listed["date"] == "2026-01-02T03:04:05Z" and "sha256" in listed, listed
PYTHON
echo '{"Event": {"Attribute": [{"type": "domain", "value": "Corp.Internal", "to_ids": true},
	{"type": "domain", "value": "no host", "to_ids": true}]}}' >names.json
verdict 2 threat.listed leaf.pem $peer --denylist names.json $ca
grep -q '"rule":"threat.listed/name"' out || grep -q '"rule": "threat.listed/name"' out || fail "no threat.listed/name"
grep -q '"skipped": *1[,}]' out || fail "nothing says that an entry was skipped"
verdict 0 - leaf.pem $peer --denylist "$top_srcdir/fuzz/seeds/threats/stix.json" $ca
: >empty.list
for list in empty.list "$top_srcdir/fuzz/seeds/threats/empty.json"; do
	run 3 check leaf.pem $peer --denylist "$list" $ca && says err "${list##*/} lists no certificates, keys or names"
done
printf '%s\n%s\n' "$sha1" "${sha1}0" >long.list
run 3 check leaf.pem $peer --denylist long.list $ca && says err 'long.list:2'

# An index: used as it is, and never believed where it is damaged.
index=$top_srcdir/fuzz/seeds/threat_index/sslbl.index
verdict 0 - leaf.pem $peer --denylist "$index" $ca
python3 - "$index" <<'PYTHON'
import sys
octets = bytearray(open(sys.argv[1], "rb").read())
open("cut.index", "wb").write(octets[:-1])
octets[8] += 1
open("later.index", "wb").write(octets)
octets[8] -= 1
octets[octets.index(bytes.fromhex("00112233445566778899aabbccddeeff00112233"))] ^= 1
open("damaged.index", "wb").write(octets)
PYTHON
run 3 check leaf.pem $peer --denylist cut.index $ca && says err 'cut.index is damaged'
run 3 check leaf.pem $peer --denylist later.index $ca && says err 'later.index is an index of version 2'
run 3 check leaf.pem $peer --denylist damaged.index $ca && says err 'damaged.index is damaged'

head -c 70000000 /dev/zero >big
run 3 check big $ca && says err 'larger than'
"$certpolicy" check big $ca --format json >/dev/full 2>err
[ $? -eq 3 ] || fail "check >/dev/full does not exit with 3"
"$certpolicy" check leaf.pem --peer pay.corp.internal --policy pkix $ca >/dev/full 2>err
[ $? -eq 3 ] || fail "an allow that could not be written does not exit with 3"

# A floor holds whatever the command line says.
mkdir -p "$XDG_CONFIG_HOME/certpolicy"
echo '{"version": 1, "floor": "public-strict"}' >"$XDG_CONFIG_HOME/certpolicy/floor.json"
verdict 2 - leaf.pem --peer pay.corp.internal --policy pkix $ca
finish
