"""Mutated certificates through the readers and through `certpolicy batch`.

    run.py BUILD SHARED-DATA [--mutants N] [--first N] [--every N] [--certpolicy COMMAND]
           [--work FOLDER] [--log FILE] [--only readers|rows]

Certificates of the shared data and of the tree's own fixtures are what mutants are made of; the
rows they are put into are those that the command allows unchanged, under five policies, and chains
whose certificate at stake was issued anew by a key kept here (tests/mutants/adopt.c). A mutant is
known by its number. What is held:

- as many answers as rows, none of them later than a second after the one before;
- a path that is allowed holds no changed certificate, unless it was signed anew, and GnuTLS or
  pyca/cryptography finds it sound too;
- where two readers accept a certificate they read the same (tests/mutants/readers.c).

A row is printed by its number; --log keeps what was allowed. The exit status is 1 when something
was wrong.
"""

from __future__ import annotations

import argparse
import base64
import collections
import gzip
import hashlib
import json
import lzma
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time
import warnings

try:
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import ec
except ImportError:
    print("skipped: no pyca/cryptography, which has to agree")
    sys.exit(77)
warnings.simplefilter("ignore")

TREE = pathlib.Path(__file__).parents[2]
SUITES = ("limbo", "chain-suites", "pkits", "hostname", "sct-real")
CORPUS = ("ccadb_ca_certs.dev", "ct_log_accepted_roots_extra.dev", "sunlight_precerts.dev")
ANCHOR, CHAIN = 1000, 2000  # "at" of x-mutant, when it is no certificate of the chain
ONE_SECOND = 1.0
SOUND = ("", "sound", "as before")
# What pyca/cryptography refuses and we do not, by its words: the rule that says it here, or why
# nothing has to be said.
ARGUED = {
    "EncodedDefault": "encoding.profile/default-encoded",
    "Invalid netmask": "encoding.profile/name-constraints-mask",
    "require_explicit_policy": "encoding.profile/policy-constraints-empty",
    "permitted_subtrees and excluded_subtrees": "encoding.profile/name-constraints-empty",
    "Unknown key type": "crypto.weak-key",
    "authority_cert_issuer": "encoding.profile/aki-issuer-serial",
    "path_length": "",  # INTEGER (0..MAX), RFC 5280 4.2.1.9; theirs has eight bits
    "OID did not match": "",  # qualifiers of other kinds, RFC 5280 4.2.1.4
    "encipher_only": "",  # undefined without keyAgreement, RFC 5280 4.2.1.3
    "UnsupportedGeneralNameType": "",  # RFC 5280 4.2.1.6 has them
    "duplicate attributes": "",  # X.501 9.3, which RFC 5280 4.1.2.4 does not repeat
    "year 0": "",  # date-form, which CAs of public roots are spared
    "SCT": "",  # a list that cannot be read is no timestamps
    "KeyError": "",  # a value that is no string, of an attribute RFC 5280 4.1.2.4 does not know: ANY
}


def der_of(text: str) -> bytes:
    return base64.b64decode("".join(line for line in text.split("\n") if not line.startswith("-----")))


def text_of(der: bytes) -> str:
    return base64.b64encode(der).decode()


def length_at(data: bytes, at: int) -> int:
    """Of the element that begins there, its head included."""
    first = data[at + 1]
    if first < 0x80:
        return 2 + first
    return 2 + (first & 0x7F) + int.from_bytes(data[at + 2:at + 2 + (first & 0x7F)], "big")


def corpus(shared: pathlib.Path) -> list[bytes]:
    found = []
    for name in CORPUS:
        data, at = lzma.decompress((shared / "real/12-corpus" / f"{name}.ders.xz").read_bytes()), 0
        while at < len(data):
            found.append(data[at:at + length_at(data, at)])
            at += length_at(data, at)
    return found


def malformed(shared: pathlib.Path) -> list[bytes]:
    found = []
    for file in sorted((shared / "real/11-malformed").glob("*/*")):
        data = file.read_bytes()
        for block in re.findall(rb"-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END", data):
            try:
                found.append(base64.b64decode(block))
            except ValueError:
                continue
        if b"-----BEGIN" not in data and 0 < len(data) < 16384:
            found.append(data)
    return found


def vector_rows(shared: pathlib.Path) -> list[dict]:
    rows = []
    for suite in SUITES:
        path = shared / "vectors" / f"{suite}.jsonl.gz"
        if path.exists():
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                rows += [json.loads(line)["request"] for line in lines]
    return rows


def fixture_rows() -> list[dict]:
    rows = []
    for file in sorted((TREE / "tests/rules").glob("*/*.json")):
        for case in json.loads(file.read_text(encoding="utf-8")):
            if isinstance(case.get("request"), dict):
                rows.append(case["request"])
    return rows


def plain(row: dict) -> dict | None:
    """The row with base64 DER only, so that others need not know PEM; None: not for this."""
    def certificates(items: list) -> list:
        return [{**item, "certificate": text_of(der_of(item["certificate"]))} if isinstance(item, dict)
                else text_of(der_of(item)) for item in items]
    if not row.get("chain") or "anchors" not in row:
        return None
    try:
        return {**row, "chain": certificates(row["chain"]), "anchors": certificates(row["anchors"])}
    except ValueError:
        return None


def certificates_of(row: dict) -> list[bytes]:
    items = [*row["chain"], *row.get("intermediates", ()), *row.get("extra_anchors", ()), *row["anchors"]]
    return [der_of(item["certificate"] if isinstance(item, dict) else item) for item in items]


def digest(der: bytes) -> str:
    return "sha256:" + hashlib.sha256(der).hexdigest()


def tool_environment() -> dict[str, str]:
    """The tools ask GnuTLS, which loses memory on what it refuses: of them leaks tell nothing."""
    return {**os.environ, "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"}


class Run:
    def __init__(self, options: argparse.Namespace, work: pathlib.Path) -> None:
        self.options, self.work = options, work
        self.tools = pathlib.Path(options.build) / "tests/mutants"
        self.command = [options.certpolicy or f"{options.build}/certpolicy", "batch", "--jobs", "2"]
        self.pool, self.bases_file = work / "pool", work / "bases.jsonl"
        self.bases: dict[str, dict] = {}
        self.pending: collections.deque[bytes] = collections.deque()
        self.counts: collections.Counter[str] = collections.Counter()
        self.wrong: list[str] = []
        self.log = open(options.log, "w", encoding="utf-8") if options.log else None

    # What there is to change.

    def collect(self) -> None:
        if self.bases_file.exists():
            rows = map(json.loads, self.bases_file.read_text(encoding="utf-8").splitlines())
            self.bases = {row["x-base"]: row for row in rows}
            return
        shared = pathlib.Path(self.options.shared)
        rows = [row for row in map(plain, fixture_rows() + vector_rows(shared)) if row]
        found = dict.fromkeys(der for row in rows for der in certificates_of(row))
        found |= dict.fromkeys(file.read_bytes() for file in sorted((TREE / "fuzz/seeds/certificate").iterdir()))
        if (shared / "real/12-corpus").exists():
            found |= dict.fromkeys(corpus(shared)[::self.options.every] + malformed(shared))
        with open(self.pool, "wb") as out:
            for der in found:
                out.write(len(der).to_bytes(4, "big") + der)
        adopted = subprocess.run([self.tools / "rows", "adopt", self.pool, "1"],
                                 stdout=subprocess.PIPE, env=tool_environment(), check=True).stdout.splitlines()
        self.choose(rows + [json.loads(line) for line in adopted])
        print(f"{len(found)} certificates, {len(self.bases)} rows that are allowed unchanged")

    def answers(self, rows: list[dict]) -> list[dict]:
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        done = subprocess.run(self.command, input=lines.encode(), stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, check=False)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def variants(self, row: dict, answer: dict):
        public = [{**item, "public": True} if isinstance(item, dict) else {"certificate": item, "public": True}
                  for item in row["anchors"]]
        pinned = {"extends": "internal-pinned", "pins": [{"spki": answer["certificates"][0]["pin"]}]}
        yield row
        for purpose in dict.fromkeys(("server", row.get("purpose", "server"))):
            one = {**row, "purpose": purpose}
            if not isinstance(row["policy"], dict):
                yield {**one, "policy": "pkix"}
                yield {**one, "policy": "webpki"}
            yield {**one, "policy": "dev-allow", "anchors": public}
            yield {**one, "policy": pinned, "anchors": public}
            yield {**one, "policy": pinned}
            yield {**one, "policy": "public-strict", "anchors": public}

    def choose(self, rows: list[dict]) -> None:
        """Of the rows and their variants those that are allowed."""
        found: dict[str, dict] = {}
        for row, answer in zip(rows, self.answers(rows)):
            if answer.get("certificates") and answer["certificates"][0].get("pin"):
                for one in self.variants(row, answer):
                    found[json.dumps(one, sort_keys=True)] = one
        rows = list(found.values())
        policies: collections.Counter[str] = collections.Counter()
        with open(self.bases_file, "w", encoding="utf-8") as out:
            for row, answer in zip(rows, self.answers(rows)):
                if answer["verdict"] not in ("allow", "warn"):
                    continue
                row["x-base"] = str(len(self.bases))
                self.bases[row["x-base"]] = row
                policies[answer["verdict"] + " " + str(answer["policy"])] += 1
                out.write(json.dumps(row) + "\n")
        print(", ".join(f"{n} {name}" for name, n in policies.most_common(12)))

    # The stream.

    def rows(self) -> None:
        maker = subprocess.Popen([self.tools / "rows", "mutants", self.pool, self.bases_file,
                                  str(self.options.first), str(self.options.mutants)],
                                 stdout=subprocess.PIPE, env=tool_environment())
        batch = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        feeder = threading.Thread(target=self.feed, args=(maker, batch))
        start = before = shown = time.monotonic()
        slow = []
        feeder.start()
        for line in batch.stdout:
            now = time.monotonic()
            row = self.pending.popleft()
            if now - before > ONE_SECOND:
                slow.append(row)
            self.judge(row, line)
            before = time.monotonic()
            if self.log and before - shown > 60:
                shown = before
                print(f"{self.counts['rows']} rows, {self.counts['rows'] / (now - start):.0f}/s, "
                      f"{len(self.wrong)} wrong, {len(slow)} slow", flush=True)
        feeder.join()
        status = batch.wait()
        if status not in (0, 3) or maker.wait() != 0 or self.pending:
            self.wrong.append(f"batch ended with {status}, {len(self.pending)} rows without an answer, "
                              f"the first of them {number_of(self.pending[0]) if self.pending else 'none'}")
        for row in slow:
            self.time_alone(row)
        seconds = time.monotonic() - start
        print(f"{self.counts['rows']} rows in {seconds:.0f} s, {self.counts['rows'] / seconds:.0f} a second")
        for what, n in sorted(self.counts.items()):
            print(f"  {n:8} {what}")

    def feed(self, maker: subprocess.Popen, batch: subprocess.Popen) -> None:
        try:
            for line in maker.stdout:
                self.pending.append(line)
                batch.stdin.write(line)
            batch.stdin.close()
        except BrokenPipeError:
            maker.kill()

    def time_alone(self, row: bytes) -> None:
        start = time.monotonic()
        subprocess.run(self.command, input=row, stdout=subprocess.DEVNULL, check=False)
        self.counts["slow in the stream"] += 1
        if time.monotonic() - start > ONE_SECOND:
            self.wrong.append(f"{number_of(row)}: more than a second")

    def judge(self, line: bytes, said: bytes) -> None:
        self.counts["rows"] += 1
        verdict = re.search(rb'"verdict":"(\w+)"', said)[1].decode()
        self.counts["verdict " + verdict] += 1
        if b'"signed":true' in line:
            self.counts[f"signed anew: {verdict}"] += 1
        if b"encoding.malformed" in said:
            self.counts["malformed"] += 1
        if verdict not in ("allow", "warn"):
            return
        row, answer = json.loads(line), json.loads(said)
        if answer["id"] != row["id"]:
            self.wrong.append(f"{row['id']}: answered as {answer['id']}")
        why, fine = self.argue(row, answer)
        self.counts[f"{verdict}: {why}"] += 1
        if self.log:
            self.log.write(json.dumps({"n": row["id"], "verdict": verdict, "why": why, **row["x-mutant"]}) + "\n")
        if not fine:
            self.wrong.append(f"{row['id']}: {verdict}, {why}: {row['x-mutant']}")
            if self.log:
                self.log.write(line.decode())
                self.log.flush()

    def argue(self, row: dict, answer: dict) -> tuple[str, bool]:
        """Why a row that is allowed may be, and whether it may."""
        base, mutant, path = self.bases[row["x-base"]], row["x-mutant"], answer["path"]
        known = {digest(der) for der in certificates_of(base)}
        if path and path[0] == digest(der_of(base["chain"][0])) and known.issuperset(path):
            return "the change lies outside the path", True
        if mutant["at"] == ANCHOR:
            return "the change is in an anchor, which is trusted as it is", True
        if not answer.get("anchor") and answer["verdict"] == "warn":
            return "without an anchor", True
        if mutant["signed"] and all(one in known or one == digest(der_of(row["chain"][mutant["at"]]))
                                    for one in path):
            gnutls, pyca = mutant["gnutls"], pyca_refuses(der_of(row["chain"][mutant["at"]]))
            if pyca and pyca == pyca_refuses(der_of(base["chain"][mutant["at"]])):
                pyca = "as before"
            said = f"signed anew; GnuTLS: {gnutls}, pyca: {pyca or 'sound'}"
            rules = {"", *(finding["rule"] for finding in answer["findings"])}
            return said, gnutls in SOUND or pyca in SOUND or any(
                word in pyca and rule in rules for word, rule in ARGUED.items()) or (
                gnutls == "name" and answer["primary"] == "identity.name-mismatch")
        if path and mutant["at"] == CHAIN and openssl_verifies(self.work, row, answer):
            return "another path of unchanged certificates, which OpenSSL takes too", True
        if path and mutant["at"] == CHAIN and links_hold(row, answer):
            return "another path of unchanged certificates, but for a key identifier sound", True
        return "a path with what was changed", False

    def readers(self) -> None:
        done = subprocess.run([self.tools / "readers", self.pool, str(self.options.first),
                               str(self.options.mutants)], env=tool_environment(), check=False)
        if done.returncode != 0:
            self.wrong.append("the readers differ")


def number_of(row: bytes) -> int:
    return json.loads(row)["id"]


def pyca_refuses(der: bytes) -> str:
    """What pyca/cryptography says against a certificate; empty: nothing."""
    try:
        certificate = x509.load_der_x509_certificate(der)
        _ = [*certificate.extensions, certificate.subject, certificate.issuer, certificate.serial_number,
             certificate.not_valid_before, certificate.not_valid_after, certificate.version]
        certificate.public_key()
    except Exception as problem:  # whatever its parser raises
        words = re.sub(r"\d+(?:\.\d+)+(?:/\d+)?|[0-9a-f]*::[0-9a-f:]*/\d+", "…", str(problem))
        return f"{type(problem).__name__}: {words}"[:160]
    return ""


def path_of(row: dict, answer: dict) -> list[bytes]:
    found = {digest(der): der for der in certificates_of(row)}
    return [found[one] for one in answer["path"]]


def links_hold(row: dict, answer: dict) -> bool:
    """Names and signatures (ECDSA) alone: OpenSSL refuses a path for key identifiers that are only hints."""
    path = [x509.load_der_x509_certificate(der) for der in path_of(row, answer)]
    for certificate, issuer in zip(path, path[1:]):
        try:
            issuer.public_key().verify(certificate.signature, certificate.tbs_certificate_bytes,
                                       ec.ECDSA(certificate.signature_hash_algorithm))
        except (InvalidSignature, TypeError):
            return False
        if certificate.issuer != issuer.subject:
            return False
    return True


def openssl_verifies(work: pathlib.Path, row: dict, answer: dict) -> bool:
    """The path as it is under its last certificate, but for dates and what the answer warns of."""
    names = []
    for at, der in enumerate(path_of(row, answer)):
        names.append(work / f"path-{at}.pem")
        names[at].write_text(f"-----BEGIN CERTIFICATE-----\n{base64.encodebytes(der).decode()}"
                             "-----END CERTIFICATE-----\n", encoding="ascii")
    command = ["openssl", "verify", "-partial_chain", "-no_check_time", "-auth_level", "0",
               "-CAfile", names[-1]]
    for name in names[1:-1]:
        command += ["-untrusted", name]
    dns = row["peer"].get("dns") if isinstance(row.get("peer"), dict) else None
    if dns and answer["primary"] != "identity.name-mismatch":
        command += ["-verify_hostname", dns]
    return subprocess.run([*command, names[0]], capture_output=True, check=False).returncode == 0


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("shared")
    parser.add_argument("--mutants", type=int, default=4000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--every", type=int, default=50, help="of the corpus every N-th")
    parser.add_argument("--certpolicy")
    parser.add_argument("--work", help="a folder where what was collected stays")
    parser.add_argument("--log")
    parser.add_argument("--only", choices=("readers", "rows"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run = Run(options, pathlib.Path(options.work or folder))
        run.collect()
        if options.only != "rows":
            run.readers()
        if options.only != "readers":
            run.rows()
    for line in run.wrong[:50]:
        print(line)
    return 1 if run.wrong else 0


sys.exit(main())
