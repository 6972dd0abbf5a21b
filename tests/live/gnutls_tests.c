/* What the tests of the adapter for GnuTLS share; see gnutls_pair.h. */
#include <config.h>

#include "live/gnutls_pair.h"

#include <CUnit/Basic.h>
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <string.h>

const char *const pair_versions[2] = {PAIR_TLS12, PAIR_TLS13};

int
pair_run(const char *suite, const pair_test *tests, size_t n_tests)
{
	CU_pSuite made;
	unsigned failures;
	size_t i;

	if (CU_initialize_registry() != CUE_SUCCESS)
		return 99;
	made = CU_add_suite(suite, NULL, NULL);
	for (i = 0; i < n_tests; i++)
		if (made == NULL || CU_add_test(made, tests[i].name, tests[i].test) == NULL)
			return 99;
	CU_basic_set_mode(CU_BRM_VERBOSE);
	CU_basic_run_tests();
	failures = CU_get_number_of_failures();
	CU_cleanup_registry();
	return failures > 0;
}

void
pair_enforce(gnutls_session_t session, certpolicy_guard *guard, const char *name)
{
	CU_ASSERT_EQUAL_FATAL(certpolicy_gnutls_enforce(session, guard, name, NULL), 0);
}

void
pair_expect_silence(pair *both)
{
	pair_talk(both);
	CU_ASSERT_EQUAL(both->octets, 0);
}

int
pair_verdict_of(gnutls_session_t session)
{
	const certpolicy_report *report = certpolicy_gnutls_get_report(session);

	return report != NULL ? (int)certpolicy_report_get_verdict(report) : 0;
}

const char *
pair_primary_of(gnutls_session_t session)
{
	const certpolicy_report *report = certpolicy_gnutls_get_report(session);
	const char *primary = report != NULL ? certpolicy_report_get_primary(report) : NULL;

	return primary != NULL ? primary : "";
}

const char *
pair_error_of(gnutls_session_t session)
{
	const certpolicy_error *error = certpolicy_gnutls_get_error(session);

	return error != NULL ? certpolicy_error_get_code(error) : "";
}

void
pair_expect_error(gnutls_session_t session, const char *code)
{
	CU_ASSERT_PTR_NULL(certpolicy_gnutls_get_report(session));
	CU_ASSERT_STRING_EQUAL(pair_error_of(session), code);
}

int
pair_says(gnutls_session_t session, const char *words)
{
	const certpolicy_report *report = certpolicy_gnutls_get_report(session);
	char *json = report != NULL ? certpolicy_report_to_json(report) : NULL;
	int found = json != NULL && strstr(json, words) != NULL;

	certpolicy_string_free(json);
	return found;
}

void
pair_say_row(const char *test, const char *name, unsigned failures_before)
{
	if (CU_get_number_of_failures() != failures_before)
		printf("%s: %s\n", test, name);
}
