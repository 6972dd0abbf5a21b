"""smtplib under a policy.

    from certpolicy import smtplib
    mail = smtplib.SMTP_SSL("mail.example.org", policy="public-strict")
    mail = smtplib.SMTP("mail.example.org", 587, policy="public-strict"); mail.starttls()
"""

from __future__ import annotations

import smtplib
import ssl

from ._client import Judged, Upgraded, forward

__all__ = ["SMTP", "SMTP_SSL"]

__getattr__ = forward(smtplib, ("LMTP",))


class SMTP(Upgraded, smtplib.SMTP):
    """An smtplib.SMTP whose starttls() is judged, under the host that it was made with."""

    def starttls(self, *, context: ssl.SSLContext | None = None) -> tuple[int, bytes]:  # type: ignore[override]
        """As of smtplib.SMTP; a `context` that is not a certpolicy.SSLContext has no effect."""
        return super().starttls(context=self._context_of(context))


class SMTP_SSL(Judged, smtplib.SMTP_SSL):
    """An smtplib.SMTP_SSL that is judged.

    Arguments as of smtplib.SMTP_SSL; `policy` and `engine` as of certpolicy.SSLContext. A `context` of
    another kind has no effect.
    """
