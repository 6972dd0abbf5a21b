#!/bin/bash
# The manual pages: every option of --help stands in the command's page and none besides; all of them format.
. "${srcdir:-.}/tests/scripts/frame.sh" || exit 99
man=$top_srcdir/doc/man

# options_of_page PAGE: the options that the page lists.
options_of_page() { sed -n 's/^\.It Fl -\([a-z0-9-]*\).*/\1/p' "$1" | sort -u; }

check_page()
{
	local page=$1
	shift
	: >all
	for command; do
		run 0 $command --help
		sed -n 's/^  --\([a-z0-9-]*\).*/\1/p' out >>all
	done
	sort -u all >help
	options_of_page "$man/$page" >page
	cmp -s help page || { fail "$page and --help list different options:"; diff help page; }
}
for command in check describe batch forecast explain codes env doctor why trust; do
	check_page certpolicy-$command.1 $command
	grep -q "certpolicy-$command 1" "$man/certpolicy.1" || fail "certpolicy.1 does not name certpolicy-$command(1)"
done
check_page certpolicy-data.1 "data import" "data status"
grep -q "certpolicy-data 1" "$man/certpolicy.1" || fail "certpolicy.1 does not name certpolicy-data(1)"
check_page certpolicy-policy.1 "policy list" "policy show" "policy table" "policy validate"

# Every parameter and every key that the policy format has.
run 0 codes --format json
tr ',{' '\n\n' <out | sed -n '/"parameters":\[/,$ s/^"name":"\([a-z_]*\)".*/\1/p' | sort -u >parameters
[ -s parameters ] || fail "no parameters in certpolicy codes"
while read -r parameter; do
	grep -q "^\.It Cm $parameter No of" "$man/certpolicy-policy.5" || fail "certpolicy-policy.5 lacks $parameter"
done <parameters

for page in "$man"/*.[0-9]; do
	grep -q '^\.Sh SEE ALSO' "$page" || fail "$page has no SEE ALSO"
	if command -v groff >/dev/null; then
		groff -mdoc -Tutf8 -ww "$page" 2>&1 >/dev/null | grep . && fail "$page: warnings of groff"
	fi
done
finish
