#!/bin/sh
# README.md shows what the command prints: the table of codes is its output, and every code, option and
# file that the page names is there.
set -eu
srcdir=${srcdir:-.}
builddir=${builddir:-.}
certpolicy=$builddir/certpolicy
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

NO_COLOR=1 "$certpolicy" codes >"$work/codes"
awk '/^CODE  /{on = 1} /^```/{on = 0} on' "$srcdir/README.md" >"$work/shown"
diff "$work/codes" "$work/shown" || { echo "README.md shows another table of codes"; failed=1; }
for file in $(grep -o '`\(doc\|scripts\)/[a-z./-]*`\|`[A-Z]*\.md`' "$srcdir/README.md" | tr -d '`' | sort -u); do
	[ -e "$srcdir/$file" ] || { echo "README.md names $file, which is not there"; failed=1; }
done
awk '/^```yaml/{on = 1; next} /^```/{on = 0} on' "$srcdir/README.md" >"$work/policy.yaml"
"$certpolicy" policy validate "$work/policy.yaml" || { echo "the policy of README.md is not valid"; failed=1; }
if command -v openssl >/dev/null; then
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$work/key" -out "$work/self.pem" -days 90 \
		-subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 2>/dev/null
	any='s#sha256/[A-Za-z0-9+/]*=#PIN#; s/[0-9]\{4\}-[0-9][0-9]-[0-9][0-9]/DAY/g'
	"$certpolicy" check "$work/self.pem" --peer localhost --policy dev-allow | sed "$any" >"$work/answer"
	# A file has no session.
	awk '/^warn: localhost/{on = 1} /^```/{on = 0} on' "$srcdir/README.md" | sed "$any; /^  session /d" >"$work/shown"
	diff "$work/answer" "$work/shown" || { echo "README.md shows another answer"; failed=1; }
fi
exit $failed
