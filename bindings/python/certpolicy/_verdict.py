"""Verdicts as Python's ssl module has them: an exception, and OpenSSL's numbers for its causes."""

from __future__ import annotations

import ssl
import sys
import warnings
from typing import TYPE_CHECKING, Any

from ._errors import CertificatePolicyWarning

if TYPE_CHECKING:
    from ._report import Report

__all__ = ["CertificatePolicyError", "report_of", "warn", "warn_of"]

#: OpenSSL's X509_V_ERR_* for findings (x509_vfy.h); the first row that the code begins with counts.
_CODES = (
    ("path.unknown-issuer", 20), ("path.bad-signature", 7), ("path.length", 25), ("path.depth", 22),
    ("path.name-constraints", 47), ("path.policies", 43), ("path.unknown-critical-extension", 34),
    ("path.budget", 28), ("path.", 79), ("encoding.", 28), ("usage.", 26), ("identity.self-signed", 18),
    ("identity.name-mismatch", 62), ("identity.", 62), ("validity.expired", 10),
    ("validity.not-yet-valid", 9), ("crypto.weak-signature", 68), ("crypto.weak-key", 66),
    ("root.", 19), ("revocation.revoked", 23), ("revocation.", 73), ("ct.", 71),
)

#: X509_V_ERR_APPLICATION_VERIFICATION.
_OTHER = 50


def _verify_code(primary: str | None) -> int:
    return next((number for begin, number in _CODES if (primary or "").startswith(begin)), _OTHER)


class CertificatePolicyError(ssl.SSLCertVerificationError):
    """The policy denied a connection; nothing of the application's was sent.

    Attributes:
        report: the report that denied; None when nothing could be judged (then `__cause__` says why).
        verify_code, verify_message: as of ssl.SSLCertVerificationError.
        reason, library: "CERTIFICATE_VERIFY_FAILED" and "SSL", as of ssl.SSLError.
    """

    __module__ = "certpolicy"  # tracebacks name what programs catch
    report: Report | None

    def __init__(self, message: str, report: Report | None = None) -> None:
        super().__init__(ssl.SSL_ERROR_SSL, message)
        self.report = report
        self.reason = "CERTIFICATE_VERIFY_FAILED"
        self.library = "SSL"
        self.verify_code = _verify_code(report.primary if report is not None else None)
        self.verify_message = message

    @classmethod
    def of(cls, report: Report, *notes: str) -> CertificatePolicyError:
        """The error for a report that denies: what was found, what to do about it, and what denies besides."""
        return cls("\n".join([report.why, *_advice(report), *notes]), report)

    def __str__(self) -> str:
        return str(self.verify_message)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self.verify_message),), {"verify_code": self.verify_code}

    def __copy__(self) -> CertificatePolicyError:
        return type(self)(str(self.verify_message), self.report)


#: Findings beside the first that are told; hostile chains have hundreds.
_MORE = 4


def _advice(report: Report) -> list[str]:
    """What to do about the first finding, and the others that make the verdict: a key that has changed
    stands behind a certificate that signed itself."""
    others = [finding for finding in report.findings if finding.action == str(report.verdict)][1:]
    lines = [f"What to do: {report.remediation}"] if report.remediation else []
    lines += [f"Also: {finding.message} [{finding.code}]" for finding in others[:_MORE]]
    return lines + [f"Also: {len(others) - _MORE} more"] * (len(others) > _MORE)


#: Packages between a program and its connections: a warning is about the line that called them.
_BETWEEN = frozenset({
    "_ssl", "aiohttp", "anyio", "asyncio", "certpolicy", "concurrent", "ftplib", "http", "httpcore", "httpx",
    "imaplib", "poplib", "pymongo", "redis", "requests", "smtplib", "socket", "ssl", "threading", "urllib",
    "urllib3", "websockets"})


def warn(text: str) -> None:
    """A CertificatePolicyWarning at the program's own line."""
    level, frame = 2, sys._getframe(1)
    while frame.f_back is not None and frame.f_globals.get("__name__", "").partition(".")[0] in _BETWEEN:
        frame = frame.f_back
        level += 1
    warnings.warn(text, CertificatePolicyWarning, stacklevel=level)


def warn_of(report: Report) -> None:
    """Warns of what should be mended although the connection goes on."""
    warn("\n".join([report.why, *_advice(report)]))


def report_of(error: BaseException | None) -> Report | None:
    """The report of the CertificatePolicyError that is at the bottom of another library's error.

    Client libraries wrap errors in their own; this looks through causes, contexts and arguments. None: it was not the
    policy. Ask by `is None`, since a report that denies is false.
    """
    seen: set[int] = set()
    waiting: list[Any] = [error]
    while waiting and len(seen) < 100:
        one = waiting.pop(0)
        if not isinstance(one, BaseException) or id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, CertificatePolicyError) and one.report is not None:
            return one.report
        waiting += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args,
                    *getattr(one, "exceptions", ())]
    return None
