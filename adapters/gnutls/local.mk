# The adapter for GnuTLS: a small library of its own, over installed headers.
lib_LTLIBRARIES += adapters/gnutls/libcertpolicy-gnutls.la
adapters_gnutls_libcertpolicy_gnutls_la_SOURCES = \
	adapters/gnutls/enforce.c \
	adapters/gnutls/facts.c adapters/gnutls/facts.h \
	adapters/gnutls/hook.c adapters/gnutls/hook.h \
	adapters/gnutls/judge.c adapters/gnutls/judge.h \
	adapters/gnutls/resume.c \
	adapters/gnutls/session.c \
	adapters/gnutls/state.c adapters/gnutls/state.h \
	adapters/gnutls/suite.c adapters/gnutls/suite.h \
	adapters/gnutls/tickets.c adapters/gnutls/tickets.h
adapters_gnutls_libcertpolicy_gnutls_la_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/adapters \
	-DCERTPOLICY_BUILD
adapters_gnutls_libcertpolicy_gnutls_la_CFLAGS = $(AM_CFLAGS) $(GNUTLS_CFLAGS)
adapters_gnutls_libcertpolicy_gnutls_la_LIBADD = lib/libcertpolicy.la $(GNUTLS_LIBS) -lpthread
adapters_gnutls_libcertpolicy_gnutls_la_LDFLAGS = $(AM_LDFLAGS) \
	-version-info $(CERTPOLICY_LT_VERSION) -no-undefined
if HAVE_VERSION_SCRIPT
adapters_gnutls_libcertpolicy_gnutls_la_LDFLAGS += \
	-Wl,--version-script=$(top_srcdir)/adapters/gnutls/libcertpolicy-gnutls.map
endif
adapters_gnutls_libcertpolicy_gnutls_la_DEPENDENCIES = lib/libcertpolicy.la \
	adapters/gnutls/libcertpolicy-gnutls.map
EXTRA_DIST += adapters/gnutls/libcertpolicy-gnutls.map
