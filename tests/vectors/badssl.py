"""Judges badssl.com's chains and the roots known to be bad, and compares with what their index states.

What a chain alone cannot show (that it was revoked, that it was never logged, that a browser has a pin)
is named below with the reason; a row that is named and no longer diverges fails.
"""

import base64
import csv
import hashlib
import json
import pathlib
import re
import subprocess
import sys

PROGRAM, REAL = sys.argv[1], pathlib.Path(sys.argv[2])
HERE = REAL / "08-badssl"

OUTSIDE = {
    "badssl/revoked": "no revocation list is given",
    "badssl/no-sct": "no list of logs is given",
    "badssl/pinning-test": "the pin is Chrome's own",
}
OTHER_CODE = {
    "badssl/sha1-intermediate": "its root has left the stores, so that nobody vouches for it at all",
    "badssl/sha1-2017": "what Chromium showed while it could still verify SHA-1: now it is ERR_CERT_INVALID",
}
BUILTINS = ("pkix", "webpki", "dev-allow", "internal-pinned", "public-strict")

failures = []


def check(holds, what):
    if not holds:
        failures.append(what)


def certificates(path):
    text = path.read_text(encoding="utf-8", errors="replace")
    blocks = re.findall("-----BEGIN CERTIFICATE-----(.*?)-----END", text, re.DOTALL)
    return ["".join(block.split()) for block in blocks]


def roots():
    """Every certificate of Mozilla's lists of 2023 and 2026."""
    found = {}
    for path in sorted((REAL / "03-roots-metadata").glob("*certdata*.txt")):
        text = path.read_text(encoding="utf-8", errors="replace")
        for block in re.findall(r"CKA_VALUE MULTILINE_OCTAL\n(.*?)END", text, re.DOTALL):
            der = bytes(int(octal, 8) for octal in re.findall(r"\\([0-7]{3})", block))
            found[base64.b64encode(der).decode()] = True
    return [{"certificate": root, "public": True} for root in found]


def batch(requests):
    """The reports, by id, in the order of the requests."""
    lines = "\n".join(json.dumps(request) for request in requests)
    run = subprocess.run([PROGRAM, "batch"], input=lines, capture_output=True, text=True, check=True)
    return {report["id"]: report for report in map(json.loads, run.stdout.splitlines())}


def rules(report):
    return {finding["rule"] for finding in report["findings"] if finding["action"] == "deny"}


# The index names every file as it is.
with open(HERE / "INDEX.tsv", encoding="utf-8") as index:
    for row in csv.DictReader(index, delimiter="\t"):
        digest = hashlib.sha256((REAL / row["file"]).read_bytes()).hexdigest()
        check(digest == row["sha256"], f"{row['file']}: another file than the index says")

with open(HERE / "cases.jsonl", encoding="utf-8") as lines:
    CASES = [json.loads(line) for line in lines]
PUBLIC = roots()
reports = batch({"id": case["id"], "policy": "public-strict", "peer": {"dns": case["inputs"]["hostname"]},
                 "chain": certificates(REAL / case["files"]["chain_leaf_first"]), "time": case["inputs"]["time"],
                 "anchors": PUBLIC} for case in CASES)
for case in CASES:
    name, report = case["id"], reports[case["id"]]
    wanted = {"accept": "allow", "reject": "deny"}[case["expected"]]
    if name in OUTSIDE:
        check(report["verdict"] != wanted, f"{name} no longer diverges ({OUTSIDE[name]})")
        continue
    check(report["verdict"] == wanted, f"{name}: {report['verdict']}, not {wanted}: {sorted(rules(report))}")
    codes = re.findall("ERR_[A-Z_]+", case["expected_code_if_known"])
    shown = report["browser"]["chromium"]
    if name in OTHER_CODE:
        check(shown not in codes, f"{name} no longer diverges ({OTHER_CODE[name]})")
    elif wanted == "allow" or codes:
        check(shown in (codes or ["OK"]), f"{name}: Chromium shows {shown}, not {codes or 'OK'}")

# The table of subdomains says the same of every chain that is there.
STATED = {case["id"]: case for case in CASES}
with open(HERE / "subdomains.tsv", encoding="utf-8") as table:
    rows = list(csv.DictReader(table, delimiter="\t"))
for row in rows:
    case = STATED.pop("badssl/" + row["subdomain"], None)
    check((case is not None) == (REAL / row["chain_file"]).is_file() or row["subdomain"] in (
        "client-cert-missing",), f"{row['subdomain']}: a chain without a case")
    check(case is None or case["expected"] == row["expected"], f"{row['subdomain']}: two expectations")
check(not STATED, f"cases without a subdomain: {sorted(STATED)}")

# Roots whose keys are public stay refused where somebody installed them, under every policy.
BAD = sorted((HERE / "known-bad-roots").iterdir())
chain = certificates(HERE / "chain/subdomain-dsdtestprovider.pem")
installed = [pem for path in BAD for pem in certificates(path)]
when = next(c for c in CASES if c["id"] == "badssl/dsdtestprovider")["inputs"]["time"]
requests = [{"id": f"{path.stem} under {policy}", "policy": policy, "chain": certificates(path),
             "anchors": certificates(path), "peer": None, "time": when} for path in BAD for policy in BUILTINS]
requests += [{"id": f"dsdtestprovider under {policy}", "policy": policy, "chain": chain, "anchors": installed,
              "peer": {"dns": "dsdtestprovider.badssl.com"}, "time": when} for policy in BUILTINS]
for name, report in batch(requests).items():
    check("crypto.compromised-key" in rules(report), f"{name}: {report['verdict']}: {sorted(rules(report))}")

for failure in failures:
    print(failure)
print(f"{len(CASES)} chains, {len(rows)} subdomains, {len(BAD)} roots, {len(failures)} failures")
sys.exit(1 if failures else 0)
