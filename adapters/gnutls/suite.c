/*
 * Names of cipher suites. GnuTLS finds its own name by the number; IANA's has WITH between exchange
 * and cipher, RC4 for ARCFOUR, SHA for SHA1, and the hash behind POLY1305.
 */
#include <config.h>

#include "gnutls/suite.h"

#include <stdio.h>
#include <string.h>

/* Before the suite: a version, 32 octets of random, a session id and its length. */
#define RANDOM_END 34

int
suite_of_hello(const gnutls_datum_t *hello, unsigned char id[2])
{
	size_t at;

	if (hello == NULL || hello->size <= RANDOM_END)
		return 0;
	at = RANDOM_END + 1u + hello->data[RANDOM_END];
	if (hello->size < at + 2)
		return 0;
	memcpy(id, hello->data + at, 2);
	return 1;
}

/* GnuTLS's name; *exchange: its key exchange, GNUTLS_KX_UNKNOWN in TLS 1.3. */
static const char *
own_name(const unsigned char id[2], gnutls_kx_algorithm_t *exchange)
{
	unsigned char each[2];
	const char *name;
	size_t i;

	for (i = 0; (name = gnutls_cipher_suite_info(i, each, exchange, NULL, NULL, NULL)) != NULL;
		i++) {
		if (memcmp(each, id, 2) == 0)
			return name;
	}
	return NULL;
}

/* How long "TLS_ECDHE_RSA_" is; 0 when the name does not begin with its exchange. */
static size_t
exchange_len(const char *name, gnutls_kx_algorithm_t exchange)
{
	const char *word = gnutls_kx_get_name(exchange);
	size_t i, len = word != NULL ? strlen(word) : 0;

	if (len == 0 || strlen(name) < 5 + len || strncmp(name, "TLS_", 4) != 0)
		return 0;
	for (i = 0; i < len; i++) {
		if (name[4 + i] != (word[i] == '-' ? '_' : word[i]))
			return 0;
	}
	return name[4 + len] == '_' ? 5 + len : 0;
}

static int
ends_in(const char *text, const char *end)
{
	size_t len = strlen(text), end_len = strlen(end);

	return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

const char *
suite_name(const unsigned char id[2], char name[SUITE_NAME_SIZE])
{
	gnutls_kx_algorithm_t exchange = GNUTLS_KX_UNKNOWN;
	const char *own = own_name(id, &exchange), *cipher, *hash;
	size_t before = own != NULL ? exchange_len(own, exchange) : 0;

	if (own == NULL) {
		snprintf(name, SUITE_NAME_SIZE, "0x%02X%02X", id[0], id[1]);
		return name;
	}
	if (before == 0) {
		snprintf(name, SUITE_NAME_SIZE, "%s", own);
		return name;
	}
	cipher = own + before;
	hash = ends_in(cipher, "POLY1305") ? "_SHA256" : "";
	if (strncmp(cipher, "ARCFOUR_", 8) == 0)
		snprintf(name, SUITE_NAME_SIZE, "%.*sWITH_RC4_%s", (int)before, own, cipher + 8);
	else
		snprintf(name, SUITE_NAME_SIZE, "%.*sWITH_%s%s", (int)before, own, cipher, hash);
	if (ends_in(name, "_SHA1"))
		name[strlen(name) - 1] = '\0';
	return name;
}
