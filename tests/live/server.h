/*
 * A TLS server for tests, in a thread of its own on a port of loopback that the kernel chose. It
 * says of every connection what came over it: above all, how many octets of an application.
 */
#ifndef TESTS_LIVE_SERVER_H
#define TESTS_LIVE_SERVER_H

#include <stddef.h>

#include <openssl/ssl.h>

typedef struct live_server live_server;

/* What one connection was, from the server's side. */
typedef struct live_seen {
	int finished;  /* 1: the handshake was completed */
	int resumed;   /* 1: and it was a resumed one */
	size_t octets; /* of application data that were received, early data included */
	int alert;     /* the description of the last alert received, -1: none */
} live_seen;

/* How a server is to be; zeroes are the defaults. */
typedef struct live_options {
	int version;                /* TLS1_2_VERSION or TLS1_3_VERSION */
	const char *certificate;    /* PEM: leaf first, then what else is sent */
	const char *key;            /* PEM */
	const char *staple;         /* an OCSP response, DER */
	const char *sct_list;       /* a file: the list as it stands in the extension */
	const char *ciphers;        /* of TLS 1.2, as OpenSSL writes them */
	const char *client_anchors; /* ask for client certificates and take any */
	const char *location;       /* requests whose path begins with "/go" are sent there */
	unsigned early_data;        /* octets of early data that are taken */
	void (*prepare)(SSL_CTX *ctx, void *user); /* last word on the context */
	void (*accept)(SSL *ssl);                  /* and on each connection */
	void *user;
} live_options;

/* Starts a server, or ends the program. It answers every HTTP request with "ok". */
live_server *
live_server_start(const live_options *options);
int
live_server_port(const live_server *server);
/* What the n-th connection (from 0) was, once it has ended; waits for that for 10 seconds. */
live_seen
live_server_seen(live_server *server, size_t n);
/* How many connections have been accepted. */
size_t
live_server_count(live_server *server);
void
live_server_stop(live_server *server);

/* A socket that is connected to a port of 127.0.0.1, or the end of the program. */
int
live_connect(int port);

#endif
