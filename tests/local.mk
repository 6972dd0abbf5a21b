# Tests. Every unit test is one program over one file of lib/, linked with the convenience library.
CP_TEST_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/lib -I$(top_srcdir)/tests \
	-DSRCDIR='"$(abs_top_srcdir)"' -DBUILDDIR='"$(abs_top_builddir)"'
CP_TEST_CFLAGS = $(AM_CFLAGS) $(CUNIT_CFLAGS) $(GNUTLS_CFLAGS) $(JANSSON_CFLAGS)
CP_TEST_LDADD = lib/libcertpolicy-core.la $(CUNIT_LIBS) $(GNUTLS_LIBS) $(JANSSON_LIBS)

if HAVE_CUNIT
include tests/unit/local.mk
endif

# Input of every form, made by tests/data/input/make.
EXTRA_DIST += \
	tests/data/input/ca.der \
	tests/data/input/certs-crl.pem \
	tests/data/input/certs.p7b \
	tests/data/input/cms.pem \
	tests/data/input/crl.der \
	tests/data/input/crl.pem \
	tests/data/input/empty.p12 \
	tests/data/input/key-encrypted.der \
	tests/data/input/key-public.der \
	tests/data/input/key.der \
	tests/data/input/key.pem \
	tests/data/input/leaf.der \
	tests/data/input/leaf.pem \
	tests/data/input/legacy.p12 \
	tests/data/input/make \
	tests/data/input/many.p12 \
	tests/data/input/modern.p12 \
	tests/data/input/pbmac1.p12 \
	tests/data/input/pieces.p12 \
	tests/data/input/plain.p12 \
	tests/data/input/request.der \
	tests/data/input/request.pem \
	tests/data/input/sha512.p12 \
	tests/data/input/slow.p12 \
	tests/data/input/slow-legacy.p12 \
	tests/data/input/slow-mac.p12 \
	tests/data/input/stream.p7m \
	tests/data/input/streebog.p12 \
	tests/data/input/too-many.p12 \
	tests/data/input/trusted.pem \
	tests/data/input/unicode.p12

# What root programmes publish, made by tests/data/roots/make.
EXTRA_DIST += tests/data/roots

# Keys and lists that have them, made by tests/data/weak-keys/make.
EXTRA_DIST += \
	tests/data/weak-keys/badkeys.dat \
	tests/data/weak-keys/ed25519.der \
	tests/data/weak-keys/make \
	tests/data/weak-keys/openssh.txt \
	tests/data/weak-keys/openssl.txt \
	tests/data/weak-keys/p256.der \
	tests/data/weak-keys/rsa.der \
	tests/data/weak-keys/spki.txt

# A certificate with timestamps and the list of their logs, made by tests/rules/make.
EXTRA_DIST += \
	tests/data/ct/forged.json \
	tests/data/ct/issuer.der \
	tests/data/ct/leaf.der \
	tests/data/ct/logged.json \
	tests/data/ct/logs.json
include tests/scripts/local.mk
include tests/api/local.mk

include tests/alloc/local.mk
include tests/hostile/local.mk
include tests/bindings/local.mk
EXTRA_DIST += tests/vectors/agree.py tests/vectors/run.sh tests/vectors/badssl.py tests/vectors/badssl.sh tests/vectors/hostile.py tests/vectors/hostile.sh
EXTRA_DIST += tests/vectors/lint.py tests/vectors/lint.sh tests/vectors/lint_table.py
TESTS += tests/vectors/run.sh tests/vectors/badssl.sh tests/vectors/hostile.sh tests/vectors/lint.sh

# What holds for every request. EVERY=1 takes all rows of the shared vectors.
EXTRA_DIST += tests/properties/properties.py tests/properties/run.sh
TESTS += tests/properties/run.sh
.PHONY: check-properties
check-properties: all
	EVERY=1 srcdir=$(srcdir) builddir=. $(srcdir)/tests/properties/run.sh

# What was built, installed below tests/stage and tried from there.
EXTRA_DIST += tests/scripts/installed.sh
.PHONY: check-installed
check-installed: all
	srcdir=$(srcdir) builddir=. PYTHON='$(PYTHON)' $(srcdir)/tests/scripts/installed.sh
clean-tests:
	rm -rf tests/stage tests/bindings-run tests/lua tests/python
include tests/rules/local.mk
EXTRA_DIST += tests/scripts/readme.sh tests/scripts/comparison.sh tests/scripts/pages.sh
TESTS += tests/scripts/readme.sh tests/scripts/comparison.sh tests/scripts/pages.sh
include tests/browser/local.mk
include tests/mutants/local.mk
include tests/forecast/local.mk
include tests/live/local.mk
