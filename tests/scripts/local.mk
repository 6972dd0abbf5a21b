# Checks of the tree itself.
CP_SCRIPT_TESTS = tests/scripts/calls.sh tests/scripts/exports.sh tests/scripts/horizon.sh tests/scripts/layers.sh tests/scripts/makevars.sh
TESTS += $(CP_SCRIPT_TESTS)
EXTRA_DIST += $(CP_SCRIPT_TESTS)

# The command, each script in a folder of its own under TMPDIR.
CP_CLI_TESTS = \
	tests/scripts/cli_batch.sh \
	tests/scripts/cli_check.sh \
	tests/scripts/cli_codes.sh \
	tests/scripts/cli_completion.sh \
	tests/scripts/cli_connect.sh \
	tests/scripts/cli_data.sh \
	tests/scripts/cli_doctor.sh \
	tests/scripts/cli_env.sh \
	tests/scripts/cli_forecast.sh \
	tests/scripts/cli_usage.sh \
	tests/scripts/man.sh
TESTS += $(CP_CLI_TESTS)
EXTRA_DIST += $(CP_CLI_TESTS) tests/scripts/frame.sh
