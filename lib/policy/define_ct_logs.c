/* A policy's own list of Certificate Transparency logs: a file, which is read when the policy is.
 */
#include <config.h>
#include "policy/define.h"
#include "base/error.h"
#include "base/mem.h"
#include "x509/input.h"

/* Octets; the lists in use have some 100,000. */
#define LARGEST_LIST ((size_t)64 << 20)

int
cp_define_ct_logs(cp_definition *definition, const cp_node *file)
{
	certpolicy_policy *policy = definition->policy;
	cp_policy_ct_logs logs = {.place = cp_define_place(definition, file)};
	cp_bytes content = CP_BYTES_NONE;
	const char *path;
	int status = cp_define_path(definition, file, &path);

	if (status != CERTPOLICY_OK)
		return status;
	logs.source = cp_arena_printf(&policy->arena, "policy:%s", path);
	if (logs.source == NULL)
		return cp_error_no_memory(definition->reader.error);
	status = cp_input_read_file(path, LARGEST_LIST, &content, definition->reader.error);
	if (status == CERTPOLICY_OK)
		status = cp_ct_logs_read(content, path, &logs.list, definition->reader.error);
	if (status == CERTPOLICY_OK) {
		cp_crypto_sha256(content, logs.sha256);
		policy->ct_logs = logs;
	}
	cp_bytes_clear(&content);
	return cp_define_place_error(definition, file, status);
}
