/*
 * Side by side in one run: two embedded timestamps by P-256 logs checked by us, the two signatures
 * alone, and the same timestamps by OpenSSL. Usage: transparency FOLDER (tests/data/ct)
 */
#include <config.h>
#include "base/mem.h"
#include "bench.h"
#include "status/transparency.h"
#include "x509/precert.h"
#include "x509/sct.h"

#include <openssl/ct.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ROUNDS 21
#define REPEATS 50
#define JUDGED_AT INT64_C(1780272000) /* 2026-06-01T00:00:00Z */

typedef struct checked {
	cp_cert *leaf, *issuer;
	cp_ct_logs *logs;
	bench_data entries[2]; /* what the logs signed */
	cp_sct scts[2];
	X509 *openssl_leaf, *openssl_issuer;
	CTLOG_STORE *openssl_logs;
} checked;

static cp_cert *
read_cert(const char *folder, const char *file)
{
	char path[1024];
	bench_data der;
	cp_cert *cert;

	snprintf(path, sizeof(path), "%s/%s", folder, file);
	der = bench_read(path);
	cert = cp_cert_read(cp_bytes_of(der.data, der.len));
	bench_require(cert != NULL && cert->skeleton, path);
	free(der.data);
	return cert;
}

static unsigned char *
put(unsigned char *out, const void *data, size_t len)
{
	memcpy(out, data, len);
	return out + len;
}

static unsigned char *
put_number(unsigned char *out, uint64_t number, size_t n)
{
	while (n-- > 0)
		*out++ = (unsigned char)(number >> (8 * n));
	return out;
}

/* RFC 6962 3.2, copied together. */
static bench_data
entry_of(const checked *c, const cp_sct *sct)
{
	cp_precert precert;
	bench_data entry;
	unsigned char *out;
	size_t i;

	bench_require(cp_precert_rebuild(c->leaf, &precert), "no timestamps");
	entry.data = out = malloc(64 + precert.len + sct->extensions.len);
	bench_require(out != NULL, "out of memory");
	out = put_number(out, 0, 2);
	out = put_number(out, sct->timestamp, 8);
	out = put_number(out, 1, 2);
	out = put(out, c->issuer->spki_sha256, CP_SHA256_LEN);
	out = put_number(out, precert.len, 3);
	for (i = 0; i < precert.n_parts; i++)
		out = put(out, precert.parts[i].data, precert.parts[i].len);
	out = put_number(out, sct->extensions.len, 2);
	entry.len = (size_t)(out - entry.data);
	return entry;
}

static void
stage(void *context)
{
	checked *c = context;
	cp_subject subjects[2] = {{.cert = c->leaf}, {.cert = c->issuer}};
	cp_facts facts = {.time = JUDGED_AT, .subjects = subjects, .n_subjects = 2};
	cp_arena arena = CP_ARENA_EMPTY;
	cp_transparency_known known = {0};
	cp_budget budget;
	const cp_transparency_input input = {.logs = c->logs, .budget = &budget, .known = &known};

	cp_budget_init(&budget);
	bench_require(cp_transparency_judge(&facts, &arena, &input), "out of memory");
	bench_require(facts.transparency.standing[CP_CT_CHROME].lack == CP_CT_LACKS_NOTHING,
		"the timestamps are not enough for us");
	cp_arena_clear(&arena);
}

static void
signatures(void *context)
{
	const cp_signature_algorithm algorithm = {
		.scheme = CP_SIGNATURE_ECDSA, .hash = CP_HASH_SHA256};
	checked *c = context;
	size_t i;

	for (i = 0; i < 2; i++) {
		const cp_ct_log *log = cp_ct_logs_find(c->logs, c->scts[i].log_id.data);

		bench_require(cp_crypto_verify(&log->key, &algorithm,
				      cp_bytes_of(c->entries[i].data, c->entries[i].len),
				      c->scts[i].signature) == CP_VERIFY_OK,
			"a signature is not by its log");
	}
}

static void
by_openssl(void *context)
{
	checked *c = context;
	CT_POLICY_EVAL_CTX *policy = CT_POLICY_EVAL_CTX_new();
	STACK_OF(SCT) *list = X509_get_ext_d2i(c->openssl_leaf, NID_ct_precert_scts, NULL, NULL);

	CT_POLICY_EVAL_CTX_set1_cert(policy, c->openssl_leaf);
	CT_POLICY_EVAL_CTX_set1_issuer(policy, c->openssl_issuer);
	CT_POLICY_EVAL_CTX_set_shared_CTLOG_STORE(policy, c->openssl_logs);
	CT_POLICY_EVAL_CTX_set_time(policy, (uint64_t)JUDGED_AT * 1000);
	bench_require(sk_SCT_num(list) == 2 && SCT_LIST_validate(list, policy) == 1,
		"OpenSSL does not take the timestamps");
	SCT_LIST_free(list);
	CT_POLICY_EVAL_CTX_free(policy);
}

/* OpenSSL takes its logs from a file of its own form. */
static CTLOG_STORE *
logs_of_openssl(const cp_ct_logs *logs)
{
	char path[] = "bench-logs-XXXXXX";
	CTLOG_STORE *store = CTLOG_STORE_new();
	int descriptor = mkstemp(path);
	FILE *file = descriptor >= 0 ? fdopen(descriptor, "w") : NULL;
	size_t i;

	bench_require(file != NULL && store != NULL, "no temporary file");
	fprintf(file, "enabled_logs = ");
	for (i = 0; i < logs->n_logs; i++)
		fprintf(file, "%slog%zu", i > 0 ? "," : "", i);
	for (i = 0; i < logs->n_logs; i++) {
		cp_bytes spki = logs->logs[i].key.spki;
		unsigned char text[1024];

		EVP_EncodeBlock(text, spki.data, (int)spki.len);
		fprintf(file, "\n[log%zu]\ndescription = %zu\nkey = %s\n", i, i, text);
	}
	fclose(file);
	bench_require(CTLOG_STORE_load_file(store, path) == 1, path);
	unlink(path);
	return store;
}

static X509 *
openssl_cert(const cp_cert *cert)
{
	const unsigned char *der = cert->der.data;

	return d2i_X509(NULL, &der, (long)cert->der.len);
}

static void
load(checked *c, const char *folder)
{
	char path[1024];
	bench_data json;
	cp_bytes rest;
	bool broken;
	size_t i;

	memset(c, 0, sizeof(*c));
	c->leaf = read_cert(folder, "leaf.der");
	c->issuer = read_cert(folder, "issuer.der");
	snprintf(path, sizeof(path), "%s/logs.json", folder);
	json = bench_read(path);
	bench_require(
		cp_ct_logs_read(cp_bytes_of(json.data, json.len), path, &c->logs, NULL) == 0, path);
	free(json.data);
	rest = c->leaf->sct_list;
	for (i = 0; i < 2; i++) {
		bench_require(cp_sct_next(&rest, &c->scts[i], &broken), "two timestamps");
		c->entries[i] = entry_of(c, &c->scts[i]);
	}
	c->openssl_leaf = openssl_cert(c->leaf);
	c->openssl_issuer = openssl_cert(c->issuer);
	c->openssl_logs = logs_of_openssl(c->logs);
}

int
main(int argc, char **argv)
{
	checked c;
	size_t i;

	bench_require(argc == 2, "usage: transparency FOLDER");
	load(&c, argv[1]);
	{
		const bench_contestant contestants[] = {{"two signatures", signatures, &c},
			{"two timestamps, judged", stage, &c}, {"OpenSSL", by_openssl, &c}};

		bench_compare("two embedded timestamps, P-256", contestants, 3, ROUNDS, REPEATS);
	}
	for (i = 0; i < 2; i++)
		free(c.entries[i].data);
	cp_cert_unref(c.leaf);
	cp_cert_unref(c.issuer);
	cp_ct_logs_free(c.logs);
	X509_free(c.openssl_leaf);
	X509_free(c.openssl_issuer);
	CTLOG_STORE_free(c.openssl_logs);
	return 0;
}
