/*
 * Serves many certificates at once on loopback, each on a port of its own, whatever octets they
 * are: GnuTLS sends what it is handed and looks only at the key. For tests with real browsers.
 *
 *     serve < TABLE
 *
 * A line of the table: CHAIN KEY PRIORITY STAPLE; CHAIN is a file of certificates, each after its
 * length in four octets, STAPLE a file or "-". For each line the port is printed, then an empty
 * line. It ends when its standard input does, so that it never outlives who started it.
 */
#include <arpa/inet.h>
#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAX_CHAIN = 32 };

typedef struct server {
	int listener;
	gnutls_pcert_st chain[MAX_CHAIN];
	unsigned n_chain;
	gnutls_privkey_t key;
	gnutls_priority_t priority;
	gnutls_datum_t staple;
	gnutls_ocsp_data_st staple_data;
	gnutls_certificate_credentials_t credentials;
} server;

typedef struct visit {
	server *host;
	int fd;
} visit;

static void
check(int status, const char *what)
{
	if (status >= 0)
		return;
	fprintf(stderr, "serve: %s: %s\n", what, gnutls_strerror(status));
	exit(1);
}

static void
read_chain(server *host, const char *path)
{
	gnutls_datum_t all;
	size_t at = 0;

	check(gnutls_load_file(path, &all), path);
	while (at + 4 <= all.size && host->n_chain < MAX_CHAIN) {
		gnutls_pcert_st *cert = &host->chain[host->n_chain++];
		const unsigned char *p = all.data + at;
		size_t len = (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];

		cert->type = GNUTLS_CRT_X509;
		cert->cert = (gnutls_datum_t){all.data + at + 4, (unsigned)len};
		check(gnutls_pubkey_init(&cert->pubkey), "pubkey");
		check(gnutls_pubkey_import_privkey(cert->pubkey, host->key, 0, 0), "public key");
		at += 4 + len;
	}
}

static int
hand_over(gnutls_session_t session, const struct gnutls_cert_retr_st *info, gnutls_pcert_st **chain,
	unsigned *n_chain, gnutls_ocsp_data_st **staples, unsigned *n_staples,
	gnutls_privkey_t *key, unsigned *flags)
{
	server *host = gnutls_session_get_ptr(session);

	(void)info;
	*chain = host->chain;
	*n_chain = host->n_chain;
	*key = host->key;
	*flags = 0;
	*n_staples = host->staple.size > 0;
	*staples = host->staple.size > 0 ? &host->staple_data : NULL;
	return 0;
}

static void
open_port(server *host)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	socklen_t len = sizeof(at);

	host->listener = socket(AF_INET, SOCK_STREAM, 0);
	if (bind(host->listener, (struct sockaddr *)&at, len) != 0 ||
		listen(host->listener, 16) != 0 ||
		getsockname(host->listener, (struct sockaddr *)&at, &len) != 0) {
		perror("serve");
		exit(1);
	}
	printf("%u\n", ntohs(at.sin_port));
}

static void *
answer(void *arg)
{
	static const char page[] =
		"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nok";
	visit *one = arg;
	gnutls_session_t session;
	char request[4096];
	int status;

	check(gnutls_init(&session, GNUTLS_SERVER | GNUTLS_NO_TICKETS), "session");
	gnutls_session_set_ptr(session, one->host);
	gnutls_priority_set(session, one->host->priority);
	gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, one->host->credentials);
	gnutls_transport_set_int(session, one->fd);
	gnutls_handshake_set_timeout(session, 20000);
	gnutls_record_set_timeout(session, 20000);
	status = gnutls_handshake(session);
	if (status == 0 && gnutls_record_recv(session, request, sizeof(request)) > 0) {
		(void)gnutls_record_send(session, page, sizeof(page) - 1);
		(void)gnutls_bye(session, GNUTLS_SHUT_WR);
	} else if (status < 0) {
		(void)gnutls_alert_send_appropriate(session, status);
	}
	gnutls_deinit(session);
	close(one->fd);
	free(one);
	return NULL;
}

static void *
accept_visits(void *arg)
{
	server *host = arg;

	for (;;) {
		visit *one = malloc(sizeof(*one));
		pthread_t thread;

		*one = (visit){host, accept(host->listener, NULL, NULL)};
		if (one->fd < 0 || pthread_create(&thread, NULL, answer, one) != 0)
			exit(1);
		pthread_detach(thread);
	}
	return NULL;
}

static void
start(const char *chain, const char *key, const char *priority, const char *staple)
{
	server *host = calloc(1, sizeof(*host));
	gnutls_datum_t pem;
	pthread_t thread;

	check(gnutls_load_file(key, &pem), key);
	check(gnutls_privkey_init(&host->key), "key");
	check(gnutls_privkey_import_x509_raw(host->key, &pem, GNUTLS_X509_FMT_PEM, NULL, 0), key);
	read_chain(host, chain);
	check(gnutls_priority_init(&host->priority, priority, NULL), priority);
	if (strcmp(staple, "-") != 0) {
		check(gnutls_load_file(staple, &host->staple), staple);
		host->staple_data.response = host->staple;
	}
	check(gnutls_certificate_allocate_credentials(&host->credentials), "credentials");
	gnutls_certificate_set_known_dh_params(host->credentials, GNUTLS_SEC_PARAM_MEDIUM);
	gnutls_certificate_set_retrieve_function3(host->credentials, hand_over);
	open_port(host);
	if (pthread_create(&thread, NULL, accept_visits, host) != 0)
		exit(1);
}

int
main(void)
{
	char line[4096], chain[1024], key[1024], priority[1024], staple[1024];

	signal(SIGPIPE, SIG_IGN);
	while (fgets(line, sizeof(line), stdin) != NULL && line[0] != '\n') {
		if (sscanf(line, "%1023s %1023s %1023s %1023s", chain, key, priority, staple) == 4)
			start(chain, key, priority, staple);
	}
	printf("\n");
	fflush(stdout);
	while (fgets(line, sizeof(line), stdin) != NULL) {
	}
	return 0;
}
