# Pages of the Python package, by Sphinx with myst-parser where they are there; CP_SPHINX_INTERPRETER names a Python that
# has them and can load the module that was built. test_docs_sphinx.py builds them and runs their examples.
CP_PYTHON_PAGES = doc/python/api-clients.md doc/python/api.md doc/python/clients.md doc/python/codes.md \
	doc/python/errors.md doc/python/index.md doc/python/judging.md doc/python/limits.md doc/python/native.md doc/python/policies.md \
	doc/python/quickstart.md doc/python/rules.md doc/python/sharing.md doc/python/testing.md doc/python/tls.md
EXTRA_DIST += $(CP_PYTHON_PAGES) doc/python/code_table.py doc/python/conf.py doc/python/examples.py \
	doc/python/plain_docstrings.py
CP_SPHINX_INTERPRETER = $(PYTHON)
CP_SPHINX_FLAGS = -W -n --keep-going -q
.PHONY: html-python
html-local: html-python
if WITH_PYTHON
html-python: all
	@if $(CP_SPHINX_INTERPRETER) -c 'import sphinx, myst_parser' 2>/dev/null; then \
		rm -rf doc/html-python && $(MKDIR_P) doc/html-python/certpolicy && \
		cp $(CP_PYTHON_FILES:%=$(srcdir)/%) bindings/python/certpolicy/native.py bindings/python/.libs/_native.so \
			doc/html-python/certpolicy && \
		LD_LIBRARY_PATH=lib/.libs:$$LD_LIBRARY_PATH PYTHONPATH=doc/html-python PYTHONDONTWRITEBYTECODE=1 \
			$(CP_SPHINX_INTERPRETER) -m sphinx $(CP_SPHINX_FLAGS) -b html -d doc/html-python/trees \
			$(srcdir)/doc/python doc/html; \
	else \
		echo "html: the pages of the Python package are left out: $(CP_SPHINX_INTERPRETER) has no Sphinx with myst-parser"; \
	fi
else
html-python:
	@echo "html: the pages of the Python package are left out: it is not built"
endif
clean-python-pages:
	rm -rf doc/html doc/html-python
