# Benchmarks are never part of make check: make bench prints them.
EXTRA_PROGRAMS += bench/peers bench/stages
CLEANFILES += bench/peers bench/stages
EXTRA_DIST += bench/bench.h

bench_peers_SOURCES = bench/peers.c bench/bench.c
bench_peers_CFLAGS = $(AM_CFLAGS) $(GNUTLS_CFLAGS) $(OPENSSL_CFLAGS)
bench_peers_LDADD = lib/libcertpolicy.la $(GNUTLS_LIBS) $(OPENSSL_LIBS)
bench_stages_SOURCES = bench/stages.c bench/bench.c
bench_stages_LDADD = lib/libcertpolicy.la

BENCH_ROOTS = /etc/ssl/certs/ca-certificates.crt
.PHONY: bench bench-stages
if HAVE_OPENSSL
bench: bench/peers
	bench/peers $(BENCH_ROOTS) $(top_srcdir)/tests/data/public-chains
else
bench:
	@echo "make bench compares with OpenSSL, whose headers (package libssl-dev) were not found" >&2; exit 1
endif
# make bench-stages ROWS=requests.jsonl
bench-stages: bench/stages
	bench/stages $(ROWS)
