# The adapter for GnuTLS: both ends of each handshake in one process.
CP_GNUTLS_PAIR = tests/live/gnutls_made.c tests/live/gnutls_pair.c tests/live/gnutls_pair.h
CP_GNUTLS_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests
CP_GNUTLS_CFLAGS = $(AM_CFLAGS) $(CUNIT_CFLAGS) $(GNUTLS_CFLAGS)
CP_GNUTLS_LDADD = adapters/gnutls/libcertpolicy-gnutls.la lib/libcertpolicy.la $(CUNIT_LIBS) \
	$(GNUTLS_LIBS) -lpthread
if HAVE_CUNIT
CP_GNUTLS_TESTS = tests/live/gnutls_again tests/live/gnutls_edges tests/live/gnutls_matrix \
	tests/live/gnutls_programs tests/live/gnutls_resume
check_PROGRAMS += $(CP_GNUTLS_TESTS)
TESTS += $(CP_GNUTLS_TESTS)
endif
tests_live_gnutls_again_SOURCES = tests/live/gnutls_again.c tests/live/gnutls_tests.c $(CP_GNUTLS_PAIR)
tests_live_gnutls_again_CPPFLAGS = $(CP_GNUTLS_CPPFLAGS)
tests_live_gnutls_again_CFLAGS = $(CP_GNUTLS_CFLAGS)
tests_live_gnutls_again_LDADD = $(CP_GNUTLS_LDADD)
tests_live_gnutls_edges_SOURCES = tests/live/gnutls_edges.c tests/live/gnutls_tests.c $(CP_GNUTLS_PAIR)
tests_live_gnutls_edges_CPPFLAGS = $(CP_GNUTLS_CPPFLAGS)
tests_live_gnutls_edges_CFLAGS = $(CP_GNUTLS_CFLAGS)
tests_live_gnutls_edges_LDADD = $(CP_GNUTLS_LDADD)
tests_live_gnutls_matrix_SOURCES = tests/live/gnutls_matrix.c tests/live/gnutls_tests.c $(CP_GNUTLS_PAIR)
tests_live_gnutls_matrix_CPPFLAGS = $(CP_GNUTLS_CPPFLAGS)
tests_live_gnutls_matrix_CFLAGS = $(CP_GNUTLS_CFLAGS)
tests_live_gnutls_matrix_LDADD = $(CP_GNUTLS_LDADD)
tests_live_gnutls_programs_SOURCES = tests/live/gnutls_programs.c tests/live/gnutls_tests.c $(CP_GNUTLS_PAIR)
tests_live_gnutls_programs_CPPFLAGS = $(CP_GNUTLS_CPPFLAGS)
tests_live_gnutls_programs_CFLAGS = $(CP_GNUTLS_CFLAGS)
tests_live_gnutls_programs_LDADD = $(CP_GNUTLS_LDADD)
tests_live_gnutls_resume_SOURCES = tests/live/gnutls_resume.c tests/live/gnutls_tests.c $(CP_GNUTLS_PAIR)
tests_live_gnutls_resume_CPPFLAGS = $(CP_GNUTLS_CPPFLAGS)
tests_live_gnutls_resume_CFLAGS = $(CP_GNUTLS_CFLAGS)
tests_live_gnutls_resume_LDADD = $(CP_GNUTLS_LDADD)

# The same sources with allocators that fail.
check_PROGRAMS += tests/live/gnutls_alloc
TESTS += tests/live/gnutls_alloc
tests_live_gnutls_alloc_SOURCES = tests/live/gnutls_alloc.c $(CP_GNUTLS_PAIR)
tests_live_gnutls_alloc_CPPFLAGS = $(CP_GNUTLS_CPPFLAGS)
tests_live_gnutls_alloc_CFLAGS = $(AM_CFLAGS) $(GNUTLS_CFLAGS)
tests_live_gnutls_alloc_LDADD = tests/live/libgnutls-failing.la lib/libcertpolicy.la \
	$(GNUTLS_LIBS) -lpthread
check_LTLIBRARIES += tests/live/libgnutls-failing.la
tests_live_libgnutls_failing_la_SOURCES = $(adapters_gnutls_libcertpolicy_gnutls_la_SOURCES)
tests_live_libgnutls_failing_la_CPPFLAGS = $(adapters_gnutls_libcertpolicy_gnutls_la_CPPFLAGS) \
	-Dcalloc=failing_calloc -Drealloc=failing_realloc -Dstrdup=failing_strdup \
	-Dgnutls_malloc=failing_gnutls_malloc
tests_live_libgnutls_failing_la_CFLAGS = $(AM_CFLAGS) $(GNUTLS_CFLAGS)
