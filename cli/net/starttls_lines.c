/*
 * The talks of protocols that speak in lines, as tables: what is sent, what the answer looks like,
 * what it must say. The clauses:
 *   SMTP RFC 3207, LMTP RFC 2033, IMAP RFC 9051 6.2.1, POP3 RFC 2595 4, FTP RFC 4217 4,
 *   NNTP RFC 4642 2.2, ManageSieve RFC 5804 2.2, IRC the IRCv3 "tls" extension.
 */
#include <config.h>
#include "said.h"
#include "starttls.h"

#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#define MOST_LINES 512

/* How an answer's lines hang together. */
typedef enum shape {
	SHAPE_SMTP,     /* "250-…" lines of one code, the last "250 …" */
	SHAPE_FTP,      /* the same, but between the first and the last may stand anything */
	SHAPE_NNTP,     /* one line "382 …" */
	SHAPE_NNTP_DOT, /* a good one is followed by lines to a "." */
	SHAPE_POP3,     /* one line "+OK" or "-ERR" */
	SHAPE_POP3_DOT, /* a good one is followed by lines to a "." */
	SHAPE_GREETING, /* IMAP: one line "* …" */
	SHAPE_TAGGED,   /* IMAP: lines to the one with our tag */
	SHAPE_SIEVE,    /* lines of strings to OK, NO or BYE */
	SHAPE_IRC       /* lines to one that speaks of TLS or of an error */
} shape;

typedef struct step {
	const char *send; /* NULL: the server begins; "%s": who we are */
	shape shape;
	const char *good;  /* how the line that counts begins when all is well, in any case */
	const char *needs; /* NULL, or the word that the answer has when there is TLS */
} step;

#define END                                                                                        \
	{                                                                                          \
		NULL, SHAPE_SMTP, NULL, NULL                                                       \
	}

static const step smtp[] = {{NULL, SHAPE_SMTP, "220", NULL},
	{"EHLO %s\r\n", SHAPE_SMTP, "250", "STARTTLS"}, {"STARTTLS\r\n", SHAPE_SMTP, "220", NULL},
	END};
static const step lmtp[] = {{NULL, SHAPE_SMTP, "220", NULL},
	{"LHLO %s\r\n", SHAPE_SMTP, "250", "STARTTLS"}, {"STARTTLS\r\n", SHAPE_SMTP, "220", NULL},
	END};
static const step imap[] = {{NULL, SHAPE_GREETING, "* OK", NULL},
	{"a1 CAPABILITY\r\n", SHAPE_TAGGED, "a1 OK", "STARTTLS"},
	{"a2 STARTTLS\r\n", SHAPE_TAGGED, "a2 OK", NULL}, END};
static const step pop3[] = {{NULL, SHAPE_POP3, "+OK", NULL},
	{"CAPA\r\n", SHAPE_POP3_DOT, "+OK", "STLS"}, {"STLS\r\n", SHAPE_POP3, "+OK", NULL}, END};
static const step ftp[] = {
	{NULL, SHAPE_FTP, "220", NULL}, {"AUTH TLS\r\n", SHAPE_FTP, "234", NULL}, END};
static const step nntp[] = {{NULL, SHAPE_NNTP, "20", NULL},
	{"CAPABILITIES\r\n", SHAPE_NNTP_DOT, "101", "STARTTLS"},
	{"STARTTLS\r\n", SHAPE_NNTP, "382", NULL}, END};
static const step sieve[] = {
	{NULL, SHAPE_SIEVE, "OK", "STARTTLS"}, {"STARTTLS\r\n", SHAPE_SIEVE, "OK", NULL}, END};
static const step irc[] = {{"STARTTLS\r\n", SHAPE_IRC, "670", NULL}, END};

static const step *const talks[] = {
	[CLI_STARTTLS_SMTP] = smtp,
	[CLI_STARTTLS_LMTP] = lmtp,
	[CLI_STARTTLS_IMAP] = imap,
	[CLI_STARTTLS_POP3] = pop3,
	[CLI_STARTTLS_FTP] = ftp,
	[CLI_STARTTLS_NNTP] = nntp,
	[CLI_STARTTLS_SIEVE] = sieve,
	[CLI_STARTTLS_IRC] = irc,
};

/* What a line is in its answer. */
typedef enum role { ROLE_MORE, ROLE_GOOD, ROLE_BAD, ROLE_WRONG } role;

static bool
begins(const char *line, const char *with)
{
	return strncasecmp(line, with, strlen(with)) == 0;
}

static role
good_or_bad(const char *line, const step *at)
{
	return begins(line, at->good) ? ROLE_GOOD : ROLE_BAD;
}

static bool
has_code(const char *line)
{
	return strspn(line, "0123456789") == 3 &&
	       (line[3] == ' ' || line[3] == '-' || line[3] == '\0');
}

/* `code` holds that of the first line. */
static role
smtp_role(const char *line, const step *at, size_t nth, char code[4])
{
	bool is_loose = at->shape == SHAPE_FTP && nth > 0;

	if (!has_code(line))
		return is_loose ? ROLE_MORE : ROLE_WRONG;
	if (nth == 0)
		memcpy(code, line, 3);
	if (memcmp(code, line, 3) != 0)
		return is_loose ? ROLE_MORE : ROLE_WRONG;
	return line[3] == '-' ? ROLE_MORE : good_or_bad(line, at);
}

/* One line, or a block of lines when it is good and has one. */
static role
block_role(const char *line, const step *at, size_t nth, bool is_block, bool fits)
{
	if (nth > 0)
		return strcmp(line, ".") == 0 ? ROLE_GOOD : ROLE_MORE;
	if (!fits)
		return ROLE_WRONG;
	return is_block && begins(line, at->good) ? ROLE_MORE : good_or_bad(line, at);
}

static role
imap_role(const char *line, const step *at, size_t nth)
{
	(void)nth;
	if (at->shape == SHAPE_GREETING)
		return begins(line, "* ") ? good_or_bad(line, at) : ROLE_WRONG;
	if (strncmp(line, at->good, 3) == 0)
		return good_or_bad(line, at);
	return begins(line, "* ") || begins(line, "+ ") ? ROLE_MORE : ROLE_WRONG;
}

static role
sieve_role(const char *line, const step *at)
{
	if (*line == '"')
		return ROLE_MORE;
	return begins(line, "OK") || begins(line, "NO") || begins(line, "BYE")
		       ? good_or_bad(line, at)
		       : ROLE_WRONG;
}

/* Servers say all kinds of things before one has given a name; those that end it are few. */
static role
irc_role(const char *line, const step *at)
{
	static const char *const bad[] = {"691 ", "421 ", "451 ", "ERROR "};
	static const char *const other[] = {"NOTICE ", "PING ", "CAP "};
	size_t i;

	if (*line == ':') {
		line += strcspn(line, " ");
		line += strspn(line, " ");
	}
	if (begins(line, at->good))
		return ROLE_GOOD;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (begins(line, bad[i]))
			return ROLE_BAD;
	}
	for (i = 0; i < sizeof(other) / sizeof(other[0]); i++) {
		if (begins(line, other[i]))
			return ROLE_MORE;
	}
	return has_code(line) ? ROLE_MORE : ROLE_WRONG;
}

static role
role_of(const char *line, const step *at, size_t nth, char code[4])
{
	switch (at->shape) {
	case SHAPE_SMTP:
	case SHAPE_FTP:
		return smtp_role(line, at, nth, code);
	case SHAPE_NNTP:
	case SHAPE_NNTP_DOT:
		return block_role(
			line, at, nth, at->shape == SHAPE_NNTP_DOT, nth > 0 || has_code(line));
	case SHAPE_POP3:
	case SHAPE_POP3_DOT:
		return block_role(line, at, nth, at->shape == SHAPE_POP3_DOT,
			begins(line, "+OK") || begins(line, "-ERR"));
	case SHAPE_GREETING:
	case SHAPE_TAGGED:
		return imap_role(line, at, nth);
	case SHAPE_SIEVE:
		return sieve_role(line, at);
	case SHAPE_IRC:
		break;
	}
	return irc_role(line, at);
}

/* Whether a line has the word, as a whole. */
static bool
has_word(const char *line, const char *word)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
	size_t len;

	while (*line != '\0') {
		len = strspn(line, letters);
		if (len == strlen(word) && strncasecmp(line, word, len) == 0)
			return true;
		line += len > 0 ? len : 1;
	}
	return false;
}

/* Past the code of "250-STARTTLS". The first line of SMTP's answer is free text. */
static bool
offers(const char *line, const step *at, size_t nth)
{
	if (at->shape == SHAPE_SMTP)
		return nth > 0 && strlen(line) > 4 && has_word(line + 4, at->needs);
	return has_word(line, at->needs);
}

static bool
refuse(cli_attempt *attempt, const step *at, const char *line)
{
	char said[300], what[400];

	cli_said_escape((const uint8_t *)line, strlen(line), said, sizeof(said));
	if (at->send == NULL)
		snprintf(what, sizeof(what), "it greets with \"%s\"", said);
	else
		snprintf(what, sizeof(what), "it answers \"%s\" to %.*s", said,
			(int)strcspn(at->send, "%\r"), at->send);
	return cli_starttls_refused(attempt, what);
}

static bool
read_answer(cli_attempt *attempt, const step *at)
{
	char line[CLI_WIRE_LINE], code[4] = "", what[64];
	cli_wire_result result;
	bool offered = at->needs == NULL;
	size_t nth;

	for (nth = 0; nth < MOST_LINES; nth++) {
		result = cli_wire_line(&attempt->wire, line);
		if (result != CLI_WIRE_OK)
			return cli_attempt_fail_wire(attempt, result, CLI_TALK);
		offered = offered || offers(line, at, nth);
		switch (role_of(line, at, nth, code)) {
		case ROLE_MORE:
			break;
		case ROLE_GOOD:
			if (offered)
				return true;
			snprintf(what, sizeof(what), "%s is not among what it says it can do",
				at->needs);
			return cli_starttls_refused(attempt, what);
		case ROLE_BAD:
			return refuse(attempt, at, line);
		case ROLE_WRONG:
			return cli_starttls_wrong(attempt);
		}
	}
	return cli_attempt_fail_wire(attempt, CLI_WIRE_TOO_MUCH, CLI_TALK);
}

/* Who we are: the address that we come from (RFC 5321 4.1.3), which the server sees anyway. */
static void
name_ourselves(const cli_attempt *attempt, char *name, size_t room)
{
	struct sockaddr_storage own;
	socklen_t own_len = sizeof(own);
	char address[64];

	snprintf(name, room, "localhost");
	if (getsockname(attempt->wire.fd, (struct sockaddr *)&own, &own_len) != 0 ||
		getnameinfo((const struct sockaddr *)&own, own_len, address, sizeof(address), NULL,
			0, NI_NUMERICHOST) != 0)
		return;
	address[strcspn(address, "%")] = '\0';
	snprintf(name, room, "[%s%s]", strchr(address, ':') != NULL ? "IPv6:" : "", address);
}

static cli_wire_result
send_step(cli_attempt *attempt, const step *at)
{
	const char *place = strstr(at->send, "%s");
	char name[80], text[160];

	if (place == NULL)
		return cli_wire_put(&attempt->wire, at->send, strlen(at->send));
	name_ourselves(attempt, name, sizeof(name));
	snprintf(
		text, sizeof(text), "%.*s%s%s", (int)(place - at->send), at->send, name, place + 2);
	return cli_wire_put(&attempt->wire, text, strlen(text));
}

/* IMAP and IRC servers may speak unasked; from the others nothing may lie there when we ask. */
static bool
answers_only(const step *at)
{
	return at->shape != SHAPE_TAGGED && at->shape != SHAPE_IRC;
}

bool
cli_starttls_lines(cli_attempt *attempt)
{
	const step *at = talks[attempt->input->starttls];
	cli_wire_result result;

	for (; at->good != NULL; at++) {
		if (at->send != NULL && answers_only(at) && cli_wire_has_more(&attempt->wire))
			return cli_starttls_injected(attempt);
		result = at->send != NULL ? send_step(attempt, at) : CLI_WIRE_OK;
		if (result != CLI_WIRE_OK)
			return cli_attempt_fail_wire(attempt, result, CLI_TALK);
		if (!read_answer(attempt, at))
			return false;
	}
	return true;
}
