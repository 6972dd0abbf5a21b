#!/bin/sh
# What the project promises about the two kinds of certificate, asked of the command: a self-signed one
# made here, and public chains of the tree. Also the tour of scripts/demonstrate, which ends at a surprise.
set -eu
srcdir=$(cd "${srcdir:-.}" && pwd)
builddir=$(cd "${builddir:-.}" && pwd)
certpolicy=$builddir/certpolicy
command -v openssl >/dev/null || { echo "openssl is not here"; exit 77; }
command -v python3 >/dev/null || { echo "python3 is not here"; exit 77; }
[ -d /usr/share/ca-certificates/mozilla ] || { echo "the public roots are not here"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset CERTPOLICY_POLICY CERTPOLICY_FILE || true
XDG_CONFIG_HOME=$work
export XDG_CONFIG_HOME

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$work/key" -out "$work/self.pem" \
	-days 30 -subj /CN=localhost -addext subjectAltName=DNS:localhost 2>/dev/null
"$certpolicy" describe "$work/self.pem" --peer localhost --format json >"$work/self.json"
grep -v '^#' "$srcdir/tests/data/public-chains/chains.tsv" |
	while IFS="$(printf '\t')" read -r file peer at validation source; do
		"$certpolicy" describe "$srcdir/tests/data/public-chains/$file" --peer "$peer" --at "$at" --format json
	done >"$work/public.jsonl"

python3 - "$work/self.json" "$work/public.jsonl" "$srcdir/tests/data/public-chains/chains.tsv" <<'PY'
import json, sys

def hold(name, seen, wanted):
    if seen != wanted:
        sys.exit(f"{name}: {seen!r}, not {wanted!r}")

c = json.load(open(sys.argv[1]))["classification"]
hold("self-signed kind", c["kind"], "self-signed")
hold("self-signed encryption", c["encryption"]["enabled"], True)
hold("self-signed trust", c["browser_trust"], {"trusted": False, "warning": "Your connection is not private"})
hold("self-signed cost", c["setup_cost"], "free")
hold("self-signed authentication", c["validation"], "none")
hold("self-signed scope", c["recommended_scope"], ["development", "internal"])
hold("self-signed verdicts", c["fit_for"],
     {"dev-allow": "warn", "internal-pinned": "deny", "public-strict": "deny"})
rows = [line.rstrip("\n").split("\t") for line in open(sys.argv[3]) if not line.startswith("#")]
for row, line in zip(rows, open(sys.argv[2]), strict=True):
    c = json.loads(line)["classification"]
    hold(row[1] + " kind", c["kind"], "public-ca")
    hold(row[1] + " encryption", c["encryption"]["enabled"], True)
    hold(row[1] + " trust", c["browser_trust"]["trusted"], True)
    hold(row[1] + " cost", c["setup_cost"], "free-or-paid" if row[3] == "DV" else "paid")
    hold(row[1] + " authentication", c["validation"], row[3])
    hold(row[1] + " scope", c["recommended_scope"], ["development", "internal", "public"])
    hold(row[1] + " verdict", c["fit_for"]["public-strict"], "allow")
PY
"$srcdir/scripts/demonstrate" "$certpolicy" >"$work/tour" || { cat "$work/tour"; exit 1; }
