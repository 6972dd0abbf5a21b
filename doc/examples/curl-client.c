/*
 * A curl program that asks a policy: curl-client URL ANCHORS POLICY. One line makes it so, and the
 * rest is any program. No request is sent before the policy has said yes. Libcurl may be built on
 * OpenSSL or on GnuTLS.
 *
 *	cc curl-client.c $(pkg-config --cflags --libs certpolicy-curl certpolicy libcurl) \
 *		-o curl-client
 */
#include <certpolicy/certpolicy.h>
#include <certpolicy/curl.h>

#include <stdio.h>

/* What the program trusts, and the policy it asks: once for all its handles. */
static certpolicy_guard *
guard_of(const char *anchors, const char *policy_name)
{
	certpolicy_engine *engine = certpolicy_engine_new();
	certpolicy_policy *policy = NULL;
	certpolicy_guard *guard = NULL;
	certpolicy_error *error = NULL;

	if (certpolicy_engine_add_anchors(engine, anchors, &error) != 0 ||
		certpolicy_policy_find(engine, policy_name, &policy, &error) != 0 ||
		certpolicy_guard_new(engine, policy, &guard, &error) != 0)
		fprintf(stderr, "curl-client: %s\n", certpolicy_error_get_message(error));
	certpolicy_error_free(error);
	certpolicy_policy_free(policy);
	certpolicy_engine_free(engine);
	return guard;
}

int
main(int argc, char **argv)
{
	certpolicy_guard *guard = argc == 4 ? guard_of(argv[2], argv[3]) : NULL;
	certpolicy_curl_watch *watch = NULL;
	CURL *curl = curl_easy_init();
	CURLcode code;

	/* This is the line. */
	if (guard == NULL || certpolicy_curl_enforce(curl, guard, &watch, NULL) != 0)
		return 64;

	/* The policy verifies, whatever libcurl itself trusts. */
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
	curl_easy_setopt(curl, CURLOPT_URL, argv[1]);
	code = curl_easy_perform(curl);
	if (code != CURLE_OK)
		fprintf(stderr, "curl-client: %s\n", curl_easy_strerror(code));
	if (certpolicy_curl_get_report(watch) != NULL) {
		char *text = certpolicy_report_to_text(certpolicy_curl_get_report(watch), 0, 0);

		fputs(text != NULL ? text : "", stdout);
		certpolicy_string_free(text);
	}
	curl_easy_cleanup(curl);
	certpolicy_curl_free(watch);
	certpolicy_guard_free(guard);
	return code == CURLE_OK ? 0 : 2;
}
