/*
 * The TLS handshake of `check HOST:PORT`. It takes the oldest protocols
 * and the weakest signatures that GnuTLS still speaks, because judging them is the policy's office
 * and a certificate that was never fetched cannot be shown. Nothing is sent over it.
 */
#include <config.h>
#include "connect.h"
#include "cli.h"
#include "dial.h"
#include "fail.h"
#include "setup.h"

#include <certpolicy/certpolicy.h>
#include <certpolicy/gnutls.h>

#include <string.h>
#include <unistd.h>

#define PRIORITY                                                                                   \
	"NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:+VERS-TLS1.1:+VERS-TLS1.0:+3DES-CBC:+SHA1:"    \
	"+RSA:+DHE-DSS:+GROUP-ALL:+SIGN-ALL:"                                                      \
	"%PROFILE_VERY_WEAK:%VERIFY_ALLOW_BROKEN:%VERIFY_ALLOW_SIGN_WITH_SHA1:%COMPAT"
#define WITHOUT_TLS13 PRIORITY ":-VERS-TLS1.3"
#define SMALLEST_DH 512 /* bits; older servers have no more */
#define USUAL_TIMEOUT 10
#define LONGEST_TIMEOUT 3600

typedef struct link_state {
	cli_dialled line;
	int64_t deadline;
	unsigned timeout; /* seconds */
	gnutls_certificate_credentials_t credentials;
	gnutls_session_t session;
} link_state;

static int
start_tls(const cli_settings *settings, const char *priority, const char *server_name,
	link_state *link)
{
	gnutls_datum_t name = {NULL, 0};
	int status, code;

	status = gnutls_certificate_allocate_credentials(&link->credentials);
	if (status >= 0)
		status = gnutls_init(&link->session, GNUTLS_CLIENT);
	if (status >= 0)
		status = gnutls_priority_set_direct(link->session, priority, NULL);
	if (status >= 0)
		status = gnutls_credentials_set(
			link->session, GNUTLS_CRD_CERTIFICATE, link->credentials);
	if (status >= 0)
		status = gnutls_ocsp_status_request_enable_client(link->session, NULL, 0, NULL);
	if (status >= 0 && server_name != NULL) {
		code = cli_dial_map_name(settings, server_name, &name);
		if (code != 0)
			return code;
		status = gnutls_server_name_set(
			link->session, GNUTLS_NAME_DNS, name.data, name.size);
		gnutls_free(name.data);
	}
	if (status < 0)
		return cli_fail(
			settings, "connect.tls", "cannot start TLS: %s", gnutls_strerror(status));
	gnutls_dh_set_prime_bits(link->session, SMALLEST_DH);
	gnutls_transport_set_int(link->session, link->line.fd);
	return 0;
}

static int
shake_hands(link_state *link)
{
	int left = cli_dial_time_until(link->deadline);
	int status;

	if (left == 0)
		return GNUTLS_E_TIMEDOUT;
	gnutls_handshake_set_timeout(link->session, (unsigned)left);
	do
		status = gnutls_handshake(link->session);
	while (status < 0 && gnutls_error_is_fatal(status) == 0);
	return status;
}

/* How many certificates came before the handshake failed. */
static unsigned
count_certificates(const link_state *link)
{
	unsigned n = 0;

	return gnutls_certificate_get_peers(link->session, &n) != NULL ? n : 0;
}

static int
take_chain_of_failed(
	const cli_settings *settings, const link_state *link, certpolicy_request *request)
{
	certpolicy_error *error = NULL;
	unsigned i, n = 0;
	const gnutls_datum_t *chain = gnutls_certificate_get_peers(link->session, &n);

	for (i = 0; chain != NULL && i < n; i++) {
		if (certpolicy_request_add_certificate_der(
			    request, chain[i].data, chain[i].size, &error) != CERTPOLICY_OK)
			return cli_fail_library(settings, error);
	}
	return 0;
}

/*
 * Whether the server has signed with its key although the handshake failed later. What came in last
 * tells: in TLS 1.3 (RFC 8446 2) Finished comes after the signature was verified, in TLS 1.2 (RFC
 * 5246 7.3) ServerHelloDone does, unless the key exchange is plain RSA, which proves nothing by
 * then.
 */
static bool
has_proved_its_key(const link_state *link)
{
	gnutls_handshake_description_t last = gnutls_handshake_get_last_in(link->session);

	if (gnutls_protocol_get_version(link->session) == GNUTLS_TLS1_3)
		return last == GNUTLS_HANDSHAKE_FINISHED;
	return last == GNUTLS_HANDSHAKE_SERVER_HELLO_DONE &&
	       gnutls_kx_get(link->session) != GNUTLS_KX_RSA;
}

/* Whether the first thing that came was no TLS record. */
static bool
speaks_no_tls(int status)
{
	return status == GNUTLS_E_UNEXPECTED_PACKET_LENGTH ||
	       status == GNUTLS_E_UNSUPPORTED_VERSION_PACKET ||
	       status == GNUTLS_E_RECORD_OVERFLOW || status == GNUTLS_E_UNEXPECTED_PACKET;
}

static int
fail_handshake(
	const cli_settings *settings, const cli_target *target, const link_state *link, int status)
{
	const char *alert = NULL;

	if (status == GNUTLS_E_TIMEDOUT)
		return cli_fail(settings, "connect.timeout",
			"no TLS handshake with %s port %s within %u seconds", target->host,
			target->port, link->timeout);
	if (speaks_no_tls(status))
		return cli_fail(settings, "connect.no-tls", "%s port %s does not speak TLS",
			target->host, target->port);
	if (status == GNUTLS_E_FATAL_ALERT_RECEIVED)
		alert = gnutls_alert_get_name(gnutls_alert_get(link->session));
	return cli_fail(settings, "connect.handshake",
		"the TLS handshake with %s port %s failed before a certificate came: %s%s%s",
		target->host, target->port, gnutls_strerror(status), alert != NULL ? " " : "",
		alert != NULL ? alert : "");
}

/* Judges what came of a handshake that failed; anyone can show a certificate, so one whose key was
 * not proved is described and never accepted. */
static int
salvage(const cli_settings *settings, const cli_target *target, const link_state *link, int status,
	certpolicy_request *request)
{
	bool proved = has_proved_its_key(link);

	if (count_certificates(link) == 0)
		return fail_handshake(settings, target, link, status);
	if (!proved && settings->command->id != CLI_FOR_DESCRIBE)
		return cli_fail(settings, "connect.unproved",
			"the TLS handshake with %s port %s failed (%s) before the server proved "
			"that it holds the key of its certificate; certpolicy describe shows it",
			target->host, target->port, gnutls_strerror(status));
	cli_note("the TLS handshake with %s port %s failed after the certificate came: %s",
		target->host, target->port, gnutls_strerror(status));
	return take_chain_of_failed(settings, link, request);
}

static int
take(const cli_settings *settings, const cli_target *target, const link_state *link, int status,
	certpolicy_request *request)
{
	certpolicy_error *error = NULL;
	int code = 0;

	if (status < 0)
		code = salvage(settings, target, link, status, request);
	else if (certpolicy_request_set_session_gnutls(request, link->session, &error) !=
		 CERTPOLICY_OK)
		code = cli_fail_library(settings, error);
	if (code != 0 || link->line.address[0] == '\0')
		return code;
	if (certpolicy_request_set_address(request, link->line.address, &error) != CERTPOLICY_OK)
		return cli_fail_library(settings, error);
	return 0;
}

/* Releases what one attempt opened. */
static void
close_link(link_state *link)
{
	if (link->session != NULL)
		gnutls_deinit(link->session);
	if (link->credentials != NULL)
		gnutls_certificate_free_credentials(link->credentials);
	if (link->line.fd >= 0)
		close(link->line.fd);
	link->session = NULL;
	link->credentials = NULL;
	link->line.fd = -1;
}

/* One connection and handshake: 0 and GnuTLS's *status, or an exit code. */
static int
attempt(const cli_settings *settings, const cli_target *target, const char *priority,
	const char *server_name, link_state *link, int *status)
{
	int code = cli_dial(settings, target, link->deadline, &link->line);

	if (code == 0)
		code = start_tls(settings, priority, server_name, link);
	if (code == 0)
		*status = shake_hands(link);
	return code;
}

/* A server that breaks off without a certificate may be one that TLS 1.3 is too much for. */
static bool
is_worth_another(const link_state *link, int status)
{
	return status < 0 && status != GNUTLS_E_TIMEDOUT && !speaks_no_tls(status) &&
	       count_certificates(link) == 0;
}

int
cli_connect(const cli_settings *settings, const cli_target *target, const char *server_name,
	certpolicy_request *request)
{
	link_state link = {.line = {.fd = -1}, .timeout = USUAL_TIMEOUT};
	int code, status = 0;

	if (settings->timeout != NULL)
		link.timeout = (unsigned)cli_setup_number(settings->timeout, LONGEST_TIMEOUT);
	if (link.timeout == 0)
		return cli_fail_usage(settings->command,
			"--timeout takes 1 to %d seconds, not \"%s\"", LONGEST_TIMEOUT,
			settings->timeout);
	link.deadline = cli_dial_now() + (int64_t)link.timeout * 1000;
	code = attempt(settings, target, PRIORITY, server_name, &link, &status);
	if (code == 0 && is_worth_another(&link, status)) {
		close_link(&link);
		code = attempt(settings, target, WITHOUT_TLS13, server_name, &link, &status);
	}
	if (code == 0)
		code = take(settings, target, &link, status, request);
	if (code == 0 && status >= 0)
		(void)gnutls_bye(link.session, GNUTLS_SHUT_WR);
	close_link(&link);
	return code;
}
