# Programs of unit tests, one a room or one a part of it; tests/unit/unit.h is the frame.
CP_UNIT_TESTS = tests/unit/base
check_PROGRAMS += $(CP_UNIT_TESTS)
TESTS += $(CP_UNIT_TESTS)
EXTRA_DIST += tests/unit/unit.h

tests_unit_base_SOURCES = tests/unit/base.c
tests_unit_base_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_base_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_base_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/fork
tests_unit_fork_SOURCES = tests/unit/fork.c
tests_unit_fork_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_fork_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_fork_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/map
tests_unit_map_SOURCES = tests/unit/map.c
tests_unit_map_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_map_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_map_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/guard
tests_unit_guard_SOURCES = tests/unit/guard.c tests/unit/make_cert.c tests/unit/make_cert.h
tests_unit_guard_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_guard_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_guard_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/scan
tests_unit_scan_SOURCES = tests/unit/scan.c
tests_unit_scan_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_scan_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_scan_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/csv
tests_unit_csv_SOURCES = tests/unit/csv.c
tests_unit_csv_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_csv_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_csv_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/threats
tests_unit_threats_SOURCES = tests/unit/threats.c
tests_unit_threats_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_threats_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_threats_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/threat_intel
tests_unit_threat_intel_SOURCES = tests/unit/threat_intel.c
tests_unit_threat_intel_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_threat_intel_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_threat_intel_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/asn1
tests_unit_asn1_SOURCES = tests/unit/asn1.c
tests_unit_asn1_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_asn1_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_asn1_LDADD = $(CP_TEST_LDADD)

# Certificates made at test time, for whoever needs them.
CP_UNIT_MAKE_CERT = tests/unit/make_cert.c tests/unit/make_cert.h

CP_UNIT_TESTS += tests/unit/crypto
tests_unit_crypto_SOURCES = tests/unit/crypto.c $(CP_UNIT_MAKE_CERT)
tests_unit_crypto_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_crypto_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_crypto_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/scope_entry
tests_unit_scope_entry_SOURCES = tests/unit/scope_entry.c
tests_unit_scope_entry_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_scope_entry_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_scope_entry_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/names
tests_unit_names_SOURCES = tests/unit/names.c $(CP_UNIT_MAKE_CERT)
tests_unit_names_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_names_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_names_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/strength
tests_unit_strength_SOURCES = tests/unit/strength.c
tests_unit_strength_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_strength_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_strength_LDADD = $(CP_TEST_LDADD)

# DER written as text, for whoever needs it.
CP_UNIT_DER_TEXT = tests/unit/der_text.c tests/unit/der_text.h

CP_UNIT_TESTS += tests/unit/x509
tests_unit_x509_SOURCES = tests/unit/x509.c $(CP_UNIT_DER_TEXT)
tests_unit_x509_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_x509_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_x509_LDADD = $(CP_TEST_LDADD) $(UNISTRING_LIBS)

CP_UNIT_TESTS += tests/unit/uri_peers
tests_unit_uri_peers_SOURCES = tests/unit/uri_peers.c $(CP_UNIT_DER_TEXT)
tests_unit_uri_peers_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_uri_peers_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_uri_peers_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/input
tests_unit_input_SOURCES = tests/unit/input.c
tests_unit_input_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_input_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_input_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/crl
tests_unit_crl_SOURCES = tests/unit/crl.c
tests_unit_crl_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_crl_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_crl_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/precert
tests_unit_precert_SOURCES = tests/unit/precert.c $(CP_UNIT_MAKE_CERT)
tests_unit_precert_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_precert_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_precert_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/ct_logs
tests_unit_ct_logs_SOURCES = tests/unit/ct_logs.c
tests_unit_ct_logs_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_ct_logs_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_ct_logs_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/ct_logs_published
tests_unit_ct_logs_published_SOURCES = tests/unit/ct_logs_published.c
tests_unit_ct_logs_published_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_ct_logs_published_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_ct_logs_published_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/ocsp
tests_unit_ocsp_SOURCES = tests/unit/ocsp.c $(CP_UNIT_DER_TEXT)
tests_unit_ocsp_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_ocsp_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_ocsp_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/ct_policy
tests_unit_ct_policy_SOURCES = tests/unit/ct_policy.c
tests_unit_ct_policy_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_ct_policy_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_ct_policy_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/transparency
tests_unit_transparency_SOURCES = tests/unit/transparency.c $(CP_UNIT_MAKE_CERT)
tests_unit_transparency_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_transparency_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_transparency_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/crl_corpus
tests_unit_crl_corpus_SOURCES = tests/unit/crl_corpus.c
tests_unit_crl_corpus_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_crl_corpus_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_crl_corpus_LDADD = $(CP_TEST_LDADD)

# A certificate against GnuTLS's reading of it, for whoever has both.
CP_UNIT_COMPARE_CERT = tests/unit/compare_cert.c tests/unit/compare_cert.h

CP_UNIT_TESTS += tests/unit/corpus
tests_unit_corpus_SOURCES = tests/unit/corpus.c $(CP_UNIT_COMPARE_CERT)
tests_unit_corpus_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_corpus_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_corpus_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/path
tests_unit_path_SOURCES = tests/unit/path.c $(CP_UNIT_MAKE_CERT)
tests_unit_path_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_path_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_path_LDADD = $(CP_TEST_LDADD) -lpthread

CP_UNIT_TESTS += tests/unit/store
tests_unit_store_SOURCES = tests/unit/store.c $(CP_UNIT_MAKE_CERT)
tests_unit_store_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_store_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_store_LDADD = $(CP_TEST_LDADD) -lpthread

# Paths and their facts, for the tests of lib/classify.
CP_UNIT_MAKE_WALK = tests/unit/make_walk.c tests/unit/make_walk.h $(CP_UNIT_MAKE_CERT)

CP_UNIT_TESTS += tests/unit/classify
tests_unit_classify_SOURCES = tests/unit/classify.c $(CP_UNIT_MAKE_WALK)
tests_unit_classify_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_classify_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_classify_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/marks
tests_unit_marks_SOURCES = tests/unit/marks.c $(CP_UNIT_MAKE_WALK)
tests_unit_marks_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_marks_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_marks_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/constraints
tests_unit_constraints_SOURCES = tests/unit/constraints.c $(CP_UNIT_MAKE_WALK)
tests_unit_constraints_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_constraints_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_constraints_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/policies
tests_unit_policies_SOURCES = tests/unit/policies.c $(CP_UNIT_MAKE_WALK)
tests_unit_policies_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_policies_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_policies_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/render
tests_unit_render_SOURCES = tests/unit/render.c $(CP_UNIT_MAKE_CERT)
tests_unit_render_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_render_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_render_LDADD = $(CP_TEST_LDADD)

# Facts made by hand, for whoever judges them.
CP_UNIT_MAKE_FACTS = tests/unit/make_facts.c tests/unit/make_facts.h

CP_UNIT_TESTS += tests/unit/rules
tests_unit_rules_SOURCES = tests/unit/rules.c $(CP_UNIT_MAKE_FACTS)
tests_unit_rules_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_rules_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_rules_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/policy
tests_unit_policy_SOURCES = tests/unit/policy.c tests/unit/make_crl.c tests/unit/make_crl.h \
	$(CP_UNIT_MAKE_CERT) $(CP_UNIT_DER_TEXT)
tests_unit_policy_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_policy_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_policy_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/request
tests_unit_request_SOURCES = tests/unit/request.c $(CP_UNIT_MAKE_CERT)
tests_unit_request_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_request_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_request_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/verdict
tests_unit_verdict_SOURCES = tests/unit/verdict.c $(CP_UNIT_MAKE_FACTS)
tests_unit_verdict_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_verdict_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_verdict_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/browser
tests_unit_browser_SOURCES = tests/unit/browser.c $(CP_UNIT_MAKE_FACTS)
tests_unit_browser_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_browser_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_browser_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/responses
tests_unit_responses_SOURCES = tests/unit/responses.c tests/unit/make_ocsp.c tests/unit/make_ocsp.h \
	$(CP_UNIT_DER_TEXT) $(CP_UNIT_MAKE_CERT)
tests_unit_responses_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_responses_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_responses_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/revocation_data
tests_unit_revocation_data_SOURCES = tests/unit/revocation_data.c
tests_unit_revocation_data_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_revocation_data_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_revocation_data_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/crl_index
tests_unit_crl_index_SOURCES = tests/unit/crl_index.c tests/unit/make_crl.c tests/unit/make_crl.h \
	$(CP_UNIT_MAKE_CERT) $(CP_UNIT_DER_TEXT)
tests_unit_crl_index_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_crl_index_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_crl_index_LDADD = $(CP_TEST_LDADD) -lpthread

CP_UNIT_TESTS += tests/unit/status
tests_unit_status_SOURCES = tests/unit/status.c tests/unit/make_crl.c tests/unit/make_crl.h \
	$(CP_UNIT_MAKE_CERT) $(CP_UNIT_DER_TEXT)
tests_unit_status_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_status_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_status_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/rsa_flaws
tests_unit_rsa_flaws_SOURCES = tests/unit/rsa_flaws.c
tests_unit_rsa_flaws_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_rsa_flaws_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_rsa_flaws_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/containers
tests_unit_containers_SOURCES = tests/unit/containers.c $(CP_UNIT_DER_TEXT)
tests_unit_containers_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_containers_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_containers_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/profile
tests_unit_profile_SOURCES = tests/unit/profile.c $(CP_UNIT_DER_TEXT)
tests_unit_profile_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_profile_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_profile_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/evidence
tests_unit_evidence_SOURCES = tests/unit/evidence.c $(CP_UNIT_MAKE_FACTS)
tests_unit_evidence_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_evidence_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_evidence_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/path_ends
tests_unit_path_ends_SOURCES = tests/unit/path_ends.c $(CP_UNIT_MAKE_CERT)
tests_unit_path_ends_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_path_ends_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_path_ends_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/weak_keys
tests_unit_weak_keys_SOURCES = tests/unit/weak_keys.c
tests_unit_weak_keys_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_weak_keys_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_weak_keys_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/roots
tests_unit_roots_SOURCES = tests/unit/roots.c $(CP_UNIT_MAKE_WALK)
tests_unit_roots_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_roots_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_roots_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/roots_real
tests_unit_roots_real_SOURCES = tests/unit/roots_real.c $(CP_UNIT_MAKE_WALK)
tests_unit_roots_real_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_roots_real_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_roots_real_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/data
tests_unit_data_SOURCES = tests/unit/data.c
tests_unit_data_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_data_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_data_LDADD = $(CP_TEST_LDADD)

CP_UNIT_TESTS += tests/unit/calls
tests_unit_calls_SOURCES = tests/unit/calls.c tests/unit/make_crl.c tests/unit/make_crl.h \
	$(CP_UNIT_MAKE_CERT) $(CP_UNIT_DER_TEXT)
tests_unit_calls_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_calls_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_calls_LDADD = $(CP_TEST_LDADD)
