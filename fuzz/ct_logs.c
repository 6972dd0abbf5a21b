/* Lists of Certificate Transparency logs. */
#include <config.h>
#include "fuzz.h"
#include "store/ct_logs.h"

#include <certpolicy/certpolicy.h>

#include <string.h>

static void
check_log(const cp_ct_logs *logs, const cp_ct_log *log)
{
	static const int64_t times[] = {INT64_MIN, 0, INT64_C(1793491200), INT64_MAX};
	size_t i;

	CP_INVARIANT(cp_ct_logs_find(logs, log->log_id) == log);
	CP_INVARIANT(!log->has_interval || log->start < log->end);
	for (i = 0; i < CP_COUNT(times); i++) {
		CP_INVARIANT(*cp_ct_state_name(cp_ct_log_state(log, times[i])) != '\0');
		CP_INVARIANT(cp_ct_log_operator(log, times[i]) != NULL);
	}
	(void)cp_ct_log_is_refused(log->log_id);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	certpolicy_error *error = NULL;
	cp_ct_logs *logs = NULL;
	int status = cp_ct_logs_read(cp_bytes_of(data, len), "seed", &logs, &error);
	size_t i;

	CP_INVARIANT((status == CERTPOLICY_OK) == (error == NULL));
	CP_INVARIANT((status == CERTPOLICY_OK) == (logs != NULL));
	CP_INVARIANT(logs == NULL || logs->n_logs > 0);
	for (i = 0; logs != NULL && i < logs->n_logs; i++)
		check_log(logs, &logs->logs[i]);
	certpolicy_error_free(error);
	cp_ct_logs_free(logs);
	return 0;
}
