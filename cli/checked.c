/* From an entry to a report, without a word on stdout or stderr. */
#include <config.h>
#include "checked.h"
#include "cli.h"
#include "input.h"
#include "net/deadline.h"
#include "net/said.h"
#include "setup.h"
#include "subject.h"

#include <gnutls/crypto.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Fails rather than allows when the library answers with a verdict unknown here. */
static int
code_of(certpolicy_verdict verdict)
{
	switch (verdict) {
	case CERTPOLICY_VERDICT_ALLOW:
		return CLI_ALLOW;
	case CERTPOLICY_VERDICT_WARN:
		return CLI_WARN;
	case CERTPOLICY_VERDICT_DENY:
		break;
	}
	return CLI_DENY;
}

static int
write_pem(FILE *out, const gnutls_datum_t *der)
{
	gnutls_datum_t pem = {NULL, 0};
	int status = gnutls_pem_base64_encode2("CERTIFICATE", der, &pem);

	if (status >= 0)
		fwrite(pem.data, 1, pem.size, out);
	gnutls_free(pem.data);
	return status;
}

static bool
take_chain(const cli_observation *seen, cli_checked *checked)
{
	size_t len, i;
	FILE *out = open_memstream(&checked->chain, &len);
	bool well = out != NULL;

	for (i = 0; i < seen->n_chain && well; i++)
		well = write_pem(out, &seen->chain[i]) >= 0;
	return out != NULL && fclose(out) == 0 && well;
}

/* What tells two addresses apart. */
static bool
take_digests(const cli_observation *seen, cli_checked *checked)
{
	gnutls_hash_hd_t hash;
	size_t i;
	bool well = gnutls_hash_fast(GNUTLS_DIG_SHA256, seen->chain[0].data, seen->chain[0].size,
			    checked->leaf) >= 0;

	if (!well || gnutls_hash_init(&hash, GNUTLS_DIG_SHA256) < 0)
		return false;
	for (i = 0; i < seen->n_chain && well; i++)
		well = gnutls_hash(hash, seen->chain[i].data, seen->chain[i].size) >= 0;
	gnutls_hash_deinit(hash, checked->whole);
	return well;
}

static void
take_failure(const cli_observation *seen, cli_checked *checked)
{
	checked->stage = cli_stage_name(seen->stage);
	snprintf(checked->address, sizeof(checked->address), "%s", seen->address);
	snprintf(checked->via, sizeof(checked->via), "%s", seen->via);
	snprintf(checked->hint, sizeof(checked->hint), "%s", seen->hint);
}

void
cli_checked_fail(const cli_observation *seen, cli_checked *checked)
{
	memset(checked, 0, sizeof(*checked));
	take_failure(seen, checked);
	snprintf(checked->failure.code, sizeof(checked->failure.code), "%s", seen->code);
	snprintf(checked->failure.message, sizeof(checked->failure.message), "%s", seen->message);
	checked->code = CLI_NOT_JUDGED;
}

/* What is kept of a connection beside the report. */
static int
take_seen(const cli_check_run *run, const cli_observation *seen, cli_checked *checked)
{
	take_failure(seen, checked);
	if (seen->code == NULL) {
		snprintf(checked->note, sizeof(checked->note), "%s", seen->message);
		checked->stage = NULL;
	}
	checked->n_chain = seen->n_chain;
	snprintf(checked->protocol, sizeof(checked->protocol), "%s",
		seen->protocol != NULL ? seen->protocol : "");
	if (seen->n_chain == 0)
		return 0;
	if (!take_digests(seen, checked) || (run->wants_chain && !take_chain(seen, checked)))
		return cli_fail_no_memory();
	return 0;
}

static int
connect_and_take(const cli_check_run *run, const cli_settings *settings, const cli_entry *entry,
	const cli_address *address, cli_aside *aside, certpolicy_request *request,
	cli_checked *checked)
{
	cli_observation seen;
	bool ran = address != NULL ? cli_observe_address(
					     run->network, &entry->target, address, aside, &seen)
				   : cli_observe(run->network, &entry->target, aside, &seen);
	int code = ran ? take_seen(run, &seen, checked) : cli_fail_no_memory();

	if (code == 0)
		code = cli_subject_take(settings, &seen, request);
	cli_observation_clear(&seen);
	return code;
}

static int
fill(const cli_check_run *run, const cli_settings *settings, const cli_entry *entry,
	const cli_address *address, cli_aside *aside, certpolicy_request *request,
	cli_checked *checked)
{
	int code = cli_subject_frame(settings, &entry->target, request);

	if (code != 0)
		return code;
	if (entry->target.kind != CLI_TARGET_HOST)
		return cli_input_add(settings, &entry->target, request);
	return connect_and_take(run, settings, entry, address, aside, request, checked);
}

static int
judge(const cli_check_run *run, const cli_settings *settings, const certpolicy_request *request,
	cli_checked *checked)
{
	certpolicy_error *error = NULL;

	if (certpolicy_evaluate(run->engine, NULL, request, &checked->report, &error) !=
		CERTPOLICY_OK)
		return cli_fail_library(settings, error);
	return code_of(certpolicy_report_get_verdict(checked->report));
}

static int
refuse_line(const cli_entry *entry, cli_checked *checked)
{
	char message[512];

	strcpy(checked->failure.code, "target.bad");
	snprintf(message, sizeof(message), "%s:%zu: %s", entry->file, entry->line, entry->problem);
	cli_said_escape((const uint8_t *)message, strlen(message), checked->failure.message,
		sizeof(checked->failure.message));
	return CLI_NOT_JUDGED;
}

void
cli_checked_make(const cli_check_run *run, const cli_entry *entry, const cli_address *address,
	cli_aside *aside, cli_checked *checked)
{
	cli_settings settings = *run->settings;
	certpolicy_request *request = NULL;
	int64_t begun = cli_deadline_now();

	memset(checked, 0, sizeof(*checked));
	settings.failure = run->keeps_failures ? &checked->failure : NULL;
	if (entry->problem[0] != '\0') {
		checked->code = refuse_line(entry, checked);
		return;
	}
	checked->code = cli_setup_request(&settings, run->engine, &request);
	if (checked->code == 0)
		checked->code = fill(run, &settings, entry, address, aside, request, checked);
	if (checked->code == 0)
		checked->code = judge(run, &settings, request, checked);
	certpolicy_request_free(request);
	checked->took = (unsigned)(cli_deadline_now() - begun);
}

void
cli_checked_clear(cli_checked *checked)
{
	certpolicy_report_free(checked->report);
	free(checked->chain);
	memset(checked, 0, sizeof(*checked));
}
