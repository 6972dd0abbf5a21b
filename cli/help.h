/* --help and --version. */
#ifndef CLI_HELP_H
#define CLI_HELP_H

struct cli_command;

/* All commands, or those whose name starts with `group`. An exit code, like the others. */
int
cli_help_overview(const char *group);
int
cli_help_command(const struct cli_command *command);
int
cli_help_version(void);

#endif
