# Programs on libcurl under a policy, of both flavours. Debian's two development packages exclude each
# other, but their headers are the same: the one on GnuTLS is linked by its file.
EXTRA_DIST += tests/live/curl.sh
CP_LIVE_CURL = adapters/curl/libcertpolicy-curl.la lib/libcertpolicy.la
if HAVE_OPENSSL
if HAVE_CURL
check_PROGRAMS += tests/live/curl_openssl
TESTS += tests/live/curl.sh
endif
if HAVE_CURL_GNUTLS
check_PROGRAMS += tests/live/curl_gnutls
endif
endif
tests_live_curl_openssl_SOURCES = tests/live/curl_matrix.c $(CP_LIVE_SERVER)
tests_live_curl_openssl_CPPFLAGS = $(CP_LIVE_CPPFLAGS)
tests_live_curl_openssl_CFLAGS = $(AM_CFLAGS) $(CURL_CFLAGS) $(OPENSSL_CFLAGS)
tests_live_curl_openssl_LDADD = $(CP_LIVE_CURL) $(CURL_LIBS) $(OPENSSL_LIBS) -lpthread
tests_live_curl_gnutls_SOURCES = tests/live/curl_matrix.c $(CP_LIVE_SERVER)
tests_live_curl_gnutls_CPPFLAGS = $(CP_LIVE_CPPFLAGS)
tests_live_curl_gnutls_CFLAGS = $(AM_CFLAGS) $(CURL_CFLAGS) $(OPENSSL_CFLAGS)
tests_live_curl_gnutls_LDADD = $(CP_LIVE_CURL) $(CURL_GNUTLS_LIBS) $(OPENSSL_LIBS) -lpthread
