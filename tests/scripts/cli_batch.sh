#!/bin/bash
# batch: order, error lines, blank lines, limits, what may not be brought, outputs that go away.
. "${srcdir:-.}/tests/scripts/frame.sh" || exit 99
need openssl python3
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout self.key -out self.pem -days 60 \
	-subj /CN=localhost -addext subjectAltName=DNS:localhost >tool.log 2>&1 || { cat tool.log; exit 99; }
export CERTIFICATE
CERTIFICATE=$(openssl x509 -in self.pem -outform DER | openssl base64 -A)

# request ID [MEMBERS]: one line.
request()
{
	printf '{"id":%s,"peer":{"dns":"localhost"},"chain":["%s"]%s}\n' "$1" "$CERTIFICATE" "${2:-}"
}
# batch CODE OPTION… < in: to out and err.
batch()
{
	local wanted=$1
	shift
	"$certpolicy" batch --anchors self.pem "$@" >out 2>err
	local got=$?
	[ $got -eq "$wanted" ] || { fail "batch $* exits with $got, not $wanted"; head -c 1000 out err; }
}
# holds EXPRESSION: over `rows`, the output as objects.
holds()
{
	python3 - "$1" <<'EOF' || fail "batch: $1"
import json, sys
rows = [json.loads(line) for line in open("out")]
if not eval(sys.argv[1]):
    print(rows)
    sys.exit(1)
EOF
}

batch 0 </dev/null
says_nothing out
request 1 | batch 0
holds 'len(rows) == 1 and rows[0]["id"] == 1 and rows[0]["policy"] == "public-strict" and rows[0]["verdict"] == "deny"'
request '"one"' | batch 0 --policy dev-allow
holds 'rows[0]["id"] == "one" and rows[0]["policy"] == "dev-allow"'
request 1 ',"policy":"pkix"' | CERTPOLICY_POLICY=internal-pinned batch 0 --policy dev-allow
holds 'rows[0]["policy"] == "pkix"'
request 1 | CERTPOLICY_POLICY=internal-pinned batch 0
holds 'rows[0]["policy"] == "internal-pinned"'

# The last line needs no end; blank lines get no answer and count; the run goes on after an error.
{ echo; echo '{"id":7,"chian":[]}'; printf ' \t\r\n'; echo 'no json'; printf '%s' "$(request 8)"; } | batch 3
holds 'len(rows) == 3 and [r["verdict"] for r in rows[:2]] == ["error", "error"]'
holds 'rows[0]["id"] == 7 and rows[0]["error"]["line"] == 2 and "chain" in rows[0]["error"]["message"]'
holds 'rows[1]["id"] is None and rows[1]["error"]["line"] == 4 and "code" in rows[1]["error"] and rows[2]["id"] == 8'
says err '2 of 3 requests'

# Deep nesting, truncation, octets that are not text, a NUL.
{
	python3 -c 'print("[" * 100000)'
	python3 -c 'print("{\"id\":1,\"x-a\":" + "[" * 3000 + "]" * 3000 + "}")'
	request 3 | head -c 200; echo
	printf '\377\376\0\n'
	printf '{"id":"a\0b"}\n'
	request 5
} | batch 3
holds 'len(rows) == 6 and [r["verdict"] for r in rows].count("error") >= 4 and rows[5]["id"] == 5'

# --peer and --purpose speak for lines that do not.
printf '{"id":1,"chain":["%s"]}\n' "$CERTIFICATE" >mute
batch 0 --policy dev-allow <mute
holds 'rows[0]["primary"] == "identity.peer-missing"'
batch 0 --policy dev-allow --peer localhost <mute
holds 'rows[0]["verdict"] != "deny"'
batch 0 --policy dev-allow --insecure-no-peer <mute
holds 'all(f["code"] != "identity.peer-missing" for f in rows[0]["findings"])'
request 1 | batch 0 --policy dev-allow --peer other.example
holds 'all(f["code"] != "identity.name-mismatch" for f in rows[0]["findings"])'

# --locked refuses what lines from elsewhere may not bring.
for member in '"policy":"pkix"' '"anchors":[]' '"extra_anchors":[]' '"intermediates":[]' '"time":"2026-01-01T00:00:00Z"'; do
	request 9 ",$member" | batch 3 --locked
	holds 'rows[0]["verdict"] == "error" and rows[0]["id"] == 9'
	request 9 ",$member" | batch 0
done
request 9 | batch 0 --locked

# --at is the time of lines that bring none.
{ request 1; request 2 ',"time":"2025-01-02T00:00:00Z"'; } | batch 0 --at 2024-05-06T07:08:09Z
holds 'rows[0]["time"] == "2024-05-06T07:08:09Z" and rows[1]["time"] == "2025-01-02T00:00:00Z"'

# The order holds on any number of threads, and so do the octets.
for i in $(seq 300); do
	if [ $((i % 7)) -eq 0 ]; then echo "{\"id\":$i,\"bad\":1}"; else request "$i"; fi
done >many
batch 3 --at 2026-11-23 <many
holds '[r["id"] for r in rows] == list(range(1, 301))'
cp out one-job
batch 3 --at 2026-11-23 --jobs 4 <many
cmp -s out one-job || fail "--jobs 4 prints something else than --jobs 1"

# A line of 200 MB is refused, the next one is judged, and memory stays small.
{ request 1; head -c 200000000 /dev/zero | tr '\0' 'a'; echo; request 3; } >huge
if (ulimit -v 600000) 2>/dev/null && ! grep -q "fsanitize=" "$top_builddir/config.status"; then ulimit_v=600000; else ulimit_v=unlimited; fi
(
	ulimit -v "$ulimit_v"
	"$certpolicy" batch --anchors self.pem <huge >out 2>err
	[ $? -eq 3 ] || { echo "exit code"; exit 1; }
) || fail "batch on a line of 200 MB"
holds 'len(rows) == 3 and rows[1]["verdict"] == "error" and rows[1]["error"]["line"] == 2 and rows[2]["id"] == 3'
rm huge
{ request 1 ',"x-pad":"'"$(head -c 5000 /dev/zero | tr '\0' a)"'"'; request 2; } | batch 3 --limit request_octets=4000
holds 'rows[0]["verdict"] == "error" and rows[1]["id"] == 2'

# Outputs that go away or are full: no success, no torn line.
yes "$(request 1)" | head -n 2000 >endless
"$certpolicy" batch --anchors self.pem <endless 2>err | head -n 3 >out
[ "${PIPESTATUS[0]}" -eq 3 ] || fail "batch into a closed pipe does not exit with 3"
holds 'len(rows) == 3'
says_nothing err
if [ -w /dev/full ]; then
	"$certpolicy" batch --anchors self.pem <endless >/dev/full 2>err
	[ $? -eq 3 ] || fail "batch >/dev/full does not exit with 3"
	says err 'No space left'
fi

# Answers come as soon as they are ready: a peer may wait for one before it asks the next.
python3 - "$certpolicy" <<'EOF' || fail "batch does not answer line by line"
import json, os, subprocess, sys
child = subprocess.Popen([sys.argv[1], "batch", "--anchors", "self.pem", "--jobs", "2"],
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE)
for i in range(3):
    request = {"id": i, "peer": {"dns": "localhost"}, "chain": [os.environ["CERTIFICATE"]]}
    child.stdin.write(json.dumps(request).encode() + b"\n")
    child.stdin.flush()
    assert json.loads(child.stdout.readline())["id"] == i
child.stdin.close()
sys.exit(child.wait())
EOF
finish
