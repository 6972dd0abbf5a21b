# What the tests of live connections share; sourced. Servers are Python scripts of this folder, with ports of the
# kernel's choice, that end with their input: whatever happens to a test, none stays.
. "${srcdir:-.}/tests/scripts/frame.sh" || exit 99
need openssl python3
unset https_proxy HTTPS_PROXY all_proxy ALL_PROXY no_proxy NO_PROXY
live=$top_srcdir/tests/live

# self_signed: self.pem and self.key, for localhost and the loopback addresses.
self_signed()
{
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout self.key -out self.pem -days 60 \
		-subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1 \
		-addext basicConstraints=critical,CA:FALSE -addext keyUsage=critical,digitalSignature >tool.log 2>&1 ||
		{ cat tool.log; exit 99; }
}

# serve SCRIPT WORD…: starts servers; the lines that they print go to the file ports.
serve()
{
	local script=$1 tries=0
	shift
	[ -p lifeline ] || mkfifo lifeline
	python3 "$live/$script" "$@" <lifeline >ports 2>server.log &
	servers="$servers $!"
	exec 9>lifeline
	until grep -q '^ready' ports; do
		tries=$((tries + 1))
		[ $tries -lt 200 ] || { echo "no servers after 20 seconds"; cat server.log; exit 99; }
		sleep 0.1
	done
}

# port KIND BEHAVIOUR
port() { awk -v kind="$1" -v behaviour="$2" '$1 == kind && $2 == behaviour {print $3; exit}' ports; }

# Milliseconds.
now() { echo $(($(date +%s%N) / 1000000)); }

# broken CODE PATTERN WORD…: check ends with 3, says why on stderr, raw nowhere, and to machines with this code.
broken()
{
	local code=$1 pattern=$2
	shift 2
	run 3 check "$@" --format json
	says out "^\\{\"id\":null,\"verdict\":\"error\",\"error\":\\{\"code\":\"$code\",\"message\":\".*\"\\}\\}\$" && says err "$pattern"
	if LC_ALL=C grep -q '[^ -~]' out err; then fail "check $*: something raw"; cat -v out err; fi
}
