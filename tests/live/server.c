/*
 * The TLS server of the tests of live sessions. One thread accepts, one serves each connection;
 * every wait has an end, so that no server outlives its test.
 */
#include <config.h>

#include "live/server.h"

#include <openssl/err.h>

#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define MOST_CONNECTIONS 256
#define SECONDS 10

struct live_server {
	live_options options;
	SSL_CTX *ctx;
	int listener, port, stopped;
	pthread_t acceptor;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	size_t accepted, serving;
	live_seen seen[MOST_CONNECTIONS];
	int ended[MOST_CONNECTIONS];
	unsigned char *staple, *sct_list;
	size_t staple_len, sct_list_len;
};

typedef struct connection {
	live_server *server;
	size_t number;
	int fd;
	live_seen seen;
} connection;

static void
give_up(const char *what)
{
	fprintf(stderr, "live server: %s\n", what);
	ERR_print_errors_fp(stderr);
	exit(99);
}

static unsigned char *
read_file(const char *path, size_t *len)
{
	static unsigned char octets[1 << 16];
	unsigned char *copy;
	FILE *file = path != NULL ? fopen(path, "rb") : NULL;

	*len = 0;
	if (path == NULL)
		return NULL;
	if (file == NULL)
		give_up(path);
	*len = fread(octets, 1, sizeof(octets), file);
	fclose(file);
	copy = OPENSSL_memdup(octets, *len);
	return copy;
}

static void
notice_alert(const SSL *ssl, int where, int value)
{
	connection *one = SSL_get_app_data(ssl);

	if (one != NULL && (where & SSL_CB_ALERT) && (where & SSL_CB_READ))
		one->seen.alert = value & 0xff;
}

static int
staple(SSL *ssl, void *user)
{
	live_server *server = user;
	unsigned char *copy;

	if (server->staple == NULL)
		return SSL_TLSEXT_ERR_NOACK;
	copy = OPENSSL_memdup(server->staple, server->staple_len);
	return SSL_set_tlsext_status_ocsp_resp(ssl, copy, (long)server->staple_len) == 1
		       ? SSL_TLSEXT_ERR_OK
		       : SSL_TLSEXT_ERR_NOACK;
}

/* The list of timestamps goes with the leaf, or in the ServerHello of TLS 1.2. */
static int
add_scts(SSL *ssl, unsigned type, unsigned context, const unsigned char **out, size_t *out_len,
	X509 *certificate, size_t index, int *alert, void *user)
{
	live_server *server = user;

	(void)ssl, (void)type, (void)context, (void)certificate, (void)alert;
	if (server->sct_list == NULL || index > 0)
		return 0;
	*out = server->sct_list;
	*out_len = server->sct_list_len;
	return 1;
}

static int
ignore_scts(SSL *ssl, unsigned type, unsigned context, const unsigned char *in, size_t in_len,
	X509 *certificate, size_t index, int *alert, void *user)
{
	(void)ssl, (void)type, (void)context, (void)in, (void)in_len;
	(void)certificate, (void)index, (void)alert, (void)user;
	return 1;
}

static int
take_any(int ok, X509_STORE_CTX *store)
{
	(void)ok, (void)store;
	return 1;
}

static void
set_up(live_server *server)
{
	const live_options *options = &server->options;
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());

	server->ctx = ctx;
	server->staple = read_file(options->staple, &server->staple_len);
	server->sct_list = read_file(options->sct_list, &server->sct_list_len);
	if (ctx == NULL || SSL_CTX_use_certificate_chain_file(ctx, options->certificate) != 1 ||
		SSL_CTX_use_PrivateKey_file(ctx, options->key, SSL_FILETYPE_PEM) != 1)
		give_up("no certificate or key");
	SSL_CTX_set_min_proto_version(ctx, options->version);
	SSL_CTX_set_max_proto_version(ctx, options->version);
	SSL_CTX_set_info_callback(ctx, notice_alert);
	SSL_CTX_set_session_id_context(ctx, (const unsigned char *)"test", 4);
	SSL_CTX_set_tlsext_status_cb(ctx, staple);
	SSL_CTX_set_tlsext_status_arg(ctx, server);
	SSL_CTX_set_max_early_data(ctx, options->early_data);
	if (options->ciphers != NULL && SSL_CTX_set_cipher_list(ctx, options->ciphers) != 1)
		give_up("no such ciphers");
	if (options->client_anchors != NULL)
		SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, take_any);
	if (SSL_CTX_add_custom_ext(ctx, TLSEXT_TYPE_signed_certificate_timestamp,
		    SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO | SSL_EXT_TLS1_3_CERTIFICATE,
		    add_scts, NULL, server, ignore_scts, NULL) != 1)
		give_up("no extension for timestamps");
	if (options->prepare != NULL)
		options->prepare(ctx, options->user);
}

/* Early data is application data: it counts. */
static void
take_early_data(SSL *ssl, live_seen *seen)
{
	char octets[4096];
	size_t len;
	int status;

	do {
		len = 0;
		status = SSL_read_early_data(ssl, octets, sizeof(octets), &len);
		seen->octets += len;
	} while (status == SSL_READ_EARLY_DATA_SUCCESS);
}

/* Answers each request, as far as its head goes, until the client has had enough. */
static void
answer(SSL *ssl, const live_options *options, live_seen *seen)
{
	static const char ok[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
	char octets[4096], reply[512];
	int len;

	while ((len = SSL_read(ssl, octets, sizeof(octets))) > 0) {
		seen->octets += (size_t)len;
		snprintf(reply, sizeof(reply), "%s", ok);
		if (options->location != NULL && strncmp(octets, "GET /go", 7) == 0)
			snprintf(reply, sizeof(reply),
				"HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n",
				options->location);
		if (len >= 4 && memcmp(octets + len - 4, "\r\n\r\n", 4) == 0)
			SSL_write(ssl, reply, (int)strlen(reply));
	}
}

static void *
serve(void *user)
{
	connection *one = user;
	live_server *server = one->server;
	SSL *ssl = SSL_new(server->ctx);
	struct timeval patience = {SECONDS, 0};

	setsockopt(one->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	SSL_set_app_data(ssl, one);
	SSL_set_fd(ssl, one->fd);
	SSL_set_accept_state(ssl);
	if (server->options.accept != NULL)
		server->options.accept(ssl);
	if (server->options.early_data > 0)
		take_early_data(ssl, &one->seen);
	one->seen.finished = SSL_do_handshake(ssl) == 1;
	one->seen.resumed = SSL_session_reused(ssl);
	if (one->seen.finished) {
		answer(ssl, &server->options, &one->seen);
		SSL_shutdown(ssl);
	}
	SSL_free(ssl);
	close(one->fd);
	pthread_mutex_lock(&server->lock);
	server->seen[one->number] = one->seen;
	server->ended[one->number] = 1;
	server->serving--;
	pthread_cond_broadcast(&server->changed);
	pthread_mutex_unlock(&server->lock);
	free(one);
	return NULL;
}

static void
hand_over(live_server *server, int fd)
{
	connection *one = calloc(1, sizeof(*one));
	pthread_t thread;

	one->server = server;
	one->fd = fd;
	one->seen.alert = -1;
	pthread_mutex_lock(&server->lock);
	one->number = server->accepted++;
	server->serving++;
	pthread_mutex_unlock(&server->lock);
	if (one->number >= MOST_CONNECTIONS || pthread_create(&thread, NULL, serve, one) != 0)
		give_up("too many connections");
	pthread_detach(thread);
}

static void *
accept_all(void *user)
{
	live_server *server = user;
	int fd;

	while ((fd = accept(server->listener, NULL, NULL)) >= 0)
		hand_over(server, fd);
	return NULL;
}

live_server *
live_server_start(const live_options *options)
{
	live_server *server = calloc(1, sizeof(*server));
	struct sockaddr_in where;
	socklen_t where_len = sizeof(where);

	memset(&where, 0, sizeof(where));
	where.sin_family = AF_INET;
	where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	server->options = *options;
	set_up(server);
	pthread_mutex_init(&server->lock, NULL);
	pthread_cond_init(&server->changed, NULL);
	server->listener = socket(AF_INET, SOCK_STREAM, 0);
	if (bind(server->listener, (struct sockaddr *)&where, sizeof(where)) != 0 ||
		listen(server->listener, 16) != 0 ||
		getsockname(server->listener, (struct sockaddr *)&where, &where_len) != 0)
		give_up("no port");
	server->port = ntohs(where.sin_port);
	if (pthread_create(&server->acceptor, NULL, accept_all, server) != 0)
		give_up("no thread");
	return server;
}

int
live_server_port(const live_server *server)
{
	return server->port;
}

size_t
live_server_count(live_server *server)
{
	size_t accepted;

	pthread_mutex_lock(&server->lock);
	accepted = server->accepted;
	pthread_mutex_unlock(&server->lock);
	return accepted;
}

live_seen
live_server_seen(live_server *server, size_t n)
{
	struct timespec until;
	live_seen seen;
	int late = 0;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += SECONDS;
	pthread_mutex_lock(&server->lock);
	while (!server->ended[n] && late == 0)
		late = pthread_cond_timedwait(&server->changed, &server->lock, &until);
	if (!server->ended[n])
		give_up("a connection does not end");
	seen = server->seen[n];
	pthread_mutex_unlock(&server->lock);
	return seen;
}

void
live_server_stop(live_server *server)
{
	shutdown(server->listener, SHUT_RDWR);
	pthread_join(server->acceptor, NULL);
	close(server->listener);
	pthread_mutex_lock(&server->lock);
	while (server->serving > 0)
		pthread_cond_wait(&server->changed, &server->lock);
	pthread_mutex_unlock(&server->lock);
	SSL_CTX_free(server->ctx);
	OPENSSL_free(server->staple);
	OPENSSL_free(server->sct_list);
	pthread_cond_destroy(&server->changed);
	pthread_mutex_destroy(&server->lock);
	free(server);
}

int
live_connect(int port)
{
	struct timeval patience = {SECONDS, 0};
	struct sockaddr_in where;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	memset(&where, 0, sizeof(where));
	where.sin_family = AF_INET;
	where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	where.sin_port = htons((unsigned short)port);
	if (fd < 0 || connect(fd, (struct sockaddr *)&where, sizeof(where)) != 0)
		give_up("no connection");
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	return fd;
}
