# Live connections to servers written for these tests, on loopback.
CP_LIVE_TESTS = \
	tests/live/many.sh \
	tests/live/starttls.sh
TESTS += $(CP_LIVE_TESTS)
EXTRA_DIST += $(CP_LIVE_TESTS) tests/live/frame.sh tests/live/many.py tests/live/talkers.py
