#!/bin/bash
# data import and status: what goes in comes out, all or nothing, and damage is never silence.
. "${srcdir:-.}/tests/scripts/frame.sh" || exit 99
need python3 openssl
data=$XDG_DATA_HOME/certpolicy
root=$top_srcdir/tests/api/data/root.pem chain=$top_srcdir/tests/api/data/chain.pem
digest=$(openssl x509 -in "$root" -outform DER | sha256sum | cut -d' ' -f1)

# roots TERMS: JSON about the root of the tests.
roots()
{
	echo "{\"schema\": \"certpolicy.roots/1\", \"roots\": [{\"sha256\": \"$digest\", \"public\": true, $1}]}"
}
judge()
{
	local wanted=$1
	shift
	run "$wanted" check "$chain" --peer pay.internal --policy webpki --public-anchors "$root" \
		--at 2026-12-01T00:00:00Z --format json "$@"
}
# has CODE EXPRESSION: a Python expression about the report of the last run.
report()
{
	python3 -c 'import json, sys; report = json.load(open("out")); codes = [f["code"] for f in report["findings"]]
sys.exit(not eval(sys.argv[1]))' "$1" || { fail "not so: $1"; head -c 3000 out; }
}

run 0 data status
says out 'home/data/certpolicy$' '^roots +not imported$' '^weak-keys +not imported$'
run 64 data
says err 'data needs another word: import or status'
run 64 data imprt
says err 'did you mean data import'
run 64 data import roots
run 64 data import root "$root"
says err 'there is no kind of data "root"; the nearest is roots'
run 64 data import ct-logs "$root" "$root"
run 64 data import roots "$root" --date soon
run 64 data status --data none
run 0 data --help
says out '^  data import ' '^  data status '

judge 0
report '"root.distrusted" not in codes and not [i for i in report["inputs"] if i["kind"] == "root-programme"]'

# Not what it should be: nothing is there afterwards.
run 3 data import roots "$root"
says err 'this is no data of a root programme'
run 3 data import roots missing.json
[ ! -e "$data/roots.json" ] || fail "a failed import left a manifest"

roots '"distrust_after": "2020-01-01"' >old.json
run 0 data import roots old.json --date 2026-11-01T12:00:00Z
says_nothing out
run 0 data status
says out '^roots +imported 2' '^ +old.json$' '^ +as of 2026-11-01, 1 entries, [0-9]+ octets, sound$'
run 0 data status --format json
python3 - <<'EOF' || fail "data status --format json"
import hashlib, json, os, stat
status = json.load(open("out"))
assert status["schema"] == "certpolicy.data-status/1"
kinds = {k["kind"]: k for k in status["kinds"]}
assert list(kinds) == ["roots", "ct-logs", "crl", "threats", "weak-keys"], list(kinds)
item, = kinds["roots"]["items"]
content = open(item["file"], "rb").read()
assert content == open("old.json", "rb").read() and item["octets"] == len(content)
assert item["sha256"] == hashlib.sha256(content).hexdigest() and item["source"] == "old.json"
assert item["date"] == "2026-11-01T12:00:00Z" and item["state"] == "sound" and kinds["crl"]["state"] == "absent"
assert stat.S_IMODE(os.stat(item["file"]).st_mode) == 0o600
assert stat.S_IMODE(os.stat(status["folder"]).st_mode) == 0o700
EOF
cp out status.json

judge 2
report '"root.distrusted" in codes'
report '[i for i in report["inputs"] if i["kind"] == "root-programme" and i["source"] == "old.json" and i["date"] == "2026-11-01T12:00:00Z" and i["sha256"]]'
report '[f["evidence"] for f in report["findings"] if f["code"] == "root.distrusted"][0]["programme"] == "Mozilla"'
report '[f["evidence"] for f in report["findings"] if f["code"] == "root.distrusted"][0]["source"] == "old.json"'
report 'report["browser"]["firefox"] == "MOZILLA_PKIX_ERROR_ISSUER_NO_LONGER_TRUSTED" and report["browser"]["chromium"] == "ERR_CERT_VALIDITY_TOO_LONG"'
judge 0 --data none
judge 3 --data missing
says err 'missing cannot be opened'
# A root that somebody trusts himself is no programme's business.
run 0 check "$chain" --peer pay.internal --policy webpki --anchors "$root" --at 2026-12-01T00:00:00Z

# Several at once, and in place of what was there; the newest word counts.
roots '"distrust_after": null' >new.json
run 0 data import roots old.json new.json --date 2026-11-01
[ "$(ls "$data" | grep -c '^roots-')" = 2 ] || fail "two files should be there"
judge 2
touch -d 2026-01-01 old.json
run 0 data import roots old.json new.json
judge 0
run 3 data import roots new.json "$root"
run 0 data status
says out 'old.json' 'new.json'
run 0 data import roots old.json
[ "$(ls "$data" | grep -c '^roots-')" = 1 ] || fail "what nothing names should be gone"
[ -z "$(ls -A "$data" | grep '^\.new-')" ] || fail "temporary files are left"

# Damage of every kind: an error that says so, and no judgement.
content=$(ls "$data"/roots-*)
spoil()
{
	judge 3
	says err 'the imported data is damaged: .*import it again'
	run 3 data status
	says out 'damaged'
}
cp "$content" whole
cp "$data/roots.json" manifest
head -c 60 whole >"$content"; spoil
sed 's/2020/2030/' whole >"$content"; spoil
rm "$content"; spoil
cp whole "$content"
: >"$data/roots.json"; spoil
sed 's/"items".*/"items": []}/; 2,$d' manifest >"$data/roots.json"; spoil
sed 's/certpolicy.data.1/certpolicy.data\/2/' manifest >"$data/roots.json"; spoil
sed 's/"file": "roots-/"file": "..\/roots-/' manifest >"$data/roots.json"; spoil
rm "$data/roots.json"; spoil
run 0 data import roots old.json
judge 2
judge 0 --data none

# The other kinds.
cp "$top_srcdir/tests/data/ct/logs.json" logs.json
run 0 data import ct-logs logs.json --data folder/below
run 0 data import crl "$top_srcdir/tests/data/input/crl.pem" --data folder/below
echo "$digest" >deny.txt
run 0 data import threats deny.txt --data folder/below
run 0 data import weak-keys "$top_srcdir/tests/data/weak-keys/spki.txt" --data folder/below
run 3 data import weak-keys "$root" --data folder/below
run 0 data status --data folder/below
says out '^ct-logs +imported' 'as of 2026-05-30' '^crl +imported' '^threats +imported' '^weak-keys +imported' \
	'^roots +not imported'
judge 2 --data folder/below
report '"threat.listed" in codes and len([i for i in report["inputs"] if i.get("date")]) >= 4'
judge 2 --data folder/below --ct-log-list logs.json
report 'len([i for i in report["inputs"] if i["kind"] == "ct-log-list"]) == 1'

# Many at a time: each import is whole.
for i in 1 2 3 4 5 6; do
	"$certpolicy" data import roots old.json new.json & "$certpolicy" data import roots new.json &
done
wait
run 0 data status
exit $failed
