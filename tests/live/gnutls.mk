# The adapter for GnuTLS, over handshakes in one process.
check_PROGRAMS += tests/live/gnutls-alloc
TESTS += tests/live/gnutls-alloc
tests_live_gnutls_alloc_SOURCES = tests/live/gnutls_alloc.c tests/live/gnutls_pair.c \
	tests/live/gnutls_pair.h
tests_live_gnutls_alloc_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests
tests_live_gnutls_alloc_CFLAGS = $(AM_CFLAGS) $(GNUTLS_CFLAGS)
tests_live_gnutls_alloc_LDADD = tests/live/libgnutls-failing.la lib/libcertpolicy.la \
	$(GNUTLS_LIBS)
check_LTLIBRARIES += tests/live/libgnutls-failing.la
tests_live_libgnutls_failing_la_SOURCES = $(adapters_gnutls_libcertpolicy_gnutls_la_SOURCES)
tests_live_libgnutls_failing_la_CPPFLAGS = $(adapters_gnutls_libcertpolicy_gnutls_la_CPPFLAGS) \
	-Dcalloc=failing_calloc -Drealloc=failing_realloc -Dstrdup=failing_strdup \
	-Dgnutls_malloc=failing_gnutls_malloc
tests_live_libgnutls_failing_la_CFLAGS = $(AM_CFLAGS) $(GNUTLS_CFLAGS)

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

check_PROGRAMS += tests/live/gnutls-again
TESTS += tests/live/gnutls-again
tests_live_gnutls_again_SOURCES = tests/live/gnutls_again.c tests/live/gnutls_pair.c \
	tests/live/gnutls_pair.h
tests_live_gnutls_again_CPPFLAGS = $(tests_live_gnutls_CPPFLAGS)
tests_live_gnutls_again_CFLAGS = $(tests_live_gnutls_CFLAGS)
tests_live_gnutls_again_LDADD = $(tests_live_gnutls_LDADD)
endif
