/*
 * A rule of one's own: certificates of this house live 90 days at most. own-rule REQUEST.json reads
 * a request (doc/schema/request.json) and prints the report.
 *
 *	cc own-rule.c $(pkg-config --cflags --libs certpolicy) -o own-rule
 */
#include <certpolicy/certpolicy.h>

#include <stdio.h>

#define LONGEST_LIFE (INT64_C(90) * 86400)

/* Sees the facts, adds a finding; nothing that others found can be taken away. */
static int
check_lifetime(const certpolicy_facts *facts, void *user)
{
	int64_t life = certpolicy_facts_get_not_after(facts, 0) -
		       certpolicy_facts_get_not_before(facts, 0) + 1;
	char message[100];

	(void)user;
	if (life <= LONGEST_LIFE)
		return 0;
	snprintf(message, sizeof(message), "the certificate lives %lld days; this house allows 90",
		(long long)(life / 86400));
	return certpolicy_facts_add_finding(facts, 0, message);
}

int
main(int argc, char **argv)
{
	static char json[1 << 20];
	certpolicy_engine *engine = certpolicy_engine_new();
	certpolicy_error *error = NULL;
	char *report = NULL;
	FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
	size_t len = file != NULL ? fread(json, 1, sizeof(json), file) : 0;
	int status;

	status = certpolicy_engine_add_rule(engine, "x-house.lifetime", CERTPOLICY_ACTION_WARN,
		"the certificate lives too long for this house", check_lifetime, NULL, &error);
	if (status == CERTPOLICY_OK)
		status = certpolicy_evaluate_json(engine, NULL, json, len, 0, &report, &error);
	if (status == CERTPOLICY_OK)
		puts(report);
	else
		fprintf(stderr, "own-rule: %s\n", certpolicy_error_get_message(error));
	if (file != NULL)
		fclose(file);
	certpolicy_string_free(report);
	certpolicy_error_free(error);
	certpolicy_engine_free(engine);
	return status == CERTPOLICY_OK ? 0 : 3;
}
