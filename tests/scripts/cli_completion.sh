#!/bin/bash
# Completion: the command's own answers, and the three shells' files around them.
. "${srcdir:-.}/tests/scripts/frame.sh" || exit 99

run 0 __complete ch && says out '^check	judge'
run 0 __complete policy '' && says out '^list	' '^show	' '^table	' '^validate	'
run 0 __complete check --pol && says out '^--policy	' '^--policy-file	'
run 0 __complete check --policy '' && says out '^dev-allow$' '^internal-pinned$' '^public-strict$'
run 0 __complete check --format '' && says out '^json$' '^text$' '^junit$' '^nagios$'
run 0 __complete check --starttls s && says out '^smtp$' '^sieve$' '^submission$'
run 0 __complete check --limit sig && says out '^signatures='
run 0 __complete check --anchors '' && says out '^system' '^:file$'
run 0 __complete check '' && says out '^:file$'
run 0 __complete explain identity.s && says out '^identity.self-signed$'
run 0 __complete env '--f' && says out '^--format	'
run 0 __complete en && says out '^env	'
run 0 __complete doc && says out '^doctor	'
run 0 __complete xyzzy '' && says_nothing out

bash -n "$top_srcdir/cli/completion/bash/certpolicy" || fail "bash: syntax"
touch chain.pem chart
PATH=$top_builddir:$PATH bash -c '
	. "$1"
	try() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _certpolicy; echo "${COMPREPLY[*]}"; }
	try certpolicy expl
	try certpolicy check --fail-on d
	try certpolicy check cha
	try certpolicy check --policy = pub
	try certpolicy check --fail-on =
' - "$top_srcdir/cli/completion/bash/certpolicy" >out 2>err
printf 'explain\ndeny\nchain.pem chart\npublic-strict\nwarn deny\n' | cmp -s - out || { fail "bash: completion"; cat out err; }
says_nothing err
if command -v zsh >/dev/null; then
	zsh -n "$top_srcdir/cli/completion/zsh/_certpolicy" || fail "zsh: syntax"
fi
if command -v fish >/dev/null; then
	PATH=$top_builddir:$PATH fish -c "source $top_srcdir/cli/completion/fish/certpolicy.fish; complete -C 'certpolicy expl'" >out
	says out '^explain'
fi
finish
