#!/usr/bin/env python3
"""Adds up what gcov counted, per room of lib/: coverage.py SRCDIR BUILDDIR [files].

Every line and branch that gcov knows of counts: the failures of allocation, those of CP_INVARIANT
and the defaults of switches like all others. A branch is one way out of one condition, so that
"a && b" has four. What a header has inline counts once, wherever it was compiled. Exit status 1
when a room that reads what strangers send falls below its floor.
"""

import json
import os
import subprocess
import sys

FLOOR = {"lines": 95, "branches": 85}
HELD = ("lib/asn1", "lib/x509", "lib/path", "lib/classify", "lib/rules")


def objects(builddir):
    """The notes of every object of the library, whether it ever ran or not."""
    for folder, _, names in os.walk(os.path.join(builddir, "lib")):
        for name in sorted(names):
            if name.endswith(".gcno"):
                yield os.path.join(folder, name)


def read(srcdir, builddir):
    """{file: {(line, function): [count, [count of each branch]]}}"""
    files = {}
    for notes in objects(builddir):
        said = subprocess.run(["gcov", "--json-format", "--branch-probabilities", "--stdout", notes],
                              check=True, capture_output=True, text=True)
        data = json.loads(said.stdout)
        for file in data["files"]:
            path = os.path.join(data["current_working_directory"], file["file"])
            path = os.path.relpath(os.path.realpath(path), os.path.realpath(srcdir))
            if path.startswith("lib/"):
                add(files.setdefault(path, {}), file["lines"])
    return files


def add(seen, lines):
    for line in lines:
        key = line["line_number"], line.get("function_name")
        branches = [branch["count"] for branch in line["branches"]]
        if key not in seen:
            seen[key] = [line["count"], branches]
            continue
        had = seen[key]
        had[0] += line["count"]
        if len(had[1]) == len(branches):
            had[1] = [a + b for a, b in zip(had[1], branches)]
        else:
            had[1] += branches


def tally(lines):
    """(lines run, lines, branches taken, branches) of one file."""
    run = {}
    for (line, _), (count, _) in lines.items():
        run[line] = run.get(line, 0) + count
    branches = [count for _, each in lines.values() for count in each]
    return (sum(map(bool, run.values())), len(run), sum(map(bool, branches)), len(branches))


def percent(part, whole):
    return 100 * part / whole if whole else 100


def row(name, sums):
    cells = []
    for part, whole in (sums[:2], sums[2:]):
        cells.append(f"{part:5}/{whole:<5} {percent(part, whole):5.1f} %")
    print(f"{name:32}{'   '.join(cells)}")


def print_missed(srcdir, path, lines):
    with open(os.path.join(srcdir, path), encoding="utf-8") as file:
        text = file.read().splitlines()
    for (line, _), (count, branches) in sorted(lines.items(), key=lambda item: item[0][0]):
        missed = branches.count(0)
        if count == 0:
            what = "never run"
        elif missed:
            what = f"{missed} of {len(branches)} branches missed"
        else:
            continue
        print(f"{path}:{line}: {what}: {text[line - 1].strip()}")


def main():
    srcdir, builddir = sys.argv[1:3]
    by_file = sys.argv[3:] == ["files"]
    files = read(srcdir, builddir)
    rooms = {}
    for path, lines in files.items():
        rooms.setdefault(os.path.dirname(path), {})[path] = tally(lines)
    print(f"{'':32}{'lines':21}branches")
    low = []
    for room, members in sorted(rooms.items()):
        sums = tuple(map(sum, zip(*members.values())))
        row(room, sums)
        if by_file:
            for path in sorted(members):
                row("  " + os.path.basename(path), members[path])
        if room in HELD and (percent(*sums[:2]) < FLOOR["lines"]
                             or percent(*sums[2:]) < FLOOR["branches"]):
            low.append(room)
    if by_file:
        for path in sorted(files):
            print_missed(srcdir, path, files[path])
    if low:
        sys.exit(f"below {FLOOR['lines']} % of lines or {FLOOR['branches']} % of branches: {', '.join(low)}")


if __name__ == "__main__":
    main()
