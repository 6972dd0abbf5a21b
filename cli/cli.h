/* What every file of the command shares: exit codes and the shape of a command. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "options.h"

#include <stddef.h>

/* Exit codes: the first four make the command a monitoring plugin as it stands. */
enum {
	CLI_ALLOW = 0,
	CLI_WARN = 1,
	CLI_DENY = 2,
	CLI_NOT_JUDGED = 3,
	CLI_USAGE = 64,   /* EX_USAGE of sysexits.h */
	CLI_INTERNAL = 70 /* EX_SOFTWARE */
};

/* What a command's operands are; for completion. */
typedef enum cli_operand {
	CLI_OPERAND_NONE,
	CLI_OPERAND_TARGET, /* a host or a file */
	CLI_OPERAND_FILE,
	CLI_OPERAND_CODE,
	CLI_OPERAND_POLICY,
	CLI_OPERAND_DATA /* a kind of data, then files */
} cli_operand;

/* One row of the command table. All strings are static. */
typedef struct cli_command {
	const char *name;     /* "check", or two words: "policy show" */
	const char *usage;    /* what follows the name */
	const char *summary;  /* one line */
	const char *details;  /* paragraphs for --help */
	const char *examples; /* lines for --help */
	unsigned id;          /* CLI_FOR_*: which options it takes */
	cli_operand operand;
	size_t least, most; /* how many operands */
	int (*run)(const cli_settings *settings);
} cli_command;

/* By index; NULL past the end. */
const cli_command *
cli_command_at(size_t index);

/* Commands of two words that share the first. */
typedef struct cli_group {
	const char *name;    /* "policy" */
	const char *seconds; /* "list, show, table or validate" */
	const char *summary; /* one line */
} cli_group;

/* By index; NULL past the end. */
const cli_group *
cli_group_at(size_t index);
/* NULL when it is none. */
const cli_group *
cli_group_find(const char *word);
/* Whether a command is one of the group's; then *second is its other word. */
bool
cli_group_has(const cli_group *group, const cli_command *command, const char **second);

/* A command's run function, one a file. Each returns an exit code. */
int
cli_check(const cli_settings *settings);
int
cli_describe(const cli_settings *settings);
int
cli_batch(const cli_settings *settings);
int
cli_forecast(const cli_settings *settings);
int
cli_explain(const cli_settings *settings);
int
cli_codes(const cli_settings *settings);
int
cli_policy_list(const cli_settings *settings);
int
cli_policy_show(const cli_settings *settings);
int
cli_policy_table(const cli_settings *settings);
int
cli_policy_validate(const cli_settings *settings);
int
cli_data_import(const cli_settings *settings);
int
cli_data_status(const cli_settings *settings);
int
cli_env(const cli_settings *settings);
int
cli_doctor(const cli_settings *settings);
int
cli_why(const cli_settings *settings);
int
cli_trust(const cli_settings *settings);

/* Prints what may stand where the last of `words` stands, one candidate a line. */
int
cli_complete(size_t n_words, char **words);

#endif
