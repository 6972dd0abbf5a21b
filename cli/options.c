/*
 * The table of options and the reader of command lines. What the values mean (files, names, times)
 * is settled where they are used; only words of a fixed list are checked here.
 */
#include <config.h>
#include "options.h"
#include "cli.h"
#include "fail.h"
#include "nearest.h"

#include <stdlib.h>
#include <string.h>

#define TARGETS (CLI_FOR_CHECK | CLI_FOR_DESCRIBE | CLI_FOR_FORECAST | CLI_FOR_WHY | CLI_FOR_TRUST)
#define JUDGING (CLI_FOR_CHECK | CLI_FOR_BATCH | CLI_FOR_FORECAST | CLI_FOR_WHY)
#define ENGINES (TARGETS | CLI_FOR_BATCH)
#define POLICIES (CLI_FOR_POLICY_LIST | CLI_FOR_POLICY_SHOW | CLI_FOR_POLICY_TABLE)
#define DATA (CLI_FOR_DATA_IMPORT | CLI_FOR_DATA_STATUS)
#define MACHINE (CLI_FOR_ENV | CLI_FOR_DOCTOR)
#define FORMATS                                                                                    \
	(CLI_FOR_DESCRIBE | POLICIES | CLI_FOR_POLICY_VALIDATE | CLI_FOR_EXPLAIN | CLI_FOR_CODES | \
		DATA | MACHINE | CLI_FOR_WHY)
#define EVERY (ENGINES | FORMATS)

#define FLAG(name, field, commands, help)                                                          \
	{                                                                                          \
		name, NULL, help, CLI_OPTION_FLAG, CLI_ARGUMENT_FREE, NULL,                        \
			offsetof(cli_settings, field), commands, 0                                 \
	}
#define LETTER(name, letter, field, commands, help)                                                \
	{                                                                                          \
		name, NULL, help, CLI_OPTION_FLAG, CLI_ARGUMENT_FREE, NULL,                        \
			offsetof(cli_settings, field), commands, letter                            \
	}
#define SINGLE(name, argument, takes, field, commands, help)                                       \
	{                                                                                          \
		name, argument, help, CLI_OPTION_SINGLE, takes, NULL,                              \
			offsetof(cli_settings, field), commands, 0                                 \
	}
#define WORD(name, argument, words, field, commands, help)                                         \
	{                                                                                          \
		name, argument, help, CLI_OPTION_SINGLE, CLI_ARGUMENT_WORDS, words,                \
			offsetof(cli_settings, field), commands, 0                                 \
	}
#define LIST(name, argument, takes, field, commands, help)                                         \
	{                                                                                          \
		name, argument, help, CLI_OPTION_LIST, takes, NULL, offsetof(cli_settings, field), \
			commands, 0                                                                \
	}

static const char *const formats[] = {"text", "json", NULL};
static const char *const check_formats[] = {"text", "json", "junit", "nagios", NULL};
static const char *const forecast_formats[] = {"text", "json", "ics", NULL};
static const char *const purposes[] = {"server", "client", "any", NULL};
static const char *const verdicts[] = {"warn", "deny", NULL};

static const cli_option options[] = {
	SINGLE("policy", "NAME", CLI_ARGUMENT_POLICY, policy, JUDGING,
		"the policy to judge by: dev-allow, internal-pinned, public-strict, pkix, webpki "
		"or one of a policy file; without it the first route that matches, else "
		"public-strict"),
	LIST("peer", "NAME|IP", CLI_ARGUMENT_FREE, peers, ENGINES,
		"who the peer should be: a host name, an IP address, a mailbox, a URI or a service "
		"(_service.domain); given several times, all must match; for a host the default is "
		"the host itself"),
	FLAG("insecure-no-peer", insecure_no_peer, ENGINES & ~CLI_FOR_TRUST,
		"do not check the name: whoever holds any certificate that the policy accepts can "
		"then pose as the peer"),
	WORD("purpose", "PURPOSE", purposes, purpose, ENGINES & ~CLI_FOR_TRUST,
		"what the certificate is to be used for: server (the default), client or any"),
	LIST("policy-file", "FILE", CLI_ARGUMENT_FILE, policy_files, ENGINES | POLICIES,
		"load policies, zones, routes and floor from a YAML or JSON file"),
	LIST("anchors", "SOURCE", CLI_ARGUMENT_ANCHORS, anchors, ENGINES,
		"what is trusted: a file or folder, system, nss, a pkcs11: URI or certdata.txt; "
		"the default is "
		"system"),
	LIST("public-anchors", "FILE", CLI_ARGUMENT_FILE, public_anchors, ENGINES,
		"trust the certificates of a file or folder as roots of a public programme"),
	LIST("intermediates", "FILE", CLI_ARGUMENT_FILE, intermediates, ENGINES,
		"certificates that may help to build a path and are not trusted"),
	LIST("crl", "FILE|DIR", CLI_ARGUMENT_FILE, crls, ENGINES, "certificate revocation lists"),
	LIST("ocsp-staple", "FILE", CLI_ARGUMENT_FILE, staples,
		CLI_FOR_CHECK | CLI_FOR_DESCRIBE | CLI_FOR_WHY,
		"the OCSP response that was stapled to the leaf; given several times, to the "
		"certificates in the chain's order; for files, since a host staples itself"),
	LIST("ocsp", "FILE", CLI_ARGUMENT_FILE, responses, TARGETS,
		"an OCSP response that was fetched otherwise"),
	SINGLE("ct-log-list", "FILE", CLI_ARGUMENT_FILE, ct_log_list, ENGINES,
		"the list of Certificate Transparency logs (v3 JSON)"),
	LIST("denylist", "FILE", CLI_ARGUMENT_FILE, denylists, ENGINES,
		"certificates, keys, issuers and names that are never accepted: digests, SSLBL's "
		"CSV, STIX, MISP, or an index"),
	LIST("weak-keys", "FILE", CLI_ARGUMENT_FILE, weak_keys, ENGINES,
		"a published list of keys that anyone can have: Debian's openssl-blacklist or "
		"openssh-blacklist, blocklist.dat of badkeys, SHA-256 digests of keys"),
	SINGLE("data", "DIR", CLI_ARGUMENT_FILE, data, ENGINES | DATA | MACHINE,
		"the folder of imported data, or none; the default is "
		"$XDG_DATA_HOME/certpolicy, and nothing where that is not there"),
	SINGLE("date", "TIME", CLI_ARGUMENT_FREE, date, CLI_FOR_DATA_IMPORT,
		"as of when the files speak, where they do not say so; the default is when each "
		"was last changed"),
	SINGLE("at", "TIME", CLI_ARGUMENT_FREE, at, ENGINES,
		"judge as of this instant (RFC 3339, such as 2026-11-23T12:00:00Z) instead of now"),
	LIST("limit", "NAME=N", CLI_ARGUMENT_LIMIT, limits, ENGINES,
		"set a limit of the engine, such as signatures=200"),
	SINGLE("password-file", "FILE", CLI_ARGUMENT_FILE, password_file, TARGETS,
		"the password of a PKCS#12 file is the first line of FILE; without it the terminal "
		"is asked"),
	SINGLE("starttls", "PROTOCOL", CLI_ARGUMENT_STARTTLS, starttls, TARGETS,
		"how TLS begins: none (at once), smtp, submission, lmtp, imap, pop3, ldap, ftp, "
		"xmpp, xmpp-server, postgres, mysql, sieve, irc or nntp; the default is what the "
		"scheme or the well-known port says"),
	SINGLE("sni", "NAME", CLI_ARGUMENT_FREE, sni, TARGETS,
		"the name that the server is asked for, or none; the default is the first --peer "
		"that is a host, else the host"),
	SINGLE("connect", "IP[:PORT]", CLI_ARGUMENT_FREE, connect, TARGETS,
		"connect there, whatever the host's name says"),
	LIST("resolve", "HOST:PORT:ADDR", CLI_ARGUMENT_FREE, resolves, TARGETS,
		"the addresses of a host, several with commas between, instead of those that the "
		"resolver knows"),
	LETTER("ipv4", '4', ipv4, TARGETS, "IPv4 addresses only"),
	LETTER("ipv6", '6', ipv6, TARGETS, "IPv6 addresses only"),
	FLAG("all-addresses", all_addresses, CLI_FOR_CHECK,
		"judge every address of a host, and say where they differ"),
	SINGLE("proxy", "URL", CLI_ARGUMENT_FREE, proxy, TARGETS,
		"go through a proxy: http://, socks5:// or socks5h://, with USER:PASSWORD@ if "
		"need be, or none; the default is what https_proxy, all_proxy and no_proxy say, "
		"as for curl"),
	SINGLE("cert", "FILE|URL", CLI_ARGUMENT_FILE, cert, TARGETS,
		"the certificate of a client, should the server ask: PEM, DER, PKCS#12 or a "
		"pkcs11: URL"),
	SINGLE("key", "FILE|URL", CLI_ARGUMENT_FILE, key, TARGETS,
		"its key; the default is that it is with --cert"),
	SINGLE("pin-file", "FILE", CLI_ARGUMENT_FILE, pin_file, TARGETS,
		"the PIN of a token is the first line of FILE; without it the terminal is asked"),
	SINGLE("timeout", "SECONDS", CLI_ARGUMENT_FREE, timeout, TARGETS,
		"how long all that is done for a target may take together; the default is 10"),
	SINGLE("resolve-timeout", "SECONDS", CLI_ARGUMENT_FREE, resolve_timeout, TARGETS,
		"how long the look-up of the name may take of that"),
	SINGLE("connect-timeout", "SECONDS", CLI_ARGUMENT_FREE, connect_timeout, TARGETS,
		"how long connecting may take, all addresses together"),
	SINGLE("proxy-timeout", "SECONDS", CLI_ARGUMENT_FREE, proxy_timeout, TARGETS,
		"how long the talk with the proxy may take"),
	SINGLE("starttls-timeout", "SECONDS", CLI_ARGUMENT_FREE, starttls_timeout, TARGETS,
		"how long the talk before TLS may take"),
	SINGLE("handshake-timeout", "SECONDS", CLI_ARGUMENT_FREE, handshake_timeout, TARGETS,
		"how long the TLS handshake may take"),
	LIST("targets", "FILE", CLI_ARGUMENT_FILE, target_lists, CLI_FOR_CHECK,
		"take targets from a file, one a line, or from - for standard input; # begins a "
		"comment"),
	FLAG("show-chain", show_chain, CLI_FOR_CHECK,
		"show the certificates that the server sent, in PEM"),
	SINGLE("save-chain", "FILE|DIR", CLI_ARGUMENT_FILE, save_chain, CLI_FOR_CHECK,
		"write what the server sent to FILE, in PEM; of several targets each to a file of "
		"its own in the folder DIR"),
	FLAG("explain-path", explain_path, CLI_FOR_CHECK | CLI_FOR_DESCRIBE,
		"tell how the path was found: who was looked at as an issuer, in which order, and "
		"why each way ended"),
	SINGLE("until", "TIME|SPAN", CLI_ARGUMENT_FREE, until, CLI_FOR_FORECAST,
		"how far to look: an instant (RFC 3339) or a span such as 12h, 90d, 8w or 5y, "
		"which is the default"),
	SINGLE("apply", "N", CLI_ARGUMENT_FREE, apply, CLI_FOR_WHY,
		"write fix N, a change to the policy file, after it was shown as a diff and agreed "
		"to "
		"on the terminal; the file is the only --policy-file, else CERTPOLICY_FILE, else "
		"00-peers.yaml in the user's folder of policies"),
	SINGLE("until", "DAY|SPAN", CLI_ARGUMENT_FREE, until, CLI_FOR_TRUST,
		"when the pin ends, at most 398 days from now; the default is the end of the "
		"certificate, or 398 days where that is later"),
	SINGLE("until", "DAY|SPAN", CLI_ARGUMENT_FREE, until, CLI_FOR_WHY,
		"when the exception ends, at most 398 days from now; the default is the end of the "
		"certificate, and 30 days for a waiver or where it has expired"),
	SINGLE("owner", "NAME", CLI_ARGUMENT_FREE, owner, CLI_FOR_WHY,
		"who answers for a waiver; the default is the user"),
	SINGLE("reason", "TEXT", CLI_ARGUMENT_FREE, reason, CLI_FOR_WHY | CLI_FOR_TRUST,
		"why the exception is made, as it will stand in the policy file"),
	FLAG("replace", replace, CLI_FOR_TRUST,
		"put the key that the server has now in the place of the pinned one"),
	FLAG("yes", yes, CLI_FOR_WHY | CLI_FOR_TRUST, "write without asking"),
	WORD("fail-on", "VERDICT", verdicts, fail_on, CLI_FOR_CHECK | CLI_FOR_FORECAST,
		"deny: exit with 0 for warn too; the default is warn"),
	SINGLE("jobs", "N", CLI_ARGUMENT_FREE, jobs, CLI_FOR_BATCH,
		"judge N lines at a time; the default is 1"),
	SINGLE("jobs", "N", CLI_ARGUMENT_FREE, jobs, CLI_FOR_CHECK,
		"work on N targets at a time, not counting those that keep us waiting; the default "
		"is 32, and 1 is strictly one after the other"),
	FLAG("locked", locked, CLI_FOR_BATCH,
		"refuse lines that bring policy, anchors, extra_anchors, intermediates or time: "
		"for lines that come from elsewhere"),
	FLAG("dates", dates, CLI_FOR_CODES,
		"list instead the rules that hold for certificates issued on certain days only"),
	WORD("format", "FORMAT", check_formats, format, CLI_FOR_CHECK,
		"text (the default), json (of several targets one line each), junit or nagios"),
	WORD("format", "FORMAT", formats, format, FORMATS, "text (the default) or json"),
	WORD("format", "FORMAT", forecast_formats, format, CLI_FOR_FORECAST,
		"text (the default), json (one line a certificate) or ics (a calendar)"),
	FLAG("help", help, EVERY, "show this help"),
};

const cli_option *
cli_option_at(size_t index)
{
	return index < sizeof(options) / sizeof(options[0]) ? &options[index] : NULL;
}

const cli_option *
cli_option_find(unsigned command, const char *name, size_t name_len)
{
	const cli_option *option;
	size_t i;

	for (i = 0; (option = cli_option_at(i)) != NULL; i++) {
		if ((option->commands & command) != 0 && strlen(option->name) == name_len &&
			strncmp(option->name, name, name_len) == 0)
			return option;
	}
	return NULL;
}

/* "-4": an option by its letter; NULL when the word is none. */
static const cli_option *
find_letter(unsigned command, const char *word)
{
	const cli_option *option;
	size_t i;

	if (word[0] != '-' || word[1] == '\0' || word[2] != '\0')
		return NULL;
	for (i = 0; (option = cli_option_at(i)) != NULL; i++) {
		if ((option->commands & command) != 0 && option->letter == word[1])
			return option;
	}
	return NULL;
}

bool
cli_wants_json(const cli_settings *settings)
{
	return settings->format != NULL && strcmp(settings->format, "json") == 0;
}

static bool
word_is_known(const cli_option *option, const char *value)
{
	size_t i;

	for (i = 0; option->words[i] != NULL; i++) {
		if (strcmp(option->words[i], value) == 0)
			return true;
	}
	return false;
}

static int
refuse_word(const cli_settings *settings, const cli_option *option, const char *value)
{
	char known[128] = "";
	size_t i;

	for (i = 0; option->words[i] != NULL; i++) {
		if (i > 0)
			strncat(known, option->words[i + 1] != NULL ? ", " : " or ",
				sizeof(known) - strlen(known) - 1);
		strncat(known, option->words[i], sizeof(known) - strlen(known) - 1);
	}
	return cli_fail_usage(
		settings->command, "--%s takes %s, not \"%s\"", option->name, known, value);
}

static int
refuse_option(const cli_settings *settings, const char *name, size_t name_len)
{
	const char *names[sizeof(options) / sizeof(options[0]) + 1];
	const cli_option *option;
	const char *near;
	size_t i, n = 0;

	for (i = 0; (option = cli_option_at(i)) != NULL; i++) {
		if ((option->commands & settings->command->id) != 0)
			names[n++] = option->name;
	}
	names[n] = NULL;
	near = cli_nearest(name, name_len, names);
	if (near != NULL)
		return cli_fail_usage(settings->command,
			"unknown option --%.*s; did you mean --%s?", (int)name_len, name, near);
	return cli_fail_usage(settings->command, "unknown option --%.*s", (int)name_len, name);
}

static int
append(cli_settings *settings, cli_list *list, const char *word)
{
	if (list->items == NULL)
		list->items = calloc(settings->most_words, sizeof(*list->items));
	if (list->items == NULL)
		return cli_fail_no_memory();
	list->items[list->n++] = word;
	return 0;
}

static int
set(cli_settings *settings, const cli_option *option, const char *value)
{
	char *field = (char *)settings + option->offset;

	switch (option->kind) {
	case CLI_OPTION_FLAG:
		*(bool *)(void *)field = true;
		return 0;
	case CLI_OPTION_LIST:
		return append(settings, (cli_list *)(void *)field, value);
	case CLI_OPTION_SINGLE:
		break;
	}
	if (*(const char **)(void *)field != NULL)
		return cli_fail_usage(settings->command, "--%s is given twice", option->name);
	if (option->words != NULL && !word_is_known(option, value))
		return refuse_word(settings, option, value);
	*(const char **)(void *)field = value;
	return 0;
}

/* Reads the option at words[*at], its argument too; *at is left at the last word read. */
static int
read_option(cli_settings *settings, size_t n_words, char **words, size_t *at)
{
	const char *name = words[*at] + 2;
	size_t name_len = strcspn(name, "=");
	const char *value = name[name_len] == '=' ? name + name_len + 1 : NULL;
	const cli_option *option = cli_option_find(settings->command->id, name, name_len);

	if (option == NULL)
		return refuse_option(settings, name, name_len);
	if (option->kind == CLI_OPTION_FLAG && value != NULL)
		return cli_fail_usage(settings->command, "--%s takes no argument", option->name);
	if (option->kind != CLI_OPTION_FLAG && value == NULL) {
		if (*at + 1 >= n_words)
			return cli_fail_usage(settings->command, "--%s needs an argument: %s",
				option->name, option->argument);
		value = words[++*at];
	}
	if (value != NULL && *value == '\0')
		return cli_fail_usage(
			settings->command, "the argument of --%s is empty", option->name);
	return set(settings, option, value);
}

static int
check_operands(const cli_settings *settings)
{
	const cli_command *command = settings->command;

	if (settings->help)
		return 0;
	if (settings->operands.n < command->least)
		return cli_fail_usage(command, "%s is missing", command->usage);
	if (settings->operands.n > command->most)
		return cli_fail_usage(command, "one word too many: \"%s\"",
			settings->operands.items[command->most]);
	return 0;
}

int
cli_options_parse(const cli_command *command, size_t n_words, char **words, cli_settings *settings)
{
	bool options_over = false;
	size_t i;
	int code;

	memset(settings, 0, sizeof(*settings));
	settings->command = command;
	settings->most_words = n_words + 1;
	for (i = 0; i < n_words; i++) {
		if (!options_over && strcmp(words[i], "--") == 0) {
			options_over = true;
			continue;
		}
		if (!options_over && strcmp(words[i], "-h") == 0)
			settings->help = true, code = 0;
		else if (!options_over && find_letter(command->id, words[i]) != NULL)
			code = set(settings, find_letter(command->id, words[i]), NULL);
		else if (!options_over && strncmp(words[i], "--", 2) == 0)
			code = read_option(settings, n_words, words, &i);
		else if (!options_over && words[i][0] == '-' && words[i][1] != '\0')
			return cli_fail_usage(command, "unknown option %s", words[i]);
		else
			code = append(settings, &settings->operands, words[i]);
		if (code != 0)
			return code;
	}
	return check_operands(settings);
}

void
cli_settings_clear(cli_settings *settings)
{
	const cli_option *option;
	size_t i;

	free(settings->operands.items);
	for (i = 0; (option = cli_option_at(i)) != NULL; i++) {
		if (option->kind == CLI_OPTION_LIST)
			free(((cli_list *)(void *)((char *)settings + option->offset))->items);
	}
	memset(settings, 0, sizeof(*settings));
}
