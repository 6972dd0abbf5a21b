# Short programs over the installed headers, compiled and run by tests/api/examples.sh.
examplesdir = $(docdir)/doc/examples
dist_examples_DATA = doc/examples/classify-only.c doc/examples/curl-client.c \
	doc/examples/gnutls-client.c doc/examples/judge-chain.c doc/examples/openssl-client.c \
	doc/examples/own-policy-file.c doc/examples/own-rule.c
CP_EXAMPLES = doc/examples/classify-only doc/examples/judge-chain doc/examples/own-policy-file \
	doc/examples/own-rule
check_PROGRAMS += $(CP_EXAMPLES) doc/examples/gnutls-client

doc_examples_classify_only_SOURCES = doc/examples/classify-only.c
doc_examples_classify_only_LDADD = lib/libcertpolicy.la
doc_examples_judge_chain_SOURCES = doc/examples/judge-chain.c
doc_examples_judge_chain_LDADD = lib/libcertpolicy.la
doc_examples_own_policy_file_SOURCES = doc/examples/own-policy-file.c
doc_examples_own_policy_file_LDADD = lib/libcertpolicy.la
doc_examples_own_rule_SOURCES = doc/examples/own-rule.c
doc_examples_own_rule_LDADD = lib/libcertpolicy.la
doc_examples_gnutls_client_SOURCES = doc/examples/gnutls-client.c
doc_examples_gnutls_client_CFLAGS = $(AM_CFLAGS) $(GNUTLS_CFLAGS)
doc_examples_gnutls_client_LDADD = adapters/gnutls/libcertpolicy-gnutls.la lib/libcertpolicy.la $(GNUTLS_LIBS)
if HAVE_OPENSSL
check_PROGRAMS += doc/examples/openssl-client
endif
doc_examples_openssl_client_SOURCES = doc/examples/openssl-client.c
doc_examples_openssl_client_CFLAGS = $(AM_CFLAGS) $(OPENSSL_CFLAGS)
doc_examples_openssl_client_LDADD = adapters/openssl/libcertpolicy-openssl.la lib/libcertpolicy.la $(OPENSSL_LIBS)
if HAVE_CURL
check_PROGRAMS += doc/examples/curl-client
endif
doc_examples_curl_client_SOURCES = doc/examples/curl-client.c
doc_examples_curl_client_CFLAGS = $(AM_CFLAGS) $(CURL_CFLAGS)
doc_examples_curl_client_LDADD = adapters/curl/libcertpolicy-curl.la lib/libcertpolicy.la $(CURL_LIBS)
