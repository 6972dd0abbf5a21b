# Tests. Every unit test is one program over one file of lib/, linked with the convenience library.
CP_TEST_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/lib -I$(top_srcdir)/tests \
	-DSRCDIR='"$(abs_top_srcdir)"' -DBUILDDIR='"$(abs_top_builddir)"'
CP_TEST_CFLAGS = $(AM_CFLAGS) $(CUNIT_CFLAGS) $(GNUTLS_CFLAGS) $(JANSSON_CFLAGS)
CP_TEST_LDADD = lib/libcertpolicy-core.la $(CUNIT_LIBS) $(GNUTLS_LIBS) $(JANSSON_LIBS)

if HAVE_CUNIT
include tests/unit/local.mk
endif
