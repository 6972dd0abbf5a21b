/* Connects or reads, judges, and keeps words and evidence. */
#include <config.h>
#include "facts.h"

#include "../catalogue.h"
#include "../cli.h"
#include "../fail.h"
#include "../input.h"
#include "../instant.h"
#include "../setup.h"
#include "../subject.h"

#include <gnutls/x509.h>

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* ---- words and evidence ---- */

void
why_set_word(why_facts *facts, const char *name, const char *text)
{
	if (json_object_set_new(facts->words, name, json_string(text)) != 0)
		facts->no_memory = true;
}

const char *
why_word(const why_facts *facts, const char *name)
{
	return cli_catalogue_string(facts->words, name);
}

void
why_add_evidence(why_facts *facts, const char *format, ...)
{
	char text[1200];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	/* A letter that was cut in two is no text. */
	while (*text != '\0' && json_array_append_new(facts->evidence, json_string(text)) != 0) {
		text[strlen(text) - 1] = '\0';
		facts->no_memory |= *text == '\0';
	}
}

const char *
why_evidence_text(const json_t *finding, const char *key)
{
	return cli_catalogue_string(json_object_get(finding, "evidence"), key);
}

const json_t *
why_facts_find(const why_facts *facts, const char *code)
{
	const char *wanted = facts->verdict == CERTPOLICY_VERDICT_DENY ? "deny" : "warn";
	const json_t *finding;
	size_t i;

	json_array_foreach(json_object_get(facts->report, "findings"), i, finding)
	{
		if (strcmp(cli_catalogue_string(finding, "code"), code) == 0 &&
			strcmp(cli_catalogue_string(finding, "action"), wanted) == 0)
			return finding;
	}
	return NULL;
}

/* ---- what is presented ---- */

static const char *
target_text(const cli_settings *settings)
{
	return settings->operands.n > 0 ? settings->operands.items[0] : "-";
}

static int
find_target(why_facts *facts)
{
	const char *reason, *text = target_text(facts->settings);

	if (facts->settings->operands.n == 0 && isatty(STDIN_FILENO))
		return cli_fail_usage(facts->settings->command, "TARGET is missing");
	if (!cli_target_parse(text, &facts->target, &reason))
		return cli_fail_usage(facts->settings->command, "TARGET \"%s\": %s", text, reason);
	facts->is_host = facts->target.kind == CLI_TARGET_HOST;
	return 0;
}

/* The certificates of a file, as they are: PEM, else one in DER. */
static int
take_file(why_facts *facts)
{
	cli_content content = {NULL, 0, 0};
	gnutls_x509_crt_t *list = NULL;
	gnutls_datum_t data, der;
	unsigned n = 0, i;
	int code = cli_input_read(facts->settings, &facts->target, &content);

	data.data = content.data;
	data.size = (unsigned)content.len;
	if (code == 0 &&
		gnutls_x509_crt_list_import2(&list, &n, &data, GNUTLS_X509_FMT_PEM, 0) < 0 &&
		gnutls_x509_crt_list_import2(&list, &n, &data, GNUTLS_X509_FMT_DER, 0) < 0)
		n = 0;
	facts->chain = calloc((size_t)n + 1, sizeof(*facts->chain));
	for (i = 0; i < n; i++) {
		if (facts->chain != NULL &&
			gnutls_x509_crt_export2(list[i], GNUTLS_X509_FMT_DER, &der) >= 0)
			facts->chain[facts->n_chain++] = der;
		gnutls_x509_crt_deinit(list[i]);
	}
	gnutls_free(list);
	free(content.data);
	if (code == 0 && facts->n_chain == 0)
		return cli_fail(facts->settings, "input.no-certificate",
			"%s holds no certificate in PEM or DER", facts->target.text);
	return code;
}

static int
take_host(why_facts *facts)
{
	int code = cli_network_new(facts->settings, &facts->network);

	if (code != 0)
		return code;
	facts->n_connections++;
	if (!cli_observe(facts->network, &facts->target, NULL, &facts->seen))
		return cli_fail_no_memory();
	facts->chain = facts->seen.chain;
	facts->n_chain = facts->seen.n_chain;
	return 0;
}

static int
set_peer(const why_facts *facts, const char *peer, certpolicy_request *request)
{
	cli_settings settings = *facts->settings;

	if (peer != NULL)
		return cli_setup_peer(facts->settings, request, peer);
	return cli_subject_frame(&settings, &facts->target, request);
}

int
why_facts_request(const why_facts *facts, const certpolicy_engine *engine, const char *peer,
	const char *policy, certpolicy_request **request)
{
	cli_settings settings = *facts->settings;
	certpolicy_error *error = NULL;
	size_t i;
	int code, status = CERTPOLICY_OK;

	if (peer != NULL)
		settings.peers.n = 0;
	settings.policy = policy != NULL ? policy : settings.policy;
	code = cli_setup_request(&settings, engine, request);
	if (code == 0)
		code = set_peer(facts, peer, *request);
	if (code == 0 && facts->is_host)
		status = cli_observation_fill(&facts->seen, *request, &error);
	for (i = 0; code == 0 && !facts->is_host && i < facts->n_chain && status == CERTPOLICY_OK;
		i++)
		status = certpolicy_request_add_certificate_der(
			*request, facts->chain[i].data, facts->chain[i].size, &error);
	return status == CERTPOLICY_OK ? code : cli_fail_library(facts->settings, error);
}

static int
judge(why_facts *facts)
{
	certpolicy_request *request = NULL;
	certpolicy_report *report = NULL;
	certpolicy_error *error = NULL;
	int code = why_facts_request(facts, facts->engine, NULL, NULL, &request);

	if (code == 0 &&
		certpolicy_evaluate(facts->engine, NULL, request, &report, &error) != CERTPOLICY_OK)
		code = cli_fail_library(facts->settings, error);
	if (code == 0) {
		facts->verdict = certpolicy_report_get_verdict(report);
		facts->now = certpolicy_report_get_time(report);
		code = cli_catalogue_read(certpolicy_report_to_json(report), &facts->report);
	}
	certpolicy_report_free(report);
	certpolicy_request_free(request);
	return code;
}

/* ---- the whole ---- */

static void
look_beside(why_facts *facts)
{
	why_note_report(facts);
	why_look_at_clock(facts);
	why_look_for_issuer(facts);
	why_look_at_names(facts);
	why_look_at_pins(facts);
}

int
why_facts_gather(const cli_settings *settings, why_facts *facts)
{
	int code;

	memset(facts, 0, sizeof(*facts));
	facts->settings = settings;
	facts->verdict = CERTPOLICY_VERDICT_DENY;
	facts->now = (int64_t)time(NULL);
	facts->words = json_object();
	facts->evidence = json_array();
	facts->no_memory = facts->words == NULL || facts->evidence == NULL;
	code = find_target(facts);
	why_set_word(facts, "target", target_text(settings));
	if (code == 0)
		code = cli_setup_engine(settings, &facts->engine);
	if (code == 0)
		code = facts->is_host ? take_host(facts) : take_file(facts);
	if (code == 0 && facts->is_host)
		why_note_connection(facts);
	if (code == 0 && (!facts->is_host || cli_observation_is_judgeable(&facts->seen))) {
		code = judge(facts);
		if (code == 0)
			look_beside(facts);
	}
	return code == 0 && facts->no_memory ? cli_fail_no_memory() : code;
}

void
why_facts_clear(why_facts *facts)
{
	size_t i;

	for (i = 0; !facts->is_host && i < facts->n_chain; i++)
		gnutls_free(facts->chain[i].data);
	if (!facts->is_host)
		free(facts->chain);
	cli_observation_clear(&facts->seen);
	cli_network_free(facts->network);
	certpolicy_engine_free(facts->engine);
	json_decref(facts->report);
	json_decref(facts->words);
	json_decref(facts->evidence);
	memset(facts, 0, sizeof(*facts));
}
