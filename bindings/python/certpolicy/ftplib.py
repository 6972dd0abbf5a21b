"""ftplib under a policy.

    from certpolicy import ftplib
    files = ftplib.FTP_TLS("files.example.org", "user", "secret", policy="public-strict"); files.prot_p()

Data connections that are protected (prot_p) are judged like the first one, under the same host.
"""

from __future__ import annotations

import ftplib

from ._client import Judged, forward

__all__ = ["FTP_TLS"]

__getattr__ = forward(ftplib)


class FTP_TLS(Judged, ftplib.FTP_TLS):
    """An ftplib.FTP_TLS that is judged.

    Arguments as of ftplib.FTP_TLS; `policy` and `engine` as of certpolicy.SSLContext. A `context` of
    another kind has no effect.
    """
