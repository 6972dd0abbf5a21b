"""Chromium and Firefox without a screen: install roots, visit an address, say what was shown.

Chromium is told by its DevTools protocol over a pipe, Firefox by Marionette over a loopback port of its
own choosing. Each has a home of its own, which is gone afterwards.
"""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time

import guard

SECONDS = 90  # for one answer


class Gone(Exception):
    """The browser does not answer."""


def find(*names: str) -> str | None:
    return next((path for path in map(shutil.which, names) if path), None)


def install(folder: pathlib.Path, roots: list[bytes]) -> None:
    """Roots into the NSS database of that folder, trusted for servers."""
    folder.mkdir(parents=True, exist_ok=True)
    database = f"sql:{folder}"
    subprocess.run(["certutil", "-N", "-d", database, "--empty-password"], check=True)
    batch = folder / "batch.txt"
    lines = []
    for number, root in enumerate(roots):
        file = folder / f"{number}.der"
        file.write_bytes(root)
        lines.append(f"-A -n r{number} -t C,, -i {file}")
    batch.write_text("\n".join(lines) + "\n")
    if roots:
        subprocess.run(["certutil", "-B", "-d", database, "-i", batch], check=True)


def version(path: str) -> str:
    with tempfile.TemporaryDirectory() as home:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False,
                              env=os.environ | {"HOME": home}).stdout
    return next((word for word in said.split() if word[:1].isdigit()), "unknown")


class Browser:
    name = ""

    def __init__(self, path: str) -> None:
        self.path = path
        self.home = pathlib.Path(tempfile.mkdtemp(prefix=f"browser-{self.name}-"))
        self.process: subprocess.Popen | None = None

    def close(self) -> None:
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.home, ignore_errors=True)


# What an error page of Chromium says.
CHROMIUM_PAGE = """(() => {
  const shown = element => element && getComputedStyle(element).display !== 'none' && !element.classList.contains('hidden');
  const link = document.querySelector('#proceed-link'), paragraph = document.querySelector('#final-paragraph');
  const head = document.querySelector('h1');
  return {headline: head && document.readyState === 'complete' ? head.innerText.trim() : '', skip: !!link && shown(paragraph) !== false};
})()"""


class Chromium(Browser):
    name = "chromium"

    def __init__(self, path: str, roots: list[bytes]) -> None:
        super().__init__(path)
        install(self.home / ".pki" / "nssdb", roots)
        there, self.into = os.pipe()
        self.out, back = os.pipe()
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                   "--disable-background-networking", "--disable-component-update", "--disable-sync",
                   "--disable-extensions", "--remote-debugging-pipe", f"--user-data-dir={self.home / 'profile'}",
                   "--host-resolver-rules=MAP * 127.0.0.1", "--no-proxy-server", "about:blank"]
        self.process = guard.start(  # the pipe is at 3 and 4 there
            ["/bin/bash", "-c", f'exec "$@" 3<&{there} 4>&{back}', "bash", path, *options], pass_fds=(there, back),
            env=os.environ | {"HOME": str(self.home)}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        os.close(there)
        os.close(back)
        os.set_blocking(self.out, False)
        self.left, self.number = b"", 0
        self.context, self.errors = None, 0

    def message(self, until: float) -> dict:
        while b"\0" not in self.left:
            if time.monotonic() > until or self.process.poll() is not None:
                raise Gone
            try:
                self.left += os.read(self.out, 65536)
            except BlockingIOError:
                time.sleep(0.005)
        one, _, self.left = self.left.partition(b"\0")
        return json.loads(one)

    def call(self, method: str, session: str | None = None, **params) -> dict:
        self.number += 1
        ask = {"id": self.number, "method": method, "params": params} | ({"sessionId": session} if session else {})
        os.write(self.into, json.dumps(ask).encode() + b"\0")
        until = time.monotonic() + SECONDS
        while True:
            answer = self.message(until)
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]

    def open(self) -> None:
        """A window that remembers nothing: in one that has seen two errors Chromium looks for a captive portal
        before it shows the next, for three seconds."""
        self.errors = 0
        if self.context is not None:
            self.call("Target.disposeBrowserContext", browserContextId=self.context)
        self.context = self.call("Target.createBrowserContext")["browserContextId"]
        target = self.call("Target.createTarget", url="about:blank", browserContextId=self.context)["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Page.enable", self.session)

    def visit(self, url: str) -> dict:
        if self.context is None or self.errors == 2:
            self.open()
        error = self.call("Page.navigate", self.session, url=url).get("errorText")
        if not error:
            return {"error": "OK"}
        self.errors += 1
        for _ in range(100):
            page = self.call("Runtime.evaluate", self.session, expression=CHROMIUM_PAGE, returnByValue=True)
            page = page["result"].get("value") or {}
            if page.get("headline"):
                break
            time.sleep(0.05)
        return {"error": error.removeprefix("net::"), **page}

    def close(self) -> None:
        super().close()
        os.close(self.into)
        os.close(self.out)


# What an error page of Firefox says; privileged, since its newer pages keep their parts in shadow trees. The
# button that goes on is there once the details have been asked for.
FIREFOX_PAGE = """
const done = arguments[0], parts = (root, found = []) => {
  for (const element of root.querySelectorAll('*')) {
    found.push(element);
    if (element.openOrClosedShadowRoot) parts(element.openOrClosedShadowRoot, found);
  }
  return found;
};
const shown = element => element.checkVisibility();
const named = (...ids) => parts(document).find(element => ids.includes(element.id) && shown(element));
const code = info => { try { return info().errorCodeString; } catch (error) { return ''; } };
const answer = () => {
  const head = parts(document).find(element => element.localName === 'h1' && shown(element));
  const text = named('errorCode');
  return {error: code(() => document.getFailedCertSecurityInfo()) || code(() => document.getNetErrorInfo()) ||
                 (text ? text.innerText.trim() : ''),
          headline: head ? head.innerText.trim() : '', skip: !!named('exceptionDialogButton', 'exception-button')};
};
const wait = (test, left, then) => test() || left === 0 ? then() : setTimeout(() => wait(test, left - 1, then), 20);
wait(() => answer().headline, 100, () => {
  const more = named('advancedButton', 'advanced-button');
  if (more) more.click();
  wait(() => named('exceptionDialogButton', 'exception-button') || !more, 15, () => {
    done(answer());
  });
});
"""

FIREFOX_PREFS = {
    "network.dns.forceResolve": "127.0.0.1", "marionette.port": 0, "app.update.disabledForTesting": True,
    "services.settings.server": "data:,#remote-settings-dummy/v1", "security.OCSP.enabled": 0,
    "security.remote_settings.intermediates.enabled": False, "security.pki.crlite_mode": 0,
    "network.captive-portal-service.enabled": False, "network.connectivity-service.enabled": False,
    "browser.safebrowsing.malware.enabled": False, "browser.safebrowsing.phishing.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False, "toolkit.telemetry.server": "data:,",
    "network.proxy.type": 0, "browser.shell.checkDefaultBrowser": False, "network.trr.mode": 5,
    "security.enterprise_roots.enabled": False, "network.prefetch-next": False, "network.dns.disablePrefetch": True,
    "browser.aboutConfig.showWarning": False, "dom.security.https_only_mode": False,
}


class Firefox(Browser):
    name = "firefox"

    def __init__(self, path: str, roots: list[bytes]) -> None:
        super().__init__(path)
        profile = self.home / "profile"
        install(profile, roots)
        (profile / "user.js").write_text("".join(
            f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in FIREFOX_PREFS.items()))
        self.process = guard.start(
            [path, "--headless", "--marionette", "--no-remote", "--profile", str(profile)],
            env=os.environ | {"HOME": str(self.home)}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        self.number = 0
        self.socket = self.connect(profile / "MarionetteActivePort")
        self.receive()
        self.call("WebDriver:NewSession", acceptInsecureCerts=False, pageLoadStrategy="eager")
        self.call("WebDriver:SetTimeouts", pageLoad=20000)

    def connect(self, port: pathlib.Path) -> socket.socket:
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            if port.exists() and port.read_text().strip():
                return socket.create_connection(("127.0.0.1", int(port.read_text())), SECONDS)
            time.sleep(0.1)
        raise Gone

    def receive(self):
        length = b""
        while not length.endswith(b":"):
            length += self.take(1)
        left, data = int(length[:-1]), b""
        while len(data) < left:
            data += self.take(left - len(data))
        return json.loads(data)

    def take(self, most: int) -> bytes:
        try:
            data = self.socket.recv(most)
        except OSError:
            data = b""
        if not data:
            raise Gone
        return data

    def call(self, method: str, **params):
        self.number += 1
        ask = json.dumps([0, self.number, method, params]).encode()
        self.socket.sendall(str(len(ask)).encode() + b":" + ask)
        while True:
            kind, number, error, result = self.receive()
            if kind == 1 and number == self.number:
                if error:
                    raise RuntimeError(f"{error['error']}: {error['message']}")
                return result

    def visit(self, url: str) -> dict:
        try:
            self.call("WebDriver:Navigate", url=url)
            return {"error": "OK"}
        except RuntimeError:  # what WebDriver says of it is less than what the page does
            pass
        return self.call("WebDriver:ExecuteAsyncScript", script=FIREFOX_PAGE, args=[], sandbox="system")["value"]

    def close(self) -> None:
        super().close()
        self.socket.close()
