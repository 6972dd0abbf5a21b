#!/bin/sh
# An undefined make variable of ours is a typing mistake that make would take for nothing; so is a list of
# tests that was torn apart, and then a script that nobody runs.
set -eu
srcdir=${srcdir:-.}
unknown=$(${MAKE:-make} --warn-undefined-variables -n all check 2>&1 >/dev/null |
	sed -n "s/.*warning: undefined variable '\(CP_[A-Za-z0-9_]*\)'.*/\1/p" | sort -u)
if [ -n "$unknown" ]; then
	echo "undefined: $unknown"
	exit 1
fi

# Scripts that others read are not executable; installed.sh has a target of its own.
failed=0
for script in $(cd "$srcdir" && find tests -name '*.sh' -perm -u+x ! -name installed.sh); do
	grep -q "^$script\.log:" "$srcdir/Makefile.in" && continue
	echo "$script is not among the tests"
	failed=1
done
exit $failed
