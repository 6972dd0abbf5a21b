# The public calls, seen from outside: installed headers and the shared library only.
CP_API_FILES = tests/api/data/chain.pem tests/api/data/leaf.key tests/api/data/make \
	tests/api/data/root.pem tests/api/data/self.pem
EXTRA_DIST += $(CP_API_FILES)

if HAVE_CUNIT
check_PROGRAMS += tests/api/api
TESTS += tests/api/api
tests_api_api_SOURCES = tests/api/api.c
tests_api_api_CPPFLAGS = $(AM_CPPFLAGS) -DSRCDIR='"$(abs_top_srcdir)"'
tests_api_api_CFLAGS = $(AM_CFLAGS) $(CUNIT_CFLAGS)
tests_api_api_LDADD = lib/libcertpolicy.la $(CUNIT_LIBS) -lpthread
endif

# The examples of doc/examples, and the schemas of doc/schema against what is really written.
CP_API_CHECKS = tests/api/examples.sh tests/api/schema.sh
TESTS += $(CP_API_CHECKS)
EXTRA_DIST += $(CP_API_CHECKS) tests/api/schema.py
