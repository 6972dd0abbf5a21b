/*
 * What is looked up on this machine beside the report: whether its clock can be right, and whose
 * the missing issuer may be. Roots are read here only when something is missing or has ended.
 */
#include <config.h>
#include "facts.h"

#include "../catalogue.h"
#include "../instant.h"

#include <gnutls/x509.h>

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <time.h>

/* These lines are not older than that: no clock that is before it can be right. 2026-11-01. */
#define WRITTEN INT64_C(1793491200)
#define DAY INT64_C(86400)

/* Of roots that were chosen to last for decades so many have ended only when the clock is far
 * ahead: percent. */
#define MANY_ENDED 40

/* ---- roots ---- */

typedef struct root_count {
	unsigned n, n_ended;
	bool shares_owner; /* one has the organization that is looked for */
	const char *owner;
	int64_t now;
} root_count;

static void
count_root(root_count *count, gnutls_x509_crt_t root)
{
	char owner[256];
	size_t len = sizeof(owner);

	count->n++;
	count->n_ended += (int64_t)gnutls_x509_crt_get_expiration_time(root) < count->now;
	if (*count->owner != '\0' &&
		gnutls_x509_crt_get_dn_by_oid(
			root, GNUTLS_OID_X520_ORGANIZATION_NAME, 0, 0, owner, &len) >= 0)
		count->shares_owner |= strcasecmp(owner, count->owner) == 0;
}

static void
count_each(gnutls_x509_trust_list_t list, root_count *count)
{
	gnutls_x509_trust_list_iter_t iter = NULL;
	gnutls_x509_crt_t root;

	while (gnutls_x509_trust_list_iter_get_ca(list, &iter, &root) >= 0) {
		count_root(count, root);
		gnutls_x509_crt_deinit(root);
	}
}

/* The roots that the command line names, or else, and where many are wanted, those of the system.
 */
static void
count_roots(const why_facts *facts, bool many, root_count *count)
{
	const cli_list *files[] = {&facts->settings->anchors, &facts->settings->public_anchors};
	gnutls_x509_trust_list_t list;
	size_t i, j;

	if (gnutls_x509_trust_list_init(&list, 0) < 0)
		return;
	for (i = 0; i < 2; i++) {
		for (j = 0; j < files[i]->n; j++)
			gnutls_x509_trust_list_add_trust_file(
				list, files[i]->items[j], NULL, GNUTLS_X509_FMT_PEM, 0, 0);
	}
	if (many || files[0]->n + files[1]->n == 0)
		gnutls_x509_trust_list_add_system_trust(list, 0, 0);
	count_each(list, count);
	gnutls_x509_trust_list_deinit(list, 1);
}

/* ---- the clock ---- */

/* The newest of some files that installing software writes: never later than now. */
static int64_t
newest_file(const char **name)
{
	static const char *const files[] = {"/var/lib/dpkg/status", "/var/lib/rpm/rpmdb.sqlite",
		"/lib/apk/db/installed", "/etc/ld.so.cache", "/etc/ssl/certs/ca-certificates.crt",
		"/proc/self/exe"};
	struct stat status;
	int64_t newest = 0;
	size_t i;

	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		if (stat(files[i], &status) == 0 && status.st_mtime > newest) {
			newest = status.st_mtime;
			*name = files[i];
		}
	}
	return newest;
}

static void
note_instant(why_facts *facts, const char *what, int64_t instant)
{
	char text[CLI_INSTANT_ROOM];

	cli_instant_format(instant, text);
	why_add_evidence(facts, "%s: %s", what, text);
}

/* Everything that can be later than now only when now is wrong. */
static bool
is_behind(why_facts *facts)
{
	const json_t *sct;
	const char *file = "";
	int64_t newest = newest_file(&file), stamp;
	char what[128];
	size_t i;
	bool behind = false;

	json_array_foreach(json_object_get(facts->report, "scts"), i, sct)
	{
		if (cli_instant_parse(cli_catalogue_string(sct, "timestamp"), &stamp) &&
			stamp > facts->now && !behind) {
			note_instant(facts,
				"a public log has signed a later time for this certificate", stamp);
			behind = true;
		}
	}
	if (newest > facts->now + DAY) {
		snprintf(what, sizeof(what), "%s was written later than that", file);
		note_instant(facts, what, newest);
		behind = true;
	}
	if (facts->seen.server_time > facts->now + DAY) {
		note_instant(facts, "the server's own clock says", facts->seen.server_time);
		behind = true;
	}
	if (facts->now < WRITTEN)
		note_instant(facts, "certpolicy itself is not older than", WRITTEN);
	return behind || facts->now < WRITTEN;
}

static bool
is_ahead(why_facts *facts)
{
	root_count count = {0, 0, false, "", facts->now};

	if (facts->seen.server_time != 0 && facts->seen.server_time < facts->now - DAY) {
		note_instant(facts, "the server's own clock says", facts->seen.server_time);
		return true;
	}
	count_roots(facts, true, &count);
	if (count.n < 10 || count.n_ended * 100 < count.n * MANY_ENDED)
		return false;
	why_add_evidence(facts, "of %u roots that this machine trusts, %u would have ended by now",
		count.n, count.n_ended);
	return true;
}

/* With --at the clock is what the option says; whether the machine's own would do is looked at. */
static bool
at_makes_it(const why_facts *facts, const json_t *finding, const char *key, bool is_end)
{
	int64_t bound, clock = (int64_t)time(NULL);

	if (facts->settings->at == NULL ||
		!cli_instant_parse(why_evidence_text(finding, key), &bound))
		return false;
	return is_end ? clock <= bound : clock >= bound;
}

void
why_look_at_clock(why_facts *facts)
{
	const json_t *early = why_facts_find(facts, "validity.not-yet-valid");
	const json_t *late = why_facts_find(facts, "validity.expired");
	struct timex clock = {0};
	char text[CLI_INSTANT_ROOM];

	cli_instant_format(facts->now, text);
	why_set_word(facts, "now", text);
	if (early == NULL && late == NULL)
		return;
	why_add_evidence(facts, "%s: %s",
		facts->settings->at != NULL ? "--at" : "this machine's clock", text);
	if ((early != NULL && at_makes_it(facts, early, "valid_from", false)) ||
		(late != NULL && at_makes_it(facts, late, "expired_at", true)))
		facts->bits |= WHY_AT;
	else if (early != NULL && is_behind(facts))
		facts->bits |= WHY_CLOCK_BEHIND;
	else if (late != NULL && is_ahead(facts))
		facts->bits |= WHY_CLOCK_AHEAD;
	if (facts->settings->at == NULL && adjtimex(&clock) == TIME_ERROR)
		why_add_evidence(facts, "the kernel says that nothing keeps the clock right (NTP)");
}

/* ---- the issuer ---- */

/* The organization in the text of a name, "O=…,CN=…". */
static void
organization_of(const char *name, char owner[256])
{
	const char *at = name;

	owner[0] = '\0';
	while (at != NULL && strncmp(at, "O=", 2) != 0) {
		at = strchr(at, ',');
		at += at != NULL ? strspn(at, ", ") : 0;
	}
	if (at != NULL)
		snprintf(owner, 256, "%.*s", (int)strcspn(at + 2, ","), at + 2);
}

static bool
has_word(const char *name, const char *word)
{
	size_t len = strlen(word);

	for (; *name != '\0'; name++) {
		if (strncasecmp(name, word, len) == 0)
			return true;
	}
	return false;
}

/* Whether the certificate comes from a CA that issues through intermediates. */
static const char *
reason_for_gap(const why_facts *facts, const json_t *below, const char *missing)
{
	char owner[256];
	root_count count = {0, 0, false, owner, facts->now};

	organization_of(missing, owner);
	if (has_word(missing, "root"))
		return NULL;
	if (has_word(missing, "intermediate") || has_word(missing, "issuing") ||
		has_word(missing, "sub ca"))
		return "its name says that it is an intermediate";
	if (json_is_true(json_object_get(below, "is_ca")))
		return NULL; /* what is missing above an intermediate is mostly its root */
	if (json_array_size(json_object_get(facts->report, "scts")) > 0)
		return "the certificate was logged in public, and public CAs issue through "
		       "intermediates";
	if (json_array_size(json_object_get(below, "ca_issuers")) > 0)
		return "the certificate says where its issuer can be had, as those of "
		       "intermediates do";
	count_roots(facts, false, &count);
	return count.shares_owner ? "its organization has a root that is trusted here" : NULL;
}

/* Only what a command may hold; anything else is not shown as one. */
static bool
is_plain_url(const char *url)
{
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/?=%+";

	return strncmp(url, "http", 4) == 0 && strlen(url) < 500 && url[strspn(url, plain)] == '\0';
}

static void
note_missing(why_facts *facts, const json_t *finding, const json_t *below)
{
	const char *missing = why_evidence_text(finding, "missing_issuer"), *reason;

	why_set_word(facts, "missing",
		*missing != '\0' ? missing : cli_catalogue_string(below, "subject"));
	if (*missing == '\0')
		return;
	why_add_evidence(facts, "nobody at hand is named %.300s, as the issuer of %.300s is",
		missing, cli_catalogue_string(below, "subject"));
	reason = reason_for_gap(facts, below, missing);
	if (reason != NULL) {
		facts->bits |= WHY_GAP;
		why_add_evidence(facts, "that is no root: %s", reason);
	}
}

void
why_look_for_issuer(why_facts *facts)
{
	const json_t *finding = why_facts_find(facts, "path.unknown-issuer"), *below;
	json_int_t index = json_integer_value(json_object_get(finding, "certificate"));
	const char *url;

	if (finding == NULL && (facts->bits & WHY_AT_HAND) == 0)
		return;
	below = json_array_get(
		json_object_get(facts->report, "certificates"), (size_t)(index > 0 ? index : 0));
	if (finding != NULL)
		note_missing(facts, finding, below);
	url = why_evidence_text(finding, "missing_issuer_url");
	if (*url == '\0')
		url = json_string_value(json_array_get(json_object_get(below, "ca_issuers"), 0));
	if (url == NULL || *url == '\0')
		return;
	why_add_evidence(facts,
		"where the issuer can be had, as the certificate has it (not fetched): %.400s",
		url);
	if (is_plain_url(url))
		why_set_word(facts, "url", url);
}
