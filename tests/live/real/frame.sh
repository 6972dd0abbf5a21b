# What the tests with real servers share; sourced. Each test runs one server, as nobody where the test is root's,
# with ports of the kernel's choice and all its files in the test's own folder; keep.py ends it with the test. A
# test of a server that is not installed is skipped.
. "${srcdir:-.}/tests/live/frame.sh" || exit 99
real=$live/real
another='--peer other.test' # who the server is not
PATH=$PATH:/usr/sbin:/sbin
as_nobody=
[ "$(id -u)" -ne 0 ] || as_nobody='setpriv --reuid=65534 --regid=65534 --clear-groups'

# In place of the frame's: the servers' files go when they have ended.
cleanup()
{
	exec 9>&-
	for server in $servers; do wait "$server"; done 2>/dev/null
	cd / && rm -rf "$work"
}
mkfifo lifeline
exec 9<>lifeline

# installed PROGRAM…: skips when one is not there.
installed()
{
	local program
	for program; do
		[ -e "$program" ] || command -v "$program" >/dev/null ||
			{ echo "SKIP: $program is not installed"; exit 77; }
	done
}

# The CA, a leaf for localhost, its key, and both certificates in chain.pem; a stranger's root; a policy for a service
# of one's own. Nobody may read them: the server has to.
certificates()
{
	mkdir server
	"$live/certificates" . >tool.log 2>&1 || { cat tool.log; exit 99; }
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout other.key -out other.pem -days 60 \
		-subj "/CN=another CA" -addext keyUsage=critical,keyCertSign >tool.log 2>&1 || { cat tool.log; exit 99; }
	local pin=$(openssl x509 -in ca.pem -noout -pubkey | openssl pkey -pubin -outform DER | openssl dgst -sha256 -binary | openssl base64)
	cat >own.yaml <<-EOT
		version: 1
		policies:
		  own:
		    extends: internal-pinned
		    pins: [{spki: sha256/$pin, peer: localhost}]
	EOT
	cat leaf.pem ca.pem >server/chain.pem
	cp leaf.key leaf.pem ca.pem server/
	cat leaf.pem leaf.key >server/both.pem
	owned server
}

# owned PATH…: the server's own; a test's folder is closed to others, so its way in is opened.
owned()
{
	[ -z "$as_nobody" ] || { chmod 711 "$work" && chown -R 65534:65534 "$@"; }
	chmod -R go-rwx "$@"
}

# keep COMMAND…: runs it until the test ends.
keep()
{
	python3 "$real/keep.py" "$@" <lifeline >server.log 2>&1 9>&- &
	keeper=$!
	servers="$servers $keeper"
}

free_ports()
{
	python3 -c 'import socket, sys
held = [socket.create_server(("127.0.0.1", 0)) for _ in range(int(sys.argv[1]))]
print(*[listener.getsockname()[1] for listener in held])' "$1"
}

listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# ready PORT…: waits until all of them answer and the server has said $begun in $log; 1 when it has ended.
begun= log=server.log
ready()
{
	local tries=0 port
	for port; do
		until listening "$port" && { [ -z "$begun" ] || grep -q "$begun" "$log"; }; do
			tries=$((tries + 1))
			kill -0 "$keeper" 2>/dev/null || return 1
			[ $tries -lt 600 ] || { echo "no server after a minute"; cat server.log "$log"; exit 99; }
			sleep 0.1
		done
	done
}

# start N FUNCTION: has the function start a server, by keep, at the N ports in $ports; once more when somebody else was
# faster at one of them.
start()
{
	local try
	for try in 1 2 3; do
		ports=$(free_ports "$1")
		# shellcheck disable=SC2086 # several words on purpose
		"$2" $ports && ready $ports && return
	done
	echo "the server does not start:"
	cat server.log "$log"
	exit 99
}

# judged TARGET WORD…: the connection is made at the first try and judged: allowed as a service of one's own, and
# denied with another anchor, for another name, and as a public server.
judged()
{
	run 0 check "$@" --anchors ca.pem --policy-file own.yaml --policy own && says out '^allow: ' '^  session +TLS1\.'
	run 2 check "$@" --anchors other.pem --policy-file own.yaml --policy own && says out 'path.unknown-issuer'
	run 2 check "$@" --anchors ca.pem --policy-file own.yaml --policy own $another && says out 'identity.name-mismatch'
	run 2 check "$@" --anchors ca.pem && says out 'under public-strict' 'root.not-public'
}
