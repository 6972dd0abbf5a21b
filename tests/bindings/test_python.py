"""The Python module: the same reports as batch, errors with codes, no crash on wrong types."""

from __future__ import annotations

import copy
import datetime
import gc
import json
import os
import pathlib
import pickle
import re
import resource
import ssl
import subprocess
import sys
import tempfile
import threading
import unittest
import xml.etree.ElementTree
from collections.abc import Iterator

import certpolicy
from certpolicy import native

ROWS, EXPECTED, ANCHORS = sys.argv[1:4]
ROW_LINES = pathlib.Path(ROWS).read_bytes().splitlines()
EXPECTED_LINES = pathlib.Path(EXPECTED).read_bytes().splitlines()
SRCDIR, BUILDDIR = (pathlib.Path(os.environ.get(name, ".")) for name in ("srcdir", "builddir"))
CHAIN = re.findall(r"-----BEGIN.*?-----END CERTIFICATE-----\n", pathlib.Path(ANCHORS).read_text(), re.S)


class Reports(unittest.TestCase):
    def test_every_row_gives_the_bytes_of_batch(self) -> None:
        engine = certpolicy.Engine(anchors=[ANCHORS])
        self.assertEqual(len(ROW_LINES), len(EXPECTED_LINES))
        for row, expected in zip(ROW_LINES, EXPECTED_LINES):
            if json.loads(expected)["verdict"] == "error":
                with self.assertRaises(certpolicy.Error):
                    engine.evaluate(row)
            else:
                self.assertEqual(engine.evaluate(row).to_json().encode(), expected)
                self.assertEqual(engine.evaluate(json.loads(row)).to_json().encode(), expected)

    def test_a_report_is_a_mapping_and_outlives_its_engine(self) -> None:
        engine = certpolicy.Engine()
        report = engine.evaluate({"chain": CHAIN, "peer": {"dns": "google.com"}}, policy="public-strict")
        del engine
        gc.collect()
        self.assertEqual(report.verdict, "deny")
        self.assertEqual(report["verdict"], "deny")
        self.assertEqual(report.primary, report["primary"])
        self.assertEqual(report["classification"]["kind"], "unknown-ca")
        self.assertEqual(dict(report), json.loads(report.to_json()))
        self.assertIn("deny", report.text())

    def test_an_anchor_that_was_imported_allows(self) -> None:
        engine = certpolicy.Engine(anchors=[ANCHORS])
        report = engine.evaluate({"chain": CHAIN, "peer": {"dns": "google.com"}, "time": "2026-02-03T00:00:00Z"},
                                 policy="pkix")
        self.assertEqual(report.verdict, "allow")

    def test_a_forecast_is_a_dict(self) -> None:
        engine = certpolicy.Engine(anchors=[ANCHORS])
        request = {"chain": CHAIN, "peer": {"dns": "google.com"}, "time": "2026-02-03T00:00:00Z"}
        far = datetime.datetime(2031, 1, 1, tzinfo=datetime.timezone.utc)
        forecast = engine.forecast(request, far, policy="pkix")
        self.assertEqual(forecast["schema"], "certpolicy.forecast/1")
        self.assertEqual((forecast["verdict"], forecast["next"]["after"]), ("allow", "deny"))
        self.assertEqual(forecast["next"]["changes"][0]["code"], "validity.expired")
        self.assertEqual(forecast, engine.forecast(request, int(far.timestamp()), policy="pkix"))
        with self.assertRaises(ValueError):
            engine.forecast(request, datetime.datetime(2031, 1, 1))
        with self.assertRaises(certpolicy.Error):
            engine.forecast({"chian": []}, far)

    def test_description_has_no_verdict(self) -> None:
        report = certpolicy.Engine().describe({"chain": CHAIN})
        self.assertNotIn("verdict", report)
        self.assertEqual(report["classification"]["encryption"]["enabled"], True)


class Errors(unittest.TestCase):
    def test_they_carry_code_message_and_place(self) -> None:
        engine = certpolicy.Engine()
        with self.assertRaises(certpolicy.Error) as caught:
            engine.evaluate({"chian": []})
        self.assertEqual(caught.exception.code, "request.unknown-key")
        self.assertIn("chain", caught.exception.message)
        with self.assertRaises(certpolicy.Error) as caught:
            certpolicy.Engine().add_policy_text("version: 1\npolicies:\n  a: {extend: pkix}\n", "a.yaml")
        self.assertEqual((caught.exception.path, caught.exception.line), ("a.yaml", 3))
        self.assertTrue(str(caught.exception).startswith("a.yaml:3:"))
        with self.assertRaises(certpolicy.Error):
            certpolicy.Engine(anchors=["/nonexistent/roots.pem"])
        with self.assertRaises(certpolicy.Error):
            certpolicy.Engine(weak_keys="/nonexistent/list")
        with self.assertRaises(certpolicy.Error):
            certpolicy.Engine(ct_log_list="/nonexistent/logs.json")
        with self.assertRaises(certpolicy.Error):
            certpolicy.Engine(data="/nonexistent/folder")

    def test_what_the_constructor_takes_can_be_added(self) -> None:
        logs = SRCDIR / "tests/data/ct/logs.json"
        made = certpolicy.Engine()
        for add in (made.add_anchors, made.add_public_anchors, made.add_intermediates):
            add(ANCHORS)
        made.set_ct_log_list(logs)
        made.set_limit("signatures", 7)
        self.assertGreater(made.n_anchors, 0)
        for add in (made.add_crls, made.add_denylist, made.add_weak_keys, made.add_data, made.set_ct_log_list):
            with self.assertRaises(certpolicy.Error):
                add("/nonexistent/file")
        with self.assertRaises(certpolicy.Error):
            made.add_crl_der(b"no list")
        with self.assertRaises(certpolicy.Error) as caught:
            made.set_limit("signature", 7)
        self.assertEqual(caught.exception.code, "limit.unknown")

    def test_a_list_of_logs_goes_before_the_imported_one(self) -> None:
        logs = SRCDIR / "tests/data/ct/logs.json"
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([BUILDDIR / "certpolicy", "data", "import", "ct-logs", logs, "--data", folder],
                           check=True, stdout=subprocess.DEVNULL)
            engine = certpolicy.Engine(data=folder, ct_log_list=logs)
            inputs = engine.evaluate({"chain": [], "peer": None})["inputs"]
        self.assertEqual([one["kind"] for one in inputs].count("ct-log-list"), 1)

    def test_wrong_types_are_type_errors(self) -> None:
        engine = certpolicy.Engine()
        for wrong in (None, 3, [], object(), 1.5):
            with self.assertRaises(TypeError):
                engine.evaluate(wrong)  # type: ignore[arg-type]
        for wrong in (3, [], b"public-strict"):
            with self.assertRaises(TypeError):
                engine.evaluate({"chain": []}, policy=wrong)  # type: ignore[arg-type]
        with self.assertRaises(TypeError):
            certpolicy.Engine().add_anchors(3)  # type: ignore[arg-type]
        with self.assertRaises(TypeError):
            certpolicy.Engine().add_anchors(None)  # type: ignore[arg-type]
        with self.assertRaises((ValueError, certpolicy.Error)):
            engine.evaluate({"chain": [], "id": float("nan")})
        with self.assertRaises((UnicodeError, certpolicy.Error)):
            engine.evaluate({"chain": ["\ud800"]})
        with self.assertRaises(certpolicy.Error):
            engine.evaluate(b"\xff\xfe")
        with self.assertRaises(OverflowError):
            engine.evaluate({"chain": []}, locked=-1)

    def test_a_frozen_engine_says_so(self) -> None:
        engine = certpolicy.Engine()
        engine.evaluate({"chain": CHAIN, "peer": None})
        with self.assertRaises(certpolicy.Error) as caught:
            engine.add_anchors(ANCHORS)
        self.assertEqual(caught.exception.status, -3)

    def test_locked_fields_are_refused(self) -> None:
        with self.assertRaises(certpolicy.Error) as caught:
            certpolicy.Engine().evaluate({"chain": CHAIN, "policy": "pkix"}, locked=certpolicy.LOCK_POLICY)
        self.assertEqual(caught.exception.code, "request.locked")


class Native(unittest.TestCase):
    """Requests and guards as the layers above use them."""

    def request(self, name: str = "google.com", resumed: bool = False) -> native.Request:
        request = native.Request()
        for pem in CHAIN[:1] if resumed else CHAIN:
            request.add_chain(pem.encode(), None)
        request.add_peer_host(name)
        request.set_time(1770076800)
        request.set_session("TLS1.3", None, None, int(resumed))
        return request

    def engine(self) -> native.Engine:
        engine = native.Engine()
        engine.add_anchors(pathlib.Path(ANCHORS))
        return engine

    def test_a_request_is_judged_as_its_json(self) -> None:
        engine = self.engine()
        text = json.dumps({"chain": CHAIN, "peer": {"dns": "google.com"}, "time": "2026-02-03T00:00:00Z",
                           "session": {"protocol": "TLS1.3", "resumed": False}})
        built = engine.judge(self.request(), engine.policy("pkix"))
        self.assertEqual(built.verdict(), "allow")
        self.assertEqual(built.json(), engine.evaluate(text, "pkix", 0).json())
        self.assertEqual(built.json(), engine.judge(native.request_from_json(text, 0), engine.policy("pkix")).json())

    def test_findings_are_read_one_by_one(self) -> None:
        engine = self.engine()
        report = engine.judge(self.request("example.org"), None)
        fields = json.loads(report.json())
        self.assertEqual(report.count_findings(), len(fields["findings"]))
        for index, finding in enumerate(fields["findings"]):
            self.assertEqual(report.finding_code(index), finding["code"])
            self.assertEqual(report.finding_rule(index), finding["rule"])
            self.assertEqual(report.finding_action(index), finding["action"])
            self.assertEqual(report.finding_severity(index), finding["severity"])
            self.assertEqual(report.finding_message(index), finding["message"])
            self.assertEqual(report.finding_why(index), finding["why"])
            self.assertEqual(report.finding_remediation(index), finding["remediation"])
        self.assertIsNone(report.finding_code(report.count_findings()))
        self.assertEqual(report.policy(), "public-strict")
        self.assertEqual(report.time(), 1770076800)
        self.assertGreaterEqual(report.alert(), 0)

    def test_a_guard_knows_what_the_full_handshake_showed(self) -> None:
        engine = self.engine()
        guard = native.Guard(engine, engine.policy("pkix"))
        self.assertEqual(guard.judge(self.request(resumed=True)).primary(), "session.chain-unavailable")
        self.assertEqual(guard.judge(self.request()).verdict(), "allow")
        resumed = guard.judge(self.request(resumed=True))
        self.assertEqual(resumed.verdict(), "allow")
        self.assertEqual(len(json.loads(resumed.json())["certificates"]), len(CHAIN))
        self.assertEqual(guard.judge(self.request("www.google.com", resumed=True)).verdict(), "deny")
        before = guard.binding(self.request())
        self.assertEqual((type(before), len(before)), (bytes, 32))
        guard.replace(engine, engine.policy("public-strict"))
        self.assertNotEqual(guard.binding(self.request()), before)
        self.assertEqual(guard.judge(self.request(resumed=True)).verdict(), "deny")

    def test_octets_come_from_whatever_lends_them(self) -> None:
        der = ssl.PEM_cert_to_DER_cert(CHAIN[0])
        for octets in (der, bytearray(der), memoryview(der), memoryview(bytearray(der))):
            native.Request().add_certificate_der(octets)
        released = memoryview(der)
        released.release()
        for wrong, error in ((None, TypeError), ("text", TypeError), (7, TypeError), (released, ValueError)):
            with self.assertRaises(error):
                native.Request().add_certificate_der(wrong)  # type: ignore[arg-type]

    def test_a_nul_ends_no_name(self) -> None:
        request = native.Request()
        for add in (request.add_peer_host, request.add_peer_dns, request.add_peer_uri, request.set_policy,
                    request.set_address, native.Engine().policy, native.Engine().add_anchors):
            with self.assertRaises(ValueError):
                add("google.com\0.example.org")
        with self.assertRaises(ValueError):
            request.set_session("TLS1.3\0", None, None, 0)
        with self.assertRaises(UnicodeError):
            request.add_peer_host("\ud800.example")
        for wrong in (None, 3, b"google.com"):
            with self.assertRaises(TypeError):
                request.add_peer_host(wrong)  # type: ignore[arg-type]

    def test_docstrings_come_from_the_headers(self) -> None:
        for method, words in ((native.Engine.add_anchors, "certpolicy_engine_add_anchors()"),
                              (native.Request.set_insecure_no_peer, "Says on purpose"),
                              (native.Request.add_peer_dns, "RFC 9525"), (native.Guard.judge, "handshake"),
                              (native.Report.verdict, "certpolicy_report_get_verdict()"),
                              (native.Facts.not_after, "Seconds since")):
            self.assertIn(words, method.__doc__ or "")

    def test_none_is_no_object(self) -> None:
        engine = self.engine()
        guard = native.Guard(engine, None)
        for call in (lambda: native.Guard(None, None), lambda: engine.judge(None, None), lambda: guard.judge(None),
                     lambda: guard.binding(None), lambda: native.Report.alert(None), lambda: native.Policy.name(None),
                     lambda: native.Engine.count_anchors(None), lambda: native.Request.set_time(None, 3)):
            with self.assertRaises(TypeError):
                call()

    def test_a_description_has_an_alert(self) -> None:
        self.assertEqual(self.engine().describe_request(self.request()).alert(), 46)


class Layer(unittest.TestCase):
    """The objects above the generated module."""

    WHEN = datetime.datetime(2026, 2, 3, tzinfo=datetime.timezone.utc)

    def test_a_request_built_once_is_the_dict(self) -> None:
        engine = certpolicy.Engine(anchors=pathlib.Path(ANCHORS))
        asked = {"chain": CHAIN, "peer": {"dns": "google.com"}, "time": "2026-02-03T00:00:00Z"}
        request = certpolicy.Request(CHAIN, peer="google.com", time=self.WHEN)
        ders = [ssl.PEM_cert_to_DER_cert(pem) for pem in CHAIN]
        for policy in ("pkix", engine.policy("pkix"), None):
            expected = engine.evaluate(asked, policy)
            self.assertEqual(engine.evaluate(request, policy), expected)
            self.assertEqual(engine.evaluate(certpolicy.Request(ders, peer={"dns": "google.com"}, time=self.WHEN),
                                             policy), expected)
        self.assertEqual(engine.describe(request), engine.describe(asked))

    def test_no_peer_and_a_peer_of_none_are_two_things(self) -> None:
        engine = certpolicy.Engine(anchors=ANCHORS)
        unsaid = certpolicy.Request(CHAIN, time=self.WHEN)
        on_purpose = certpolicy.Request(CHAIN, peer=None, time=self.WHEN)
        self.assertIn("identity.peer-missing", [f.code for f in engine.evaluate(unsaid).findings])
        self.assertIn("identity.not-checked", [f.code for f in engine.evaluate(on_purpose).findings])
        for wrong in ([], [None], {}, {"dns": "a.test", "ip": "::1"}, {"name": "a.test"}, 3):
            with self.assertRaises((TypeError, ValueError, certpolicy.Error)):
                certpolicy.Request(CHAIN, peer=wrong)

    def test_findings_have_words(self) -> None:
        report = certpolicy.Engine().evaluate(certpolicy.Request(CHAIN, peer="google.com", time=self.WHEN))
        first = report.findings[0]
        self.assertIs(report.verdict, certpolicy.Verdict.DENY)
        self.assertIs(first.action, certpolicy.Action.DENY)
        self.assertEqual(f"{first.severity}", first["severity"])
        self.assertEqual(first.to_dict(), report["findings"][0])
        self.assertEqual(report.primary, first.code)
        self.assertIn(first.message, report.why)
        self.assertIn(first.code, repr(report))
        self.assertEqual(report.remediation, first.remediation)

    def test_html_holds_words_as_text_only(self) -> None:
        evil = '<script>alert(1)</script>"\'&\u202e'
        fields = {"verdict": "deny", "certificates": [{"subject": evil, "issuer": evil, "names": [evil]}],
                  "classification": {"validation": evil, "recommended_scope": [evil]}}

        class Hostile(certpolicy.Report):
            def _loaded(self) -> dict[str, object]:
                finding = {"code": "a.b", "action": "deny", "message": evil, "why": evil, "remediation": None}
                return {**fields, "findings": [finding]}

        html = Hostile(certpolicy.Engine().evaluate({"chain": CHAIN, "peer": None})._native)._repr_html_()
        self.assertNotIn("<script", html)
        self.assertNotIn("\u202e", html)
        self.assertEqual(html.count("&lt;script&gt;"), 7)
        xml.etree.ElementTree.fromstring(html)

    def test_nothing_of_c_is_pickled(self) -> None:
        engine = certpolicy.Engine(anchors=ANCHORS)
        request = certpolicy.Request(CHAIN, peer=None)
        for thing in (engine, request, engine.policy("pkix"), engine.evaluate(request)):
            with self.assertRaisesRegex(TypeError, "pickled"):
                pickle.dumps(thing)
            with self.assertRaises(TypeError):
                copy.deepcopy(thing)
        error = pickle.loads(pickle.dumps(certpolicy.Error("a.b", "text", -5, "file", 3, 4)))
        self.assertEqual((error.code, error.path, str(error)), ("a.b", "file", "file:3:4: text"))
        self.assertIs(pickle.loads(pickle.dumps(certpolicy.Verdict.DENY)), certpolicy.Verdict.DENY)


class Many(unittest.TestCase):
    """evaluate_many: in order, lazily, and never silently less."""

    def rows(self, n: int) -> Iterator[dict[str, object]]:
        for number in range(n):
            yield {"id": number, "chain": CHAIN, "peer": {"dns": "google.com"}, "time": "2026-02-03T00:00:00Z"}

    def test_reports_come_in_order(self) -> None:
        engine = certpolicy.Engine(anchors=ANCHORS)
        for jobs in (None, 1, 3):
            ids = [report["id"] for report in engine.evaluate_many(self.rows(333), "pkix", jobs=jobs)]
            self.assertEqual(ids, list(range(333)))
        self.assertEqual(list(engine.evaluate_many([])), [])

    def test_no_more_is_read_than_a_bound(self) -> None:
        taken = 0

        def endless() -> Iterator[dict[str, object]]:
            nonlocal taken
            while True:
                taken += 1
                yield {"chain": CHAIN, "peer": None}

        reports = certpolicy.Engine().evaluate_many(endless(), jobs=2)
        next(reports)
        reports.close()
        self.assertLess(taken, 500)
        self.assertNotIn("certpolicy", " ".join(thread.name for thread in threading.enumerate()))

    def test_what_the_iterable_raises_comes_after_its_reports(self) -> None:
        def broken() -> Iterator[dict[str, object]]:
            yield from self.rows(20)
            raise RuntimeError("half-way")

        got = []
        with self.assertRaisesRegex(RuntimeError, "half-way"):
            for report in certpolicy.Engine(anchors=ANCHORS).evaluate_many(broken(), "pkix"):
                got.append(report["id"])
        self.assertEqual(got, list(range(20)))

    def test_what_is_no_request_is_an_error_in_its_place(self) -> None:
        got = []
        with self.assertRaises(TypeError):
            for report in certpolicy.Engine(anchors=ANCHORS).evaluate_many([*self.rows(5), 3, *self.rows(2)], "pkix"):
                got.append(report["id"])
        self.assertEqual(got, list(range(5)))
        mixed = [*self.rows(3), b"{", *self.rows(2)]
        engine = certpolicy.Engine(anchors=ANCHORS)
        results = list(engine.evaluate_many(mixed, "pkix", errors="yield"))
        self.assertEqual([isinstance(result, certpolicy.Error) for result in results],
                         [False, False, False, True, False, False])
        with self.assertRaises(certpolicy.Error):
            list(engine.evaluate_many(mixed, "pkix"))
        with self.assertRaises(TypeError):
            list(engine.evaluate_many([None]))
        for wrong in ({"jobs": 0}, {"jobs": True}, {"jobs": 1.5}, {"errors": "ignore"}):
            with self.assertRaises(ValueError):
                engine.evaluate_many([], **wrong)
        with self.assertRaises(certpolicy.Error):
            engine.evaluate_many([], "no-such-policy")


class Catalogue(unittest.TestCase):
    def test_codes_and_policies(self) -> None:
        self.assertIn("identity.self-signed", certpolicy.codes())
        self.assertEqual(certpolicy.policies(), ["pkix", "webpki", "dev-allow", "internal-pinned", "public-strict"])
        self.assertEqual(certpolicy.explain("path.budget")["code"], "path.budget")
        with self.assertRaises(certpolicy.Error) as caught:
            certpolicy.explain("path.budgte")
        self.assertIn("path.budget", caught.exception.message)
        policy = certpolicy.Engine().policy("public-strict")
        self.assertEqual(policy.name, "public-strict")
        self.assertTrue(policy.digest.startswith("sha256:"))
        self.assertIsInstance(policy.to_dict(), dict)


class Resources(unittest.TestCase):
    def test_threads_share_an_engine(self) -> None:
        engine = certpolicy.Engine(anchors=[ANCHORS])
        request = json.dumps({"chain": CHAIN, "peer": {"dns": "google.com"}, "time": "2026-02-03T00:00:00Z"})
        seen: list[str] = []

        def judge() -> None:
            for _ in range(20):
                seen.append(engine.evaluate(request, policy="pkix").to_json())

        threads = [threading.Thread(target=judge) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual((len(seen), len(set(seen))), (80, 1))

    def test_nothing_leaks(self) -> None:
        engine = certpolicy.Engine()
        request = json.dumps({"chain": CHAIN, "peer": {"dns": "google.com"}})

        def work(times: int) -> None:
            for _ in range(times):
                engine.evaluate(request).to_json()
                for wrong in ("{}x", "{\"chian\":[]}"):
                    try:
                        engine.evaluate(wrong)
                    except certpolicy.Error:
                        pass

        work(200)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        work(1500)
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        # A report that leaked would cost some 10 kB each, 15 MB in all; allocators wobble by less.
        self.assertLess(grown, 6000, f"{grown} KiB more after 1,500 rounds")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
