#!/usr/bin/env python3
"""What a check of a server costs, beside openssl s_client and gnutls-cli, and what many of them cost.

check.py CERTPOLICY LIVE-TESTS [ROUNDS]: medians of interleaved rounds from start to exit, against one TLS server on
loopback; then 500 servers, a fifth of them silent or dead, with --jobs 64, against the slowest time-out.
"""
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

TIMEOUT = 10  # seconds, the default


def make_certificate():
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                    "key", "-out", "cert", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
                   check=True, stderr=subprocess.DEVNULL)


def start_servers(live, good, silent, dead):
    servers = subprocess.Popen([sys.executable, os.path.join(live, "many.py"), "cert", "key", "cert", "key", str(good),
                                str(silent), str(dead)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    ports = {}
    for line in servers.stdout:
        if line.startswith("ready"):
            return servers, ports
        kind, number, port = line.split()
        ports.setdefault(kind, []).append(port)
    sys.exit("no servers")


def spend(words):
    begun = time.perf_counter()
    subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - begun


def one(certpolicy, port, rounds):
    commands = {"certpolicy check": [certpolicy, "check", f"localhost:{port}"],
                "openssl s_client": ["openssl", "s_client", "-connect", f"localhost:{port}"],
                "gnutls-cli": ["gnutls-cli", "--insecure", "--port", port, "localhost"]}
    times = {name: [] for name, words in commands.items() if shutil.which(words[0])}
    for _ in range(rounds):
        for name, spent in times.items():
            spent.append(spend(commands[name]))
    print("one server on loopback, from start to exit")
    for name, spent in times.items():
        print(f"  {name:18} median {statistics.median(spent) * 1000:6.1f} ms, best {min(spent) * 1000:6.1f} ms")


def many(certpolicy, ports):
    targets = [port for kind in ("silent", "dead", "good") for port in ports[kind]]
    with open("targets", "w", encoding="ascii") as out:
        # slow ones spread among the others
        out.writelines(f"127.0.0.1:{targets[at * 7 % len(targets)]}\n" for at in range(len(targets)))
    spent = spend([certpolicy, "check", "--targets", "targets", "--jobs", "64"])
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{len(targets)} servers, {len(ports['silent'])} silent, {len(ports['dead'])} dead, --jobs 64: {spent:.2f} s, "
          f"{spent / TIMEOUT:.2f} times the time-out; {memory:.0f} MB at most")


def main():
    certpolicy, live = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 21
    folder = tempfile.mkdtemp()
    os.chdir(folder)
    make_certificate()
    servers, ports = start_servers(live, 400, 60, 40)
    try:
        one(certpolicy, ports["good"][0], rounds)
        many(certpolicy, ports)
    finally:
        servers.stdin.close()
        servers.wait(timeout=10)
        os.chdir("/")
        shutil.rmtree(folder)


main()
