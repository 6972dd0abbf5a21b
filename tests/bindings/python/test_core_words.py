"""The words of reports: compared as what they mean, and never by accident with something else."""

from __future__ import annotations

import itertools
import logging

import certpolicy
import pytest

#: Each enumeration from the mildest word to the worst.
RANKED = {
    certpolicy.Verdict: ("allow", "warn", "deny"),
    certpolicy.Action: ("ignore", "info", "warn", "deny"),
    certpolicy.Severity: ("info", "low", "medium", "high", "critical"),
}


@pytest.mark.parametrize("kind", RANKED)
def test_words_are_ranked_from_the_mildest(kind):
    words = RANKED[kind]
    assert [word.value for word in kind] == list(words)
    for (i, one), (j, other) in itertools.product(enumerate(words), repeat=2):
        for right in (kind(other), other):
            assert (kind(one) < right, kind(one) <= right, kind(one) > right, kind(one) >= right) \
                == (i < j, i <= j, i > j, i >= j), (one, right)
        assert (one < kind(other), one >= kind(other)) == (i < j, i >= j)
    assert max(map(kind, words)) == words[-1]
    assert sorted(map(kind, sorted(words))) == list(words)


@pytest.mark.parametrize("kind", RANKED)
@pytest.mark.parametrize("other", ["alow", "", 1, None, b"deny"])
def test_what_is_no_word_has_no_rank(kind, other):
    for compare in (kind.__lt__, kind.__le__, kind.__gt__, kind.__ge__):
        with pytest.raises(ValueError, match="is not a valid"):
            compare(kind(RANKED[kind][-1]), other)


def test_words_of_two_enumerations_rank_by_the_word():
    assert certpolicy.Action.DENY > certpolicy.Verdict.WARN
    assert certpolicy.Verdict.WARN <= certpolicy.Action.WARN


def test_a_report_is_no_verdict():
    report = certpolicy.Engine().evaluate(certpolicy.Request(b"no certificate", peer="example.org"), "webpki")
    assert report.verdict == "deny"
    for word in ("deny", "allow", certpolicy.Verdict.DENY):
        for compare in (lambda one, word=word: one == word, lambda one, word=word: one != word,
                        lambda one, word=word: word == one, lambda one, word=word: one in [word]):
            with pytest.raises(TypeError, match=r"report\.verdict"):
                compare(report)
    assert report != 1


def test_true_is_what_may_go_on(caplog):
    denied = certpolicy.Engine().evaluate(certpolicy.Request(b"no certificate", peer="example.org"))
    assert denied.verdict == "deny"
    assert not denied
    assert not denied.verdict
    assert not certpolicy.Engine().describe(certpolicy.Request(b"no certificate"))
    assert [bool(verdict) for verdict in certpolicy.Verdict] == [True, True, False]
    assert denied is not None
    assert dict(denied)["verdict"] == "deny"
    logging.getLogger("words").warning("%s", denied)  # which asks mappings whether they are true
    assert "deny" in caplog.text


def test_a_report_that_lets_go_on_is_true(world, caplog):
    report = world.engine().evaluate(certpolicy.Request(world.good.chain_pem(), peer="localhost"), "pinned")
    assert report.verdict == "allow"
    assert report
    logging.getLogger("words").warning("%s", report)
    assert "allow" in caplog.text
