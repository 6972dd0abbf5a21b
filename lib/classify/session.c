/* What a session's names say: protocol versions, groups and whether they are post-quantum,
 * signature schemes. Cipher suites are suite.c's. */
#include <config.h>

#include "classify/session.h"

#include "base/compiler.h"
#include "base/text.h"

static const struct {
	const char *name; /* compared without regard to case, dots, spaces and a "v" */
	cp_protocol protocol;
} protocols[] = {
	{"ssl2", CP_PROTOCOL_SSL2}, {"ssl20", CP_PROTOCOL_SSL2}, {"ssl3", CP_PROTOCOL_SSL3},
	{"ssl30", CP_PROTOCOL_SSL3}, {"tls1", CP_PROTOCOL_TLS10}, {"tls10", CP_PROTOCOL_TLS10},
	{"tls11", CP_PROTOCOL_TLS11}, {"tls12", CP_PROTOCOL_TLS12}, {"tls13", CP_PROTOCOL_TLS13},
	/* RFC 9325 3.1.2: DTLS 1.0 is TLS 1.1 (RFC 4347), and there is no DTLS 1.1. */
	{"dtls09", CP_PROTOCOL_TLS10}, /* before the standard, as some VPNs speak it */
	{"dtls1", CP_PROTOCOL_TLS11}, {"dtls10", CP_PROTOCOL_TLS11}, {"dtls12", CP_PROTOCOL_TLS12},
	{"dtls13", CP_PROTOCOL_TLS13}, {"quic1", CP_PROTOCOL_TLS13}, /* RFC 9001 4.2 */
};

cp_protocol
cp_session_protocol(const char *text)
{
	char plain[8];
	size_t i, n = 0;

	for (; *text != '\0'; text++) {
		uint8_t c = cp_ascii_lower((uint8_t)*text);

		if (c == '.' || c == 'v' || c == ' ' || c == '-' || c == '_')
			continue;
		if (n + 1 == sizeof(plain))
			return CP_PROTOCOL_UNKNOWN;
		plain[n++] = (char)c;
	}
	plain[n] = '\0';
	for (i = 0; i < CP_COUNT(protocols); i++) {
		if (strcmp(plain, protocols[i].name) == 0)
			return protocols[i].protocol;
	}
	return CP_PROTOCOL_UNKNOWN;
}

/* ---- names that are spelled in several ways ---- */

static const char *
skip_marks(const char *text)
{
	while (*text == '-' || *text == '_' || *text == '.' || *text == ' ')
		text++;
	return text;
}

/* What follows `part` at the start of `text`, marks and case aside; NULL: it does not start so. */
static const char *
after(const char *text, const char *part)
{
	for (;;) {
		part = skip_marks(part);
		text = skip_marks(text);
		if (*part == '\0')
			return text;
		if (cp_ascii_lower((uint8_t)*part) != cp_ascii_lower((uint8_t)*text))
			return NULL;
		part++;
		text++;
	}
}

static bool
same_name(const char *a, const char *b)
{
	const char *rest = after(a, b);

	return rest != NULL && *rest == '\0';
}

static bool
has_part(const char *text, const char *part)
{
	for (; *text != '\0'; text++) {
		if (after(text, part) != NULL)
			return true;
	}
	return false;
}

/* IANA's number, as "0x11EC". */
static bool
read_number(const char *text, unsigned *number)
{
	uint8_t octets[2];

	if (strlen(text) != 6 || text[0] != '0' || cp_ascii_lower((uint8_t)text[1]) != 'x' ||
		!cp_hex_decode(cp_bytes_of_string(text + 2), octets))
		return false;
	*number = (unsigned)octets[0] << 8 | octets[1];
	return true;
}

bool
cp_session_is_grease(const char *text)
{
	unsigned number;

	if (after(text, "grease") != NULL)
		return true;
	return read_number(text, &number) && number >> 8 == (number & 0xff) &&
	       (number & 0x0f) == 0x0a;
}

/* ---- groups ---- */

static const struct {
	const char *name;
	unsigned number;
	cp_group_kind kind;
	unsigned bits;
} groups[] = {
#define CP_GROUP(name, number, kind, bits, source) {name, number, CP_GROUP_##kind, bits},
#include "classify/groups.def"
#undef CP_GROUP
};

/* Before TLS 1.3 there is no group, or none that is post-quantum (RFC 8446 4.2.7 and those since).
 */
static void
read_group(cp_session *session, const char *group)
{
	unsigned number = 0;
	bool numbered = group != NULL && read_number(group, &number);
	size_t i;

	for (i = 0; group != NULL && i < CP_COUNT(groups); i++) {
		if (numbered ? number == groups[i].number : same_name(group, groups[i].name)) {
			session->group_kind = groups[i].kind;
			session->group_bits = groups[i].bits;
			return;
		}
	}
	if (session->protocol != CP_PROTOCOL_UNKNOWN && !session->is_tls13)
		session->group_kind = CP_GROUP_CLASSIC;
}

const char *
cp_group_kind_name(cp_group_kind kind)
{
	static const char *const names[] = {
		NULL, "classic", "post-quantum-hybrid", "post-quantum", "post-quantum-draft"};

	return names[kind];
}

/* ---- signatures of the handshake ---- */

enum { ANYWHERE, FRONT };

static const struct {
	const char *part;
	int place;
	cp_scheme_kind kind;
	const char *source;
} schemes[] = {
#define CP_SCHEME(part, place, kind, source) {part, place, CP_SCHEME_##kind, source},
#include "classify/schemes.def"
#undef CP_SCHEME
};

static void
read_scheme(cp_session *session, const char *name)
{
	size_t i;

	for (i = 0; i < CP_COUNT(schemes); i++) {
		if (schemes[i].place == FRONT ? after(name, schemes[i].part) != NULL
					      : has_part(name, schemes[i].part)) {
			session->scheme = schemes[i].kind;
			session->scheme_source = schemes[i].source;
			return;
		}
	}
}

const char *
cp_session_fact_name(cp_session_fact fact)
{
	static const char *const names[] = {
		"extended_master_secret", "secure_renegotiation", "compression", "early_data"};

	return names[fact];
}

void
cp_session_read(cp_session *session, const cp_session_said *said)
{
	*session = (cp_session){.present = true, .said = *said};
	if (said->protocol != NULL)
		session->protocol = cp_session_protocol(said->protocol);
	if (said->cipher != NULL)
		session->suite = cp_suite_read(said->cipher);
	session->is_tls13 = session->protocol == CP_PROTOCOL_TLS13 ||
			    (said->protocol == NULL && session->suite.of_tls13);
	read_group(session, said->group);
	if (said->signature != NULL)
		read_scheme(session, said->signature);
}
