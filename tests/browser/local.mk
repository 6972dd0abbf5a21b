# Real browsers (`make check-browser`, by hand) and what they showed when they were last recorded.
EXTRA_DIST += \
	tests/browser/browsers.py \
	tests/browser/ca.py \
	tests/browser/guard.py \
	tests/browser/recorded.jsonl \
	tests/browser/replay.sh \
	tests/browser/run.py \
	tests/browser/situations.py
TESTS += tests/browser/replay.sh

EXTRA_PROGRAMS += tests/browser/serve
CLEANFILES += tests/browser/serve
tests_browser_serve_SOURCES = tests/browser/serve.c
tests_browser_serve_CFLAGS = $(AM_CFLAGS) $(GNUTLS_CFLAGS) -pthread
tests_browser_serve_LDADD = $(GNUTLS_LIBS) -lpthread

# RECORD=FILE keeps what they show, ONLY='trust/*' asks for some situations.
.PHONY: check-browser
check-browser: all tests/browser/serve
	$(PYTHON) $(srcdir)/tests/browser/run.py ./certpolicy tests/browser/serve \
		$${RECORD:+--record "$$RECORD"} $${ONLY:+--only "$$ONLY"}
