/*
 * Rows for `certpolicy batch`.
 *
 *     rows adopt POOL EVERY
 *     rows mutants POOL BASES FIRST N
 *
 * The first takes every EVERY-th certificate of the pool in beneath a root of our own. The second
 * changes rows, one a line of BASES: the id is the mutant's number, "x-mutant" says what was done.
 * Keys of BASES: "x-at" is the certificate of the chain that can be signed again, "x-key" by whom.
 */
#include <config.h>
#include "mutants/adopt.h"
#include "mutants/mutate.h"
#include "asn1/der.h"
#include "base/civil.h"
#include "base/mem.h"
#include "base/text.h"

#include <gnutls/x509.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

/* Rows to start from: those that can be signed again, and all others. */
typedef struct row_bases {
	json_t **rows;
	size_t n, n_signable; /* the signable ones first */
} row_bases;

static cp_bytes
bytes_of(const cp_buf *buf)
{
	return cp_bytes_of(buf->data, buf->len);
}

static json_t *
base64_new(cp_bytes octets)
{
	cp_buf buf = CP_BUF_EMPTY;
	json_t *string;

	cp_buf_append_base64(&buf, octets);
	string = json_stringn((const char *)buf.data, buf.len);
	cp_buf_clear(&buf);
	return string;
}

/* Appends what a string of a chain stands for. */
static void
decode(const json_t *string, cp_buf *der)
{
	cp_bytes text = cp_bytes_of(json_string_value(string), json_string_length(string));
	uint8_t *octets = malloc(text.len + 4);
	size_t len = 0;

	if (octets == NULL || !cp_base64_decode(text, octets, &len))
		exit(99);
	cp_buf_append(der, octets, len);
	free(octets);
}

static void
put(const json_t *row)
{
	if (json_dumpf(row, stdout, JSON_COMPACT) != 0 || putchar('\n') == EOF)
		exit(99);
}

static void
put_adopted(const adopted_chain *a, size_t number)
{
	char time[CP_TIME_TEXT_LEN];
	json_t *row, *peer = json_null();

	cp_time_format(a->time, time);
	if (a->peer[0] != '\0')
		peer = json_pack("{s:s}", "dns", a->peer);
	row = json_pack("{s:s, s:s, s:[o, o], s:[o], s:o, s:s, s:s, s:i, s:i}", "policy", "pkix",
		"purpose", "any", "chain", base64_new(bytes_of(&a->chain[0])),
		base64_new(bytes_of(&a->chain[1])), "anchors", base64_new(bytes_of(&a->root)),
		"peer", peer, "time", time, "id", "", "x-at", (int)a->at, "x-key",
		(int)a->signed_by);
	if (row == NULL || json_object_set_new(row, "id", json_integer((json_int_t)number)) != 0)
		exit(99);
	put(row);
	json_decref(row);
}

static void
adopt_all(const cert_pool *pool, size_t every)
{
	der_tree *tree = malloc(sizeof(*tree));
	adopted_chain adopted;
	size_t i;

	if (tree == NULL)
		exit(99);
	for (i = 0; i < pool->n; i += every) {
		if (adopt(tree, pool->items[i], &adopted))
			put_adopted(&adopted, i);
		adopt_clear(&adopted);
	}
	free(tree);
}

static void
read_bases(const char *file, row_bases *bases)
{
	FILE *stream = fopen(file, "r");
	size_t capacity = 0;
	json_t *row;

	memset(bases, 0, sizeof(*bases));
	if (stream == NULL)
		exit(99);
	while ((row = json_loadf(stream, JSON_DISABLE_EOF_CHECK, NULL)) != NULL) {
		if (bases->n == capacity) {
			capacity = capacity > 0 ? 2 * capacity : 256;
			bases->rows = realloc(bases->rows, capacity * sizeof(json_t *));
			if (bases->rows == NULL)
				exit(99);
		}
		bases->rows[bases->n] = row;
		if (json_object_get(row, "x-at") != NULL) {
			bases->rows[bases->n] = bases->rows[bases->n_signable];
			bases->rows[bases->n_signable++] = row;
		}
		bases->n++;
	}
	fclose(stream);
	if (bases->n == 0)
		exit(99);
}

static void
free_bases(row_bases *bases)
{
	size_t i;

	for (i = 0; i < bases->n; i++)
		json_decref(bases->rows[i]);
	free(bases->rows);
}

/* As many of the certificates as GnuTLS takes before one that it refuses. */
static gnutls_x509_crt_t *
import(const json_t *strings, unsigned *n)
{
	gnutls_x509_crt_t *list = calloc(json_array_size(strings) + 1, sizeof(*list));
	cp_buf der = CP_BUF_EMPTY;
	gnutls_datum_t datum;

	if (list == NULL)
		exit(99);
	for (*n = 0; *n < json_array_size(strings); ++*n) {
		const json_t *item = json_array_get(strings, *n);

		if (json_is_object(item))
			item = json_object_get(item, "certificate");
		decode(item, &der);
		datum.data = der.data;
		datum.size = (unsigned)der.len;
		if (gnutls_x509_crt_init(&list[*n]) != 0)
			exit(99);
		if (gnutls_x509_crt_import(list[*n], &datum, GNUTLS_X509_FMT_DER) != 0) {
			gnutls_x509_crt_deinit(list[*n]);
			break;
		}
		cp_buf_clear(&der);
	}
	cp_buf_clear(&der);
	return list;
}

static void
release(gnutls_x509_crt_t *list, unsigned n)
{
	while (n > 0)
		gnutls_x509_crt_deinit(list[--n]);
	free(list);
}

/* GnuTLS's word on a chain: every certificate imported, and a path to an anchor; dates aside.
 * "sound", or what it does not like. */
static const char *
ask_gnutls(const json_t *row)
{
	const json_t *chain = json_object_get(row, "chain");
	const char *dns = json_string_value(json_object_get(json_object_get(row, "peer"), "dns"));
	unsigned n, n_anchors, status = 0;
	gnutls_x509_crt_t *certs = import(chain, &n);
	gnutls_x509_crt_t *anchors = import(json_object_get(row, "anchors"), &n_anchors);
	const char *answer = "sound";

	if (n < json_array_size(chain))
		answer = "import";
	else if (gnutls_x509_crt_list_verify(certs, n, anchors, n_anchors, NULL, 0,
			 GNUTLS_VERIFY_DISABLE_TIME_CHECKS |
				 GNUTLS_VERIFY_DISABLE_TRUSTED_TIME_CHECKS,
			 &status) != 0 ||
		 status != 0)
		answer = "chain";
	else if (dns != NULL && !gnutls_x509_crt_check_hostname(certs[0], dns))
		answer = "name";
	release(certs, n);
	release(anchors, n_anchors);
	return answer;
}

/* The AlgorithmIdentifier inside a TBSCertificate, so that the one outside can be its copy. */
static cp_bytes
inner_algorithm(cp_bytes tbs)
{
	cp_tlv tlv, field;
	size_t n = 2;

	if (!cp_der_walk(&tbs, &tlv))
		return CP_BYTES_NONE;
	n -= cp_der_peek(tlv.content) != CP_DER_CONTEXT_CONSTRUCTED(0);
	while (cp_der_walk(&tlv.content, &field) && n > 0)
		n--;
	return n == 0 && field.tag == CP_DER_SEQUENCE ? field.whole : CP_BYTES_NONE;
}

static cp_bytes
tbs_of(cp_bytes der)
{
	cp_tlv certificate, tbs;

	if (!cp_der_walk(&der, &certificate) || !cp_der_walk(&certificate.content, &tbs))
		exit(99);
	return tbs.whole;
}

/* A certificate changed in what is signed, then signed again; rarely in how it is signed. */
static bool
sign_again(mutator *m, cp_bytes der, adopt_key key, cp_buf *out)
{
	cp_buf tbs = CP_BUF_EMPTY, signature = CP_BUF_EMPTY, changed = CP_BUF_EMPTY;
	cp_bytes algorithm = adopt_algorithm(), inner;
	size_t kind = mutator_pick(m, 24);
	bool sound = true;

	if (kind > 1)
		mutate(m, tbs_of(der), &tbs);
	else
		cp_buf_append(&tbs, tbs_of(der).data, tbs_of(der).len);
	adopt_sign(key, bytes_of(&tbs), &signature);
	inner = inner_algorithm(bytes_of(&tbs));
	if (inner.len > 0 && kind > 4)
		algorithm = inner;
	if (kind == 0) {
		mutate(m, bytes_of(&signature), &changed);
		adopt_assemble(bytes_of(&tbs), algorithm, bytes_of(&changed), out);
		sound = false;
	} else if (kind == 1) {
		mutate(m, algorithm, &changed);
		adopt_assemble(bytes_of(&tbs), bytes_of(&changed), bytes_of(&signature), out);
	} else {
		adopt_assemble(bytes_of(&tbs), algorithm, bytes_of(&signature), out);
	}
	cp_buf_clear(&tbs);
	cp_buf_clear(&signature);
	cp_buf_clear(&changed);
	return sound;
}

/* Changes one string of an array; `key` below ADOPT_N_KEYS: signed again. */
static bool
change_certificate(mutator *m, json_t *strings, size_t at, adopt_key key)
{
	json_t *item = json_array_get(strings, at);
	cp_buf was = CP_BUF_EMPTY, now = CP_BUF_EMPTY;
	bool is_signed = false;
	size_t tries;

	decode(json_is_object(item) ? json_object_get(item, "certificate") : item, &was);
	for (tries = 0; tries < 8; tries++) {
		cp_buf_clear(&now);
		m->what[0] = '\0';
		if (key < ADOPT_N_KEYS)
			is_signed = sign_again(m, bytes_of(&was), key, &now);
		else
			mutate(m, bytes_of(&was), &now);
		if (!cp_bytes_equal(bytes_of(&was), bytes_of(&now)))
			break;
	}
	if (json_is_object(item))
		json_object_set_new(item, "certificate", base64_new(bytes_of(&now)));
	else
		json_array_set_new(strings, at, base64_new(bytes_of(&now)));
	cp_buf_clear(&was);
	cp_buf_clear(&now);
	return is_signed;
}

/* A string of another row's chain, or of the pool. */
static json_t *
foreign(mutator *m, const row_bases *bases)
{
	const json_t *chain = json_object_get(bases->rows[mutator_pick(m, bases->n)], "chain");

	if (mutator_pick(m, 2) == 0)
		return base64_new(m->pool->items[mutator_pick(m, m->pool->n)]);
	return json_copy(json_array_get(chain, mutator_pick(m, json_array_size(chain))));
}

static const char *
change_chain(mutator *m, json_t *chain, const row_bases *bases)
{
	static const char *const names[] = {"drop", "repeat", "swap", "exchange", "insert"};
	size_t n = json_array_size(chain), at = mutator_pick(m, n), other = mutator_pick(m, n);
	size_t kind = mutator_pick(m, CP_COUNT(names));
	json_t *was;

	switch (kind) {
	case 0:
		json_array_remove(chain, at);
		break;
	case 1:
		json_array_insert_new(chain, other, json_copy(json_array_get(chain, at)));
		break;
	case 2:
		was = json_incref(json_array_get(chain, at));
		json_array_set_new(chain, at, json_copy(json_array_get(chain, other)));
		json_array_set_new(chain, other, was);
		break;
	case 3:
		json_array_set_new(chain, at, foreign(m, bases));
		break;
	default:
		json_array_insert_new(chain, at, foreign(m, bases));
		break;
	}
	return names[kind];
}

static void
make_row(mutator *m, const row_bases *bases, size_t number)
{
	size_t half =
		mutator_pick(m, 2) == 0 && bases->n_signable > 0 ? bases->n_signable : bases->n;
	size_t base = mutator_pick(m, half), kind = mutator_pick(m, 20), at, n;
	json_t *row = json_deep_copy(bases->rows[base]);
	json_t *chain = json_object_get(row, "chain"), *anchors = json_object_get(row, "anchors");
	const char *what = m->what, *gnutls = "";
	bool is_signed = false;

	n = json_array_size(chain);
	at = mutator_pick(m, 2) == 0 ? 0 : mutator_pick(m, n);
	if (kind == 0 && json_array_size(anchors) > 0) {
		at = 1000;
		change_certificate(
			m, anchors, mutator_pick(m, json_array_size(anchors)), ADOPT_N_KEYS);
	} else if (kind < 4) {
		at = 2000;
		what = change_chain(m, chain, bases);
	} else if (kind < 17 && json_object_get(row, "x-at") != NULL) {
		at = (size_t)json_integer_value(json_object_get(row, "x-at"));
		is_signed = change_certificate(
			m, chain, at, (adopt_key)json_integer_value(json_object_get(row, "x-key")));
		gnutls = ask_gnutls(row);
		if (strcmp(gnutls, ask_gnutls(bases->rows[base])) == 0 &&
			strcmp(gnutls, "sound") != 0)
			gnutls = "as before";
	} else {
		change_certificate(m, chain, at, ADOPT_N_KEYS);
	}
	json_object_set_new(row, "id", json_integer((json_int_t)number));
	json_object_set_new(row, "x-mutant",
		json_pack("{s:I, s:s, s:I, s:b, s:s}", "base", (json_int_t)base, "what", what, "at",
			(json_int_t)at, "signed", is_signed, "gnutls", gnutls));
	put(row);
	json_decref(row);
}

static size_t
number_of(const char *text)
{
	return (size_t)strtoull(text, NULL, 10);
}

int
main(int argc, char **argv)
{
	bool is_adopting = argc == 4 && strcmp(argv[1], "adopt") == 0;
	mutator m;
	row_bases bases;
	cert_pool pool;
	size_t i;

	if (!is_adopting && !(argc == 6 && strcmp(argv[1], "mutants") == 0))
		return 64;
	adopt_start();
	pool_read(argv[2], &pool);
	if (is_adopting) {
		adopt_all(&pool, number_of(argv[3]));
	} else {
		read_bases(argv[3], &bases);
		mutator_init(&m, &pool);
		for (i = 0; i < number_of(argv[5]); i++) {
			mutator_seed(&m, number_of(argv[4]) + i);
			make_row(&m, &bases, number_of(argv[4]) + i);
		}
		mutator_free(&m);
		free_bases(&bases);
	}
	pool_free(&pool);
	adopt_stop();
	return fflush(stdout) == 0 ? EXIT_SUCCESS : 99;
}
