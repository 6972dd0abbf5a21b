#!/bin/sh
# Whoever looks at the instant of judgement says until when the answer holds (lib/base/horizon.h), or
# forecasts would have to guess: a file that does the one mentions the other.
set -eu
srcdir=${srcdir:-.}
failed=0
cd "$srcdir/lib"
for file in $(grep -lE '(facts|request|asked|input|building)(->|\.)time\b' path/*.c classify/*.c status/*.c rules/*.c verdict/*.c); do
	grep -q horizon "$file" || { echo "lib/$file looks at the instant of judgement and notes no horizon"; failed=1; }
done
exit $failed
