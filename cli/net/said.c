/*
 * Tells protocols by how their servers begin. A look is no proof; it serves messages and hints, and
 * nothing else.
 */
#include <config.h>
#include "said.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

typedef struct look {
	const char *protocol;
	const char *start; /* how it begins */
	const char *word;  /* what else is in the first line, in any case; NULL: nothing */
} look;

static const look looks[] = {
	{"http", "HTTP/", NULL},
	{"http", "<html", NULL},
	{"http", "<HTML", NULL},
	{"http", "<!DOCTYPE", NULL},
	{"ssh", "SSH-", NULL},
	{"ftp", "220", "ftp"},
	{"lmtp", "220", "lmtp"},
	{"smtp", "220", NULL},
	{"smtp", "554 ", NULL},
	{"smtp", "421 ", NULL},
	{"imap", "* OK", NULL},
	{"imap", "* PREAUTH", NULL},
	{"imap", "* BYE", NULL},
	{"pop3", "+OK", NULL},
	{"nntp", "200 ", NULL},
	{"nntp", "201 ", NULL},
	{"sieve", "\"IMPLEMENTATION\"", NULL},
	{"xmpp", "<?xml", "stream"},
	{"xmpp", "<stream:", NULL},
	{"redis", "-ERR", NULL},
	{"redis", "-NOAUTH", NULL},
	{"redis", "-DENIED", NULL},
	{"amqp", "AMQP", NULL},
	{"vnc", "RFB ", NULL},
	{"irc", ":", "notice"},
	{"irc", "NOTICE ", NULL},
	{"irc", "ERROR :", NULL},
	{"sip", "SIP/2.0", NULL},
	{"rtsp", "RTSP/", NULL},
	{"tls", "\x16\x03", NULL},
	{"tls", "\x15\x03", NULL},
};

static bool
line_has(const uint8_t *said, size_t len, const char *word)
{
	size_t word_len = strlen(word), i;

	for (i = 0; i + word_len <= len && said[i] != '\n'; i++) {
		if (strncasecmp((const char *)said + i, word, word_len) == 0)
			return true;
	}
	return false;
}

/* The greeting of MySQL and MariaDB: a packet with number 0 and protocol 10, or an error. */
static bool
is_mysql(const uint8_t *said, size_t len)
{
	return len > 5 && said[2] == 0 && said[3] == 0 && (said[4] == 10 || said[4] == 0xff);
}

const char *
cli_said_protocol(const uint8_t *said, size_t len)
{
	size_t i, start_len;

	for (i = 0; i < sizeof(looks) / sizeof(looks[0]); i++) {
		start_len = strlen(looks[i].start);
		if (len >= start_len && memcmp(said, looks[i].start, start_len) == 0 &&
			(looks[i].word == NULL || line_has(said, len, looks[i].word)))
			return looks[i].protocol;
	}
	return is_mysql(said, len) ? "mysql" : NULL;
}

void
cli_said_escape(const uint8_t *said, size_t len, char *out, size_t room)
{
	size_t i, n = 0;

	while (len > 0 && (said[len - 1] == '\r' || said[len - 1] == '\n'))
		len--;
	for (i = 0; i < len && n + 5 < room; i++) {
		if (said[i] == '\r')
			continue;
		if (said[i] == '\n')
			out[n++] = ' ';
		else if (said[i] >= ' ' && said[i] < 0x7f)
			out[n++] = (char)said[i];
		else
			n += (size_t)snprintf(out + n, room - n, "\\x%02x", said[i]);
	}
	out[n] = '\0';
}

/* The value of the header, without the line's end; false when there is none. */
static bool
find_date(const uint8_t *said, size_t len, char value[64])
{
	static const char name[] = "\nDate:";
	size_t i, n;

	for (i = 0; i + sizeof(name) - 1 <= len; i++) {
		if (strncasecmp((const char *)said + i, name, sizeof(name) - 1) != 0)
			continue;
		i += sizeof(name) - 1;
		while (i < len && said[i] == ' ')
			i++;
		for (n = 0; n < 63 && i + n < len && said[i + n] >= ' '; n++)
			value[n] = (char)said[i + n];
		value[n] = '\0';
		return true;
	}
	return false;
}

int64_t
cli_said_date(const uint8_t *said, size_t len)
{
	char value[64];
	struct tm date;
	const char *rest;

	memset(&date, 0, sizeof(date));
	if (!find_date(said, len, value))
		return 0;
	rest = strptime(value, "%a, %d %b %Y %H:%M:%S GMT", &date);
	return rest != NULL ? (int64_t)timegm(&date) : 0;
}
