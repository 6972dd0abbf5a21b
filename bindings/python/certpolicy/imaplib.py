"""imaplib under a policy.

    from certpolicy import imaplib
    mail = imaplib.IMAP4_SSL("mail.example.org", policy="public-strict")
    mail = imaplib.IMAP4("mail.example.org", policy="public-strict"); mail.starttls()
"""

from __future__ import annotations

import imaplib
import ssl
from typing import Any

from ._client import Judged, Upgraded, forward

__all__ = ["IMAP4", "IMAP4_SSL"]

__getattr__ = forward(imaplib)


class IMAP4(Upgraded, imaplib.IMAP4):
    """An imaplib.IMAP4 whose starttls() is judged."""

    def starttls(self, ssl_context: ssl.SSLContext | None = None) -> Any:
        """As of imaplib.IMAP4; a context that is not a certpolicy.SSLContext has no effect."""
        return super().starttls(self._context_of(ssl_context))


class IMAP4_SSL(Judged, imaplib.IMAP4_SSL):
    """An imaplib.IMAP4_SSL that is judged.

    Arguments as of imaplib.IMAP4_SSL; `policy` and `engine` as of certpolicy.SSLContext. An
    `ssl_context` of another kind has no effect.
    """

    _option = "ssl_context"
