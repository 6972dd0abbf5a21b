"""What Python adds: make bench-python runs it with the module of the build, or by hand

    python3 bench/bindings/python.py bench/bindings/warm CHAINS

CHAINS is tests/data/public-chains. All is measured in turns, round by round, and medians are printed: a
machine that slows down slows everybody.
"""

from __future__ import annotations

import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

import certpolicy

ROUNDS, CALLS = 41, 500


def of_one(work: Callable[[], object], n: int = CALLS) -> float:
    """Microseconds of one call."""
    start = time.perf_counter()
    for _ in range(n):
        work()
    return (time.perf_counter() - start) * 1e6 / n


class Warm:
    """The C program, which takes its turns with us."""

    def __init__(self, program: str, anchors: str, request: str) -> None:
        self._process = subprocess.Popen([program, anchors, request], stdin=subprocess.PIPE,
                                         stdout=subprocess.PIPE, text=True)

    def of_one(self) -> float:
        assert self._process.stdin is not None and self._process.stdout is not None
        print(CALLS, file=self._process.stdin, flush=True)
        return float(self._process.stdout.readline())


def calls(program: str, anchors: str, asked: dict[str, object]) -> None:
    engine = certpolicy.Engine(anchors=anchors)
    text = json.dumps(asked)
    request = certpolicy.Request.from_json(text)
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        file.write(text)
        file.flush()
        warm = Warm(program, anchors, file.name)
        contestants: dict[str, Callable[[], float]] = {
            "C, a request made once": warm.of_one,
            "Python, a Request": lambda: of_one(lambda: engine.evaluate(request).verdict),
            "Python, JSON": lambda: of_one(lambda: engine.evaluate(text).verdict),
            "Python, a dict": lambda: of_one(lambda: engine.evaluate(asked).verdict),
        }
        for run in contestants.values():
            run()
        times: dict[str, list[float]] = {name: [] for name in contestants}
        for _ in range(ROUNDS):
            for name, run in contestants.items():
                times[name].append(run())
    base = times["C, a request made once"]
    print(f"a warm judgement, us (median of {ROUNDS} rounds of {CALLS})")
    for name, took in times.items():
        over = statistics.median(one - of_c for one, of_c in zip(took, base))
        print(f"  {name:26} {statistics.median(took):8.1f}   over C {over:6.1f}")


def many(anchors: str, asked: dict[str, object]) -> None:
    engine = certpolicy.Engine(anchors=anchors)
    rows = [json.dumps({**asked, "id": number}) for number in range(2000)]

    def run(jobs: int) -> float:
        start = time.perf_counter()
        assert sum(1 for _ in engine.evaluate_many(rows, jobs=jobs)) == len(rows)
        return time.perf_counter() - start

    run(2)
    ratios = []
    for _ in range(15):
        one, two = run(1), run(2)
        ratios.append(one / two)
    print(f"evaluate_many, {os.cpu_count()} processors: 2 threads are {statistics.median(ratios):.2f} times as "
          f"fast as 1 (median of {len(ratios)} pairs)")


def imports() -> None:
    def run(what: str) -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", what], check=True)
        return (time.perf_counter() - start) * 1e3

    pairs = [(run("pass"), run("import certpolicy"), run("import certpolicy; certpolicy.SSLContext"))
             for _ in range(21)]
    for name, at in (("import certpolicy", 1), ("and certpolicy.SSLContext", 2)):
        print(f"{name}: {statistics.median(pair[at] - pair[0] for pair in pairs):.1f} ms over an empty program")


def main() -> None:
    program, chains = sys.argv[1], pathlib.Path(sys.argv[2])
    anchors = str(chains / "google.com.pem")
    chain = re.findall(r"-----BEGIN.*?-----END CERTIFICATE-----\n", pathlib.Path(anchors).read_text(), re.S)
    asked: dict[str, object] = {"chain": chain, "peer": {"dns": "google.com"}, "time": "2026-02-03T00:00:00Z",
                                "policy": "pkix"}
    imports()
    calls(program, anchors, asked)
    many(anchors, asked)


if __name__ == "__main__":
    main()
