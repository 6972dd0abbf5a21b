# Hostile servers against every command that connects, and what valgrind says of them.
CP_HOSTILE_LIVE_TESTS = tests/live/hostile/hostile.sh tests/live/hostile/valgrind.sh
TESTS += $(CP_HOSTILE_LIVE_TESTS)
EXTRA_DIST += $(CP_HOSTILE_LIVE_TESTS) tests/live/hostile/certs.py tests/live/hostile/measure.py \
	tests/live/hostile/servers.py
