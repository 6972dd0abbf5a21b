# Fuzz targets. Plain builds replay their seeds in `make check`; with --enable-fuzzing (and clang)
# they are linked with libFuzzer: fuzz/pem -max_total_time=60 CORPUS fuzz/seeds/pem.
# A target is one file, one folder of seeds and one block here.
CP_FUZZ_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/lib -I$(top_srcdir)/fuzz \
	-DSRCDIR='"$(abs_top_srcdir)"'
CP_FUZZ_TARGETS =
EXTRA_DIST += fuzz/seeds
if FUZZING
CP_FUZZ_MAIN = fuzz/fuzz.h
CP_FUZZ_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
noinst_PROGRAMS += $(CP_FUZZ_TARGETS)
else
CP_FUZZ_MAIN = fuzz/fuzz.h fuzz/replay.c
CP_FUZZ_LDFLAGS = $(AM_LDFLAGS)
check_PROGRAMS += $(CP_FUZZ_TARGETS)
TESTS += $(CP_FUZZ_TARGETS)
endif

CP_FUZZ_TARGETS += fuzz/pem
fuzz_pem_SOURCES = fuzz/pem.c $(CP_FUZZ_MAIN)
fuzz_pem_CPPFLAGS = $(CP_FUZZ_CPPFLAGS) -DCP_FUZZ_TARGET='"pem"'
fuzz_pem_LDFLAGS = $(CP_FUZZ_LDFLAGS)
fuzz_pem_LDADD = lib/libcertpolicy-core.la

CP_FUZZ_TARGETS += fuzz/certificate
fuzz_certificate_SOURCES = fuzz/certificate.c $(CP_FUZZ_MAIN)
fuzz_certificate_CPPFLAGS = $(CP_FUZZ_CPPFLAGS) -DCP_FUZZ_TARGET='"certificate"'
fuzz_certificate_LDFLAGS = $(CP_FUZZ_LDFLAGS)
fuzz_certificate_LDADD = lib/libcertpolicy-core.la

CP_FUZZ_TARGETS += fuzz/crl
fuzz_crl_SOURCES = fuzz/crl.c $(CP_FUZZ_MAIN)
fuzz_crl_CPPFLAGS = $(CP_FUZZ_CPPFLAGS) -DCP_FUZZ_TARGET='"crl"'
fuzz_crl_LDFLAGS = $(CP_FUZZ_LDFLAGS)
fuzz_crl_LDADD = lib/libcertpolicy-core.la

CP_FUZZ_TARGETS += fuzz/ocsp
fuzz_ocsp_SOURCES = fuzz/ocsp.c $(CP_FUZZ_MAIN)
fuzz_ocsp_CPPFLAGS = $(CP_FUZZ_CPPFLAGS) -DCP_FUZZ_TARGET='"ocsp"'
fuzz_ocsp_LDFLAGS = $(CP_FUZZ_LDFLAGS)
fuzz_ocsp_LDADD = lib/libcertpolicy-core.la

CP_FUZZ_TARGETS += fuzz/crl_file
fuzz_crl_file_SOURCES = fuzz/crl_file.c $(CP_FUZZ_MAIN)
fuzz_crl_file_CPPFLAGS = $(CP_FUZZ_CPPFLAGS) -DCP_FUZZ_TARGET='"crl_file"'
fuzz_crl_file_LDFLAGS = $(CP_FUZZ_LDFLAGS)
fuzz_crl_file_LDADD = lib/libcertpolicy-core.la

CP_FUZZ_TARGETS += fuzz/sct
fuzz_sct_SOURCES = fuzz/sct.c $(CP_FUZZ_MAIN)
fuzz_sct_CPPFLAGS = $(CP_FUZZ_CPPFLAGS) -DCP_FUZZ_TARGET='"sct"'
fuzz_sct_LDFLAGS = $(CP_FUZZ_LDFLAGS)
fuzz_sct_LDADD = lib/libcertpolicy-core.la

CP_FUZZ_TARGETS += fuzz/policy
fuzz_policy_SOURCES = fuzz/policy.c $(CP_FUZZ_MAIN)
fuzz_policy_CPPFLAGS = $(CP_FUZZ_CPPFLAGS) -DCP_FUZZ_TARGET='"policy"'
fuzz_policy_LDFLAGS = $(CP_FUZZ_LDFLAGS)
fuzz_policy_LDADD = lib/libcertpolicy-core.la

CP_FUZZ_TARGETS += fuzz/request
fuzz_request_SOURCES = fuzz/request.c $(CP_FUZZ_MAIN)
fuzz_request_CPPFLAGS = $(CP_FUZZ_CPPFLAGS) -DCP_FUZZ_TARGET='"request"'
fuzz_request_LDFLAGS = $(CP_FUZZ_LDFLAGS)
fuzz_request_LDADD = lib/libcertpolicy-core.la $(JANSSON_LIBS)

CP_FUZZ_TARGETS += fuzz/weak_keys
fuzz_weak_keys_SOURCES = fuzz/weak_keys.c $(CP_FUZZ_MAIN)
fuzz_weak_keys_CPPFLAGS = $(CP_FUZZ_CPPFLAGS) -DCP_FUZZ_TARGET='"weak_keys"'
fuzz_weak_keys_LDFLAGS = $(CP_FUZZ_LDFLAGS)
fuzz_weak_keys_LDADD = lib/libcertpolicy-core.la

CP_FUZZ_TARGETS += fuzz/ct_logs
fuzz_ct_logs_SOURCES = fuzz/ct_logs.c $(CP_FUZZ_MAIN)
fuzz_ct_logs_CPPFLAGS = $(CP_FUZZ_CPPFLAGS) -DCP_FUZZ_TARGET='"ct_logs"'
fuzz_ct_logs_LDFLAGS = $(CP_FUZZ_LDFLAGS)
fuzz_ct_logs_LDADD = lib/libcertpolicy-core.la

CP_FUZZ_TARGETS += fuzz/roots
fuzz_roots_SOURCES = fuzz/roots.c $(CP_FUZZ_MAIN)
fuzz_roots_CPPFLAGS = $(CP_FUZZ_CPPFLAGS) -DCP_FUZZ_TARGET='"roots"'
fuzz_roots_LDFLAGS = $(CP_FUZZ_LDFLAGS)
fuzz_roots_LDADD = lib/libcertpolicy-core.la

CP_FUZZ_TARGETS += fuzz/csv
fuzz_csv_SOURCES = fuzz/csv.c $(CP_FUZZ_MAIN)
fuzz_csv_CPPFLAGS = $(CP_FUZZ_CPPFLAGS) -DCP_FUZZ_TARGET='"csv"'
fuzz_csv_LDFLAGS = $(CP_FUZZ_LDFLAGS)
fuzz_csv_LDADD = lib/libcertpolicy-core.la

CP_FUZZ_TARGETS += fuzz/threats
fuzz_threats_SOURCES = fuzz/threats.c $(CP_FUZZ_MAIN)
fuzz_threats_CPPFLAGS = $(CP_FUZZ_CPPFLAGS) -DCP_FUZZ_TARGET='"threats"'
fuzz_threats_LDFLAGS = $(CP_FUZZ_LDFLAGS)
fuzz_threats_LDADD = lib/libcertpolicy-core.la

CP_FUZZ_TARGETS += fuzz/threat_pattern
fuzz_threat_pattern_SOURCES = fuzz/threat_pattern.c $(CP_FUZZ_MAIN)
fuzz_threat_pattern_CPPFLAGS = $(CP_FUZZ_CPPFLAGS) -DCP_FUZZ_TARGET='"threat_pattern"'
fuzz_threat_pattern_LDFLAGS = $(CP_FUZZ_LDFLAGS)
fuzz_threat_pattern_LDADD = lib/libcertpolicy-core.la

CP_FUZZ_TARGETS += fuzz/threat_index
fuzz_threat_index_SOURCES = fuzz/threat_index.c $(CP_FUZZ_MAIN)
fuzz_threat_index_CPPFLAGS = $(CP_FUZZ_CPPFLAGS) -DCP_FUZZ_TARGET='"threat_index"'
fuzz_threat_index_LDFLAGS = $(CP_FUZZ_LDFLAGS)
fuzz_threat_index_LDADD = lib/libcertpolicy-core.la

CP_FUZZ_TARGETS += fuzz/forecast
fuzz_forecast_SOURCES = fuzz/forecast.c $(CP_FUZZ_MAIN)
fuzz_forecast_CPPFLAGS = $(CP_FUZZ_CPPFLAGS) -DCP_FUZZ_TARGET='"forecast"'
fuzz_forecast_LDFLAGS = $(CP_FUZZ_LDFLAGS)
fuzz_forecast_LDADD = lib/libcertpolicy-core.la

# The talks of the command with servers and proxies, without the rest of it.
CP_FUZZ_TARGETS += fuzz/talk
fuzz_talk_SOURCES = fuzz/talk.c $(CP_FUZZ_MAIN) \
	cli/net/attempt.c cli/net/deadline.c cli/net/observation.c \
	cli/net/proxy.c cli/net/proxy_http.c cli/net/proxy_socks.c \
	cli/net/said.c cli/net/service.c \
	cli/net/starttls.c cli/net/starttls_binary.c cli/net/starttls_lines.c cli/net/starttls_xmpp.c \
	cli/net/tls_messages.c cli/net/wire.c
fuzz_talk_CPPFLAGS = $(CP_FUZZ_CPPFLAGS) -I$(top_srcdir)/cli -DCP_FUZZ_TARGET='"talk"'
fuzz_talk_CFLAGS = $(AM_CFLAGS) $(GNUTLS_CFLAGS)
fuzz_talk_LDFLAGS = $(CP_FUZZ_LDFLAGS)
fuzz_talk_LDADD = lib/libcertpolicy-core.la $(GNUTLS_LIBS)
