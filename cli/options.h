/* The options of all commands: one table, from which parsing, --help and completion derive. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

/* Which commands take an option. */
enum {
	CLI_FOR_CHECK = 1 << 0,
	CLI_FOR_DESCRIBE = 1 << 1,
	CLI_FOR_BATCH = 1 << 2,
	CLI_FOR_EXPLAIN = 1 << 3,
	CLI_FOR_CODES = 1 << 4,
	CLI_FOR_POLICY_LIST = 1 << 5,
	CLI_FOR_POLICY_SHOW = 1 << 6,
	CLI_FOR_POLICY_TABLE = 1 << 7,
	CLI_FOR_POLICY_VALIDATE = 1 << 8,
	CLI_FOR_FORECAST = 1 << 9,
	CLI_FOR_DATA_IMPORT = 1 << 12,
	CLI_FOR_DATA_STATUS = 1 << 13,
	CLI_FOR_ENV = 1 << 20,
	CLI_FOR_DOCTOR = 1 << 21,
	CLI_FOR_WHY = 1 << 22,
	CLI_FOR_TRUST = 1 << 23
};

typedef struct cli_list {
	const char **items; /* owned; the strings are the command line's */
	size_t n;
} cli_list;

/* What the command line says, nothing resolved yet. NULL and 0 mean: not given. */
typedef struct cli_settings {
	const struct cli_command *command;
	size_t most_words; /* room in each list */
	cli_list operands;
	const char *policy;
	cli_list peers;
	bool insecure_no_peer;
	const char *purpose;
	cli_list policy_files;
	cli_list anchors;
	cli_list public_anchors;
	cli_list intermediates;
	cli_list crls;
	cli_list staples, responses;
	const char *ct_log_list;
	cli_list denylists, weak_keys;
	const char *data;
	const char *date;
	const char *at;
	const char *format;
	const char *fail_on;
	const char *password_file;
	const char *timeout;
	const char *resolve_timeout, *connect_timeout, *proxy_timeout, *starttls_timeout,
		*handshake_timeout;
	const char *sni, *connect, *proxy, *starttls;
	const char *cert, *key, *pin_file;
	cli_list resolves, target_lists;
	bool ipv4, ipv6, all_addresses, show_chain;
	const char *save_chain;
	struct cli_failure *failure; /* where failures go in a run of many; NULL: to stderr */
	const char *until;
	const char *jobs;
	bool locked;
	bool explain_path;
	bool dates;
	cli_list limits;
	const char *apply, *owner, *reason; /* of a change to a policy */
	bool yes, replace;
	const struct cli_policy_draft *draft; /* in the place of the file of its path; or NULL */
	bool help;
} cli_settings;

typedef enum cli_option_kind {
	CLI_OPTION_FLAG,   /* takes no argument */
	CLI_OPTION_SINGLE, /* at most once */
	CLI_OPTION_LIST    /* any number of times */
} cli_option_kind;

/* What an option's argument is; for completion. */
typedef enum cli_argument {
	CLI_ARGUMENT_FREE,
	CLI_ARGUMENT_FILE,
	CLI_ARGUMENT_ANCHORS, /* a file, or one of the words for stores */
	CLI_ARGUMENT_POLICY,
	CLI_ARGUMENT_LIMIT,
	CLI_ARGUMENT_STARTTLS,
	CLI_ARGUMENT_WORDS
} cli_argument;

typedef struct cli_option {
	const char *name;     /* without the dashes */
	const char *argument; /* as --help names it; NULL for a flag */
	const char *help;
	cli_option_kind kind;
	cli_argument takes;
	const char *const *words; /* CLI_ARGUMENT_WORDS: the only values, NULL-terminated */
	size_t offset;            /* in cli_settings */
	unsigned commands;        /* CLI_FOR_* */
	char letter;              /* "-4" beside the name; 0 for none */
} cli_option;

/* By index; NULL past the end. */
const cli_option *
cli_option_at(size_t index);

/* The option of a command by name; NULL when it has none of that name. */
const cli_option *
cli_option_find(unsigned command, const char *name, size_t name_len);

/* Whether --format json was asked for. */
bool
cli_wants_json(const cli_settings *settings);

/*
 * Reads what follows the command's name. 0, or an exit code after a line on stderr. Release the
 * settings in either case.
 */
int
cli_options_parse(
	const struct cli_command *command, size_t n_words, char **words, cli_settings *settings);
void
cli_settings_clear(cli_settings *settings);

#endif
