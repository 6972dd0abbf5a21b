#!/bin/bash
# certpolicy why: the cause that it names in each of many situations, and what its first fix does.
. "${srcdir:-.}/tests/live/frame.sh" || exit 99
unset CURL_CA_BUNDLE REQUESTS_CA_BUNDLE
python3 "$live/why.py" "$certpolicy" || failed=1
run 64 why localhost:1 localhost:2 && says err 'one word too many'
run 0 why --help && says out '^Usage: certpolicy why' '--policy'
# The page lists every cause, and no other; each that can be mended has a fix.
sed -n 's/^WHY_CAUSE("\([^"]*\)".*/\1/p' "$top_srcdir/cli/why/causes.def" | sort -u >causes
sed -n '/^| `/p' "$top_srcdir/doc/why.md" | cut -d'|' -f2 | grep -o '`[^`]*`' | tr -d '`' | sort -u >listed
diff causes listed || fail "doc/why.md lists other causes"
finish
