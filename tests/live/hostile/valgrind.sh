#!/bin/bash
# check under valgrind, with servers that are good and that are not: nothing leaks, nothing is read or written beyond its
# place.
. "${srcdir:-.}/tests/live/frame.sh" || exit 99
need valgrind
python3 -c 'import cryptography' 2>/dev/null || { echo "SKIP: there is no cryptography module of Python here"; exit 77; }
if grep -q __asan_init "$top_builddir/.libs/certpolicy" "$certpolicy" 2>/dev/null; then
	echo "SKIP: a build with sanitizers does not run under valgrind"
	exit 77
fi
python3 -W ignore "$live/hostile/certs.py" 1 >tool.log 2>&1 || { cat tool.log; exit 99; }
serve hostile/servers.py

# clean CODE WORD…: what is still reachable at exit belongs to the global state of the libraries.
clean()
{
	local wanted=$1 got
	shift
	"$top_builddir/libtool" --mode=execute valgrind -q --leak-check=full --show-leak-kinds=definite,indirect,possible \
		--errors-for-leak-kinds=definite,indirect,possible --error-exitcode=99 --log-file=valgrind.log \
		"$certpolicy" "$@" --timeout 30 --anchors ca.pem >out 2>err
	got=$?
	[ $got -eq "$wanted" ] || { fail "certpolicy $*: exit code $got, not $wanted"; head -n 60 valgrind.log; tail -n 5 err; }
}

clean 0 check "localhost:$(port tls good-TLSv1_3)" --policy dev-allow
clean 2 check "localhost:$(port tls good-TLSv1_2)" --policy public-strict --format json --show-chain
clean 2 check "localhost:$(port tls names)" --policy dev-allow
clean 3 check "localhost:$(port raw resumed)" --format junit
clean 3 check "localhost:$(port talk smtp)" --starttls smtp
clean 3 check "localhost:$(port talk xmpp)" --starttls xmpp
printf 'localhost:%s\n' "$(port tls good-TLSv1_3)" "$(port raw escapes)" 0 "$(port tls data-TLSv1_2)" >list
clean 3 check --targets list --jobs 4 --policy dev-allow
clean 0 describe "localhost:$(port tls good-TLSv1_3)"
finish
