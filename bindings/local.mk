# One interface, two languages: each generated wrapper has its own folder and its own warnings.
CP_PYTHON_FILES = \
	bindings/python/certpolicy/__init__.py \
	bindings/python/certpolicy/_chain.py \
	bindings/python/certpolicy/_cipher.py \
	bindings/python/certpolicy/_default.py \
	bindings/python/certpolicy/_engine.py \
	bindings/python/certpolicy/_errors.py \
	bindings/python/certpolicy/_handshake.py \
	bindings/python/certpolicy/_html.py \
	bindings/python/certpolicy/_many.py \
	bindings/python/certpolicy/_report.py \
	bindings/python/certpolicy/_request.py \
	bindings/python/certpolicy/_shown.py \
	bindings/python/certpolicy/_test_servers.py \
	bindings/python/certpolicy/_terms.py \
	bindings/python/certpolicy/_verdict.py \
	bindings/python/certpolicy/_words.py \
	bindings/python/certpolicy/pytest_plugin.py \
	bindings/python/certpolicy/tls.py \
	bindings/python/certpolicy/x509.py
CP_PYTHON_TYPES = bindings/python/certpolicy/native.pyi bindings/python/certpolicy/py.typed
EXTRA_DIST += bindings/busy.i bindings/certpolicy.i bindings/docstrings.awk bindings/rules.i bindings/python/python.swg bindings/python/rules.swg \
	$(CP_PYTHON_FILES) $(CP_PYTHON_TYPES)
CP_SWIG_SOURCES = bindings/busy.i bindings/certpolicy.i bindings/rules.i
CP_SWIG_FLAGS = -I$(top_srcdir)/include -I$(top_srcdir)/bindings
# Generated code is not ours to warn about.
CP_SWIG_CFLAGS = -w $(CP_HARDENING)
CP_BINDING_LDFLAGS = -module -avoid-version -shared $(CP_HARDENING)

if WITH_PYTHON
certpolicypydir = $(pyexecdir)/certpolicy
certpolicypy_LTLIBRARIES = bindings/python/_native.la
certpolicypy_DATA = $(CP_PYTHON_TYPES)
nodist_certpolicypy_PYTHON = $(CP_PYTHON_FILES) bindings/python/certpolicy/native.py
nodist_bindings_python__native_la_SOURCES = bindings/python/native_wrap.c
bindings_python__native_la_CPPFLAGS = $(AM_CPPFLAGS) -I$(PYTHON_INCLUDE)
bindings_python__native_la_CFLAGS = $(CP_SWIG_CFLAGS)
bindings_python__native_la_LDFLAGS = $(CP_BINDING_LDFLAGS)
bindings_python__native_la_LIBADD = lib/libcertpolicy.la
CP_PYTHON_SWIG_FLAGS = -python -threads -DCP_DOCSTRINGS -Ibindings $(CP_SWIG_FLAGS)
CP_DOCUMENTED = $(top_srcdir)/include/certpolicy/engine.h $(top_srcdir)/include/certpolicy/request.h \
	$(top_srcdir)/include/certpolicy/report.h $(top_srcdir)/include/certpolicy/guard.h \
	$(top_srcdir)/include/certpolicy/policy.h $(top_srcdir)/include/certpolicy/rules.h
bindings/docstrings.i: bindings/docstrings.awk $(CP_DOCUMENTED)
	$(AM_V_GEN)$(MKDIR_P) bindings && \
		$(AWK) -f $(top_srcdir)/bindings/docstrings.awk $(CP_DOCUMENTED) >$@.new && mv $@.new $@
CLEANFILES += bindings/docstrings.i
bindings/python/native_wrap.c: $(CP_SWIG_SOURCES) bindings/docstrings.i bindings/python/python.swg bindings/python/rules.swg
	$(AM_V_GEN)$(MKDIR_P) bindings/python/certpolicy && \
		$(SWIG) $(CP_PYTHON_SWIG_FLAGS) -outdir bindings/python/certpolicy -o $@ \
		$(top_srcdir)/bindings/certpolicy.i
bindings/python/certpolicy/native.py: bindings/python/native_wrap.c
CLEANFILES += bindings/python/native_wrap.c bindings/python/certpolicy/native.py
CLEANFILES += bindings/python/certpolicy/__pycache__/*
endif

include bindings/lua/local.mk
