"""Situations in which connections fail: makes the certificates and servers of each, and holds what certpolicy says of
it against what was made. why.py CERTPOLICY: runs in an empty folder, prints what does not hold, ends with 1 then.

Servers are threads of this process, with ports of the kernel's choice; openssl s_server, where a staple is needed, is a
child that is stopped whatever happens.
"""
import http.server
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
import warnings

warnings.simplefilter("ignore")
CERTPOLICY = sys.argv[1]
ONLY = sys.argv[2:]
try:
    import jsonschema
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../doc/schema/why.json"), encoding="utf-8") as file:
        SCHEMA = jsonschema.Draft202012Validator(json.load(file))
except ImportError:
    SCHEMA = None
failures = []
children = []


def fail(text):
    failures.append(text)
    print("FAIL:", text)


def openssl(*words, **kwargs):
    done = subprocess.run(["openssl", *words], capture_output=True, text=True, **kwargs)
    if done.returncode != 0:
        raise SystemExit("openssl %s: %s" % (" ".join(words), done.stderr))
    return done.stdout


def write(name, text):
    with open(name, "w", encoding="utf-8") as out:
        out.write(text)
    return name


def read(*names):
    return "".join(open(name, encoding="utf-8").read() for name in names)


class Name:
    """A certificate and its key, in NAME.pem and NAME.key."""

    def __init__(self, name, issuer=None, subject=None, san="DNS:localhost,IP:127.0.0.1", days=60, start=0, ca=False,
                 more="", key="EC", digest="sha256", eku="serverAuth"):
        self.name, self.issuer, self.san, self.days, self.start = name, issuer, san, days, start
        self.subject, self.ca, self.more, self.digest, self.eku = subject or "/CN=" + name, ca, more, digest, eku
        kinds = {"EC": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
                 "RSA1024": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"]}
        openssl("genpkey", *kinds[key], "-out", self.key)
        self.sign(self.key)

    pem = property(lambda self: self.name + ".pem")
    key = property(lambda self: self.name + ".key")

    def sign(self, key):
        """openssl ca, since it alone takes both dates."""
        base = self.name + ".d"
        os.makedirs(base, exist_ok=True)
        write(base + "/index", "")
        write(base + "/serial", "%032x\n" % (int.from_bytes(os.urandom(8), "big") | 1 << 62))
        extensions = ["basicConstraints=critical,CA:" + ("TRUE" if self.ca else "FALSE"),
                      "subjectKeyIdentifier=hash"]
        if self.issuer:
            extensions.append("authorityKeyIdentifier=keyid")
        extensions.append("keyUsage=critical," + ("keyCertSign,cRLSign" if self.ca else "digitalSignature"))
        if not self.ca and self.eku:
            extensions.append("extendedKeyUsage=" + self.eku)
        if not self.ca and self.san:
            extensions.append("subjectAltName=" + self.san)
        write(base + "/cnf", "[ca]\ndefault_ca=d\n[d]\ndatabase=%s/index\nserial=%s/serial\nnew_certs_dir=%s\n"
              "default_md=%s\npolicy=p\nunique_subject=no\nrand_serial=no\n[p]\ncommonName=optional\n"
              "organizationName=optional\n[x]\n%s\n%s\n" % (base, base, base, self.digest, "\n".join(extensions), self.more))
        openssl("req", "-new", "-key", key, "-subj", self.subject, "-out", base + "/csr")
        now = time.time()
        dates = [time.strftime("%Y%m%d%H%M%SZ", time.gmtime(now + 86400 * day))
                 for day in (self.start - 1, self.start + self.days)]
        issuer = ["-cert", self.issuer.pem, "-keyfile", self.issuer.key] if self.issuer else ["-selfsign", "-keyfile", key]
        openssl("ca", "-batch", "-notext", "-config", base + "/cnf", "-extensions", "x", "-in", base + "/csr",
                "-out", self.pem, "-startdate", dates[0], "-enddate", dates[1], *issuer)


def listen():
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(16)
    return listener, listener.getsockname()[1]


def serve(handle):
    """A server that hands each connection over; its port."""
    listener, port = listen()

    def one(peer):
        try:
            peer.settimeout(10)
            handle(peer)
        except OSError:
            pass
        finally:
            peer.close()

    def run():
        while True:
            threading.Thread(target=one, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=run, daemon=True).start()
    return port


def context_of(chain, key, configure=None):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.load_cert_chain(chain, key)
    if configure:
        configure(context)
    return context


def tls(chain, key, configure=None):
    """A TLS server that reads its files anew for each connection, as one that is reloaded does."""
    def handle(peer):
        with context_of(chain, key, configure).wrap_socket(peer, server_side=True) as session:
            session.recv(1)
    return serve(handle)


def says(octets, waits=False):
    def handle(peer):
        if waits:
            peer.recv(1024)
        peer.sendall(octets)
        peer.recv(1024)
    return serve(handle)


def web(folder):
    """Files by HTTP; its port."""
    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args):
            super().__init__(*args, directory=folder)

        def log_message(self, *args):
            pass
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def run(*words, env=None):
    done = subprocess.run([CERTPOLICY, *words], capture_output=True, text=True, timeout=60,
                          env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout, done.stderr


def why(title, cause, words, code=None, env=None):
    """The cause by its name, in JSON and text; nothing that switches verification off. The answer."""
    got, out, err = run("why", *words, "--format", "json", env=env)
    try:
        answer = json.loads(out)
    except ValueError:
        fail("%s: no JSON (exit %d): %s %s" % (title, got, out[:300], err[:300]))
        return None
    if SCHEMA:
        problems = [problem.message for problem in SCHEMA.iter_errors(answer)]
        if problems:
            fail("%s: against the schema: %s" % (title, problems))
    if answer["cause"] != cause:
        fail("%s: cause %s, not %s: %s" % (title, answer["cause"], cause, json.dumps(answer, indent=1)[:3000]))
    wanted = {"allow": 0, "warn": 1, "deny": 2, "none": 3}[answer["verdict"]]
    if got != wanted or (code is not None and got != code):
        fail("%s: exit %d, verdict %s" % (title, got, answer["verdict"]))
    if not 1 <= len(answer["fixes"]) <= 3 and cause != "ok":
        fail("%s: %d fixes" % (title, len(answer["fixes"])))
    if "somebody without a name" in answer["sentence"]:
        fail("%s: %s" % (title, answer["sentence"]))
    for fix in answer["fixes"]:
        for word in ("insecure", " -k ", "--no-check", "verify=False", "VERIFY_NONE"):
            if word in fix.get("command", ""):
                fail("%s: a fix switches verification off: %s" % (title, fix["command"]))
    _, text, _ = run("why", *words, env=env)
    if not text.replace("\n", " ").startswith(answer["sentence"]):
        fail("%s: the text begins otherwise: %s" % (title, text[:200]))
    if any(not (32 <= ord(letter) < 127 or letter == "\n") for letter in text + out):
        fail("%s: something raw" % title)
    return answer


def check(title, code, *words, env=None):
    got, out, err = run("check", *words, env=env)
    if got != code:
        fail("%s: check %s exits with %d, not %d\n%s%s" % (title, " ".join(words), got, code, out[:1500], err[:500]))


def sh(title, command, folder="."):
    """A fix's command, as a person would type it."""
    done = subprocess.run(["bash", "-c", command.replace("certpolicy ", CERTPOLICY + " ", 1) if
                           command.startswith("certpolicy ") else command], cwd=folder, capture_output=True, text=True,
                          timeout=60, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout + done.stderr


def applies(title, answer, site, words, twin, number=1, code=(0,)):
    """Fix N is a change to the policy file: it is written as shown, the check after it passes, and only this name with
    this key is concerned. twin: other names for the same, with another key."""
    fix = answer["fixes"][number - 1]
    if "diff" not in fix:
        return fail("%s: fix %d is no change: %s" % (title, number, fix))
    ends = set(re.findall(r'"until": "([0-9-]*)"', fix["diff"]))
    if not ends or min(ends) not in fix["title"]:
        fail("%s: it ends at %s, and says: %s" % (title, ends, fix["title"]))
    before = read(fix["file"]) if os.path.exists(fix["file"]) else ""
    got, said = sh(title, fix["command"])
    if got != 64 or (read(fix["file"]) if os.path.exists(fix["file"]) else "") != before:
        fail("%s: written without being asked (%d): %s" % (title, got, said))
    got, said = sh(title, fix["command"] + " --yes")
    if got not in (0, 1) or fix["diff"] not in said:
        fail("%s: --apply ends with %d: %s" % (title, got, said))
    shown = [line[1:] for line in fix["diff"].splitlines()[2:] if line.startswith("+")]
    if sorted(set(read(fix["file"]).splitlines()) - set(before.splitlines())) != sorted(set(shown) - set(before.splitlines())):
        fail("%s: something else than shown was written" % title)
    if before and read(fix["file"] + ".bak") != before:
        fail("%s: the old file was not kept" % title)
    got, said = sh(title, fix["check"])
    if got not in code:
        fail("%s: after the fix, check ends with %d: %s" % (title, got, said))
    check(title + ", another name", 2, site.target, "--peer", "other.test", *words)
    old = read(site.chain), read(site.key)
    write(site.chain, read(twin.pem) + "".join(old[0].partition("-----END CERTIFICATE-----\n")[2:]))
    write(site.key, read(twin.key))
    got, said = sh(title, fix["check"])
    if got != 2:
        fail("%s: after the fix, another key is let through (%d): %s" % (title, got, said))
    write(site.chain, old[0])
    write(site.key, old[1])
    return None


situations = []


def situation(function):
    situations.append(function)
    return function


class Site:
    """A folder with server.pem and server.key, as the commands of fixes want it, and its server."""

    def __init__(self, name, *chain, key=None, configure=None):
        self.folder = name + ".site"
        os.makedirs(self.folder, exist_ok=True)
        self.chain, self.key = self.folder + "/server.pem", self.folder + "/server.key"
        write(self.chain, read(*chain))
        shutil.copy(key or chain[0].replace(".pem", ".key"), self.key)
        self.port = tls(self.chain, self.key, configure)
        self.target = "localhost:%d" % self.port


# ---- what the situations share ----

root = Name("root", ca=True, days=900, subject="/O=Example Corp/CN=Example Corp Root CA")
www = web(".")
issuing = Name("issuing", root, ca=True, days=600, subject="/O=Example Corp/CN=Example Corp Issuing CA 1")
good = Name("good", issuing, more="authorityInfoAccess=caIssuers;URI:http://127.0.0.1:%d/issuing.der" % www)
openssl("x509", "-in", issuing.pem, "-outform", "DER", "-out", "issuing.der")
other_root = Name("other-root", ca=True, subject="/CN=Somebody Else")
TRUST = ["--anchors", root.pem]
PKIX = ["--policy", "pkix", *TRUST]


def plain(title, cause, leaf, *words, chain=None, configure=None, code=None):
    """A server with a certificate under the private CA, and the cause."""
    site = Site(title.replace(" ", "-"), leaf.pem, *(chain if chain is not None else [issuing.pem]), key=leaf.key,
                configure=configure)
    return site, why(title, cause, [site.target, *words], code)


@situation
def nothing_wrong():
    site, answer = plain("nothing wrong", "ok", good, *PKIX, code=0)
    assert answer["fixes"] == []


@situation
def self_signed():
    title = "a self-signed development server"
    site, answer = plain(title, "self-signed", Name("self-signed", subject="/CN=localhost"), chain=[])
    applies(title, answer, site, [], Name("self-signed-2", subject="/CN=localhost"))


@situation
def self_signed_ca():
    """What openssl req -x509 makes: a CA."""
    title = "a self-signed CA as a server"
    leaf = Name("self-ca", subject="/CN=localhost", ca=True, more="subjectAltName=DNS:localhost")
    site, answer = plain(title, "self-signed", leaf, chain=[])
    applies(title, answer, site, [],
            Name("self-ca-2", subject="/CN=localhost", ca=True, more="subjectAltName=DNS:localhost"))


@situation
def self_signed_expired():
    title = "a self-signed certificate that has expired"
    site, answer = plain(title, "self-signed", Name("self-old", subject="/CN=localhost", days=40, start=-50), chain=[])
    applies(title, answer, site, [], Name("self-old-2", subject="/CN=localhost"), code=(1,))


@situation
def private_ca():
    leaf, twin = Name("of-other", other_root), Name("of-other-2", other_root)
    for title, chain in (("a private CA that is not installed", []), ("a private CA that is sent", [other_root.pem])):
        site, answer = plain(title, "private-ca", leaf, chain=chain)
        applies(title, answer, site, [], twin)
        os.environ["XDG_CONFIG_HOME"] = os.path.abspath("config-" + title[-4:])


@situation
def private_ca_of_a_domain():
    """A name of one's own domain, at a private address: it has to be called internal."""
    title = "a private CA on a name that could be public"
    leaf, twin = (Name(name, other_root, san="DNS:git.corp.example") for name in ("git", "git-2"))
    site = Site("git", leaf.pem, other_root.pem)
    words = ["--connect", "127.0.0.1:%d" % site.port]
    site.target = "git.corp.example"
    answer = why(title, "private-ca", [site.target, *words], 2)
    # Whoever answers the look-up chooses the address: the fix has to say so before anything else.
    if not re.match(r"Only if git\.corp\.example is a name of your own network.*127\.0\.0\.1 answered proves nothing", answer["fixes"][0]["title"]):
        fail("%s: %s" % (title, answer["fixes"][0]["title"]))
    applies(title, answer, site, words, twin)


@situation
def private_root_here():
    title = "a private CA that is trusted, under a policy for public ones"
    site, answer = plain(title, "policy.private", good, *TRUST, code=2)
    applies(title, answer, site, TRUST, Name("good-2", issuing))


@situation
def with_policy_file():
    """A file of one's own keeps its comments and its layout; in YAML, in JSON, and with a key of its own there."""
    title = "a policy file of one's own"
    texts = {
        "own.yaml": "# Ours. \u00e9\nversion: 1\npolicies:\n  # the shop\n  shop:\n    extends: public-strict   # as the web\n"
                    "zones:\n  internal: [10.0.0.0/8]\nroutes:\n  - {peer: shop.example, policy: shop}\n  - {policy: public-strict} # last\n",
        "own.json": '{"version": 1, "policies": {}, "routes": []}',
        "bare.yaml": "version: 1\n",
        "empty.yaml": "version: 1\nroutes:\n- peer: a.example\n  policy: public-strict\n",
    }
    leaf, twin = Name("filed", subject="/CN=localhost"), Name("filed-2", subject="/CN=localhost")
    for name, text in texts.items():
        write(name, text)
        site, answer = plain(title + " " + name, "self-signed", leaf, "--policy-file", name, chain=[])
        applies(title + " " + name, answer, site, ["--policy-file", name], twin)
        if any(line not in read(name) for line in ("# Ours.", "# the shop", "# as the web", "# last") if line in text):
            fail("%s: comments are gone:\n%s" % (title, read(name)))
        got, out, err = run("policy", "validate", name)
        if got != 0:
            fail("%s: %s" % (title, err))


@situation
def floor_holds():
    """What a floor forbids is not proposed."""
    write("floor-all.yaml", "version: 1\npolicies:\n  own:\n    extends: public-strict\nfloor: public-strict\n")
    leaf = Name("floored", subject="/CN=localhost")
    site, answer = plain("a floor", "self-signed", leaf, "--policy-file", "floor-all.yaml", chain=[])
    if any("diff" in fix and "waiver" != fix["kind"] for fix in answer["fixes"]):
        fail("a floor: %s" % answer["fixes"])


@situation
def named_policy():
    title = "a policy that is named"
    site, answer = plain(title, "self-signed", Name("named", subject="/CN=localhost"), "--policy", "public-strict",
                         chain=[])
    applies(title, answer, site, [], Name("named-2", subject="/CN=localhost"))


@situation
def waivers():
    for title, cause, leaf, words in (
            ("a waiver of an expired certificate", "expired", Name("w-old", issuing, days=40, start=-50), PKIX),
            ("a waiver of a weak key", "weak.key", Name("w-weak", issuing, key="RSA1024"), [*TRUST, "--policy", "webpki"]),
            ("a waiver of another name", "name.default-host", Name("w-name", issuing, san="DNS:www.example.test"), PKIX)):
        site, answer = plain(title, cause, leaf, *words)
        at = [n for n, fix in enumerate(answer["fixes"], 1) if fix["kind"] == "waiver"]
        if not at or at[0] == 1:
            fail("%s: a waiver comes first, or not at all: %s" % (title, answer["fixes"]))
            continue
        twin = Name(leaf.name + "-2", issuing, days=40, start=-50, san=leaf.san, key="RSA1024" if "weak" in title else "EC")
        applies(title, answer, site, words, twin, at[0], (1,))
        os.environ["XDG_CONFIG_HOME"] = os.path.abspath("config-" + leaf.name)


@situation
def trust():
    """Trust on first use: asked, with a reason, for this peer and key; a new key is another matter."""
    first, second = Name("t-1", subject="/CN=localhost"), Name("t-2", subject="/CN=localhost")
    site = Site("trusted", first.pem)
    path = os.path.join(os.environ["XDG_CONFIG_HOME"], "certpolicy", "00-peers.yaml")
    yes = ["--yes", "--reason", "ours: \"really\" 'ours' # 1"]

    def trusts(title, code, *words, says_so=()):
        got, out, err = run("trust", *words)
        if got != code or any(text not in out + err for text in says_so):
            fail("trust, %s: exit %d, not %d, or lacks %s: %s%s" % (title, got, code, says_so, out, err))
    pin = [run("check", leaf.pem, "--peer", "localhost", "--format", "json")[1] for leaf in (first, second)]
    pin = [json.loads(text)["certificates"][0]["pin"] for text in pin]
    trusts("nobody to ask", 64, site.target, says_so=[pin[0], "deny under public-strict"])
    trusts("no reason", 64, site.target, "--yes")
    trusts("an end that is too far", 64, site.target, *yes, "--until", "3y")
    for reason in ("two\nlines", "a bell \a", "DEL \x7f", "a control of C1 \x85", os.fsdecode(b"no UTF-8 \xff")):
        trusts("the reason %a" % reason, 64, site.target, "--yes", "--reason", reason, says_so=["--reason takes a line of text"])
    if os.path.exists(path):
        fail("trust: written without being asked")
    check("before trust", 2, site.target)
    trusts("first use", 0, site.target, *yes, "--until", "20d", says_so=["trusted until"])
    check("after trust", 0, site.target)
    check("after trust, another name", 2, site.target, "--peer", "127.0.0.1")
    check("after trust, when it has ended", 2, site.target, "--at", time.strftime("%Y-%m-%d", time.gmtime(time.time() + 86400 * 22)))
    if r'''ours: \"really\" 'ours' # 1''' not in read(path):
        fail("trust: the reason is not there: %s" % read(path))
    trusts("again", 0, site.target, says_so=["pinned already"])
    shutil.copy(second.pem, site.chain)
    shutil.copy(second.key, site.key)
    before = read(path)
    check("a changed key", 2, site.target)
    trusts("a changed key", 2, site.target, *yes, says_so=[*pin, "HAS CHANGED", "--replace"])
    if read(path) != before:
        fail("trust: a changed key was written")
    answer = why("a changed key", "pin.changed", [site.target], 2)
    if not all(any(text in line for line in answer["evidence"]) for text in pin):
        fail("a changed key: old and new are not shown: %s" % answer["evidence"])
    got, said = sh("a changed key", answer["fixes"][0]["command"] + " --yes --reason new")
    if got != 0 or pin[0] in read(path) or pin[1] not in read(path):
        fail("trust --replace: exit %d: %s\n%s" % (got, said, read(path)))
    check("after the new key was trusted", 0, site.target)
    shutil.copy(first.pem, site.chain)
    shutil.copy(first.key, site.key)
    check("the old key after that", 2, site.target)


@situation
def trust_with_a_long_reason():
    """What is too long for a description is cut between characters, not in one."""
    site = Site("long", Name("t-long", subject="/CN=localhost").pem)
    for before in range(4):
        shutil.rmtree(os.environ["XDG_CONFIG_HOME"], ignore_errors=True)
        got, out, err = run("trust", site.target, "--yes", "--reason", "x" * before + "\N{EURO SIGN}" * 100)
        if got != 0:
            fail("trust with a long reason: exit %d: %s%s" % (got, out, err))


@situation
def one_change_at_a_time():
    """Two that write at once: one does, the other says so, and no change is lost."""
    write("shared.yaml", "version: 1\n")
    hosts = ["host%d.internal" % i for i in range(13)]
    site = Site("shared", Name("t-shared", subject="/CN=localhost", san=",".join("DNS:" + host for host in hosts)).pem)
    words = [CERTPOLICY, "trust", "--connect", "127.0.0.1:%d" % site.port, "--policy-file", "shared.yaml", "--yes", "--reason", "ours"]
    last = hosts.pop()
    running = [subprocess.Popen([*words, "%s:%d" % (host, site.port)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
               for host in hosts]
    said = [one.communicate()[0].decode() for one in running]
    text = read("shared.yaml")
    for host, one, output in zip(hosts, running, said):
        if (one.returncode in (0, 1)) != ('"peer": "%s"' % host in text):
            fail("one change at a time: %s: exit %d, and the file: %s%s" % (host, one.returncode, output, text))
        if one.returncode not in (0, 1, 3):
            fail("one change at a time: exit %d: %s" % (one.returncode, output))
    if not any(one.returncode in (0, 1) for one in running) or os.path.exists("shared.yaml.new"):
        fail("one change at a time: nobody's change, or something left behind: %s" % said)
    write("shared.yaml.new", "")
    got, out, err = run("trust", "%s:%d" % (last, site.port), *words[2:])
    if got != 3 or "being changed by somebody else" not in err or "shared.yaml.new" not in err:
        fail("a change that was broken off: exit %d: %s%s" % (got, out, err))


@situation
def trust_of_names_that_begin_alike():
    """Each peer has a policy of its own, however long the names are."""
    write("alike.yaml", "version: 1\n")
    hosts = ["a" * 50 + end + ".internal" for end in ("-one", "-two")]
    for host in hosts:
        site = Site(host[-12:-9], Name("alike" + host[-12:-9], san="DNS:" + host).pem)
        got, out, err = run("trust", "%s:%d" % (host, site.port), "--connect", "127.0.0.1:%d" % site.port, "--policy-file",
                            "alike.yaml", "--yes", "--reason", "ours")
        if got not in (0, 1):
            fail("trust of a long name: exit %d: %s%s" % (got, out, err))
    policies = [text.split('"')[0] for text in read("alike.yaml").split('"policy": "')[1:]]
    if len(policies) != 2 or len(set(policies)) != 2:
        fail("names that begin alike share a policy: %s" % read("alike.yaml"))


@situation
def trust_of_a_private_ca():
    leaf, twin = Name("tp-1", other_root), Name("tp-2", other_root)
    site = Site("tp", leaf.pem, other_root.pem)
    got, out, err = run("trust", site.target, "--yes", "--reason", "ours")
    if got != 0:
        fail("trust of a private CA's: %s%s" % (out, err))
    check("trust of a private CA's", 0, site.target)
    write(site.chain, read(twin.pem, other_root.pem))
    shutil.copy(twin.key, site.key)
    check("another key of that CA", 2, site.target)


@situation
def trust_refused():
    """What a pin does not mend, and what is public."""
    def refuses(title, leaf, *words, chain=()):
        site = Site("refused-" + leaf.name, leaf.pem, *chain)
        if words and words[0] == "--connect":
            target, words = words[1], ["--connect", "127.0.0.1:%d" % site.port, *words[2:]]
        else:
            target = site.target
        got, out, err = run("trust", target, "--yes", "--reason", "no", *words)
        if got != 2 or os.path.exists(os.environ["XDG_CONFIG_HOME"]):
            fail("trust, %s: exit %d: %s%s" % (title, got, out, err))
    refuses("expired", Name("r-old", subject="/CN=localhost", days=40, start=-50))
    refuses("another name", Name("r-name", subject="/CN=x", san="DNS:x.test"))
    public = ["--public-anchors", root.pem]
    refuses("a public server that has expired", Name("r-public", issuing, san="DNS:shop.corp.example", days=40, start=-50),
            "--connect", "shop.corp.example", *public, chain=[issuing.pem])
    refuses("a well-known name", Name("r-known", san="DNS:www.google.com"), "--connect", "www.google.com")
    proxy = Name("r-proxy", ca=True, subject="/O=Zscaler Inc./CN=Zscaler Root CA")
    refuses("a proxy's", Name("r-opened", proxy, san="DNS:www.corp.example"), "--connect", "www.corp.example",
            chain=[proxy.pem])
    got, _, err = run("trust", "good.pem", "--yes", "--reason", "no")
    if got != 64:
        fail("trust of a file: %d %s" % (got, err))


@situation
def asked():
    """On a terminal: no, then yes."""
    import pty
    leaf = Name("asked", subject="/CN=localhost")
    site = Site("asked", leaf.pem)
    path = os.path.join(os.environ["XDG_CONFIG_HOME"], "certpolicy", "00-peers.yaml")
    for answer, wanted in (("n", False), ("y", True)):
        pid, fd = pty.fork()
        if pid == 0:
            os.execv(CERTPOLICY, [CERTPOLICY, "why", site.target, "--apply", "1"])
        said = b""
        while b"[y/N]" not in said:
            try:
                piece = os.read(fd, 4096)
            except OSError:
                piece = b""
            if not piece:
                break
            said += piece
        if b"[y/N]" in said:
            os.write(fd, answer.encode() + b"\n")
        try:
            while os.read(fd, 4096):
                pass
        except OSError:
            pass
        os.waitpid(pid, 0)
        os.close(fd)
        if os.path.exists(path) != wanted:
            fail("asked on a terminal and answered %s: %s" % (answer, said.decode()))


@situation
def missing_intermediate():
    title = "a missing intermediate"
    site, answer = plain(title, "chain.missing", good, *PKIX, chain=[])
    if "Example Corp Issuing CA 1" not in answer["sentence"]:
        fail("%s: not named: %s" % (title, answer["sentence"]))
    if not any("/issuing.der" in line for line in answer["evidence"]):
        fail("%s: its URL is not shown" % title)
    code, said = sh(title, answer["fixes"][0]["command"], site.folder)
    if code != 0:
        fail("%s: the first fix does not run: %s" % (title, said))
    check(title, 0, site.target, *PKIX)
    check(title, 2, "localhost:%d" % site.port, "--peer", "other.test", *PKIX)


@situation
def intermediate_at_hand():
    title = "an intermediate that is at hand"
    words = [*PKIX, "--intermediates", issuing.pem]
    site, answer = plain(title, "chain.incomplete", good, *words, chain=[], code=0)
    if "Example Corp Issuing CA 1" not in answer["sentence"]:
        fail("%s: not named: %s" % (title, answer["sentence"]))
    code, said = sh(title, answer["fixes"][0]["command"], site.folder)
    if code != 0:
        fail("%s: the first fix does not run: %s" % (title, said))
    check(title, 0, site.target, *PKIX)
    if not any(row["accepts"] is False for row in answer["clients"]):
        fail("%s: clients without it go on" % title)


@situation
def unlogged_intermediate():
    bare = Name("bare", issuing)
    plain("a missing intermediate without a URL", "chain.missing", bare, *PKIX, chain=[])


@situation
def expired_leaf():
    leaf = Name("expired", issuing, days=40, start=-50)
    plain("an expired certificate", "expired", leaf, *PKIX)


@situation
def expired_self_signed():
    title = "an expired certificate that is pinned by being an anchor"
    leaf = Name("expired-self", subject="/CN=localhost", days=40, start=-50)
    site, answer = plain(title, "expired", leaf, "--policy", "pkix", "--anchors", leaf.pem, chain=[])
    code, said = sh(title, answer["fixes"][0]["command"], site.folder)
    if code != 0:
        fail("%s: the first fix does not run: %s" % (title, said))
    check(title, 0, site.target, "--policy", "pkix", "--anchors", site.chain)


@situation
def not_yet_valid():
    leaf = Name("early", issuing, days=60, start=5)
    plain("a certificate of tomorrow", "not-yet-valid", leaf, *PKIX)


@situation
def at_option():
    site, answer = plain("--at before the certificate", "clock.at", good, *PKIX, "--at", "2026-01-01T00:00:00Z")
    sh("--at", answer["fixes"][0]["command"])
    code, said = sh("--at", answer["fixes"][0]["command"])
    if code != 0:
        fail("--at: the first fix does not allow: %s" % said)


@situation
def wrong_clock():
    """The clock of the process is another; without a compiler nothing is tried."""
    if not shutil.which("cc"):
        return
    write("clock.c", "#include <stdlib.h>\n#include <sys/time.h>\n#include <time.h>\n"
          "time_t time(time_t *t) { time_t n = atoll(getenv(\"CLOCK\")); if (t) *t = n; return n; }\n"
          "int clock_gettime(clockid_t c, struct timespec *s);\n"
          "int gettimeofday(struct timeval *v, void *z) { (void)z; v->tv_sec = time(0); v->tv_usec = 0; return 0; }\n")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", "clock.so", "clock.c"], check=True)
    site = Site("clock", good.pem, issuing.pem)
    # A sanitizer wants to be the first library; a clock may well stand before it.
    preload = {"LD_PRELOAD": os.path.abspath("clock.so"),
               "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"}
    early, late = 1577836800, 2840140800  # 2020-01-01, 2060-01-01
    for title, cause, clock in (("a clock that is behind", "clock.behind", early),
                                ("a clock that is ahead", "clock.ahead", late)):
        if clock == late and not os.path.exists("/etc/ssl/certs/ca-certificates.crt"):
            continue
        answer = why(title, cause, [site.target, *PKIX], env={**preload, "CLOCK": str(clock)})
        if answer and answer["fixes"][0]["kind"] != "here":
            fail("%s: %s" % (title, answer["fixes"]))
    check("the right clock", 0, site.target, *PKIX)


@situation
def distrusted_root():
    fingerprint = openssl("x509", "-in", root.pem, "-noout", "-fingerprint", "-sha256").strip().split("=")[1]
    write("programme.json", json.dumps({"schema": "certpolicy.roots/1", "source": "a programme", "roots": [
        {"sha256": fingerprint.replace(":", ""), "certificate": read(root.pem), "public": True,
         "distrust_after": "2020-01-01"}]}))
    plain("a root that is trusted no more", "root.distrusted", good, "--policy", "webpki", "--anchors", "programme.json")


@situation
def stale_staple():
    leaf = Name("stale", issuing, subject="/CN=localhost", more="tlsfeature=status_request")
    serial = openssl("x509", "-in", leaf.pem, "-noout", "-serial").strip().split("=")[1]
    write("stale.index", "V\t301231000000Z\t\t%s\tunknown\t/CN=stale\n" % serial)
    openssl("ocsp", "-index", "stale.index", "-CA", issuing.pem, "-issuer", issuing.pem, "-cert", leaf.pem, "-rsigner",
            issuing.pem, "-rkey", issuing.key, "-ndays", "1", "-respout", "stale.ocsp", "-noverify")
    write("stale.chain.pem", read(leaf.pem, issuing.pem))
    words = ["stale.chain.pem", "--peer", "localhost", *TRUST, "--policy", "webpki", "--ocsp-staple", "stale.ocsp"]
    why("a staple that is fresh", "ok", words, 0)
    later = time.strftime("%Y-%m-%dT00:00:00Z", time.gmtime(time.time() + 86400 * 9))
    why("a staple that has gone stale", "staple.stale", [*words, "--at", later], 2)


@situation
def expired_intermediate():
    old = Name("old-issuing", root, ca=True, days=40, start=-50, subject="/O=Example Corp/CN=Example Corp Issuing CA 0")
    leaf = Name("of-old", old)
    plain("an expired intermediate", "chain.expired", leaf, *PKIX, chain=[old.pem])


@situation
def expired_root():
    old = Name("old-root", ca=True, days=40, start=-50, subject="/CN=Old Root")
    leaf = Name("of-old-root", old)
    plain("an expired root", "root.expired", leaf, "--policy", "pkix", "--anchors", old.pem, chain=[])


@situation
def name_mismatch():
    """One certificate for all: it is the default."""
    title = "a default virtual host"
    leaf = Name("www", issuing, san="DNS:www.example.test")
    site, answer = plain(title, "name.default-host", leaf, *PKIX)
    if "www.example.test" not in answer["sentence"]:
        fail("%s: its names are not said: %s" % (title, answer["sentence"]))


@situation
def wrong_virtual_host():
    title = "a wrong certificate for the name"
    wrong, first = Name("wrong", issuing, san="DNS:wrong.test"), Name("first", issuing, san="DNS:first.test")

    def choose(context):
        def by_name(session, name, _):
            if name:
                session.context = context_of(wrong.pem, wrong.key)
        context.sni_callback = by_name
    plain(title, "name.mismatch", first, *PKIX, configure=choose)


@situation
def name_not_asked():
    title = "a name that was not asked for"
    first = Name("first-site", issuing, san="DNS:first.test")
    write("site.chain.pem", read(good.pem, issuing.pem))

    def choose(context):
        def by_name(session, name, _):
            if name == "localhost":
                session.context = context_of("site.chain.pem", good.key)
        context.sni_callback = by_name
    site, answer = plain(title, "name.not-asked", first, "--sni", "none", *PKIX, configure=choose)
    code, said = sh(title, answer["fixes"][0]["command"])
    if code != 0:
        fail("%s: the first fix does not allow: %s" % (title, said))


@situation
def by_address():
    title = "a server asked for by its address"
    leaf = Name("by-name", issuing, san="DNS:localhost")
    site = Site("by-address", leaf.pem, issuing.pem)
    answer = why(title, "name.address", ["127.0.0.1:%d" % site.port, *PKIX])
    code, said = sh(title, answer["fixes"][0]["command"])
    if code != 0:
        fail("%s: the first fix does not allow: %s" % (title, said))


@situation
def names_that_are_no_hosts():
    """What a certificate calls itself is a name in a command, or in none: no option, no wider wildcard."""
    title = "names that are no hosts"
    leaf = Name("no-hosts", san="DNS:--yes,DNS:-o.test,DNS:evil.test:22,DNS:*,DNS:*.test,DNS:*.fine.test,DNS:a..test")
    site = Site("no-hosts", leaf.pem)
    for target in ("127.0.0.1", "localhost"):
        answer = json.loads(run("why", "%s:%d" % (target, site.port), "--format", "json")[1])
        for command in [fix.get("command", "") for fix in answer["fixes"]]:
            for name in ("--yes", "-o.test", "evil.test", "DNS:*,", "*.test", "a..test"):
                if name in command:
                    fail("%s: %s is in a command: %s" % (title, name, command))


@situation
def common_name_only():
    plain("a certificate with a common name only", "name.common-name-only",
          Name("cn-only", issuing, subject="/CN=localhost", san=None), *PKIX)


@situation
def interception():
    proxy = Name("proxy", ca=True, subject="/O=Zscaler Inc./CN=Zscaler Root CA")
    leaf = Name("opened", proxy, san="DNS:www.example.org")
    site = Site("opened", leaf.pem, proxy.pem)
    words = ["www.example.org", "--connect", "127.0.0.1:%d" % site.port]
    answer = why("TLS inspection, its root not installed", "interception", words)
    if "Zscaler" not in answer["sentence"] or not answer["stop"]:
        fail("TLS inspection: by whom is not said: %s" % answer["sentence"])
    answer = why("TLS inspection, its root installed", "interception", words, env={"SSL_CERT_FILE": proxy.pem})
    if any(fix["kind"] not in ("ask",) for fix in answer["fixes"]):
        fail("TLS inspection: a fix that is none: %s" % answer["fixes"])


@situation
def revoked():
    write("crl.cnf", "[ca]\ndefault_ca=d\n[d]\ndatabase=crl.index\ncrlnumber=crl.number\ndefault_md=sha256\n"
          "[x]\nauthorityKeyIdentifier=keyid\n")
    serial = openssl("x509", "-in", good.pem, "-noout", "-serial").strip().split("=")[1]
    write("crl.index", "R\t301231000000Z\t261101000000Z\t%s\tunknown\t/CN=good\n" % serial)
    write("crl.number", "01\n")
    openssl("ca", "-gencrl", "-config", "crl.cnf", "-crlexts", "x", "-cert", issuing.pem, "-keyfile", issuing.key,
            "-crldays", "10", "-out", "revoked.crl")
    site, answer = plain("a revoked certificate", "stop.revoked", good, *PKIX, "--crl", "revoked.crl")
    if not answer["stop"] or any(fix["kind"] != "ask" for fix in answer["fixes"]):
        fail("a revoked certificate: a fix that is none: %s" % answer["fixes"])


@situation
def denied():
    digest = openssl("x509", "-in", good.pem, "-noout", "-fingerprint", "-sha256").strip().split("=")[1]
    write("deny.txt", digest.replace(":", "").lower() + "\n")
    plain("a certificate of a threat list", "stop.threat", good, *PKIX, "--denylist", "deny.txt")


@situation
def malformed():
    """A serial number that begins with octets of zero for nothing: not DER."""
    der = ssl.PEM_cert_to_DER_cert(read(good.pem))
    at = der.index(b"\xa0\x03\x02\x01\x02\x02") + 5
    write("malformed.pem", ssl.DER_cert_to_PEM_cert(der[:at + 2] + b"\x00\x00" + der[at + 4:]) + read(issuing.pem))
    why("a certificate that is not DER", "stop.malformed", ["malformed.pem", "--peer", "localhost", *PKIX], 2)


@situation
def forged():
    der = bytearray(ssl.PEM_cert_to_DER_cert(read(good.pem)))
    der[-3] ^= 1
    write("forged.pem", ssl.DER_cert_to_PEM_cert(bytes(der)) + read(issuing.pem))
    answer = why("a forged signature", "stop.forged", ["forged.pem", "--peer", "localhost", *PKIX], 2)
    if any(fix["kind"] != "ask" for fix in answer["fixes"]):
        fail("a forged signature: a fix that is none: %s" % answer["fixes"])


@situation
def weak_key():
    plain("a weak key", "weak.key", Name("weak", issuing, key="RSA1024"), *TRUST, "--policy", "webpki")


@situation
def weak_signature():
    plain("a weak signature", "weak.signature", Name("sha1", issuing, digest="sha1"), *TRUST, "--policy", "webpki")


@situation
def wrong_purpose():
    plain("a certificate for clients", "wrong-purpose", Name("client", issuing, eku="clientAuth"), *PKIX)


@situation
def constraint():
    bound = Name("bound", root, ca=True, more="nameConstraints=critical,permitted;DNS:corp.example",
                 subject="/CN=Bound Issuing CA")
    plain("a CA for other names", "chain.constraint", Name("outside", bound, san="DNS:localhost"), *PKIX,
          chain=[bound.pem])


@situation
def not_a_ca():
    below = Name("below", good)
    plain("a leaf that issues", "chain.not-a-ca", below, *PKIX, chain=[good.pem, issuing.pem])


@situation
def old_protocol():
    def old(context):
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        context.options |= ssl.OP_NO_TLSv1_2 | ssl.OP_NO_TLSv1_3
    write("floor.yaml", "version: 1\npolicies:\n  sessions:\n    extends: pkix\n"
          "    rules: {session.legacy-protocol: deny, session.weak-cipher: deny}\n")
    plain("an old protocol", "old-protocol", good, *TRUST, "--policy-file", "floor.yaml", "--policy", "sessions",
          configure=old)


@situation
def weak_cipher():
    def weak(context):
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers("ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0")
    write("floor.yaml", "version: 1\npolicies:\n  sessions:\n    extends: pkix\n"
          "    rules: {session.legacy-protocol: deny, session.weak-cipher: deny}\n")
    plain("a weak cipher", "weak.session", good, *TRUST, "--policy-file", "floor.yaml", "--policy", "sessions",
          configure=weak)


@situation
def staples():
    leaf = Name("must-staple", issuing, more="tlsfeature=status_request")
    plain("a staple that is missing", "staple.missing", leaf, *TRUST, "--policy", "webpki")


@situation
def client_certificate():
    def demand(context):
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(root.pem)

    def demand12(context):
        demand(context)
        context.maximum_version = ssl.TLSVersion.TLSv1_2
    Name("me", issuing, eku="clientAuth")
    write("client.pem", read("me.pem", issuing.pem))
    shutil.copy("me.key", "client.key")
    for title, configure in (("a client certificate is demanded", demand), ("the same with TLS 1.2", demand12)):
        site, answer = plain(title, "handshake.client-certificate", good, *PKIX, configure=configure)
        code, said = sh(title, answer["fixes"][0]["command"])
        if code != 0:
            fail("%s: the first fix does not allow: %s" % (title, said))


@situation
def plain_http():
    page = b"HTTP/1.1 400 Bad Request\r\nDate: Wed, 25 Nov 2026 12:00:00 GMT\r\n\r\nno TLS here"
    why("plain HTTP", "service.plain-http", ["localhost:%d" % says(page, True)], 3)


@situation
def other_services():
    why("SSH", "service.wrong", ["localhost:%d" % says(b"SSH-2.0-OpenSSH_9.2\r\n")], 3)
    why("noise", "service.no-tls", ["localhost:%d" % says(b"\x00\x01\x02", True)], 3)
    why("SSH in place of SMTP", "service.wrong-talk", ["smtp://localhost:%d" % says(b"SSH-2.0-OpenSSH_9.2\r\n")], 3)


@situation
def smtp():
    def talk(peer):
        lines = peer.makefile("rwb", buffering=0)
        lines.write(b"220 mail.example.test ESMTP\r\n")
        for line in lines:
            word = line.strip().upper()
            if word.startswith(b"EHLO"):
                lines.write(b"250-mail.example.test\r\n250 STARTTLS\r\n")
            elif word == b"STARTTLS":
                lines.write(b"220 go ahead\r\n")
                break
            else:
                lines.write(b"500 what?\r\n")
                return
        with context_of("good.chain.pem", good.key).wrap_socket(peer, server_side=True) as session:
            session.recv(1)
    write("good.chain.pem", read(good.pem, issuing.pem))
    title = "a service that begins without TLS"
    answer = why(title, "service.starttls", ["localhost:%d" % serve(talk), *PKIX], 3)
    code, said = sh(title, answer["fixes"][0]["command"])
    if code != 0:
        fail("%s: the first fix does not allow: %s" % (title, said))


@situation
def unreachable():
    listener, port = listen()
    listener.close()
    why("nothing listens", "unreachable.refused", ["localhost:%d" % port], 3)
    why("a name without an address", "unreachable.no-address", ["no-such-host.invalid"], 3)
    why("a silent server", "unreachable.timeout", ["localhost:%d" % serve(lambda peer: time.sleep(20)), "--timeout", "1"], 3)


@situation
def proxy_page():
    page = b"HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\n\r\n<html>Log in to the network first</html>"
    proxy = "http://127.0.0.1:%d" % says(page, True)
    write("good.chain.pem", read(good.pem, issuing.pem))
    site = Site("behind-proxy", good.pem, issuing.pem, key=good.key)
    answer = why("an error page of a proxy", "proxy.page", [site.target, "--proxy", proxy, *PKIX], 3)
    code, said = sh("a proxy", answer["fixes"][0]["command"])
    if code != 0:
        fail("a proxy: the first fix does not allow: %s" % said)


@situation
def hung_up():
    why("a server that hangs up", "handshake.closed", ["localhost:%d" % serve(lambda peer: peer.recv(1))], 3)


@situation
def hostile_names():
    """Nothing of a certificate comes into a command, but names and URLs of plain letters."""
    bad = "\\$(touch pwned)'`touch pwned`"
    issuer = Name("hostile-ca", ca=True, subject="/O=Intermediate \u001b[31m$(touch pwned)'/CN=x Intermediate")
    leaf = Name("hostile", issuer, subject="/CN=$(touch pwned)", san="DNS:%s.test,DNS:*.*,DNS:-x" % bad,
                more="authorityInfoAccess=caIssuers;URI:http://127.0.0.1/%s" % bad)
    for words, chain in ((["--policy", "pkix"], []), ([], [issuer.pem]), (["--peer", "x.test"], [issuer.pem])):
        site = Site("hostile", leaf.pem, *chain)
        got, out, err = run("why", site.target, *words, "--format", "json")
        answer = json.loads(out)
        if any(not 32 <= ord(letter) < 127 for letter in out.strip("\n") + err.replace("\n", "")):
            fail("hostile names: something raw")
        for fix in answer["fixes"]:
            if "pwned" in fix.get("command", "") or "pwned" in fix.get("check", ""):
                fail("hostile names: in a command: %s" % fix)
        _, text, _ = run("why", site.target, *words)
        if "\x1b" in text:
            fail("hostile names: an escape")


@situation
def files():
    write("good.chain.pem", read(good.pem, issuing.pem))
    why("a file", "ok", ["good.chain.pem", "--peer", "localhost", *PKIX], 0)
    why("a file for another name", "name.mismatch", ["good.chain.pem", "--peer", "other.test", *PKIX], 2)


try:
    for made in situations:
        if not ONLY or made.__name__ in ONLY:
            os.environ["XDG_CONFIG_HOME"] = os.path.abspath("config-" + made.__name__)
            made()
finally:
    for child in children:
        child.kill()
print("%d situations" % len(situations))
sys.exit(1 if failures else 0)
