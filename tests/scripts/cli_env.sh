#!/bin/bash
# certpolicy env: each setting that weakens is found where it stands, its undo undoes it and nothing else, no
# secret is shown, and what is odd is passed over or said, never waited for.
. "${srcdir:-.}/tests/scripts/frame.sh" || exit 99
need python3 sed
export top_srcdir certpolicy work

cat >table.py <<'PY'
import json, os, pathlib, shutil, subprocess, sys

try:
    import jsonschema
    schema = json.loads(pathlib.Path(os.environ["top_srcdir"], "doc/schema/env.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validate = jsonschema.Draft202012Validator(schema).validate
except ImportError:
    validate = lambda document: None
home = pathlib.Path("home")
clean = {"HOME": str(home.resolve()), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
failed = 0


def fail(what):
    global failed
    failed = 1
    print("FAIL:", what)


def env(variables):
    run = subprocess.run([os.environ["certpolicy"], "env", "--format", "json"], env=clean | variables, cwd=home,
                         capture_output=True, text=True, timeout=60)
    if run.returncode not in (0, 1, 3) or run.stderr:
        fail(f"env exits with {run.returncode}: {run.stderr}")
    document = json.loads(run.stdout)
    validate(document)
    return run.returncode, document


def mine(document):
    """What of this test weakens; the machine's own files are whatever they are."""
    place = lambda s: s.get("file", "")
    return [s for s in document["settings"] if s["effect"] in ("weakens", "leaks")
            and (not place(s) or place(s).startswith((clean["HOME"], ".")))]


def fresh():
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()


def put(path, text):
    file = home / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


fresh()
machine, _ = env({})
H = clean["HOME"]

# path, text, names found in order, what must be left after the undo, variables
FILES = [
    (".curlrc", "silent\n-k\n", ["insecure"], "silent"),
    (".curlrc", "# -k\n-sSk\n", ["insecure"], "# -k"),
    (".curlrc", "insecure\n--proxy-insecure\n", ["insecure", "proxy-insecure"], ""),
    (".config/curlrc", "--insecure", ["insecure"], ""),
    ("curl/.curlrc", "-k", ["insecure"], "", {"CURL_HOME": H + "/curl"}),
    (".curlrc", "user-agent = \"-k\"\n-u k:k\n-o k\n", [], "-u k:k"),
    (".wgetrc", "tries=3\nCheck-Certificate = Off # why\n", ["Check-Certificate"], "tries=3"),
    (".wgetrc", "check_certificate = on\n", [], "on"),
    ("w", "check_certificate=quiet", ["check_certificate"], "", {"WGETRC": H + "/w"}),
    (".gitconfig", "[user]\n\tname = a\n[http]\n\tsslVerify = false\n", ["http.sslVerify"], "name = a"),
    (".gitconfig", "[http] sslverify = 0 ; x\n", ["http.sslverify"], "[http]"),
    (".gitconfig", '[http "https://a.example/"]\n\tsslVerify = no\n[http]\n\tsslVerify = true\n',
     ['http "https://a.example/".sslVerify'], "https://a.example/"),
    (".config/git/config", "[http]\n  sslVerify = off\n", ["http.sslVerify"], "[http]"),
    ("g", "[HTTP]\n  SSLVERIFY = FALSE\n", ["HTTP.SSLVERIFY"], "", {"GIT_CONFIG_GLOBAL": H + "/g"}),
    (".git/config", "[http]\n  sslVerify = false\n", ["http.sslVerify"], ""),
    (".gitconfig", "[http]\n\tproxy = a\n[core]\n\tsslVerify = false\n", [], ""),
    (".config/pip/pip.conf", "[global]\ntrusted-host =\n    a.example\n    b.example\ntimeout = 9\n",
     ["global.trusted-host"], "timeout = 9"),
    (".pip/pip.conf", "[install]\ntrusted-host = a.example\n", ["install.trusted-host"], "[install]"),
    (".npmrc", "strict-ssl = false\n//r/:_authToken=x\n", ["strict-ssl"], "_authToken"),
    (".npmrc", "; strict-ssl=false\n", [], ""),
    (".yarnrc", 'strict-ssl false\n"lastUpdateCheck" 1\n', ["strict-ssl"], "lastUpdateCheck"),
    (".yarnrc.yml", "enableStrictSsl: false\nnodeLinker: pnp\n", ["enableStrictSsl"], "nodeLinker"),
    (".condarc", "channels:\n  - defaults\nssl_verify: no\n", ["ssl_verify"], "- defaults"),
    (".condarc", "ssl_verify: /etc/ca.pem\n", [], ""),
    (".gemrc", "---\n:ssl_verify_mode: 0\n:verbose: true\n", [":ssl_verify_mode"], ":verbose"),
    (".bundle/config", '---\nBUNDLE_SSL_VERIFY_MODE: "0"\n', ["BUNDLE_SSL_VERIFY_MODE"], "---"),
    (".cargo/config.toml", "[http]\ncheck-revoke = false\n", ["http.check-revoke"], "[http]"),
    (".kube/config", "clusters:\n- cluster:\n    server: https://k\n    insecure-skip-tls-verify: true\n",
     ["insecure-skip-tls-verify"], "server: https://k"),
    (".config/docker/daemon.json", '{"debug": true, "insecure-registries": ["r:5000"]}', ["insecure-registries"], "debug"),
    (".config/docker/daemon.json", '{"insecure-registries": []}', [], ""),
    (".config/composer/config.json", '{"config": {"disable-tls": true, "sort-packages": true}}',
     ["config.disable-tls"], "sort-packages"),
    (".config/containers/registries.conf", '[[registry]]\nlocation = "r"\ninsecure = true\n', ["registry.insecure"], "location"),
    (".ldaprc", "TLS_REQCERT\tnever\nBASE dc=x\n", ["TLS_REQCERT"], "BASE"),
    (".aria2/aria2.conf", "check-certificate=false\n", ["check-certificate"], ""),
    (".config/gcloud/properties", "[core]\naccount = a\n[auth]\ndisable_ssl_validation = True\n",
     ["auth.disable_ssl_validation"], "account"),
    ("ansible.cfg", "[galaxy]\nignore_certs = yes\n[defaults]\nforks = 5\n", ["galaxy.ignore_certs"], "forks"),
    (".s3cfg", "[default]\ncheck_ssl_certificate = False\nsecret_key = SECRET\n", ["default.check_ssl_certificate"],
     "secret_key"),
    (".config/rclone/rclone.conf", "[a]\ntype = webdav\nno_check_certificate = true\n", ["a.no_check_certificate"], "webdav"),
    (".lftprc", "set net:timeout 5\nset ssl:verify-certificate no\n", ["set"], "net:timeout"),
    (".msmtprc", "account a\ntls_certcheck off\n", ["tls_certcheck"], "account a"),
    (".mvn/jvm.config", "-Xmx1g\n-Dmaven.wagon.http.ssl.insecure=true\n", ["line"], "-Xmx1g"),
    (".config/go/env", "GOINSECURE=*.corp.example\nGOPROXY=direct\n", ["GOINSECURE"], "GOPROXY"),
    (".bashrc", "export NODE_TLS_REJECT_UNAUTHORIZED=0\nalias ll='ls -l'\n", ["NODE_TLS_REJECT_UNAUTHORIZED"], "alias ll"),
    (".bashrc", "export GIT_SSL_NO_VERIFY=1; echo hi\n", ["GIT_SSL_NO_VERIFY"], "echo hi"),
    (".bashrc", "[ -f x ] && export GIT_SSL_NO_VERIFY=1\n", ["GIT_SSL_NO_VERIFY"], "[ -f x ] && unset"),
    (".bashrc", "if true; then GIT_SSL_NO_VERIFY=1; export GIT_SSL_NO_VERIFY; fi\n", ["GIT_SSL_NO_VERIFY"], "if true; then unset"),
    (".bashrc", "export A=1 GIT_SSL_NO_VERIFY=1 B=2\n", ["GIT_SSL_NO_VERIFY"], "export A=1 B=2\n"),
    (".bashrc", "export NODE_TLS_REJECT_UNAUTHORIZED=\"0\" A=1\n", ["NODE_TLS_REJECT_UNAUTHORIZED"], "export A=1\n"),
    (".bashrc", "f() { GIT_SSL_NO_VERIFY=1 git fetch; }\necho 'export GIT_SSL_NO_VERIFY=1;'\n", [], "fetch"),
    (".zshenv", "typeset -x GIT_SSL_NO_VERIFY=1", ["GIT_SSL_NO_VERIFY"], ""),
    (".npmrc", b"\xef\xbb\xbfstrict-ssl=false\n", ["strict-ssl"], "strict-ssl=true"),
    (".profile", "  PYTHONHTTPSVERIFY='0' # old\n", ["PYTHONHTTPSVERIFY"], ""),
    (".bash_aliases", "alias curl='curl -sk'\nalias wget=\"wget --no-check-certificate\"\n",
     ["alias curl", "alias wget"], ""),
    (".config/fish/config.fish", "set -gx NODE_TLS_REJECT_UNAUTHORIZED 0\n", ["NODE_TLS_REJECT_UNAUTHORIZED"], ""),
    (".bashrc", "# export GIT_SSL_NO_VERIFY=1\necho export GIT_SSL_NO_VERIFY=1\nunset GIT_SSL_NO_VERIFY\n", [], "unset"),
    ("apt", 'Acquire::https::Verify-Peer "false";\nAPT::Color "1";\n', ["Acquire::https::Verify-Peer"], "APT::Color",
     {"APT_CONFIG": H + "/apt"}),
    ("apt", 'Acquire { https { a.example { Verify-Peer "no"; }; Verify-Host "true"; }; };\n',
     ["Acquire::https::a.example::Verify-Peer"], "Verify-Host", {"APT_CONFIG": H + "/apt"}),
    ("apt", '// Acquire::https::Verify-Peer "false";\n/* \nVerify-Peer "false"; */ # x\n', [], "", {"APT_CONFIG": H + "/apt"}),
    ("ssl", "[s]\nMinProtocol = TLSv1\nCipherString = DEFAULT@SECLEVEL=0\n", ["s.MinProtocol", "s.CipherString"], "[s]",
     {"OPENSSL_CONF": H + "/ssl"}),
    ("a b'c/.curlrc", "-k\n", ["insecure"], "", {"CURL_HOME": H + "/a b'c"}),
]
for path, text, names, left, *more in FILES:
    fresh()
    variables = more[0] if more else {}
    file = put(path, text)
    for name in names + [None]:
        code, document = env(variables)
        found = mine(document)
        if [s["name"] for s in found] != names[names.index(name) if name else len(names):]:
            fail(f"{path}: {text!r}: found {[s['name'] for s in found]}, not {name}")
            break
        if code != (1 if found or machine == 1 else machine):
            fail(f"{path}: {text!r}: exits with {code}")
        if found:
            if found[0].get("undo") is None:
                fail(f"{path}: {text!r}: no undo")
                break
            done = subprocess.run(["sh", "-c", found[0]["undo"]], env=clean, cwd=home, capture_output=True, text=True)
            if done.returncode != 0:
                fail(f"{found[0]['undo']}: {done.stderr}")
    if left not in file.read_text():
        fail(f"{path}: {text!r}: the undo took too much: {file.read_text()!r}")

VARIABLES = [
    ("NODE_TLS_REJECT_UNAUTHORIZED", "0", "weakens"), ("NODE_TLS_REJECT_UNAUTHORIZED", "1", None),
    ("GIT_SSL_NO_VERIFY", "", "weakens"), ("PYTHONHTTPSVERIFY", "0", "weakens"),
    ("GOFLAGS", "-mod=mod -insecure", "weakens"), ("GOFLAGS", "-mod=mod", None), ("GOINSECURE", "x", "weakens"),
    ("CONDA_SSL_VERIFY", "False", "weakens"), ("CONDA_SSL_VERIFY", "/ca.pem", "store"),
    ("npm_config_strict_ssl", "false", "weakens"), ("PIP_TRUSTED_HOST", "h", "weakens"),
    ("SSLKEYLOGFILE", "/tmp/keys", "leaks"), ("SSL_CERT_FILE", "/nowhere", "store"), ("SSL_CERT_DIR", "/nowhere", "store"),
    ("REQUESTS_CA_BUNDLE", "/nowhere", "store"), ("CURL_CA_BUNDLE", "/nowhere", "store"), ("PIP_CERT", "/nowhere", "store"),
    ("NODE_EXTRA_CA_CERTS", "/nowhere", "adds"), ("AWS_CA_BUNDLE", "/nowhere", "store"),
    ("GIT_SSL_CAINFO", "/nowhere", "store"), ("CARGO_HTTP_CAINFO", "/nowhere", "store"),
    ("https_proxy", "http://p:3128", "proxy"), ("PGSSLMODE", "require", "weakens"), ("PGSSLMODE", "verify-full", None),
    ("JAVA_TOOL_OPTIONS", "-Djavax.net.ssl.trustStore=/x", "store"), ("CERTPOLICY_POLICY", "dev-allow", "weakens"),
    ("MAVEN_OPTS", "-Dmaven.wagon.http.ssl.insecure=true", "weakens"), ("VAULT_SKIP_VERIFY", "1", "weakens"),
]
fresh()
for name, value, effect in VARIABLES:
    code, document = env({name: value})
    found = [s for s in document["settings"] if s["name"] == name and "file" not in s]
    if [s["effect"] for s in found] != ([effect] if effect else []):
        fail(f"{name}={value}: {found}")
    if effect in ("weakens", "leaks") and (code != 1 or found[0]["undo"] != f"unset {name}"):
        fail(f"{name}={value}: exits with {code}, {found}")
    if value == "/nowhere" and name != "SSL_CERT_DIR" and "No such file" not in found[0].get("problem", ""):
        fail(f"{name}={value}: a missing store is not told")
_, document = env({"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "http.https://h/.sslVerify", "GIT_CONFIG_VALUE_0": "false"})
if [s["name"] for s in mine(document)] != ["http.https://h/.sslVerify"]:
    fail(f"GIT_CONFIG_KEY_0: {mine(document)}")

# Which store counts, in which order.
put(".curlrc", "cacert = /etc/hostname\n")
_, document = env({"CURL_CA_BUNDLE": "/x", "SSL_CERT_FILE": "/x"})
stores = {s["client"]: [x["source"] for x in s["sources"] if x["in_force"]] for s in document["stores"]}
if stores["curl"] != ["cacert, capath in curl's files"] or stores["Go"] != ["SSL_CERT_FILE, SSL_CERT_DIR"] \
        or stores["Python requests"] != ["CURL_CA_BUNDLE"] or any(len(s) != 1 for s in stores.values()):
    fail(f"stores: {stores}")

# Secrets, escapes, and files that are none.
fresh()
put(".npmrc", "//r/:_authToken=SECRET\nstrict-ssl=false\n_password=SECRET\nhttps-proxy=http://me:SECRET@p/\n")
put(".gitconfig", '[http "https://me:SECRET@g/"]\n\tsslVerify = false\n\tproxy = http://me:SEC@RET@p:1/?t=SECRET\n')
put(".curlrc", "-u me:SECRET\nproxy = \"http://me:SECRET@p\"\n-k\n")
put(".wgetrc", b"check_certificate = off\nca_certificate = /\x1b[31m\xff\xc3\xa4\n")
put(".netrc", "machine a login b password SECRET\n")
put(".config/pip/pip.conf", "[global]\nindex-url = https://me:SECRET@i/\nproxy = me:SECRET@p:1\n")
secret = {"https_proxy": "http://me:SECRET@p:1", "HTTPS_PROXY": "me:SECRET@p",
          "JAVA_TOOL_OPTIONS": "-Djavax.net.ssl.trustStore=/a -Djavax.net.ssl.trustStorePassword=SECRET",
          "GIT_CONFIG_PARAMETERS": "'http.extraheader=SECRET' 'http.sslverify=false'"}
for form in ([], ["--format", "json"]):
    run = subprocess.run([os.environ["certpolicy"], "env", *form], env=clean | secret, cwd=home, capture_output=True)
    if run.returncode != 1 or b"SEC" in run.stdout + run.stderr or b"RET@" in run.stdout or b"\x1b" in run.stdout:
        fail("a secret or an escape is shown: " + repr(run.stdout))
    if b"***@p" not in run.stdout or b"\\x1b[31m\\xff" not in run.stdout.replace(b"\\\\", b"\\"):
        fail("what is shown is not: " + repr(run.stdout))

fresh()
os.mkfifo(home / ".curlrc")
put(".wgetrc", b"#" * (1 << 20))
(home / ".npmrc").mkdir()
put(".config/docker/daemon.json", "{")
(home / ".gitconfig").symlink_to(".gitconfig")
put(".yarnrc", b"\x00\xff" * 1000 + b"\n" + b"a" * 100000 + b" b\n" + b'"\n[\n' + b"strict-ssl false")
put(".gemrc", "".join(f"{n}:\n" for n in range(20000)))
code, document = env({})
unread = " ".join(document["unread"])
for wanted in (".curlrc: this is no regular file", ".wgetrc: this is larger", ".npmrc: this is no regular",
               "daemon.json: this is not JSON", ".gitconfig: Too many levels"):
    if wanted not in unread:
        fail(f"not told: {wanted}: {unread}")
if code not in (1, 3):
    fail(f"unread files: exits with {code}")

# Files that git draws in, by each other too.
fresh()
put(".gitconfig", "[include]\n\tpath = ~/a\n[includeIf \"gitdir:x\"]\n\tpath = b\n")
put("a", "[include]\n\tpath = .gitconfig\n[http]\n\tsslVerify = false\n")
put("b", "[include]\n\tpath = b\n[http]\n\tsslVerify = false\n")
_, document = env({})
if sorted(pathlib.Path(s["file"]).name for s in mine(document)) != ["a", "b"]:
    fail(f"included files: {mine(document)}")

# Policies and data.
fresh()
put(".config/certpolicy/a.yaml", "version: 1\npolicies:\n  mine:\n    extends: public-strict\n"
                                 "    insecure_rules: {validity.expired: warn}\n")
put(".config/certpolicy/b.yaml", "version: 1\npolicis: {}\n")
code, document = env({})
policy = document["policy"]
if [f["valid"] for f in policy["files"]] != [True, False] or "policis" not in policy["files"][1]["problem"] \
        or policy["policies"] != [{"name": "mine", "base": "public-strict", "lowers": ["validity.expired"]}] \
        or (machine != 1 and code != 3):
    fail(f"policies: {code} {policy}")
if document["data"]["state"] != "absent" or not document["data"]["folder"].endswith("share/certpolicy"):
    fail(f"data: {document['data']}")
sys.exit(failed)
PY
python3 table.py || failed=1
run 64 env everything
finish
