/* What certpolicy doctor finds: lines, each with a remedy where one is known. */
#ifndef CLI_DOCTOR_DOCTOR_H
#define CLI_DOCTOR_DOCTOR_H

#include "../options.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum doctor_state { DOCTOR_OK, DOCTOR_WARN, DOCTOR_BAD } doctor_state;

typedef struct doctor {
	const cli_settings *settings;
	json_t *lines; /* [{"state", "area", "message", "remedy"}] */
	doctor_state worst;
	int64_t now; /* seconds since 1970-01-01T00:00:00Z, by this machine's clock */
} doctor;

/* What a shell takes as it stands: other paths do not get into commands. */
#define DOCTOR_PLAIN "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./+@"

/* A line; `remedy` is a command, or NULL; one that begins with # is for root, as a prompt has it. What
 * comes from outside is escaped here. */
void
doctor_say(doctor *d, doctor_state state, const char *area, const char *remedy,
	const char *format, ...) __attribute__((format(printf, 5, 6)));

/* The examinations, in their order. */
void
doctor_versions(doctor *d);
void
doctor_known_answers(doctor *d);
void
doctor_clock(doctor *d);
void
doctor_roots(doctor *d);
void
doctor_data(doctor *d);
void
doctor_policies(doctor *d);
void
doctor_surroundings(doctor *d);

/* How this machine upgrades the package that has GnuTLS; static. NULL: nobody here knows. */
const char *
doctor_upgrade_gnutls(void);

#endif
