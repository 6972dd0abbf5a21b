# A case folder a code, made by tests/rules/make, run through the public calls.
include tests/rules/cases.mk
EXTRA_DIST += tests/rules/der.py tests/rules/make $(CP_RULE_CASES) \
	tests/rules/keys/ed25519.pem tests/rules/keys/issuer.pem tests/rules/keys/leaf.pem \
	tests/rules/keys/log1.pem tests/rules/keys/log2.pem tests/rules/keys/log3.pem \
	tests/rules/keys/log4.pem tests/rules/keys/log5.pem tests/rules/keys/log6.pem tests/rules/keys/log7.pem \
	tests/rules/keys/other.pem tests/rules/keys/p192.pem tests/rules/keys/root.pem \
	tests/rules/keys/self.pem

check_PROGRAMS += tests/rules/run
TESTS += tests/rules/run
tests_rules_run_SOURCES = tests/rules/run.c
tests_rules_run_CPPFLAGS = $(AM_CPPFLAGS) -DSRCDIR='"$(abs_top_srcdir)"'
tests_rules_run_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
tests_rules_run_LDADD = lib/libcertpolicy.la $(JANSSON_LIBS)
