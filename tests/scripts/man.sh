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

# The commands as --help has them; those of two words share the page of the first.
run 0 --help
sed -n 's/^  \([a-z]\{1,\}\( [a-z]\{1,\}\)\{0,1\}\)  .*/\1/p' out >commands
[ "$(wc -l <commands)" -ge 16 ] || fail "--help lists few commands"
for page in $(cut -d' ' -f1 commands | sort -u); do
	mapfile -t members < <(grep -x "$page\( .*\)\?" commands)
	check_page "certpolicy-$page.1" "${members[@]}"
	for member in "${members[@]}"; do
		grep -q "^\.It Cm .*$member" "$man/certpolicy.1" || fail "certpolicy.1 does not list $member"
	done
	for part in '/^The commands:/,/^\.El/p' '/^\.Sh SEE ALSO/,$p'; do
		sed -n "$part" "$man/certpolicy.1" | grep -q "^\.Xr certpolicy-$page 1" ||
			fail "certpolicy.1 does not name certpolicy-$page(1) in ${part%%/,*}"
	done
done

# Every parameter and every key that the policy format has.
run 0 codes --format json
tr ',{' '\n\n' <out | sed -n '/"parameters":\[/,$ s/^"name":"\([a-z_]*\)".*/\1/p' | sort -u >parameters
[ -s parameters ] || fail "no parameters in certpolicy codes"
while read -r parameter; do
	grep -q "^\.It Cm $parameter No of" "$man/certpolicy-policy.5" || fail "certpolicy-policy.5 lacks $parameter"
done <parameters

for page in "$man"/*.[0-9]; do
	grep -q '^\.Sh SEE ALSO' "$page" || fail "$page has no SEE ALSO"
	while read -r section; do
		grep -qx "\.Sh $section" "$page" || fail "$page refers to its section $section, which is not there"
	done < <(sed -n 's/^\.Sx \([A-Z ]*[A-Z]\).*/\1/p' "$page")
	while read -r name number; do
		[ -e "$man/$name.$number" ] || fail "$page refers to $name($number), which is not there"
	done < <(sed -n 's/^\.Xr \(certpolicy[a-z-]*\) \([0-9]\).*/\1 \2/p' "$page")
	if command -v groff >/dev/null; then
		groff -mdoc -Tutf8 -ww "$page" 2>&1 >/dev/null | grep . && fail "$page: warnings of groff"
	fi
done
finish
