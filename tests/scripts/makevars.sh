#!/bin/sh
# An undefined make variable of ours is a typing mistake that make would take for nothing.
set -eu
unknown=$(${MAKE:-make} --warn-undefined-variables -n all check 2>&1 >/dev/null |
	sed -n "s/.*warning: undefined variable '\(CP_[A-Za-z0-9_]*\)'.*/\1/p" | sort -u)
if [ -n "$unknown" ]; then
	echo "undefined: $unknown"
	exit 1
fi
