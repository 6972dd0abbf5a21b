"""The blocks of the pages are programs: each is run as it stands, against servers on loopback."""

from __future__ import annotations

import collections
import contextlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import protocols
import public
import pytest
import servers

TREE = pathlib.Path(os.environ.get("srcdir", pathlib.Path(__file__).parents[3]))
#: Every page of the tree.
PAGES = sorted(path.relative_to(TREE).as_posix()
               for path in [*TREE.glob("*.md"), *(TREE / "doc").rglob("*.md"), *(TREE / "bindings").rglob("*.md")])
CLIENTS = "doc/python-clients.md"

#: A block; one that is not run says so in a comment before it, and why.
BLOCK = re.compile(r"^(?:<!-- (not run: \S.*) -->\n)?```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
#: How many of them each page has.
N_NOT_RUN = {CLIENTS: 1}
#: Where a block of Python begins, in whatever words; those of blocks() are "```python" alone.
BEGINS = re.compile(r"^ *(?:`{3,}|~{3,})(?:\S* )?\{?(?:py|i?python|pycon)\d?\b.*$", re.MULTILINE | re.IGNORECASE)

#: What a block of a test takes as given; it runs under pytest with the package's plugin.
OF_A_TEST = """
import socket
import certpolicy, pytest

def my_client(host, port):
    context = certpolicy.SSLContext("internal-pinned", engine=certpolicy.Engine())
    with socket.create_connection((host, port)) as plain, context.wrap_socket(plain, server_hostname=host) as tls:
        tls.sendall(b"hello")

"""


def blocks():
    """(page, line, text, why it is not run) of every block of Python."""
    for page in PAGES:
        text = (TREE / page).read_text()
        for found in BLOCK.finditer(text):
            yield page, text[:found.start(2)].count("\n"), found[2], found[1]


FOUND = list(blocks())
BLOCKS = [(page, line, block) for page, line, block, _ in FOUND]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """The servers of the pages, and the settings that lead to them."""
    folder = tmp_path_factory.mktemp("docs")
    root = public.make("Example Root", days=3000)
    above = public.make("Example R1", root, depth=0, days=1500)
    names = ("example.org", "mail.example.org", "files.example.org", "chat.example.org")
    site = public.make("example.org", above, names=names)
    corp_root = servers.make("Corp root", is_ca=True, days=900)
    corp = servers.make("cache.corp.example", corp_root, names=("cache.corp.example", "db.corp.example"))
    own = servers.make("localhost", names=("localhost",))
    (folder / "root.pem").write_text(root.pem())
    (folder / "corp.pem").write_text(corp_root.pem())
    pins = ", ".join(f"{{spki: '{corp.pin()}', peer: {name}, until: 2099-01-01}}"
                     for name in ("cache.corp.example", "db.corp.example"))
    (folder / "policies.yaml").write_text(
        "version: 1\npolicies:\n  corp:\n    extends: internal-pinned\n"
        f"    anchors: [{{file: '{folder}/corp.pem'}}]\n    pins: [{pins}]\n"
        "zones:\n  internal: ['*.corp.example']\n")
    routes, house = re.findall(r"^```yaml\n(.*?)^```$", (TREE / CLIENTS).read_text(), re.MULTILINE | re.DOTALL)
    (folder / "routes.yaml").write_text(routes)
    assert "/etc/pki/corp.pem" in house
    (folder / "house.yaml").write_text(house.replace("/etc/pki/corp.pem", f"{folder}/corp.pem"))
    wiki = servers.make("wiki.corp.example", corp_root, names=("wiki.corp.example",))
    ftp = protocols.Ftp(servers.server_context(site, folder))
    auth = {"": "502 no", "AUTH": "234 go"}
    table = [
        ("example.org:443", site, protocols.http(), None),
        ("localhost:8443", own, protocols.http(), None),
        ("wiki.corp.example:443", wiki, protocols.http(), None),
        ("mail.example.org:465", site, protocols.lines("220 hi", protocols.SMTP, "QUIT"), None),
        ("mail.example.org:587", site, protocols.lines("", protocols.SMTP, "QUIT"),
         protocols.before("220 hi", protocols.SMTP, "STARTTLS")),
        ("mail.example.org:993", site, protocols.lines("* OK hi", protocols.IMAP, "LOGOUT"), None),
        ("mail.example.org:143", site, protocols.lines("", protocols.IMAP, "LOGOUT"),
         protocols.before("* OK hi", protocols.IMAP, "STARTTLS")),
        ("mail.example.org:995", site, protocols.lines("+OK hi", protocols.POP3, "QUIT"), None),
        ("mail.example.org:110", site, protocols.lines("", protocols.POP3, "QUIT"),
         protocols.before("+OK hi", protocols.POP3, "STLS")),
        ("files.example.org:21", site, ftp.answer, protocols.before("220 hi", auth, "AUTH")),
        ("chat.example.org:443", site, protocols.websocket, None),
        ("cache.corp.example:6379", corp, protocols.redis, None),
        ("db.corp.example:27017", corp, protocols.mongo, None),
    ]
    with contextlib.ExitStack() as stack:
        started = {name: stack.enter_context(servers.serving(servers.server_context(made, folder), answer, before))
                   for name, made, answer, before in table}
        yield {"started": started, "own": own, "site": site, "above": above,
               "settings": {"ports": {name: one.port for name, one in started.items()},
                            "names": _at_hand(site),
                            "public_root": f"{folder}/root.pem", "policies": [f"{folder}/{name}.yaml" for name in ("policies", "house", "routes")]}}


def _at_hand(site):
    """What the pages call by these names without saying where it comes from."""
    leaf, issuer = (one.public_bytes(servers.PEM).decode() for one in (site.certificate, site.above[0]))
    request = {"chain": [leaf, issuer], "peer": {"dns": "example.org"}}
    return {"leaf_pem": leaf, "issuer_pem": issuer, "chain_pem": leaf + issuer, "requests": [request]}


def _run_test(block, folder):
    """Runs a block of tests by pytest."""
    (folder / "test_block.py").write_text(OF_A_TEST + block)
    return subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "certpolicy.pytest_plugin", "-p",
                           "no:cacheprovider", str(folder)], text=True, capture_output=True, timeout=120,
                          check=False, cwd=folder, env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
                               "PYTEST_ADDOPTS": ""})


def _earlier(page, line):
    """The blocks of a page that go before one that shows a part of a program."""
    return "".join(text for of, at, text in BLOCKS if of == page != CLIENTS and at < line and not _is_test(text))


def _is_test(block):
    return re.search("^def test_", block, re.MULTILINE) is not None


def _run(place, block, settings=None):
    """Runs a block; the result of the process."""
    driver = pathlib.Path(__file__).parent / "doc_block.py"
    given = json.dumps(settings or place["settings"])
    return subprocess.run([sys.executable, "-W", "always", str(driver), given], input=block, text=True,
                          capture_output=True, timeout=120, check=False)


def _libraries(block):
    """What must be installed for a block."""
    return {name for name in ("aiohttp", "httpx", "pymongo", "redis", "requests", "urllib3", "websockets")
            if re.search(rf"\bimport (certpolicy\.)?{name}\b", block)}


@pytest.mark.parametrize(("page", "line", "block", "why_not"), FOUND, ids=[f"{one[0]}:{one[1]}" for one in FOUND])
def test_every_block_runs(place, tmp_path, page, line, block, why_not):
    if why_not:
        pytest.skip(why_not)
    for library in _libraries(block):
        pytest.importorskip(library)
    if _is_test(block):
        pytest.importorskip("trustme")
        done = _run_test(block, tmp_path)
        n_tests = len(re.findall("^def test_", block, re.MULTILINE))
        assert f"{n_tests} passed" in done.stdout, done.stdout
    else:
        done = _run(place, _earlier(page, line) + block)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_blocks_that_are_not_run_are_counted():
    n_not_run = collections.Counter(page for page, _, _, why_not in FOUND if why_not)
    assert n_not_run == N_NOT_RUN
    assert {page for page, _, _ in BLOCKS} >= {"README.md", "doc/bindings.md", CLIENTS, "doc/python/index.md"}


def _other_words(text):
    """Blocks of Python that blocks() would not find."""
    return [line for line in BEGINS.findall(text) if line != "```python"]


@pytest.mark.parametrize("page", PAGES)
def test_no_block_goes_by_another_word(page):
    text = (TREE / page).read_text()
    assert _other_words(text) == []
    assert "+SKIP" not in text  # doctest's word for an example that is not run


@pytest.mark.parametrize("words", ["```py", "~~~python", "````python", "  ```python", "```Python3", "```pycon",
                                   "```{code-block} python", "```{code} python", "```python title", "``` python"])
def test_other_words_are_found(words):
    assert _other_words(f"text\n\n{words}\nx = 1\n```\n\n```python\n```\n```{{doctest}}\n```\n") == [words]


def test_the_pages_have_blocks_for_every_client():
    text = (TREE / CLIENTS).read_text()
    for name in ("requests", "urllib3", "httpx", "aiohttp", "asyncio", "urllib", "http_client", "smtplib", "imaplib",
                 "poplib", "ftplib", "websockets", "redis", "pymongo"):
        assert re.search(rf"^from certpolicy import {name}$|^from certpolicy\.{name} import", text, re.MULTILINE), name


def _moved():
    """The program of the page with its check switched off, under a named policy, and by routes."""
    return [block for page, _, block in BLOCKS if page == CLIENTS and "localhost:8443" in block]


def test_one_line_moves_the_program_of_the_page(place):
    """Development goes on with a warning that names the pin to write; the public site is checked for real."""
    pytest.importorskip("requests")
    before, after, _ = _moved()
    changed = [pair for pair in zip(before.splitlines(), after.splitlines()) if pair[0] != pair[1]]
    assert [pair[0] for pair in changed] == ["import requests"]
    done = _run(place, after)
    assert (done.returncode, done.stdout) == (0, "hello\nhello\n"), done.stderr
    assert "CertificatePolicyWarning" in done.stderr
    assert place["own"].pin() in done.stderr
    started = place["started"]
    octets = started["localhost:8443"].octets
    ports = {**place["settings"]["ports"], "example.org:443": started["localhost:8443"].port}
    done = _run(place, after, {**place["settings"], "ports": ports})
    assert done.returncode == 1
    assert "identity.self-signed" in done.stderr
    assert done.stdout == "hello\n"
    request = octets and started["localhost:8443"].octets - octets
    assert 0 < request < 400  # the one request of the server of development


def test_a_pin_ends_the_warning_where_the_program_names_no_policy(place, tmp_path):
    """What the page says of `certpolicy trust`, by the command itself."""
    pytest.importorskip("requests")
    if shutil.which("certpolicy") is None:
        pytest.skip("the command certpolicy is not on PATH")
    _, named, routed = _moved()
    host = "localhost:8443"
    done = subprocess.run(["certpolicy", "trust", f"localhost:{place['started'][host].port}", "--yes", "--reason",
                           "a test"], env={**os.environ, "XDG_CONFIG_HOME": str(tmp_path)}, text=True,
                          capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (pins,) = tmp_path.rglob("*.yaml")
    settings = place["settings"]
    pinned = {**settings, "policies": [str(pins), *settings["policies"]]}
    done = _run(place, routed)
    assert (done.returncode, done.stdout, place["own"].pin() in done.stderr) == (0, "hello\nhello\n", True), done.stderr
    done = _run(place, routed, pinned)
    assert (done.returncode, done.stdout, "What to do" in done.stderr) == (0, "hello\nhello\n", False), done.stderr
    done = _run(place, named, pinned)
    assert (done.returncode, place["own"].pin() in done.stderr) == (0, True), done.stderr
    impostor = servers.server_context(servers.make("localhost", names=("localhost",)), tmp_path)
    with servers.serving(impostor, protocols.http()) as other:
        done = _run(place, routed, {**pinned, "ports": {**settings["ports"], host: other.port}})
        assert (done.returncode, done.stdout, "pin.mismatch" in done.stderr) == (1, "", True), done.stderr
        assert other.octets == 0
