"""Rules written in Python: they add findings and soften nothing, whatever they do."""

from __future__ import annotations

import gc
import threading
import weakref

import certpolicy
import pytest
import servers


@pytest.fixture
def judged(world):
    """judged(rule): the report of a good certificate under an engine with this rule."""

    def run(rule, action="deny", engine=None):
        engine = engine or world.engine()
        engine.add_rule("x-house", action, "against the rules of the house", rule)
        return engine.evaluate(request(world), "pinned")

    return run


def request(world):
    return certpolicy.Request(world.good.chain_pem(), peer="localhost")


def test_a_rule_adds_findings(world, judged):
    seen = []

    def rule(facts):
        seen.append((facts.count_path(), facts.subject(0), facts.issuer(0), facts.kind(), facts.zone(),
                     facts.is_anchored(), facts.not_before(0) < facts.time() < facts.not_after(0)))
        assert facts.der(0) == world.good.certificate.public_bytes(servers.serialization.Encoding.DER)
        assert facts.der(99) is None
        assert facts.subject(99) is None
        facts.add_finding(0, "\x1b[31m too fancy")
        facts.add_finding(-1, None)

    report = judged(rule)
    assert seen[0] == (3, "CN=localhost", "CN=Test intermediate", "private-ca", "development", 1, True)
    assert report.verdict == "deny"
    assert report.primary == "x-house"
    messages = {finding.message for finding in report.findings if finding.code == "x-house"}
    assert messages == {"\\x1b[31m too fancy", "against the rules of the house"}


def test_a_rule_softens_nothing(world):
    engine = world.engine()
    engine.add_rule("x-fine", "info", "all is fine", lambda facts: facts.add_finding(-1, "allow"))
    report = engine.evaluate(certpolicy.Request(world.stranger.chain_pem(), peer="localhost"), "pinned")
    assert report.verdict == "deny"
    assert "x-fine" in [finding.code for finding in report.findings]


@pytest.mark.parametrize("returned", [True, False, 0, 1, "allow", object(), certpolicy.Verdict.ALLOW])
def test_a_rule_that_returns_something_is_an_error(judged, returned):
    with pytest.raises(certpolicy.Error) as caught:
        judged(lambda facts: returned)
    assert caught.value.code == "rule.failed"
    assert isinstance(caught.value.__cause__, TypeError)


def test_what_a_rule_raises_is_the_cause(judged):
    def rule(facts):
        raise LookupError("no")

    with pytest.raises(certpolicy.Error) as caught:
        judged(rule)
    assert caught.value.code == "rule.failed"
    assert repr(caught.value.__cause__) == "LookupError('no')"
    assert caught.value.__cause__.__traceback__ is not None
    with pytest.raises(certpolicy.Error) as caught:  # and of no other error
        certpolicy.Engine().policy("no-such")
    assert caught.value.__cause__ is None


def test_an_interrupt_goes_on_as_itself(judged):
    def rule(facts):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        judged(rule)


def test_wrong_arguments_in_a_rule(judged):
    for wrong in (lambda facts: facts.add_finding(99, "x"), lambda facts: facts.add_finding(-2, "x"),
                  lambda facts: facts.add_finding(0, "a\0b"), lambda facts: facts.add_finding("0", "x"),
                  lambda facts: facts.der(-1), lambda: None, lambda facts, more: None):
        with pytest.raises(certpolicy.Error) as caught:
            judged(wrong)
        assert caught.value.code == "rule.failed"
    for action in ("ignore", "allow", "", None, 3):
        with pytest.raises((ValueError, TypeError)):
            certpolicy.Engine().add_rule("x-a", action, "t", print)
    for wrong in (None, 3, "function"):
        with pytest.raises(TypeError):
            certpolicy.Engine().add_rule("x-a", "deny", "t", wrong)
    with pytest.raises(certpolicy.Error):
        certpolicy.Engine().add_rule("house", "deny", "t", print)


def test_facts_are_over_with_the_call(judged):
    kept = []
    judged(kept.append, "info")
    facts = kept[0]
    for use in (lambda: facts.add_finding(-1, "x"), facts.count_path, lambda: facts.der(0), facts.kind, facts.time):
        with pytest.raises(certpolicy.Error) as caught:
            use()
        assert caught.value.code == "rule.over"


def test_a_rule_may_judge_by_an_engine_without_rules_only(world, judged):
    plain, inner = world.engine(), []

    def rule(facts):
        inner.append(plain.evaluate(request(world), "pinned").verdict)

    assert judged(rule).verdict == "allow"
    assert set(inner) == {"allow"}
    engine = world.engine()
    with pytest.raises(certpolicy.Error) as caught:
        judged(lambda facts: engine.evaluate(request(world), "pinned"), engine=engine)
    assert isinstance(caught.value.__cause__, certpolicy.Error)
    assert isinstance(caught.value.__cause__.__cause__, RecursionError)
    with pytest.raises(certpolicy.Error):
        judged(lambda facts: engine.add_rule("x-b", "deny", "t", print), engine=world.engine())


def test_a_rule_that_hides_an_inner_refusal_still_returns_to_a_verdict(world, judged):
    engine = world.engine()

    def rule(facts):
        try:
            engine.evaluate(request(world), "pinned")
        except certpolicy.Error:
            facts.add_finding(-1, "could not look")

    assert judged(rule, engine=engine).verdict == "deny"


def test_threads_share_a_rule(world):
    engine = world.engine()
    names = set()
    barrier = threading.Barrier(4, timeout=60)

    def rule(facts):
        names.add(threading.current_thread().name)
        facts.add_finding(-1, threading.current_thread().name)

    engine.add_rule("x-who", "info", "who", rule)
    reports = {}

    def work():
        barrier.wait()
        for _ in range(50):
            reports[threading.current_thread().name] = engine.evaluate(request(world), "pinned")

    threads = [threading.Thread(target=work, name=f"t{n}") for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert names == {"t0", "t1", "t2", "t3"}
    for name, report in reports.items():
        assert [f.message for f in report.findings if f.code == "x-who"] == [name]


def test_a_rule_lives_as_long_as_its_engine(world):
    class Rule:
        def __call__(self, facts):
            facts.add_finding(-1, None)

    engine, rule = world.engine(), Rule()
    gone = weakref.ref(rule)
    engine.add_rule("x-kept", "warn", "kept", rule)
    del rule
    gc.collect()
    report = engine.evaluate(request(world), "pinned")
    assert report.verdict == "warn"
    assert gone() is not None
    del engine
    assert report.primary == "x-kept"  # a report keeps its engine alive
    del report
    gc.collect()
    assert gone() is None
