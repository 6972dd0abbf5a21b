/* The table of commands, --help and --version. What a command does stands in a file of its own. */
#include <config.h>
#include "cli.h"
#include "fail.h"
#include "help.h"
#include "nearest.h"
#include "output.h"

#include <certpolicy/certpolicy.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const cli_command commands[] = {
	{"check", "[TARGET...]", "judge a server or a file by a policy",
		"Judges the certificates that servers present, or those of files. TARGET is "
		"HOST[:PORT], [IPv6]:PORT, a URL (https://, smtp://, imaps://, postgres:// and "
		"more), a file (PEM, DER, base64, PKCS#7, "
		"PKCS#12), or - for standard input, which is also meant when there is no TARGET "
		"and standard input is no terminal. What exists as a file is a file. The "
		"connection itself verifies nothing, so there is always something to judge.\n\n"
		"Exit codes: 0 allow, 1 warn, 2 deny, 3 could not be judged, 64 usage. Of several "
		"targets the worst counts: 2 before 3 before 1 before 0.",
		"certpolicy check example.org\n"
		"certpolicy check localhost:8443 --policy dev-allow\n"
		"certpolicy check pay.corp.example --policy payments \\\n"
		"    --policy-file payments.yaml --anchors /etc/pki/corp-root.pem\n"
		"certpolicy check chain.pem --peer www.example.org --at 2026-12-31T00:00:00Z\n"
		"certpolicy check 192.0.2.7:443 --peer www.example.org --format json\n"
		"certpolicy check smtp://mail.example.org imaps://mail.example.org\n"
		"certpolicy check --targets hosts.txt --jobs 64 --format junit > report.xml",
		CLI_FOR_CHECK, CLI_OPERAND_TARGET, 0, 65536, cli_check},
	{"why", "[TARGET]", "say in a sentence why a connection fails, and what to do",
		"Looks at TARGET, which is as for check, and says the root cause in one sentence, "
		"what "
		"shows it, what else comes of it, what curl, Python, Go, Java and browsers would "
		"do, and "
		"up to three fixes as commands for this machine, the safest first. To tell causes "
		"apart "
		"it may connect once more. It never proposes to switch verification off.\n\n"
		"Exit codes: those of check: 0 allow, 1 warn, 2 deny, 3 could not be judged, 64 "
		"usage.",
		"certpolicy why localhost:8443\n"
		"certpolicy why smtp://mail.example.org\n"
		"certpolicy why chain.pem --peer www.example.org --format json",
		CLI_FOR_WHY, CLI_OPERAND_TARGET, 0, 1, cli_why},
	{"trust", "HOST", "pin the key that a server has now, for this server only",
		"Trust on first use, as ssh has it: shows what the server is and what check says "
		"of it, "
		"asks on the terminal, and pins its key for this peer, until a day and with a "
		"reason, in "
		"a policy of its own that rests on internal-pinned, with a route to it. A key that "
		"has "
		"changed since is denied, by check too; trust then shows old and new and wants "
		"--replace. What is revoked, forged or opened on the way, and what is wrong with a "
		"public "
		"server, is refused: a pin would not mend it.\n\n"
		"Exit codes: 0 trusted, 2 refused, 3 could not be judged or was declined, 64 "
		"usage.",
		"certpolicy trust nas.local:5001\n"
		"certpolicy trust localhost:8443 --until 30d --yes --reason \"tests, ops-17\"\n"
		"certpolicy trust nas.local:5001 --replace",
		CLI_FOR_TRUST, CLI_OPERAND_TARGET, 1, 1, cli_trust},
	{"describe", "[TARGET]", "show and classify certificates without a trust decision",
		"Shows what is in the certificates of TARGET and what kind they are. There is no "
		"verdict: use check for that. TARGET is the same as for check.\n\n"
		"Exit codes: 0 the first certificate could be read, 3 it could not, 64 usage.",
		"certpolicy describe example.org\n"
		"certpolicy describe broken.der --format json\n"
		"openssl s_client -connect example.org:443 </dev/null | certpolicy describe -",
		CLI_FOR_DESCRIBE, CLI_OPERAND_TARGET, 0, 1, cli_describe},
	{"batch", "< REQUESTS > REPORTS", "judge requests given as lines of JSON",
		"Reads one request a line from standard input and writes one report a line to "
		"standard output, in the same order, as they come. A line that is no request gets "
		"an error line and the run goes on; blank lines are passed over. --policy, --peer "
		"and --purpose hold for lines that do not say.\n\n"
		"Exit codes: 0 every line was judged, whatever the verdicts, 3 some line was not, "
		"64 usage.",
		"certpolicy batch < requests.jsonl > reports.jsonl\n"
		"certpolicy batch --jobs 4 --policy pkix --anchors roots.pem < in > out\n"
		"certpolicy batch --locked --policy public-strict < from-elsewhere.jsonl",
		CLI_FOR_BATCH, CLI_OPERAND_NONE, 0, 0, cli_batch},
	{"forecast", "TARGET...", "say what will stop passing, when and why",
		"Judges certificates not only now but over the years to come, and says what "
		"changes: when they expire, or an intermediate or root, when a root programme's "
		"trust, a pin, a waiver or a revocation list ends; and what one issued later for "
		"as long and for the same uses would break. TARGET is a host or file as for check, "
		"or a folder: every file below it that holds certificates. A file of several "
		"certificates is a chain, or a collection of which each is judged by itself. "
		"Without --peer the names in files are not checked.\n\n"
		"Exit codes: 0 everything is allowed and stays so, 1 something is a warning or "
		"will "
		"be worse than it is, 2 something is denied now, 3 could not be judged, 64 usage.",
		"certpolicy forecast example.org\n"
		"certpolicy forecast /etc/ssl/private --until 90d --fail-on deny\n"
		"certpolicy forecast chain.pem --at 2027-03-01 --format json\n"
		"certpolicy forecast /srv/certificates --format ics > certificates.ics",
		CLI_FOR_FORECAST, CLI_OPERAND_TARGET, 1, 256, cli_forecast},
	{"explain", "CODE", "say what a finding code means and what to do",
		"Explains a finding code: what it stands for, why it matters, what to do, where it "
		"comes from, and what each built-in policy makes of it.",
		"certpolicy explain identity.self-signed\n"
		"certpolicy explain crypto.weak-key --format json",
		CLI_FOR_EXPLAIN, CLI_OPERAND_CODE, 1, 1, cli_explain},
	{"codes", "", "list the finding codes and what the built-in policies do",
		"Lists every finding code with its severity, its action under the built-in "
		"policies and the version since which it is judged.",
		"certpolicy codes\n"
		"certpolicy codes --dates\n"
		"certpolicy codes --format json",
		CLI_FOR_CODES, CLI_OPERAND_NONE, 0, 0, cli_codes},
	{"policy list", "", "list the policies by name",
		"Lists the built-in policies and those of the policy files in force.",
		"certpolicy policy list --policy-file payments.yaml", CLI_FOR_POLICY_LIST,
		CLI_OPERAND_NONE, 0, 0, cli_policy_list},
	{"policy show", "NAME", "show what a policy says and where each value comes from",
		"Shows all that is in force under a policy: actions, parameters, pins, anchors, "
		"limits and waivers, each with the policy or the file and line that it comes from.",
		"certpolicy policy show public-strict\n"
		"certpolicy policy show payments --policy-file payments.yaml --format json",
		CLI_FOR_POLICY_SHOW, CLI_OPERAND_POLICY, 1, 1, cli_policy_show},
	{"policy table", "[NAME...]", "compare policies code by code",
		"Shows the action of each code under each policy: those named, or all of them.",
		"certpolicy policy table\n"
		"certpolicy policy table public-strict payments --policy-file payments.yaml",
		CLI_FOR_POLICY_TABLE, CLI_OPERAND_POLICY, 0, 64, cli_policy_table},
	{"policy validate", "FILE", "look for mistakes in a policy file",
		"Reads a policy file and says what is wrong with it, with line and column, or what "
		"would be better otherwise.\n\n"
		"Exit codes: 0 the file is valid, 3 it is not, 64 usage.",
		"certpolicy policy validate /etc/certpolicy/policy.d/floor.yaml",
		CLI_FOR_POLICY_VALIDATE, CLI_OPERAND_FILE, 1, 1, cli_policy_validate},
	{"data import", "KIND FILE...", "take over lists that go out of date",
		"Looks at files of one kind and keeps them, in place of what there was of that "
		"kind: roots (what root programmes say: Mozilla's certdata.txt, reports of the "
		"CCADB, JSON), ct-logs, "
		"crl, threats or weak-keys. Commands that judge use what was imported. Nothing is "
		"changed when a file is not what it should be.\n\n"
		"Exit codes: 0 imported, 3 it was not, 64 usage.",
		"certpolicy data import roots certdata.txt chrome-roots.json\n"
		"certpolicy data import ct-logs log_list.json\n"
		"certpolicy data import crl --data /var/lib/certpolicy *.crl",
		CLI_FOR_DATA_IMPORT, CLI_OPERAND_DATA, 2, 4096, cli_data_import},
	{"data status", "", "show what was imported, from where, and whether it is sound",
		"Shows what was imported of each kind: from where, as of when, and whether it is "
		"what was imported, to the last octet.\n\n"
		"Exit codes: 0 all of it is sound, 3 something is damaged, 64 usage.",
		"certpolicy data status\n"
		"certpolicy data status --data /var/lib/certpolicy --format json",
		CLI_FOR_DATA_STATUS, CLI_OPERAND_NONE, 0, 0, cli_data_status},
	{"env", "", "say what on this machine decides how certificates are verified",
		"Looks at the variables and configuration files of curl, wget, git, pip, npm, Go, "
		"Java, apt, Docker and others, of the machine, the user and the working folder: "
		"which of them weaken verification, and a command that undoes it; which roots each "
		"client trusts; which policy files and data certpolicy uses. It only reads, and "
		"shows no passwords.\n\n"
		"Exit codes: 0 nothing weakens verification, 1 something does, 3 something could "
		"not be looked at, 64 usage.",
		"certpolicy env\n"
		"certpolicy env --format json",
		CLI_FOR_ENV, CLI_OPERAND_NONE, 0, 0, cli_env},
	{"doctor", "", "say whether what verification rests on here is in order",
		"Asks the GnuTLS that is linked here, and certpolicy's own engine, about "
		"certificates whose answer is known; looks at the clock, the trusted roots and "
		"who added some, imported data and its age, policy files, versions of libraries, "
		"and settings that weaken verification. Each line is ok, warn or bad, with a "
		"command that mends it where there is one.\n\n"
		"Exit codes: 0 all is well, 1 something is a warning, 2 something is bad, 3 the "
		"answer could not be written, 64 usage.",
		"certpolicy doctor\n"
		"certpolicy doctor --format json",
		CLI_FOR_DOCTOR, CLI_OPERAND_NONE, 0, 0, cli_doctor},
};

#define N_COMMANDS (sizeof(commands) / sizeof(commands[0]))

static const cli_group groups[] = {
	{"policy", "list, show, table or validate", "show and check policies"},
	{"data", "import or status", "keep lists that go out of date"},
};

#define N_GROUPS (sizeof(groups) / sizeof(groups[0]))

const cli_group *
cli_group_at(size_t index)
{
	return index < N_GROUPS ? &groups[index] : NULL;
}

const cli_group *
cli_group_find(const char *word)
{
	size_t i;

	for (i = 0; i < N_GROUPS; i++) {
		if (strcmp(groups[i].name, word) == 0)
			return &groups[i];
	}
	return NULL;
}

bool
cli_group_has(const cli_group *group, const cli_command *command, const char **second)
{
	size_t len = strlen(group->name);

	*second = command->name + len + 1;
	return strncmp(command->name, group->name, len) == 0 && command->name[len] == ' ';
}

const cli_command *
cli_command_at(size_t index)
{
	return index < N_COMMANDS ? &commands[index] : NULL;
}

/* The row that the first words name; *taken receives how many words that took. */
static const cli_command *
find_command(size_t n_words, char **words, size_t *taken)
{
	const char *second;
	size_t i, first_len;

	for (i = 0; i < N_COMMANDS; i++) {
		first_len = strcspn(commands[i].name, " ");
		if (strlen(words[0]) != first_len ||
			strncmp(words[0], commands[i].name, first_len) != 0)
			continue;
		if (commands[i].name[first_len] == '\0') {
			*taken = 1;
			return &commands[i];
		}
		second = commands[i].name + first_len + 1;
		if (n_words > 1 && strcmp(words[1], second) == 0) {
			*taken = 2;
			return &commands[i];
		}
	}
	return NULL;
}

/* A word that names no command: a group without its second word, or a mistake. */
static int
refuse_command(size_t n_words, char **words)
{
	const cli_group *group = cli_group_find(words[0]), *other;
	const char *names[N_COMMANDS + N_GROUPS + 1];
	const char *near, *second, *space = group != NULL ? " " : "";
	const char *first = group != NULL ? group->name : "";
	const char *typed = group != NULL ? words[1] : words[0];
	size_t i, n = 0;

	if (group != NULL && n_words < 2)
		return cli_fail_usage(
			NULL, "%s needs another word: %s", group->name, group->seconds);
	for (i = 0; i < N_COMMANDS; i++) {
		if (group != NULL && cli_group_has(group, &commands[i], &second))
			names[n++] = second;
		else if (group == NULL && strchr(commands[i].name, ' ') == NULL)
			names[n++] = commands[i].name;
	}
	for (i = 0; group == NULL && (other = cli_group_at(i)) != NULL; i++)
		names[n++] = other->name;
	names[n] = NULL;
	near = cli_nearest(typed, strlen(typed), names);
	if (near != NULL)
		return cli_fail_usage(NULL, "unknown command \"%s%s%s\"; did you mean %s%s%s?",
			first, space, typed, first, space, near);
	return cli_fail_usage(NULL, "unknown command \"%s%s%s\"", first, space, typed);
}

static int
run_command(size_t n_words, char **words)
{
	const cli_command *command;
	cli_settings settings;
	size_t taken;
	int code;

	command = find_command(n_words, words, &taken);
	if (command == NULL)
		return refuse_command(n_words, words);
	code = cli_options_parse(command, n_words - taken, words + taken, &settings);
	if (code == 0)
		code = settings.help ? cli_help_command(command) : command->run(&settings);
	cli_settings_clear(&settings);
	return code;
}

static bool
is_help(const char *word)
{
	return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0;
}

/* "certpolicy --help", "certpolicy help check", "certpolicy policy --help". */
static int
run_help(size_t n_words, char **words)
{
	const cli_command *command;
	size_t taken;

	if (n_words == 0)
		return cli_help_overview(NULL);
	if (cli_group_find(words[0]) != NULL && n_words == 1)
		return cli_help_overview(cli_group_find(words[0]));
	command = find_command(n_words, words, &taken);
	return command != NULL ? cli_help_command(command) : refuse_command(n_words, words);
}

/* A standard descriptor that was closed must not become a file or a socket of ours: reading from it
 * finds the end, and writing to it fails. */
static void
guard_descriptors(void)
{
	int fd;

	for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) == -1 && open("/dev/null", O_RDONLY) != fd)
			_exit(CLI_INTERNAL);
	}
}

int
main(int argc, char **argv)
{
	size_t n_words = argc > 0 ? (size_t)argc - 1 : 0;
	char **words = argv + 1;

	guard_descriptors();
	signal(SIGPIPE, SIG_IGN);
	if (n_words == 0) {
		(void)cli_fail_usage(NULL, "name a command");
		return CLI_USAGE;
	}
	if (strcmp(words[0], "--version") == 0 || strcmp(words[0], "version") == 0)
		return cli_help_version();
	if (strcmp(words[0], "__complete") == 0)
		return cli_complete(n_words - 1, words + 1);
	if (is_help(words[0]))
		return run_help(n_words - 1, words + 1);
	if (n_words > 1 && cli_group_find(words[0]) != NULL && is_help(words[1]))
		return run_help(n_words == 2 ? 1 : n_words - 1, n_words == 2 ? words : words + 1);
	if (words[0][0] == '-')
		return cli_fail_usage(NULL, "unknown option %s", words[0]);
	return run_command(n_words, words);
}
