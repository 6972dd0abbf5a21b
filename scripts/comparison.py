"""Prints reports of `certpolicy describe --format json` side by side: one column a report."""

import json
import sys

ROWS = (
    ("", lambda c: c["kind"]),
    ("Encryption enabled", lambda c: "yes" if c["encryption"]["enabled"] else "no"),
    ("Browser trust", lambda c: "yes" if c["browser_trust"]["trusted"]
        else f'no ("{c["browser_trust"]["warning"]}")'),
    ("Setup cost", lambda c: c["setup_cost"]),
    ("Authentication", lambda c: c["validation"]),
    ("Recommended scope", lambda c: ", ".join(c["recommended_scope"])),
    ("Verdicts", lambda c: ", ".join(f"{policy}: {verdict}" for policy, verdict in c["fit_for"].items())),
)


def main() -> None:
    columns = [json.load(open(path, encoding="utf-8"))["classification"] for path in sys.argv[1:]]
    table = [[title] + [cell(column) for column in columns] for title, cell in ROWS]
    widths = [max(len(row[i]) for row in table) for i in range(len(table[0]))]
    for row in table:
        print("  ".join(text.ljust(width) for text, width in zip(row, widths)).rstrip())


main()
