/* What a cipher suite's name says: how its secret is agreed on and how it encrypts. The rows are in
 * suites.def. */
#include <config.h>

#include "classify/session.h"

#include "base/bytes.h"
#include "base/compiler.h"

static const struct {
	const char *name;
	cp_exchange_kind kind;
	const char *source;
} exchanges[] = {
#define CP_EXCHANGE(name, kind, source) {name, CP_EXCHANGE_##kind, source},
#define CP_CIPHER(name, kind, source)
#define CP_SUITE13(name, kind, source)
#include "classify/suites.def"
#undef CP_EXCHANGE
#undef CP_CIPHER
#undef CP_SUITE13
};

typedef struct cipher_row {
	const char *name;
	cp_cipher_kind kind;
	const char *source;
} cipher_row;

static const cipher_row ciphers[] = {
#define CP_EXCHANGE(name, kind, source)
#define CP_CIPHER(name, kind, source) {name, CP_CIPHER_##kind, source},
#define CP_SUITE13(name, kind, source)
#include "classify/suites.def"
#undef CP_CIPHER
#undef CP_SUITE13
};

static const cipher_row tls13[] = {
#define CP_CIPHER(name, kind, source)
#define CP_SUITE13(name, kind, source) {name, CP_CIPHER_##kind, source},
#include "classify/suites.def"
#undef CP_EXCHANGE
#undef CP_CIPHER
#undef CP_SUITE13
};

/* An AEAD cipher's name must match whole: it has nothing after it but the length of its tag. */
static bool
cipher_fits(const cipher_row *row, const char *name)
{
	size_t len = strlen(row->name);
	const char *rest = name + len;

	if (strncmp(name, row->name, len) != 0)
		return false;
	return row->kind != CP_CIPHER_AEAD || *rest == '\0' || strcmp(rest, "_8") == 0;
}

static void
read_cipher(cp_suite *suite, const char *name)
{
	size_t i;

	for (i = 0; i < CP_COUNT(ciphers); i++) {
		if (cipher_fits(&ciphers[i], name)) {
			suite->cipher = ciphers[i].kind;
			suite->cipher_source = ciphers[i].source;
			return;
		}
	}
}

static bool
read_tls13(cp_suite *suite, const char *name)
{
	size_t i;

	for (i = 0; i < CP_COUNT(tls13); i++) {
		if (strcmp(name, tls13[i].name) == 0) {
			*suite = (cp_suite){.exchange = CP_EXCHANGE_EPHEMERAL,
				.cipher = tls13[i].kind,
				.of_tls13 = true,
				.exchange_source = "RFC 8446 1.2",
				.cipher_source = tls13[i].source};
			return true;
		}
	}
	return false;
}

static void
read_exchange(cp_suite *suite, cp_bytes name)
{
	size_t i;

	for (i = 0; i < CP_COUNT(exchanges); i++) {
		if (cp_bytes_equal(name, cp_bytes_of_string(exchanges[i].name))) {
			suite->exchange = exchanges[i].kind;
			suite->exchange_source = exchanges[i].source;
			return;
		}
	}
}

cp_suite
cp_suite_read(const char *name)
{
	static const cp_suite unknown = {.exchange = CP_EXCHANGE_UNKNOWN};
	cp_suite suite = unknown;
	const char *with;

	if (strncmp(name, "TLS_", 4) != 0)
		return suite;
	name += 4;
	if (read_tls13(&suite, name))
		return suite;
	with = strstr(name, "_WITH_");
	if (with == NULL)
		return suite;
	read_exchange(&suite, cp_bytes_of(name, (size_t)(with - name)));
	read_cipher(&suite, with + strlen("_WITH_"));
	return suite.exchange != CP_EXCHANGE_UNKNOWN && suite.cipher != CP_CIPHER_UNKNOWN ? suite
											  : unknown;
}
