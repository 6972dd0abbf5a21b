# Live connections to real servers, each in a folder and a process group of its own; what is not installed is skipped.
CP_REAL_TESTS = \
	tests/live/real/apache.sh \
	tests/live/real/dovecot.sh \
	tests/live/real/gnutls.sh \
	tests/live/real/go.sh \
	tests/live/real/haproxy.sh \
	tests/live/real/mariadb.sh \
	tests/live/real/nginx.sh \
	tests/live/real/openssl.sh \
	tests/live/real/postfix.sh \
	tests/live/real/postgres.sh \
	tests/live/real/prosody.sh \
	tests/live/real/slapd.sh \
	tests/live/real/token.sh \
	tests/live/real/vsftpd.sh
EXTRA_DIST += $(CP_REAL_TESTS) tests/live/real/frame.sh tests/live/real/keep.py tests/live/real/go.go

# Automake makes rules for the tests that it sees here; make check leaves these out, check-live runs nothing else.
if CP_NEVER
TESTS += $(CP_REAL_TESTS)
endif
.PHONY: check-live
check-live: all
	$(MAKE) $(AM_MAKEFLAGS) check-TESTS TESTS='$(CP_REAL_TESTS)'
CLEANFILES += tests/live/real/go-server
