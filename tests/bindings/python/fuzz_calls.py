"""Calls the package and the module below it in any order, with anything: fuzz_calls.py SECONDS [SEED].

Whatever happens is an exception of the language; a crash, a hang, a SystemError or an allow for a chain that
nobody vouches for ends the run. Each round prints its seed first, so that it can be had again. Under
AddressSanitizer: LD_PRELOAD="$(gcc -print-file-name=libasan.so)" PYTHONMALLOC=malloc ASAN_OPTIONS=detect_leaks=0.
"""

from __future__ import annotations

import gc
import pathlib
import random
import sys
import threading
import time
import warnings
from collections.abc import Callable
from typing import Any, ClassVar

import certpolicy
from certpolicy import native

#: What a call may raise. SystemError means that C broke the rules of the language.
FINE = (certpolicy.Error, TypeError, ValueError, OverflowError, AttributeError, UnicodeError, KeyError, IndexError,
        RecursionError, OSError, ZeroDivisionError, StopIteration, RuntimeError, MemoryError, NotImplementedError)

CLASSES = (native.Engine, native.Request, native.Report, native.Policy, native.Guard, native.Facts,
           certpolicy.Engine, certpolicy.Request, certpolicy.Report, certpolicy.Policy)


class Liar:
    """Claims to be everything, and keeps no promise."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice

    def __len__(self) -> int:
        return self.dice.choice([0, 1, 2**31, 2**62])

    def __iter__(self) -> Any:
        yield self.dice.choice([None, "x", b"x"])
        raise ZeroDivisionError

    def __getitem__(self, key: object) -> Any:
        raise LookupError(key)

    def __index__(self) -> int:
        return self.dice.choice([-1, 0, 2**64])

    def __fspath__(self) -> Any:
        return self.dice.choice(["/nonexistent", b"/nonexistent", "a\0b", 3])

    def __str__(self) -> str:
        return "\ud800"

    def __call__(self, *arguments: object) -> object:
        for argument in arguments:
            if isinstance(argument, native.Facts):
                argument.add_finding(self.dice.choice([-2, -1, 0, 1, 99]), self.dice.choice([None, "x", "a\0b"]))
        return self.dice.choice([None, None, True, "allow"])


class Round:
    """Objects that were made so far, and the next call."""

    #: Whether anybody was handed an anchor.
    anchored = False
    #: What the threads pass to each other.
    shared: ClassVar[list[Any]] = []

    def __init__(self, seed: int, chain: bytes) -> None:
        self.dice = random.Random(seed)
        self.chain = chain
        self.things: list[Any] = []

    def value(self) -> Any:
        dice = self.dice
        if self.things and dice.random() < 0.3:
            return dice.choice(self.things)
        if self.shared and dice.random() < 0.1:
            return dice.choice(list(self.shared))
        return dice.choice([
            None, True, 0, 1, -1, 2, 31, 2**31, 2**63, -2**63 - 1, 2**64, 1.5, float("nan"), "", "x", "pkix", "dev-allow",
            "public-strict", "localhost", "::1", "a\0b", "\ud800", "x-rule", "deny", "paths", "TLS1.3", "/nonexistent",
            "{}", '{"chain": [], "peer": null}', '{"chain": [""]}', "{", b"", b"\0", b"0\x03\x02\x01\x00", b"{}",
            bytearray(b"0\x80"), memoryview(b"{}"), self.chain, self.chain[:200], bytearray(self.chain), [], {}, (), [self.chain],
            {"chain": [self.chain.decode()], "peer": {"dns": "localhost"}}, {"chain": 3}, object(), print, Liar(dice), len, Ellipsis,
            lambda *a: None, lambda *a: 1 // 0, dice.randbytes(dice.randrange(64)) if hasattr(dice, "randbytes") else b"r",
        ])

    def target(self) -> Callable[..., Any]:
        dice = self.dice
        kind = dice.random()
        if not self.things or kind < 0.2:
            return dice.choice([*CLASSES, certpolicy.Request.from_json, native.request_from_json, certpolicy.explain,
                                native.code_json, native.code_name, native.policy_builtin_name])
        thing = dice.choice(list(self.shared) if self.shared and kind > 0.8 else self.things)
        names = [name for name in dir(thing) if not name.startswith("_") and name not in ("this", "thisown", "acquire", "disown")]
        return getattr(thing, dice.choice(names)) if names else dice.choice(CLASSES)

    def keep(self, result: Any) -> None:
        if isinstance(result, CLASSES):
            self.things.append(result)
            if self.dice.random() < 0.1:
                self.shared.append(result)
                del self.shared[:-20]
            if isinstance(result, (native.Report, certpolicy.Report)):
                self.check(result)
        elif hasattr(result, "close") and hasattr(result, "__next__"):
            self.keep(next(result, None))
            result.close()
        if len(self.things) > 30:
            del self.things[self.dice.randrange(len(self.things))]
            gc.collect(0)

    def check(self, report: Any) -> None:
        """No anchor was ever given, but by the hands of this fuzzer: nobody else vouches."""
        native_report = report._native if isinstance(report, certpolicy.Report) else report
        if native_report.verdict() == "allow" and not Round.anchored:
            raise SystemError(f"allowed: {native_report.json()}")

    def step(self) -> None:
        try:
            call = self.target()
            if "anchor" in getattr(call, "__name__", ""):
                Round.anchored = True
            values = [self.value() for _ in range(self.dice.choice([0, 0, 1, 1, 1, 2, 2, 3, 4, 5]))]
            if any(value in ("pkix", "webpki") for value in values if isinstance(value, str)):
                Round.anchored = True  # raw profiles find nothing wrong with less
            self.keep(call(*values))
        except FINE:
            pass


def rounds(end: float, seed: int, chain: bytes, counts: list[int]) -> None:
    while time.monotonic() < end:
        print(seed, file=sys.stderr)
        one = Round(seed, chain)
        for _ in range(300):
            one.step()
            counts[0] += 1
        seed += 1000


def main() -> None:
    warnings.simplefilter("ignore")
    sys.setswitchinterval(1e-4)
    seconds = float(sys.argv[1])
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(10**6)
    chain = pathlib.Path(sys.argv[3]).read_bytes() if len(sys.argv) > 3 else b"-----BEGIN CERTIFICATE-----\n"
    counts = [0]
    failures: list[BaseException] = []

    def guarded(own: int) -> None:
        try:
            rounds(time.monotonic() + seconds, own, chain, counts)
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=guarded, args=(seed + n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    print(f"{counts[0]} calls, nothing found")


if __name__ == "__main__":
    main()
