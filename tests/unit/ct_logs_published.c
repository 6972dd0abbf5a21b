/*
 * lib/store/ct_logs.c on published lists of logs, each with the figures that are stated for it, and
 * the signatures of those that are signed. Needs shared data ($CERTPOLICY_SHARED or ../shared
 * beside the source tree).
 */
#include <config.h>
#include "store/ct_logs.h"
#include "base/civil.h"
#include "base/mem.h"
#include "unit/unit.h"
#include "x509/input.h"
#include "x509/read.h"

#include <gnutls/gnutls.h>
#include <jansson.h>

static int64_t
at(const char *time)
{
	int64_t seconds;

	CP_INVARIANT(cp_time_parse(cp_bytes_of_string(time), false, &seconds));
	return seconds;
}

static char shared[3072];

static cp_bytes
content_of(const char *file)
{
	char path[4096];
	cp_bytes content;

	snprintf(path, sizeof(path), "%s/data/real/%s", shared, file);
	CP_INVARIANT(cp_input_read_file(path, (size_t)1 << 24, &content, NULL) == CERTPOLICY_OK);
	return content;
}

static void
drop(cp_bytes content)
{
	cp_free((void *)(uintptr_t)content.data);
}

static size_t
count_tiled(const cp_ct_logs *logs)
{
	size_t i, n = 0;

	for (i = 0; i < logs->n_logs; i++)
		n += logs->logs[i].is_tiled;
	return n;
}

/* The state that a log's list gives first. Where it gives several, the earliest is that one. */
static cp_ct_state
first_state(const cp_ct_log *log)
{
	int i, first = CP_CT_STATE_NONE;

	for (i = CP_CT_STATE_PENDING; i < CP_N_CT_STATES; i++) {
		if (log->has_state[i] && (first == 0 || log->since[i] < log->since[first]))
			first = i;
	}
	return (cp_ct_state)first;
}

static bool
states_are(const cp_ct_logs *logs, const json_t *stated)
{
	size_t i;
	int state;

	for (state = 0; state < CP_N_CT_STATES; state++) {
		const char *name = state == 0 ? "None" : cp_ct_state_name((cp_ct_state)state);
		json_int_t n = 0;

		for (i = 0; i < logs->n_logs; i++)
			n += first_state(&logs->logs[i]) == (cp_ct_state)state;
		if (n != json_integer_value(json_object_get(stated, name)))
			return false;
	}
	return true;
}

static const char *
file_of(const json_t *row, const char *what)
{
	return json_string_value(json_object_get(json_object_get(row, "files"), what));
}

static void
compare_list(const char *id, const json_t *row)
{
	const json_t *stated = json_object_get(row, "inputs");
	cp_bytes content = content_of(file_of(row, "log_list"));
	const char *date = json_string_value(json_object_get(stated, "log_list_timestamp"));
	const char *version = json_string_value(json_object_get(stated, "version"));
	bool accept = strcmp(json_string_value(json_object_get(row, "expected")), "accept") == 0;
	cp_ct_logs *logs = NULL;
	int status = cp_ct_logs_read(content, id, &logs, NULL);

	UNIT_ROW(id, (status == CERTPOLICY_OK) == accept);
	if (logs != NULL) {
		size_t n_tiled = count_tiled(logs);

#define STATED(name) (size_t) json_integer_value(json_object_get(stated, name))
		UNIT_ROW(id, logs->n_operators == STATED("operators"));
		UNIT_ROW(id, logs->n_logs - n_tiled == STATED("logs"));
		UNIT_ROW(id, n_tiled == STATED("tiled_logs"));
		UNIT_ROW(id, logs->n_logs == STATED("entries_where_log_id_is_sha256_of_key"));
		UNIT_ROW(id, STATED("entries_where_it_is_not") == 0);
		UNIT_ROW(id, logs->has_date == (date != NULL));
		UNIT_ROW(id, date == NULL || logs->date == at(date));
		UNIT_ROW(id, (logs->version != NULL) == (version != NULL));
		UNIT_ROW(id, version == NULL || strcmp(logs->version, version) == 0);
		UNIT_ROW(id, states_are(logs, json_object_get(stated, "states")));
	}
	cp_ct_logs_free(logs);
	drop(content);
}

/* RSA with SHA-256 over the whole file: that our reading of keys and signatures agrees. */
static void
check_signature(const char *id, const json_t *row)
{
	const cp_signature_algorithm algorithm = {
		.scheme = CP_SIGNATURE_RSA_PKCS1, .hash = CP_HASH_SHA256};
	cp_bytes list = content_of(file_of(row, "log_list"));
	cp_bytes signature = content_of(file_of(row, "signature"));
	cp_bytes pem = content_of(file_of(row, "public_key"));
	gnutls_datum_t text = {(unsigned char *)(uintptr_t)pem.data, (unsigned)pem.len}, der;
	cp_der_reader reader;
	cp_public_key key;
	cp_bytes rest;

	CP_INVARIANT(gnutls_pem_base64_decode2("PUBLIC KEY", &text, &der) == 0);
	rest = cp_bytes_of(der.data, der.size);
	cp_der_reader_init(&reader, rest, NULL, 0);
	UNIT_ROW(id, cp_read_public_key(&reader, &rest, &key));
	UNIT_ROW(id, cp_crypto_verify(&key, &algorithm, list, signature) == CP_VERIFY_OK);
	gnutls_free(der.data);
	drop(list);
	drop(signature);
	drop(pem);
}

static void
published_lists_have_their_figures(void)
{
	cp_bytes cases = content_of("02-ct-log-lists/cases.jsonl");
	size_t n = 0, n_signed = 0;
	cp_bytes whole = cases;

	while (cases.len > 0) {
		const uint8_t *end = memchr(cases.data, '\n', cases.len);
		size_t len = end != NULL ? (size_t)(end - cases.data) : cases.len;
		json_t *row = json_loadb((const char *)cases.data, len, 0, NULL);
		const char *id = json_string_value(json_object_get(row, "id"));

		CP_INVARIANT(id != NULL);
		if (strncmp(id, "loglist/", 8) == 0) {
			compare_list(id, row);
			n++;
		} else {
			check_signature(id, row);
			n_signed++;
		}
		json_decref(row);
		cases = cp_bytes_slice(cases, len + 1, cases.len);
	}
	CU_ASSERT(n == 8 && n_signed == 2);
	drop(whole);
}

int
main(void)
{
	static const unit_test tests[] = {
		{"published lists have their figures", published_lists_have_their_figures},
		{NULL, NULL},
	};
	const char *given = getenv("CERTPOLICY_SHARED");
	char path[4096];
	FILE *file;

	snprintf(shared, sizeof(shared), "%s", given != NULL ? given : SRCDIR "/../shared");
	snprintf(path, sizeof(path), "%s/data/real/02-ct-log-lists/cases.jsonl", shared);
	file = fopen(path, "r");
	if (file == NULL) {
		printf("skipped: no shared data at %s\n", shared);
		return 77;
	}
	fclose(file);
	return unit_main("published log lists", tests);
}
