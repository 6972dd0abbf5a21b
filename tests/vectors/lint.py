"""Judges the certificates that linters are tested with, and compares with what they state of each.

Each certificate is judged three times: as a public one, where dates of issue count; as one that nobody
vouches for, where every requirement holds; and so under pkix, which has what the Baseline Requirements
relax. A lint that fails (or warns) wants one of its rules among the findings, one that passes none of
them; one that is not yet in force none where dates count. What lints are here, and where a case
diverges, is in lint_table.py; a row of it that nothing needs fails.
"""

import base64
import collections
import csv
import fnmatch
import hashlib
import json
import pathlib
import subprocess
import sys

import lint_table as table

PROGRAM, REAL = sys.argv[1], pathlib.Path(sys.argv[2])
HERE = REAL / "07-lint"
TIME = "2026-06-01T00:00:00Z"
FAILS = ("error", "warn", "notice")

failures = []
used = collections.Counter()


def check(holds, what):
    if not holds:
        failures.append(what)


def rows(name):
    with open(HERE / name, encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def judgements(names):
    """The findings of each file as a public certificate, alone, and alone under pkix; each problem of reading apart."""
    requests = []
    for name in names:
        der = base64.b64encode((REAL / name).read_bytes()).decode()
        request = {"chain": [der], "peer": None, "time": TIME, "anchors": []}
        public = [{"certificate": der, "public": True}]
        requests += [request | {"id": [name, "public"], "policy": "public-strict", "anchors": public},
                     request | {"id": [name, "alone"], "policy": "public-strict"},
                     request | {"id": [name, "pkix"], "policy": "pkix"}]
    text = "\n".join(map(json.dumps, requests))
    run = subprocess.run([PROGRAM, "batch"], input=text, capture_output=True, text=True, check=False)
    reports = [json.loads(line) for line in run.stdout.splitlines()]
    check(len(reports) == len(requests), f"{len(reports)} reports of {len(requests)} requests")
    found, issued = {}, {}
    for report in reports:
        name, guise = report["id"]
        issued[name] = (report.get("certificates") or [{}])[0].get("not_before") or ""
        whole = name.endswith(".crl") or report.get("classification", {}).get("kind") in table.KINDS
        check(whole, f"{name}: {report.get('classification', report)}")
        found[name, guise] = report.get("findings", []) + [
            {"rule": "encoding.malformed", "evidence": problem} for problem in
            (report.get("certificates") or [{}])[0].get("problems", [])]
    return found, issued


def says(finding, rule):
    """Whether a finding is that of a rule of the table, with all words that stand after it."""
    code, *words = rule.split(" ")
    shown = json.dumps(list(finding["evidence"].values()))
    return finding["rule"] == code and all(word in shown for word in words)


def is_found(name, rules, guises):
    return any(says(finding, rule) for guise in guises for finding in FOUND[name, guise] for rule in rules)


def is_older(name, rules):
    """Whether a certificate was issued before one of the rules counts."""
    return any(ISSUED[name] < table.SINCE.get(rule, table.SINCE.get(rule.split(" ")[0], "")) for rule in rules)


def compare(case, lint, rules, state, figures):
    """One stated expectation: a lint of a case, and whether it fails."""
    name, fails = case["files"]["cert"], state in FAILS
    guises = ("public",) if state == "not_effective" else ("public", "alone", "pkix")
    found = is_found(name, rules, guises)
    if fails and not found and is_older(name, rules):
        figures["earlier"] += 1
        return
    figures[found == fails, fails] += 1
    row = next((row for row in table.DIVERGES if all(map(fnmatch.fnmatchcase, (case["id"], lint), row))), None)
    used["diverges", row] += row is not None and found != fails
    check(found == fails or row is not None, f"{case['id']}: {lint} is {state}, and {'a' if found else 'no'} finding "
          f"here: {sorted({f['rule'] for g in guises for f in FOUND[name, g]})}")


def elsewhere(lint, source):
    """Where a lint that is not mapped belongs; None: nowhere."""
    if source in table.OTHER_SOURCES:
        used["source", source] += 1
        return table.OTHER_SOURCES[source]
    pattern = next((pattern for pattern in table.ELSEWHERE if fnmatch.fnmatchcase(lint, pattern)), None)
    used["elsewhere", pattern] += 1
    return table.ELSEWHERE.get(pattern)


# The index names every file as it is, and the cases name no other.
INDEX = rows("INDEX.tsv")
for entry in INDEX:
    digest = hashlib.sha256((REAL / entry["file"]).read_bytes()).hexdigest()
    check(digest == entry["sha256"], f"{entry['file']}: another file than the index says")
with open(HERE / "cases.jsonl", encoding="utf-8") as cases:
    CASES = [json.loads(line) for line in cases]
FILES = sorted(entry["file"] for entry in INDEX if "/" in entry["file"][len("07-lint/"):])
check({name for case in CASES for name in case["files"].values()} == set(FILES), "cases and index name other files")
FOUND, ISSUED = judgements(FILES)

# Every lint of the catalogue is mapped, or has its place elsewhere.
CATALOGUE = {row["lint"]: row for row in rows("zlint-lint-catalogue.tsv")}
for lint, row in CATALOGUE.items():
    check(lint in table.ZLINT or elsewhere(lint, row["source"]) is not None, f"{lint} has no place in the table")
check(set(table.ZLINT) <= set(CATALOGUE), f"not in the catalogue: {sorted(set(table.ZLINT) - set(CATALOGUE))}")

FIGURES = {source: collections.Counter() for source in ("zlint", "pkilint", "globalsign")}
NOT_MAPPED = collections.Counter()


def zlint(case):
    lint = case["inputs"]["lint"]
    if lint in table.ZLINT:
        compare(case, lint, table.ZLINT[lint], case["expected"], FIGURES["zlint"])
    else:
        NOT_MAPPED["zlint"] += 1


def pkilint(case):
    """A case states all that a run of a profile finds: a mapped code that the profile has and is not there passed."""
    codes = {finding["code"] for finding in case["inputs"]["findings"]}
    profile = case["inputs"]["profile"].removeprefix("integration_certificate/")
    codes_here = set()
    for code, (profiles, rules) in table.PKILINT.items():
        if "cert" in case["files"] and any(fnmatch.fnmatchcase(profile, pattern) for pattern in profiles):
            codes_here.add(code)
            compare(case, code, rules, "error" if code in codes else "pass", FIGURES["pkilint"])
    for code in sorted(codes - codes_here):
        NOT_MAPPED["pkilint"] += 1
        pattern = next((pattern for pattern in table.PKILINT_ELSEWHERE if fnmatch.fnmatchcase(code, pattern)), None)
        used["pkilint", pattern] += 1
        check(pattern is not None, f"{code} has no place in the table")


def globalsign(case):
    golden = case["inputs"]["golden"]
    for message, rules in table.GLOBALSIGN.items():
        compare(case, message, rules, "error" if message in golden else "pass", FIGURES["globalsign"])
    for line in golden.splitlines():
        if "Message: " in line and not any(message in line for message in table.GLOBALSIGN):
            NOT_MAPPED["globalsign"] += 1
            pattern = next((message for message in table.GLOBALSIGN_ELSEWHERE if message in line), None)
            used["globalsign", pattern] += 1
            check(pattern is not None, f"{line} has no place in the table")


READERS = {"zlint": zlint, "pkilint": pkilint, "globalsign": globalsign}
for case in CASES:
    READERS[case["id"].split("/")[0]](case)

# What nothing needs does not stand in the table.
for kind, entries in (("diverges", table.DIVERGES), ("elsewhere", table.ELSEWHERE), ("source", table.OTHER_SOURCES),
                      ("pkilint", table.PKILINT_ELSEWHERE), ("globalsign", table.GLOBALSIGN_ELSEWHERE)):
    for entry in entries:
        check(used[kind, entry] > 0, f"nothing needs {entry} ({kind})")

for source, figures in FIGURES.items():
    fails, passes = (figures[True, fails] + figures[False, fails] for fails in (True, False))
    print(f"{source}: {figures[True, True]} of {fails} that fail, {figures[True, False]} of {passes} that pass; "
          f"{figures['earlier']} issued before our rule; not mapped: {NOT_MAPPED[source]}")
AGREE = {fails: sum(figures[True, fails] for figures in FIGURES.values()) for fails in (True, False)}
STATED = {fails: AGREE[fails] + sum(figures[False, fails] for figures in FIGURES.values()) for fails in (True, False)}
for fails, what in ((True, "that fail"), (False, "that pass")):
    check(AGREE[fails] >= table.SHARE * STATED[fails], f"of those {what} too few agree")
for failure in failures:
    print(failure)
print(f"{len(FILES)} files; {len(table.ZLINT)} of {len(CATALOGUE)} lints mapped; {sum(AGREE.values())} of "
      f"{sum(STATED.values())} agree, {AGREE[True]} of {STATED[True]} that fail "
      f"({100 * AGREE[True] / STATED[True]:.1f} %); {len(failures)} failures")
sys.exit(1 if failures else 0)
