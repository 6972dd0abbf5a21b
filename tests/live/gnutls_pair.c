/* Both ends of a connection by GnuTLS; see gnutls_pair.h. */
#include <config.h>

#include "live/gnutls_pair.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static gnutls_datum_t ticket_key;

static void
release_ticket_key(void)
{
	gnutls_free(ticket_key.data);
}

static gnutls_session_t
new_session(const char *priority, unsigned flags, int fd, unsigned credentials)
{
	gnutls_session_t session;

	pair_must(gnutls_init(&session, flags | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL) == 0 &&
			  gnutls_priority_set_direct(session, priority, NULL) == 0 &&
			  gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE,
				  pair_credentials(credentials)) == 0,
		"no session");
	gnutls_transport_set_int(session, fd);
	if (!(flags & GNUTLS_DATAGRAM))
		gnutls_handshake_set_timeout(session, GNUTLS_INDEFINITE_TIMEOUT);
	return session;
}

void
pair_open(pair *both, const char *priority, unsigned client_flags, unsigned server_flags)
{
	memset(both, 0, sizeof(*both));
	both->alert = both->client_alert = -1;
	pair_must(socketpair(AF_UNIX, client_flags & GNUTLS_DATAGRAM ? SOCK_DGRAM : SOCK_STREAM, 0,
			  both->fds) == 0 &&
			  fcntl(both->fds[0], F_SETFL, O_NONBLOCK) == 0 &&
			  fcntl(both->fds[1], F_SETFL, O_NONBLOCK) == 0,
		"no sockets");
	both->client = new_session(priority, GNUTLS_CLIENT | client_flags, both->fds[0], 0);
	both->server = new_session(priority, GNUTLS_SERVER | server_flags, both->fds[1], 0);
	if (ticket_key.data == NULL) {
		pair_must(gnutls_session_ticket_key_generate(&ticket_key) == 0, "no ticket key");
		atexit(release_ticket_key);
	}
	pair_must(
		gnutls_session_ticket_enable_server(both->server, &ticket_key) == 0, "no tickets");
}

void
pair_show_nothing(pair *both)
{
	static gnutls_certificate_credentials_t none;

	if (none == NULL)
		pair_must(gnutls_certificate_allocate_credentials(&none) == 0, "no credentials");
	pair_must(gnutls_credentials_set(both->client, GNUTLS_CRD_CERTIFICATE, none) == 0,
		"no credentials");
}

static int
waits(int code)
{
	return code == GNUTLS_E_AGAIN || code == GNUTLS_E_INTERRUPTED;
}

static void
note_alert(int code, gnutls_session_t session, int *alert)
{
	if (code == GNUTLS_E_FATAL_ALERT_RECEIVED)
		*alert = (int)gnutls_alert_get(session);
}

void
pair_shake(pair *both)
{
	int steps = 0;

	both->client_code = both->server_code = GNUTLS_E_AGAIN;
	while (waits(both->client_code) || waits(both->server_code)) {
		if (waits(both->client_code))
			both->client_code = gnutls_handshake(both->client);
		if (waits(both->server_code))
			both->server_code = gnutls_handshake(both->server);
		/* Whoever waits for an end that failed waits in vain. */
		if (++steps > 100)
			break;
	}
	note_alert(both->client_code, both->client, &both->client_alert);
	note_alert(both->server_code, both->server, &both->alert);
}

static void
server_reads(pair *both)
{
	char heard[256];
	ssize_t n = 0;
	int tries;

	for (tries = 0; tries < 100; tries++) {
		if (both->server_code != 0)
			both->server_code = gnutls_handshake(both->server);
		note_alert(both->server_code, both->server, &both->alert);
		n = gnutls_record_recv(both->server, heard, sizeof(heard));
		if (n > 0)
			both->octets += (size_t)n;
		note_alert((int)n, both->server, &both->alert);
	}
}

void
pair_talk(pair *both)
{
	int again;

	(void)gnutls_record_send(both->client, "GET / HTTP/1.0\r\n", 16);
	/* What no program should do after an error that is fatal. */
	for (again = 0; again < 3 && both->client_code != 0; again++) {
		(void)gnutls_handshake(both->client);
		(void)gnutls_record_send(both->client, "GET / HTTP/1.0\r\n", 16);
	}
	server_reads(both);
}

void
pair_client_reads(pair *both)
{
	char heard[256];
	int tries;

	for (tries = 0; tries < 3; tries++)
		(void)gnutls_record_recv(both->client, heard, sizeof(heard));
}

void
pair_close(pair *both)
{
	gnutls_deinit(both->client);
	gnutls_deinit(both->server);
	close(both->fds[0]);
	close(both->fds[1]);
}
