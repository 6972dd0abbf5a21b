/* Log lists once read: finding a log, its state and its operator at an instant. */
#include <config.h>
#include "store/ct_logs.h"
#include "base/mem.h"

/*
 * Mimic logs: their private keys are published, and the copies of Google's log list that are meant
 * for others than Chrome carry them (crt.sh, "log mimics").
 * 9EGV1vAOLbVUNcrdV3iS5T4VrUFwWPh44U/2uRh0FYk= and si9+3rWvav5QPeBAgbLXTBJThJL+3yyypSZQPO9TztI=
 */
static const uint8_t refused[][CP_CT_LOG_ID_LEN] = {
	{0xf4, 0x41, 0x95, 0xd6, 0xf0, 0x0e, 0x2d, 0xb5, 0x54, 0x35, 0xca, 0xdd, 0x57, 0x78, 0x92,
		0xe5, 0x3e, 0x15, 0xad, 0x41, 0x70, 0x58, 0xf8, 0x78, 0xe1, 0x4f, 0xf6, 0xb9, 0x18,
		0x74, 0x15, 0x89},
	{0xb2, 0x2f, 0x7e, 0xde, 0xb5, 0xaf, 0x6a, 0xfe, 0x50, 0x3d, 0xe0, 0x40, 0x81, 0xb2, 0xd7,
		0x4c, 0x12, 0x53, 0x84, 0x92, 0xfe, 0xdf, 0x2c, 0xb2, 0xa5, 0x26, 0x50, 0x3c, 0xef,
		0x53, 0xce, 0xd2},
};

void
cp_ct_logs_free(cp_ct_logs *logs)
{
	if (logs == NULL)
		return;
	cp_free(logs->logs);
	cp_table_clear(&logs->by_id);
	cp_arena_clear(&logs->arena);
	cp_free(logs);
}

static bool
is_log(const void *context, uint32_t row, const void *key)
{
	const cp_ct_logs *logs = context;

	return memcmp(logs->logs[row].log_id, key, CP_CT_LOG_ID_LEN) == 0;
}

const cp_ct_log *
cp_ct_logs_find(const cp_ct_logs *logs, const uint8_t log_id[CP_CT_LOG_ID_LEN])
{
	uint32_t row = cp_table_find(&logs->by_id, cp_table_hash(log_id), is_log, logs, log_id);

	return row != CP_TABLE_NONE ? &logs->logs[row] : NULL;
}

/* What a log was before its list has it enter its first state. */
static cp_ct_state
state_before(cp_ct_state first)
{
	switch (first) {
	case CP_CT_STATE_RETIRED:
	case CP_CT_STATE_READONLY:
		return CP_CT_STATE_USABLE;
	case CP_CT_STATE_USABLE:
		return CP_CT_STATE_QUALIFIED;
	case CP_CT_STATE_QUALIFIED:
		return CP_CT_STATE_PENDING;
	default:
		return first;
	}
}

cp_ct_state
cp_ct_log_state(const cp_ct_log *log, int64_t time)
{
	cp_ct_state last = CP_CT_STATE_NONE, first = CP_CT_STATE_NONE;
	int i;

	for (i = CP_CT_STATE_PENDING; i < CP_N_CT_STATES; i++) {
		if (!log->has_state[i])
			continue;
		if (first == CP_CT_STATE_NONE || log->since[i] < log->since[first])
			first = (cp_ct_state)i;
		if (log->since[i] <= time &&
			(last == CP_CT_STATE_NONE || log->since[i] >= log->since[last]))
			last = (cp_ct_state)i;
	}
	return last != CP_CT_STATE_NONE ? last : state_before(first);
}

const char *
cp_ct_log_operator(const cp_ct_log *log, int64_t time)
{
	const cp_ct_operator *then = NULL;
	size_t i;

	for (i = 0; i < log->n_previous; i++) {
		if (time < log->previous[i].until &&
			(then == NULL || log->previous[i].until < then->until))
			then = &log->previous[i];
	}
	return then != NULL ? then->name : log->operator_name;
}

bool
cp_ct_log_is_refused(const uint8_t log_id[CP_CT_LOG_ID_LEN])
{
	size_t i;

	for (i = 0; i < CP_COUNT(refused); i++) {
		if (memcmp(refused[i], log_id, CP_CT_LOG_ID_LEN) == 0)
			return true;
	}
	return false;
}

const char *
cp_ct_state_name(cp_ct_state state)
{
	static const char *const names[CP_N_CT_STATES] = {"without a state", "pending", "qualified",
		"usable", "readonly", "retired", "rejected"};

	return names[state];
}
