#!/bin/bash
# Hostile servers against every command that connects: each ends in its time and with little memory, with the exit code
# that is right, and nothing of theirs is printed as it came.
. "${srcdir:-.}/tests/live/frame.sh" || exit 99
python3 -c 'import cryptography' 2>/dev/null || { echo "SKIP: there is no cryptography module of Python here"; exit 77; }

# Seconds beyond the time-out for starting and judging on a busy machine; memory that nothing here comes near, but for
# sanitizers, which have their own.
# GnuTLS grows its list of names by one at a time, and a sanitizer copies it each time.
spare=8 most=160 pages=1000
[ -z "${ASAN_OPTIONS:-}" ] || spare=30 most=0 pages=100
limit=2
python3 -W ignore "$live/hostile/certs.py" $pages >tool.log 2>&1 || { cat tool.log; exit 99; }
serve hostile/servers.py

# tried CODES COMMAND WORD…: within its limits; the codes are right, with commas. Leaves out and err in $folder.
tried()
{
	local codes=$1 said
	shift
	folder=$(mktemp -d run.XXXXXX)
	said=$(cd "$folder" && python3 "$live/hostile/measure.py" $((limit + spare)) $most "$codes" "$certpolicy" "$@" \
		--timeout $limit --anchors "$work/ca.pem") && return
	fail "certpolicy $*: $said"
	head -c 600 "$folder/out" "$folder/err" | cat -v
	return 1
}

# all CODES TARGET WORD…: check in its forms has one of the codes; what shows and explains has 0 or another. At once:
# most of it is waiting.
all()
{
	local codes=$1 runs= one
	shift
	tried "$codes" check "$@" --policy dev-allow & runs="$runs $!"
	tried "$codes" check "$@" --policy dev-allow --format json --show-chain & runs="$runs $!"
	tried 0,3 describe "$@" & runs="$runs $!"
	tried 0,1,2,3 why "$@" --policy dev-allow & runs="$runs $!"
	tried 0,1,2,3 forecast "$@" & runs="$runs $!"
	for one in $runs; do wait "$one" || failed=1; done
}

# What never comes to a proof is never judged.
for behaviour in $(awk '$1 == "raw" {print $2}' ports); do
	all 3 "localhost:$(port raw "$behaviour")"
done
for version in TLSv1_2 TLSv1_3; do
	all 3 "localhost:$(port tls dribble-$version)"
	all 3 "localhost:$(port tls stop-$version)"
	# What comes after the handshake is nobody's business.
	for behaviour in good data garbage; do all 0 "localhost:$(port tls $behaviour-$version)"; done
done
run 3 check "localhost:$(port raw shown-then-silent)" --policy dev-allow --anchors ca.pem --timeout 1 && says err 'before the server proved'

# Chains without end, names without end, and names that are orders to a terminal.
all 3 "localhost:$(port tls chain-10m)"
all 0 "localhost:$(port tls chain-900k)"
all 1 "localhost:$(port tls pages)"
all 2 "localhost:$(port tls names)"
tried 2 check "localhost:$(port tls names)" --policy public-strict --format junit --explain-path
tried 2 check "localhost:$(port tls names)" --policy public-strict --format nagios

# Banners, answers and errors of each protocol.
for protocol in $(awk '$1 == "talk" {print $2}' ports); do
	all 3 "localhost:$(port talk "$protocol")" --starttls "$protocol"
	tried 3 check "localhost:$(port talk "$protocol")" --format nagios
done

# A certificate that changes between handshakes: what is judged is what that handshake proved.
for _ in 1 2 3 4 5 6; do
	"$certpolicy" check "localhost:$(port tls changing)" --policy internal-pinned --anchors ca.pem --show-chain >out 2>err
	sed -n '/BEGIN/,/END/p' out | openssl x509 >shown.pem 2>tool.log
	if grep -q 'A stranger' out; then name=other; else name=good; fi
	cmp -s <(openssl x509 -in $name.pem) shown.pem || fail "judged was not what was shown"
	[ $name = good ] || grep -q 'path.unknown-issuer' out || fail "a stranger's certificate is not denied for its issuer"
	echo $name
done | sort | uniq -c | awk '{print $1}' >turns
[ "$(tr '\n' ' ' <turns)" = "3 3 " ] || fail "not as many turns of each: $(tr '\n' ' ' <turns)"
finish
