#!/bin/bash
# The command line itself: help, usage errors, words that are nearly right, output that does not get out.
. "${srcdir:-.}/tests/scripts/frame.sh" || exit 99

run 0 --version && says out '^certpolicy [0-9]+\.[0-9]+\.[0-9]+$'
run 0 --help && says out 'check' 'describe' 'batch' 'explain' 'codes' 'policy list' 'Exit codes'
run 0 help check && says out '^Usage: certpolicy check' '--policy NAME' '--insecure-no-peer' 'Examples:'
run 0 policy --help && says out 'policy validate'

run 0 --help
mapfile -t commands < <(sed -n 's/^  \([a-z]\{1,\}\( [a-z]\{1,\}\)\{0,1\}\)  .*/\1/p' out)
[ ${#commands[@]} -ge 16 ] || fail "--help lists few commands"
for command in "${commands[@]}"; do
	# shellcheck disable=SC2086 # some are two words
	run 0 $command --help || continue
	says out '^Usage: certpolicy' '^Options:' '^Examples:' '--help'
	awk 'length($0) > 80 { exit 1 }' out || fail "the help of $command is wider than 80 columns"
done

# usage PATTERN WORD...: one line on stderr that has it, nothing on stdout, exit code 64.
usage()
{
	local pattern=$1
	shift
	run 64 "$@" </dev/null || return
	says err "$pattern"
	says_nothing out
	[ "$(wc -l <err)" -eq 1 ] || fail "certpolicy $*: not one line on stderr"
}
usage 'name a command'
usage 'did you mean check' chekc localhost
usage 'unknown command "xyzzy"' xyzzy
usage 'list, show, table or validate' policy
usage 'did you mean policy table' policy tabel
usage 'unknown option --bogus' --bogus
usage 'did you mean --policy\?' check --polcy pkix x
usage 'did you mean --anchors\?' batch --anchor x
usage 'unknown option -x' check -x
usage '--format takes text, json, junit or nagios, not "xml"' check --format xml x
usage '--purpose takes server, client or any' check --purpose serve x
usage '--fail-on takes warn or deny' check --fail-on never x
usage '--policy needs an argument: NAME' check x --policy
usage 'the argument of --policy is empty' check --policy= x
usage '--policy is given twice' check --policy pkix --policy pkix x
usage '--locked takes no argument' batch --locked=yes
usage 'one word too many: "b"' describe a b
usage 'CODE is missing' explain
usage '--at takes a time' check --at yesterday x
usage '--at takes a time' check --at 2026-02-30T00:00:00Z x
usage 'unknown option --insecure-no-peer' trust --insecure-no-peer localhost:1
usage '--jobs takes 1 to 256' batch --jobs 0
usage '--jobs takes 1 to 256' batch --jobs many
usage '--timeout takes seconds, such as 10 or 0.5, up to 3600' check --timeout 0 localhost:1
usage '--limit takes NAME=N' check --limit signatures x
usage 'limit' check --limit sigantures=3 x
usage 'exclude each other' check --peer a.example --insecure-no-peer x
usage 'did you mean.*dev-allow' check --policy dev-alow x
usage 'the port is no number' check localhost:99999
usage 'http:// has no TLS.*https:// has' check http://localhost/
usage 'gopher:// is not known' check gopher://localhost/
usage 'the bracket is not closed' check '[::1'
usage 'did you mean.*identity.self-signed' explain identity.selfsigned
usage 'did you mean.*public-strict' policy show public-strikt
CERTPOLICY_POLICY=no-such usage 'no-such' check x

# Control characters of the command line do not reach the terminal.
usage '\\x1b' check --policy "$(printf 'a\033[31mb')" x

# A report, a table that cannot be written is never success.
if [ -w /dev/full ]; then
	"$certpolicy" codes >/dev/full 2>err
	[ $? -eq 3 ] || fail "codes >/dev/full does not exit with 3"
	says err 'cannot write to standard output: No space left'
fi
"$certpolicy" codes >&- 2>err
[ $? -eq 3 ] || fail "codes without standard output does not exit with 3"
"$certpolicy" codes 2>err | true
[ "${PIPESTATUS[0]}" -eq 3 ] || [ "${PIPESTATUS[0]}" -eq 0 ] || fail "codes into a closed pipe"
says_nothing err

finish
