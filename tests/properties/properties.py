"""Properties that hold for every request, tried on requests at hand and changed copies of them.

    properties.py CERTPOLICY SOURCE-TREE [VECTORS-FOLDER [EVERY]]

The requests are those of tests/rules and, where the folder is given, every EVERYth row of each suite
of the shared vectors (default: all). Each property makes copies of a request, changed by the same
random numbers at every run, and says what the answers to both must have in common. Prints a line a
property: how many copies were tried, how many broke it.
"""

from __future__ import annotations

import base64
import copy
import gzip
import hashlib
import json
import pathlib
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator

BUILT_IN = ("dev-allow", "internal-pinned", "public-strict")
VERDICTS = ("allow", "warn", "deny")
ACTIONS = ("ignore", "info", "warn", "deny")
SUITES = ("limbo", "pkits", "chain-suites", "hostname", "sct-real")
NEVER, FAR = "1900-01-01T00:00:00Z", "9999-12-31T23:59:59Z"


class Row:
    """A request, the answer to it, and random numbers of its own."""

    def __init__(self, name: str, request: dict) -> None:
        self.name, self.request, self.answer = name, request, {}
        self.random = random.Random(name)

    def changed(self, **fields: object) -> dict:
        return copy.deepcopy(self.request) | fields


def der(text: object) -> bytes:
    """The octets of a certificate as requests have it."""
    if isinstance(text, dict):
        text = text["certificate"]
    lines = [line for line in str(text).split("\n") if ":" not in line and not line.startswith("-----")]
    return base64.b64decode("".join(lines))


def base64_of(octets: bytes) -> str:
    return base64.b64encode(octets).decode()


def fields_of(certificate: bytes) -> list[bytes]:
    """Issuer, subject and public key in DER; nothing of what cannot be walked."""

    def walk(octets: bytes) -> Iterator[tuple[int, bytes, bytes]]:
        while octets:
            size, start = octets[1], 2
            if size >= 0x80:
                start += size & 0x7F
                size = int.from_bytes(octets[2:start], "big")
            yield octets[0], octets[: start + size], octets[start : start + size]
            octets = octets[start + size :]

    try:
        tbs = next(walk(next(walk(certificate))[2]))[2]
        fields = [field for field in walk(tbs) if field[0] != 0xA0]
        return [fields[2][1], fields[4][1], fields[5][1]]
    except (IndexError, StopIteration):
        return []


def worst(findings: list[dict]) -> str:
    action = max((ACTIONS.index(finding["action"]) for finding in findings), default=0)
    return VERDICTS[max(action - 1, 0)]


# What a comparison may come to: None when all is well, else what is wrong.

def equal_outcome(old: dict, new: dict) -> str | None:
    for key in ("verdict", "primary"):
        if old.get(key) != new.get(key):
            return f"{key} {old.get(key)} becomes {new.get(key)}"
    return None


def without_places(report: dict) -> dict:
    """Certificates by their digests in place of numbers; without the order they were sent in, what
    was paid for the search, and what the judgement rested on."""
    digests = [entry["sha256"] for entry in report["certificates"]]
    found = {key: value for key, value in report.items()
             if key not in ("id", "limits", "certificates", "inputs")}
    for part in ("findings", "revocation"):
        found[part] = sorted(
            (entry | {"certificate": digests[entry["certificate"]] if entry["certificate"] is not None else None}
             for entry in report[part]), key=json.dumps)
    return found


def equal_report(old: dict, new: dict) -> str | None:
    old, new = without_places(old), without_places(new)
    for key in old.keys() | new.keys():
        if old.get(key) != new.get(key):
            return f"{key}: {json.dumps(old.get(key))[:300]} becomes {json.dumps(new.get(key))[:300]}"
    return None


def same(old: dict, new: dict) -> str | None:
    return None if old == new else "the reports differ"


def not_milder(old: dict, new: dict) -> str | None:
    if VERDICTS.index(new["verdict"]) < VERDICTS.index(old["verdict"]):
        return f"{old['verdict']} ({old['primary']}) becomes {new['verdict']} ({new['primary']})"
    return None


def not_an_allow(old: dict, new: dict) -> str | None:
    return f"{new['primary']}: {new['verdict']}" if new["verdict"] == "allow" else None


def denied(old: dict, new: dict) -> str | None:
    return None if new["verdict"] == "deny" else f"{new['verdict']} ({new['primary']})"


Check = Callable[[dict, dict], "str | None"]
Property = Callable[[Row], Iterator["tuple[dict, Check]"]]
properties: list[tuple[str, Property]] = []


def holds(name: str) -> Callable[[Property], Property]:
    def add(made: Property) -> Property:
        properties.append((name, made))
        return made
    return add


def shuffled(row: Row, entries: list) -> list:
    return row.random.sample(entries, len(entries))


# What else was sent or lies around.

@holds("the order behind the leaf changes nothing")
def order(row: Row) -> Iterator[tuple[dict, Check]]:
    chain, help_ = row.request.get("chain", []), row.request.get("intermediates", [])
    if len(chain) > 2:
        yield row.changed(chain=chain[:1] + shuffled(row, chain[1:])), equal_report
        yield row.changed(chain=chain[:1] + chain[:0:-1]), equal_report
    if len(help_) > 1:
        yield row.changed(intermediates=shuffled(row, help_)), equal_report
    for key in ("anchors", "crls"):
        if len(row.request.get(key, [])) > 1:
            yield row.changed(**{key: shuffled(row, row.request[key])}), equal_outcome


@holds("sent or at hand is the same")
def place(row: Row) -> Iterator[tuple[dict, Check]]:
    chain, help_ = row.request.get("chain", []), row.request.get("intermediates", [])
    if len(chain) > 1:
        yield row.changed(chain=chain[:1], intermediates=chain[1:] + help_), equal_report
        taken = row.random.randrange(1, len(chain))
        yield row.changed(chain=chain[:taken] + chain[taken + 1:],
                          intermediates=help_ + [chain[taken]]), equal_report
    if chain and help_:
        yield row.changed(chain=chain + help_, intermediates=[]), equal_report


strangers: list[bytes] = []


def unrelated(row: Row, wanted: int) -> list[str]:
    """Certificates that share no name with those of the request."""
    own = b"".join(der(text) for key in ("chain", "intermediates", "anchors", "extra_anchors")
                   for text in row.request.get(key, []))
    found: list[str] = []
    for _ in range(20 * wanted):
        certificate = row.random.choice(strangers)
        if len(found) < wanted and not any(name in own for name in fields_of(certificate)[:2]):
            found.append(base64_of(certificate))
    return found


def mixed(row: Row, entries: list, more: list) -> list:
    """`more` between the entries, which keep their order."""
    entries = list(entries)
    for entry in more:
        entries.insert(row.random.randrange(len(entries) + 1), entry)
    return entries


@holds("certificates that have nothing to do with it change nothing")
def ballast(row: Row) -> Iterator[tuple[dict, Check]]:
    chain = row.request.get("chain", [])
    if not chain:
        return
    leaf = der(chain[0])
    junk = [base64_of(leaf[:-7]), base64_of(b"\x30\x03\x02\x01\x07"), base64_of(b"no certificate")]
    for more in (unrelated(row, 1), unrelated(row, 8), [row.random.choice(chain)], [row.random.choice(junk)]):
        yield row.changed(chain=chain[:1] + mixed(row, chain[1:], more)), equal_report
        yield row.changed(intermediates=mixed(row, row.request.get("intermediates", []), more)), equal_report


def decoys(certificate: bytes) -> list[str]:
    """The same with another signature, and with another key."""
    made = [base64_of(certificate[:-1] + bytes([certificate[-1] ^ 1]))]
    fields = fields_of(certificate)
    if fields and len(fields[2]) > 40:
        at = certificate.index(fields[2]) + len(fields[2]) - 20
        made.append(base64_of(certificate[:at] + bytes([certificate[at] ^ 1]) + certificate[at + 1:]))
    return made


def equal_verdict(old: dict, new: dict) -> str | None:
    """Where no path reaches an anchor, a signature that is wrong is told before anything else."""
    if "anchor" not in old and new["primary"] == "path.bad-signature":
        return not_milder(old, new)
    return None if old["verdict"] == new["verdict"] else f"{old['verdict']} becomes {new['verdict']} ({new['primary']})"


@holds("forged copies of its issuers help and harm nobody")
def forgeries(row: Row) -> Iterator[tuple[dict, Check]]:
    chain = row.request.get("chain", [])
    if len(chain) > 30:
        return  # twice as many again run into limits, which are the hostile tests' business
    more = [decoy for text in chain[1:] + row.request["anchors"] for decoy in decoys(der(text))]
    if chain and more:
        yield row.changed(chain=chain[:1] + more + chain[1:]), equal_verdict
        yield row.changed(chain=chain[:1] + mixed(row, chain[1:], more)), equal_verdict


@holds("anchors that have nothing to do with it change nothing")
def more_anchors(row: Row) -> Iterator[tuple[dict, Check]]:
    if "anchors" in row.request:
        yield row.changed(anchors=mixed(row, row.request["anchors"], unrelated(row, 4))), equal_report


def no_milder_trust(old: dict, new: dict) -> str | None:
    """dev-allow warns of an issuer nobody knows near by, and denies what a known one did wrong."""
    if new["verdict"] == "warn" and new["primary"] in ("path.unknown-issuer", "identity.self-signed"):
        return None
    return not_milder(old, new)


@holds("an anchor less makes nothing milder")
def fewer_anchors(row: Row) -> Iterator[tuple[dict, Check]]:
    anchors = row.request.get("anchors", [])
    for index in range(min(len(anchors), 4)):
        yield row.changed(anchors=anchors[:index] + anchors[index + 1:]), no_milder_trust
    if len(anchors) > 1:
        yield row.changed(anchors=[]), no_milder_trust


@holds("a list more lifts no revocation")
def more_lists(row: Row) -> Iterator[tuple[dict, Check]]:
    if any(finding["code"] == "revocation.revoked" for finding in row.answer["findings"]):
        lists = row.request.get("crls", [])
        more = [text for other in row.random.sample(all_lists, min(3, len(all_lists))) for text in other]
        yield row.changed(crls=mixed(row, lists, more)), denied
        yield row.changed(crls=mixed(row, lists, lists)), equal_report
        if lists:  # else they are the policy's
            yield row.changed(crls=mixed(row, lists, [base64_of(der(lists[0])[:-9])])), equal_report


all_lists: list[list[str]] = []


@holds("a response more lifts no revocation")
def more_responses(row: Row) -> Iterator[tuple[dict, Check]]:
    if any(finding["code"] == "revocation.revoked" for finding in row.answer["findings"]):
        responses = row.request.get("ocsp", [])
        more = row.random.sample(all_responses, min(5, len(all_responses)))
        yield row.changed(ocsp=mixed(row, responses, more)), denied
        yield row.changed(ocsp=mixed(row, responses, responses)), equal_report
        if "ocsp_staple" not in row.request:
            yield row.changed(ocsp_staple=row.random.choice(all_responses)), denied


all_responses: list[str] = []


def responses_of(request: dict) -> list[str]:
    staples = request.get("ocsp_staple") or []
    staples = [staples] if isinstance(staples, str) else staples
    return [response for response in (*staples, *request.get("ocsp", [])) if response]


# What a policy says.

table: dict[str, dict[str, str]] = {}


def read_table(command: str) -> None:
    lines = subprocess.run([command, "codes"], capture_output=True, check=True, text=True).stdout.splitlines()
    names = ("pkix", "webpki", *BUILT_IN)
    for line in lines[1:]:
        cells = line.split()
        if len(cells) != 8:
            break
        table[cells[0]] = {name: cell.strip("*").replace("-", "ignore") for name, cell in zip(names, cells[2:7])}


def action_of(policy: dict, code: str) -> str:
    for part in ("rules", "insecure_rules"):
        said = policy.get(part, {}).get(code)
        if said is not None:
            return said if isinstance(said, str) else said.get("action", table[code][policy["extends"]])
    return table[code][policy["extends"]]


def raised(policy: dict, code: str, action: str) -> dict:
    policy = copy.deepcopy(policy)
    said = policy.get("insecure_rules", {}).pop(code, None) or policy.get("rules", {}).get(code)
    if not policy.get("insecure_rules", True):
        del policy["insecure_rules"]
    said = said | {"action": action} if isinstance(said, dict) else action
    return policy | {"rules": policy.get("rules", {}) | {code: said}}


@holds("a stricter policy makes nothing milder")
def stricter(row: Row) -> Iterator[tuple[dict, Check]]:
    policy = row.request.get("policy", "public-strict")
    policy = {"extends": policy} if isinstance(policy, str) else policy
    if policy.get("extends") not in ("pkix", "webpki", *BUILT_IN):
        return
    yield row.changed(policy=policy), not_milder
    found = sorted({finding["code"] for finding in row.answer["findings"]})
    for code in found + row.random.sample(sorted(table), 3):
        now = ACTIONS.index(action_of(policy, code))
        for action in ACTIONS[now + 1:]:
            yield row.changed(policy=raised(policy, code, action)), not_milder
    everything = policy
    for code in table:
        everything = raised(everything, code, "deny")
    yield row.changed(policy=everything), not_milder


@holds("what pkix denies for signatures, dates and encoding webpki denies")
def bases(row: Row) -> Iterator[tuple[dict, Check]]:
    families = ("path.bad-signature", "path.unknown-issuer", "validity.", "encoding.", "revocation.revoked")
    # The Baseline Requirements let CAs mark name constraints as not critical.
    relaxed = ("encoding.profile/name-constraints-not-critical",)
    if row.request.get("policy") == "pkix" and any(
            finding["action"] == "deny" and finding["code"].startswith(families)
            and finding["rule"] not in relaxed for finding in row.answer["findings"]):
        yield row.changed(policy="webpki"), denied


@holds("fit_for says what the policies say")
def fitness(row: Row) -> Iterator[tuple[dict, Check]]:
    for policy in BUILT_IN:
        def agrees(old: dict, new: dict, policy: str = policy) -> str | None:
            said = old["classification"]["fit_for"][policy]
            return None if said == new["verdict"] else f"{policy}: {said}, and {new['verdict']}"
        yield row.changed(policy=policy), agrees


# Time and peer.

@holds("nothing is allowed outside its time")
def time(row: Row) -> Iterator[tuple[dict, Check]]:
    policy = row.request.get("policy", "public-strict")
    if isinstance(policy, dict) and any(code.startswith("validity.") for part in ("rules", "insecure_rules")
                                        for code in policy.get(part, {})):
        return
    # Dates without an end (RFC 5280 4.1.2.5) have no outside.
    leaf = der(row.request["chain"][0]) if row.request.get("chain") else b""
    for instant, bound in ((NEVER, b"00000101000000Z"), (FAR, b"99991231235959Z")):
        if bound in leaf:
            continue
        yield row.changed(time=instant), not_an_allow if policy == "dev-allow" else denied


@holds("a peer more makes nothing milder")
def more_peers(row: Row) -> Iterator[tuple[dict, Check]]:
    peer = row.request.get("peer")
    if peer is None:
        return
    peers = peer if isinstance(peer, list) else [peer]
    yield row.changed(peer=peers + [peers[0]]), equal_outcome
    for other in ({"dns": "nobody.invalid"}, {"ip": "203.0.113.77"}):
        yield row.changed(peer=mixed(row, peers, [other])), not_milder


@holds("an address of the public network and an old session make nothing milder")
def circumstances(row: Row) -> Iterator[tuple[dict, Check]]:
    # An internal name that is public by its address is no place for public certificates any more.
    if not any(finding["code"] == "scope.public-in-internal" for finding in row.answer["findings"]):
        yield row.changed(address="198.51.99.7"), not_milder
    if "session" not in row.request:
        yield row.changed(session={"protocol": "TLS1.0", "cipher": "TLS_RSA_WITH_RC4_128_SHA"}), not_milder
        yield row.changed(session={"group": "secp160r1", "signature": "rsa_pkcs1_sha1", "dh_bits": 512,
                                   "extended_master_secret": False, "secure_renegotiation": False,
                                   "compression": True, "early_data": True}), not_milder


# Form.

@holds("how a request is written changes no octet")
def form(row: Row) -> Iterator[tuple[dict, Check]]:
    yield row.changed(), same
    yield dict(reversed(row.changed().items())) | {"x-note": [None]}, same
    if row.request.get("chain"):
        def pem(octets: bytes) -> str:
            lines = base64.encodebytes(octets).decode()
            return f"-----BEGIN CERTIFICATE-----\n{lines}-----END CERTIFICATE-----\n"
        yield row.changed(chain=[pem(der(text)) for text in row.request["chain"]]), same


def look_at_report(report: dict) -> str | None:
    """What holds for a report by itself."""
    findings = report["findings"]
    actions = [ACTIONS.index(finding["action"]) for finding in findings]
    count = len(report["certificates"])
    if report["verdict"] != worst(findings):
        return f"the verdict is {report['verdict']}, the worst finding says {worst(findings)}"
    if actions != sorted(actions, reverse=True):
        return "the findings are not in order"
    if findings and actions[0] > 1 and report["primary"] != findings[0]["code"]:
        return f"the first finding is {findings[0]['code']}, primary {report['primary']}"
    places = [entry["certificate"] for part in ("findings", "revocation") for entry in report[part]]
    if not all(place is None or 0 <= place < count for place in places):
        return "a place outside the certificates"
    listed = {entry["sha256"].removeprefix("sha256:") for entry in report["certificates"]}
    if not {digest.removeprefix("sha256:") for digest in report.get("path", [])} <= listed:
        return "a certificate of the path is not listed"
    return None


# Running.

def batch(command: str, requests: list[dict], *options: str) -> list[bytes]:
    lines = "".join(json.dumps(request) + "\n" for request in requests)
    done = subprocess.run([command, "batch", *options], input=lines.encode(), stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False, timeout=900)
    answers = done.stdout.splitlines()
    if done.returncode not in (0, 3) or len(answers) != len(requests):
        sys.exit(f"{len(requests)} requests, {len(answers)} answers, exit code {done.returncode}: "
                 f"{done.stderr.decode()[-500:]}")
    return answers


def read_rows(tree: pathlib.Path, vectors: pathlib.Path | None, every: int) -> list[Row]:
    rows = []
    for file in sorted(tree.glob("tests/rules/*/*.json")):
        for case in json.loads(file.read_text(encoding="utf-8")):
            if not case.get("engine"):
                rows.append(Row(f"{file.parent.name}/{file.stem}/{case['title']}", case["request"]))
    for suite in SUITES if vectors else ():
        with gzip.open(vectors / f"{suite}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                if number % every == 0:
                    request = json.loads(line)["request"]
                    rows.append(Row(f"{suite}/{request['id']}", request))
    for row in rows:
        row.request = {"anchors": [], "time": "2026-06-01T00:00:00Z"} | row.request | {"id": 0}
    return rows + [elsewhere for row in rows for elsewhere in under_other_terms(row)]


def under_other_terms(row: Row) -> Iterator[Row]:
    """The suites ask pkix and webpki for names of the public network; these are the other cells."""
    policy = row.random.choice(BUILT_IN)
    yield Row(f"{row.name} under {policy}", row.changed(policy=policy))
    yield Row(f"{row.name} near by", row.changed(policy=row.random.choice(BUILT_IN[:2]), peer={"dns": "box.internal"}))


def try_property(command: str, name: str, made: Property, rows: list[Row]) -> int:
    tried = [(row, request, check) for row in rows for request, check in made(row)]
    broken = 0
    for (row, request, check), line in zip(tried, batch(command, [entry[1] for entry in tried], "--jobs", "2")):
        answer = json.loads(line)
        if answer["verdict"] == "error":
            wrong = f"an error of the request: {answer['error']['message']}"
        else:
            wrong = check(row.answer, answer)
        if wrong:
            broken += 1
            if broken <= 5:
                print(f"  {row.name}: {wrong}")
    print(f"{name}: {len(tried)} tried, {broken} broken")
    return broken


def try_lists(command: str, rows: list[Row]) -> int:
    """Lists of keys are the engine's: the whole run is judged with one."""
    keys = {row.answer["certificates"][0].get("spki_sha256") for row in rows if row.answer["certificates"]}
    others = [hashlib.sha256(bytes([number])).hexdigest() for number in range(256)]
    broken = tried = 0
    for option, code in (("--denylist", "threat.listed"), ("--weak-keys", "crypto.compromised-key")):
        for digests in (sorted(key.removeprefix("sha256:") for key in keys if key), others):
            with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
                file.write("\n".join(digests) + "\n")
                file.flush()
                lines = batch(command, [row.request for row in rows], option, file.name, "--jobs", "2")
            for row, line in zip(rows, lines):
                answer, tried = json.loads(line), tried + 1
                listed = digests is not others and (row.answer["certificates"] or [{}])[0].get("spki_sha256")
                wrong = equal_report(row.answer, answer) if not listed else denied(row.answer, answer)
                if listed and not any(finding["code"] == code for finding in answer["findings"]):
                    wrong = f"no {code}"
                if wrong:
                    broken += 1
                    print(f"  {row.name} with {option}: {wrong}")
    print(f"a listed key is denied, other keys on lists change nothing: {tried} tried, {broken} broken")
    return broken


def main() -> int:
    command, tree = sys.argv[1], pathlib.Path(sys.argv[2])
    vectors = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else None
    rows = read_rows(tree, vectors, int(sys.argv[4]) if len(sys.argv) > 4 else 1)
    read_table(command)
    lines = batch(command, [row.request for row in rows])
    broken = 0
    for row, line in zip(rows, lines):
        row.answer = json.loads(line)
    rows = [row for row in rows if row.answer["verdict"] != "error"]
    for row in rows:
        wrong = look_at_report(row.answer)
        if wrong:
            broken += 1
            print(f"  {row.name}: {wrong}")
    print(f"a report agrees with itself: {len(rows)} tried, {broken} broken")
    if batch(command, [row.request for row in rows], "--jobs", "2") != batch(command, [row.request for row in rows]):
        broken += 1
        print("--jobs changes the answers")
    strangers.extend(sorted({der(text) for row in rows for text in row.request.get("chain", [])}))
    strangers[:] = [certificate for certificate in strangers if fields_of(certificate)]
    all_lists.extend(row.request["crls"] for row in rows if row.request.get("crls"))
    all_responses.extend(response for row in rows for response in responses_of(row.request))
    for name, made in properties:
        broken += try_property(command, name, made, rows)
    broken += try_lists(command, rows)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
