"""What must not be allowed: malformed files, changed certificates, searches cut short.

    hostile.py CERTPOLICY SHARED-DATA

Malformed files: as a chain without an anchor none is allowed under any policy; as its own anchor a
file that is not well formed is not either. Changed certificates: a leaf or an intermediate whose
octets were changed, by the same random numbers every time, is in no path that is allowed. Limits:
one that is lowered makes no verdict milder. Everywhere each request has one line of answer.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import pathlib
import random
import subprocess
import sys

POLICIES = ("pkix", "webpki", "dev-allow", "internal-pinned", "public-strict")
MILDNESS = ("allow", "warn", "deny", "error")
LIMITS = ("signatures", "signed_octets", "list_octets", "paths", "path_octets", "steps", "depth", "name_comparisons", "policy_nodes")
N_CHANGED = 3000


def batch(command: str, requests: list[dict], *options: str) -> list[dict]:
    lines = "".join(json.dumps(request) + "\n" for request in requests)
    done = subprocess.run([command, "batch", *options], input=lines.encode(), stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, check=False, timeout=600)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode not in (0, 3) or len(answers) != len(requests):
        sys.exit(f"{len(requests)} requests, {len(answers)} answers, exit code {done.returncode}")
    return answers


def is_allowed(answer: dict) -> bool:
    return answer["verdict"] in ("allow", "warn")


def malformed_files(command: str, folder: pathlib.Path) -> list[str]:
    wrong, requests, names = [], [], []
    for file in sorted(path for path in folder.glob("*/*") if path.is_file()):
        data = file.read_bytes()
        text = data.decode("latin-1") if b"-----BEGIN" in data else base64.b64encode(data).decode()
        for policy in POLICIES:
            for anchors, peer in (([], None), ([text], None), ([text], {"dns": "localhost"})):
                requests.append({"policy": policy, "chain": [text], "anchors": anchors, "peer": peer,
                                 "purpose": "any", "time": "2020-01-01T00:00:00Z"})
                names.append(f"{file.parent.name}/{file.name} under {policy}")
    for name, request, answer in zip(names, requests, batch(command, requests)):
        if not is_allowed(answer):
            continue
        codes = [finding["code"] for finding in answer["findings"]]
        if not request["anchors"]:
            wrong.append(f"{name}: {answer['verdict']} without an anchor")
        elif "encoding.malformed" in codes or answer["classification"]["kind"] == "unreadable":
            wrong.append(f"{name}: malformed, and {answer['verdict']} as its own anchor")
    return wrong


def rows_of(folder: pathlib.Path) -> list[dict]:
    rows = []
    for name in ("limbo", "chain-suites", "pkits", "hostname", "sct-real"):
        with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
            rows += [json.loads(line)["request"] for line in file]
    return [row for row in rows if row.get("chain")]


def octets_of(text: str) -> bytes:
    return base64.b64decode("".join(line for line in text.split("\n") if not line.startswith("-----")))


def change(chance: random.Random, octets: bytes) -> bytes:
    data, at = bytearray(octets), chance.randrange(len(octets))
    kind = chance.randrange(6)
    if kind == 0:
        data[at] = chance.choice([n for n in (0, 1, 0x30, 0x7F, 0x80, 0x81, 0xFF) if n != data[at]])
    elif kind == 1:
        data[at:at] = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 5)))
    elif kind == 2:
        del data[at:at + chance.randrange(1, 5)]
    else:
        data[at] ^= 1 << chance.randrange(8)
    return bytes(data)


def changed_certificates(command: str, rows: list[dict], before: list[dict]) -> list[str]:
    chance = random.Random(20261123)
    allowed = [row for row, answer in zip(rows, before) if is_allowed(answer)]
    requests, digests = [], []
    for _ in range(N_CHANGED):
        request = json.loads(json.dumps(chance.choice(allowed)))
        at = chance.choice([0, chance.randrange(len(request["chain"]))])
        octets = change(chance, octets_of(request["chain"][at]))
        request["chain"][at] = base64.b64encode(octets).decode()
        requests.append(request)
        digests.append("sha256:" + hashlib.sha256(octets).hexdigest())
    return [f"{request.get('id')}: {answer['verdict']} with a changed certificate"
            for request, digest, answer in zip(requests, digests, batch(command, requests))
            if is_allowed(answer) and digest in answer["path"]]


def lowered_limits(command: str, rows: list[dict], before: list[dict]) -> list[str]:
    wrong = []
    for limit in LIMITS:
        for value in ("1", "2"):
            for row, was, now in zip(rows, before, batch(command, rows, "--limit", f"{limit}={value}")):
                if MILDNESS.index(now["verdict"]) < MILDNESS.index(was["verdict"]):
                    wrong.append(f"{row.get('id')}: {now['verdict']} with {limit}={value}")
    return wrong


def main() -> None:
    command, shared = sys.argv[1], pathlib.Path(sys.argv[2])
    rows = rows_of(shared / "vectors")
    before = batch(command, rows)
    wrong = malformed_files(command, shared / "real" / "11-malformed")
    wrong += changed_certificates(command, rows, before)
    wrong += lowered_limits(command, rows[::2], before[::2])
    for line in wrong:
        print(line)
    sys.exit(1 if wrong else 0)


main()
