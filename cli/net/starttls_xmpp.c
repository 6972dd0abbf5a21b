/*
 * The talk of XMPP (RFC 6120 5.4): a stream, its features, the wish for TLS. Of XML only tags are
 * looked at, one at a time, bounded in length and number; nothing is unpacked.
 */
#include <config.h>
#include "deadline.h"
#include "said.h"
#include "starttls.h"

#include <stdio.h>
#include <string.h>

#define MOST_TAGS 256
#define LONGEST_TAG 4096

#define WISH "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"

typedef struct tag {
	char text[LONGEST_TAG]; /* without the angles */
	char name[64];          /* without the prefix; "/name" of an end */
	bool is_whole;          /* "<name/>" */
} tag;

/* Takes "prefix:name" apart; names are the other side's and may be of any length. */
static void
name_tag(tag *read)
{
	const char *from = read->text, *colon;
	size_t len = strlen(read->text), n = 0;

	read->is_whole = len > 0 && read->text[len - 1] == '/';
	if (*from == '/')
		read->name[n++] = *from++;
	len = strcspn(from, " \t\r\n/");
	colon = memchr(from, ':', len);
	if (colon != NULL) {
		len -= (size_t)(colon + 1 - from);
		from = colon + 1;
	}
	if (len >= sizeof(read->name) - 1)
		len = 0;
	memcpy(read->name + n, from, len);
	read->name[n + len] = '\0';
}

/* The first octet that is no space must open a tag, or this is no XML at all. */
static bool
is_xml(cli_attempt *attempt)
{
	const cli_wire *wire = &attempt->wire;
	size_t i;

	for (i = 0; i < wire->n_heard; i++) {
		if (strchr(" \t\r\n", wire->heard[i]) == NULL || wire->heard[i] == '\0')
			return wire->heard[i] == '<';
	}
	return true;
}

/* The next tag; text before it is passed over, unless it is the very first that comes. A ">" in
 * quotes does not end it. */
static cli_wire_result
read_tag(cli_attempt *attempt, tag *read)
{
	cli_wire_result result;
	char c = 0, quote = 0;
	size_t n = 0;
	bool is_open = false;

	for (;;) {
		result = cli_wire_get(&attempt->wire, &c, 1);
		if (result != CLI_WIRE_OK)
			return result;
		if (!is_open) {
			is_open = c == '<';
			if (!is_xml(attempt))
				return CLI_WIRE_FAILED;
			continue;
		}
		if (c == '>' && quote == 0)
			break;
		if (c == quote)
			quote = 0;
		else if (quote == 0 && (c == '"' || c == '\''))
			quote = c;
		if (n + 1 >= LONGEST_TAG)
			return CLI_WIRE_TOO_MUCH;
		read->text[n++] = c != '\0' ? c : '?';
	}
	read->text[n] = '\0';
	name_tag(read);
	return CLI_WIRE_OK;
}

static cli_wire_result
open_stream(cli_attempt *attempt)
{
	const cli_probe_input *input = attempt->input;
	const char *to = input->server_name != NULL ? input->server_name : input->host;
	char text[1024];

	snprintf(text, sizeof(text),
		"<?xml version='1.0'?><stream:stream xmlns='jabber:%s' "
		"xmlns:stream='http://etherx.jabber.org/streams' to='%.*s' version='1.0'>",
		input->starttls == CLI_STARTTLS_XMPP_SERVER ? "server" : "client",
		(int)strcspn(to, "&%"), to);
	return cli_wire_put(&attempt->wire, text, strlen(text));
}

/* The condition is the first child of the error (RFC 6120 4.9.2): host-unknown, say. */
static bool
refuse_stream(cli_attempt *attempt)
{
	cli_observation *seen = attempt->seen;
	char condition[80], what[160];
	tag read = {.name = ""};

	attempt->wire.deadline = cli_deadline_in(500, attempt->wire.deadline);
	if (read_tag(attempt, &read) != CLI_WIRE_OK)
		read.name[0] = '\0';
	cli_said_escape(
		(const uint8_t *)read.name, strlen(read.name), condition, sizeof(condition));
	if (strcmp(condition, "host-unknown") == 0)
		snprintf(seen->hint, sizeof(seen->hint),
			"it is asked for a domain that is not its own: --sni DOMAIN");
	snprintf(what, sizeof(what), "it ends the stream with an error%s%s",
		*condition != '\0' ? ": " : "", condition);
	return cli_starttls_refused(attempt, what);
}

/* Reads to the end of the features; *offered when STARTTLS is one. */
static bool
read_features(cli_attempt *attempt, bool *offered)
{
	tag read;
	cli_wire_result result;
	size_t i;
	bool inside = false;

	for (i = 0; i < MOST_TAGS; i++) {
		result = read_tag(attempt, &read);
		if (!is_xml(attempt))
			return cli_starttls_wrong(attempt);
		if (result != CLI_WIRE_OK)
			return cli_attempt_fail_wire(attempt, result, CLI_TALK);
		if (i == 0 && *read.text != '?' && strcmp(read.name, "stream") != 0)
			return cli_starttls_wrong(attempt);
		if (strcmp(read.name, "error") == 0 || strcmp(read.name, "/stream") == 0)
			return refuse_stream(attempt);
		if (strcmp(read.name, "features") == 0 && !read.is_whole)
			inside = true;
		else if (strcmp(read.name, "/features") == 0 || strcmp(read.name, "features") == 0)
			return true;
		else if (inside && strcmp(read.name, "starttls") == 0)
			*offered = true;
	}
	return cli_attempt_fail_wire(attempt, CLI_WIRE_TOO_MUCH, CLI_TALK);
}

/* <proceed/>, or in two pieces; anything else is a no. */
static bool
read_answer(cli_attempt *attempt)
{
	tag read;
	cli_wire_result result = read_tag(attempt, &read);

	if (result == CLI_WIRE_OK && strcmp(read.name, "proceed") != 0)
		return cli_starttls_refused(attempt, "it does not go on when asked for it");
	if (result == CLI_WIRE_OK && !read.is_whole) {
		result = read_tag(attempt, &read);
		if (result == CLI_WIRE_OK && strcmp(read.name, "/proceed") != 0)
			return cli_starttls_injected(attempt);
	}
	return result == CLI_WIRE_OK || cli_attempt_fail_wire(attempt, result, CLI_TALK);
}

bool
cli_starttls_xmpp(cli_attempt *attempt)
{
	bool offered = false;
	cli_wire_result result = open_stream(attempt);

	if (result != CLI_WIRE_OK)
		return cli_attempt_fail_wire(attempt, result, CLI_TALK);
	if (!read_features(attempt, &offered))
		return false;
	if (!offered)
		return cli_starttls_refused(attempt, "starttls is not among its features");
	if (cli_wire_has_more(&attempt->wire))
		return cli_starttls_injected(attempt);
	result = cli_wire_put(&attempt->wire, WISH, strlen(WISH));
	if (result != CLI_WIRE_OK)
		return cli_attempt_fail_wire(attempt, result, CLI_TALK);
	return read_answer(attempt);
}
