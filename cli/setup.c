/*
 * Turns options and environment into an engine and the frame of a request. A file that cannot be
 * read ends the command: a floor or a denylist that silently goes missing would weaken the check.
 */
#include <config.h>
#include "setup.h"
#include "cli.h"
#include "data_folder.h"
#include "fail.h"
#include "instant.h"
#include "policy_files.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

unsigned long
cli_setup_number(const char *text, unsigned long most)
{
	unsigned long number;
	char *end;

	if (*text < '0' || *text > '9')
		return 0;
	errno = 0;
	number = strtoul(text, &end, 10);
	return errno == 0 && *end == '\0' && number <= most ? number : 0;
}

static int
set_limit(const cli_settings *settings, certpolicy_engine *engine, const char *text)
{
	certpolicy_error *error = NULL;
	const char *equals = strchr(text, '=');
	unsigned long value = equals != NULL ? cli_setup_number(equals + 1, CLI_LARGEST_LIMIT) : 0;
	char name[64];

	if (value == 0 || (size_t)(equals - text) >= sizeof(name))
		return cli_fail_usage(settings->command,
			"--limit takes NAME=N with a number above 0, not \"%s\"", text);
	memcpy(name, text, (size_t)(equals - text));
	name[equals - text] = '\0';
	if (certpolicy_engine_set_limit(engine, name, value, &error) != CERTPOLICY_OK)
		return cli_fail_name(settings, error);
	return 0;
}

static int
set_limits(const cli_settings *settings, certpolicy_engine *engine)
{
	size_t i;
	int code = 0;

	for (i = 0; i < settings->limits.n && code == 0; i++)
		code = set_limit(settings, engine, settings->limits.items[i]);
	return code;
}

static int64_t
fixed_clock(void *user)
{
	return *(const int64_t *)user;
}

/* --at stands in for the engine's clock, so that it serves requests of every kind. */
static int
set_clock(const cli_settings *settings, certpolicy_engine *engine)
{
	static int64_t at; /* outlives every engine; one command line has one --at */
	certpolicy_error *error = NULL;

	if (settings->at == NULL)
		return 0;
	if (!cli_instant_parse(settings->at, &at))
		return cli_fail_usage(settings->command,
			"--at takes a time such as 2026-11-23T12:00:00Z, not \"%s\"", settings->at);
	if (certpolicy_engine_set_clock(engine, fixed_clock, &at, &error) != CERTPOLICY_OK)
		return cli_fail_library(settings, error);
	return 0;
}

typedef int
add_source(certpolicy_engine *engine, const char *source, certpolicy_error **error);

static int
add_each(const cli_settings *settings, certpolicy_engine *engine, const cli_list *sources,
	add_source *add)
{
	certpolicy_error *error = NULL;
	size_t i;

	for (i = 0; i < sources->n; i++) {
		if (add(engine, sources->items[i], &error) != CERTPOLICY_OK)
			return cli_fail_library(settings, error);
	}
	return 0;
}

/* A machine without any roots trusts nothing: that is worth a line, and safe. */
static int
add_system_anchors(const cli_settings *settings, certpolicy_engine *engine)
{
	certpolicy_error *error = NULL;
	int status = certpolicy_engine_add_anchors(engine, "system", &error);

	if (status == CERTPOLICY_OK)
		return 0;
	if (status == CERTPOLICY_ERROR_NO_MEMORY || status == CERTPOLICY_ERROR_INTERNAL)
		return cli_fail_library(settings, error);
	cli_note("nothing is trusted: %s", certpolicy_error_get_message(error));
	certpolicy_error_free(error);
	return 0;
}

static int
add_all_anchors(const cli_settings *settings, certpolicy_engine *engine)
{
	int code;

	if (settings->anchors.n == 0 && settings->public_anchors.n == 0)
		return add_system_anchors(settings, engine);
	code = add_each(settings, engine, &settings->anchors, certpolicy_engine_add_anchors);
	if (code != 0)
		return code;
	return add_each(
		settings, engine, &settings->public_anchors, certpolicy_engine_add_public_anchors);
}

static int
add_knowledge(const cli_settings *settings, certpolicy_engine *engine)
{
	certpolicy_error *error = NULL;
	int code;

	code = add_each(
		settings, engine, &settings->intermediates, certpolicy_engine_add_intermediates);
	if (code == 0)
		code = add_each(settings, engine, &settings->crls, certpolicy_engine_add_crls);
	if (code == 0)
		code = add_each(
			settings, engine, &settings->denylists, certpolicy_engine_add_denylist);
	if (code == 0)
		code = add_each(
			settings, engine, &settings->weak_keys, certpolicy_engine_add_weak_keys);
	if (code != 0 || settings->ct_log_list == NULL)
		return code;
	if (certpolicy_engine_set_ct_log_list(engine, settings->ct_log_list, &error) !=
		CERTPOLICY_OK)
		return cli_fail_library(settings, error);
	return 0;
}

int
cli_setup_policies(const cli_settings *settings, certpolicy_engine **engine)
{
	certpolicy_engine *made = certpolicy_engine_new();
	size_t i;
	int code;

	*engine = NULL;
	if (made == NULL)
		return cli_fail_no_memory();
	code = cli_policy_files_add(settings, made);
	for (i = 0; i < settings->policy_files.n && code == 0; i++)
		code = cli_policy_files_add_one(settings, made, settings->policy_files.items[i]);
	if (code != 0) {
		certpolicy_engine_free(made);
		return code;
	}
	*engine = made;
	return 0;
}

int
cli_setup_engine(const cli_settings *settings, certpolicy_engine **engine)
{
	certpolicy_engine *made;
	int code;

	*engine = NULL;
	code = cli_setup_policies(settings, &made);
	if (code != 0)
		return code;
	code = set_limits(settings, made);
	if (code == 0)
		code = set_clock(settings, made);
	if (code == 0)
		code = add_all_anchors(settings, made);
	if (code == 0)
		code = add_knowledge(settings, made);
	if (code == 0)
		code = cli_data_add(settings, made);
	if (code != 0) {
		certpolicy_engine_free(made);
		return code;
	}
	*engine = made;
	return 0;
}

/* The policy by name, once it is known to be one. */
static int
set_policy(
	const cli_settings *settings, const certpolicy_engine *engine, certpolicy_request *request)
{
	certpolicy_error *error = NULL;
	certpolicy_policy *policy = NULL;
	const char *name = settings->policy;
	int status;

	if (cli_option_find(settings->command->id, "policy", strlen("policy")) == NULL)
		return 0; /* describe does not judge */
	if (name == NULL)
		name = getenv("CERTPOLICY_POLICY");
	if (name == NULL || *name == '\0')
		return 0;
	status = certpolicy_policy_find(engine, name, &policy, &error);
	certpolicy_policy_free(policy);
	if (status == CERTPOLICY_ERROR_NOT_FOUND)
		return cli_fail_name(settings, error);
	if (status == CERTPOLICY_OK)
		status = certpolicy_request_set_policy(request, name, &error);
	return status == CERTPOLICY_OK ? 0 : cli_fail_library(settings, error);
}

int
cli_setup_peer(const cli_settings *settings, certpolicy_request *request, const char *peer)
{
	certpolicy_error *error = NULL;
	int status;

	if (strstr(peer, "://") != NULL)
		status = certpolicy_request_add_peer_uri(request, peer, &error);
	else if (strchr(peer, '@') != NULL)
		status = certpolicy_request_add_peer_email(request, peer, &error);
	else if (*peer == '_')
		status = certpolicy_request_add_peer_srv(request, peer, &error);
	else
		status = certpolicy_request_add_peer_host(request, peer, &error);
	if (status == CERTPOLICY_OK)
		return 0;
	return status == CERTPOLICY_ERROR_NO_MEMORY ? cli_fail_library(settings, error)
						    : cli_fail_name(settings, error);
}

static int
set_peers(const cli_settings *settings, certpolicy_request *request)
{
	certpolicy_error *error = NULL;
	size_t i;
	int code = 0;

	if (settings->insecure_no_peer && settings->peers.n > 0)
		return cli_fail_usage(
			settings->command, "--peer and --insecure-no-peer exclude each other");
	if (settings->insecure_no_peer &&
		certpolicy_request_set_insecure_no_peer(request, &error) != CERTPOLICY_OK)
		return cli_fail_library(settings, error);
	for (i = 0; i < settings->peers.n && code == 0; i++)
		code = cli_setup_peer(settings, request, settings->peers.items[i]);
	return code;
}

static int
set_purpose(const cli_settings *settings, certpolicy_request *request)
{
	certpolicy_purpose purpose = CERTPOLICY_PURPOSE_SERVER;
	certpolicy_error *error = NULL;

	if (settings->purpose == NULL)
		return 0;
	if (strcmp(settings->purpose, "client") == 0)
		purpose = CERTPOLICY_PURPOSE_CLIENT;
	else if (strcmp(settings->purpose, "any") == 0)
		purpose = CERTPOLICY_PURPOSE_ANY;
	if (certpolicy_request_set_purpose(request, purpose, &error) != CERTPOLICY_OK)
		return cli_fail_library(settings, error);
	return 0;
}

static int
set_explanation(const cli_settings *settings, certpolicy_request *request)
{
	certpolicy_error *error = NULL;

	if (certpolicy_request_set_explain_path(request, settings->explain_path, &error) !=
		CERTPOLICY_OK)
		return cli_fail_library(settings, error);
	return 0;
}

int
cli_setup_request(
	const cli_settings *settings, const certpolicy_engine *engine, certpolicy_request **request)
{
	certpolicy_request *made = certpolicy_request_new();
	int code;

	*request = NULL;
	if (made == NULL)
		return cli_fail_no_memory();
	code = set_policy(settings, engine, made);
	if (code == 0)
		code = set_peers(settings, made);
	if (code == 0)
		code = set_purpose(settings, made);
	if (code == 0)
		code = set_explanation(settings, made);
	if (code != 0) {
		certpolicy_request_free(made);
		return code;
	}
	*request = made;
	return 0;
}
