"""Prints requests as lines of JSON for the tests of the bindings: rows.py VECTORS CHAINS.

VECTORS is a folder of request rows (gzip JSON lines); all are printed, each with an instant of judgement,
so that it can be judged twice. Without that folder the public chains of CHAINS serve.
"""

from __future__ import annotations

import gzip
import json
import pathlib
import re
import sys
from collections.abc import Iterator

POLICIES = ("dev-allow", "internal-pinned", "public-strict", "webpki", "pkix")


def vectors(folder: pathlib.Path) -> Iterator[dict[str, object]]:
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                request = json.loads(line)["request"]
                request.setdefault("time", "2026-06-01T00:00:00Z")
                yield request


def public_chains(folder: pathlib.Path) -> Iterator[dict[str, object]]:
    for line in (folder / "chains.tsv").read_text().splitlines():
        if line.startswith("#"):
            continue
        name, peer, at = line.split("\t")[:3]
        chain = re.findall(r"-----BEGIN.*?-----END CERTIFICATE-----\n", (folder / name).read_text(), re.S)
        for policy in POLICIES:
            yield {"id": [name, policy], "chain": chain, "peer": {"dns": peer}, "time": at,
                   "policy": policy, "anchors": []}


def main() -> None:
    given, chains = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    if not given.is_dir():
        print("the shared vectors are not here; judging the public chains only", file=sys.stderr)
    for request in vectors(given) if given.is_dir() else public_chains(chains):
        print(json.dumps(request, ensure_ascii=False))


if __name__ == "__main__":
    main()
