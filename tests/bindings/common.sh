# Sourced by the tests of the bindings: a folder with the modules as they would be installed, and
# request rows to judge. Needs srcdir, builddir.
here=$builddir/tests/bindings-run
rows=$here/rows-$(basename "$0" .sh).jsonl # each its own: they run side by side
mkdir -p "$here"

# The rows: 200 of the vectors when they are at hand, else the public chains of the tree.
shared=${CERTPOLICY_SHARED:-$srcdir/../shared}
vectors=$shared/data/vectors/limbo.jsonl.gz
make_rows() {
	if [ -f "$vectors" ]; then
		gzip -dc "$vectors" | head -n 300 | tail -n 200 |
			python3 -c 'import sys, json
for line in sys.stdin:
	request = json.loads(line)["request"]
	request.setdefault("time", "2026-06-01T00:00:00Z")
	print(json.dumps(request, ensure_ascii=False))' >"$rows"
	else
		echo "the shared vectors are not here; judging the public chains only" >&2
		python3 - "$srcdir/tests/data/public-chains" >"$rows" <<'PY'
import json, pathlib, re, sys
folder = pathlib.Path(sys.argv[1])
for line in (folder / "chains.tsv").read_text().splitlines():
    if line.startswith("#"):
        continue
    name, peer, at = line.split("\t")[:3]
    chain = re.findall(r"-----BEGIN.*?-----END CERTIFICATE-----\n", (folder / name).read_text(), re.S)
    for policy in ("dev-allow", "internal-pinned", "public-strict", "webpki", "pkix"):
        print(json.dumps({"id": [name, policy], "chain": chain, "peer": {"dns": peer}, "time": at,
                          "policy": policy, "anchors": []}))
PY
	fi
}
make_rows
