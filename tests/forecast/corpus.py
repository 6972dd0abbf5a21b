"""Forecasts of a file of DER certificates against their own dates: corpus.py FILE FORECASTS."""

import datetime
import json
import sys

START = datetime.datetime(2025, 5, 10)


def walk(octets):
    while octets:
        size, start = octets[1], 2
        if size >= 0x80:
            start += size & 0x7F
            size = int.from_bytes(octets[2:start], "big")
        yield octets[0], octets[: start + size], octets[start : start + size]
        octets = octets[start + size :]


def end_of(certificate):
    """notAfter as this file reads it; None for what is in no usual form."""
    fields = [field for field in walk(next(walk(certificate))[2]) if field[0] != 0xA0]
    tag, _, content = list(walk(fields[3][2]))[1]
    text = content.decode()
    if tag == 0x17:
        text = ("20" if text[0] < "5" else "19") + text
    try:
        return datetime.datetime.strptime(text, "%Y%m%d%H%M%SZ")
    except ValueError:
        return None


rows = [json.loads(line) for line in open(sys.argv[2])]
certificates = [whole for _, whole, _ in walk(open(sys.argv[1], "rb").read())]
assert len(rows) == len(certificates), (len(rows), len(certificates))
known = expired = 0
for row, certificate in zip(rows, certificates):
    end = end_of(next(walk(certificate))[2])
    if end is None:
        continue
    own = [event["time"] for event in row["events"] if event["kind"] == "certificate" and any(
        change["rule"] == "validity.expired" and change["after"] == "deny" and
        change["certificate"] == "sha256:" + row["certificate"]["sha256"] for change in event["changes"])]
    first = (end + datetime.timedelta(seconds=1)) if end.year < 9999 or end.second < 59 else None
    if end < START:
        expired += 1
        assert own == [], row
    elif first is not None:
        known += 1
        assert own == [first.strftime("%Y-%m-%dT%H:%M:%SZ")], (row["number"], own, end)
        assert row["next"] is not None and row["next"]["time"] <= own[0], row["next"]
print(f"{len(rows)} certificates: of {known} the end is foretold, {expired} had expired")
assert known > 0.5 * len(rows)
