"""Runs one block of a page as a program of its own, with its hosts on loopback.

    python doc_block.py SETTINGS < BLOCK

SETTINGS is JSON: `ports` leads from "host:port" to ports of loopback, `public_root` is a file with a root of
a public programme, `policies` a policy file, and `names` are what a reader has at hand. The block itself is
run as it stands.
"""

from __future__ import annotations

import json
import socket
import sys


def main() -> None:
    settings = json.loads(sys.argv[1])
    real, connect = socket.getaddrinfo, socket.socket.connect
    asked = {}

    def resolve(host, port, *more, **named):
        host = host.decode() if isinstance(host, bytes) else host
        place = settings["ports"].get(f"{host}:{port}")
        if place is None and host != "127.0.0.1":
            raise OSError(f"no server of the test is called {host}:{port}")
        asked.setdefault(port, place)
        return real("127.0.0.1", port if place is None else place, *more, **named)

    def reach(self, address):
        """anyio keeps of an answer the address alone, and the port that it asked for."""
        place = asked.get(address[1]) if address[0] == "127.0.0.1" else None
        return connect(self, address if place is None else ("127.0.0.1", place))

    socket.getaddrinfo, socket.socket.connect = resolve, reach
    import certpolicy
    from certpolicy import _default

    # In place of imported data, by which a root of the system is public.
    _default._engine = certpolicy.Engine(public_anchors=settings["public_root"], policy_files=settings["policies"])
    exec(compile(sys.stdin.read(), "block", "exec"), {**settings["names"], "__name__": "__main__"})  # noqa: S102


if __name__ == "__main__":
    main()
