/*
 * Judges under a policy of one's own: own-policy-file POLICY.yaml NAME REQUEST.json. The file's
 * routes, zones and floor count too.
 *
 *	cc own-policy-file.c $(pkg-config --cflags --libs certpolicy) -o own-policy-file
 */
#include <certpolicy/certpolicy.h>

#include <stdio.h>

static int
complain(const certpolicy_error *error)
{
	const char *file = certpolicy_error_get_file(error);

	if (file != NULL)
		fprintf(stderr, "%s:%zu:%zu: ", file, certpolicy_error_get_line(error),
			certpolicy_error_get_column(error));
	fprintf(stderr, "%s\n", certpolicy_error_get_message(error));
	return 3;
}

int
main(int argc, char **argv)
{
	static char json[1 << 20];
	certpolicy_engine *engine = certpolicy_engine_new();
	certpolicy_policy *policy = NULL;
	certpolicy_request *request = NULL;
	certpolicy_report *report = NULL;
	certpolicy_error *error = NULL;
	FILE *file = argc == 4 ? fopen(argv[3], "rb") : NULL;
	size_t len = file != NULL ? fread(json, 1, sizeof(json), file) : 0;
	int result = 3;

	if (argc != 4) {
		fprintf(stderr, "usage: own-policy-file POLICY.yaml NAME REQUEST.json\n");
	} else if (certpolicy_engine_add_policy_file(engine, argv[1], &error) != 0 ||
		   certpolicy_policy_find(engine, argv[2], &policy, &error) != 0 ||
		   certpolicy_request_from_json(
			   json, len, CERTPOLICY_LOCK_POLICY, &request, &error) != 0 ||
		   certpolicy_evaluate(engine, policy, request, &report, &error) != 0) {
		result = complain(error);
	} else {
		certpolicy_verdict verdict = certpolicy_report_get_verdict(report);
		const char *primary = certpolicy_report_get_primary(report);

		printf("%s: %s (%s)\n", certpolicy_report_get_policy(report),
			certpolicy_verdict_name(verdict),
			primary != NULL ? primary : "nothing found");
		result = (int)verdict - (int)CERTPOLICY_VERDICT_ALLOW;
	}
	if (file != NULL)
		fclose(file);
	certpolicy_error_free(error);
	certpolicy_report_free(report);
	certpolicy_request_free(request);
	certpolicy_policy_free(policy);
	certpolicy_engine_free(engine);
	return result;
}
