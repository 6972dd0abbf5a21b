/* What came of a handshake: facts, or why there are none, in words. */
#include <config.h>
#include "attempt.h"
#include "said.h"
#include "tls_outcome.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TALK "the TLS handshake"

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

bool
cli_tls_fail_no_tls(cli_attempt *attempt)
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
		return cli_tls_fail_no_tls(attempt);
	seen->is_retryable = result == CLI_WIRE_OK || result == CLI_WIRE_CLOSED;
	if (result == CLI_WIRE_CLOSED && input->starttls == CLI_STARTTLS_NONE)
		snprintf(seen->hint, sizeof(seen->hint),
			"it may speak something else before TLS: --starttls PROTOCOL");
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

bool
cli_tls_take(cli_attempt *attempt, cli_wire_result result, int status)
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
