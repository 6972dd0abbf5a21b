"""Runs suites of request rows through `certpolicy batch` and holds the verdicts against theirs.

    agree.py CERTPOLICY VECTORS-FOLDER CONFORMANCE.md [SUITE…]

Prints a line a suite. A row that states what timestamps (SCTs) are worth is held to that as well. A row that disagrees must stand in the "Divergences" table of the conformance
page with its reason, and a row that stands there must disagree: anything else fails.
"""

from __future__ import annotations

import gzip
import json
import pathlib
import re
import subprocess
import sys

SUITES = ("limbo", "pkits", "chain-suites", "hostname", "sct-real")


def listed_divergences(page: pathlib.Path) -> dict[str, set[str]]:
    """Rows `| suite | id | reason |` of the page, by suite."""
    found: dict[str, set[str]] = {}
    for line in page.read_text(encoding="utf-8").splitlines():
        row = re.fullmatch(r"\| *([a-z-]+) *\| *`([^`]+)` *\|(.+)\|", line)
        if row and row[1] in SUITES:
            if not row[3].strip():
                sys.exit(f"{page}: {row[2]} diverges without a reason")
            found.setdefault(row[1], set()).add(row[2])
    return found


def rows_of(path: pathlib.Path) -> list[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def verdicts(command: list[str], rows: list[dict]) -> list[dict]:
    requests = "".join(json.dumps(row["request"]) + "\n" for row in rows)
    run = subprocess.run(command, input=requests.encode(), capture_output=True, check=False)
    if run.returncode not in (0, 3):
        sys.exit(f"{command[0]} ended with {run.returncode}: {run.stderr.decode()[-500:]}")
    return [json.loads(line) for line in run.stdout.splitlines()]


def timestamps(answer: dict) -> list[dict]:
    return [{"log_id": sct["log_id"], "status": sct["status"]} for sct in answer.get("scts", [])]


def main() -> int:
    certpolicy, folder, page = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    listed = listed_divergences(page)
    wrong = 0
    for suite in sys.argv[4:] or SUITES:
        path = folder / f"{suite}.jsonl.gz"
        command = [certpolicy, "batch", "--jobs", "2"]
        if suite == "sct-real":
            command += ["--ct-log-list", str(folder / "sct-log-list.json")]
        rows = rows_of(path)
        answers = verdicts(command, rows)
        if len(answers) != len(rows):
            print(f"{suite}: {len(rows)} rows, {len(answers)} answers")
            wrong += 1
            continue
        diverging = set()
        for row, answer in zip(rows, answers):
            name = row["request"]["id"]
            if answer.get("id") != name:
                print(f"{suite}: {name} was answered as {answer.get('id')}")
                wrong += 1
            if "scts" in row and timestamps(answer) != row["scts"]:
                print(f"{suite}: {name}: the timestamps are {timestamps(answer)}, expected {row['scts']}")
                wrong += 1
            if answer["verdict"] not in row["expect"]:
                diverging.add(name)
                if name not in listed.get(suite, set()):
                    why = answer.get("primary") or answer.get("error", {}).get("code")
                    print(f"{suite}: {name}: expected {'/'.join(row['expect'])}, got {answer['verdict']} ({why})")
                    wrong += 1
        for name in sorted(listed.get(suite, set()) - diverging):
            print(f"{suite}: {name} stands in {page.name} and agrees by now")
            wrong += 1
        agree = len(rows) - len(diverging)
        print(f"{suite}: {agree} of {len(rows)} agree ({100 * agree / len(rows):.1f} %), "
              f"{len(diverging)} diverge")
    return 1 if wrong else 0


sys.exit(main())
