/*
 * Judges a chain of certificates: judge-chain ANCHORS CHAIN HOST. Exit code: 0 allow, 1 warn,
 * 2 deny, 3 when nothing could be judged.
 *
 *	cc judge-chain.c $(pkg-config --cflags --libs certpolicy) -o judge-chain
 */
#include <certpolicy/certpolicy.h>

#include <stdio.h>

static int
complain(certpolicy_error *error)
{
	fprintf(stderr, "judge-chain: %s\n", certpolicy_error_get_message(error));
	certpolicy_error_free(error);
	return 3;
}

static size_t
read_file(const char *path, uint8_t *data, size_t room)
{
	FILE *file = fopen(path, "rb");
	size_t len = file != NULL ? fread(data, 1, room, file) : 0;

	if (file != NULL)
		fclose(file);
	return len;
}

int
main(int argc, char **argv)
{
	static uint8_t chain[1 << 20];
	certpolicy_engine *engine = certpolicy_engine_new();
	certpolicy_request *request = certpolicy_request_new();
	certpolicy_report *report = NULL;
	certpolicy_error *error = NULL;
	int verdict = 3;

	if (argc != 4) {
		fprintf(stderr, "usage: judge-chain ANCHORS CHAIN HOST\n");
	} else if (certpolicy_engine_add_anchors(engine, argv[1], &error) != 0 ||
		   certpolicy_request_add_chain(request, chain,
			   read_file(argv[2], chain, sizeof(chain)), NULL, &error) != 0 ||
		   certpolicy_request_add_peer_host(request, argv[3], &error) != 0 ||
		   certpolicy_evaluate(engine, NULL, request, &report, &error) != 0) {
		verdict = complain(error);
	} else {
		char *text = certpolicy_report_to_text(report, 0, 0);

		if (text != NULL)
			fputs(text, stdout);
		certpolicy_string_free(text);
		verdict =
			(int)certpolicy_report_get_verdict(report) - (int)CERTPOLICY_VERDICT_ALLOW;
	}
	certpolicy_report_free(report);
	certpolicy_request_free(request);
	certpolicy_engine_free(engine);
	return verdict;
}
