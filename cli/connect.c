/*
 * The connection of `check HOST:PORT`: resolve, connect, handshake. It takes the oldest protocols
 * and the weakest signatures that GnuTLS still speaks, because judging them is the policy's office
 * and a certificate that was never fetched cannot be shown. Nothing is sent over it.
 */
#include <config.h>
#include "connect.h"
#include "cli.h"
#include "fail.h"
#include "setup.h"

#include <certpolicy/certpolicy.h>
#include <certpolicy/gnutls.h>

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define PRIORITY                                                                                   \
	"NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:+VERS-TLS1.1:+VERS-TLS1.0:+3DES-CBC:+SHA1:"    \
	"+RSA:+DHE-DSS:+GROUP-ALL:+SIGN-ALL:"                                                      \
	"%PROFILE_VERY_WEAK:%VERIFY_ALLOW_BROKEN:%VERIFY_ALLOW_SIGN_WITH_SHA1:%COMPAT"
#define SMALLEST_DH 512 /* bits; older servers have no more */
#define USUAL_TIMEOUT 10
#define LONGEST_TIMEOUT 3600

typedef struct link_state {
	int fd;
	int64_t deadline; /* milliseconds of the monotonic clock */
	unsigned timeout; /* seconds */
	char address[NI_MAXHOST];
	gnutls_certificate_credentials_t credentials;
	gnutls_session_t session;
} link_state;

static int64_t
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* Milliseconds until an instant, at least 0. */
static int
time_until(int64_t instant)
{
	int64_t left = instant - now();

	return left > 0 ? (int)left : 0;
}

/* Waits for a connection under way: 0, or the errno that it ended with. */
static int
await_connection(int fd, int64_t until)
{
	struct pollfd ready = {.fd = fd, .events = POLLOUT};
	int error = 0, n;
	socklen_t len = sizeof(error);

	do
		n = poll(&ready, 1, time_until(until));
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return errno;
	if (n == 0)
		return ETIMEDOUT;
	return getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) == 0 ? error : errno;
}

/* One address, until an instant: 0 and link->fd, or an errno. */
static int
try_address(link_state *link, const struct addrinfo *address, int64_t until)
{
	int fd = socket(address->ai_family, address->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK,
		address->ai_protocol);
	int error;

	if (fd < 0)
		return errno;
	error = connect(fd, address->ai_addr, address->ai_addrlen) == 0 ? 0 : errno;
	if (error == EINPROGRESS || error == EINTR)
		error = await_connection(fd, until);
	if (error == 0 && fcntl(fd, F_SETFL, 0) != 0)
		error = errno;
	if (error != 0) {
		close(fd);
		return error;
	}
	link->fd = fd;
	if (getnameinfo(address->ai_addr, address->ai_addrlen, link->address, sizeof(link->address),
		    NULL, 0, NI_NUMERICHOST) != 0)
		link->address[0] = '\0';
	link->address[strcspn(link->address, "%")] = '\0'; /* the zone of fe80::1%eth0 */
	return 0;
}

static int
fail_connect(const cli_settings *settings, const cli_target *target, int error)
{
	const char *code = "connect.failed";

	if (error == ECONNREFUSED)
		code = "connect.refused";
	else if (error == ETIMEDOUT)
		code = "connect.timeout";
	return cli_fail(settings, code, "cannot connect to %s port %s: %s", target->host,
		target->port, strerror(error));
}

/* A name with letters beyond ASCII becomes A-labels (RFC 5891); the rest stays. 0 or an exit code.
 */
static int
map_name(const cli_settings *settings, const char *host, gnutls_datum_t *mapped)
{
	int status = gnutls_idna_map(host, (unsigned)strlen(host), mapped, 0);

	if (status >= 0)
		return 0;
	return cli_fail(settings, "connect.resolve", "%s is no host name: %s", host,
		gnutls_strerror(status));
}

static int
resolve(const cli_settings *settings, const cli_target *target, struct addrinfo **addresses)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
	gnutls_datum_t name = {NULL, 0};
	int status;

	if (target->host_is_address) {
		hints.ai_flags = AI_NUMERICSERV | AI_NUMERICHOST;
		status = getaddrinfo(target->host, target->port, &hints, addresses);
	} else {
		status = map_name(settings, target->host, &name);
		if (status != 0)
			return status;
		status = getaddrinfo((char *)name.data, target->port, &hints, addresses);
		gnutls_free(name.data);
	}
	if (status == 0)
		return 0;
	return cli_fail(settings, "connect.resolve", "cannot resolve %s: %s%s", target->host,
		status == EAI_SYSTEM ? strerror(errno) : gai_strerror(status),
		strcmp(target->text, target->host) == 0 ? ", and there is no such file" : "");
}

static size_t
count(const struct addrinfo *addresses)
{
	size_t n = 0;

	for (; addresses != NULL; addresses = addresses->ai_next)
		n++;
	return n;
}

/* The addresses in the resolver's order, until one answers; a silent one does not use up the time
 * of those behind it. */
static int
open_socket(const cli_settings *settings, const cli_target *target, link_state *link)
{
	struct addrinfo *addresses = NULL, *address;
	int code, error = EHOSTUNREACH;

	code = resolve(settings, target, &addresses);
	if (code != 0)
		return code;
	for (address = addresses; address != NULL; address = address->ai_next) {
		error = try_address(link, address,
			now() + time_until(link->deadline) / (int64_t)count(address));
		if (error == 0)
			break;
	}
	freeaddrinfo(addresses);
	return error == 0 ? 0 : fail_connect(settings, target, error);
}

static int
start_tls(const cli_settings *settings, const char *server_name, link_state *link)
{
	gnutls_datum_t name = {NULL, 0};
	int status, code;

	status = gnutls_certificate_allocate_credentials(&link->credentials);
	if (status >= 0)
		status = gnutls_init(&link->session, GNUTLS_CLIENT);
	if (status >= 0)
		status = gnutls_priority_set_direct(link->session, PRIORITY, NULL);
	if (status >= 0)
		status = gnutls_credentials_set(
			link->session, GNUTLS_CRD_CERTIFICATE, link->credentials);
	if (status >= 0)
		status = gnutls_ocsp_status_request_enable_client(link->session, NULL, 0, NULL);
	if (status >= 0 && server_name != NULL) {
		code = map_name(settings, server_name, &name);
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
	gnutls_transport_set_int(link->session, link->fd);
	return 0;
}

static int
shake_hands(link_state *link)
{
	int left = time_until(link->deadline);
	int status;

	if (left == 0)
		return GNUTLS_E_TIMEDOUT;
	gnutls_handshake_set_timeout(link->session, (unsigned)left);
	do
		status = gnutls_handshake(link->session);
	while (status < 0 && gnutls_error_is_fatal(status) == 0);
	return status;
}

/* What the server sent before the handshake failed, if it sent a certificate at all. */
static int
take_chain_of_failed(const cli_settings *settings, const link_state *link,
	certpolicy_request *request, size_t *n)
{
	certpolicy_error *error = NULL;
	const gnutls_datum_t *chain;
	unsigned i, n_chain = 0;

	*n = 0;
	chain = gnutls_certificate_get_peers(link->session, &n_chain);
	if (chain == NULL)
		return 0;
	for (i = 0; i < n_chain; i++) {
		if (certpolicy_request_add_certificate_der(
			    request, chain[i].data, chain[i].size, &error) != CERTPOLICY_OK)
			return cli_fail_library(settings, error);
	}
	*n = n_chain;
	return 0;
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

static int
fetch(const cli_settings *settings, const cli_target *target, link_state *link,
	certpolicy_request *request)
{
	certpolicy_error *error = NULL;
	int status = shake_hands(link);
	size_t n;
	int code;

	if (status < 0) {
		code = take_chain_of_failed(settings, link, request, &n);
		if (code != 0)
			return code;
		if (n == 0)
			return fail_handshake(settings, target, link, status);
		cli_note("the TLS handshake with %s port %s failed after the certificate came: %s",
			target->host, target->port, gnutls_strerror(status));
	} else {
		if (certpolicy_request_set_session_gnutls(request, link->session, &error) !=
			CERTPOLICY_OK)
			return cli_fail_library(settings, error);
		(void)gnutls_bye(link->session, GNUTLS_SHUT_WR);
	}
	if (link->address[0] != '\0' &&
		certpolicy_request_set_address(request, link->address, &error) != CERTPOLICY_OK)
		return cli_fail_library(settings, error);
	return 0;
}

int
cli_connect(const cli_settings *settings, const cli_target *target, const char *server_name,
	certpolicy_request *request)
{
	link_state link = {.fd = -1, .timeout = USUAL_TIMEOUT};
	int code;

	if (settings->timeout != NULL)
		link.timeout = (unsigned)cli_setup_number(settings->timeout, LONGEST_TIMEOUT);
	if (link.timeout == 0)
		return cli_fail_usage(settings->command,
			"--timeout takes 1 to %d seconds, not \"%s\"", LONGEST_TIMEOUT,
			settings->timeout);
	link.deadline = now() + (int64_t)link.timeout * 1000;
	code = open_socket(settings, target, &link);
	if (code == 0)
		code = start_tls(settings, server_name, &link);
	if (code == 0)
		code = fetch(settings, target, &link, request);
	if (link.session != NULL)
		gnutls_deinit(link.session);
	if (link.credentials != NULL)
		gnutls_certificate_free_credentials(link.credentials);
	if (link.fd >= 0)
		close(link.fd);
	return code;
}
