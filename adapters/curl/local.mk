# The adapter for curl: a small library of its own, over installed headers; it knows libcurl only by
# functions that the program hands over. Never unloaded, as the adapter for OpenSSL.
lib_LTLIBRARIES += adapters/curl/libcertpolicy-curl.la
adapters_curl_libcertpolicy_curl_la_SOURCES = adapters/curl/gnutls.c adapters/curl/openssl.c \
	adapters/curl/watch.c adapters/curl/watch.h
adapters_curl_libcertpolicy_curl_la_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/adapters \
	-DCERTPOLICY_BUILD
adapters_curl_libcertpolicy_curl_la_CFLAGS = $(AM_CFLAGS) $(GNUTLS_CFLAGS)
adapters_curl_libcertpolicy_curl_la_LIBADD = adapters/gnutls/libcertpolicy-gnutls.la \
	lib/libcertpolicy.la $(GNUTLS_LIBS)
adapters_curl_libcertpolicy_curl_la_LDFLAGS = $(AM_LDFLAGS) \
	-version-info $(CERTPOLICY_LT_VERSION) -no-undefined -Wl,-z,nodelete
adapters_curl_libcertpolicy_curl_la_DEPENDENCIES = adapters/gnutls/libcertpolicy-gnutls.la \
	lib/libcertpolicy.la adapters/curl/libcertpolicy-curl.map
if HAVE_OPENSSL
adapters_curl_libcertpolicy_curl_la_CPPFLAGS += -DCERTPOLICY_WITH_OPENSSL
adapters_curl_libcertpolicy_curl_la_CFLAGS += $(OPENSSL_CFLAGS)
adapters_curl_libcertpolicy_curl_la_LIBADD += adapters/openssl/libcertpolicy-openssl.la $(OPENSSL_LIBS)
adapters_curl_libcertpolicy_curl_la_DEPENDENCIES += adapters/openssl/libcertpolicy-openssl.la
endif
if HAVE_VERSION_SCRIPT
adapters_curl_libcertpolicy_curl_la_LDFLAGS += \
	-Wl,--version-script=$(top_srcdir)/adapters/curl/libcertpolicy-curl.map
endif
EXTRA_DIST += adapters/curl/libcertpolicy-curl.map
