"""Browser-grade certificate policy for Python.

    import certpolicy

    engine = certpolicy.Engine(anchors=["system"])
    report = engine.evaluate({"chain": [leaf_pem, issuer_pem], "peer": {"dns": "example.org"}},
                             policy="public-strict")
    if report.verdict == "deny":
        raise SystemExit(report.text())

A request is a dict (or its JSON) as doc/schema/request.json describes it, or a Request; a report is a
mapping. What goes wrong with a call is raised as `certpolicy.Error`; what is wrong with a certificate
is a finding in the report.

Live connections: `certpolicy.SSLContext`, and a module for each client library (certpolicy.requests,
certpolicy.httpx, …).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import native as _native
from ._errors import CertificatePolicyWarning, Error

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Literal

    from ._engine import Engine, Policy
    from ._inject import eject, inject
    from ._report import Finding, Report
    from ._request import Request, RequestLike
    from ._verdict import CertificatePolicyError, report_of
    from ._words import Action, Purpose, Severity, Verdict
    from .tls import SSLContext

__all__ = [
    "LOCK_ALL",
    "LOCK_ANCHORS",
    "LOCK_EXTRA_ANCHORS",
    "LOCK_INTERMEDIATES",
    "LOCK_POLICY",
    "LOCK_TIME",
    "Action",
    "CertificatePolicyError",
    "CertificatePolicyWarning",
    "Engine",
    "Error",
    "Finding",
    "Policy",
    "Purpose",
    "Report",
    "Request",
    "SSLContext",
    "Severity",
    "Verdict",
    "codes",
    "describe",
    "eject",
    "evaluate",
    "evaluate_many",
    "explain",
    "inject",
    "policies",
    "report_of",
    "version",
]

_native.set_error_class(Error)

#: The version of the library, such as "0.1.0".
version: str = _native.version()
__version__ = version

LOCK_POLICY: int = _native.LOCK_POLICY
LOCK_ANCHORS: int = _native.LOCK_ANCHORS
LOCK_EXTRA_ANCHORS: int = _native.LOCK_EXTRA_ANCHORS
LOCK_INTERMEDIATES: int = _native.LOCK_INTERMEDIATES
LOCK_TIME: int = _native.LOCK_TIME
LOCK_ALL: int = _native.LOCK_ALL

#: Names that are imported when they are first used, and the modules that have them.
_LATER = {
    "Engine": "_engine", "Policy": "_engine", "Finding": "_report", "Report": "_report",
    "Request": "_request", "Action": "_words", "Purpose": "_words", "Severity": "_words",
    "Verdict": "_words", "CertificatePolicyError": "_verdict", "report_of": "_verdict", "SSLContext": "tls",
    "eject": "_inject", "inject": "_inject",
}


#: Modules that are imported when they are first used: those for client libraries, and certpolicy.x509.
_MODULES = frozenset({
    "aiohttp", "asyncio", "ftplib", "http_client", "httpx", "imaplib", "poplib", "psycopg", "pymongo", "redis",
    "requests", "smtplib", "tls", "urllib", "urllib3", "websockets", "x509"})


def __getattr__(name: str) -> Any:
    if name not in _LATER and name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    if name in _MODULES:
        return import_module(f"{__name__}.{name}")
    value = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    # Without _MODULES: help() asks for all that is named here, and a module whose library is absent raises.
    return sorted(set(globals()) | set(_LATER))


def _names(name_at: Any) -> list[str]:
    names: list[str] = []
    while (name := name_at(len(names))) is not None:
        names.append(name)
    return names


def codes() -> list[str]:
    """Every finding code, in the order of the table."""
    return _names(_native.code_name)


def policies() -> list[str]:
    """The policies that are always there."""
    return _names(_native.policy_builtin_name)


def explain(code: str) -> dict[str, Any]:
    """Everything the library knows of a code: texts, remedy, sources, dates, what policies say.

    Error for a code that is none; a rule of one's own has no entry.
    """
    from json import loads

    fields: dict[str, Any] = loads(_native.code_json(code))
    return fields


def evaluate(request: RequestLike, policy: Policy | str | None = None, locked: int = 0) -> Report:
    """Judges a request by this machine's engine; see Engine.default and Engine.evaluate.

    $CERTPOLICY_POLICY is for connections (SSLContext) and for the command: it is not looked at here.
    """
    from ._engine import Engine

    return Engine.default().evaluate(request, policy, locked)


def evaluate_many(requests: Iterable[RequestLike], policy: Policy | str | None = None, *,
                  jobs: int | None = None, locked: int = 0,
                  errors: Literal["raise", "yield"] = "raise") -> Iterator[Report | Error]:
    """Judges many requests by this machine's engine; see evaluate and Engine.evaluate_many."""
    from ._engine import Engine

    return Engine.default().evaluate_many(requests, policy, jobs=jobs, locked=locked, errors=errors)


def describe(request: RequestLike, locked: int = 0) -> Report:
    """Describes by this machine's engine, without a trust decision; see Engine.describe."""
    from ._engine import Engine

    return Engine.default().describe(request, locked)
