/*
 * The talks of protocols that speak in octets: LDAP (RFC 4511 4.14), PostgreSQL (its manual, "SSL
 * Session Encryption") and MySQL ("Protocol::SSLRequest" of its internals). Lengths are the other
 * side's word and are held against bounds before anything is read by them.
 */
#include <config.h>
#include "said.h"
#include "starttls.h"

#include <stdio.h>
#include <string.h>

/* Octets of an answer; none needs a tenth. */
#define LONGEST 8192

/* ---- LDAP ---- */

#define TAG_SEQUENCE 0x30
#define TAG_INTEGER 0x02
#define TAG_ENUMERATED 0x0a
#define TAG_OCTETS 0x04
#define TAG_EXTENDED_RESPONSE 0x78 /* [APPLICATION 24] */

/* LDAPMessage 1: ExtendedRequest of 1.3.6.1.4.1.1466.20037. */
static const uint8_t ldap_request[] = {0x30, 0x1d, 0x02, 0x01, 0x01, 0x77, 0x18, 0x80, 0x16, '1',
	'.', '3', '.', '6', '.', '1', '.', '4', '.', '1', '.', '1', '4', '6', '6', '.', '2', '0',
	'0', '3', '7'};

typedef struct view {
	const uint8_t *at;
	size_t len;
} view;

/* The content of the next element if it has this tag; the rest stays in `from`. */
static bool
take(view *from, uint8_t tag, view *content)
{
	size_t n_octets, len = 0, i, head = 2;

	if (from->len < 2 || from->at[0] != tag)
		return false;
	if (from->at[1] < 0x80) {
		len = from->at[1];
	} else {
		n_octets = from->at[1] & 0x7f;
		head += n_octets;
		if (n_octets < 1 || n_octets > 4 || from->len < head)
			return false;
		for (i = 0; i < n_octets; i++)
			len = len << 8 | from->at[2 + i];
	}
	if (len > from->len - head)
		return false;
	content->at = from->at + head;
	content->len = len;
	from->at += head + len;
	from->len -= head + len;
	return true;
}

/* One whole message into `room`; false when that is no LDAP. */
static bool
read_message(cli_attempt *attempt, uint8_t room[LONGEST], view *message, cli_wire_result *result)
{
	size_t head = 2, len = 0, i;

	*result = cli_wire_get(&attempt->wire, room, 2);
	if (*result != CLI_WIRE_OK || room[0] != TAG_SEQUENCE)
		return false;
	if (room[1] >= 0x80) {
		head += room[1] & 0x7f;
		if (head < 3 || head > 6)
			return false;
		*result = cli_wire_get(&attempt->wire, room + 2, head - 2);
		for (i = 2; *result == CLI_WIRE_OK && i < head; i++)
			len = len << 8 | room[i];
	} else {
		len = room[1];
	}
	if (*result == CLI_WIRE_OK && len > LONGEST - head)
		*result = CLI_WIRE_TOO_MUCH;
	if (*result == CLI_WIRE_OK)
		*result = cli_wire_get(&attempt->wire, room + head, len);
	message->at = room;
	message->len = head + len;
	return *result == CLI_WIRE_OK;
}

/* The result's code and text. */
static bool
take_result(view message, uint8_t *id, uint8_t *code, view *text)
{
	view body, number, operation, ignored;

	if (!take(&message, TAG_SEQUENCE, &body) || !take(&body, TAG_INTEGER, &number) ||
		number.len != 1 || !take(&body, TAG_EXTENDED_RESPONSE, &operation))
		return false;
	*id = number.at[0];
	if (!take(&operation, TAG_ENUMERATED, &number) || number.len != 1 ||
		!take(&operation, TAG_OCTETS, &ignored) || !take(&operation, TAG_OCTETS, text))
		return false;
	*code = number.at[0];
	return true;
}

bool
cli_starttls_ldap(cli_attempt *attempt)
{
	uint8_t room[LONGEST], id, code;
	char said[300], what[400];
	view message = {NULL, 0}, text = {NULL, 0};
	cli_wire_result result = cli_wire_put(&attempt->wire, ldap_request, sizeof(ldap_request));

	if (result == CLI_WIRE_OK && !read_message(attempt, room, &message, &result) &&
		result == CLI_WIRE_OK)
		return cli_starttls_wrong(attempt);
	if (result != CLI_WIRE_OK)
		return cli_attempt_fail_wire(attempt, result, CLI_TALK);
	if (!take_result(message, &id, &code, &text))
		return cli_starttls_wrong(attempt);
	if (id == 1 && code == 0)
		return true;
	cli_said_escape(text.at, text.len, said, sizeof(said));
	snprintf(what, sizeof(what), "it answers with %s %u%s%s",
		id == 0 ? "a notice, code" : "code", code, *said != '\0' ? ", " : "", said);
	return cli_starttls_refused(attempt, what);
}

/* ---- PostgreSQL ---- */

/* An ErrorResponse ends the talk; old servers send its text bare, newer ones in fields. */
static bool
refuse_postgres(cli_attempt *attempt)
{
	char said[300], what[400];
	const cli_wire *wire = &attempt->wire;

	cli_wire_hear_out(&attempt->wire, 100);
	cli_said_escape(
		wire->heard + 1, wire->n_heard > 1 ? wire->n_heard - 1 : 0, said, sizeof(said));
	snprintf(what, sizeof(what), "it answers with an error: %s", said);
	return cli_starttls_refused(attempt, what);
}

/* "SSH-2.0-…" begins with a yes. */
static bool
is_greeting(cli_attempt *attempt)
{
	const cli_wire *wire = &attempt->wire;

	return cli_said_protocol(wire->heard, wire->n_heard) != NULL;
}

bool
cli_starttls_postgres(cli_attempt *attempt)
{
	static const uint8_t ssl_request[] = {0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f};
	uint8_t answer = 0;
	cli_wire_result result = cli_wire_put(&attempt->wire, ssl_request, sizeof(ssl_request));

	if (result == CLI_WIRE_OK)
		result = cli_wire_get(&attempt->wire, &answer, 1);
	if (result != CLI_WIRE_OK)
		return cli_attempt_fail_wire(attempt, result, CLI_TALK);
	if (answer == 'S')
		return !is_greeting(attempt) || cli_starttls_wrong(attempt);
	if (answer == 'N')
		return cli_starttls_refused(attempt, "it answers N to the request for it");
	return answer == 'E' ? refuse_postgres(attempt) : cli_starttls_wrong(attempt);
}

/* ---- MySQL and MariaDB ---- */

#define CAN_SSL 0x0800
/* protocol 4.1, SSL, secure connection, long passwords, plugin authentication */
#define WE_CAN 0x00088a01

/* The server's abilities, right behind its version, number and first challenge. */
static bool
take_abilities(const uint8_t *packet, size_t len, unsigned *abilities)
{
	const uint8_t *version_end = memchr(packet + 1, 0, len - 1);
	size_t at;

	if (version_end == NULL)
		return false;
	at = (size_t)(version_end - packet) + 1 + 4 + 8 + 1;
	if (at + 2 > len)
		return false;
	*abilities = (unsigned)packet[at] | (unsigned)packet[at + 1] << 8;
	return true;
}

static bool
refuse_mysql(cli_attempt *attempt, const uint8_t *packet, size_t len)
{
	char said[300], what[400];

	cli_said_escape(packet + 3, len > 3 ? len - 3 : 0, said, sizeof(said));
	snprintf(what, sizeof(what), "it greets with an error: %s", said);
	return cli_starttls_refused(attempt, what);
}

static bool
greet_mysql(cli_attempt *attempt)
{
	uint8_t head[4] = {0}, packet[LONGEST];
	unsigned abilities = 0;
	size_t len;
	cli_wire_result result = cli_wire_get(&attempt->wire, head, 4);

	len = (size_t)head[0] | (size_t)head[1] << 8 | (size_t)head[2] << 16;
	if (result == CLI_WIRE_OK && (head[3] != 0 || len == 0 || len > LONGEST))
		return cli_starttls_wrong(attempt);
	if (result == CLI_WIRE_OK)
		result = cli_wire_get(&attempt->wire, packet, len);
	if (result != CLI_WIRE_OK)
		return cli_attempt_fail_wire(attempt, result, CLI_TALK);
	if (packet[0] == 0xff)
		return refuse_mysql(attempt, packet, len);
	if (packet[0] != 10 || !take_abilities(packet, len, &abilities))
		return cli_starttls_wrong(attempt);
	return (abilities & CAN_SSL) != 0 ||
	       cli_starttls_refused(attempt, "SSL is not among its abilities");
}

bool
cli_starttls_mysql(cli_attempt *attempt)
{
	uint8_t request[4 + 32] = {32, 0, 0, 1, WE_CAN & 0xff, WE_CAN >> 8 & 0xff,
		WE_CAN >> 16 & 0xff, WE_CAN >> 24, 0, 0, 0, 1, 45};
	cli_wire_result result;

	if (!greet_mysql(attempt))
		return false;
	/* There is no go-ahead: what lies here already would be taken for TLS. */
	if (cli_wire_has_more(&attempt->wire))
		return cli_starttls_injected(attempt);
	result = cli_wire_put(&attempt->wire, request, sizeof(request));
	return result == CLI_WIRE_OK || cli_attempt_fail_wire(attempt, result, CLI_TALK);
}
