/*
 * Says what a certificate is, without a trust decision: classify-only FILE.
 *
 *	cc classify-only.c $(pkg-config --cflags --libs certpolicy) -o classify-only
 */
#include <certpolicy/certpolicy.h>

#include <stdio.h>

int
main(int argc, char **argv)
{
	static uint8_t chain[1 << 20];
	certpolicy_engine *engine = certpolicy_engine_new();
	certpolicy_request *request = certpolicy_request_new();
	certpolicy_report *report = NULL;
	certpolicy_error *error = NULL;
	FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
	size_t len = file != NULL ? fread(chain, 1, sizeof(chain), file) : 0;
	int status = CERTPOLICY_OK;

	if (certpolicy_has_feature("nss"))
		status = certpolicy_engine_add_anchors(engine, "nss", &error);
	if (status == CERTPOLICY_OK)
		status = certpolicy_request_add_chain(request, chain, len, NULL, &error);
	if (status == CERTPOLICY_OK)
		status = certpolicy_describe(engine, request, &report, &error);
	if (status == CERTPOLICY_OK) {
		printf("kind: %s\n", certpolicy_report_get_kind(report));
		printf("validation: %s\n", certpolicy_report_get_validation(report));
		printf("encryption: %s\n", certpolicy_report_get_encryption_strength(report));
		printf("setup cost: %s\n", certpolicy_report_get_setup_cost(report));
		printf("browsers trust it: %s\n",
			certpolicy_report_get_browser_trusted(report) ? "yes" : "no");
	} else {
		fprintf(stderr, "classify-only: %s\n", certpolicy_error_get_message(error));
	}
	if (file != NULL)
		fclose(file);
	certpolicy_error_free(error);
	certpolicy_report_free(report);
	certpolicy_request_free(request);
	certpolicy_engine_free(engine);
	return status == CERTPOLICY_OK ? 0 : 3;
}
