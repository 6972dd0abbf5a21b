# The bindings, as they would be installed. Whoever runs the tests may have imported data: what they
# find does not hang on it.
AM_TESTS_ENVIRONMENT = srcdir='$(abs_top_srcdir)'; builddir='$(abs_top_builddir)'; \
	PYTHON='$(PYTHON)'; XDG_DATA_HOME=/nonexistent; \
	export srcdir builddir PYTHON XDG_DATA_HOME;
CP_BINDING_TESTS = tests/bindings/python.sh tests/bindings/lua.sh
CP_PYTHON_TESTS = \
	tests/bindings/python/client_calls.py \
	tests/bindings/python/conftest.py \
	tests/bindings/python/doc_block.py \
	tests/bindings/python/fuzz_calls.py \
	tests/bindings/python/protocols.py \
	tests/bindings/python/public.py \
	tests/bindings/python/requirements.txt \
	tests/bindings/python/servers.py \
	tests/bindings/python/test_client_matrix.py \
	tests/bindings/python/test_client_others.py \
	tests/bindings/python/test_client_requests.py \
	tests/bindings/python/test_core_html.py \
	tests/bindings/python/test_core_misuse.py \
	tests/bindings/python/test_core_rules.py \
	tests/bindings/python/test_core_words.py \
	tests/bindings/python/test_core_x509.py \
	tests/bindings/python/test_docs.py \
	tests/bindings/python/test_docs_sphinx.py \
	tests/bindings/python/test_inject.py \
	tests/bindings/python/test_pytest_plugin.py \
	tests/bindings/python/test_tls_replaced.py \
	tests/bindings/python/test_tls_sockets.py \
	tests/bindings/python/test_tls_ways.py
EXTRA_DIST += $(CP_BINDING_TESTS) $(CP_PYTHON_TESTS) tests/bindings/common.sh tests/bindings/rows.py tests/bindings/test_python.py \
	tests/bindings/test.lua tests/data/public-chains
if WITH_PYTHON
TESTS += tests/bindings/python.sh
endif
if WITH_LUA
TESTS += tests/bindings/lua.sh
endif
include tests/bindings/lua/local.mk

# The Python package as its users get it, by pip.
EXTRA_DIST += tests/bindings/check-python tests/bindings/chroot-python tests/bindings/packages.py tests/bindings/python/leaks.supp
.PHONY: check-python
check-python: all
	python3 $(top_srcdir)/tests/bindings/check-python $(top_srcdir) $(top_builddir)
