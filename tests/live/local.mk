# Live connections to servers written for these tests, on loopback.
CP_LIVE_TESTS = \
	tests/live/many.sh \
	tests/live/proxies.sh \
	tests/live/starttls.sh \
	tests/live/tls.sh \
	tests/live/why.sh
TESTS += $(CP_LIVE_TESTS)
EXTRA_DIST += $(CP_LIVE_TESTS) tests/live/frame.sh tests/live/many.py tests/live/proxies.py \
	tests/live/staples.py tests/live/talkers.py tests/live/tls.py tests/live/why.py
include tests/live/gnutls.mk
include tests/live/openssl.mk
include tests/live/curl.mk
include tests/live/real/local.mk
include tests/live/hostile/local.mk
