#!/bin/bash
# certpolicy doctor: known answers, and that a library which lies is found out; clock, roots, data, policies.
. "${srcdir:-.}/tests/scripts/frame.sh" || exit 99
need python3 openssl
export top_srcdir
mkdir -p home
unset GIT_SSL_NO_VERIFY NODE_TLS_REJECT_UNAUTHORIZED SSLKEYLOGFILE
root=$top_srcdir/tests/api/data/root.pem

# doctor: runs it; the document goes to out, its exit code must be that of its state.
doctor()
{
	"$certpolicy" doctor --format json "$@" >out 2>err
	local got=$?
	says_nothing err
	python3 - "$got" <<'PY' || fail "certpolicy doctor exits with $got"
import json, os, sys
document = json.load(open("out"))
try:
    import jsonschema
    jsonschema.validate(document, json.load(open(os.environ["top_srcdir"] + "/doc/schema/doctor.json")))
except ImportError:
    pass
states = [line["state"] for line in document["lines"]]
worst = max(states, key=["ok", "warn", "bad"].index)
sys.exit(document["schema"] != "certpolicy.doctor/1" or document["state"] != worst
         or int(sys.argv[1]) != ["ok", "warn", "bad"].index(worst)
         or any(set(line) - {"state", "area", "message", "remedy"} for line in document["lines"]))
PY
}
# line STATE AREA TEXT: there is such a line (a regular expression); its remedy goes to the file remedy.
line()
{
	python3 - "$@" <<'PY' || { fail "no $*:"; tr '{' '\n' <out; }
import json, re, sys
state, area, text = sys.argv[1:]
lines = [l for l in json.load(open("out"))["lines"] if l["state"] == state and l["area"] == area
         and re.search(text, l["message"])]
open("remedy", "w").write(lines[0].get("remedy", "") + "\n" if lines else "")
sys.exit(not lines)
PY
}

# Our own engine is right, whatever the library here is.
doctor
line ok certpolicy "right about all 18"
line ok versions '^GnuTLS [0-9]'
python3 - <<'PY' || fail "a hole of GnuTLS without its name, its remedy or the word that certpolicy is safe"
import json, re, sys
lines = [l for l in json.load(open("out"))["lines"] if l["area"] == "gnutls"]
right = re.search(r"right about (\d+) of (\d+)", lines[-1]["message"])
holes = [l for l in lines if re.search(r"\(CVE-[0-9]+-[0-9]+\).*certpolicy does not", l["message"])]
sys.exit(int(right[1]) + len(holes) + sum("errs about" in l["message"] for l in lines) != int(right[2])
         or any(l["state"] != "warn" for l in holes))
PY
"$certpolicy" doctor >page
says page '^ok   certpolicy certpolicy.s own engine is right' '^ok   policy     there are no policy files'
awk '!/ do: / && length($0) > 80 { exit 1 }' page || fail "the page is wider than 80 columns"

# A library that accepts everything, or that never does.
if command -v cc >/dev/null; then
	for lie in 0 66; do
		cat >lie.c <<C
int gnutls_x509_trust_list_verify_crt2(void *a, void *b, unsigned c, void *d, unsigned e, unsigned f, unsigned *status, void *g)
{
	*status = $lie;
	return 0;
}
int gnutls_certificate_verify_peers3(void *a, const char *b, unsigned *status)
{
	*status = $lie;
	return 0;
}
C
		cc -shared -fPIC -w -o lie.so lie.c || { fail "cc"; continue; }
		LD_PRELOAD=$work/lie.so ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0 "$certpolicy" doctor --format json >out 2>err
		[ $? -eq 2 ] || fail "a library that always answers $lie is not bad"
		line ok certpolicy "right about all 18"
		if [ $lie = 0 ]; then
			for title in "a name that is not in the certificate" "a certificate that was changed" "an expired" \
				"a root that is not trusted" "a server certificate that issues" "a signature by SHA-1" "by OCSP"; do
				line bad gnutls "errs about .*$title"
			done
			for cve in 2009-2408 2014-1959 2026-3832 2026-3833 2026-42011 2026-42012 2026-42013; do
				line warn gnutls "CVE-$cve.*certpolicy does not"
			done
			line warn gnutls 'right about 1 of 18'
		else
			line bad gnutls 'errs about a sound chain'
		fi
	done
fi

# Roots: none, one that somebody added, and one of unknown origin.
SSL_CERT_FILE=/nonexistent doctor
line bad roots 'no trusted root can be read'
bundle=$(ls /usr/share/ca-certificates/mozilla/*.crt 2>/dev/null | head -1)
if [ -n "$bundle" ]; then
	cat "$bundle" "$root" >roots.pem
	SSL_CERT_FILE=$work/roots.pem doctor
	line ok roots "^2 roots are trusted, from .*roots.pem"
	line warn roots "^1 is no public root: somebody added it"
	line warn roots "^added: $(openssl x509 -in "$root" -noout -subject -nameopt RFC2253 | sed 's/subject= *//')"
	SSL_CERT_FILE=$bundle doctor
	line ok roots "all of them are public"
fi
SSL_CERT_FILE=$root doctor
line warn roots "is not known|is no public root"

# Data: sound, old, of a day to come, damaged.
roots="{\"schema\": \"certpolicy.roots/1\", \"roots\": [{\"sha256\": \"$(openssl x509 -in "$root" -outform DER | sha256sum | cut -d' ' -f1)\", \"public\": true}]}"
echo "$roots" >data.json
day() { date -u -d "$1" +%F; }
for case in "1 day ago|ok|1 days old" "89 days ago|ok|days old" "92 days ago|warn|after 90 it is out of date" "3 days|warn|not come yet"; do
	IFS='|' read -r when state text <<<"$case"
	run 0 data import roots data.json --date "$(day "$when")"
	doctor
	line "$state" data "data.json of roots is .*$text"
	[ "$text" != "after 90 it is out of date" ] || says remedy '^certpolicy data import roots '
done
sed -i 's/true/false/' home/data/certpolicy/*/* 2>/dev/null || sed -i 's/true/false/' home/data/certpolicy/[!.]*
doctor
line bad data .
doctor --data none
python3 -c 'import json; exit(any(l["area"] == "data" for l in json.load(open("out"))["lines"]))' ||
	fail "--data none looks at data"

# Policies: a valid file, and one that no command can use.
mkdir -p home/config/certpolicy
printf 'version: 1\npolicies: {mine: {extends: public-strict}}\n' >home/config/certpolicy/a.yaml
doctor --data none
line ok policy 'a.yaml is valid'
printf 'version: 1\npolicies: {other: {extend: public-strict}}\n' >home/config/certpolicy/b.yaml
doctor --data none
line bad policy 'b.yaml: no command judges with it: .*extend'
says remedy 'certpolicy policy validate .*b.yaml'
rm -r home/config/certpolicy

# Settings that weaken are counted here, and told by env.
GIT_SSL_NO_VERIFY=1 doctor --data none
line warn settings 'weakens? verification'
says remedy '^certpolicy env$'
run 64 doctor all
finish
