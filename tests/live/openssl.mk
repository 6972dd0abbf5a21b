# Programs under a policy, against servers of OpenSSL in the same process.
CP_LIVE_SERVER = tests/live/server.c tests/live/server.h
CP_LIVE_CLIENT = tests/live/client.c tests/live/client.h $(CP_LIVE_SERVER)
CP_LIVE_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests
CP_LIVE_OPENSSL = adapters/openssl/libcertpolicy-openssl.la lib/libcertpolicy.la $(OPENSSL_LIBS) -lpthread
EXTRA_DIST += tests/live/certificates tests/live/openssl.sh
if HAVE_OPENSSL
check_PROGRAMS += tests/live/openssl_cases tests/live/openssl_matrix tests/live/openssl_server
TESTS += tests/live/openssl.sh
endif
tests_live_openssl_cases_SOURCES = tests/live/openssl_cases.c $(CP_LIVE_CLIENT)
tests_live_openssl_cases_CPPFLAGS = $(CP_LIVE_CPPFLAGS)
tests_live_openssl_cases_CFLAGS = $(AM_CFLAGS) $(OPENSSL_CFLAGS)
tests_live_openssl_cases_LDADD = $(CP_LIVE_OPENSSL)
tests_live_openssl_matrix_SOURCES = tests/live/openssl_matrix.c $(CP_LIVE_CLIENT)
tests_live_openssl_matrix_CPPFLAGS = $(CP_LIVE_CPPFLAGS)
tests_live_openssl_matrix_CFLAGS = $(AM_CFLAGS) $(OPENSSL_CFLAGS)
tests_live_openssl_matrix_LDADD = $(CP_LIVE_OPENSSL)
tests_live_openssl_server_SOURCES = tests/live/openssl_server.c $(CP_LIVE_CLIENT)
tests_live_openssl_server_CPPFLAGS = $(CP_LIVE_CPPFLAGS)
tests_live_openssl_server_CFLAGS = $(AM_CFLAGS) $(OPENSSL_CFLAGS)
tests_live_openssl_server_LDADD = $(CP_LIVE_OPENSSL)
