# The chains of bench/, small and untimed.
check_PROGRAMS += tests/hostile/small
TESTS += tests/hostile/small
tests_hostile_small_SOURCES = tests/hostile/small.c $(CP_HOSTILE)
tests_hostile_small_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_hostile_small_CFLAGS = $(AM_CFLAGS) $(GNUTLS_CFLAGS)
tests_hostile_small_LDADD = lib/libcertpolicy.la $(GNUTLS_LIBS)
