/*
 * The TLS handshake. It takes the oldest protocols and the weakest signatures that GnuTLS still
 * speaks, because judging them is the policy's office and a certificate that was never fetched
 * cannot be shown. Nothing is verified, and nothing sent over it.
 */
#include <config.h>
#include "attempt.h"
#include "deadline.h"
#include "said.h"
#include "tls_messages.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define WIDEST                                                                                     \
	"NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:+VERS-TLS1.1:+VERS-TLS1.0:+3DES-CBC:+SHA1:"    \
	"+RSA:+DHE-DSS:+GROUP-ALL:+SIGN-ALL:"                                                      \
	"%PROFILE_VERY_WEAK:%VERIFY_ALLOW_BROKEN:%VERIFY_ALLOW_SIGN_WITH_SHA1:%COMPAT"
#define SMALLEST_DH 512 /* bits; older servers have no more */
/* Octets: of one message, which holds the whole chain, and of a handshake. */
#define LARGEST_MESSAGE ((size_t)1 << 20)
#define LARGEST_HANDSHAKE ((size_t)4 << 20)
#define TALK "the TLS handshake"

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

static int
set_name(gnutls_session_t session, const char *name)
{
	gnutls_datum_t mapped = {NULL, 0};
	int status;

	if (name == NULL)
		return 0;
	status = gnutls_idna_map(name, (unsigned)strlen(name), &mapped, 0);
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

/*
 * Whether the server has signed with its key although the handshake failed later. What came in last
 * tells: in TLS 1.3 (RFC 8446 2) Finished comes after the signature was verified, in TLS 1.2 (RFC
 * 5246 7.3) ServerHelloDone does, unless the key exchange is plain RSA, which proves nothing by
 * then.
 */
static bool
has_proved_its_key(gnutls_session_t session)
{
	gnutls_handshake_description_t last = gnutls_handshake_get_last_in(session);

	if (gnutls_protocol_get_version(session) == GNUTLS_TLS1_3)
		return last == GNUTLS_HANDSHAKE_FINISHED;
	return last == GNUTLS_HANDSHAKE_SERVER_HELLO_DONE &&
	       gnutls_kx_get(session) != GNUTLS_KX_RSA;
}

/* A record of TLS begins with its type and the major version 3 (RFC 8446 5.1). */
static bool
speaks_tls(const cli_wire *wire)
{
	return wire->n_heard > 0 && wire->heard[0] >= 0x14 && wire->heard[0] <= 0x18 &&
	       (wire->n_heard == 1 || wire->heard[1] == 3);
}

static void
hint_at_starttls(cli_observation *seen)
{
	const cli_service *service =
		seen->speaks != NULL ? cli_service_find(seen->speaks, strlen(seen->speaks)) : NULL;

	if (service != NULL && service->starttls != CLI_STARTTLS_NONE)
		snprintf(seen->hint, sizeof(seen->hint), "it looks like --starttls %s",
			seen->speaks);
	else if (seen->speaks != NULL && strcmp(seen->speaks, "http") == 0)
		snprintf(seen->hint, sizeof(seen->hint),
			"it answers in plain HTTP; TLS may be at another port, such as 443");
}

static bool
fail_no_tls(cli_attempt *attempt)
{
	const cli_probe_input *input = attempt->input;
	cli_observation *seen = attempt->seen;

	cli_wire_hear_out(&attempt->wire, 200);
	cli_attempt_keep_said(attempt);
	hint_at_starttls(seen);
	return cli_attempt_fail(attempt, "connect.no-tls",
		"%s port %s does not speak TLS; it said \"%s\"%s%s", input->host, input->port,
		seen->said, seen->speaks != NULL ? ", which looks like " : "",
		seen->speaks != NULL ? seen->speaks : "");
}

static bool
fail_before_certificate(cli_attempt *attempt, cli_wire_result result, int status)
{
	const cli_probe_input *input = attempt->input;
	cli_observation *seen = attempt->seen;

	if (attempt->wire.n_heard > 0 && !speaks_tls(&attempt->wire))
		return fail_no_tls(attempt);
	seen->is_retryable = result == CLI_WIRE_OK || result == CLI_WIRE_CLOSED;
	if (result != CLI_WIRE_OK)
		return cli_attempt_fail_wire(attempt, result, TALK);
	return cli_attempt_fail(attempt, "connect.handshake",
		"the TLS handshake with %s port %s failed before a certificate came: %s%s%s",
		input->host, input->port, gnutls_strerror(status),
		seen->alert_name != NULL ? " " : "",
		seen->alert_name != NULL ? seen->alert_name : "");
}

/* Anyone can show a certificate: one whose key was not proved is never judged. */
static bool
fail_after_certificate(cli_attempt *attempt, cli_wire_result result, int status)
{
	const cli_probe_input *input = attempt->input;
	const char *why = result == CLI_WIRE_LATE ? "it took too long" : gnutls_strerror(status);

	if (!attempt->seen->is_proved) {
		snprintf(attempt->seen->hint, sizeof(attempt->seen->hint),
			"certpolicy describe shows the certificate that came");
		return cli_attempt_fail(attempt, "connect.unproved",
			"the TLS handshake with %s port %s failed after the certificate came and "
			"before the server proved that it holds its key: %s",
			input->host, input->port, why);
	}
	(void)cli_attempt_fail(attempt, NULL,
		"the TLS handshake with %s port %s failed after the certificate came: %s",
		input->host, input->port, why);
	return true;
}

/* One stapled response a certificate; TLS 1.2 knows the leaf's only. */
static bool
take_staples(cli_observation *seen)
{
	gnutls_datum_t response;
	unsigned i;

	seen->staples = calloc(seen->n_chain > 0 ? seen->n_chain : 1, sizeof(*seen->staples));
	if (seen->staples == NULL)
		return false;
	for (i = 0; i < seen->n_chain; i++) {
		response.data = NULL;
		response.size = 0;
		if (gnutls_ocsp_status_request_get2(seen->session, i, &response) < 0 ||
			response.size == 0)
			continue;
		seen->staples[i].data = gnutls_malloc(response.size);
		if (seen->staples[i].data == NULL)
			return false;
		memcpy(seen->staples[i].data, response.data, response.size);
		seen->staples[i].size = response.size;
	}
	return true;
}

static void
take_facts(cli_observation *seen)
{
	gnutls_group_t group = gnutls_group_get(seen->session);

	seen->protocol = gnutls_protocol_get_name(gnutls_protocol_get_version(seen->session));
#if GNUTLS_VERSION_NUMBER >= 0x030704
	seen->cipher = gnutls_ciphersuite_get(seen->session);
#endif
	seen->group = group != GNUTLS_GROUP_INVALID ? gnutls_group_get_name(group) : NULL;
	seen->is_resumed = gnutls_session_is_resumed(seen->session) != 0;
}

static bool
take(cli_attempt *attempt, cli_wire_result result, int status)
{
	cli_observation *seen = attempt->seen;

	if (seen->alert >= 0)
		seen->alert_name = gnutls_alert_get_name((gnutls_alert_description_t)seen->alert);
	take_facts(seen);
	if (!take_staples(seen))
		return cli_attempt_fail(attempt, "library.no-memory", "out of memory");
	seen->is_tripped = status == GNUTLS_E_RECEIVED_ILLEGAL_EXTENSION && seen->n_chain > 0 &&
			   !attempt->input->asks_no_timestamps;
	seen->is_proved = status >= 0 || has_proved_its_key(seen->session);
	if (status >= 0) {
		cli_attempt_end(attempt);
		seen->stage = CLI_STAGE_DONE;
		(void)gnutls_bye(seen->session, GNUTLS_SHUT_WR);
		return true;
	}
	return seen->n_chain == 0 ? fail_before_certificate(attempt, result, status)
				  : fail_after_certificate(attempt, result, status);
}

bool
cli_tls_shake_hands(cli_attempt *attempt)
{
	gnutls_certificate_credentials_t own = NULL;
	cli_wire_result result;
	int status = 0;
	bool done;

	if (attempt->wire.start < attempt->wire.end)
		return fail_no_tls(attempt); /* a TLS server waits for the client's hello */
	if (attempt->input->credentials == NULL)
		status = gnutls_certificate_allocate_credentials(&own);
	if (status >= 0)
		status = start(attempt, own != NULL ? own : attempt->input->credentials);
	if (status >= 0) {
		status = shake_hands(attempt, &result);
		done = take(attempt, result, status);
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
