#!/bin/sh
# The pages say what is there: files, functions, targets, limits, cases, actions, and what the command prints.
set -eu
srcdir=$(cd "${srcdir:-.}" && pwd)
certpolicy=$(cd "${builddir:-.}" && pwd)/certpolicy
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
page=$srcdir/doc/path-validation.md
attacks=$srcdir/doc/known-attacks.md
places=$srcdir/doc/misplacement.md

fail()
{
	echo "$*"
	failed=1
}

# What the pages name is there: files of the tree, each other, functions of the headers, targets of make.
pages="$srcdir/README.md $srcdir/NEWS.md $srcdir/CONTRIBUTING.md $srcdir/SECURITY.md $srcdir/doc/*.md $srcdir/doc/python/*.md"
rooms='lib\|cli\|adapters\|bindings\|include\|doc\|tests\|fuzz\|bench\|scripts'
# shellcheck disable=SC2086 # words are wanted
for file in $(grep -ho "\`\($rooms\)/[A-Za-z0-9_./-]*\`" $pages | tr -d '`' | sort -u); do
	[ -e "$srcdir/$file" ] || fail "a page names $file, which is not there"
done
# shellcheck disable=SC2086
for file in $(grep -ho '`[a-z-]*\.md`' $pages | tr -d '`' | sort -u); do
	[ -e "$srcdir/doc/$file" ] || fail "a page names $file, which is not there"
done
# shellcheck disable=SC2086
for function in $(grep -ho 'certpolicy_[a-z0-9_]*' $pages | sort -u); do
	grep -rqw "$function" "$srcdir/include" "$srcdir/bindings/python/certpolicy" ||
		fail "a page names $function, which no header and no module has"
done
# shellcheck disable=SC2086
for target in $(grep -ho '`make [a-z][a-z-]*' $pages | cut -d' ' -f2 | sort -u); do
	grep -qE "^(@[A-Z_]*@)*([a-z-]* )*$target( [a-z-]*)*:" "$srcdir/Makefile.in" || fail "a page names make $target, which is not there"
done

for function in $(grep -o '`[a-z_]*()`' "$page" | tr -d '`()' | sort -u); do
	grep -rqE "^$function\(" "$srcdir/lib" || fail "path-validation.md names $function(), which is not there"
done

# A case is "FOLDER: title" below tests/rules, or "unit/FILE: name" below tests/unit.
grep -o '`[a-z0-9_./-]*: [^`]*`' "$attacks" | tr -d '`' | grep -v '…$' | sort -u >"$work/cases"
[ -s "$work/cases" ] || fail "known-attacks.md names no case"
while IFS= read -r case; do
	where=${case%%: *}
	title=${case#*: }
	case $where in
	unit/*) grep -qF "\"$title\"" "$srcdir/tests/$where.c" ;;
	*) cat "$srcdir/tests/rules/$where"/*.json | grep -qxF "  \"title\": \"$title\"," ;;
	esac || fail "known-attacks.md names \"$case\", which is not there"
done <"$work/cases"
grep '^| \(CVE\|RUSTSEC\)' "$attacks" | grep -v '` |$' && fail "known-attacks.md has a row without a case"

# What misplacement.md says of the built-in policies.
sed -n 's/^| [^|]* | `\([a-z.-]*\)` | \([a-z]*\) | \([a-z]*\) | \([a-z]*\) |$/\1 \2 \3 \4/p' "$places" | sort >"$work/places"
[ -s "$work/places" ] || fail "misplacement.md has no table of codes"
cut -d' ' -f1 "$work/places" >"$work/codes"
NO_COLOR=1 "$certpolicy" codes | awk '{print $1, $5, $6, $7}' | grep -wFf "$work/codes" | sort >"$work/actions"
diff "$work/actions" "$work/places" || fail "misplacement.md shows other actions"

# What path-validation.md and sessions.md say of them.
actions_of() { # COLUMN...: code and actions, in words.
	NO_COLOR=1 "$certpolicy" codes | sed -n '/^CODE /,/^$/p' | sed 1d | grep . |
		awk -v columns="$*" '{ n = split(columns, at, " "); line = $1; for (i = 1; i <= n; i++) line = line " " ($at[i] == "-" ? "ignore" : $at[i]); print line }' | tr -d '*' | sort
}
actions_of 3 4 | awk '$2 != $3' >"$work/actions"
sed -n 's/^| `\([a-z.-]*\)` | \([a-z]*\) | \([a-z]*\) | cell |$/\1 \2 \3/p' "$page" | sort >"$work/shown"
diff "$work/actions" "$work/shown" || fail "path-validation.md shows other differences of pkix and webpki"
sed -n 's/^| `\(session[a-z.-]*\)` | [^|]* | \([a-z]*\) | \([a-z]*\) | \([a-z]*\) | \([a-z]*\) | .*/\1 \2 \3 \4 \5/p' \
	"$srcdir/doc/sessions.md" | sort >"$work/shown"
actions_of 4 5 6 7 | grep '^session\.' | grep -v '^session.chain-unavailable ' >"$work/actions"
diff "$work/actions" "$work/shown" || fail "sessions.md shows other actions"

# The limits and their defaults.
tr '\n' ' ' <"$srcdir/lib/base/budget.def" | grep -o 'CP_LIMIT([A-Z_]*, "[a-z_]*", *[0-9][0-9]*' |
	sed 's/.*"\(.*\)", */\1 /' | sort >"$work/limits"
sed -n 's/^| `\([a-z_]*\)` | \([0-9]*\) | .*/\1 \2/p' "$page" | sort >"$work/shown"
diff "$work/limits" "$work/shown" || fail "path-validation.md shows other limits than budget.def"

# The example of --explain-path is a case, and the command's own words.
command -v python3 >/dev/null || { [ $failed = 0 ] && echo "python3 is not here" && exit 77; exit 1; }
cd "$work"
python3 - "$srcdir" <<'PY'
import json, sys, textwrap

cases = json.load(open(sys.argv[1] + "/tests/rules/path.not-a-ca/raises.json", encoding="utf-8"))
request, = (c["request"] for c in cases if c["title"] == "a leaf issues, and its issuer has two certificates")
for name, ders in (("chain.pem", request["chain"]), ("roots.pem", request["anchors"])):
    with open(name, "w", encoding="utf-8") as out:
        for der in ders:
            out.write("-----BEGIN CERTIFICATE-----\n" + textwrap.fill(der, 64) + "\n-----END CERTIFICATE-----\n")
PY
unset CERTPOLICY_POLICY CERTPOLICY_FILE COLUMNS || true
export XDG_CONFIG_HOME="$work" NO_COLOR=1
command=$(sed -n 's/^\$ certpolicy \(.*--explain-path\)$/\1/p' "$page")
# shellcheck disable=SC2086 # words are wanted
"$certpolicy" $command >all || true
sed -n '/^how paths were sought$/,$p' all >answer
awk '/^how paths were sought$/{on = 1} /^```/{on = 0} on' "$page" >shown
diff answer shown || fail "path-validation.md shows another search"
exit $failed
