/* From TARGET to a request: connects or reads, and says who the peer should be. */
#include <config.h>
#include "subject.h"
#include "cli.h"
#include "fail.h"
#include "input.h"
#include "net/observe.h"
#include "setup.h"

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

/* A failure in words, with what to try. */
static int
fail_seen(const cli_settings *settings, const cli_observation *seen)
{
	int code = cli_fail(settings, seen->code, "%s", seen->message);

	if (settings->failure == NULL && seen->hint[0] != '\0')
		cli_note("%s", seen->hint);
	return code;
}

int
cli_subject_take(
	const cli_settings *settings, const cli_observation *seen, certpolicy_request *request)
{
	certpolicy_error *error = NULL;
	bool shows = seen->n_chain > 0 && settings->command->id == CLI_FOR_DESCRIBE;

	if (!cli_observation_is_judgeable(seen) && !shows)
		return fail_seen(settings, seen);
	if (seen->message[0] != '\0' && settings->failure == NULL)
		cli_note("%s", seen->message);
	if (cli_observation_fill(seen, request, &error) != CERTPOLICY_OK)
		return cli_fail_library(settings, error);
	return 0;
}

static int
connect_and_take(
	const cli_settings *settings, const cli_target *target, certpolicy_request *request)
{
	cli_network *network;
	cli_observation seen;
	int code = cli_network_new(settings, &network);

	if (code != 0)
		return code;
	if (cli_observe(network, target, NULL, &seen))
		code = cli_subject_take(settings, &seen, request);
	else
		code = cli_fail_no_memory();
	cli_observation_clear(&seen);
	cli_network_free(network);
	return code;
}

int
cli_subject_frame(
	const cli_settings *settings, const cli_target *target, certpolicy_request *request)
{
	int code = cli_input_add_responses(settings, request);

	if (code != 0 || target->kind != CLI_TARGET_HOST)
		return code;
	if (settings->staples.n > 0)
		return cli_fail_usage(
			settings->command, "--ocsp-staple is for files: a host staples itself");
	return set_host_as_peer(settings, target, request);
}

int
cli_subject_fill(
	const cli_settings *settings, const cli_target *target, certpolicy_request *request)
{
	int code = cli_subject_frame(settings, target, request);

	if (code != 0)
		return code;
	return target->kind == CLI_TARGET_HOST ? connect_and_take(settings, target, request)
					       : cli_input_add(settings, target, request);
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
