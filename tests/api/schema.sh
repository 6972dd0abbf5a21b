#!/bin/sh
# What is written fits its schema: real requests and real reports against doc/schema.
set -eu
srcdir=${srcdir:-.}
for python in ${PYTHON:-} python3 /usr/bin/python3; do
	if "$python" -c 'import jsonschema' 2>/dev/null; then
		exec "$python" "$srcdir/tests/api/schema.py" "$srcdir" doc/examples/own-rule
	fi
done
echo "python3-jsonschema is not here: skipped"
exit 77
