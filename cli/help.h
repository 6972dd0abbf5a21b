/* --help and --version. */
#ifndef CLI_HELP_H
#define CLI_HELP_H

struct cli_command;
struct cli_group;

/* All commands, or those of a group. An exit code, like the others. */
int
cli_help_overview(const struct cli_group *group);
int
cli_help_command(const struct cli_command *command);
int
cli_help_version(void);

#endif
