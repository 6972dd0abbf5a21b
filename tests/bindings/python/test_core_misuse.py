"""What programs do by mistake or on purpose: an exception, never a crash, a hang or an allow."""

from __future__ import annotations

import datetime
import gc
import os
import pathlib
import random
import ssl
import subprocess
import sys
import textwrap
import threading
import warnings

import certpolicy
import pytest
import servers
from certpolicy import native, x509  # noqa: F401


def request(world, **more):
    return certpolicy.Request(world.good.chain_pem(), peer="localhost", **more)


def run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A program of its own, which must not hang."""
    return subprocess.run([sys.executable, "-X", "faulthandler", "-c", textwrap.dedent(code), *arguments],
                          capture_output=True, text=True, timeout=120, check=False)


PROLOGUE = """
import sys, threading, certpolicy
engine = certpolicy.Engine(anchors=sys.argv[1])
request = certpolicy.Request(open(sys.argv[2]).read(), peer="localhost")
"""


@pytest.fixture
def files(world, tmp_path):
    """The root and the chain as files."""
    root, chain = tmp_path / "root.pem", tmp_path / "chain.pem"
    root.write_text(world.root.pem())
    chain.write_bytes(world.good.chain_pem())
    return str(root), str(chain)


def test_wrong_types(world, engine):
    for wrong in (None, 3, 1.5, [], (), object(), Exception, certpolicy):
        with pytest.raises(TypeError):
            engine.evaluate(wrong)
    for wrong in ("now", True, 1.5, [], object(), datetime.datetime(2026, 1, 1)):  # which has no zone
        with pytest.raises((TypeError, ValueError)):
            request(world, time=wrong)
    for wrong in (3, 1.5, [b"x", None], object(), {"a": 1}):
        with pytest.raises((TypeError, certpolicy.Error)):
            certpolicy.Request(wrong, peer="localhost")
    for wrong in (pathlib.Path("chain.pem"), world.good.certificate, [world.good.certificate], 3):
        with pytest.raises(TypeError, match="a certificate is PEM text or DER"):
            certpolicy.Request(wrong, peer="localhost")
    for wrong in ("{}", b"{}", bytearray(), {"chain": []}):
        with pytest.raises(TypeError, match="not one request"):
            engine.evaluate_many(wrong)
    for wrong in (3, b"pkix", [], object()):
        with pytest.raises(TypeError):
            engine.evaluate(request(world), wrong)
    for wrong in ("both", "", "SERVER", 0):
        with pytest.raises(ValueError):
            request(world, purpose=wrong)
    for wrong in ({"protocol": 3}, {"unknown": "x"}, {"protocol": "TLS9.9"}):
        with pytest.raises((TypeError, certpolicy.Error)):
            request(world, session=wrong)
    for locked in (-1, 1 << 40, "all", 1.5):
        with pytest.raises((OverflowError, TypeError)):
            engine.evaluate("{}", locked=locked)
    for limits in ({"paths": -1}, {"paths": "x"}, {"no-such": 1}, {"paths": 1 << 70}):
        with pytest.raises((OverflowError, TypeError, certpolicy.Error)):
            certpolicy.Engine(limits=limits)


def test_a_flag_is_no_number_and_a_number_no_flag(world, engine):
    with pytest.raises(TypeError, match="locked: a whole number expected, not bool"):
        engine.evaluate("{}", locked=True)  # it would lock policies alone
    with pytest.raises(certpolicy.Error, match="would hold nothing"):
        engine.evaluate('{"chain": []}', locked=certpolicy.LOCK_ALL + 1)
    with pytest.raises(TypeError, match="resumed: True or False expected, not str"):
        request(world, session={"resumed": "no"})
    with pytest.raises(TypeError, match="value: a whole number expected, not float"):
        certpolicy.Engine(limits={"paths": 1.5})
    with pytest.raises(OverflowError, match="columns: a number from 0 to"):
        engine.evaluate(request(world), "pinned").text(columns=-1)


def test_locks_are_for_json(world, engine):
    made = request(world)
    for call in (engine.evaluate, engine.describe, lambda one, locked: engine.forecast(one, 4102444800, locked=locked)):
        with pytest.raises(TypeError, match="locked is for JSON"):
            call(made, locked=certpolicy.LOCK_ALL)
    with pytest.raises(TypeError, match="locked is for JSON"):
        list(engine.evaluate_many([made], locked=certpolicy.LOCK_TIME))
    brings = {"chain": [world.good.pem()], "time": "2026-11-23T00:00:00Z"}
    with pytest.raises(certpolicy.Error) as caught:
        engine.describe(brings, locked=certpolicy.LOCK_TIME)
    assert caught.value.code == "request.locked"


def test_what_is_wrong_is_said_in_words_of_python(world, engine):
    rows = [
        (lambda: certpolicy.Request(peer=3), "a peer is a name"), (lambda: certpolicy.Request(peer=[b"a"]), "not bytes"),
        (lambda: request(world, session={"protocl": "TLS1.3"}), "not 'protocl'"),
        (lambda: request(world, session="TLS1.3"), "a session is a mapping"),
        (lambda: engine.evaluate({"chain": [b"DER"]}), "certificates as PEM or base64.*not bytes"),
        (lambda: engine.evaluate(request(world), 3), "a policy is its name"),
        (lambda: certpolicy.SSLContext(ssl.PROTOCOL_TLS_CLIENT, engine=engine), "a policy is its name"),
        (lambda: certpolicy.SSLContext("pkix", engine="system"), "an engine is a certpolicy.Engine, not str"),
        (lambda: certpolicy.SSLContext("pkix", engine=engine, on_report="print"), "on_report is called"),
    ]
    for call, words in rows:
        with pytest.raises(TypeError, match=words):
            call()
    one = world.intermediate.certificate.public_bytes(servers.serialization.Encoding.DER)
    assert "certpolicy.Request" in repr(request(world, intermediates=one))


def test_help_needs_no_client_library():
    done = run("""
import sys, pydoc
for name in ("aiohttp", "httpx", "pymongo", "redis", "requests", "urllib3", "websockets"):
    sys.modules[name] = None
import certpolicy
text = pydoc.render_doc(certpolicy, renderer=pydoc.plaintext)
assert all(name in text for name in certpolicy.__all__)
assert certpolicy.x509.ders_of(b"0") == [b"0"]
print("end")
""")
    assert (done.returncode, done.stdout) == (0, "end\n"), done.stderr


def test_octets_that_change_under_us_were_copied(world, engine):
    chain = bytearray(world.good.chain_pem())
    made = certpolicy.Request(memoryview(chain), peer="localhost")
    chain[:] = b"x" * len(chain)
    chain.clear()
    assert engine.evaluate(made, "pinned").verdict == "allow"
    text = bytearray(b'{"chain": [], "peer": null}')
    threads = [threading.Thread(target=lambda: [text.__setitem__(0, 123) for _ in range(1000)])]
    threads[0].start()
    for _ in range(200):
        engine.evaluate(text)
    threads[0].join()


def test_text_that_is_no_text(engine):
    for wrong in ('{"chain": ["\ud800"]}', "\ud800", b"\xff\xfe", b'{"id": "\xed\xa0\x80"}', '{"a\0b": 1}', "", "\0"):
        with pytest.raises((UnicodeError, certpolicy.Error)):
            engine.evaluate(wrong)
    for wrong in ({"id": float("nan")}, {"id": float("inf")}, {1: 2}, {"chain": {1, 2}}, {"id": 10**400}):
        with pytest.raises((ValueError, TypeError, certpolicy.Error)):
            engine.evaluate(wrong)
    deep: object = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises((RecursionError, certpolicy.Error)):
        engine.evaluate({"id": deep})
    with pytest.raises(certpolicy.Error):
        engine.evaluate('{"id": ' + "[" * 100_000 + "]" * 100_000 + "}")
    while deep:
        deep = deep.pop()  # taken apart without recursion


def test_objects_that_were_never_made():
    for class_ in (native.Engine, native.Request, native.Report, native.Policy, native.Guard):
        empty = class_.__new__(class_)
        for name in [name for name in dir(class_) if not name.startswith("_") and name not in ("this", "thisown")]:
            with pytest.raises((TypeError, AttributeError, certpolicy.Error)):
                getattr(empty, name)()
    with pytest.raises((AttributeError, TypeError)):
        native.Report()
    with pytest.raises((AttributeError, TypeError)):
        native.Policy()


def test_an_object_in_the_place_of_another(world, engine):
    report = engine.evaluate(request(world), "pinned")
    policy = engine.policy("pinned")
    for wrong in (report._native, policy._native, engine._native, 7, "x", object()):
        with pytest.raises(TypeError):
            engine._native.judge(wrong, None)
    for wrong in (report._native, engine._native, 7, "pkix"):
        with pytest.raises(TypeError):
            engine._native.judge(request(world)._native, wrong)


def test_finalizers_in_any_order(world):
    for seed in range(30):
        engine = world.engine()
        policy = engine.policy("pinned")
        made = request(world)
        guard = native.Guard(engine._native, policy._native)
        report = engine.evaluate(made, policy)
        things = [engine, policy, made, guard, report, engine._native, policy._native, report._native]
        del engine, policy, made, guard, report
        random.Random(seed).shuffle(things)
        while things:
            things.pop()
            gc.collect()


def race(*works):
    """Each in a thread of its own, again and again; what they raise other than Error."""
    stop, raised = threading.Event(), []

    def run(work):
        try:
            while not stop.is_set():
                try:
                    work()
                except certpolicy.Error as error:
                    if error.code not in ("object.in-use", "engine.frozen", "request.frozen", "policy.duplicate"):
                        raise
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    stop.wait(1.5)
    stop.set()
    for thread in threads:
        thread.join()
    assert raised == []


def test_a_request_that_changes_while_it_is_judged(world, engine):
    made = request(world)
    ders = certpolicy.x509.ders_of(world.good.chain_pem())
    race(lambda: made._native.add_certificate_der(ders[1]), lambda: engine.evaluate(made, "pinned"),
         lambda: engine.evaluate(made, "pinned"), lambda: made._native.set_policy("pkix"))
    judged = request(world)
    guard = native.Guard(engine._native, engine.policy("pinned")._native)
    race(lambda: guard.judge(judged._native), lambda: guard.judge(judged._native),
         lambda: guard.binding(judged._native), lambda: judged._native.set_time(3),
         lambda: guard.replace(engine._native, None))


def test_threads_judge_one_request_with_anchors_of_its_own(world):
    made = native.Request()
    made.add_chain(world.good.chain_pem(), None)
    made.add_peer_host("localhost")
    made.add_anchor_der(certpolicy.x509.der_of(world.root.pem()))
    engine = certpolicy.Engine()
    verdicts = set()
    race(*[lambda: verdicts.add(engine._native.judge(made, engine.policy("pkix")._native).verdict())] * 4)
    assert verdicts == {"allow"}
    with pytest.raises(certpolicy.Error) as caught:
        made.add_anchor_der(certpolicy.x509.der_of(world.stranger.pem()))
    assert caught.value.code == "request.frozen"


def test_an_engine_that_is_filled_by_threads(world, files):
    engine = certpolicy.Engine()
    made = request(world)
    adds = [lambda: engine.add_anchors(files[0]), lambda: engine._native.add_intermediates(files[1]),
            lambda: engine.add_anchor_der(certpolicy.x509.der_of(world.root.pem())),
            lambda: engine.add_policy_text("version: 1\n"), lambda: engine.policy("pkix")]
    race(*adds, adds[0])
    race(*adds, lambda: engine.evaluate(made, "pkix"), lambda: native.Guard(engine._native, None))
    assert engine.evaluate(made, "pkix").verdict == "allow"


def test_a_rule_that_changes_what_is_judged(world, engine):
    made = request(world)
    refused = []

    def rule(facts):
        for change in (lambda: made._native.set_time(3), lambda: made.add_certificate(world.good.chain_pem()),
                       lambda: engine.add_anchors("system")):
            with pytest.raises(certpolicy.Error) as caught:
                change()
            refused.append(caught.value.code)

    engine.add_rule("x-a", "info", "t", rule)
    assert engine.evaluate(made, "pinned").verdict == "allow"
    assert set(refused) == {"object.in-use"}
    made._native.set_time(3)  # and afterwards it is free again


def test_nothing_leads_to_a_wrappers_end(world, engine):
    report = engine.evaluate(request(world), "pinned")._native
    for thing in (report, engine._native, engine.policy("pkix")._native, request(world)._native):
        assert not hasattr(thing, "__swig_destroy__")
        assert not hasattr(thing, "thisown")


def test_the_default_engine_after_a_fork_while_it_was_made():
    done = run("""
import os, certpolicy, warnings
from certpolicy import _default
warnings.simplefilter("ignore")
_default._lock.acquire()
child = os.fork()
if child == 0:
    certpolicy.Engine.default()
    os._exit(0)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
""")
    assert (done.returncode, done.stdout) == (0, "0\n"), done.stderr


def test_a_fork_after_use(world, engine):
    """A child has the engine as it was, and may judge."""
    made = request(world)
    assert engine.evaluate(made, "pinned").verdict == "allow"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        status = 1
        try:
            if engine.evaluate(made, "pinned").verdict == "allow":
                status = 0
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_a_fork_while_others_judge(files):
    done = run(PROLOGUE + """
import os, time, warnings
warnings.simplefilter("ignore")
engine.add_rule("x-a", "info", "t", lambda facts: facts.add_finding(-1, None))
stop = threading.Event()
def work():
    while not stop.is_set():
        engine.evaluate(request, "pkix")
threads = [threading.Thread(target=work) for _ in range(3)]
[thread.start() for thread in threads]
for _ in range(20):
    child = os.fork()
    if child == 0:
        verdict = engine.evaluate(request, "pkix").verdict
        os._exit(0 if verdict == "allow" else 1)
    deadline = time.time() + 60
    while True:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            break
        if time.time() > deadline:
            os.kill(child, 9)
            os.waitpid(child, 0)
            status = -1
            break
        time.sleep(0.01)
    if status != 0:
        print("child:", status)
        break
stop.set()
[thread.join() for thread in threads]
print("end")
""", *files)
    assert (done.returncode, done.stdout) == (0, "end\n"), done.stderr


@pytest.mark.parametrize("then", ["list(reports)", "reports.close()", "None"])
def test_a_child_does_not_wait_for_threads_that_stayed(files, then):
    done = run(PROLOGUE + f"""
import itertools, os, warnings
warnings.simplefilter("ignore")
reports = engine.evaluate_many(itertools.repeat(request), "pkix", jobs=2)
next(reports)
child = os.fork()
if child == 0:
    try:
        {then}
    except RuntimeError:
        sys.exit(3)
    sys.exit(0)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
reports.close()
""", *files)
    assert (done.returncode, done.stdout) == (0, "3\n" if then == "list(reports)" else "0\n"), done.stderr


def test_threads_that_judge_while_the_interpreter_ends(files):
    done = run(PROLOGUE + """
engine.add_rule("x-a", "info", "t", lambda facts: facts.add_finding(-1, None))
def work():
    while True:
        engine.evaluate(request, "pkix")
for _ in range(4):
    threading.Thread(target=work, daemon=True).start()
import time
time.sleep(0.3)
print("end")
""", *files)
    assert (done.returncode, done.stdout) == (0, "end\n"), done.stderr


def test_many_left_half_way_when_the_interpreter_ends(files):
    done = run(PROLOGUE + """
import itertools
reports = engine.evaluate_many(itertools.repeat(request), "pkix")
print(next(reports).verdict)
kept = [reports]
kept.append(kept)
""", *files)
    assert (done.returncode, done.stdout) == (0, "allow\n"), done.stderr


def test_rules_that_outlive_the_interpreter(files):
    done = run(PROLOGUE + """
class Rule:
    def __call__(self, facts):
        facts.add_finding(-1, None)
    def __del__(self):
        pass
rule = Rule()
rule.engine = engine
engine.add_rule("x-a", "info", "t", rule)
report = engine.evaluate(request, "pkix")
sys.modules["kept"] = report
print(report.verdict)
""", *files)
    assert (done.returncode, done.stdout) == (0, "allow\n"), done.stderr


@pytest.mark.skipif(sys.version_info < (3, 12), reason="interpreters with a lock of their own came with 3.12")
def test_interpreters_of_their_own_refuse_it_or_judge(files):
    done = run(f"""
import _testcapi, sys
code = {PROLOGUE!r} + 'print(engine.evaluate(request, "pkix").verdict)'
code = code.replace("sys.argv[1]", repr({files[0]!r})).replace("sys.argv[2]", repr({files[1]!r}))
try:
    _testcapi.run_in_subinterp("import sys; sys.path[:] = %r\\n" % sys.path + code)
except BaseException as error:
    print(type(error).__name__)
""")
    if "No module named '_testcapi'" in done.stderr:
        pytest.skip("this Python has no _testcapi")
    assert done.returncode == 0, done.stderr


def test_nothing_grows(world):
    """Judgements, refusals, contexts: memory stays where it was after a warm-up."""
    resource = pytest.importorskip("resource")
    n = int(os.environ.get("CERTPOLICY_GROWTH", "3000"))
    engine = world.engine()
    engine.add_rule("x-a", "info", "t", lambda facts: facts.add_finding(-1, None))
    made = request(world)
    text = '{"chain": [], "peer": null}'

    def work(times):
        for _ in range(times):
            report = engine.evaluate(made, "pinned")
            assert len(report["findings"]) > 0
            engine.evaluate(text)
            certpolicy.SSLContext("pinned", engine=engine)
            with pytest.raises(certpolicy.Error):
                engine.evaluate("{")

    def kilobytes():
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * resource.getpagesize() // 1024

    work(n // 3)
    gc.collect()
    before = kilobytes()
    work(n)
    gc.collect()
    assert kilobytes() - before < 3000
