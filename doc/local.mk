# The pages are installed as they lie here, so that what README.md names is found there, too.
dist_doc_DATA = README.md NEWS.md SECURITY.md
pagesdir = $(docdir)/doc
dist_pages_DATA = \
	doc/architecture.md \
	doc/bindings.md \
	doc/browsers.md \
	doc/calendar.md \
	doc/codes.md \
	doc/conformance.md \
	doc/crypto-table.md \
	doc/figures.md \
	doc/known-attacks.md \
	doc/live-checks.md \
	doc/live-gnutls.md \
	doc/live-curl.md \
	doc/live-openssl.md \
	doc/misplacement.md \
	doc/path-validation.md \
	doc/python-clients.md \
	doc/revocation.md \
	doc/root-programmes.md \
	doc/sessions.md \
	doc/threat-lists.md \
	doc/transparency.md \
	doc/why.md
include doc/examples/local.mk
include doc/schema/local.mk
include doc/lua/local.mk
include doc/python/local.mk

# Manual pages; tests/scripts/man.sh holds them against --help.
dist_man_MANS += \
	doc/man/certpolicy.1 \
	doc/man/certpolicy-batch.1 \
	doc/man/certpolicy-check.1 \
	doc/man/certpolicy-codes.1 \
	doc/man/certpolicy-data.1 \
	doc/man/certpolicy-describe.1 \
	doc/man/certpolicy-doctor.1 \
	doc/man/certpolicy-env.1 \
	doc/man/certpolicy-explain.1 \
	doc/man/certpolicy-forecast.1 \
	doc/man/certpolicy-policy.1 \
	doc/man/certpolicy-policy.5 \
	doc/man/certpolicy-trust.1 \
	doc/man/certpolicy-why.1
