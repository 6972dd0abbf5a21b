/*
 * A handshake between two sessions of GnuTLS within this process, to see what its client makes of a
 * staple: that has no other door. Nothing leaves the process.
 */
#include <config.h>
#include "answers.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

/* One direction; a handshake of these certificates has some 5 kB. */
typedef struct channel {
	unsigned char octets[32768];
	size_t len, at;
} channel;

typedef struct end {
	gnutls_session_t session;
	gnutls_certificate_credentials_t credentials;
	channel *out, *in;
} end;

static ssize_t
push(gnutls_transport_ptr_t ptr, const void *data, size_t len)
{
	end *own = ptr;

	if (len > sizeof(own->out->octets) - own->out->len) {
		gnutls_transport_set_errno(own->session, EIO);
		return -1;
	}
	memcpy(own->out->octets + own->out->len, data, len);
	own->out->len += len;
	return (ssize_t)len;
}

static ssize_t
pull(gnutls_transport_ptr_t ptr, void *data, size_t room)
{
	end *own = ptr;
	size_t len = own->in->len - own->in->at;

	if (len == 0) {
		gnutls_transport_set_errno(own->session, EAGAIN);
		return -1;
	}
	len = len < room ? len : room;
	memcpy(data, own->in->octets + own->in->at, len);
	own->in->at += len;
	return (ssize_t)len;
}

static int
pull_timeout(gnutls_transport_ptr_t ptr, unsigned milliseconds)
{
	const end *own = ptr;

	(void)milliseconds;
	return own->in->len > own->in->at;
}

static time_t
frozen(time_t *out)
{
	if (out != NULL)
		*out = ANSWERS_TIME;
	return ANSWERS_TIME;
}

/* Called by the server: hands over what answers.def has. */
static int
staple_it(gnutls_session_t session, void *user, gnutls_datum_t *response)
{
	const answers_staple *staple = user;

	(void)session;
	return answers_decode(staple->response, response) ? 0 : GNUTLS_E_NO_CERTIFICATE_STATUS;
}

static bool
open_end(end *own, unsigned flags, channel *out, channel *in)
{
	own->out = out;
	own->in = in;
	if (gnutls_init(&own->session, flags | GNUTLS_NONBLOCK) < 0 ||
		gnutls_set_default_priority(own->session) < 0 ||
		gnutls_certificate_allocate_credentials(&own->credentials) < 0 ||
		gnutls_credentials_set(own->session, GNUTLS_CRD_CERTIFICATE, own->credentials) < 0)
		return false;
	gnutls_transport_set_ptr(own->session, own);
	gnutls_transport_set_push_function(own->session, push);
	gnutls_transport_set_pull_function(own->session, pull);
	gnutls_transport_set_pull_timeout_function(own->session, pull_timeout);
	return true;
}

static void
close_end(end *own)
{
	if (own->session != NULL)
		gnutls_deinit(own->session);
	if (own->credentials != NULL)
		gnutls_certificate_free_credentials(own->credentials);
}

/* The first chain and its key, and the staple. */
static bool
equip_server(end *server, const answers_staple *staple)
{
	const answers_chain *chain = answers_chain_at(0);
	gnutls_datum_t key = {
		(unsigned char *)(uintptr_t)answers_key, (unsigned)strlen(answers_key)};
	gnutls_datum_t der;
	gnutls_x509_privkey_t secret = NULL;
	gnutls_x509_crt_t certs[ANSWERS_LONGEST] = {NULL};
	bool ready = gnutls_x509_privkey_init(&secret) >= 0 &&
		     gnutls_x509_privkey_import2(secret, &key, GNUTLS_X509_FMT_PEM, NULL, 0) >= 0;
	size_t i;

	for (i = 0; ready && i < chain->n; i++) {
		ready = answers_decode(chain->certs[i], &der) &&
			gnutls_x509_crt_init(&certs[i]) >= 0 &&
			gnutls_x509_crt_import(certs[i], &der, GNUTLS_X509_FMT_DER) >= 0;
		gnutls_free(der.data);
	}
	ready = ready &&
		gnutls_certificate_set_x509_key(
			server->credentials, certs, (int)chain->n, secret) >= 0 &&
		gnutls_certificate_set_ocsp_status_request_function2(
			server->credentials, 0, staple_it, (void *)(uintptr_t)staple) >= 0;
	for (i = 0; i < chain->n; i++) {
		if (certs[i] != NULL)
			gnutls_x509_crt_deinit(certs[i]);
	}
	if (secret != NULL)
		gnutls_x509_privkey_deinit(secret);
	return ready;
}

static bool
equip_client(end *client)
{
	gnutls_datum_t der;
	bool ready = answers_decode(answers_chain_at(0)->root, &der) &&
		     gnutls_certificate_set_x509_trust_mem(
			     client->credentials, &der, GNUTLS_X509_FMT_DER) == 1 &&
		     gnutls_server_name_set(client->session, GNUTLS_NAME_DNS, ANSWERS_HOST,
			     strlen(ANSWERS_HOST)) >= 0;

	gnutls_free(der.data);
	return ready;
}

static bool
shake_hands(end *client, end *server)
{
	int ours = GNUTLS_E_AGAIN, theirs = GNUTLS_E_AGAIN, turns;

	for (turns = 0; turns < 20 && (ours != 0 || theirs != 0); turns++) {
		if (ours != 0)
			ours = gnutls_handshake(client->session);
		if (theirs != 0)
			theirs = gnutls_handshake(server->session);
		if ((ours < 0 && gnutls_error_is_fatal(ours)) ||
			(theirs < 0 && gnutls_error_is_fatal(theirs)))
			return false;
	}
	return ours == 0 && theirs == 0;
}

bool
answers_ask_session(const answers_staple *staple, bool *accepted)
{
	static channel to_server, to_client;
	end client = {.session = NULL}, server = {.session = NULL};
	gnutls_datum_t received = {NULL, 0}; /* lent by the session */
	unsigned status = 0;
	bool asked;

	to_server.len = to_server.at = to_client.len = to_client.at = 0;
	gnutls_global_set_time_function(frozen);
	asked = open_end(&client, GNUTLS_CLIENT, &to_server, &to_client) &&
		open_end(&server, GNUTLS_SERVER, &to_client, &to_server) &&
		equip_server(&server, staple) && equip_client(&client) &&
		shake_hands(&client, &server) &&
		gnutls_ocsp_status_request_get2(client.session, 0, &received) >= 0;
	if (asked)
		*accepted = gnutls_certificate_verify_peers3(
				    client.session, ANSWERS_HOST, &status) >= 0 &&
			    status == 0;
	gnutls_global_set_time_function(time);
	close_end(&client);
	close_end(&server);
	return asked;
}
