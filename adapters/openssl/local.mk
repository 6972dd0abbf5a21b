# The adapter for OpenSSL: a small library of its own, over installed headers. It is never unloaded:
# OpenSSL keeps calling what it registered.
if HAVE_OPENSSL
lib_LTLIBRARIES += adapters/openssl/libcertpolicy-openssl.la
endif
adapters_openssl_libcertpolicy_openssl_la_SOURCES = \
	adapters/openssl/alert.c adapters/openssl/alert.h \
	adapters/openssl/connection.c adapters/openssl/connection.h \
	adapters/openssl/enforce.c \
	adapters/openssl/facts.c adapters/openssl/facts.h \
	adapters/openssl/hooks.c adapters/openssl/hooks.h \
	adapters/openssl/peers.c adapters/openssl/peers.h \
	adapters/openssl/state.c adapters/openssl/state.h
adapters_openssl_libcertpolicy_openssl_la_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/adapters \
	-DCERTPOLICY_BUILD
adapters_openssl_libcertpolicy_openssl_la_CFLAGS = $(AM_CFLAGS) $(OPENSSL_CFLAGS)
adapters_openssl_libcertpolicy_openssl_la_LIBADD = lib/libcertpolicy.la $(OPENSSL_LIBS)
adapters_openssl_libcertpolicy_openssl_la_LDFLAGS = $(AM_LDFLAGS) \
	-version-info $(CERTPOLICY_LT_VERSION) -no-undefined -Wl,-z,nodelete
if HAVE_VERSION_SCRIPT
adapters_openssl_libcertpolicy_openssl_la_LDFLAGS += \
	-Wl,--version-script=$(top_srcdir)/adapters/openssl/libcertpolicy-openssl.map
endif
adapters_openssl_libcertpolicy_openssl_la_DEPENDENCIES = lib/libcertpolicy.la \
	adapters/openssl/libcertpolicy-openssl.map
EXTRA_DIST += adapters/openssl/libcertpolicy-openssl.map
