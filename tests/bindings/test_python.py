"""The Python module: the same reports as batch, errors with codes, no crash on wrong types."""

import datetime
import gc
import json
import pathlib
import re
import resource
import sys
import threading
import unittest

import certpolicy

ROWS, EXPECTED, ANCHORS = sys.argv[1:4]
ROW_LINES = pathlib.Path(ROWS).read_bytes().splitlines()
EXPECTED_LINES = pathlib.Path(EXPECTED).read_bytes().splitlines()
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
                self.assertEqual(engine.evaluate(row).json.encode(), expected)
                self.assertEqual(engine.evaluate(json.loads(row)).json.encode(), expected)

    def test_a_report_is_a_mapping_and_outlives_its_engine(self) -> None:
        engine = certpolicy.Engine()
        report = engine.evaluate({"chain": CHAIN, "peer": {"dns": "google.com"}}, policy="public-strict")
        del engine
        gc.collect()
        self.assertEqual(report.verdict, "deny")
        self.assertEqual(report["verdict"], "deny")
        self.assertEqual(report.primary, report["primary"])
        self.assertEqual(report["classification"]["kind"], "unknown-ca")
        self.assertEqual(dict(report), json.loads(report.json))
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
        self.assertEqual((caught.exception.file, caught.exception.line), ("a.yaml", 3))
        self.assertTrue(str(caught.exception).startswith("a.yaml:3:"))
        with self.assertRaises(certpolicy.Error):
            certpolicy.Engine(anchors=["/nonexistent/roots.pem"])
        with self.assertRaises(certpolicy.Error):
            certpolicy.Engine(weak_keys="/nonexistent/list")
        with self.assertRaises(certpolicy.Error):
            certpolicy.Engine(ct_log_list="/nonexistent/logs.json")
        with self.assertRaises(certpolicy.Error):
            certpolicy.Engine(data="/nonexistent/folder")

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
        with self.assertRaises(certpolicy.Error):
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


class Catalogue(unittest.TestCase):
    def test_codes_and_policies(self) -> None:
        self.assertIn("identity.self-signed", certpolicy.codes())
        self.assertEqual(certpolicy.policies(), ["pkix", "webpki", "dev-allow", "internal-pinned", "public-strict"])
        self.assertEqual(certpolicy.code("path.budget")["code"], "path.budget")
        with self.assertRaises(certpolicy.Error) as caught:
            certpolicy.code("path.budgte")
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
                seen.append(engine.evaluate(request, policy="pkix").json)

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
                engine.evaluate(request).json
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
