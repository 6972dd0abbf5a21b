/* The clocks of phases and the words of failures. */
#include <config.h>
#include "attempt.h"
#include "deadline.h"
#include "said.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const stage_names[] = {
	"resolve", "connect", "proxy", "starttls", "handshake", "done"};

const char *
cli_stage_name(cli_stage stage)
{
	return stage_names[stage];
}

void
cli_attempt_begin(cli_attempt *attempt, cli_stage stage)
{
	attempt->seen->stage = stage;
	attempt->seen->took[stage] = (unsigned)(cli_deadline_now() & 0xffffffff);
	cli_wire_begin(&attempt->wire,
		cli_deadline_in(attempt->input->timeouts.phase[stage], attempt->deadline));
}

void
cli_attempt_end(cli_attempt *attempt)
{
	unsigned *took = &attempt->seen->took[attempt->seen->stage];

	*took = (unsigned)(cli_deadline_now() & 0xffffffff) - *took;
}

bool
cli_attempt_fail(cli_attempt *attempt, const char *code, const char *format, ...)
{
	cli_observation *seen = attempt->seen;
	char *at;
	va_list args;

	va_start(args, format);
	vsnprintf(seen->message, sizeof(seen->message), format, args);
	va_end(args);
	for (at = seen->message; *at != '\0'; at++) {
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			*at = '?';
	}
	seen->code = code;
	return false;
}

static bool
fail_late(cli_attempt *attempt, const char *what)
{
	const cli_probe_input *input = attempt->input;
	unsigned phase = input->timeouts.phase[attempt->seen->stage];
	unsigned most = phase < input->timeouts.all ? phase : input->timeouts.all;
	bool whole = most % 1000 == 0;

	return cli_attempt_fail(attempt, "connect.timeout",
		"%s port %s: %s did not end within %u%s%s", input->host, input->port, what,
		whole ? most / 1000 : most, whole ? " second" : " milliseconds",
		whole && most != 1000 ? "s" : "");
}

bool
cli_attempt_fail_wire(cli_attempt *attempt, cli_wire_result result, const char *what)
{
	const cli_probe_input *input = attempt->input;

	switch (result) {
	case CLI_WIRE_LATE:
		return fail_late(attempt, what);
	case CLI_WIRE_CLOSED:
		return cli_attempt_fail(attempt, "connect.closed", "%s port %s hung up during %s",
			input->host, input->port, what);
	case CLI_WIRE_TOO_MUCH:
		return cli_attempt_fail(attempt, "connect.too-much",
			"%s port %s sent more than %s can be", input->host, input->port, what);
	case CLI_WIRE_OK:
	case CLI_WIRE_FAILED:
		break;
	}
	return cli_attempt_fail(attempt, "connect.failed", "%s port %s: %s failed: %s", input->host,
		input->port, what, strerror(attempt->wire.error));
}

void
cli_attempt_keep_said(cli_attempt *attempt)
{
	cli_observation *seen = attempt->seen;
	const cli_wire *wire = &attempt->wire;
	size_t len = wire->n_heard < CLI_SAID_OCTETS ? wire->n_heard : CLI_SAID_OCTETS;
	int64_t date = cli_said_date(wire->heard, wire->n_heard);

	cli_said_escape(wire->heard, len, seen->said, sizeof(seen->said));
	seen->speaks = cli_said_protocol(wire->heard, wire->n_heard);
	if (date != 0)
		seen->server_time = date;
}
