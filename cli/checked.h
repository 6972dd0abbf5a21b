/* One target or address judged: what came of it, for every format. */
#ifndef CLI_CHECKED_H
#define CLI_CHECKED_H

#include "fail.h"
#include "net/observe.h"
#include "options.h"
#include "target_list.h"

#include <certpolicy/certpolicy.h>

typedef struct cli_checked {
	int code;                  /* CLI_ALLOW, CLI_WARN, CLI_DENY, CLI_NOT_JUDGED, CLI_INTERNAL */
	cli_failure failure;       /* CLI_NOT_JUDGED: why */
	char hint[512];            /* and what to try */
	const char *stage;         /* and where; NULL when it was no connection; static */
	char note[1024];           /* what went wrong beside */
	char address[64];          /* that answered; "" when unknown */
	char via[300];             /* the proxy */
	unsigned took;             /* milliseconds */
	certpolicy_report *report; /* owned; NULL when not judged */
	char *chain;               /* PEM as sent, owned; NULL when not wanted or none */
	size_t n_chain;
	uint8_t leaf[32], whole[32]; /* SHA-256 of the leaf and of the chain */
	char protocol[16];           /* "TLS1.3" */
} cli_checked;

/* What every check of a run shares. */
typedef struct cli_check_run {
	const cli_settings *settings;
	const cli_network *network;
	certpolicy_engine *engine;
	bool wants_chain;
	bool keeps_failures; /* in the result; else they go to stderr (and stdout) at once */
} cli_check_run;

/* Judges an entry, at one address of it if there is one. On any thread. */
void
cli_checked_make(const cli_check_run *run, const cli_entry *entry, const cli_address *address,
	cli_aside *aside, cli_checked *checked);
/* An entry that could not be begun: the name has no address, say. */
void
cli_checked_fail(const cli_observation *seen, cli_checked *checked);
void
cli_checked_clear(cli_checked *checked);

#endif
