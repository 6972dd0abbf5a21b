#!/bin/bash
# Several targets: lists, order, formats, exit codes, saved chains, every address of a name, and what slow ones cost.
. "${srcdir:-.}/tests/live/frame.sh" || exit 99
self_signed
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout other.key -out other.pem -days 60 \
	-subj /CN=other -addext subjectAltName=DNS:other.test >tool.log 2>&1 || { cat tool.log; exit 99; }
# fits_schema: the lines of out are what doc/schema says, where that can be looked at.
fits_schema()
{
	local python
	for python in python3 /usr/bin/python3; do
		"$python" -c 'import jsonschema' 2>/dev/null && break
	done
	"$python" -c 'import jsonschema' 2>/dev/null || return
	"$python" - "$top_srcdir/doc/schema/check.json" <<'EOT' || fail "lines against doc/schema/check.json"
import json, jsonschema, sys
for line in open("out"):
    jsonschema.validate(json.loads(line), json.load(open(sys.argv[1])))
EOT
}
serve many.py self.pem self.key other.pem other.key 20 3 2
good=$(port good 0) silent=$(port silent 0) closed=$(port closed 0)

# Order is that of the input, whatever takes longer; a bad line is said by its number, and the rest is done.
printf '\xef\xbb\xbf# servers\n\n  localhost:%s  # the first\r\nlocalhost:%s\nlocalhost:0\n127.0.0.1:%s\nself.pem\nhttps://localhost:%s/#top\nlocalhost:%s' \
	"$good" "$silent" "$(port good 1)" "$(port good 2)" "$closed" >list
run 2 check --targets list --policy dev-allow --format json --timeout 3 && says_nothing err
fits_schema
python3 - "$good" <<'EOT' || fail "JSON lines"
import json
lines = [json.loads(line) for line in open("out")]
codes = [line.get("error", {}).get("code") or line["verdict"] for line in lines]
# self.pem has no peer, and is refused for that
assert codes == ["warn", "connect.timeout", "target.bad", "warn", "deny", "warn", "connect.refused"], codes
assert lines[0]["target"].startswith("localhost:") and lines[0]["address"] == "127.0.0.1", lines[0]
assert lines[2]["error"]["line"] == 5 and lines[2]["error"]["message"].startswith("list:5: "), lines[2]
assert lines[1]["error"]["stage"] == "handshake", lines[1]
assert lines[5]["target"].endswith("/#top")
EOT
run 2 check --targets list --policy dev-allow --timeout 2
says out '^-- localhost:[0-9]* --$' '^not judged: localhost:0 \(target.bad\)' '7 judged or tried: 0 allow, 3 warn, 1 deny, 3 not judged'
run 2 check --targets - --timeout 2 --jobs 1 --policy dev-allow <list
run 64 check - --targets - <list && says err 'can be given once'
run 3 check --targets missing && says err 'missing'
: >empty
run 0 check --targets empty && says out '^0 judged'

# The worst counts: 2 before 3 before 1 before 0.
run 0 check "localhost:$good" "localhost:$(port good 1)" --policy dev-allow --anchors self.pem
says out '^allow: localhost:[0-9]* under dev-allow$' '2 allow'
run 1 check "localhost:$good" "localhost:$(port good 1)" --policy dev-allow
run 0 check "localhost:$good" "localhost:$(port good 1)" --policy dev-allow --fail-on deny
run 3 check "localhost:$good" "localhost:$closed" --policy dev-allow
run 2 check "localhost:$closed" "localhost:$good" --policy public-strict
run 64 check "localhost:$good" "localhost:0"

# A single target is what it was: one report, with nothing before it.
run 1 check "localhost:$good" --policy dev-allow --format json && says out '^\{"schema":' && says_nothing err

# JUnit is XML, and says what failed and what could not be judged.
printf 'localhost:%s\nlocalhost:%s\nlocalhost:<&"\n' "$good" "$closed" >list
run 3 check --targets list --policy dev-allow --format junit
python3 - <<'EOT' || fail "JUnit"
import xml.etree.ElementTree as tree
suite = tree.parse("out").getroot()[0]
cases = list(suite)
assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("3", "1", "2"), suite.attrib
assert cases[0][0].tag == "failure" and cases[0][0].get("type") == "identity.self-signed"
assert cases[1][0].tag == "error" and cases[1][0].get("type") == "connect.refused"
assert cases[2].get("name") == 'localhost:<&"', cases[2].get("name")
EOT
run 0 check "localhost:$good" --policy dev-allow --anchors self.pem --format junit && says out 'failures="0" errors="0"'
run 0 check "localhost:$good" --policy dev-allow --fail-on deny --format junit && says out 'failures="0"' '<system-out>'

# A monitoring plugin: state, data that never go away, one line a target.
run 1 check "localhost:$good" --policy dev-allow --format nagios
says out '^CERTPOLICY WARNING - warn: localhost:[0-9]* \(identity.self-signed\): .* \| targets=1;;;0 .*days=59;;;0$'
run 2 check "localhost:$good" --policy public-strict --at 2030-01-01T00:00:00Z --format nagios && says out '^CERTPOLICY CRITICAL.*days=0;;;0$'
run 3 check "localhost:$closed" --format nagios && says out '^CERTPOLICY UNKNOWN - not judged: .*connect.refused.*days=U$' && says_nothing err
[ "$(wc -l <out)" -eq 1 ] || fail "more than a line of one target"
run 2 check "localhost:$good" "localhost:$closed" './a|b' --policy public-strict --format nagios
says out '^CERTPOLICY CRITICAL - 3 targets: 0 allow, 0 warn, 1 deny, 2 not judged \| targets=3;;;0' '^deny: localhost' '^not judged: ./a/b '
[ "$(head -n 1 out | tr -cd '|' | wc -c)" -eq 1 ] && [ "$(sed 1d out | tr -cd '|' | wc -c)" -eq 0 ] || fail "a bar in the wrong place"

# Nothing that a list holds comes out raw, and JSON and XML stay what they are.
printf 'x\033[31m://a\n\377\376.test:1\n\033]0;owned\007\ngopher://\377\n./\377\033[2J\n' >list
for format in text json junit nagios; do
	run 3 check --targets list --format $format
	if LC_ALL=C grep -q "[$(printf '\001-\010\013-\037\177')]" out err; then fail "$format: controls"; cat -v out err; fi
done
run 3 check --targets list --format json
fits_schema
python3 -c 'import json; lines = [json.loads(line) for line in open("out")]; assert len(lines) == 5 and all(line["error"]["message"] and line["target"] for line in lines), lines' ||
	fail "JSON of wild lines"
run 3 check --targets list --format junit
python3 -c 'import xml.etree.ElementTree as tree; assert len(tree.parse("out").getroot()[0]) == 5' || fail "JUnit of wild lines"

# The chain, shown and kept.
run 1 check "localhost:$good" --policy dev-allow --show-chain && says out '^what the server sent, 1 certificate:$'
sed -n '/BEGIN/,/END/p' out | openssl x509 -noout -subject >tool.log 2>&1 || fail "--show-chain: no PEM"
run 1 check "localhost:$good" --policy dev-allow --show-chain --format json && says out '"chain":\["-----BEGIN CERTIFICATE'
echo old >chain.pem
run 1 check "localhost:$good" --policy dev-allow --save-chain chain.pem
cmp -s <(openssl x509 -in self.pem) chain.pem || fail "--save-chain"
run 3 check "localhost:$closed" --save-chain chain.pem && grep -q BEGIN chain.pem || fail "a failure took the old chain away"
run 64 check "localhost:$good" "localhost:$(port good 1)" --save-chain chain.pem && says err 'folder'
mkdir chains
run 1 check "localhost:$good" "localhost:$(port good 1)" --policy dev-allow --save-chain chains
[ "$(ls chains | tr '\n' ' ')" = "$(printf 'localhost_%s.pem\n' "$good" "$(port good 1)" | sort | tr '\n' ' ')" ] || fail "files: $(ls chains)"
run 3 check "localhost:$good" --policy dev-allow --save-chain /nonexistent/x.pem && says err 'nonexistent'
[ -z "$(find . -name '*.pem.??????')" ] || fail "something was left behind"

# Every address of a name.
pair=$(port pair 0) twin=$(port twin 0)
run 1 check "pair.test:$pair" --resolve "pair.test:$pair:127.0.0.1,127.0.0.2" --all-addresses --policy dev-allow \
	--peer localhost --anchors self.pem
says out '^allow: pair.test:[0-9]* at 127.0.0.1 ' '^-- pair.test:[0-9]* at 127.0.0.2 --' 'addresses of pair.test differ in: verdict, certificate'
run 1 check "pair.test:$pair" --resolve "pair.test:$pair:127.0.0.1,127.0.0.2" --all-addresses --policy dev-allow \
	--peer localhost --anchors self.pem --format json
fits_schema
says out '^\{"target":"pair.test:[0-9]*","address":"127.0.0.1","addresses_differ":\["verdict","certificate"\]' '"address":"127.0.0.2"'
run 0 check "twin.test:$twin" --resolve "twin.test:$twin:127.0.0.1,127.0.0.2" --all-addresses --policy dev-allow \
	--peer localhost --anchors self.pem
grep -q differ out && fail "equal addresses differ"
run 0 check "pair.test:$pair" --resolve "pair.test:$pair:127.0.0.1,127.0.0.2" --policy dev-allow --peer localhost --anchors self.pem
# The dot of the root names the same host, on either side.
run 0 check "twin.test.:$twin" --resolve "twin.test:$twin:127.0.0.1" --policy dev-allow --peer localhost --anchors self.pem
run 0 check "twin.test:$twin" --resolve "TWIN.test.:$twin:127.0.0.1" --policy dev-allow --peer localhost --anchors self.pem
run 3 check no-such-host.invalid --all-addresses && says out 'connect.resolve'

# Where to connect to, and what for.
run 0 check "localhost:1" --connect "127.0.0.1:$good" --policy dev-allow --anchors self.pem
run 2 check "example.org" --connect "127.0.0.1:$good" --policy dev-allow --anchors self.pem && says out 'identity.name-mismatch'
run 3 check "localhost:$good" --resolve "localhost:$good:::1" -4 --policy dev-allow && says err 'no address of this family'
run 64 check "localhost:$good" -4 -6 && says err 'exclude'
run 64 check "localhost:$good" --connect localhost:1 && says err 'IP or IP:PORT'
run 64 check "localhost:$good" --resolve "localhost:$good" && says err 'HOST:PORT:ADDRESS'
run 64 check "https://other.test\\@localhost:$good" && says err 'backslash'
run 0 check "localhost:$good" --ipv4 --policy dev-allow --anchors self.pem

# Slow and dead ones do not add up: five of them cost the time of one, and two more each.
for number in 0 1 2; do echo "localhost:$(port silent $number)"; done >list
for number in 0 1; do echo "localhost:$(port dead $number)"; done >>list
for number in $(seq 0 19); do echo "localhost:$(port good "$number")"; done >>list
begun=$(now)
run 3 check --targets list --policy dev-allow --timeout 2 --jobs 2 --format json
took=$(($(now) - begun))
[ "$took" -lt 4800 ] || fail "five slow targets of two seconds took $took ms"
[ "$(grep -c '"connect.timeout"' out)" -eq 5 ] && [ "$(grep -c '"verdict":"warn"' out)" -eq 20 ] || fail "slow targets"
# Few descriptors make a run slower, and nothing else.
(ulimit -n 48 && exec "$certpolicy" check --targets list --policy dev-allow --timeout 2 --jobs 256 --format json >out 2>err)
[ "$(grep -c '"connect.timeout"' out)" -eq 5 ] && [ "$(grep -c '"verdict":"warn"' out)" -eq 20 ] ||
	{ fail "with few descriptors"; grep -o '"error":.*' out; }
# Progress is for a terminal that the answers do not go to, and is gone at the end.
python3 - "$certpolicy" <<'EOT' || fail "progress"
import os, pty, subprocess, sys
main, side = pty.openpty()
words = [sys.argv[1], "check", "--targets", "list", "--timeout", "1", "--format", "json"]
with open("out", "wb") as out:
    subprocess.run(words, stdout=out, stderr=side, check=False)
os.set_blocking(main, False)
seen = ""
try:
    while True:
        seen += os.read(main, 65536).decode()
except BlockingIOError:
    pass
assert "of 25 targets" in seen, seen
assert seen.endswith("\r\x1b[K"), repr(seen[-50:])
EOT
begun=$(now)
head -n 3 list >slow
run 3 check --targets slow --timeout 0.5 --jobs 1
[ $(($(now) - begun)) -ge 1500 ] || fail "--jobs 1 is not one after the other"
run 64 check --targets list --jobs 0 && says err '1 to 256'
finish
