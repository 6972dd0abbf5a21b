# Sourced by the tests of the bindings: a folder with the modules as they would be installed, and
# request rows to judge. Needs srcdir, builddir.
here=$builddir/tests/bindings-run
rows=$here/rows-$(basename "$0" .sh).jsonl # each its own: they run side by side
mkdir -p "$here"
python3 "$srcdir/tests/bindings/rows.py" "${CERTPOLICY_SHARED:-$srcdir/../shared}/data/vectors" \
	"$srcdir/tests/data/public-chains" >"$rows"
