# Every allocation of the public calls fails once.
check_PROGRAMS += tests/alloc/alloc
TESTS += tests/alloc/alloc
tests_alloc_alloc_SOURCES = tests/alloc/alloc.c
tests_alloc_alloc_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_alloc_alloc_CFLAGS = $(CP_TEST_CFLAGS)
tests_alloc_alloc_LDADD = lib/libcertpolicy-core.la $(JANSSON_LIBS)
