# The adapter for GnuTLS, over handshakes in one process.
if HAVE_CUNIT
check_PROGRAMS += tests/live/gnutls
TESTS += tests/live/gnutls
tests_live_gnutls_SOURCES = tests/live/gnutls.c tests/live/gnutls_pair.c tests/live/gnutls_pair.h
tests_live_gnutls_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests
tests_live_gnutls_CFLAGS = $(AM_CFLAGS) $(CUNIT_CFLAGS) $(GNUTLS_CFLAGS)
tests_live_gnutls_LDADD = adapters/gnutls/libcertpolicy-gnutls.la lib/libcertpolicy.la \
	$(CUNIT_LIBS) $(GNUTLS_LIBS) -lpthread

check_PROGRAMS += tests/live/gnutls-edges
TESTS += tests/live/gnutls-edges
tests_live_gnutls_edges_SOURCES = tests/live/gnutls_edges.c tests/live/gnutls_pair.c \
	tests/live/gnutls_pair.h
tests_live_gnutls_edges_CPPFLAGS = $(tests_live_gnutls_CPPFLAGS)
tests_live_gnutls_edges_CFLAGS = $(tests_live_gnutls_CFLAGS)
tests_live_gnutls_edges_LDADD = $(tests_live_gnutls_LDADD)
endif
