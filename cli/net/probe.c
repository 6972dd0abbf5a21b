/* The order of an attempt's phases. What each of them does stands in a file of its own. */
#include <config.h>
#include "probe.h"
#include "attempt.h"
#include "deadline.h"
#include "dial.h"

#include <certpolicy/gnutls.h>

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool
fail_connect(cli_attempt *attempt, int error)
{
	const cli_probe_input *input = attempt->input;
	const char *code = "connect.failed";

	if (error == ETIMEDOUT)
		return cli_attempt_fail_wire(attempt, CLI_WIRE_LATE, "connecting");
	if (error == ECONNREFUSED)
		code = "connect.refused";
	else if (error == EHOSTUNREACH || error == ENETUNREACH || error == EADDRNOTAVAIL ||
		 error == ENETDOWN || error == EAFNOSUPPORT)
		code = "connect.unreachable";
	return cli_attempt_fail(attempt, code, "cannot connect to %s%s%s port %s: %s",
		attempt->seen->via, attempt->seen->via[0] != '\0' ? " for " : "", input->host,
		input->port, strerror(error));
}

static bool
connect_phase(cli_attempt *attempt)
{
	const cli_probe_input *input = attempt->input;
	const cli_address *answered = input->address;
	int error;

	cli_attempt_begin(attempt, CLI_STAGE_CONNECT);
	if (input->address != NULL)
		strcpy(attempt->seen->address, input->address->text);
	if (input->proxy != NULL) {
		cli_proxy_name(input->proxy, attempt->seen->via, sizeof(attempt->seen->via));
		error = cli_dial_any(input->proxy_addresses, &attempt->wire, &answered);
	} else {
		error = cli_dial(input->address, &attempt->wire);
	}
	if (error != 0)
		return fail_connect(attempt, error);
	cli_attempt_end(attempt);
	return true;
}

static bool
run_phase(cli_attempt *attempt, cli_stage stage, bool (*run)(cli_attempt *attempt))
{
	cli_attempt_begin(attempt, stage);
	if (!run(attempt))
		return false;
	if (stage != CLI_STAGE_HANDSHAKE)
		cli_attempt_end(attempt);
	return true;
}

bool
cli_probe(const cli_probe_input *input, cli_observation *seen)
{
	cli_attempt attempt;
	bool done;

	memset(&attempt, 0, sizeof(attempt));
	memset(seen, 0, sizeof(*seen));
	seen->alert = -1;
	seen->starttls = input->starttls;
	attempt.input = input;
	attempt.seen = seen;
	attempt.wire.fd = -1;
	attempt.wire.aside = input->aside;
	attempt.deadline = cli_deadline_in(
		input->timeouts.all, input->deadline != 0 ? input->deadline : INT64_MAX);
	done = connect_phase(&attempt);
	if (done && input->proxy != NULL)
		done = run_phase(&attempt, CLI_STAGE_PROXY, cli_proxy_talk);
	if (done && input->starttls != CLI_STARTTLS_NONE)
		done = run_phase(&attempt, CLI_STAGE_STARTTLS, cli_starttls_talk);
	if (done)
		done = run_phase(&attempt, CLI_STAGE_HANDSHAKE, cli_tls_shake_hands);
	if (!done || seen->stage != CLI_STAGE_DONE)
		cli_attempt_end(&attempt);
	if (attempt.wire.fd >= 0)
		close(attempt.wire.fd);
	return seen->code == NULL || strcmp(seen->code, "library.no-memory") != 0;
}

static int
fill_chain(const cli_observation *seen, certpolicy_request *request, certpolicy_error **error)
{
	int status = CERTPOLICY_OK;
	size_t i;

	for (i = 0; i < seen->n_chain && status == CERTPOLICY_OK; i++)
		status = certpolicy_request_add_certificate_der(
			request, seen->chain[i].data, seen->chain[i].size, error);
	return status;
}

int
cli_observation_fill(
	const cli_observation *seen, certpolicy_request *request, certpolicy_error **error)
{
	int status;

	*error = NULL;
	/* What a handshake that failed agreed on is nothing to judge. */
	if (seen->stage != CLI_STAGE_DONE)
		status = fill_chain(seen, request, error);
	else
		status = certpolicy_request_set_session_gnutls(request, seen->session, error);
	if (status == CERTPOLICY_OK && seen->sct_list.size > 0)
		status = certpolicy_request_set_sct_list(
			request, seen->sct_list.data, seen->sct_list.size, error);
	if (status == CERTPOLICY_OK && seen->address[0] != '\0')
		status = certpolicy_request_set_address(request, seen->address, error);
	return status;
}
