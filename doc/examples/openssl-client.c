/*
 * A TLS client of OpenSSL that asks a policy: openssl-client HOST PORT ANCHORS POLICY. One line
 * makes it so, and the rest is any client. Nothing is sent before the policy has said yes, in
 * resumed sessions neither; SSL_set1_host says who the peer should be.
 *
 *	cc openssl-client.c $(pkg-config --cflags --libs certpolicy-openssl certpolicy openssl) \
 *		-o openssl-client
 */
#include <certpolicy/certpolicy.h>
#include <certpolicy/openssl.h>

#include <openssl/err.h>

#include <stdio.h>

/* What the program trusts, and the policy it asks: once for all its connections. */
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
		fprintf(stderr, "openssl-client: %s\n", certpolicy_error_get_message(error));
	certpolicy_error_free(error);
	certpolicy_policy_free(policy);
	certpolicy_engine_free(engine);
	return guard;
}

int
main(int argc, char **argv)
{
	certpolicy_guard *guard = argc == 5 ? guard_of(argv[3], argv[4]) : NULL;
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
	SSL *ssl = NULL;
	BIO *server;
	char reply[4096];
	int len, code = 3;

	/* This is the line. */
	if (guard == NULL || certpolicy_openssl_enforce(ctx, guard, NULL) != 0)
		return 64;

	server = BIO_new_ssl_connect(ctx);
	BIO_get_ssl(server, &ssl);
	SSL_set1_host(ssl, argv[1]);
	BIO_set_conn_hostname(server, argv[1]);
	BIO_set_conn_port(server, argv[2]);
	if (BIO_do_connect(server) == 1) {
		BIO_printf(server, "GET / HTTP/1.1\r\nHost: %s\r\n\r\n", argv[1]);
		len = BIO_read(server, reply, sizeof(reply));
		fwrite(reply, 1, len > 0 ? (size_t)len : 0, stdout);
		code = 0;
	} else {
		ERR_print_errors_fp(stderr);
	}
	if (certpolicy_openssl_get_report(ssl) != NULL) {
		char *text = certpolicy_report_to_text(certpolicy_openssl_get_report(ssl), 0, 0);

		fputs(text != NULL ? text : "", stdout);
		certpolicy_string_free(text);
		code = code == 0 ? 0 : 2;
	}
	BIO_free_all(server);
	SSL_CTX_free(ctx);
	certpolicy_guard_free(guard);
	return code;
}
