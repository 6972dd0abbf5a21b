/* From TARGET to a request: connects or reads, and says who the peer should be. */
#include <config.h>
#include "subject.h"
#include "cli.h"
#include "connect.h"
#include "fail.h"
#include "input.h"
#include "net/target.h"
#include "setup.h"

#include <arpa/inet.h>
#include <string.h>
#include <unistd.h>

/* Standard input stands in for a missing TARGET, unless a person sits there. */
static int
find_target(const cli_settings *settings, cli_target *target)
{
	const char *text = "-", *reason;

	if (settings->operands.n > 0)
		text = settings->operands.items[0];
	else if (isatty(STDIN_FILENO))
		return cli_fail_usage(settings->command, "TARGET is missing");
	if (!cli_target_parse(text, target, &reason))
		return cli_fail_usage(settings->command, "TARGET \"%s\": %s", text, reason);
	return 0;
}

static bool
is_name(const char *peer)
{
	unsigned char octets[16];

	return inet_pton(AF_INET, peer, octets) != 1 && inet_pton(AF_INET6, peer, octets) != 1 &&
	       strpbrk(peer, "@/:") == NULL;
}

/* The name that the server is asked for: of the first --peer that is one (of a service, its
 * domain), else the host itself. Addresses are never sent (RFC 6066 section 3). */
static const char *
server_name(const cli_settings *settings, const cli_target *target)
{
	size_t i;

	for (i = 0; i < settings->peers.n; i++) {
		const char *peer = settings->peers.items[i];
		const char *dot = *peer == '_' ? strchr(peer, '.') : NULL;

		if (is_name(peer))
			return dot != NULL ? dot + 1 : peer;
	}
	return target->host_is_address ? NULL : target->host;
}

/* Unless the options say otherwise, the peer should be the host that was asked for. */
static int
set_host_as_peer(
	const cli_settings *settings, const cli_target *target, certpolicy_request *request)
{
	char host[sizeof(target->host)];

	if (settings->peers.n > 0 || settings->insecure_no_peer)
		return 0;
	strcpy(host, target->host);
	host[strcspn(host, "%")] = '\0'; /* the zone of fe80::1%eth0 is this machine's own */
	return cli_setup_peer(settings, request, host);
}

int
cli_subject_fill(
	const cli_settings *settings, const cli_target *target, certpolicy_request *request)
{
	int code = cli_input_add_responses(settings, request);

	if (code != 0)
		return code;
	if (target->kind != CLI_TARGET_HOST)
		return cli_input_add(settings, target, request);
	if (settings->staples.n > 0)
		return cli_fail_usage(
			settings->command, "--ocsp-staple is for files: a host staples itself");
	code = set_host_as_peer(settings, target, request);
	if (code != 0)
		return code;
	return cli_connect(settings, target, server_name(settings, target), request);
}

int
cli_subject_get(
	const cli_settings *settings, certpolicy_engine **engine, certpolicy_request **request)
{
	cli_target target;
	int code;

	*engine = NULL;
	*request = NULL;
	code = find_target(settings, &target);
	if (code == 0)
		code = cli_setup_engine(settings, engine);
	if (code == 0)
		code = cli_setup_request(settings, *engine, request);
	if (code == 0)
		code = cli_subject_fill(settings, &target, *request);
	if (code != 0) {
		certpolicy_request_free(*request);
		certpolicy_engine_free(*engine);
		*request = NULL;
		*engine = NULL;
	}
	return code;
}
