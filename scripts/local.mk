EXTRA_DIST += scripts/build.sh scripts/check-sanitize scripts/comparison.py scripts/coverage \
	scripts/coverage.py scripts/demonstrate scripts/install-deps scripts/python-wheel scripts/quickstart scripts/test

.PHONY: check-sanitize
check-sanitize:
	$(top_srcdir)/scripts/check-sanitize $(top_srcdir) $(top_builddir)

.PHONY: coverage
coverage:
	$(top_srcdir)/scripts/coverage $(top_srcdir) $(top_builddir) $(COVERAGE)
