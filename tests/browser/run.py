#!/usr/bin/env python3
"""Shows real browsers the situations, and holds what they say against what `certpolicy batch` predicts.

    run.py CERTPOLICY SERVE [--record FILE] [--only PATTERN]
    run.py CERTPOLICY --replay FILE

The first form starts Chromium and Firefox; with --record what they said is written to FILE. The second
judges the requests of such a file anew, without any browser. Below 95 % of agreement with either it fails.
"""

from __future__ import annotations

import argparse
import base64
import json
import pathlib
import subprocess
import sys

import guard

SHARE = 0.95
BROWSERS = {"chromium": ("chromium", "chromium-browser", "google-chrome"), "firefox": ("firefox-esr", "firefox")}


def b64(der: bytes) -> str:
    return base64.b64encode(der).decode()


# ---- the record: certificates once each, by number, then a row a situation ----


def write(path: pathlib.Path, versions: dict, rows: list[dict]) -> None:
    numbers: dict[str, int] = {}
    number = lambda cert: numbers.setdefault(cert, len(numbers))
    short = [row | {"request": row["request"] | {
        key: [number(cert) for cert in row["request"][key]] for key in ("chain", "anchors")}} for row in rows]
    with path.open("w", encoding="utf-8") as file:
        file.write(json.dumps({"browsers": versions}) + "\n")
        for cert in numbers:
            file.write(json.dumps({"certificate": cert}) + "\n")
        for row in short:
            file.write(json.dumps(row) + "\n")


def read(path: pathlib.Path) -> tuple[dict, list[dict]]:
    first, *lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    certs = [line["certificate"] for line in lines if "certificate" in line]
    rows = [line for line in lines if "request" in line]
    for row in rows:
        for key in ("chain", "anchors"):
            row["request"][key] = [certs[number] for number in row["request"][key]]
    return first["browsers"], rows


# ---- the real ones ----


class Servers:
    """One server for all, and one of openssl for each key that GnuTLS has no use for."""

    def __init__(self, program: str, situations: list, key, folder: pathlib.Path) -> None:
        self.ports: dict[str, int] = {}
        self.started: list[subprocess.Popen] = []
        table = []
        for number, one in enumerate(situations):
            if one.tls == "openssl":
                self.start_openssl(one, key, folder / str(number))
            else:
                table.append((one.id, self.files(one, key, folder / str(number))))
        self.start(program, table)

    def files(self, one, key, path: pathlib.Path) -> str:
        path.with_suffix(".chain").write_bytes(b"".join(len(c).to_bytes(4, "big") + c for c in one.chain))
        if one.staple is not None:
            path.with_suffix(".staple").write_bytes(one.staple)
        staple = path.with_suffix(".staple") if one.staple is not None else "-"
        return f"{path.with_suffix('.chain')} {key(one.key)} {one.tls} {staple}"

    def start(self, program: str, table: list) -> None:
        server = guard.start([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.started.append(server)
        server.stdin.write("".join(line + "\n" for _, line in table) + "\n")
        server.stdin.flush()
        for id, _ in table:
            self.ports[id] = int(server.stdout.readline())

    def start_openssl(self, one, key, path: pathlib.Path) -> None:
        pem = path.with_suffix(".pem")
        pem.write_text("".join("-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(cert).decode() +
                               "-----END CERTIFICATE-----\n" for cert in one.chain))
        server = guard.start(["openssl", "s_server", "-accept", "127.0.0.1:0", "-www", "-cert", pem,
                                   "-cert_chain", pem, "-key", key(one.key)], stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.started.append(server)
        said = next(line for line in server.stdout if line.startswith("ACCEPT"))
        self.ports[one.id] = int(said.rsplit(":", 1)[1])

    def close(self) -> None:
        for server in self.started:
            server.kill()
            server.wait()


def request_of(one, now: str) -> dict:
    kind = "ip" if one.peer[0].isdigit() else "dns"
    request = {"id": one.id, "time": now, "chain": [b64(cert) for cert in one.chain],
               "anchors": [b64(cert) for cert in one.roots], "peer": {kind: one.peer}}
    if one.staple is not None:
        request["ocsp_staple"] = b64(one.staple)
    if one.session is not None:
        request["session"] = one.session
    return request


def visit_all(kind, path: str, situations: list, ports: dict, said: dict) -> None:
    from browsers import Gone
    roots = list({root: None for one in situations for root in one.roots})
    left, started = list(situations), 0
    while left and started < 4:  # one that went away is started anew
        browser = kind(path, roots)
        started += 1
        try:
            while left:
                one = left[0]
                said[one.id] = browser.visit(f"https://{one.peer}:{ports[one.id]}/")
                left.pop(0)
        except (Gone, RuntimeError) as error:
            print(f"{left[0].id}: {browser.name}: {error or 'no answer'}", file=sys.stderr)
        finally:
            browser.close()


def ask_browsers(program: str, pattern: str) -> tuple[dict, list[dict]]:
    import ca
    import fnmatch
    import shutil
    import threading
    import browsers
    import situations
    kinds = {"chromium": browsers.Chromium, "firefox": browsers.Firefox}
    paths = {name: browsers.find(*names) for name, names in BROWSERS.items()}
    if browsers.find("certutil") is None:
        sys.exit("certutil is not here (Debian: libnss3-tools)")
    for name, path in paths.items():
        if path is None:
            print(f"{name} is not here (Debian: {BROWSERS[name][0]}): not asked", file=sys.stderr)
    shown = [one for one in situations.ALL if fnmatch.fnmatch(one.id, pattern)]
    said: dict[str, dict] = {name: {} for name in kinds}
    servers = Servers(program, shown, ca.key, ca.WORK)
    try:
        threads = [threading.Thread(target=visit_all, args=(kinds[name], path, shown, servers.ports, said[name]))
                   for name, path in paths.items() if path]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        servers.close()
        shutil.rmtree(ca.WORK, ignore_errors=True)
    versions = {name: browsers.version(path) for name, path in paths.items() if path}
    rows = [{"request": request_of(one, situations.at(0)), "hsts": one.hsts,
             **{name: said[name][one.id] for name in kinds if one.id in said[name]}} for one in shown]
    return versions, rows


# ---- what is predicted ----


def predict(certpolicy: str, rows: list[dict]) -> list[dict]:
    lines = "".join(json.dumps(row["request"]) + "\n" for row in rows)
    run = subprocess.run([certpolicy, "batch"], input=lines.encode(), capture_output=True, check=False)
    if run.returncode not in (0, 3):
        sys.exit(f"{certpolicy} ended with {run.returncode}: {run.stderr.decode()[-500:]}")
    return [json.loads(line) for line in run.stdout.splitlines()]


def lets_past(overridable: str, hsts: bool) -> bool:
    return overridable == "always" or (overridable == "unless-hsts" and not hsts)


def differences(name: str, page: dict, hsts: bool, answer: dict) -> list[str]:
    browser = answer.get("browser", {})
    pairs = [(page["error"], browser.get(name))]
    foretold = browser.get("pages", {}).get(name)
    if page["error"] != "OK" and foretold is not None:
        pairs += [(page["headline"], foretold["headline"]), (page["skip"], lets_past(foretold["overridable"], hsts))]
    return [f"shows {real}, predicted {expected}" for real, expected in pairs if real != expected]


def compare(versions: dict, rows: list[dict], answers: list[dict]) -> bool:
    good = True
    for name, version in versions.items():
        shown = [(row, answer) for row, answer in zip(rows, answers) if name in row]
        missed = 0
        for row, answer in shown:
            differs = differences(name, row[name], row["hsts"], answer)
            if differs:
                print(f"{row['request']['id']}: {name} {'; '.join(differs)}")
                missed += 1
        share = 1 - missed / max(len(shown), 1)
        print(f"{name} {version}: {len(shown) - missed} of {len(shown)} situations as predicted ({100 * share:.1f} %)")
        good &= share >= SHARE
    return good


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("certpolicy")
    parser.add_argument("serve", nargs="?")
    parser.add_argument("--record", type=pathlib.Path)
    parser.add_argument("--replay", type=pathlib.Path)
    parser.add_argument("--only", default="*")
    options = parser.parse_args()
    if options.replay is not None:
        versions, rows = read(options.replay)
    else:
        versions, rows = ask_browsers(options.serve, options.only)
    if options.record is not None:
        write(options.record, versions, rows)
    return 0 if compare(versions, rows, predict(options.certpolicy, rows)) else 1


sys.exit(main())
