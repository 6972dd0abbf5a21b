/*
 * The TLS handshake. It takes the oldest protocols and the weakest signatures that GnuTLS still
 * speaks, because judging them is the policy's office and a certificate that was never fetched
 * cannot be shown. Nothing is verified, and nothing sent over it.
 */
#include <config.h>
#include "attempt.h"
#include "deadline.h"
#include "tls_messages.h"
#include "tls_outcome.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#define WIDEST                                                                                     \
	"NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:+VERS-TLS1.1:+VERS-TLS1.0:+3DES-CBC:+SHA1:"    \
	"+RSA:+DHE-DSS:+GROUP-ALL:+SIGN-ALL:"                                                      \
	"%PROFILE_VERY_WEAK:%VERIFY_ALLOW_BROKEN:%VERIFY_ALLOW_SIGN_WITH_SHA1:%DUMBFW"
#define SMALLEST_DH 512 /* bits; older servers have no more */
/* Octets: of one message, which holds the whole chain, and of a handshake. */
#define LARGEST_MESSAGE ((size_t)1 << 20)
#define LARGEST_HANDSHAKE ((size_t)4 << 20)

const char cli_probe_fewer[] = WIDEST ":-VERS-TLS1.3";

static ssize_t
push(gnutls_transport_ptr_t link, const void *data, size_t len)
{
	const cli_wire *wire = link;

	return send(wire->fd, data, len, MSG_NOSIGNAL);
}

/* A peer that never stops is stopped here, in the middle of GnuTLS's own loops too. */
static ssize_t
pull(gnutls_transport_ptr_t link, void *data, size_t len)
{
	cli_wire *wire = link;

	if (cli_deadline_left(wire->deadline) == 0) {
		errno = ETIMEDOUT;
		return -1;
	}
	if (wire->n_octets >= LARGEST_HANDSHAKE) {
		errno = EMSGSIZE;
		return -1;
	}
	return cli_wire_receive(wire, data, len);
}

static int
wait_for_pull(gnutls_transport_ptr_t link, unsigned milliseconds)
{
	const cli_wire *wire = link;
	struct pollfd ready = {.fd = wire->fd, .events = POLLIN};

	return poll(&ready, 1, (int)milliseconds);
}

/* As A-labels and without a trailing dot (RFC 6066 3). */
static int
set_name(gnutls_session_t session, const char *name)
{
	gnutls_datum_t mapped = {NULL, 0};
	int status;

	if (name == NULL)
		return 0;
	status = gnutls_idna_map(name, (unsigned)strlen(name), &mapped, 0);
	if (status >= 0 && mapped.size > 1 && mapped.data[mapped.size - 1] == '.')
		mapped.size--;
	if (status >= 0)
		status = gnutls_server_name_set(session, GNUTLS_NAME_DNS, mapped.data, mapped.size);
	gnutls_free(mapped.data);
	return status;
}

/* The session, with all that it offers; a GnuTLS status. */
static int
start(cli_attempt *attempt, gnutls_certificate_credentials_t credentials)
{
	const cli_probe_input *input = attempt->input;
	cli_observation *seen = attempt->seen;
	int status = gnutls_init(&seen->session,
		GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_FORCE_CLIENT_CERT | GNUTLS_NO_SIGNAL);

	if (status >= 0)
		status = gnutls_priority_set_direct(
			seen->session, input->priority != NULL ? input->priority : WIDEST, NULL);
	if (status >= 0)
		status = gnutls_credentials_set(seen->session, GNUTLS_CRD_CERTIFICATE, credentials);
	if (status >= 0)
		status = gnutls_ocsp_status_request_enable_client(seen->session, NULL, 0, NULL);
	if (status >= 0)
		status = set_name(seen->session, input->server_name);
	if (status >= 0)
		status = cli_tls_messages_watch(seen->session, !input->asks_no_timestamps, seen);
	if (status < 0)
		return status;
	gnutls_dh_set_prime_bits(seen->session, SMALLEST_DH);
	gnutls_handshake_set_max_packet_length(seen->session, LARGEST_MESSAGE);
	gnutls_transport_set_ptr(seen->session, &attempt->wire);
	gnutls_transport_set_push_function(seen->session, push);
	gnutls_transport_set_pull_function(seen->session, pull);
	gnutls_transport_set_pull_timeout_function(seen->session, wait_for_pull);
	return 0;
}

/* To the end of the handshake, of the time or of what a handshake may bring. */
static int
shake_hands(cli_attempt *attempt, cli_wire_result *result)
{
	cli_observation *seen = attempt->seen;
	cli_wire *wire = &attempt->wire;
	int status;

	*result = CLI_WIRE_OK;
	do {
		status = gnutls_handshake(seen->session);
		if (status == GNUTLS_E_WARNING_ALERT_RECEIVED ||
			status == GNUTLS_E_FATAL_ALERT_RECEIVED)
			seen->alert = (int)gnutls_alert_get(seen->session);
		if (status == GNUTLS_E_AGAIN)
			*result = cli_wire_wait(wire,
				gnutls_record_get_direction(seen->session) != 0 ? POLLOUT : POLLIN);
	} while (status < 0 && gnutls_error_is_fatal(status) == 0 && *result == CLI_WIRE_OK);
	if (status < 0 && cli_deadline_left(wire->deadline) == 0)
		*result = CLI_WIRE_LATE;
	else if (status < 0 &&
		 (wire->n_octets >= LARGEST_HANDSHAKE || status == GNUTLS_E_HANDSHAKE_TOO_LARGE))
		*result = CLI_WIRE_TOO_MUCH;
	else if (*result == CLI_WIRE_OK && status < 0 && wire->n_heard == 0)
		*result = CLI_WIRE_CLOSED;
	return status;
}

bool
cli_tls_shake_hands(cli_attempt *attempt)
{
	gnutls_certificate_credentials_t own = NULL;
	cli_wire_result result;
	int status = 0;
	bool done;

	if (attempt->wire.start < attempt->wire.end)
		return cli_tls_fail_no_tls(attempt); /* a TLS server waits for the client's hello */
	if (attempt->input->credentials == NULL)
		status = gnutls_certificate_allocate_credentials(&own);
	if (status >= 0)
		status = start(attempt, own != NULL ? own : attempt->input->credentials);
	if (status >= 0) {
		status = shake_hands(attempt, &result);
		done = cli_tls_take(attempt, result, status);
	} else {
		done = cli_attempt_fail(
			attempt, "connect.tls", "cannot start TLS: %s", gnutls_strerror(status));
	}
	/* The credentials go; the session is only asked for what it has learnt. */
	if (own != NULL && attempt->seen->session != NULL)
		gnutls_credentials_clear(attempt->seen->session);
	if (own != NULL)
		gnutls_certificate_free_credentials(own);
	return done;
}
