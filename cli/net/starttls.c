/*
 * Which talk leads to TLS, what is said when it does not, and the one thing that all of them have
 * in common: nothing may come between the go-ahead and the handshake. What comes there was put in
 * by somebody who stands before the encryption and would be taken for a word under it
 * (CVE-2011-0411, CVE-2021-23222 and their like).
 */
#include <config.h>
#include "starttls.h"
#include "said.h"

#include <stdio.h>
#include <string.h>

typedef struct talk {
	const char *label;
	bool (*run)(cli_attempt *attempt);
} talk;

static const talk talks[] = {
	[CLI_STARTTLS_NONE] = {"TLS", NULL},
	[CLI_STARTTLS_SMTP] = {"SMTP", cli_starttls_lines},
	[CLI_STARTTLS_LMTP] = {"LMTP", cli_starttls_lines},
	[CLI_STARTTLS_IMAP] = {"IMAP", cli_starttls_lines},
	[CLI_STARTTLS_POP3] = {"POP3", cli_starttls_lines},
	[CLI_STARTTLS_FTP] = {"FTP", cli_starttls_lines},
	[CLI_STARTTLS_NNTP] = {"NNTP", cli_starttls_lines},
	[CLI_STARTTLS_SIEVE] = {"ManageSieve", cli_starttls_lines},
	[CLI_STARTTLS_IRC] = {"IRC", cli_starttls_lines},
	[CLI_STARTTLS_XMPP_CLIENT] = {"XMPP", cli_starttls_xmpp},
	[CLI_STARTTLS_XMPP_SERVER] = {"XMPP", cli_starttls_xmpp},
	[CLI_STARTTLS_LDAP] = {"LDAP", cli_starttls_ldap},
	[CLI_STARTTLS_POSTGRES] = {"PostgreSQL", cli_starttls_postgres},
	[CLI_STARTTLS_MYSQL] = {"MySQL", cli_starttls_mysql},
};

bool
cli_starttls_refused(cli_attempt *attempt, const char *what)
{
	const cli_probe_input *input = attempt->input;

	cli_attempt_keep_said(attempt);
	return cli_attempt_fail(attempt, "connect.starttls", "%s port %s offers no TLS in %s: %s",
		input->host, input->port, talks[input->starttls].label, what);
}

/* What might be tried instead. */
static void
hint_at(cli_observation *seen)
{
	if (seen->speaks == NULL)
		return;
	if (strcmp(seen->speaks, "tls") == 0)
		snprintf(seen->hint, sizeof(seen->hint),
			"it speaks TLS from the start: --starttls none");
	else if (cli_service_find(seen->speaks, strlen(seen->speaks)) != NULL)
		snprintf(seen->hint, sizeof(seen->hint), "it looks like --starttls %s",
			seen->speaks);
}

bool
cli_starttls_wrong(cli_attempt *attempt)
{
	const cli_probe_input *input = attempt->input;
	cli_observation *seen = attempt->seen;

	cli_wire_hear_out(&attempt->wire, 100);
	cli_attempt_keep_said(attempt);
	hint_at(seen);
	return cli_attempt_fail(attempt, "connect.wrong-protocol",
		"%s port %s does not speak %s; it said \"%s\"%s%s", input->host, input->port,
		talks[input->starttls].label, seen->said,
		seen->speaks != NULL ? ", which looks like " : "",
		seen->speaks != NULL ? seen->speaks : "");
}

bool
cli_starttls_injected(cli_attempt *attempt)
{
	const cli_probe_input *input = attempt->input;
	char more[CLI_SAID_ROOM];
	const cli_wire *wire = &attempt->wire;

	cli_attempt_keep_said(attempt);
	cli_said_escape(wire->buffer + wire->start, wire->end - wire->start, more, sizeof(more));
	return cli_attempt_fail(attempt, "connect.injection",
		"%s port %s: somebody sent more before the TLS handshake than the go-ahead%s%s%s; "
		"nothing that came is trusted",
		input->host, input->port, *more != '\0' ? ": \"" : "", more,
		*more != '\0' ? "\"" : "");
}

/* A server that waits for TLS says nothing to other words, or answers them with an alert. */
static bool
explain_silence(cli_attempt *attempt)
{
	cli_observation *seen = attempt->seen;

	if (seen->said[0] == '\0')
		cli_attempt_keep_said(attempt);
	if (seen->speaks != NULL && strcmp(seen->speaks, "tls") == 0)
		return cli_starttls_wrong(attempt);
	if (attempt->wire.n_heard == 0)
		snprintf(seen->hint, sizeof(seen->hint),
			"it said nothing; if it speaks TLS from the start: --starttls none");
	return false;
}

bool
cli_starttls_talk(cli_attempt *attempt)
{
	if (!talks[attempt->input->starttls].run(attempt))
		return explain_silence(attempt);
	return !cli_wire_has_more(&attempt->wire) || cli_starttls_injected(attempt);
}
