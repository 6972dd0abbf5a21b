/*
 * The moments of a handshake. It begins: sessions that may not be offered are taken away. The chain
 * is there: the first judgement, which can end the handshake with the right alert. The server's
 * messages are all there: the second, with everything that is to be known. It is over: whoever came
 * here without that (resumed sessions of TLS 1.2, servers) is judged now, and shut when denied.
 */
#include <config.h>

#include "openssl/hooks.h"
#include "openssl/alert.h"
#include "openssl/facts.h"
#include "openssl/peers.h"

#include <stdint.h>
#include <string.h>

#include <openssl/err.h>

/* Of the private use of RFC 8447: never sent, it only makes OpenSSL call us for each ClientHello.
 */
#define UNUSED_EXTENSION 0xff7a

static void
hear(const SSL *ssl, int where, int value);

int
hooks_judge(SSL *ssl, certpolicy_openssl_connection *connection, STACK_OF(X509) * chain)
{
	char address[FACTS_ADDRESS_SIZE];
	certpolicy_request *request;
	int allowed;

	if (connection->optional && SSL_is_server(ssl) && chain == NULL &&
		SSL_get0_peer_certificate(ssl) == NULL) {
		connection_reset(connection);
		return 1;
	}
	request = facts_of_handshake(ssl, chain);
	allowed = connection_judge(connection, request, facts_address(ssl, address));
	certpolicy_request_free(request);
	return allowed;
}

/* Says in OpenSSL's queue of errors why. */
static void
complain(const certpolicy_openssl_connection *connection)
{
	const certpolicy_report *report = connection != NULL ? connection->report : NULL;

	if (report != NULL)
		ERR_raise_data(ERR_LIB_SSL, SSL_R_CERTIFICATE_VERIFY_FAILED,
			"certpolicy: %s: %s: %s", certpolicy_report_get_policy(report),
			certpolicy_report_get_primary(report),
			certpolicy_report_get_finding_message(report, 0));
	else
		ERR_raise_data(ERR_LIB_SSL, SSL_R_CERTIFICATE_VERIFY_FAILED, "certpolicy: %s",
			connection != NULL && connection->error != NULL
				? certpolicy_error_get_message(connection->error)
				: "out of memory");
}

/* Says why, and has the context forget the session. Its binding stays: other threads may be reading
 * it, and who is offered a session judges it anyway. */
static void
condemn(SSL *ssl, const certpolicy_openssl_connection *connection)
{
	SSL_SESSION *session = SSL_get_session(ssl);

	complain(connection);
	SSL_set_verify_result(ssl, alert_of_report(connection != NULL ? connection->report : NULL));
	if (session != NULL)
		SSL_CTX_remove_session(SSL_get_SSL_CTX(ssl), session);
}

/* Binds the session of a client to what allowed it, as long as it is this handshake's own. */
static void
bind_session(SSL *ssl, const certpolicy_openssl_connection *connection)
{
	if (!SSL_is_server(ssl) && !SSL_session_reused(ssl) && connection->is_bound)
		state_bind_session(SSL_get_session(ssl), connection->binding);
}

void
hooks_shut(SSL *ssl, const certpolicy_openssl_connection *connection)
{
	condemn(ssl, connection);
	SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
}

/* Judges a session that is about to be resumed; no verdict of it stays. */
static int
would_allow(SSL *ssl, certpolicy_openssl_connection *connection, const SSL_SESSION *session,
	uint8_t binding[CERTPOLICY_BINDING_LEN])
{
	char address[FACTS_ADDRESS_SIZE];
	certpolicy_request *request = facts_of_offer(ssl, session);
	int allowed = connection_judge(connection, request, facts_address(ssl, address)) &&
		      connection->is_bound;

	if (allowed)
		memcpy(binding, connection->binding, CERTPOLICY_BINDING_LEN);
	if (!connection->inexpressible)
		connection_reset(connection);
	certpolicy_request_free(request);
	return allowed;
}

/* 1 when the session was allowed for the same peer under the same policy, and still would be. */
static int
may_offer(SSL *ssl, certpolicy_openssl_connection *connection, const SSL_SESSION *session)
{
	const uint8_t *bound = state_binding(session);
	uint8_t binding[CERTPOLICY_BINDING_LEN];

	return bound != NULL && would_allow(ssl, connection, session, binding) &&
	       memcmp(binding, bound, CERTPOLICY_BINDING_LEN) == 0;
}

/* Early data would go before the verdict: the session is offered without. */
static void
offer_without_early_data(SSL *ssl, SSL_SESSION *session)
{
	SSL_SESSION *copy;

	if (SSL_SESSION_get_max_early_data(session) == 0)
		return;
	copy = SSL_SESSION_dup(session);
	if (copy == NULL || SSL_SESSION_set_max_early_data(copy, 0) != 1 ||
		SSL_set_session(ssl, copy) != 1)
		SSL_set_session(ssl, NULL);
	SSL_SESSION_free(copy);
}

static void
prepare_client(SSL *ssl, state *own)
{
	own->wants_staples = SSL_get_tlsext_status_type(ssl) == TLSEXT_STATUSTYPE_ocsp;
	SSL_set_tlsext_status_type(ssl, TLSEXT_STATUSTYPE_ocsp);
	SSL_set_psk_use_session_callback(ssl, NULL);
#ifndef OPENSSL_NO_PSK
	SSL_set_psk_client_callback(ssl, NULL);
#endif
}

/* A server asks for a certificate in the handshake, and insists unless it is optional. */
static void
prepare_server(SSL *ssl, const certpolicy_openssl_connection *connection)
{
	int mode = SSL_get_verify_mode(ssl) & SSL_VERIFY_CLIENT_ONCE;

	mode |= connection->optional ? 0 : SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
	SSL_set_verify(ssl, mode | SSL_VERIFY_PEER, SSL_get_verify_callback(ssl));
	SSL_set_max_early_data(ssl, 0);
}

static void
begin(SSL *ssl, state *own)
{
	SSL_SESSION *session = SSL_get_session(ssl);
	unsigned char octet;

	own->settled = 0;
	peers_take(ssl, own->connection);
	if (SSL_is_server(ssl)) {
		prepare_server(ssl, own->connection);
		return;
	}
	prepare_client(ssl, own);
	if (session == NULL || SSL_get_finished(ssl, &octet, 1) > 0)
		return; /* none is offered; a renegotiation, whose session is in use */
	if (may_offer(ssl, own->connection, session))
		offer_without_early_data(ssl, session);
	else
		SSL_set_session(ssl, NULL);
}

/* The handshake may be one that SSL_write makes, which goes on to write whatever SSL_set_shutdown
 * says: it looked at that before. So it finds nothing to write to. Without memory it finds no BIO
 * at all, and fails as well. */
static void
cut_off(SSL *ssl, state *own)
{
	BIO *before = SSL_get_wbio(ssl);

	if (own != NULL && own->cut_off == NULL && before != NULL && BIO_up_ref(before) == 1)
		own->cut_off = before;
	SSL_set0_wbio(ssl, BIO_new_mem_buf("", 0)); /* which takes nothing */
}

/* The handshake is over. Who was not judged with everything that is to be known is judged now. */
static void
end(SSL *ssl, state *own)
{
	if (own != NULL && own->settled && SSL_get_current_compression(ssl) == NULL)
		return; /* compression shows at the end only */
	if (own != NULL && hooks_judge(ssl, own->connection, NULL)) {
		SSL_set_verify_result(ssl, X509_V_OK);
		return;
	}
	hooks_shut(ssl, own != NULL ? own->connection : NULL);
	cut_off(ssl, own);
}

static void
hear(const SSL *ssl, int where, int value)
{
	SSL *changeable = (SSL *)(uintptr_t)ssl;
	state *own = state_make(changeable);
	info_callback *application = own != NULL ? own->info : NULL;

	if (where == SSL_CB_HANDSHAKE_START && own != NULL)
		begin(changeable, own);
	if (where == SSL_CB_HANDSHAKE_DONE)
		end(changeable, own);
	if (application == NULL)
		application = SSL_CTX_get_info_callback(SSL_get_SSL_CTX(ssl));
	if (application != NULL && application != hear)
		application(ssl, where, value);
}

void
hooks_follow(SSL *ssl)
{
	state_make(ssl);
	SSL_set_info_callback(ssl, hear);
}

/* An application that set an info callback of its own on the SSL has it called by ours. */
static state *
listen_again(SSL *ssl, int *was_deaf)
{
	info_callback *set = SSL_get_info_callback(ssl);
	state *own = state_make(ssl);

	*was_deaf = set != hear;
	if (own == NULL || set == hear)
		return own;
	own->info = set;
	own->settled = 0;
	SSL_set_info_callback(ssl, hear);
	peers_take(ssl, own->connection);
	return own;
}

/* For each ClientHello that is written; see UNUSED_EXTENSION. */
static int
hello(SSL *ssl, unsigned type, unsigned context, const unsigned char **out, size_t *out_len,
	X509 *certificate, size_t index, int *alert, void *user)
{
	SSL_SESSION *session = SSL_get_session(ssl);
	int was_deaf;
	state *own = listen_again(ssl, &was_deaf);

	(void)type, (void)context, (void)out, (void)out_len;
	(void)certificate, (void)index, (void)user;
	if (own == NULL) {
		*alert = SSL_AD_INTERNAL_ERROR;
		return -1;
	}
	if (was_deaf) {
		prepare_client(ssl, own);
		if (session != NULL && SSL_SESSION_get_max_early_data(session) > 0)
			SSL_SESSION_set_max_early_data(session, 0);
	}
	return 0;
}

/* Codes that a staple may mend: it brings what revocation and transparency want to see. */
static int
staple_may_mend(SSL *ssl, const certpolicy_report *report)
{
	static const char *const codes[] = {"revocation.unavailable", "revocation.staple-required",
		"ct.insufficient", "root.distrusted"};
	size_t i, k;

	if (report == NULL || SSL_is_server(ssl) || SSL_version(ssl) >= TLS1_3_VERSION)
		return 0;
	for (i = 0; i < certpolicy_report_count_findings(report); i++)
		for (k = 0; k < sizeof(codes) / sizeof(codes[0]); k++)
			if (certpolicy_report_get_finding_action(report, i) ==
					CERTPOLICY_ACTION_DENY &&
				strcmp(certpolicy_report_get_finding_code(report, i), codes[k]) ==
					0)
				return 1;
	return 0;
}

/* A callback may reject what the policy allowed, and never accept what it denied. */
static int
application_agrees(X509_STORE_CTX *store, SSL *ssl)
{
	SSL_verify_cb callback = SSL_get_verify_callback(ssl);

	X509_STORE_CTX_set_error(store, X509_V_OK);
	if (callback == NULL)
		return 1;
	X509_STORE_CTX_set_error_depth(store, 0);
	X509_STORE_CTX_set_current_cert(store, X509_STORE_CTX_get0_cert(store));
	if (callback(1, store))
		return 1;
	if (X509_STORE_CTX_get_error(store) == X509_V_OK)
		X509_STORE_CTX_set_error(store, X509_V_ERR_APPLICATION_VERIFICATION);
	return 0;
}

/* Under SSL_VERIFY_NONE OpenSSL ignores a denial: the mode is raised, for this SSL. */
static int
refuse(X509_STORE_CTX *store, SSL *ssl)
{
	SSL_set_verify(
		ssl, SSL_get_verify_mode(ssl) | SSL_VERIFY_PEER, SSL_get_verify_callback(ssl));
	if (X509_STORE_CTX_get_error(store) == X509_V_OK)
		X509_STORE_CTX_set_error(store, X509_V_ERR_UNSPECIFIED);
	return 0;
}

/* The chain is there. */
static int
verify(X509_STORE_CTX *store, void *user)
{
	SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
	certpolicy_openssl_connection *connection;
	int was_deaf;
	state *own = listen_again(ssl, &was_deaf);

	(void)user;
	if (own == NULL) {
		complain(NULL);
		X509_STORE_CTX_set_error(store, X509_V_ERR_OUT_OF_MEM);
		return refuse(store, ssl);
	}
	connection = own->connection;
	if (!hooks_judge(ssl, connection, X509_STORE_CTX_get0_untrusted(store)) &&
		!staple_may_mend(ssl, connection->report)) {
		complain(connection);
		X509_STORE_CTX_set_error(store, (int)alert_of_report(connection->report));
		return refuse(store, ssl);
	}
	if (!application_agrees(store, ssl))
		return refuse(store, ssl);
	bind_session(ssl, connection);
	return 1;
}

/* All that a server says before Finished is there: OpenSSL lets clients look at the staple now. A
 * server is asked for its staple here, which is the application's business. */
static int
look_at_all(SSL *ssl, void *user)
{
	const enforced *one = state_of_context(SSL_get_SSL_CTX(ssl));
	int was_deaf;
	state *own;

	(void)user;
	if (SSL_is_server(ssl))
		return one != NULL && one->status != NULL ? one->status(ssl, one->status_user)
							  : SSL_TLSEXT_ERR_NOACK;
	own = listen_again(ssl, &was_deaf);
	if (own == NULL || !hooks_judge(ssl, own->connection, NULL)) {
		condemn(ssl, own != NULL ? own->connection : NULL);
		return 0; /* OpenSSL ends the handshake, with an alert */
	}
	own->settled = 1;
	SSL_set_verify_result(ssl, X509_V_OK);
	bind_session(ssl, own->connection);
	return one != NULL && one->status != NULL && own->wants_staples
		       ? one->status(ssl, one->status_user)
		       : 1;
}

/* A server was shown a ticket. One that would be denied is left aside: a full handshake follows. */
static SSL_TICKET_RETURN
take_ticket(SSL *ssl, SSL_SESSION *session, const unsigned char *name, size_t name_len,
	SSL_TICKET_STATUS status, void *user)
{
	state *own = state_make(ssl);
	uint8_t binding[CERTPOLICY_BINDING_LEN];

	(void)name, (void)name_len, (void)user;
	if (status != SSL_TICKET_SUCCESS && status != SSL_TICKET_SUCCESS_RENEW)
		return SSL_TICKET_RETURN_IGNORE_RENEW;
	if (own == NULL || !would_allow(ssl, own->connection, session, binding))
		return SSL_TICKET_RETURN_IGNORE_RENEW;
	return status == SSL_TICKET_SUCCESS ? SSL_TICKET_RETURN_USE : SSL_TICKET_RETURN_USE_RENEW;
}

#ifndef OPENSSL_NO_CT
static int
take_any_timestamps(const CT_POLICY_EVAL_CTX *context, const STACK_OF(SCT) * list, void *user)
{
	(void)context, (void)list, (void)user;
	return 1;
}
#endif

int
hooks_set(SSL_CTX *ctx, enforced *one)
{
	SSL_CTX_set_cert_verify_callback(ctx, verify, NULL);
	SSL_CTX_get_tlsext_status_cb(ctx, &one->status);
	SSL_CTX_get_tlsext_status_arg(ctx, &one->status_user);
	SSL_CTX_set_tlsext_status_cb(ctx, look_at_all);
	SSL_CTX_set_session_ticket_cb(ctx, NULL, take_ticket, NULL);
#ifndef OPENSSL_NO_CT
	/* An application that reads the extension itself keeps it; then we do not see it. */
	if (!SSL_CTX_ct_is_enabled(ctx) &&
		!SSL_CTX_has_client_custom_ext(ctx, TLSEXT_TYPE_signed_certificate_timestamp) &&
		SSL_CTX_set_ct_validation_callback(ctx, take_any_timestamps, NULL) != 1)
		return 0;
#endif
	return SSL_CTX_add_custom_ext(ctx, UNUSED_EXTENSION, SSL_EXT_CLIENT_HELLO, hello, NULL,
		       NULL, NULL, NULL) == 1;
}
