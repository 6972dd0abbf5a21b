#!/bin/sh
# Compiles the examples against the headers as they are installed, and runs them. CERTPOLICY_PREFIX says
# where an installed library is; without it the one just built serves.
set -eu
srcdir=${srcdir:-.}
data=$srcdir/tests/api/data
work=$(mktemp -d "${TMPDIR:-/tmp}/examples.XXXXXX")
server=
trap 'rm -rf "$work"; [ -z "$server" ] || kill "$server" 2>/dev/null || true' EXIT
failed=0

# What an example is compiled with.
flags_of() {
	case $1 in
	curl-*) pkg-config --cflags --libs certpolicy-curl certpolicy libcurl ;;
	openssl-*) pkg-config --cflags --libs certpolicy-openssl certpolicy openssl ;;
	*) pkg-config --cflags --libs certpolicy-gnutls certpolicy gnutls ;;
	esac
}

if [ -n "${CERTPOLICY_PREFIX:-}" ]; then
	PKG_CONFIG_PATH=$CERTPOLICY_PREFIX/lib/pkgconfig:${PKG_CONFIG_PATH:-}
	LD_LIBRARY_PATH=$CERTPOLICY_PREFIX/lib:${LD_LIBRARY_PATH:-}
	export PKG_CONFIG_PATH LD_LIBRARY_PATH
	for source in "$srcdir"/doc/examples/*.c; do
		example=$(basename "$source" .c)
		case $example in
		curl-*) pkg-config --exists 'libcurl >= 7.80' || continue ;;
		openssl-*) pkg-config --exists certpolicy-openssl || continue ;;
		esac
		# shellcheck disable=SC2046 # words on purpose
		${CC:-cc} -std=gnu99 -Wall -Wextra "$source" -o "$work/$example" $(flags_of "$example")
	done
	examples=$work
else
	examples=doc/examples
fi

# expect CODE WORDS COMMAND...: the exit code, and words that the output must have
expect() {
	code=$1 words=$2
	shift 2
	got=0
	"$@" >"$work/output" 2>&1 || got=$?
	if [ "$got" -ne "$code" ] || ! grep -q -- "$words" "$work/output"; then
		echo "$*: exit code $got, wanted $code and \"$words\":"
		cat "$work/output"
		failed=1
	fi
}

expect 2 root.not-public "$examples/judge-chain" "$data/root.pem" "$data/chain.pem" pay.internal
expect 2 identity.name-mismatch "$examples/judge-chain" "$data/root.pem" "$data/chain.pem" www.internal
expect 3 'judge-chain: ' "$examples/judge-chain" "$data/root.pem" /nonexistent pay.internal
expect 0 'kind: self-signed' "$examples/classify-only" "$data/self.pem"
expect 3 'classify-only: ' "$examples/classify-only" /dev/null

# A request in JSON: one line, base64 of DER.
base64_of() {
	sed -n '/^-----BEGIN/,/^-----END/{/^-----/!p;/^-----END/q}' "$1" | tr -d '\n'
}
cat >"$work/request.json" <<END
{"chain": ["$(base64_of "$data/self.pem")"], "peer": {"dns": "localhost"}, "time": "2026-12-01T00:00:00Z"}
END
expect 0 '"x-house.lifetime"' "$examples/own-rule" "$work/request.json"
echo '{"chian": []}' >"$work/typo.json"
expect 3 chian "$examples/own-rule" "$work/typo.json"

pin=$("$examples/own-rule" "$work/request.json" | sed -n 's/.*"pin":"\([^"]*\)".*/\1/p')
cat >"$work/policy.yaml" <<END
version: 1
policies:
  laptop:
    extends: internal-pinned
    pins: [{spki: $pin, peer: localhost}]
END
expect 0 'laptop: allow' "$examples/own-policy-file" "$work/policy.yaml" laptop "$work/request.json"
expect 3 'desktop' "$examples/own-policy-file" "$work/policy.yaml" desktop "$work/request.json"
sed 's/extends/extens/' "$work/policy.yaml" >"$work/typo.yaml"
expect 3 'typo.yaml:4:' "$examples/own-policy-file" "$work/typo.yaml" laptop "$work/request.json"

# A live peer, where GnuTLS's server is installed.
if command -v gnutls-serv >/dev/null; then
	port=$((20000 + $$ % 20000))
	gnutls-serv --quiet --port $port --x509certfile "$data/chain.pem" \
		--x509keyfile "$data/leaf.key" >"$work/server" 2>&1 &
	server=$!
	tries=0
	until gnutls-cli --insecure --port $port 127.0.0.1 </dev/null >/dev/null 2>&1 || [ $tries -ge 50 ]; do
		tries=$((tries + 1))
		sleep 0.1
	done
	expect 0 'allow: localhost under dev-allow' "$examples/gnutls-client" 127.0.0.1 $port localhost \
		"$data/root.pem" dev-allow
	expect 2 root.not-public "$examples/gnutls-client" 127.0.0.1 $port localhost "$data/root.pem" \
		public-strict
	if [ -x "$examples/openssl-client" ]; then
		expect 0 'allow: localhost under dev-allow' "$examples/openssl-client" localhost $port \
			"$data/root.pem" dev-allow
		expect 2 'deny: localhost under public-strict' "$examples/openssl-client" localhost $port \
			"$data/root.pem" public-strict
	fi
	if [ -x "$examples/curl-client" ]; then
		expect 0 'allow: localhost under dev-allow' "$examples/curl-client" https://localhost:$port/ \
			"$data/root.pem" dev-allow
		expect 2 'deny: localhost under public-strict' "$examples/curl-client" \
			https://localhost:$port/ "$data/root.pem" public-strict
	fi
else
	echo "gnutls-serv (package gnutls-bin) is not here: gnutls-client was compiled only"
fi
exit $failed
