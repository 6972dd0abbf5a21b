# Benchmarks are never part of make check: make bench prints them.
EXTRA_PROGRAMS += bench/peers bench/stages bench/hostile bench/flat bench/transparency bench/revocations bench/threats
CLEANFILES += bench/peers bench/stages bench/hostile bench/flat bench/transparency bench/revocations bench/threats
EXTRA_DIST += bench/bench.h bench/check.py

bench_peers_SOURCES = bench/peers.c bench/bench.c
bench_peers_CFLAGS = $(AM_CFLAGS) $(GNUTLS_CFLAGS) $(OPENSSL_CFLAGS)
bench_peers_LDADD = lib/libcertpolicy.la $(GNUTLS_LIBS) $(OPENSSL_LIBS)
bench_transparency_SOURCES = bench/transparency.c bench/bench.c
bench_transparency_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/lib
bench_transparency_CFLAGS = $(AM_CFLAGS) $(OPENSSL_CFLAGS)
bench_transparency_LDADD = lib/libcertpolicy-core.la $(OPENSSL_LIBS)
bench_stages_SOURCES = bench/stages.c bench/bench.c
bench_stages_LDADD = lib/libcertpolicy.la

# Chains that are meant to cost much; make check judges them in a small form (tests/hostile).
CP_HOSTILE = bench/der.c bench/der.h bench/hostile_make.c bench/hostile_make.h \
	bench/hostile_chains.c bench/hostile_chains.h \
	bench/hostile_parts.c bench/hostile_parts.h \
	bench/hostile_topologies.c bench/hostile_names.c bench/hostile_policies.c \
	bench/hostile_forms.c bench/hostile_keys.c bench/hostile_lists.c \
	bench/hostile_responses.c
bench_hostile_SOURCES = bench/hostile.c $(CP_HOSTILE) bench/bench.c
bench_hostile_CFLAGS = $(AM_CFLAGS) $(GNUTLS_CFLAGS)
bench_hostile_LDADD = lib/libcertpolicy.la $(GNUTLS_LIBS)
bench_flat_SOURCES = bench/flat.c bench/der.c bench/hostile_make.c bench/bench.c
bench_flat_CFLAGS = $(AM_CFLAGS) $(GNUTLS_CFLAGS)
bench_flat_LDADD = lib/libcertpolicy.la $(GNUTLS_LIBS)
# The index of revocation lists is asked by itself, and so from inside the library.
bench_revocations_SOURCES = bench/revocations.c bench/der.c bench/hostile_make.c bench/bench.c
bench_revocations_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/lib -I$(top_srcdir)/bench
bench_revocations_CFLAGS = $(AM_CFLAGS) $(GNUTLS_CFLAGS) $(OPENSSL_CFLAGS)
bench_revocations_LDADD = lib/libcertpolicy-core.la $(GNUTLS_LIBS) $(OPENSSL_LIBS)

bench_threats_SOURCES = bench/threats.c bench/bench.c
bench_threats_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/lib
bench_threats_LDADD = lib/libcertpolicy-core.la

# The C partner of the bindings' benchmarks.
EXTRA_PROGRAMS += bench/bindings/warm
CLEANFILES += bench/bindings/warm
EXTRA_DIST += bench/bindings/python.py bench/bindings/requests_session.py
bench_bindings_warm_SOURCES = bench/bindings/warm.c bench/bench.c
bench_bindings_warm_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/bench
bench_bindings_warm_LDADD = lib/libcertpolicy.la

BENCH_ROOTS = /etc/ssl/certs/ca-certificates.crt
.PHONY: bench bench-check bench-crl bench-flat bench-hostile bench-stages bench-threats
if HAVE_OPENSSL
bench: bench/peers bench/transparency
	bench/peers $(BENCH_ROOTS) $(top_srcdir)/tests/data/public-chains
	bench/transparency $(top_srcdir)/tests/data/ct
# A revocation list of a million entries, or of ENTRIES.
bench-crl: bench/revocations
	bench/revocations $(ENTRIES)
else
bench bench-crl:
	@echo "make $@ compares with OpenSSL, whose headers (package libssl-dev) were not found" >&2; exit 1
endif
# A check of a live server, without libtool's script around the command, and of 500 of them.
bench-check: certpolicy
	LD_LIBRARY_PATH=$(abs_builddir)/lib/.libs:$(abs_builddir)/adapters/gnutls/.libs $(PYTHON) $(srcdir)/bench/check.py \
		`test -x .libs/certpolicy && echo .libs/certpolicy || echo ./certpolicy` $(srcdir)/tests/live $(ROUNDS)
# make bench-stages ROWS=requests.jsonl
bench-stages: bench/stages
	bench/stages $(ROWS)
# make bench-hostile CHAIN='part of a name'
bench-hostile: bench/hostile
	bench/hostile $(if $(CHAIN),'$(CHAIN)')
# Whether a certificate at hand costs the same, however many there are.
bench-flat: bench/flat
	bench/flat
# make bench-threats ENTRIES=1000000; it takes 700 MB of disk here for the 10,000,000 of the default.
bench-threats: bench/threats
	bench/threats $(ENTRIES)
# The Python module as it would be installed, in a folder of its own.
CP_BENCH_RUN = LD_LIBRARY_PATH=$(abs_builddir)/lib/.libs PYTHONPATH=$(abs_builddir)/bench/bindings/module $(PYTHON)
.PHONY: bench-module bench-python bench-requests
bench-module: all
	rm -rf bench/bindings/module && $(MKDIR_P) bench/bindings/module/certpolicy
	cp $(srcdir)/bindings/python/certpolicy/*.py bindings/python/certpolicy/native.py \
		bindings/python/.libs/_native.so bench/bindings/module/certpolicy
bench-python: bench-module bench/bindings/warm
	$(CP_BENCH_RUN) $(srcdir)/bench/bindings/python.py bench/bindings/warm $(srcdir)/tests/data/public-chains
# What a policy costs a requests session for each new connection; PYTHON has requests and cryptography.
bench-requests: bench-module
	$(CP_BENCH_RUN) $(srcdir)/bench/bindings/requests_session.py
# What a judgement costs in Lua beyond C, for each Lua of this machine; it fails above 5 us.
EXTRA_DIST += bench/bindings/loop.c bench/bindings/lua.lua
.PHONY: bench-lua
bench-lua: all
	$(top_srcdir)/scripts/bench-lua $(top_srcdir) $(top_builddir) $(ROUNDS)
