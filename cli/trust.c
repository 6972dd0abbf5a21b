/*
 * certpolicy trust: trust on first use, as ssh has it. Shows what a server is, and pins its key for
 * this peer with an end and a reason. A changed key is shown beside the old one and needs
 * --replace; what no policy lowers, and what a pin does not mend, is refused.
 */
#include <config.h>
#include "cli.h"
#include "fail.h"
#include "output.h"
#include "policy_edit.h"
#include "why/cause.h"
#include "why/edit.h"
#include "why/facts.h"

#include "catalogue.h"

#include <stdlib.h>
#include <string.h>

/* ---- the page ---- */

static void
put_row(FILE *out, const char *name, const char *text)
{
	if (*text == '\0')
		return;
	fprintf(out, "  %-14s", name);
	cli_wrap(out, text, 16, 16, cli_columns());
}

static void
put_pins(FILE *out, const json_t *pins)
{
	const json_t *pin;
	char row[200];
	size_t i;

	json_array_foreach(pins, i, pin)
	{
		snprintf(row, sizeof(row), "%s, until %.10s", cli_catalogue_string(pin, "spki"),
			*cli_catalogue_string(pin, "until") != '\0'
				? cli_catalogue_string(pin, "until")
				: "further notice");
		put_row(out, "pinned", row);
	}
}

static int
put_page(const why_facts *facts, const json_t *pins, const char *verdict, const char *sentence)
{
	char row[700];
	cli_page page;

	if (!cli_page_start(&page))
		return cli_page_finish(&page);
	fprintf(page.out, "%s\n", why_word(facts, "target"));
	put_row(page.out, "certificate", why_word(facts, "subject"));
	put_row(page.out, "names", why_word(facts, "names"));
	put_row(page.out, "issued by", why_word(facts, "issuer"));
	snprintf(row, sizeof(row), "%.10s to %.10s", why_word(facts, "not_before"),
		why_word(facts, "not_after"));
	put_row(page.out, "valid", row);
	put_row(page.out, "address", facts->seen.address);
	put_row(page.out, "SHA-256", why_word(facts, "leaf"));
	put_row(page.out, "key", why_word(facts, "pin"));
	put_pins(page.out, pins);
	snprintf(row, sizeof(row), "%s under %s: %s", verdict, why_word(facts, "policy"), sentence);
	put_row(page.out, "check says", row);
	fputs("\nOnly the server itself says so. On the server, its key is shown by\n"
	      "  openssl x509 -in server.pem -pubkey -noout | openssl pkey -pubin -outform DER |\n"
	      "    openssl dgst -sha256 -binary | base64\n",
		page.out);
	return cli_page_finish(&page);
}

/* ---- what to do ---- */

/* What is not trusted, in the words that were found for it. */
static int
refuse(const why_facts *facts, const char *code, const char *before, const char *after)
{
	(void)cli_fail(facts->settings, code, "%s %s", before, after);
	return CLI_DENY;
}

static bool
is_allowed(const why_facts *facts)
{
	return facts->verdict != CERTPOLICY_VERDICT_DENY;
}

/* Pins of the policy that judged, and the key is not among them. */
static int
refuse_change(const why_facts *facts)
{
	(void)cli_fail(facts->settings, "pin.mismatch",
		"THE KEY OF %s HAS CHANGED. Either the server has a new key, or somebody else "
		"answers in its place. Ask its owner on another way; if the new key, %s, is the "
		"server's, run this again with --replace",
		why_word(facts, "peer"), why_word(facts, "pin"));
	return CLI_DENY;
}

static int
write_pin(const why_facts *facts, why_edit_kind kind, const char *sentence)
{
	why_edit edit;
	char *check = NULL, *text = NULL;
	int code = why_edit_plan(facts, "trusted on first use", kind, &edit);

	if (code == 0 && edit.draft.text == NULL && edit.reason != NULL)
		code = refuse(
			facts, "policy.edit", "the pin of %s cannot be changed: %s", edit.reason);
	else if (code == 0 && edit.draft.text == NULL)
		code = refuse(facts, "trust.refused",
			"a pin would not help (certpolicy why tells more):", sentence);
	if (code == 0)
		code = cli_policy_draft_write(facts->settings, &edit.draft);
	if (code == 0) {
		check = why_edit_check(facts, &edit);
		if (check == NULL || asprintf(&text, "trusted until %s: %s\nnext: %s", edit.until,
					     why_word(facts, "peer"), check) < 0)
			code = cli_fail_no_memory();
		else
			code = cli_put_line(text);
		if (code == 0 && edit.verdict == CERTPOLICY_VERDICT_WARN)
			code = CLI_WARN;
	}
	free(text);
	free(check);
	why_edit_clear(&edit);
	return code;
}

static int
decide(const why_facts *facts, const why_cause *cause, const json_t *pins, const char *sentence)
{
	bool changed = why_facts_find(facts, "pin.mismatch") != NULL;
	bool lapsed = why_facts_find(facts, "pin.expired") != NULL;

	if (cause->remedy == WHY_STOP)
		return refuse(facts, "trust.refused", "this is not to be trusted:", sentence);
	if (changed && !facts->settings->replace)
		return refuse_change(facts);
	if (changed || lapsed)
		return write_pin(facts, WHY_EDIT_NEW_KEY, sentence);
	if (json_array_size(pins) > 0 && is_allowed(facts))
		return cli_put_line("This key is pinned already: nothing to do.");
	return write_pin(facts, WHY_EDIT_PIN, sentence);
}

static int
judge_and_decide(why_facts *facts)
{
	const why_cause *cause = why_cause_find(facts);
	char *sentence = why_expand(facts, cause->sentence, false);
	json_t *pins = why_pins(facts);
	int code;

	if (sentence == NULL || pins == NULL)
		code = cli_fail_no_memory();
	else if (facts->report == NULL)
		code = cli_fail(facts->settings,
			facts->seen.code != NULL ? facts->seen.code : "connect.handshake", "%s",
			sentence);
	else
		code = put_page(facts, pins, certpolicy_verdict_name(facts->verdict), sentence);
	if (code == 0)
		code = decide(facts, cause, pins, sentence);
	json_decref(pins);
	free(sentence);
	return code;
}

int
cli_trust(const cli_settings *settings)
{
	why_facts facts;
	int code;

	if (settings->yes && settings->reason == NULL)
		return cli_fail_usage(settings->command,
			"--yes needs --reason: what nobody is asked about has to say why");
	code = why_edit_check_texts(settings);
	if (code != 0)
		return code;
	code = why_facts_gather(settings, &facts);
	if (code == 0 && !facts.is_host)
		code = cli_fail_usage(settings->command,
			"HOST is a server; for a file there is certpolicy why FILE --apply");
	if (code == 0)
		code = judge_and_decide(&facts);
	why_facts_clear(&facts);
	return code;
}
