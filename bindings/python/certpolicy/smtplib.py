"""smtplib under a policy.

    from certpolicy import smtplib
    mail = smtplib.SMTP_SSL("mail.example.org", policy="public-strict")
    mail = smtplib.SMTP("mail.example.org", 587, policy="public-strict"); mail.starttls()
"""

from __future__ import annotations

import smtplib
import ssl
from typing import Any

from ._client import Judged, Upgraded, forward, wants

__all__ = ["SMTP", "SMTP_SSL"]

__getattr__ = forward(smtplib, ("LMTP",))


wants(smtplib.SMTP, "_get_socket")


class _Named:
    """Remembers whom it connected to, as imaplib, poplib and ftplib do; smtplib keeps what it was made with."""

    def _get_socket(self, host: str, port: int, timeout: Any) -> Any:
        self._host = host
        return super()._get_socket(host, port, timeout)  # type: ignore[misc]


class SMTP(Upgraded, _Named, smtplib.SMTP):
    """An smtplib.SMTP whose starttls() is judged, under the host that it connected to."""

    def starttls(self, *, context: ssl.SSLContext | None = None) -> tuple[int, bytes]:  # type: ignore[override]
        """As of smtplib.SMTP; a `context` that is not a certpolicy.SSLContext has no effect."""
        return super().starttls(context=self._context_of(context))


class SMTP_SSL(Judged, _Named, smtplib.SMTP_SSL):
    """An smtplib.SMTP_SSL that is judged, under the host that it connects to.

    Arguments as of smtplib.SMTP_SSL; `policy` and `engine` as of certpolicy.SSLContext. A `context` of
    another kind has no effect.
    """
