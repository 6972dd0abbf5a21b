# Mutated certificates: what changes them, rows of them for `certpolicy batch`, and the readers side
# by side. `make check` tries some; make mutants N=1000000 as many as wanted.
CP_MUTANTS = tests/mutants/mutate.c tests/mutants/mutate.h tests/mutants/tree.c tests/mutants/tree.h
check_PROGRAMS += tests/mutants/rows
tests_mutants_rows_SOURCES = tests/mutants/rows.c tests/mutants/adopt.c tests/mutants/adopt.h \
	tests/unit/der_text.c tests/unit/der_text.h $(CP_MUTANTS)
tests_mutants_rows_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_mutants_rows_CFLAGS = $(AM_CFLAGS) $(GNUTLS_CFLAGS) $(JANSSON_CFLAGS)
tests_mutants_rows_LDADD = lib/libcertpolicy-core.la $(GNUTLS_LIBS) $(JANSSON_LIBS)

check_PROGRAMS += tests/mutants/readers
tests_mutants_readers_SOURCES = tests/mutants/readers.c $(CP_UNIT_COMPARE_CERT) $(CP_MUTANTS)
tests_mutants_readers_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_mutants_readers_CFLAGS = $(AM_CFLAGS) $(GNUTLS_CFLAGS)
tests_mutants_readers_LDADD = lib/libcertpolicy-core.la $(GNUTLS_LIBS)
if HAVE_OPENSSL
tests_mutants_readers_CPPFLAGS += -DCP_HAVE_OPENSSL
tests_mutants_readers_CFLAGS += $(OPENSSL_CFLAGS)
tests_mutants_readers_LDADD += $(OPENSSL_LIBS)
endif

# Of the tree's own fixtures some thousands in make check.
EXTRA_DIST += tests/mutants/run.py tests/mutants/run.sh tests/mutants/keys
TESTS += tests/mutants/run.sh
.PHONY: mutants
N = 1000000
mutants: certpolicy tests/mutants/rows tests/mutants/readers
	python3 $(srcdir)/tests/mutants/run.py . $${CERTPOLICY_SHARED:-$(srcdir)/../shared}/data \
		--mutants $(N) --every 8 --log mutants.log
CLEANFILES += mutants.log
