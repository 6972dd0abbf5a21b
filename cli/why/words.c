/* Words of fixes.def that are whole pieces of commands: this machine's, and the next check. */
#include <config.h>
#include "fix.h"
#include "shell.h"

#include "../catalogue.h"

#include <gnutls/x509.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- this machine ---- */

typedef struct machine {
	const char *id; /* a word of ID or ID_LIKE in os-release(5); "" for any other */
	const char *clock, *local_roots;
} machine;

static const machine machines[] = {
	{"debian", "timedatectl set-ntp true", "ls -l /usr/local/share/ca-certificates"},
	{"fedora", "timedatectl set-ntp true", "ls -l /etc/pki/ca-trust/source/anchors"},
	{"suse", "timedatectl set-ntp true", "ls -l /etc/pki/trust/anchors"},
	{"arch", "timedatectl set-ntp true", "ls -l /etc/ca-certificates/trust-source/anchors"},
	{"alpine", "rc-service chronyd restart", "ls -l /usr/local/share/ca-certificates"},
	{"", "timedatectl set-ntp true", "trust list --filter=ca-anchors"},
};

/* Whether ID or ID_LIKE of a line has the word. */
static bool
line_has_id(const char *line, const char *id)
{
	const char *at;
	size_t len = strlen(id);

	if (strncmp(line, "ID=", 3) != 0 && strncmp(line, "ID_LIKE=", 8) != 0)
		return false;
	for (at = strchr(line, '='); at != NULL && *at != '\0'; at += strcspn(at, " ")) {
		at += strspn(at, "=\"' ");
		if (strncmp(at, id, len) == 0 && strchr(" \"'\n", at[len]) != NULL)
			return true;
	}
	return false;
}

static bool
system_is(const char *id)
{
	FILE *file = fopen("/etc/os-release", "r");
	char line[256];
	bool is = false;

	if (file == NULL)
		return false;
	while (!is && fgets(line, sizeof(line), file) != NULL)
		is = line_has_id(line, id);
	fclose(file);
	return is;
}

static void
set_machine_words(why_facts *facts)
{
	const machine *row = machines;
	char command[128];

	while (*row->id != '\0' && !system_is(row->id))
		row++;
	snprintf(command, sizeof(command), "%s%s", geteuid() != 0 ? "sudo " : "", row->clock);
	why_set_word(facts, "=clock", command);
	why_set_word(facts, "=local-roots", row->local_roots);
}

/* ---- the next check ---- */

static void
set_command(why_facts *facts, const char *word, const cli_settings *settings, const char *name,
	unsigned id)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (out == NULL) {
		facts->no_memory = true;
		return;
	}
	why_put_command(out, settings, name, id, settings->policy);
	if (fclose(out) == 0)
		why_set_word(facts, word, text);
	free(text);
}

static void
set_check_words(why_facts *facts)
{
	cli_settings other = *facts->settings;

	set_command(facts, "=check", &other, "check", CLI_FOR_CHECK);
	other.at = NULL;
	set_command(facts, "=check-now", &other, "check", CLI_FOR_CHECK);
	other = *facts->settings;
	other.starttls = NULL;
	set_command(facts, "=check-plain", &other, "check", CLI_FOR_CHECK);
	other = *facts->settings;
	other.sni = facts->target.host_is_address ? why_word(facts, "peer") : NULL;
	set_command(facts, "=check-sni", &other, "check", CLI_FOR_CHECK);
	other.sni = "none";
	set_command(facts, "=describe-default", &other, "describe", CLI_FOR_DESCRIBE);
	other = *facts->settings;
	other.proxy = "none";
	set_command(facts, "=check-direct", &other, "check", CLI_FOR_CHECK);
	other = *facts->settings;
	other.timeout = "60";
	set_command(facts, "=check-slow", &other, "check", CLI_FOR_CHECK);
	if (facts->is_host)
		set_command(facts, "=trust", facts->settings, "trust", CLI_FOR_TRUST);
}

/* Asked for by a name of the certificate, connected to where it was. */
static void
set_name_word(why_facts *facts)
{
	char target[300];
	const char *operand[1] = {target};
	cli_settings other = *facts->settings;

	if (*why_word(facts, "first_name") == '\0' || !facts->is_host ||
		*facts->seen.address == '\0' || other.peers.n > 0)
		return;
	snprintf(target, sizeof(target), "%.255s:%s", why_word(facts, "first_name"),
		facts->target.port);
	other.operands.items = operand;
	other.operands.n = 1;
	if (other.connect == NULL)
		other.connect = facts->seen.address;
	set_command(facts, "=check-name", &other, "check", CLI_FOR_CHECK);
}

/* ---- names for a new certificate ---- */

/* A host or all hosts below a domain, or an address: nothing that openssl's configuration or an
 * option could mean, and no wildcard that is wider. */
static bool
is_plain_name(const char *name)
{
	if (cli_target_is_address(name))
		return strchr(name, '%') == NULL;
	if (strncmp(name, "*.", 2) != 0)
		return why_is_host_name(name);
	return why_is_host_name(name + 2) && strchr(name + 2, '.') != NULL;
}

static void
put_name(FILE *san, FILE *domains, const char *kind, const char *name)
{
	fprintf(san, ",%s:%s", kind, name);
	if (strcmp(kind, "DNS") == 0) {
		fputs(" -d ", domains);
		why_put_word(domains, name);
	}
}

/* The peer first, then what the certificate is for already. */
static void
put_names(const why_facts *facts, FILE *san, FILE *domains)
{
	const json_t *leaf = json_array_get(json_object_get(facts->report, "certificates"), 0),
		     *name;
	const char *peer = why_word(facts, "peer"), *text;
	size_t i;

	put_name(san, domains, (facts->bits & WHY_PEER_ADDRESS) != 0 ? "IP" : "DNS", peer);
	json_array_foreach(json_object_get(leaf, "names"), i, name)
	{
		text = json_string_value(name);
		if (i >= 20 || (strncmp(text, "DNS:", 4) != 0 && strncmp(text, "IP:", 3) != 0))
			continue;
		if (strcasecmp(strchr(text, ':') + 1, peer) != 0 &&
			is_plain_name(strchr(text, ':') + 1))
			put_name(san, domains, *text == 'D' ? "DNS" : "IP", strchr(text, ':') + 1);
	}
}

static void
set_name_words(why_facts *facts)
{
	char *names = NULL, *domains = NULL, *word = NULL;
	size_t len;
	FILE *san, *list, *out;
	const char *peer = why_word(facts, "peer");

	if (!is_plain_name(peer))
		return;
	san = open_memstream(&names, &len);
	list = open_memstream(&domains, &len);
	out = open_memstream(&word, &len);
	if (san != NULL && list != NULL && out != NULL) {
		put_names(facts, san, list);
		fflush(san);
		fprintf(out, "subjectAltName=%s", names + 1);
		fflush(list);
		fflush(out);
		why_set_word(facts, "san", word);
		why_set_word(facts, "=domains", *domains != '\0' ? domains + 1 : "");
	}
	facts->no_memory |= san == NULL || list == NULL || out == NULL;
	if (san != NULL)
		fclose(san);
	if (list != NULL)
		fclose(list);
	if (out != NULL)
		fclose(out);
	free(names);
	free(domains);
	free(word);
}

static void
set_subject_word(why_facts *facts)
{
	char cn[80];

	if (!is_plain_name(why_word(facts, "peer")))
		return;
	/* RFC 5280 appendix A.1: a common name has at most 64 letters. */
	snprintf(cn, sizeof(cn), "/CN=%.64s", why_word(facts, "peer"));
	why_set_word(facts, "cn", cn);
}

/* ---- a missing intermediate ---- */

/* In DER, as RFC 5280 4.2.2.1 has it, or as PEM; either way at the end of the server's file. */
static void
set_fetch_word(why_facts *facts)
{
	char *text = NULL;
	size_t len;
	FILE *out;

	if (*why_word(facts, "url") == '\0' || (out = open_memstream(&text, &len)) == NULL)
		return;
	fputs("curl -fsS -o intermediate.crt ", out);
	why_put_word(out, why_word(facts, "url"));
	fputs(" && openssl x509 -in intermediate.crt -out intermediate.pem && "
	      "openssl verify -partial_chain -trusted intermediate.pem server.pem && "
	      "cat intermediate.pem >> server.pem",
		out);
	if (fclose(out) == 0)
		why_set_word(facts, "=append-url", text);
	free(text);
}

static bool
has_digest(gnutls_x509_crt_t certificate, const char *wanted)
{
	unsigned char digest[32];
	size_t len = sizeof(digest), i;
	char hex[65];

	if (gnutls_x509_crt_get_fingerprint(certificate, GNUTLS_DIG_SHA256, digest, &len) < 0)
		return false;
	for (i = 0; i < 32; i++)
		sprintf(hex + 2 * i, "%02x", digest[i]);
	return strcmp(hex, wanted) == 0;
}

static void
set_append_word(why_facts *facts, gnutls_x509_crt_t certificate)
{
	gnutls_datum_t pem;
	char command[16384];

	if (gnutls_x509_crt_export2(certificate, GNUTLS_X509_FMT_PEM, &pem) < 0)
		return;
	if (pem.size < sizeof(command) - 100) {
		snprintf(command, sizeof(command), "cat >> server.pem <<'EOF'\n%.*sEOF",
			(int)pem.size, (char *)pem.data);
		why_set_word(facts, "=append", command);
	}
	gnutls_free(pem.data);
}

/* The missing one among the files of --intermediates. */
static void
look_for_pem(why_facts *facts, const char *path)
{
	gnutls_x509_crt_t *list = NULL;
	gnutls_datum_t data;
	unsigned n = 0, i;

	if (gnutls_load_file(path, &data) < 0)
		return;
	if (gnutls_x509_crt_list_import2(&list, &n, &data, GNUTLS_X509_FMT_PEM, 0) < 0)
		n = 0;
	for (i = 0; i < n; i++) {
		if (has_digest(list[i], why_word(facts, "missing_sha256")))
			set_append_word(facts, list[i]);
		gnutls_x509_crt_deinit(list[i]);
	}
	gnutls_free(list);
	gnutls_free(data.data);
}

void
why_fix_words(why_facts *facts)
{
	const cli_list *files[] = {&facts->settings->intermediates, &facts->settings->anchors};
	size_t i, j;

	set_machine_words(facts);
	set_check_words(facts);
	set_name_word(facts);
	set_name_words(facts);
	set_subject_word(facts);
	set_fetch_word(facts);
	for (i = 0; i < 2 && (facts->bits & WHY_AT_HAND) != 0; i++) {
		for (j = 0; j < files[i]->n; j++)
			look_for_pem(facts, files[i]->items[j]);
	}
}
