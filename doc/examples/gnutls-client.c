/*
 * A TLS client that is judged: gnutls-client ADDRESS PORT HOST ANCHORS POLICY. GnuTLS makes the
 * connection; the one line that begins with certpolicy_gnutls_enforce has every handshake of the
 * session judged, before a byte of the application is sent.
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

/* Once for a program: what is trusted, and the policy. */
static certpolicy_guard *
make_guard(const char *anchors, const char *name)
{
	certpolicy_engine *engine = certpolicy_engine_new();
	certpolicy_policy *policy = NULL;
	certpolicy_guard *guard = NULL;
	certpolicy_error *error = NULL;

	if (certpolicy_engine_add_anchors(engine, anchors, &error) != 0 ||
		certpolicy_policy_find(engine, name, &policy, &error) != 0 ||
		certpolicy_guard_new(engine, policy, &guard, &error) != 0)
		fprintf(stderr, "gnutls-client: %s\n", certpolicy_error_get_message(error));
	certpolicy_error_free(error);
	certpolicy_policy_free(policy);
	certpolicy_engine_free(engine);
	return guard;
}

/* A plain client of GnuTLS, and the line. */
static int
talk(int fd, const char *host, certpolicy_guard *guard)
{
	gnutls_certificate_credentials_t credentials;
	gnutls_session_t session;
	const certpolicy_report *report;
	int done;

	gnutls_certificate_allocate_credentials(&credentials);
	gnutls_init(&session, GNUTLS_CLIENT);
	gnutls_set_default_priority(session);
	gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, credentials);
	gnutls_server_name_set(session, GNUTLS_NAME_DNS, host, strlen(host));
	gnutls_transport_set_int(session, fd);
	done = certpolicy_gnutls_enforce(session, guard, host, NULL);
	if (done == 0) {
		do {
			done = gnutls_handshake(session);
		} while (done < 0 && !gnutls_error_is_fatal(done));
	}
	if (done == 0)
		gnutls_record_send(session, "hello\n", 6);

	report = certpolicy_gnutls_get_report(session);
	if (report != NULL) {
		char *text = certpolicy_report_to_text(report, 0, 0);

		fputs(text != NULL ? text : "", stdout);
		certpolicy_string_free(text);
	}
	if (done == 0)
		gnutls_bye(session, GNUTLS_SHUT_WR);
	gnutls_deinit(session);
	gnutls_certificate_free_credentials(credentials);
	return done;
}

int
main(int argc, char **argv)
{
	certpolicy_guard *guard;
	int fd, done;

	if (argc != 6) {
		fprintf(stderr, "usage: gnutls-client ADDRESS PORT HOST ANCHORS POLICY\n");
		return 64;
	}
	guard = make_guard(argv[4], argv[5]);
	fd = guard != NULL ? connect_to(argv[1], argv[2]) : -1;
	if (fd < 0) {
		fprintf(stderr, "gnutls-client: no connection to %s port %s\n", argv[1], argv[2]);
		certpolicy_guard_free(guard);
		return 3;
	}
	done = talk(fd, argv[3], guard);
	close(fd);
	certpolicy_guard_free(guard);
	if (done == 0)
		return 0;
	fprintf(stderr, "gnutls-client: %s\n", gnutls_strerror(done));
	return done == GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR ? 2 : 3;
}
