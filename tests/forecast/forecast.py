"""Forecasts against judgements.

    forecast.py CERTPOLICY ROWS SOURCE-TREE [VECTORS-FOLDER [EVERY]]

First tables: what a forecast must say around a day on which something ends, with the verdicts a second
before it and on it. Then the property that a forecast is never at odds with a verdict: of chains made
by chance, of the cases in tests/rules and of every EVERYth shared vector, at instants taken by chance
and at those around every event.
"""

from __future__ import annotations

import base64
import datetime
import gzip
import json
import pathlib
import random
import subprocess
import sys

CERTPOLICY, ROWS, SRCDIR = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
VECTORS = pathlib.Path(sys.argv[4]) if len(sys.argv) > 4 else None
EVERY = int(sys.argv[5]) if len(sys.argv) > 5 else 20
sys.path.insert(0, str(SRCDIR / "tests/rules"))
import der  # noqa: E402
from der import Cert, crl, eku  # noqa: E402

DAY = 86400
START = "2026-11-25T00:00:00Z"
failed = count = 0


def seconds(text: str) -> int:
    return int(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp())


def instant(number: int) -> str:
    whole = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=number)
    return whole.strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")


UNTIL = seconds("2036-11-25T00:00:00Z")


def b64(octets: bytes) -> str:
    return base64.b64encode(octets).decode()


def sha256(cert: Cert) -> str:
    return "sha256:" + __import__("hashlib").sha256(cert.der).hexdigest()


def run(program: list[str], requests: list[dict]) -> list[dict]:
    lines = "".join(json.dumps(request) + "\n" for request in requests)
    done = subprocess.run(program, input=lines, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 3), (program, done.returncode, done.stderr[:500])
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(requests)
    return answers


def forecast(requests: list[dict], *more: str) -> list[dict]:
    return run([ROWS, str(UNTIL), *more], requests)


def judge(requests: list[dict]) -> list[dict]:
    return run([CERTPOLICY, "batch", "--anchors", str(SRCDIR / "tests/api/data/root.pem")], requests)


def fail(*what: object) -> None:
    global failed
    failed += 1
    if failed < 20:
        print("FAIL:", *what)


# ---- the tables ----

ROOT = Cert("ca", None, subject="CN=Root", key="root", serial=1, not_before="2020-01-01T00:00:00Z",
            not_after="2045-01-01T00:00:00Z")
CA = Cert("ca", ROOT, subject="CN=CA", key="issuer", serial=2, not_before="2022-01-01T00:00:00Z",
          not_after="2040-01-01T00:00:00Z")
BASE = {"peer": {"dns": "www.example.com"}, "time": START, "policy": "public-strict"}


def when(number: int) -> str:
    return instant(number)


def leaf(days: float, issuer: Cert = CA, not_before: str = "2026-11-20T00:00:00Z", **more) -> Cert:
    end = seconds(not_before) + int(days * DAY) - 1
    return Cert("leaf", issuer, subject="", san="dns:www.example.com", key="leaf", not_before=not_before,
                not_after=instant(end), **({"change": {"san": (der.names("dns:www.example.com"), True)}} | more))


def ask(cert: Cert, issuers: list[Cert] | None = None, anchor: dict | None = None, **more) -> dict:
    chain = [cert] + ([CA] if issuers is None else issuers)
    trusted = {"certificate": b64(ROOT.der), "public": True} | (anchor or {})
    return BASE | {"chain": [b64(each.der) for each in chain], "anchors": [trusted]} | more


def expect(name: str, request: dict, wanted: list[tuple[str, str, str, str]], absent: list[str] = ()) -> None:
    """`wanted`: (first second, kind, rule, action from then on; "ignore": it goes)."""
    global count
    count += 1
    answer = forecast([request])[0]
    if "events" not in answer:
        fail(name, answer)
        return
    found = [(event["time"], event["kind"], change["rule"], change["after"])
             for event in answer["events"] for change in event["changes"]]
    for row in wanted:
        if row not in found:
            fail(name, "no", row, "in", found)
    for rule in absent:
        if any(rule == row[2] for row in found):
            fail(name, "should not be there:", rule, found)
    if [event["time"] for event in answer["events"]] != sorted(event["time"] for event in answer["events"]):
        fail(name, "not in the order of dates", found)


LONG = "validity.too-long"
CLIENT = "profile.server-certificate/eku-client-auth"
BOTH = {"change": {"eku": eku("server", "client")}}


def tables() -> None:
    # A second before each day is the second row: its last instant is what the older rule allows.
    for days, since in ((398, []), (201, []), (200, ["2027-03-15"]), (101, ["2027-03-15"]),
                        (100, ["2029-03-15"]), (48, ["2029-03-15"]), (47, [])):
        wanted = [(f"{day}T00:00:00Z", "renewal", LONG, "deny") for day in since]
        expect(f"{days} days", ask(leaf(days)), wanted, [] if since else [LONG])
    expect("398 days, issued before 2026-03-15", ask(leaf(398, not_before="2026-01-10T00:00:00Z")),
           [("2026-03-15T00:00:00Z", "renewal", LONG, "deny")])
    expect("100 days and a second", ask(leaf(100 + 1 / DAY)), [("2027-03-15T00:00:00Z", "renewal", LONG, "deny")])
    expect("clients", ask(leaf(47, **BOTH)), [("2027-03-15T00:00:00Z", "renewal", CLIENT, "info")])
    expect("clients, issued on the day", ask(leaf(47, not_before="2027-03-15T00:00:00Z", **BOTH)), [], [CLIENT])
    expect("a private root", ask(leaf(398), anchor={"public": False}), [], [LONG, CLIENT])
    expect("ends beyond 2049", ask(leaf(22 * 365)), [], ["encoding.profile/date-form"])
    expect("seven days of peace", ask(leaf(8, not_before="2026-03-10T00:00:00Z")),
           [("2026-03-15T00:00:00Z", "renewal", "revocation.unavailable", "info")])

    own = leaf(90)
    end = seconds("2026-11-20T00:00:00Z") + 90 * DAY
    expect("its own end", ask(own), [(instant(end), "certificate", "validity.expired", "deny"),
                                     (instant(end - 30 * DAY), "certificate", "validity.expires-soon", "info")])
    for name, anchors in (("nobody trusted", []), ("trusted itself", [b64(own.der)])):
        expect(name, ask(own) | {"anchors": anchors}, [(instant(end), "certificate", "validity.expired", "deny")])
    short = Cert("ca", ROOT, subject="CN=Short", key="issuer", serial=3, not_before="2022-01-01T00:00:00Z",
                 not_after="2026-12-31T23:59:59Z")
    expect("an intermediate's end", ask(leaf(90, short), [short]),
           [("2027-01-01T00:00:00Z", "certificate", "validity.expired", "deny")])
    expect("the intermediate has a successor", ask(leaf(90, short), [short, Cert(
        "ca", ROOT, subject="CN=Short", key="issuer", serial=4, not_before="2026-01-01T00:00:00Z",
        not_after="2040-01-01T00:00:00Z")]), [(instant(end), "certificate", "validity.expired", "deny")])
    later = Cert("ca", ROOT, subject="CN=Short", key="issuer", serial=5, not_before="2027-01-11T00:00:00Z",
                 not_after="2040-01-01T00:00:00Z")
    expect("its successor comes too late", ask(leaf(90, short), [short, later]),
           [("2027-01-01T00:00:00Z", "certificate", "validity.not-yet-valid", "deny"),
            ("2027-01-11T00:00:00Z", "certificate", "validity.not-yet-valid", "ignore")])
    root = Cert("ca", None, subject="CN=Old root", key="root", serial=6, not_before="2010-01-01T00:00:00Z",
                not_after="2027-01-01T12:00:00Z")
    expect("the root's end", ask(leaf(90, root), [], {"certificate": b64(root.der)}),
           [("2027-01-01T12:00:01Z", "certificate", "validity.expired", "deny")])

    for field in ("distrust_after", "sct_not_after"):
        expect(field, ask(own, anchor={field: "2027-06-30T23:59:59Z"}),
               [("2027-07-01T00:00:00Z", "renewal", "root.distrusted", "deny")])
        expect(field + " is past", ask(own, anchor={field: "2026-11-01T00:00:00Z"}), [], ["root.distrusted"])
        expect(field + " since it was issued", ask(own, anchor={field: "2026-11-21T00:00:00Z"}),
               [("2026-11-21T00:00:01Z", "renewal", "root.distrusted", "deny")])

    strict = {"extends": "public-strict", "rules": {"revocation.unavailable": "deny"}}
    lists = [b64(crl(issuer, this_update="2026-11-20T00:00:00Z", next_update=until))
             for issuer, until in ((CA, "2026-12-05T00:00:00Z"), (ROOT, "2027-01-05T00:00:00Z"))]
    expect("lists end", ask(own, policy=strict, crls=lists),
           [("2026-12-05T00:00:01Z", "certificate", "revocation.unavailable", "deny"),
            ("2027-01-05T00:00:01Z", "certificate", "revocation.unavailable", "deny")])
    pin = {"spki": "sha256/" + b64(__import__("hashlib").sha256(own.spki).digest()), "until": "2027-01-09"}
    expect("a pin lapses", ask(own, policy={"extends": "public-strict", "pins": [pin]}),
           [("2027-01-10T00:00:00Z", "certificate", "pin.expired", "deny")])
    waiver = {"code": "validity.too-long", "certificate": sha256(leaf(398)), "peer": "www.example.com",
              "until": "2027-01-31T12:00:00Z", "owner": "ops", "reason": "OPS-1"}
    expect("a waiver lapses", ask(leaf(398), policy={"extends": "public-strict", "waivers": [waiver]}),
           [("2027-01-31T12:00:01Z", "certificate", LONG, "deny")])
    expect("not yet valid", ask(leaf(90, not_before="2026-12-24T18:00:00Z")),
           [("2026-12-24T18:00:00Z", "certificate", "validity.not-yet-valid", "ignore")])
    expect("no certificate", BASE | {"chain": ["MAA="], "anchors": []}, [])
    expect("none sent", BASE | {"chain": [], "anchors": []}, [])


def renewals_are_what_is_issued_then() -> None:
    """The certificate of which a renewal's event speaks, really made: a second before, and on the day."""
    global count
    later = {field: {field: "2027-06-30T23:59:59Z"} for field in ("distrust_after", "sct_not_after")}
    rows = [(LONG, 200, "2027-03-15T00:00:00Z", {}, {}), (LONG, 101, "2027-03-15T00:00:00Z", {}, {}),
            (LONG, 100, "2029-03-15T00:00:00Z", {}, {}), (LONG, 48, "2029-03-15T00:00:00Z", {}, {}),
            (CLIENT, 47, "2027-03-15T00:00:00Z", BOTH, {}),
            ("root.distrusted", 47, "2027-07-01T00:00:00Z", {}, later["distrust_after"]),
            ("root.distrusted", 47, "2027-07-01T00:00:00Z", {}, later["sct_not_after"])]
    for rule, days, day, more, anchor in rows:
        foretold = forecast([ask(leaf(days, **more), anchor=anchor)])[0]
        told = [event["time"] for event in foretold["events"] if event["kind"] == "renewal" and any(
            change["rule"] == rule and change["before"] == "ignore" for change in event["changes"])]
        if told != [day]:
            fail("renewal", rule, days, told)
        for issued, wanted in ((instant(seconds(day) - 1), False), (day, True)):
            count += 1
            report = judge([ask(leaf(days, not_before=issued, **more), anchor=anchor, time=day)])[0]
            if any(finding["rule"] == rule for finding in report["findings"]) != wanted:
                fail("a certificate of", issued, days, rule, report["findings"])


def next_comes_first() -> None:
    global count
    count += 1
    answer = forecast([ask(leaf(90))])[0]
    if answer["next"] != next((event for event in answer["events"] if event["kind"] == "certificate" and any(
            change["code"] == "validity.expired" for change in event["changes"])), 0):
        fail("next is another", answer["next"])
    if answer["verdict"] != "allow" or answer["next"]["before"] != "allow" or answer["next"]["after"] != "deny":
        fail("from allow to deny", answer["verdict"], answer["next"])


def unnoted_changes_are_found() -> None:
    """Rules of an application's own tell nobody on what day they will say something else."""
    global count
    for day in ("2026-11-25T00:00:01Z", "2027-01-19T03:04:05Z", "2030-05-06T07:08:09Z", "2036-11-25T00:00:00Z"):
        count += 1
        answer = forecast([ask(leaf(90))], str(seconds(day)))[0]
        found = [(event["time"], change["rule"], change["after"]) for event in answer["events"]
                 for change in event["changes"]]
        if (day, "x-late", "deny") not in found:
            fail("unnoted", day, found)
        issued = [event["time"] for event in forecast([ask(leaf(90))], str(UNTIL + 1), str(seconds(day)))[0]["events"]
                  if event["kind"] == "renewal" and any(change["rule"] == "x-new" for change in event["changes"])]
        if issued != [day]:
            fail("unnoted day of issue", day, issued)


# ---- the property ----

def by_chance(n: int) -> list[dict]:
    """Chains whose dates, lists, pins and waivers end here and there."""
    chance = random.Random("forecast")

    def day(low: int, high: int) -> str:
        return instant(seconds(START) + chance.randint(low * DAY, high * DAY))

    made = []
    for _ in range(n):
        root = Cert("ca", None, subject="CN=R", key="root", serial=1, not_before=day(-3000, -2000), not_after=day(-50, 3000))
        cas = [Cert("ca", root, subject="CN=I", key="issuer", serial=10 + i, not_before=day(-1500, 500),
                    not_after=day(-50, 2500)) for i in range(chance.randint(1, 3))]
        cert = Cert("leaf", cas[0], subject="", san="dns:www.example.com", key="leaf", serial=99,
                    not_before=day(-300, 60), not_after=day(-20, 500),
                    change={"san": (der.names("dns:www.example.com"), True)} | chance.choice([{}, BOTH["change"]]))
        policy: dict = {"extends": chance.choice(["public-strict", "webpki", "pkix", "internal-pinned"])}
        policy["rules"] = {"revocation.unavailable": chance.choice(["info", "warn", "deny"])}
        if policy["extends"] == "internal-pinned" or chance.random() < 0.4:
            policy["pins"] = [{"spki": "sha256/" + b64(__import__("hashlib").sha256(who.spki).digest()), "until": day(-9, 900)}
                              for who in chance.choice([[cert], [cert, cas[0]], [root]])]
        if chance.random() < 0.5:
            policy["waivers"] = [{"code": chance.choice(["validity.expired", LONG, "root.not-public"]),
                                  "certificate": sha256(cert), "peer": "www.example.com", "until": day(-9, 900),
                                  "owner": "ops", "reason": "by chance"}]
        lists = [b64(crl(who, chance.choice([(), (), (99,), (10,)]), this_update=day(-40, 90), next_update=day(-5, 200)))
                 for who in [root, cas[0]] for _ in range(chance.randint(0, 2))]
        anchor = {"certificate": b64(root.der), "public": chance.random() < 0.7}
        for field in ("distrust_after", "sct_not_after"):
            if chance.random() < 0.3:
                anchor[field] = day(-400, 900)
        chance.shuffle(cas)
        made.append({"chain": [b64(each.der) for each in [cert, *cas]], "anchors": [anchor], "crls": lists,
                     "time": START, "peer": {"dns": "www.example.com"}, "policy": policy})
    return made


def requests_at_hand() -> list[dict]:
    made = []
    for path in sorted((SRCDIR / "tests/rules").glob("*/*.json")):
        made += [case["request"] for case in json.loads(path.read_text()) if not case.get("engine")]
    if VECTORS is not None:
        for path in sorted(VECTORS.glob("*.jsonl.gz")):
            with gzip.open(path, "rt") as lines:
                rows = [json.loads(line) for number, line in enumerate(lines) if number % EVERY == 0]
            made += [row["request"] for row in rows if "request" in row]
    return [request for request in made if "time" in request and "policy" in request]


def key(finding: dict, certificates: list[dict]) -> tuple:
    about = finding["certificate"]
    return finding["rule"], None if about is None else "sha256:" + certificates[about]["sha256"]


def found_in(report: dict) -> dict:
    """The worst action of each rule about each certificate."""
    actions: dict = {}
    for finding in report["findings"]:
        actions.setdefault(key(finding, report["certificates"]), finding["action"])
    return actions


def foretold(start: dict, answer: dict, time: int) -> tuple[str, dict]:
    verdict, actions = answer["verdict"], found_in(start)
    for event in answer["events"]:
        if event["kind"] != "certificate" or seconds(event["time"]) > time:
            continue
        if event["before"] != verdict:
            fail("a verdict out of nowhere", event)
        verdict = event["after"]
        for change in event["changes"]:
            which = change["rule"], change["certificate"]
            if change["before"] != actions.get(which, "ignore"):
                fail("a change of what was not so", change, actions.get(which))
            actions[which] = change["after"]
    return verdict, {which: action for which, action in actions.items() if action != "ignore"}


def instants_of(answer: dict, start: int, chance: random.Random) -> list[int]:
    events = [seconds(event["time"]) for event in answer["events"] if event["kind"] == "certificate"]
    near = [time + step for time in events for step in (-1, 0, 1)]
    far = [chance.randint(start, UNTIL) for _ in range(6)]
    return [time for time in {*near, *far, UNTIL} if start <= time <= UNTIL]


def never_at_odds(name: str, requests: list[dict]) -> None:
    global count
    chance = random.Random(name)
    requests = [request for request in requests if seconds(request["time"]) < UNTIL]
    starts, answers = judge(requests), forecast(requests)
    later, about = [], []
    for request, start, answer in zip(requests, starts, answers):
        if start["verdict"] == "error" or "events" not in answer:
            if start["verdict"] != answer.get("verdict"):
                fail(name, "only one is an error", start.get("error"), answer.get("error"))
            continue
        for time in instants_of(answer, seconds(request["time"]), chance):
            later.append(request | {"time": instant(time)})
            about.append((start, answer, time))
    judged = judge(later)
    for request, report, (start, answer, time) in zip(later, judged, about):
        count += 1
        if not answer["complete"] and time > seconds(answer["until"]):
            continue
        verdict, actions = foretold(start, answer, time)
        if verdict != report["verdict"] or actions != found_in(report):
            fail(name, request["time"], "foretold", verdict, actions, "but it is", report["verdict"], found_in(report))
    print(f"{name}: {len(answers)} forecasts, {len(later)} judgements")


def schema() -> None:
    try:
        import jsonschema
    except ImportError:
        print("python3-jsonschema is not here: the schema is not looked at")
        return
    rules = json.loads((SRCDIR / "doc/schema/forecast.json").read_text())
    jsonschema.Draft202012Validator.check_schema(rules)
    validator = jsonschema.Draft202012Validator(rules)
    for answer in forecast(by_chance(20) + requests_at_hand()[:300] + [BASE | {"chain": [], "anchors": []}]):
        for error in validator.iter_errors(answer) if "events" in answer else ():
            fail("schema", error.json_path, error.message[:300])


tables()
renewals_are_what_is_issued_then()
next_comes_first()
unnoted_changes_are_found()
never_at_odds("by chance", by_chance(60))
never_at_odds("at hand", requests_at_hand())
schema()
print(f"{count} comparisons, {failed} mistakes")
sys.exit(failed > 0)
