/*
 * GnuTLS has no call for extension 18, and drops it from the certificates of TLS 1.3. In TLS 1.2 it
 * comes in the ServerHello, for which a handler can be registered; in TLS 1.3 with the leaf, in the
 * Certificate message, which a hook gets to see decrypted. Registering also makes the client ask.
 */
#include <config.h>
#include "tls_messages.h"

#include <stdlib.h>
#include <string.h>

#define EXTENSION_SCT 18

typedef struct reader {
	const uint8_t *at;
	size_t len;
} reader;

/* A length of so many octets, and as much content. */
static bool
take(reader *from, size_t n_octets, reader *content)
{
	size_t len = 0, i;

	if (from->len < n_octets)
		return false;
	for (i = 0; i < n_octets; i++)
		len = len << 8 | from->at[i];
	if (len > from->len - n_octets)
		return false;
	content->at = from->at + n_octets;
	content->len = len;
	from->at += n_octets + len;
	from->len -= n_octets + len;
	return true;
}

static bool
copy(reader from, gnutls_datum_t *to)
{
	if (from.len == 0 || to->data != NULL)
		return true;
	to->data = gnutls_malloc(from.len);
	if (to->data == NULL)
		return false;
	memcpy(to->data, from.at, from.len);
	to->size = (unsigned)from.len;
	return true;
}

static bool
append(reader der, cli_observation *seen)
{
	gnutls_datum_t *moved;

	if (seen->n_chain == CLI_MOST_CERTIFICATES)
		return false;
	if ((seen->n_chain & (seen->n_chain - 1)) == 0) {
		moved = realloc(
			seen->chain, (seen->n_chain == 0 ? 1 : seen->n_chain * 2) * sizeof(*moved));
		if (moved == NULL)
			return false;
		seen->chain = moved;
	}
	memset(&seen->chain[seen->n_chain], 0, sizeof(*moved));
	return copy(der, &seen->chain[seen->n_chain]) && ++seen->n_chain > 0;
}

static void
take_timestamps(reader extensions, cli_observation *seen)
{
	reader content;
	unsigned type;

	while (extensions.len >= 2) {
		type = (unsigned)extensions.at[0] << 8 | extensions.at[1];
		extensions.at += 2;
		extensions.len -= 2;
		if (!take(&extensions, 2, &content))
			return;
		if (type == EXTENSION_SCT)
			(void)copy(content, &seen->sct_list);
	}
}

void
cli_tls_messages_read_chain(
	const uint8_t *message, size_t len, bool is_tls13, cli_observation *seen)
{
	reader body = {message, len}, list, der, extensions = {NULL, 0};

	if ((is_tls13 && !take(&body, 1, &list)) || !take(&body, 3, &list))
		return;
	while (take(&list, 3, &der)) {
		if (is_tls13 && !take(&list, 2, &extensions))
			return;
		if (!append(der, seen))
			return;
		if (is_tls13 && seen->n_chain == 1)
			take_timestamps(extensions, seen);
	}
}

static int
watch(gnutls_session_t session, unsigned type, unsigned when, unsigned is_incoming,
	const gnutls_datum_t *message)
{
	cli_observation *seen = gnutls_session_get_ptr(session);

	(void)when;
	if (is_incoming == 0 || seen == NULL)
		return 0;
	if (type == GNUTLS_HANDSHAKE_CERTIFICATE_REQUEST)
		seen->wants_certificate = true;
	/*
	 * A key that signs although its certificate says that it does not is the policy's to judge.
	 * Any earlier, this would also keep the extended master secret out of the hello (RFC 7627),
	 * or from being understood, and no server would seem to know it.
	 */
	if (type == GNUTLS_HANDSHAKE_CERTIFICATE_PKT)
		gnutls_session_enable_compatibility_mode(session);
	if (type == GNUTLS_HANDSHAKE_CERTIFICATE_PKT && message != NULL && seen->n_chain == 0)
		cli_tls_messages_read_chain(message->data, message->size,
			gnutls_protocol_get_version(session) == GNUTLS_TLS1_3, seen);
	return 0;
}

static int
receive_timestamps(gnutls_session_t session, const unsigned char *data, size_t len)
{
	cli_observation *seen = gnutls_session_get_ptr(session);
	reader content = {data, len};

	return seen == NULL || copy(content, &seen->sct_list) ? 0 : GNUTLS_E_MEMORY_ERROR;
}

/* An empty extension is what asks (RFC 6962 3.3.1). */
static int
ask_for_timestamps(gnutls_session_t session, gnutls_buffer_t extension)
{
	(void)session;
	(void)extension;
	return GNUTLS_E_INT_RET_0;
}

int
cli_tls_messages_watch(gnutls_session_t session, bool asks, cli_observation *seen)
{
	gnutls_session_set_ptr(session, seen);
	gnutls_handshake_set_hook_function(
		session, (unsigned)GNUTLS_HANDSHAKE_ANY, GNUTLS_HOOK_PRE, watch);
	if (!asks)
		return 0;
	return gnutls_session_ext_register(session, "signed_certificate_timestamp", EXTENSION_SCT,
		GNUTLS_EXT_TLS, receive_timestamps, ask_for_timestamps, NULL, NULL, NULL,
		GNUTLS_EXT_FLAG_CLIENT_HELLO | GNUTLS_EXT_FLAG_TLS12_SERVER_HELLO);
}
