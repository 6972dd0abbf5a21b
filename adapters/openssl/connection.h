/*
 * The insides of a connection: who the peer should be, what the last handshake was.
 */
#ifndef ADAPTERS_OPENSSL_CONNECTION_H
#define ADAPTERS_OPENSSL_CONNECTION_H

#include <certpolicy/certpolicy.h>
#include <certpolicy/openssl.h>

typedef struct peer {
	int (*add)(certpolicy_request *, const char *, certpolicy_error **);
	char *text;
} peer;

struct certpolicy_openssl_connection {
	certpolicy_guard *guard;
	peer *peers;
	size_t n_peers;
	char *address; /* goes before the socket's; "": none */
	certpolicy_report *report;
	certpolicy_error *error;
	uint8_t binding[CERTPOLICY_BINDING_LEN];
	unsigned refs;
	int is_bound;      /* 1: binding holds */
	int no_peer;       /* 1: on purpose */
	int optional;      /* 1: a client may show no certificate */
	int peers_taken;   /* 1: the peers are those that OpenSSL was told */
	int inexpressible; /* 1: what OpenSSL was told cannot be expressed: nothing is allowed */
};

/* Forgets what the last handshake was. */
void
connection_reset(certpolicy_openssl_connection *connection);
/* Keeps an error, unless one is there; nothing is allowed until the next judgement. */
void
connection_refuse(certpolicy_openssl_connection *connection, int status, const char *code,
	const char *message);
void
connection_clear_peers(certpolicy_openssl_connection *connection);
typedef int
add_peer(certpolicy_request *, const char *, certpolicy_error **);
/* Adds a peer (copied). */
int
connection_add_peer(certpolicy_openssl_connection *connection, add_peer *add, const char *text,
	certpolicy_error **error);
/*
 * Judges what `request` holds (peers and address are added here; NULL: memory ran out before);
 * `address`: of the socket, or NULL. 1: may go on. 0: denied, or not judged.
 */
int
connection_judge(certpolicy_openssl_connection *connection, certpolicy_request *request,
	const char *address);

#endif
