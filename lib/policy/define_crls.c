/*
 * Revocation lists of a policy: files, folders and lists themselves. They are read when the policy
 * is, and count beside those of the engine and of the request.
 */
#include <config.h>
#include "policy/define.h"
#include "base/error.h"
#include "base/mem.h"
#include "x509/crl_file.h"

/* Reads one entry into the store; *source is what the report calls it. */
static int
read_entry(cp_definition *definition, const cp_node *node, cp_crls *store, const char **source)
{
	static const char *const keys[] = {"file", "crl", NULL};
	certpolicy_policy *policy = definition->policy;
	const cp_reader *reader = &definition->reader;
	const cp_node *file, *crl;
	const char *text;
	int status = cp_node_mapping(reader, node, keys);

	if (status != CERTPOLICY_OK)
		return status;
	file = cp_node_find(node, "file");
	crl = cp_node_find(node, "crl");
	if ((file == NULL) == (crl == NULL))
		return cp_node_error(reader, node, "policy.missing-key",
			"a revocation list needs \"file\" or \"crl\", one of them");
	status = file != NULL ? cp_define_path(definition, file, &text)
			      : cp_node_string(reader, crl, &text);
	if (status != CERTPOLICY_OK)
		return status;
	*source = cp_arena_printf(&policy->arena, "policy:%s", file != NULL ? text : policy->name);
	if (*source == NULL)
		return cp_error_no_memory(reader->error);
	status = file != NULL
			 ? cp_crls_add_path(store, text, reader->error)
			 : cp_crls_add_data(store, cp_bytes_of_string(text), NULL, reader->error);
	return cp_define_place_error(definition, file != NULL ? file : crl, status);
}

/* Rows for the lists that the store has got since `before`. */
static int
add_rows(cp_definition *definition, const cp_node *node, const cp_crls *store, size_t before,
	const char *source)
{
	certpolicy_policy *policy = definition->policy;
	size_t n = cp_crls_count(store) - before, i;
	cp_policy_crl *rows;
	void *list;
	int status;

	if (n == 0)
		return CERTPOLICY_OK;
	status = cp_define_extend_list(
		definition, node, policy->crls, policy->n_crls, n, sizeof(*rows), &list);
	if (status != CERTPOLICY_OK)
		return status;
	rows = list;
	for (i = 0; i < n; i++) {
		cp_policy_crl *row = &rows[policy->n_crls + i];

		row->crl = cp_crls_at(store, before + i);
		row->source = source;
		row->place = cp_define_place(definition, node);
		cp_crl_sha256(row->crl, row->sha256);
	}
	policy->crls = rows;
	policy->n_crls += n;
	return CERTPOLICY_OK;
}

/* A store of the policy's own, with the inherited lists in it. */
static int
start_store(cp_definition *definition, cp_crls **store)
{
	const certpolicy_policy *policy = definition->policy;
	size_t i;
	int status = CERTPOLICY_OK;

	*store = cp_crls_new();
	if (*store == NULL)
		return cp_error_no_memory(definition->reader.error);
	for (i = 0; i < policy->n_crls && status == CERTPOLICY_OK; i++)
		status = cp_crls_add(*store, policy->crls[i].crl);
	return status == CERTPOLICY_OK ? status : cp_error_no_memory(definition->reader.error);
}

int
cp_define_crls(cp_definition *definition, const cp_node *crls)
{
	certpolicy_policy *policy = definition->policy;
	cp_crls *store = NULL;
	const cp_node *node;
	int status = cp_node_sequence(&definition->reader, crls);

	if (status == CERTPOLICY_OK && crls->first != NULL)
		status = start_store(definition, &store);
	for (node = crls->first; status == CERTPOLICY_OK && node != NULL; node = node->next) {
		size_t before = cp_crls_count(store);
		const char *source = NULL;

		status = read_entry(definition, node, store, &source);
		if (status == CERTPOLICY_OK)
			status = add_rows(definition, node, store, before, source);
	}
	if (status != CERTPOLICY_OK || store == NULL) {
		cp_crls_free(store);
		return status;
	}
	/* An inline policy goes with its request, and is charged as that is. */
	if (definition->reader.file != NULL)
		cp_crls_keep(store);
	policy->crl_store = store;
	return CERTPOLICY_OK;
}
