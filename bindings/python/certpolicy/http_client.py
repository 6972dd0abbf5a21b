"""http.client under a policy.

    from certpolicy import http_client
    connection = http_client.HTTPSConnection("example.org", policy="public-strict")
"""

from __future__ import annotations

import http.client

from ._client import Judged, forward

__all__ = ["HTTPSConnection"]

__getattr__ = forward(http.client)


class HTTPSConnection(Judged, http.client.HTTPSConnection):
    """An http.client.HTTPSConnection that is judged; through set_tunnel() under the tunnel's host.

    Arguments as of http.client.HTTPSConnection; `policy` and `engine` as of certpolicy.SSLContext. A
    `context` of another kind has no effect.
    """
