# One interface, two languages: each generated wrapper has its own folder and its own warnings.
CP_PYTHON_FILES = \
	bindings/python/certpolicy/__init__.py \
	bindings/python/certpolicy/__main__.py \
	bindings/python/certpolicy/_begin.py \
	bindings/python/certpolicy/_chain.py \
	bindings/python/certpolicy/_cipher.py \
	bindings/python/certpolicy/_client.py \
	bindings/python/certpolicy/_default.py \
	bindings/python/certpolicy/_engine.py \
	bindings/python/certpolicy/_errors.py \
	bindings/python/certpolicy/_handshake.py \
	bindings/python/certpolicy/_html.py \
	bindings/python/certpolicy/_inject.py \
	bindings/python/certpolicy/_many.py \
	bindings/python/certpolicy/_pem.py \
	bindings/python/certpolicy/_report.py \
	bindings/python/certpolicy/_request.py \
	bindings/python/certpolicy/_run.py \
	bindings/python/certpolicy/_shown.py \
	bindings/python/certpolicy/_standard.py \
	bindings/python/certpolicy/_terms.py \
	bindings/python/certpolicy/_test_listener.py \
	bindings/python/certpolicy/_test_servers.py \
	bindings/python/certpolicy/_verdict.py \
	bindings/python/certpolicy/_words.py \
	bindings/python/certpolicy/aiohttp.py \
	bindings/python/certpolicy/asyncio.py \
	bindings/python/certpolicy/ftplib.py \
	bindings/python/certpolicy/http_client.py \
	bindings/python/certpolicy/httpx.py \
	bindings/python/certpolicy/imaplib.py \
	bindings/python/certpolicy/poplib.py \
	bindings/python/certpolicy/psycopg.py \
	bindings/python/certpolicy/pymongo.py \
	bindings/python/certpolicy/pytest_plugin.py \
	bindings/python/certpolicy/redis.py \
	bindings/python/certpolicy/requests.py \
	bindings/python/certpolicy/smtplib.py \
	bindings/python/certpolicy/tls.py \
	bindings/python/certpolicy/urllib.py \
	bindings/python/certpolicy/urllib3.py \
	bindings/python/certpolicy/websockets.py \
	bindings/python/certpolicy/x509.py
CP_PYTHON_TYPES = bindings/python/certpolicy/native.pyi bindings/python/certpolicy/py.typed
EXTRA_DIST += bindings/busy.i bindings/certpolicy.i bindings/docstrings.awk bindings/rules.i bindings/python/generate bindings/python/numbers.swg \
	bindings/python/python.swg bindings/python/rules.swg $(CP_PYTHON_FILES) $(CP_PYTHON_TYPES)
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
CP_PYTHON_SWIG = bindings/docstrings.awk bindings/python/generate bindings/python/numbers.swg \
	bindings/python/python.swg bindings/python/rules.swg
bindings/python/native_wrap.c: $(CP_SWIG_SOURCES) $(CP_PYTHON_SWIG) $(certpolicyinclude_HEADERS)
	$(AM_V_GEN)SWIG='$(SWIG)' AWK='$(AWK)' $(top_srcdir)/bindings/python/generate $(top_srcdir) $@ bindings/python/certpolicy
bindings/python/certpolicy/native.py: bindings/python/native_wrap.c
CLEANFILES += bindings/python/docstrings.i bindings/python/native_wrap.c bindings/python/certpolicy/native.py
CLEANFILES += bindings/python/certpolicy/__pycache__/*
endif

include bindings/lua/local.mk
