/*
 * A TLS client that judges its peer: gnutls-client ADDRESS PORT HOST ANCHORS POLICY. GnuTLS makes
 * the connection and verifies nothing; the policy decides before a byte of the application is sent.
 * It is asked after every handshake, resumed ones included, where no verification callback runs.
 *
 *	cc gnutls-client.c $(pkg-config --cflags --libs certpolicy-gnutls certpolicy gnutls) \
 *		-o gnutls-client
 */
#include <certpolicy/certpolicy.h>
#include <certpolicy/gnutls.h>

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int
connect_to(const char *address, const char *port)
{
	struct sockaddr_in where;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	memset(&where, 0, sizeof(where));
	where.sin_family = AF_INET;
	where.sin_port = htons((uint16_t)atoi(port));
	if (fd >= 0 && inet_pton(AF_INET, address, &where.sin_addr) == 1 &&
		connect(fd, (struct sockaddr *)&where, sizeof(where)) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

/* The verdict, or -1 when nothing could be judged. */
static int
judge(gnutls_session_t session, char **argv)
{
	certpolicy_engine *engine = certpolicy_engine_new();
	certpolicy_request *request = certpolicy_request_new();
	certpolicy_report *report = NULL;
	certpolicy_error *error = NULL;
	int verdict = -1;

	if (certpolicy_engine_add_anchors(engine, argv[4], &error) != 0 ||
		certpolicy_request_set_session_gnutls(request, session, &error) != 0 ||
		certpolicy_request_add_peer_host(request, argv[3], &error) != 0 ||
		certpolicy_request_set_address(request, argv[1], &error) != 0 ||
		certpolicy_request_set_policy(request, argv[5], &error) != 0 ||
		certpolicy_evaluate(engine, NULL, request, &report, &error) != 0) {
		fprintf(stderr, "gnutls-client: %s\n", certpolicy_error_get_message(error));
	} else {
		char *text = certpolicy_report_to_text(report, 0, 0);

		verdict = (int)certpolicy_report_get_verdict(report);
		if (text != NULL)
			fputs(text, stdout);
		certpolicy_string_free(text);
	}
	certpolicy_error_free(error);
	certpolicy_report_free(report);
	certpolicy_request_free(request);
	certpolicy_engine_free(engine);
	return verdict;
}

int
main(int argc, char **argv)
{
	gnutls_certificate_credentials_t credentials;
	gnutls_session_t session;
	int fd, done, verdict = -1;

	if (argc != 6) {
		fprintf(stderr, "usage: gnutls-client ADDRESS PORT HOST ANCHORS POLICY\n");
		return 64;
	}
	fd = connect_to(argv[1], argv[2]);
	if (fd < 0) {
		fprintf(stderr, "gnutls-client: no connection to %s port %s\n", argv[1], argv[2]);
		return 3;
	}
	gnutls_certificate_allocate_credentials(&credentials);
	gnutls_init(&session, GNUTLS_CLIENT);
	gnutls_set_default_priority(session);
	gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, credentials);
	gnutls_server_name_set(session, GNUTLS_NAME_DNS, argv[3], strlen(argv[3]));
	gnutls_transport_set_int(session, fd);
	do {
		done = gnutls_handshake(session);
	} while (done < 0 && !gnutls_error_is_fatal(done));
	if (done == 0)
		verdict = judge(session, argv);
	else
		fprintf(stderr, "gnutls-client: %s\n", gnutls_strerror(done));

	/* Here, and not before, the application's own words would follow. */
	if (verdict == CERTPOLICY_VERDICT_ALLOW || verdict == CERTPOLICY_VERDICT_WARN)
		gnutls_bye(session, GNUTLS_SHUT_WR);
	gnutls_deinit(session);
	gnutls_certificate_free_credentials(credentials);
	close(fd);
	return verdict < 0 ? 3 : verdict - (int)CERTPOLICY_VERDICT_ALLOW;
}
