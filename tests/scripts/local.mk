# Checks of the tree itself.
CP_SCRIPT_TESTS = tests/scripts/exports.sh tests/scripts/layers.sh tests/scripts/makevars.sh
TESTS += $(CP_SCRIPT_TESTS)
EXTRA_DIST += $(CP_SCRIPT_TESTS)
