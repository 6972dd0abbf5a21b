#!/bin/bash
# forecast: what is a target, the three formats, exit codes.
. "${srcdir:-.}/tests/scripts/frame.sh" || exit 99
need python3 openssl
calendar=$top_srcdir/tests/forecast/ics.py

# A Python that has icalendar, if there is one.
python=python3
for each in "${PYTHON:-}" /usr/bin/python3; do
	[ -n "$each" ] && "$each" -c 'import icalendar' 2>/dev/null && python=$each && break
done

# make NAME ISSUER "FROM" "TO" ISSUER-OPTION…: NAME.pem and NAME.key; ISSUER may be NAME itself.
cat >openssl.cnf <<'CNF'
[req]
distinguished_name = dn
prompt = no
[dn]
CN = ignored
[ca]
default_ca = any
[any]
database = index
serial = serial
new_certs_dir = .
default_md = sha256
policy = anything
copy_extensions = none
unique_subject = no
[anything]
commonName = supplied
organizationName = optional
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[leaf]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
authorityKeyIdentifier = keyid
subjectAltName = DNS:www.example.com
[umlaut]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
authorityKeyIdentifier = keyid
subjectAltName = DNS:a.example.com
CNF
touch index && echo 1000 >serial
make()
{
	local name=$1 issuer=$2 from=$3 to=$4 kind=$5 subject=$6 how=(-cert "$2.pem" -keyfile "$2.key")
	[ "$name" != "$issuer" ] || how=(-selfsign -keyfile "$name.key")
	openssl req -new -config openssl.cnf -utf8 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-keyout "$name.key" -subj "$subject" -out "$name.csr" 2>/dev/null &&
		openssl ca -batch -config openssl.cnf -utf8 "${how[@]}" -startdate "$from" -enddate "$to" \
			-extensions "$kind" -in "$name.csr" -out "$name.pem" -notext 2>ca.log ||
		{ cat ca.log; exit 99; }
}
make root root 20200101000000Z 20400101000000Z root '/CN=Test root'
make middle root 20220101000000Z 20300101000000Z root '/CN=Test CA'
make www middle 20261120000000Z 20270217235959Z leaf '/CN=www.example.com'
make other middle 20261120000000Z 20270606235959Z umlaut "/O=Schöne, lange; Grüße\\\\n$(printf 'ä%.0s' {1..20})/CN=a.example.com"
at='--at 2026-11-25 --public-anchors root.pem'
cat www.pem middle.pem root.pem >chain.pem
cat root.pem middle.pem www.pem >upside-down.pem
cat www.pem other.pem middle.pem >several.pem

# One chain, in any order; what comes next stands first.
for file in chain.pem upside-down.pem; do
	run 1 forecast $file $at
	says out "^$file: allow, next 2027-02-18: deny \(validity.expired\)$" \
		'^  2027-01-19T00:00:00Z  info   the certificate expires on' \
		'^  2027-02-18T00:00:00Z  deny   the certificate of "CN=www.example.com"' \
		'^  2029-03-15T00:00:00Z  deny   its renewal: the certificate is valid for 90' \
		'^  2030-01-01T00:00:01Z  deny   the certificate of "CN=Test CA"'
	grep -q ' gone ' out && fail "what goes with the certificate is told"
	says_nothing err
done
run 0 forecast chain.pem $at --until 80d && says out '^chain.pem: allow, nothing worse to 2027-02-13$'
run 1 forecast chain.pem $at --until 2027-02-18T00:00:00Z
run 0 forecast chain.pem $at --until 2027-02-17T23:59:59Z
run 0 forecast chain.pem $at --fail-on deny
run 2 forecast chain.pem --at 2027-03-01 --public-anchors root.pem
run 2 forecast chain.pem --at 0005-03-01 --public-anchors root.pem && says out 'nothing worse to 0010-03-01$'
run 2 forecast chain.pem $at --peer other.example && says out 'identity.name-mismatch'
run 1 forecast chain.pem $at --peer www.example.com
# Without anchors its own dates are told all the same.
run 2 forecast www.pem --at 2026-11-25 --public-anchors other.pem && says out 'deny   the certificate of "CN=www.example.com"'
cat chain.pem | run 1 forecast - $at && says out '^-: allow, next 2027-02-18: '
run 64 forecast && run 64 forecast chain.pem --until yesterday && run 64 forecast chain.pem --at 2026-11-25 --until 2026-11-24
run 64 forecast chain.pem --format xml && run 3 forecast no/such.pem

# A collection: each by itself, with the CA to help. DER, too.
run 2 forecast several.pem $at --format json
python3 - <<'PY' || fail "several.pem --format json"
import json
rows = [json.loads(line) for line in open("out")]
assert [row["number"] for row in rows] == [1, 2, 3] and {row["source"] for row in rows} == {"several.pem"}
assert [row["certificate"]["subject"].split("=")[1][:3] for row in rows] == ["www", "Sch", "Tes"], rows
assert [row["next"]["time"] for row in rows[:2]] == ["2027-02-18T00:00:00Z", "2027-06-07T00:00:00Z"]
assert [row["verdict"] for row in rows] == ["allow", "allow", "deny"] and rows[2]["primary"] == "usage.ca-as-leaf"
PY
for name in www other middle; do openssl x509 -in $name.pem -outform DER; done >several.der
cp out several.json
run 2 forecast several.der $at --format json
sed 's/several.der/several.pem/' out | cmp -s - several.json || fail "DER gives another answer"
for i in 1 2 3 4 5 6 7 8; do for k in 1 2 3 4 5 6 7 8 9; do cat www.pem; done; done >many.pem
run 2 forecast many.pem $at --format json && [ "$(wc -l <out)" -eq 72 ] || fail "72 certificates"

# A folder: what is no certificate is passed over, names are taken in order.
mkdir -p tree/sub/deep tree/.hidden
cp www.pem tree/b.pem && cp chain.pem tree/sub/deep/c.pem && cp other.pem tree/a.pem && cp www.pem tree/.hidden/
cp www.key tree/ && echo notes >tree/readme.txt && : >tree/empty && ln -s nowhere tree/broken && ln -s .. tree/up
run 1 forecast tree $at --intermediates middle.pem
says out '^tree/a.pem: allow' '^3 certificates: 3 allow, 0 warn, 0 deny; 3 will be worse$' '^3 of 6 files hold none$' \
	'^  2027-02-18  deny  tree/b.pem \(validity.expired\)$'
[ "$(grep -c '^tree/' out)" -eq 3 ] || fail "three files"
says_nothing err
if [ "$(id -u)" -ne 0 ]; then
	chmod 0 tree/a.pem && run 3 forecast tree $at && says err 'tree/a.pem' && chmod 644 tree/a.pem
fi
sed '3s/.*/!/' www.pem >tree/cut.pem
run 3 forecast tree $at --intermediates middle.pem && says err 'tree/cut.pem: .*PEM' && says out '^tree/sub/deep/c.pem: allow'
run 3 forecast tree/cut.pem $at && says_nothing out && rm tree/cut.pem
openssl pkcs12 -export -in www.pem -inkey www.key -passout pass:secret -out tree/www.p12
run 3 forecast tree $at --intermediates middle.pem && says err 'tree/www.p12: .*password'
echo secret >secret && run 1 forecast tree $at --intermediates middle.pem --password-file secret && says out '^tree/www.p12: allow'
rm tree/www.p12
cp www.pem "tree/$(printf 'x\ny;,\\.pem')"
run 1 forecast tree $at --intermediates middle.pem && says out '^tree/x\?y;,\\.pem: allow'
run 1 forecast www.pem chain.pem $at --intermediates middle.pem && says out '^2 certificates: '

# Calendars.
run 1 forecast tree $at --intermediates middle.pem --format ics
"$python" "$calendar" out "$(grep -c '^BEGIN:VEVENT' out)" >uids || fail "calendar"
[ "$(wc -l <uids)" -eq 8 ] || fail "a certificate that is there thrice gives events once"
rm tree/x* tree/b.pem
run 1 forecast tree $at --intermediates middle.pem --format ics
"$python" "$calendar" out "$(grep -c '^BEGIN:VEVENT' out)" >uids || fail "calendar"
tr -d '\r' <out | sed ':a;N;$!ba;s/\n //g' >unfolded
says unfolded '^SUMMARY:www.example.com: the certificate of "CN=www.example.com" expired' '^TRIGGER:-P8D$' '^TRIGGER:-P30D$' \
	'^SUMMARY:www.example.com\\, its renewal: ' '^DTSTAMP:20261125T000000Z$' '^DTSTART:20270218T000000Z$' 'Schöne'
cp out first
run 1 forecast tree $at --intermediates middle.pem --format ics && cmp -s out first || fail "the calendar is another one"
run 1 forecast tree --at 2026-11-26 --public-anchors root.pem --intermediates middle.pem --format ics
"$python" "$calendar" out "$(grep -c '^BEGIN:VEVENT' out)" | cmp -s - uids || fail "UIDs are others on another day"
run 0 forecast chain.pem $at --until 10d --format ics && "$python" "$calendar" out 0 >/dev/null || fail "a calendar of nothing"
SOURCE_DATE_EPOCH=1767225600 run 2 forecast root.pem --anchors root.pem --until 2041-01-01 --format ics &&
	says out '^DTSTAMP:20260101T000000Z'
for command in check describe batch forecast; do
	run 0 $command --help && says out '^  --at TIME'
done
run 0 __complete forecast --un && says out '^--until	'
run 0 __complete forecast --format '' && says out '^ics$' '^json$' '^text$'

# What real files hold: of every certificate that has not expired the next event is known, its own end
# among those to come.
corpus=${CERTPOLICY_SHARED:-$top_srcdir/../shared}/data/real/12-corpus
if [ -d "$corpus" ]; then
	for name in ccadb_ca_certs ct_log_accepted_roots_extra sunlight_precerts; do
		python3 -c 'import lzma, sys; sys.stdout.buffer.write(lzma.open(sys.argv[1]).read())' \
			"$corpus/$name.dev.ders.xz" >$name.ders
		run 2 forecast $name.ders --at 2025-05-10 --until 9999-12-31 --public-anchors root.pem --format json
		python3 "$top_srcdir/tests/forecast/corpus.py" $name.ders out || fail "$name"
	done
fi
finish
