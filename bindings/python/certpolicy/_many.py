"""Many requests on all processors, in order, with a bound on what is read ahead."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Literal

from ._errors import Error
from ._report import Report

if TYPE_CHECKING:
    from concurrent.futures import Future

    from ._engine import Engine, Policy
    from ._request import RequestLike

#: Requests that a thread takes at once, and such portions that wait for each thread.
PORTION = 16
PORTIONS_AHEAD = 3


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _judge(engine: Engine, portion: list[RequestLike], policy: Policy | str | None,
           locked: int) -> list[Report | BaseException]:
    """What each request came to: what was raised stands in its place."""
    results: list[Report | BaseException] = []
    for request in portion:
        try:
            results.append(engine.evaluate(request, policy, locked))
        except BaseException as error:
            results.append(error)
    return results


class _Portions:
    """The portions of an iterable. What it raises is raised when all before it was handed out."""

    def __init__(self, requests: Iterable[RequestLike]) -> None:
        self._requests = iter(requests)
        self.failure: BaseException | None = None

    def take(self) -> list[RequestLike]:
        portion: list[RequestLike] = []
        if self.failure is None:
            try:
                for request in islice(self._requests, PORTION):
                    portion.append(request)
            except Exception as failure:  # the caller's own, raised when its turn comes
                self.failure = failure
        return portion


def evaluate_many(engine: Engine, requests: Iterable[RequestLike], policy: Policy | str | None,
                  jobs: int | None, locked: int,
                  errors: Literal["raise", "yield"]) -> Iterator[Report | Error]:
    """See Engine.evaluate_many; arguments are checked here and now, not at the first step."""
    if errors not in ("raise", "yield"):
        raise ValueError('errors is "raise" or "yield"')
    if isinstance(requests, (str, bytes, bytearray, Mapping)):
        raise TypeError("requests is an iterable of requests, not one request: evaluate() is for one")
    n_threads = _processors() if jobs is None else jobs
    if isinstance(n_threads, bool) or not isinstance(n_threads, int) or n_threads < 1:
        raise ValueError("jobs is a number of threads, 1 or more")
    if isinstance(policy, str):
        policy = engine.policy(policy)
    return _run(engine, _Portions(requests), policy, n_threads, locked, errors == "raise")


def _run(engine: Engine, portions: _Portions, policy: Policy | None, n_threads: int, locked: int,
         raises: bool) -> Iterator[Report | Error]:
    from concurrent.futures import ThreadPoolExecutor

    process = os.getpid()
    waiting: deque[Future[list[Report | BaseException]]] = deque()
    pool = ThreadPoolExecutor(n_threads, "certpolicy")
    try:
        while True:
            if os.getpid() != process:
                raise RuntimeError("the threads that judge stayed in the process that was forked: call evaluate_many "
                                   "in each")
            while len(waiting) < n_threads * PORTIONS_AHEAD and (portion := portions.take()):
                waiting.append(pool.submit(_judge, engine, portion, policy, locked))
            if not waiting:
                break
            for result in waiting.popleft().result():
                if isinstance(result, BaseException) and (raises or not isinstance(result, Error)):
                    raise result
                yield result
        if portions.failure is not None:
            raise portions.failure
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
