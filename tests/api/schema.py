"""Validates requests and the reports made of them against doc/schema/*.json."""

import base64
import json
import pathlib
import re
import subprocess
import sys
import tempfile

import jsonschema

SRCDIR = pathlib.Path(sys.argv[1])
PROGRAM = sys.argv[2]  # reads a request, prints the report


def certificates(path):
    """The certificates of a PEM file, as base64 of DER."""
    blocks = re.findall("-----BEGIN CERTIFICATE-----(.*?)-----END", path.read_text(), re.DOTALL)
    return ["".join(block.split()) for block in blocks]


def requests():
    data = SRCDIR / "tests/api/data"
    chain, root = certificates(data / "chain.pem"), certificates(data / "root.pem")
    selfmade = certificates(data / "self.pem")
    now = "2026-12-01T00:00:00Z"
    yield {"id": None, "chain": [], "peer": None}
    yield {"chain": [], "session": {"protocol": "TLS1.3", "resumed": True}, "peer": {"dns": "a.test"}}
    for group in ({"group": "X25519MLKEM768"}, {"group": "x25519"}, {"group": "é\n"}, {}):
        yield {"chain": selfmade, "peer": None, "time": now, "session": {"protocol": "TLS1.3"} | group}
    yield {"chain": selfmade, "peer": None, "time": now,
           "session": {"protocol": "TLS1.2", "cipher": "x", "signature": "rsa_pkcs1_sha1", "dh_bits": 1024,
                       "extended_master_secret": False, "secure_renegotiation": False, "compression": True,
                       "early_data": True}}
    yield {"chain": selfmade, "peer": {"ip": "127.0.0.1"}, "time": now, "policy": "dev-allow"}
    yield {"id": {"a": ["é\n"]}, "chain": chain, "anchors": root, "peer": {"dns": "pay.internal"},
           "time": now, "x-note": 1}
    yield {"chain": chain[:1], "intermediates": chain[1:], "extra_anchors": root, "time": now,
           "peer": [{"dns": "pay.internal"}, {"ip": "127.0.0.1"}], "address": "192.0.2.1",
           "purpose": "client"}
    yield {"chain": chain, "time": now, "peer": {"uri": "https://pay.internal/"},
           "anchors": [{"certificate": root[0], "public": True, "permitted": ["internal"],
                        "distrust_after": "2026-01-01T00:00:00Z"}]}
    for known in (root, []):
        yield {"chain": chain, "anchors": known, "time": now, "peer": None, "explain_path": True}
    yield {"chain": ["MAA=", base64.b64encode(b"\x00" * 40).decode()], "peer": None}
    waived = {"extends": "public-strict", "waivers": []}
    digest = __import__("hashlib").sha256(base64.b64decode(selfmade[0])).hexdigest()
    for until in ("2027-01-31", "2026-01-31"):
        waived["waivers"] = [{"code": "identity.self-signed", "certificate": "sha256:" + digest,
                              "peer": "localhost", "until": until, "owner": "ops", "reason": "OPS-1"}]
        yield {"chain": selfmade, "peer": {"dns": "localhost"}, "time": now, "policy": waived}
    for path in sorted((SRCDIR / "tests/data/public-chains").glob("*.pem")):
        yield {"chain": certificates(path), "peer": {"dns": path.stem}, "time": now}
        # Each octet that is broken gives another report.
        der = bytearray(base64.b64decode(certificates(path)[0]))
        for place in range(4, len(der), 97):
            broken = bytes(der[:place]) + bytes([der[place] ^ 0x24]) + bytes(der[place + 1:])
            yield {"chain": [base64.b64encode(broken).decode()] + certificates(path)[1:],
                   "peer": {"dns": path.stem}, "time": now}


def validator(name):
    schema = json.loads((SRCDIR / "doc/schema" / name).read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def main():
    of_request, of_report = validator("request.json"), validator("report.json")
    validator("roots.json").validate(json.loads((SRCDIR / "tests/data/roots/roots.json").read_text()))
    count = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        line = pathlib.Path(folder, "request.json")
        for request in requests():
            of_request.validate(request)
            line.write_text(json.dumps(request))
            run = subprocess.run([PROGRAM, str(line)], capture_output=True, check=False)
            if run.returncode != 0:
                print(f"{json.dumps(request)[:200]}: {run.stderr.decode()}")
                failed += 1
                continue
            report = json.loads(run.stdout.decode("utf-8"))
            for error in of_report.iter_errors(report):
                print(f"{json.dumps(request)[:200]}: {error.json_path}: {error.message[:300]}")
                failed += 1
            if report["verdict"] != "allow" and not report["findings"]:
                print(f"{json.dumps(request)[:200]}: {report['verdict']} without a finding")
                failed += 1
            count += 1
    print(f"{count} reports fit the schema, {failed} mistakes")
    return failed > 0


sys.exit(main())
