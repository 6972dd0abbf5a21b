"""poplib under a policy.

    from certpolicy import poplib
    mail = poplib.POP3_SSL("mail.example.org", policy="public-strict")
    mail = poplib.POP3("mail.example.org", policy="public-strict"); mail.stls()
"""

from __future__ import annotations

import poplib
import ssl

from ._client import Judged, Upgraded, forward

__all__ = ["POP3", "POP3_SSL"]

__getattr__ = forward(poplib)


class POP3(Upgraded, poplib.POP3):
    """A poplib.POP3 whose stls() is judged."""

    def stls(self, context: ssl.SSLContext | None = None) -> bytes:
        """As of poplib.POP3; a context that is not a certpolicy.SSLContext has no effect."""
        return super().stls(self._context_of(context))


class POP3_SSL(Judged, poplib.POP3_SSL):
    """A poplib.POP3_SSL that is judged.

    Arguments as of poplib.POP3_SSL; `policy` and `engine` as of certpolicy.SSLContext. A `context` of
    another kind has no effect.
    """
