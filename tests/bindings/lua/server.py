"""TLS servers on loopback that count what reaches them: one line of the log a connection.

python3 server.py FOLDER: serves every FOLDER/*.key with its *.pem, each on a port of its own, writes FOLDER/ports.lua, and
appends "NAME accepted" to FOLDER/log
for each connection and "NAME reused=yes|no octets=N" when it is over. GET / says hello; GET /to/NAME/REST is
redirected to that server's /REST, over https; GET /plain is redirected to http; GET /empty to nowhere, without
a body; GET /asked says what was asked.
"""

import pathlib
import re
import socket
import ssl
import sys
import threading

ANSWER = "HTTP/1.1 {} X\r\nConnection: close\r\n{}Content-Length: {}\r\n\r\n{}"


class Server:
    """One certificate on one port."""

    ports: dict[str, int] = {}
    lock = threading.Lock()

    def __init__(self, folder: pathlib.Path, name: str) -> None:
        self.log = folder / "log"
        self.name = name
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if name.startswith("anonymous"):
            self.context.maximum_version = ssl.TLSVersion.TLSv1_2
            self.context.set_ciphers("AECDH:@SECLEVEL=0")
        if name.startswith("old"):
            self.context.maximum_version = ssl.TLSVersion.TLSv1_2
        self.context.load_cert_chain(folder / f"{name}.pem", folder / f"{name}.key")
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.ports[name] = self.listener.getsockname()[1]

    def run(self) -> None:
        while True:
            client, _ = self.listener.accept()
            self.note("accepted")
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client: socket.socket) -> None:
        client.settimeout(60)
        octets = 0
        reused = "no"
        try:
            with self.context.wrap_socket(client, server_side=True) as connection:
                reused = "yes" if connection.session_reused else "no"
                asked = b""
                while b"\r\n\r\n" not in asked:
                    data = connection.recv(65536)
                    if not data:
                        break
                    octets += len(data)
                    asked += data
                if asked:
                    connection.sendall(self.answer(asked.decode("latin-1")).encode())
                    connection.unwrap()
        except OSError:
            pass
        finally:
            client.close()
        self.note(f"reused={reused} octets={octets}")

    def note(self, what: str) -> None:
        with self.lock, self.log.open("a") as log:
            log.write(f"{self.name} {what}\n")

    def answer(self, asked: str) -> str:
        path = asked.split(" ")[1]
        there = re.match(r"/to/([a-z-]+)(/.*)", path)
        if there:
            url = f"https://localhost:{self.ports[there.group(1)]}{there.group(2)}"
            return ANSWER.format(302, f"Location: {url}\r\n", 5, "moved")
        if path == "/plain":
            return ANSWER.format(302, "Location: http://localhost:9/\r\n", 5, "plain")
        if path == "/empty":
            return ANSWER.format(302, "", 0, "")
        if path == "/asked":
            return ANSWER.format(200, "", len(asked), asked)
        return ANSWER.format(200, "", 5, "hello")


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    servers = [Server(folder, key.stem) for key in sorted(folder.glob("*.key"))]
    (folder / "log").touch()
    table = ", ".join(f'["{name}"] = {port}' for name, port in Server.ports.items())
    made = folder / "ports.new"
    made.write_text(f"return {{ {table} }}\n")
    made.rename(folder / "ports.lua")
    threads = [threading.Thread(target=server.run) for server in servers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


main()
