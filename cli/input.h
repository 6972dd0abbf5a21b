/* Files of certificates, and passwords. */
#ifndef CLI_INPUT_H
#define CLI_INPUT_H

#include "net/target.h"
#include "options.h"

#include <certpolicy/request.h>

#include <stdint.h>

/* A file, whole; release `data` with free. */
typedef struct cli_content {
	uint8_t *data; /* owned */
	size_t len, capacity;
} cli_content;

/* Reads a file or standard input up to 64 MiB. 0, or an exit code after a line on stderr; release
 * the content in either case. */
int
cli_input_read(const cli_settings *settings, const cli_target *target, cli_content *content);

/* The first line of a file, without its end. 0, or an exit code after a line on stderr. */
#define CLI_PASSWORD_ROOM 1024
int
cli_input_first_line(const cli_settings *settings, const char *path, char line[CLI_PASSWORD_ROOM]);

/* Asks on the terminal, with the echo off: "Password of FILE: ". False when there is none. */
bool
cli_input_ask(const char *what, const char *whose, char answer[CLI_PASSWORD_ROOM]);

/* The first line of the file that --password-file names. */
int
cli_input_password(const cli_settings *settings, char password[CLI_PASSWORD_ROOM]);

/* Adds the certificates of a file or of standard input to a request. 0, or an exit code after a
 * line on stderr. */
int
cli_input_add(const cli_settings *settings, const cli_target *target, certpolicy_request *request);

/* Adds the OCSP responses of --ocsp-staple and --ocsp. 0, or an exit code after a line on stderr.
 */
int
cli_input_add_responses(const cli_settings *settings, certpolicy_request *request);

#endif
