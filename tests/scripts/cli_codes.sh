#!/bin/bash
# explain, codes and policy: every code and policy can be shown, in both formats.
. "${srcdir:-.}/tests/scripts/frame.sh" || exit 99
need python3

run 0 codes
says out '^CODE +SEVERITY' '^identity.self-signed +[a-z]+ ' '^encoding.malformed .*deny +deny +deny +deny +deny'
awk 'length($0) > 80 { exit 1 }' out || fail "codes is wider than 80 columns"
run 0 codes --dates
says out '^FROM +UNTIL +DAYS +RULE$' '^- +2018-02-28 +1188  validity.too-long$' \
	'^2026-03-15 2027-03-14  200  validity.too-long$' '^2027-03-15 2029-03-14  100  validity.too-long$' \
	'^2029-03-15 - +47  validity.too-long$' '^2026-03-15 - +7  revocation.unavailable$' \
	'^2027-03-15 - +-  profile.server-certificate/eku-client-auth$'
awk 'length($0) > 80 { exit 1 }' out || fail "codes --dates is wider than 80 columns"
run 0 explain validity.too-long && says out '^    200 days$' '^    for certificates until 2027-03-14$'
run 0 codes --format json
python3 - out <<'EOF' || fail "codes --format json"
import json, sys
codes = json.load(open(sys.argv[1]))
assert len(codes) > 40 and len({c["code"] for c in codes}) == len(codes)
for code in codes:
    assert set(code["policies"]) == {"pkix", "webpki", "dev-allow", "internal-pinned", "public-strict"}, code
    assert code["severity"] in ("info", "low", "medium", "high", "critical"), code
open("names", "w").write("\n".join(c["code"] for c in codes) + "\n")
EOF
while read -r code; do
	run 0 explain "$code" && says out "^${code//./\\.} \\(" '^What$' '^Why it matters$' '^What to do$' \
		'^  public-strict +(deny|warn|info|ignore)'
	run 0 explain "$code" --format json
	python3 -c 'import json,sys; assert json.load(open("out"))["code"] == sys.argv[1]' "$code" ||
		fail "explain $code --format json"
done <names

run 0 policy list
says out '^pkix ' '^webpki ' '^dev-allow ' '^internal-pinned ' '^public-strict '
run 0 policy list --format json
python3 -c 'import json; assert [p["name"] for p in json.load(open("out"))][-1] == "public-strict"' ||
	fail "policy list --format json"
run 0 policy table
says out '^identity.peer-missing +ignore +ignore +deny +deny +deny'
awk 'length($0) > 80 { exit 1 }' out || fail "policy table is wider than 80 columns"
run 0 policy table public-strict pkix --format json
python3 -c '
import json
rows = {r["code"]: r["policies"] for r in json.load(open("out"))}
cell = rows["ct.insufficient"]
assert cell["public-strict"]["action"] == "deny" and cell["pkix"]["action"] == "ignore", cell
' || fail "policy table --format json"
run 0 policy show dev-allow && says out 'identity.self-signed'
run 0 policy show dev-allow --format json
python3 -c 'import json; json.load(open("out"))' || fail "policy show --format json"

cat >own.yaml <<'EOF'
version: 1
policies:
  payments:
    extends: internal-pinned
    description: service to service
    rules:
      validity.expires-soon: warn
EOF
run 0 policy validate own.yaml && says out '^own.yaml: valid$'
run 0 policy validate own.yaml --format json && says out '^\{"valid":true,"advice":\['
run 0 policy list --policy-file own.yaml && says out '^payments '
run 0 policy table payments --policy-file own.yaml && says out '^validity.expires-soon +warn'
run 0 policy show payments --policy-file own.yaml && says out 'own.yaml' 'validity.expires-soon'
printf 'version: 1\npolicies:\n  shop: {extends: public-strict, protected_names: ["*.shop.example"]}\n' >shop.yaml
run 0 policy show shop --policy-file shop.yaml && says out 'Protected names' 'shop.example' 'shop.yaml:3'
CERTPOLICY_FILE=own.yaml run 0 policy list && says out '^payments '
mkdir -p "$XDG_CONFIG_HOME/certpolicy"
cp own.yaml "$XDG_CONFIG_HOME/certpolicy/10-own.yaml"
echo 'not a policy' >"$XDG_CONFIG_HOME/certpolicy/notes.txt"
run 0 policy list && says out '^payments '
cp own.yaml "$XDG_CONFIG_HOME/certpolicy/20-again.yaml"
run 3 policy list && says err '20-again.yaml:3:' && says_nothing out
rm -r "$XDG_CONFIG_HOME/certpolicy"

sed 's/validity.expires-soon/validity.expires-son/' own.yaml >wrong.yaml
run 3 policy validate wrong.yaml
says err '^certpolicy: wrong.yaml:7:[0-9]+: .*validity.expires-soon'
run 3 policy validate wrong.yaml --format json
python3 -c '
import json
error = json.load(open("out"))
assert error["verdict"] == "error" and error["error"]["line"] == 7, error
' || fail "policy validate wrong.yaml --format json"
run 3 policy validate no-such.yaml && says err 'no-such.yaml'
finish
