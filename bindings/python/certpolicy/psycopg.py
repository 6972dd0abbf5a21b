"""psycopg cannot be put under a policy, and importing this module says so.

psycopg (2 and 3) has libpq do TLS in C, which hands out neither its handshake nor the certificates. Judging
another connection to the same server would say nothing of the one that carries the password.
"""

from __future__ import annotations

raise ImportError(
    "psycopg cannot be put under a policy: libpq does TLS itself and lets nobody look. Have it verify by "
    "sslmode=verify-full and sslrootcert, and watch the server by `certpolicy check postgres://HOST`; "
    "doc/python-clients.md says more", name="psycopg")
