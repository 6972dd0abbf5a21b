/*
 * A list of Certificate Transparency logs, as the user has it: JSON in version 3 of Google's and
 * Apple's format. None is built in. Strings are escaped and may be shown.
 */
#ifndef CP_STORE_CT_LOGS_H
#define CP_STORE_CT_LOGS_H

#include "base/arena.h"
#include "base/civil.h"
#include "base/table.h"
#include "crypto/crypto.h"

#include <certpolicy/types.h>

#define CP_CT_LOG_ID_LEN CP_SHA256_LEN

/* Older lists are none to refuse certificates by (Chrome's and Mozilla's CT policy: ten weeks). In
 * seconds. */
#define CP_CT_LIST_LASTS (70 * CP_SECONDS_PER_DAY)

/* Of a log, as its list says; in the order of a log's life. */
typedef enum cp_ct_state {
	CP_CT_STATE_NONE, /* the list gives none that is known here */
	CP_CT_STATE_PENDING,
	CP_CT_STATE_QUALIFIED,
	CP_CT_STATE_USABLE,
	CP_CT_STATE_READONLY,
	CP_CT_STATE_RETIRED,
	CP_CT_STATE_REJECTED,
	CP_N_CT_STATES
} cp_ct_state;

typedef struct cp_ct_operator {
	const char *name;
	int64_t until; /* exclusive; of those before the present one */
} cp_ct_operator;

typedef struct cp_ct_log {
	uint8_t log_id[CP_CT_LOG_ID_LEN]; /* the SHA-256 of the key */
	const char *operator_name;        /* the present one's */
	const char *description;          /* NULL when the list gives none */
	cp_public_key key;                /* of no type when it cannot be read */
	bool is_tiled;                    /* it speaks the static API, not that of RFC 6962 */
	bool has_state[CP_N_CT_STATES];
	int64_t since[CP_N_CT_STATES];
	bool has_interval;
	int64_t start, end; /* it takes certificates whose notAfter lies in [start, end) */
	const cp_ct_operator *previous;
	size_t n_previous;
} cp_ct_log;

typedef struct cp_ct_logs {
	bool has_date;
	int64_t date;        /* log_list_timestamp, seconds */
	const char *version; /* NULL when the list gives none */
	size_t n_operators;
	cp_ct_log *logs; /* owned */
	size_t n_logs, capacity;
	cp_table by_id;
	cp_arena arena; /* of keys and strings */
} cp_ct_logs;

/*
 * Reads a list; `source` is its name in errors, which give the place. What is not known in it is
 * passed over: the format grows. An error is: what is no such list, or one without logs; an
 * operator without a name; a log_id that is not the SHA-256 of its key, or stands twice; a date or
 * state that cannot be read. How old a list is, is judged elsewhere.
 */
CP_CHECK_RESULT int
cp_ct_logs_read(
	cp_bytes json, const char *source, cp_ct_logs **logs, certpolicy_error **error);
void
cp_ct_logs_free(cp_ct_logs *logs);

/* NULL: not on the list. Lent. */
const cp_ct_log *
cp_ct_logs_find(const cp_ct_logs *logs, const uint8_t log_id[CP_CT_LOG_ID_LEN]);

/*
 * The state at `time`: the last one that had begun. Before the first one only what must have been
 * true is told: who retires or becomes read-only was usable, and who becomes usable was qualified.
 */
cp_ct_state
cp_ct_log_state(const cp_ct_log *log, int64_t time);

/* Who operated the log at `time`. */
const char *
cp_ct_log_operator(const cp_ct_log *log, int64_t time);

/*
 * Logs whose private keys are public, made to keep lists from being taken for enforcement: refused
 * whatever a list says of them.
 */
bool
cp_ct_log_is_refused(const uint8_t log_id[CP_CT_LOG_ID_LEN]);

/* "usable", "retired", …; "without a state". */
const char *
cp_ct_state_name(cp_ct_state state);

#endif
