# What the tests of the command share; sourced. Leaves the caller in a folder of its own, with nothing
# of this machine's configuration in force.
set -u
top_builddir=$PWD
certpolicy=$top_builddir/certpolicy
top_srcdir=$(cd "${srcdir:-.}" && pwd)
[ -x "$certpolicy" ] || { echo "certpolicy was not built"; exit 99; }
work=$(mktemp -d "${TMPDIR:-/tmp}/certpolicy-test.XXXXXX") || exit 99
servers=
cleanup()
{
	for server in $servers; do kill "$server" 2>/dev/null; done
	rm -rf "$work"
}
trap cleanup EXIT
cd "$work" || exit 99
export HOME="$work/home" XDG_CONFIG_HOME="$work/home/config" XDG_DATA_HOME="$work/home/data"
export LC_ALL=C.UTF-8
unset CERTPOLICY_POLICY CERTPOLICY_FILE NO_COLOR CLICOLOR_FORCE COLUMNS SSL_CERT_FILE SSL_CERT_DIR
failed=0

fail()
{
	echo "FAIL: $*"
	failed=1
}

# run CODE WORD…: runs certpolicy; its exit code must be CODE. Output goes to the files out and err.
run()
{
	local wanted=$1 got
	shift
	"$certpolicy" "$@" >out 2>err
	got=$?
	if [ "$got" -ne "$wanted" ]; then
		fail "certpolicy $* exits with $got, not $wanted"
		head -c 2000 out err
		return 1
	fi
}

# says FILE PATTERN…: every pattern (extended regular expression) is in the file.
says()
{
	local file=$1 pattern
	shift
	for pattern; do
		grep -Eq -- "$pattern" "$file" || { fail "no \"$pattern\" in $file:"; head -c 2000 "$file"; }
	done
}

# says_nothing FILE
says_nothing()
{
	[ ! -s "$1" ] || { fail "$1 should be empty:"; head -c 500 "$1"; }
}

need()
{
	local tool
	for tool; do
		command -v "$tool" >/dev/null || { echo "SKIP: there is no $tool here"; exit 77; }
	done
}

finish()
{
	[ "$failed" -eq 0 ] || exit 1
	exit 0
}
