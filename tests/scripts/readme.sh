#!/bin/sh
# README.md shows what the command prints, and every file, command and option that it names is there;
# doc/codes.md has the table of codes as it is printed.
set -eu
srcdir=${srcdir:-.}
builddir=${builddir:-.}
certpolicy=$builddir/certpolicy
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

NO_COLOR=1 "$certpolicy" codes >"$work/codes"
awk '/^CODE  /{on = 1} /^```/{on = 0} on' "$srcdir/doc/codes.md" >"$work/shown"
diff "$work/codes" "$work/shown" || { echo "doc/codes.md shows another table of codes"; failed=1; }
for file in $(grep -o '`\(doc\|scripts\)/[a-z./-]*`\|`[A-Z]*\.md`' "$srcdir/README.md" | tr -d '`' | sort -u); do
	[ -e "$srcdir/$file" ] || { echo "README.md names $file, which is not there"; failed=1; }
done
for page in "$srcdir"/doc/*.md; do
	grep -q "\`doc/${page##*/}\`" "$srcdir/README.md" || { echo "README.md does not name doc/${page##*/}"; failed=1; }
done
# Commands stand in code; the second word belongs to the name of some.
grep -o '\(^    \|^\$ \|`\)certpolicy [a-z][^#`]*' "$srcdir/README.md" | sed 's/^.*certpolicy //' | sort -u >"$work/commands"
[ -s "$work/commands" ] || { echo "README.md names no command"; failed=1; }
while IFS= read -r words; do
	case $words in
	policy* | data*) command=$(echo "$words" | cut -d' ' -f1,2) ;;
	*) command=${words%% *} ;;
	esac
	# shellcheck disable=SC2086 # words are wanted
	"$certpolicy" $command --help >"$work/help" || { echo "README.md names certpolicy $words"; failed=1; }
	for option in $(echo "$words" | grep -o ' --[a-z-]*'); do
		grep -q "^  $option" "$work/help" || { echo "README.md: $command has no $option"; failed=1; }
	done
done <"$work/commands"
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
