"""What a policy costs a requests session for each new connection, beside plain requests that verifies.

    python3 bench/bindings/requests_session.py

A server on loopback, in a process of its own, shows a leaf and an intermediate (P-256) of a private root and
ends each connection after its answer. All sessions verify against that root; they take turns, one
connection each, and the medians of their times are compared. requests makes a context for each connection;
a session whose adapter keeps one stands beside it, as the harder comparison. `make bench-requests` runs it.
"""

from __future__ import annotations

import pathlib
import random
import ssl
import statistics
import subprocess
import sys
import tempfile
import time

import requests

import certpolicy

PAIRS, WARM = 1000, 50

SERVER = """
import pathlib, socket, sys
sys.path.insert(0, sys.argv[1])
import servers
folder = pathlib.Path(sys.argv[2])
root = servers.make("Bench root", is_ca=True, days=900)
above = servers.make("Bench intermediate", root, is_ca=True, days=800)
leaf = servers.make("localhost", above, names=("localhost", "127.0.0.1"))
(folder / "root.pem").write_text(root.pem())
context = servers.server_context(leaf, folder)
listener = socket.create_server(("127.0.0.1", 0), backlog=64)
print(listener.getsockname()[1], leaf.pin(), flush=True)
while True:
    plain = listener.accept()[0]
    plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        with context.wrap_socket(plain, server_side=True) as tls:
            tls.recv(65536)
            tls.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\nConnection: close\\r\\n\\r\\nhello")
    except OSError:
        plain.close()
"""


class Kept(requests.adapters.HTTPAdapter):
    """An adapter whose connections are all of one context, which verifies."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._kept = context
        super().__init__()

    def build_connection_pool_key_attributes(self, *arguments: object) -> tuple[dict, dict]:
        """As of requests, with the context and nothing to load into it."""
        host, _ = super().build_connection_pool_key_attributes(*arguments)
        return host, {"ssl_context": self._kept}

    def cert_verify(self, *arguments: object) -> None:
        """Nothing: the context has its root."""


def timed(session: requests.Session, url: str) -> float:
    """Milliseconds of a connection, from the call to the answer's text."""
    start = time.perf_counter()
    if session.get(url).text != "hello":
        raise SystemExit("another answer than the server's")
    return (time.perf_counter() - start) * 1e3


def main() -> None:
    helpers = pathlib.Path(__file__).resolve().parents[2] / "tests" / "bindings" / "python"
    with tempfile.TemporaryDirectory() as folder:
        server = subprocess.Popen([sys.executable, "-c", SERVER, str(helpers), folder], stdout=subprocess.PIPE,
                                  text=True)
        assert server.stdout is not None
        try:
            port, pin = server.stdout.readline().split()
            measure(f"https://127.0.0.1:{port}/", f"{folder}/root.pem", pin)
        finally:
            server.kill()
            server.wait()


def measure(url: str, root: str, pin: str) -> None:
    """Prints the medians of both sessions, and the ratio."""
    engine = certpolicy.Engine(anchors=root)
    engine.add_policy_text("version: 1\npolicies:\n  bench:\n    extends: internal-pinned\n"
                           f"    pins: [{{spki: '{pin}', peer: 127.0.0.1, until: 2099-01-01}}]\n")
    plain, kept = requests.Session(), requests.Session()
    plain.verify = root
    kept.mount("https://", Kept(ssl.create_default_context(cafile=root)))
    judged = certpolicy.requests.Session("bench", engine=engine)
    sessions = {"plain requests, verifying": plain, "  with a context that is kept": kept,
                "requests under a policy": judged}
    times: dict[str, list[float]] = {name: [] for name in sessions}
    order = random.Random(1)
    for turn in range(-WARM, PAIRS):
        for name in order.sample(list(sessions), len(sessions)):
            sessions[name].trust_env = False
            took = timed(sessions[name], url)
            if turn >= 0:
                times[name].append(took)
    ours = statistics.median(times["requests under a policy"])
    for name, all_of_one in times.items():
        one = statistics.median(all_of_one)
        print(f"{name:30} {one:7.3f} ms a connection; under a policy / this: {ours / one:.3f}")


if __name__ == "__main__":
    main()
