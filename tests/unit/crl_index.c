/*
 * Indexes of revocation lists (lib/x509/crl_index.c, crl_kept.c, crl_file.c) against what looking
 * through all entries finds: over random lists, in memory and in files, whole, cut and altered.
 */
#include <config.h>
#include "base/buf.h"
#include "base/mem.h"
#include "engine.h"
#include "status/cache.h"
#include "status/listing.h"
#include "store/crls.h"
#include "unit/der_text.h"
#include "unit/make_cert.h"
#include "unit/make_crl.h"
#include "unit/unit.h"
#include "x509/crl_file.h"
#include "x509/crl_file_write.h"
#include "x509/crl_kept.h"

#include <certpolicy/certpolicy.h>

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#define INDIRECT CRL_NUMBER("05") CRL_IDP("84{ff}")
#define ISSUER(names) CRL_CRITICAL("551d1d", "30{" names "}")
#define NOW INT64_C(1767225600) /* 2026-01-01T00:00:00Z */

static char folder[] = "crl-index-XXXXXX";

static const char *
in_folder(const char *name)
{
	static char paths[4][64];
	static unsigned next;
	char *path = paths[next++ % CP_COUNT(paths)];

	snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
	return path;
}

static uint32_t
random_below(uint32_t n)
{
	static uint64_t state = 88172645463325252u;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)(state >> 16) % n;
}

/* Serial numbers that lists may have, and their certificates: of none, one and many octets, below
 * zero, beginning alike. */
static const char *const serials[] = {"00", "01", "05", "7f", "80", "ff7f", "0080", "008000",
	"0123456789abcdef0123456789abcdef01234567", "0123456789abcdef0123456789abcdef01234568",
	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef01",
	"fedcba9876543210fedcba9876543210fedcba98"};
static const char *const issuers[] = {CRL_NAME("ca"), CRL_NAME("other"), CRL_NAME("third")};

/* A certificate as far as look-ups see it. */
static cp_cert
certificate(size_t serial, size_t issuer)
{
	cp_cert cert;

	memset(&cert, 0, sizeof(cert));
	cert.serial = der_text(serials[serial]);
	cert.issuer = der_text(issuers[issuer]);
	return cert;
}

static bool
is_same(const cp_listing *a, const cp_listing *b)
{
	return a->listed == b->listed && a->removed == b->removed && a->foreign == b->foreign &&
	       a->revoked_at == b->revoked_at && a->reason == b->reason;
}

/* What entries may have behind the date; mostly nothing. */
static const char *
random_extensions(bool with_issuers)
{
	static const char *const plain[] = {CRL_REASON("01"), CRL_REASON("08"), CRL_REASON("08"),
		CRL_REASON("06"), CRL_REASON("07"),
		CRL_EXTENSION("551d18", "18{'20251101000000Z'}"),
		CRL_REASON("08") CRL_EXTENSION("2a03", "05{}"),
		CRL_EXTENSION("551d18", "17{'251101000000Z'}"), ""};
	static const char *const naming[] = {ISSUER(CRL_DIRECTORY("ca")),
		ISSUER(CRL_DIRECTORY("other")), ISSUER(CRL_DIRECTORY("OTHER")),
		ISSUER(CRL_DIRECTORY("third") CRL_DIRECTORY("other")), ISSUER("82{'a.example'}"),
		CRL_REASON("08") ISSUER(CRL_DIRECTORY("ca"))};
	uint32_t kind = random_below(10);

	if (kind < 5 || (kind < 8 && !with_issuers))
		return NULL;
	return kind < 8 ? naming[random_below(CP_COUNT(naming))]
			: plain[random_below(CP_COUNT(plain))];
}

static void
append_random_entry(cp_buf *text, bool with_issuers)
{
	const char *extensions = random_extensions(with_issuers);

	cp_buf_printf(text, "30{02{%s} ", serials[random_below(CP_COUNT(serials))]);
	if (random_below(8) == 0)
		cp_buf_append_string(text, "18{'20510101000000Z'}");
	else
		cp_buf_printf(text, "17{'2512%02u000000Z'}", 1 + random_below(28));
	if (extensions != NULL)
		cp_buf_printf(text, "30{%s}", extensions);
	cp_buf_append_string(text, "}");
	/* Rarely something that unmakes the whole list. */
	if (random_below(2000) == 0)
		cp_buf_append_string(text, "30{02{05}}");
	if (random_below(2000) == 0)
		cp_buf_append_string(text, CRL_ENTRY_WITH("05", CRL_CRITICAL("2a03", "05{}")));
}

static cp_crl *
list_of(const char *entries, bool indirect)
{
	const unit_crl_spec spec = {.entries = entries, .extensions = indirect ? INDIRECT : NULL};
	cp_crl *crl = cp_crl_read(unit_crl(&spec));

	CP_INVARIANT(crl != NULL);
	return crl;
}

static cp_crl *
random_list(void)
{
	uint32_t n = random_below(4) == 0 ? random_below(60) : random_below(8), i;
	bool with_issuers = random_below(2) == 0, indirect = random_below(4) != 0;
	cp_buf text = CP_BUF_EMPTY;
	char *entries;
	cp_crl *crl;

	cp_buf_append_string(&text, "");
	for (i = 0; i < n; i++)
		append_random_entry(&text, with_issuers);
	entries = cp_buf_finish(&text);
	CP_INVARIANT(entries != NULL);
	crl = list_of(entries, with_issuers && indirect);
	cp_free(entries);
	return crl;
}

/* Every certificate is looked up by the index, and in the list itself. */
static bool
agree(const cp_crl *walked, const cp_crl *indexed, const cp_crl_index *index, bool *was_damaged)
{
	size_t i, k;

	*was_damaged = false;
	for (i = 0; i < CP_COUNT(serials); i++) {
		for (k = 0; k < CP_COUNT(issuers); k++) {
			const cp_cert cert = certificate(i, k);
			cp_listing plain, found;

			CP_INVARIANT(cp_listing_find_by(walked, NULL, &cert, &plain));
			if (!cp_listing_find_by(indexed, index, &cert, &found))
				*was_damaged = true;
			else if (!is_same(&plain, &found))
				return false;
		}
	}
	return true;
}

static cp_crl_index *
index_of(const cp_crl *crl)
{
	uint8_t sha256[CP_SHA256_LEN];
	cp_crl_index *index;

	cp_crypto_sha256(crl->der, sha256);
	CP_INVARIANT(cp_crl_index_build(crl, sha256, &index));
	return index;
}

/* Lists into a file; the status of the first that went wrong. */
static int
write_lists(const char *path, cp_crl *const *lists, size_t n)
{
	cp_crl_writer writer = {.path = path, .limit = CP_CRL_INDEX_FILE_MAX};
	int status = CERTPOLICY_OK;
	size_t i;

	(void)unlink(path);
	writer.file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
	CP_INVARIANT(writer.file >= 0);
	for (i = 0; i < n && status == CERTPOLICY_OK; i++)
		status = cp_crl_writer_add(&writer, lists[i], NULL);
	if (status == CERTPOLICY_OK)
		status = cp_crl_writer_finish(&writer, NULL);
	cp_crl_writer_clear(&writer);
	CP_INVARIANT(close(writer.file) == 0);
	return status;
}

static cp_crls *
store_of(const char *path, int *status, certpolicy_error **error)
{
	cp_crls *crls = cp_crls_new();

	CP_INVARIANT(crls != NULL);
	*status = cp_crls_add_path(crls, path, error);
	return crls;
}

/* ---- what an index finds ---- */

static void
an_index_finds_what_a_walk_finds(void)
{
	const char *path = in_folder("random");
	size_t round, n_indexed = 0;

	for (round = 0; round < 3000; round++) {
		cp_crl *crl = random_list();
		cp_crl_index *index = index_of(crl);
		bool was_damaged;
		cp_crls *crls;
		int status;

		CU_ASSERT((index != NULL) == crl->skeleton);
		if (index != NULL) {
			n_indexed++;
			CU_ASSERT(agree(crl, crl, index, &was_damaged) && !was_damaged);
			CU_ASSERT_FATAL(write_lists(path, &crl, 1) == CERTPOLICY_OK);
			crls = store_of(path, &status, NULL);
			CU_ASSERT_FATAL(status == CERTPOLICY_OK && cp_crls_count(crls) == 1);
			CU_ASSERT(agree(crl, cp_crls_at(crls, 0),
					  cp_crl_index_of(cp_crls_at(crls, 0)), &was_damaged) &&
				  !was_damaged);
			cp_crls_free(crls);
		}
		cp_free(index);
		cp_crl_unref(crl);
		if (round % 100 == 0)
			der_text_free_all();
	}
	CU_ASSERT(n_indexed > 2500 && n_indexed < 3000);
	der_text_free_all();
}

/* `n` entries; of every serial number `copies`. */
static cp_crl *
long_list(size_t n, size_t copies)
{
	cp_buf text = CP_BUF_EMPTY;
	char *entries;
	cp_crl *crl;
	size_t i;

	for (i = 0; i < n; i++)
		cp_buf_printf(&text, "30{02{01%08zx} " CRL_DATE "}", i / copies * 7919 % 1000003);
	cp_buf_append_string(&text, CRL_ENTRY_FOR("05", "01"));
	entries = cp_buf_finish(&text);
	CP_INVARIANT(entries != NULL);
	crl = list_of(entries, false);
	CP_INVARIANT(crl->skeleton && crl->n_entries == n + 1);
	cp_free(entries);
	return crl;
}

/* Whatever it finds, and from whatever size on. */
static void
long_lists_are_found_in(void)
{
	static const size_t lens[] = {1, 7, 8, 9, 17, 255, 256, 257, 1000, 5000};
	size_t i, k;

	for (i = 0; i < CP_COUNT(lens); i++) {
		cp_crl *crl = long_list(lens[i], 1);
		cp_crl_index *index = index_of(crl);
		cp_cert cert = certificate(0, 0);
		char hex[32];

		CU_ASSERT_FATAL(index != NULL);
		CU_ASSERT(index->blocks.len + index->rows.len <= 20 * (lens[i] + 1) + 32);
		for (k = 0; k < lens[i]; k++) {
			cp_listing found;

			snprintf(hex, sizeof(hex), "01%08zx", k * 7919 % 1000003);
			cert.serial = der_text(hex);
			CU_ASSERT(cp_listing_find_by(crl, index, &cert, &found) && found.listed);
			snprintf(hex, sizeof(hex), "02%08zx", k);
			cert.serial = der_text(hex);
			CU_ASSERT(cp_listing_find_by(crl, index, &cert, &found) && !found.listed);
		}
		cp_free(index);
		cp_crl_unref(crl);
		der_text_free_all();
	}
}

/* A serial number that fills a block by itself. */
static void
some_lists_get_no_index(void)
{
	cp_crl *fits = long_list(200, 200), *too_many = long_list(300, 300);
	cp_crl *cut = list_of("30{02{05}}", false);
	cp_crl_index *index = index_of(fits);
	certpolicy_error *error = NULL;
	cp_crl_writer writer = {.file = -1, .path = "nowhere", .limit = 100};

	CU_ASSERT(index != NULL);
	cp_free(index);
	CU_ASSERT(cp_crl_writer_add(&writer, fits, &error) == CERTPOLICY_ERROR_LIMIT);
	CU_ASSERT(error != NULL && strcmp(certpolicy_error_get_code(error), "io.too-large") == 0);
	certpolicy_error_free(error);
	error = NULL;
	CU_ASSERT(index_of(too_many) == NULL && index_of(cut) == NULL);
	CU_ASSERT(cp_crl_writer_add(&writer, too_many, &error) == CERTPOLICY_ERROR_BAD_INPUT);
	CU_ASSERT(error != NULL && strcmp(certpolicy_error_get_code(error), "crl.index") == 0);
	certpolicy_error_free(error);
	CU_ASSERT(cp_crl_writer_add(&writer, cut, NULL) == CERTPOLICY_ERROR_BAD_INPUT);
	cp_crl_writer_clear(&writer);
	cp_crl_unref(fits);
	cp_crl_unref(too_many);
	cp_crl_unref(cut);
	der_text_free_all();
}

/* ---- lists that are kept ---- */

/* How many look-ups it took until there was an index; SIZE_MAX: there came none. What they find and
 * what they are charged is the same throughout. */
static size_t
look_ups_until_index(cp_crl *crl)
{
	const cp_cert listed = certificate(2, 0), unlisted = certificate(3, 0);
	uint64_t cost = cp_crl_lookup_cost(crl);
	cp_listing found;
	size_t i;

	for (i = 0; i < 100; i++) {
		CU_ASSERT(
			cp_listing_find(crl, &listed, &found) && found.listed && found.reason == 1);
		CU_ASSERT(cp_listing_find(crl, &unlisted, &found) && !found.listed);
		CU_ASSERT(cp_crl_lookup_cost(crl) == cost || crl->kept.is_unfit);
		if (crl->kept.index != NULL)
			return 2 * (i + 1);
	}
	return SIZE_MAX;
}

static void
an_index_is_made_when_it_pays(void)
{
	cp_crl *crl = long_list(300, 1);

	CU_ASSERT(cp_crl_lookup_cost(crl) == crl->entries.len);
	CU_ASSERT(look_ups_until_index(crl) == SIZE_MAX);
	cp_crl_keep(crl);
	CU_ASSERT(cp_crl_lookup_cost(crl) == CP_CRL_LOOKUP_OCTETS);
	CU_ASSERT(look_ups_until_index(crl) == 16);
	CU_ASSERT(look_ups_until_index(crl) == 2);
	cp_crl_unref(crl);

	/* Short ones are looked through as fast. */
	crl = long_list(100, 1);
	cp_crl_keep(crl);
	CU_ASSERT(cp_crl_lookup_cost(crl) == crl->entries.len);
	CU_ASSERT(look_ups_until_index(crl) == SIZE_MAX);
	cp_crl_unref(crl);

	crl = long_list(400, 400);
	cp_crl_keep(crl);
	CU_ASSERT(look_ups_until_index(crl) == SIZE_MAX && crl->kept.is_unfit);
	CU_ASSERT(cp_crl_lookup_cost(crl) == crl->entries.len);
	cp_crl_unref(crl);

	/* Without memory it is tried again later. */
	crl = long_list(300, 1);
	cp_crl_keep(crl);
	cp_mem_fail_after(0, true);
	CU_ASSERT(look_ups_until_index(crl) == SIZE_MAX);
	cp_mem_fail_after(-1, false);
	CU_ASSERT(look_ups_until_index(crl) <= 16);
	cp_crl_unref(crl);
	der_text_free_all();
}

/* An engine keeps its lists once it is frozen, whoever else has a store when they say so. */
static void
who_keeps_lists(void)
{
	const char *pem = SRCDIR "/tests/data/input/crl.pem";
	certpolicy_engine *engine = certpolicy_engine_new();
	cp_crls *crls = cp_crls_new();

	CP_INVARIANT(engine != NULL && crls != NULL);
	CU_ASSERT(certpolicy_engine_add_crls(engine, pem, NULL) == CERTPOLICY_OK);
	CU_ASSERT(!cp_crls_at(engine->crls, 0)->kept.is_kept);
	CU_ASSERT(cp_engine_freeze(engine, NULL) == CERTPOLICY_OK);
	CU_ASSERT(cp_crls_at(engine->crls, 0)->kept.is_kept);
	CU_ASSERT(cp_crls_add_path(crls, pem, NULL) == CERTPOLICY_OK);
	CU_ASSERT(!cp_crls_at(crls, 0)->kept.is_kept);
	cp_crls_keep(crls);
	CU_ASSERT(cp_crls_at(crls, 0)->kept.is_kept);
	cp_crls_free(crls);
	certpolicy_engine_free(engine);
}

static const char key_a[] = "0123456789abcdef0123456789abcdef",
		  key_b[] = "0123456789abcdef0123456789abcdeX";

static void *
look_up_often(void *user)
{
	cp_crl *crl = user;
	const cp_cert listed = {.serial = cp_bytes_of("\x05", 1), .issuer = crl->issuer};
	size_t i, n_found = 0;
	cp_listing found;
	bool signed_it;

	for (i = 0; i < 200; i++) {
		n_found += cp_listing_find(crl, &listed, &found) && found.listed;
		cp_crl_remember_key(crl, (const uint8_t *)key_a, true);
		cp_crl_remember_key(crl, (const uint8_t *)key_b, false);
		n_found -= cp_crl_recall_key(crl, (const uint8_t *)key_a, &signed_it) && !signed_it;
		n_found -= cp_crl_recall_key(crl, (const uint8_t *)key_b, &signed_it) && signed_it;
	}
	return n_found == 200 ? crl : NULL;
}

static void
threads_share_a_list(void)
{
	cp_crl *crl = long_list(300, 1);
	pthread_t threads[4];
	bool signed_it;
	void *result;
	size_t i;

	cp_crl_keep(crl);
	for (i = 0; i < CP_COUNT(threads); i++)
		CP_INVARIANT(pthread_create(&threads[i], NULL, look_up_often, crl) == 0);
	for (i = 0; i < CP_COUNT(threads); i++) {
		CP_INVARIANT(pthread_join(threads[i], &result) == 0);
		CU_ASSERT(result == crl);
	}
	CU_ASSERT(crl->kept.index != NULL);
	CU_ASSERT(cp_crl_recall_key(crl, (const uint8_t *)key_a, &signed_it) && signed_it);
	CU_ASSERT(cp_crl_recall_key(crl, (const uint8_t *)key_b, &signed_it) && !signed_it);
	cp_crl_unref(crl);
	der_text_free_all();
}

/* Who signed a list is remembered, and some who did not, and all are charged each time. */
static void
signers_are_remembered(void)
{
	static const unsigned keys[] = {2, 3, 4, 5, 1}; /* the last one signed it */
	cp_crl *crl = list_of(CRL_ENTRY("05"), false);
	size_t round, i;

	cp_crl_keep(crl);
	for (round = 0; round < 2; round++) {
		cp_revocation_cache *cache = cp_revocation_cache_new();
		cp_budget budget;

		CP_INVARIANT(cache != NULL);
		cp_budget_init(&budget);
		for (i = 0; i < CP_COUNT(keys); i++) {
			const unit_cert_spec spec = {.subject = "CN=ca",
				.key = unit_key(UNIT_P256, keys[i]),
				.is_ca = true};
			cp_cert *cert = cp_cert_read(unit_cert(&spec));
			cp_list_fault fault;
			bool signed_it;

			CP_INVARIANT(cert != NULL);
			CU_ASSERT(cp_crl_recall_key(crl, cert->spki_sha256, &signed_it) ==
				  (round > 0 && i != 3));
			CU_ASSERT(round == 0 || i == 3 || signed_it == (keys[i] == 1));
			CU_ASSERT(cp_cache_verify_list(cache, &budget, crl, cert, &fault));
			CU_ASSERT(fault == (keys[i] == 1 ? CP_LIST_COUNTS : CP_LIST_BAD_SIGNATURE));
			CU_ASSERT(budget.used[CP_LIMIT_SIGNATURES] == i + 1);
			cp_cert_unref(cert);
		}
		CU_ASSERT(cp_revocation_cache_status(cache, NULL) == CERTPOLICY_OK);
		cp_revocation_cache_free(cache);
	}
	cp_crl_unref(crl);
	der_text_free_all();
}

/* ---- files ---- */

typedef struct three {
	cp_crl *lists[3];
	uint8_t file[4096];
	size_t len;
	const char *path;
} three;

static void
put_file(const char *path, const uint8_t *octets, size_t len)
{
	int file;

	/* Some file systems write at once what is written over. */
	(void)unlink(path);
	file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
	CP_INVARIANT(file >= 0 && write(file, octets, len) == (ssize_t)len && close(file) == 0);
}

static size_t
get_file(const char *path, uint8_t *octets, size_t capacity)
{
	int file = open(path, O_RDONLY);
	ssize_t len;

	CP_INVARIANT(file >= 0);
	len = read(file, octets, capacity);
	CP_INVARIANT(len > 0 && (size_t)len < capacity && close(file) == 0);
	return (size_t)len;
}

/* One octet of a list, in place. */
static void
alter(const char *path, const cp_crl *crl, const uint8_t *at)
{
	uint8_t octets[1 << 16];
	size_t head = (size_t)(crl->entries.data - crl->der.data), i = 0;
	int file = open(path, O_WRONLY);

	(void)get_file(path, octets, sizeof(octets));
	/* By what stands before the entries, which is never altered. */
	while (memcmp(octets + i, crl->der.data, head) != 0)
		i++;
	i += (size_t)(at - crl->der.data);
	octets[i] ^= 1;
	CP_INVARIANT(file >= 0 && pwrite(file, octets + i, 1, (off_t)i) == 1 && close(file) == 0);
}

static three
three_lists(void)
{
	three made = {.path = in_folder("three")};

	made.lists[0] = list_of(CRL_ENTRY_FOR("05", "01") CRL_ENTRY("0080") CRL_ENTRY("05"), false);
	made.lists[1] = list_of(CRL_ENTRY_WITH("05", ISSUER(CRL_DIRECTORY("other")))
					CRL_ENTRY_FOR("01", "08") CRL_ENTRY("7f"),
		true);
	made.lists[2] = list_of("", false);
	CP_INVARIANT(write_lists(made.path, made.lists, 3) == CERTPOLICY_OK);
	made.len = get_file(made.path, made.file, sizeof(made.file));
	return made;
}

static void
clear(three *made)
{
	size_t i;

	for (i = 0; i < 3; i++)
		cp_crl_unref(made->lists[i]);
	der_text_free_all();
}

/* The file as it lies there now: how its opening ended, and whether it gives nothing but the
 * answers of the lists. */
static const char *
reading_of(const three *made, bool *is_right)
{
	static char code[32];
	certpolicy_error *error = NULL;
	int status;
	cp_crls *crls = store_of(made->path, &status, &error);
	bool was_damaged = false;
	size_t i;

	*is_right = status != CERTPOLICY_OK || cp_crls_count(crls) == 3;
	snprintf(code, sizeof(code), "%s", error != NULL ? certpolicy_error_get_code(error) : "");
	for (i = 0; i < 3 && status == CERTPOLICY_OK && *is_right; i++) {
		const cp_crl *crl = cp_crls_at(crls, i);
		bool damaged;

		*is_right = agree(made->lists[i], crl, cp_crl_index_of(crl), &damaged);
		was_damaged |= damaged;
		*is_right = *is_right && (cp_bytes_equal(crl->der, made->lists[i]->der) ||
						 !cp_crl_is_whole(crl));
	}
	if (status == CERTPOLICY_OK && was_damaged)
		snprintf(code, sizeof(code), "look-up");
	else if (status != CERTPOLICY_OK && error == NULL)
		*is_right = false;
	certpolicy_error_free(error);
	cp_crls_free(crls);
	return code;
}

static void
no_octet_can_be_altered(void)
{
	static const uint8_t masks[] = {0x01, 0x80, 0xff};
	three made = three_lists();
	size_t i, k, n_same = 0, n_looked_up = 0;
	bool is_right;

	CU_ASSERT(strcmp(reading_of(&made, &is_right), "") == 0 && is_right);
	for (i = 0; i < made.len; i++) {
		for (k = 0; k < CP_COUNT(masks); k++) {
			const char *code;

			made.file[i] ^= masks[k];
			put_file(made.path, made.file, made.len);
			code = reading_of(&made, &is_right);
			CU_ASSERT(is_right);
			n_same += strcmp(code, "") == 0;
			n_looked_up += strcmp(code, "look-up") == 0;
			if (i / 4 == 2)
				CU_ASSERT(strcmp(code, "crl.version") == 0);
			made.file[i] ^= masks[k];
		}
	}
	/* Every octet of every block, row and entry was read by some look-up. */
	CU_ASSERT(n_same == 0 && n_looked_up > 600);
	clear(&made);
}

static void
nothing_can_be_cut_or_added(void)
{
	three made = three_lists();
	size_t i;
	bool is_right;

	for (i = 0; i < made.len; i++) {
		put_file(made.path, made.file, i);
		CU_ASSERT(strcmp(reading_of(&made, &is_right), "") != 0 && is_right);
		if (i >= 8)
			CU_ASSERT(strcmp(reading_of(&made, &is_right), "crl.damaged") == 0);
	}
	for (i = 1; i < 64; i++) {
		put_file(made.path, made.file, made.len + i);
		CU_ASSERT(strcmp(reading_of(&made, &is_right), "crl.damaged") == 0 && is_right);
	}
	clear(&made);
}

/* Where the sections of a file begin; the last is its end. */
static size_t
sections_of(const three *made, size_t begins[4])
{
	size_t n = 0, i;

	for (i = 0; i + 8 <= made->len && n < 3; i += 16) {
		if (memcmp(made->file + i,
			    "\x89"
			    "CPCRL\r\n",
			    8) == 0)
			begins[n++] = i;
	}
	begins[n] = made->len;
	return n;
}

/* Whole sections, of this file and another one, in every other order. */
static void
sections_stay_together(void)
{
	three made = three_lists(), other = three_lists();
	cp_crl *const of_other[] = {made.lists[1], made.lists[0], made.lists[2]};
	size_t begins[4], i, k, n;
	uint8_t mixed[8192];
	bool is_right;

	CU_ASSERT_FATAL(sections_of(&made, begins) == 3);
	for (i = 0; i < 3; i++) {
		for (k = 0; k < 3; k++) {
			size_t a = begins[i + 1] - begins[i], b = begins[k + 1] - begins[k];

			memcpy(mixed, made.file + begins[i], a);
			memcpy(mixed + a, made.file + begins[k], b);
			put_file(made.path, mixed, a + b);
			CU_ASSERT(strcmp(reading_of(&made, &is_right), "crl.damaged") == 0);
			CU_ASSERT(is_right);
		}
	}
	/* One from a file of as many lists and octets. */
	CU_ASSERT_FATAL(write_lists(made.path, of_other, 3) == CERTPOLICY_OK);
	n = get_file(made.path, other.file, sizeof(other.file));
	CU_ASSERT_FATAL(n == made.len);
	memcpy(mixed, made.file, made.len);
	memcpy(mixed, other.file, 16 + begins[1]);
	put_file(made.path, mixed, made.len);
	CU_ASSERT(strcmp(reading_of(&made, &is_right), "crl.damaged") == 0 && is_right);
	clear(&made);
	clear(&other);
}

/* The entries of another list with the same head and tail; one row points to another's entry. */
static void
what_fits_elsewhere_does_not_fit_here(void)
{
	cp_crl *mine = list_of(CRL_ENTRY("01") CRL_ENTRY("05"), false);
	cp_crl *theirs = list_of(CRL_ENTRY("01") CRL_ENTRY("7f"), false);
	size_t at = (size_t)(mine->entries.data - mine->der.data);
	cp_crl_index *index = index_of(mine), *of_theirs = index_of(theirs);
	bool was_damaged;

	CU_ASSERT_FATAL(index != NULL && of_theirs != NULL);
	/* Another list under my index: only what both list alike. */
	CU_ASSERT(mine->entries.len == theirs->entries.len);
	memcpy((uint8_t *)(uintptr_t)mine->der.data + at, theirs->entries.data,
		theirs->entries.len);
	CU_ASSERT(!agree(theirs, mine, index, &was_damaged) || was_damaged);
	/* My rows under their key. */
	index->key = of_theirs->key;
	CU_ASSERT(agree(mine, mine, index, &was_damaged) && was_damaged);
	cp_free(index);
	cp_free(of_theirs);
	cp_crl_unref(mine);
	cp_crl_unref(theirs);
	der_text_free_all();
}

static void
a_damaged_index_spoils_its_folder(void)
{
	static const char pem[] = SRCDIR "/tests/data/input/crl.pem";
	three made = three_lists();
	uint8_t good[4096];
	size_t len = get_file(pem, good, sizeof(good));
	certpolicy_error *error = NULL;
	cp_crls *crls;
	int status;

	CU_ASSERT_FATAL(mkdir(in_folder("lists"), 0700) == 0);
	put_file(in_folder("lists/a.pem"), good, len);
	put_file(in_folder("lists/b.index"), made.file, made.len);
	put_file(in_folder("lists/c.txt"), (const uint8_t *)"no list", 7);
	crls = store_of(in_folder("lists"), &status, &error);
	CU_ASSERT(status == CERTPOLICY_OK && error == NULL && cp_crls_count(crls) == 4);
	cp_crls_free(crls);

	put_file(in_folder("lists/b.index"), made.file, made.len / 2);
	crls = store_of(in_folder("lists"), &status, &error);
	CU_ASSERT(status == CERTPOLICY_ERROR_BAD_INPUT && error != NULL &&
		  strcmp(certpolicy_error_get_code(error), "crl.damaged") == 0 &&
		  strstr(certpolicy_error_get_message(error), "b.index") != NULL);
	certpolicy_error_free(error);
	cp_crls_free(crls);
	clear(&made);
}

/* From files in every form, an index among them. */
static void
an_index_is_written_from_files(void)
{
	three made = three_lists();
	const char *out = in_folder("out");
	const char *paths[] = {
		SRCDIR "/tests/data/input/crl.pem", made.path, SRCDIR "/tests/data/input/crl.pem"};
	certpolicy_error *error = NULL;
	cp_crls_about about;
	cp_crls *crls;
	int status;

	CU_ASSERT(cp_crls_write_index(paths, 3, out, &about, NULL) == CERTPOLICY_OK);
	CU_ASSERT(about.n_lists == 4 && about.n_entries >= 6 && about.oldest > 0);
	crls = store_of(out, &status, NULL);
	CU_ASSERT(status == CERTPOLICY_OK && cp_crls_count(crls) == 4);
	CU_ASSERT(strcmp(cp_crl_file_path(cp_crls_at(crls, 1)), out) == 0);
	cp_crls_free(crls);

	/* An entry that nothing looked up is damaged. */
	alter(made.path, made.lists[0], made.lists[0]->entries.data + 4);
	CU_ASSERT(cp_crls_write_index(paths, 3, in_folder("out2"), &about, &error) ==
		  CERTPOLICY_ERROR_BAD_INPUT);
	CU_ASSERT(error != NULL && strcmp(certpolicy_error_get_code(error), "crl.damaged") == 0);
	certpolicy_error_free(error);
	error = NULL;
	paths[1] = SRCDIR "/tests/data/input/leaf.pem";
	CU_ASSERT(cp_crls_write_index(paths, 3, out, &about, &error) != CERTPOLICY_OK);
	CU_ASSERT(error != NULL && strstr(certpolicy_error_get_file(error), "leaf.pem") != NULL);
	certpolicy_error_free(error);
	/* What was begun is no list, and no file of none. */
	crls = store_of(out, &status, NULL);
	CU_ASSERT(status != CERTPOLICY_OK && cp_crls_count(crls) == 0);
	cp_crls_free(crls);
	CU_ASSERT(cp_crls_write_index(paths, 0, out, &about, NULL) == CERTPOLICY_ERROR_BAD_INPUT);
	CU_ASSERT(cp_crls_write_index(paths, 1, "/nowhere/at/all", &about, NULL) ==
		  CERTPOLICY_ERROR_IO);
	clear(&made);
}

/* A file by fuzz/seeds/make_crl_file, which knows the form and not this library. */
static void
another_writers_file_is_read(void)
{
	const char *path = in_folder("other");
	uint8_t octets[4096];
	size_t len = get_file(SRCDIR "/fuzz/seeds/crl_file/three-0", octets, sizeof(octets)), i;
	bool was_damaged;
	cp_crls *crls;
	int status;

	put_file(path, octets + 1, len - 1);
	crls = store_of(path, &status, NULL);
	CU_ASSERT_FATAL(status == CERTPOLICY_OK && cp_crls_count(crls) == 3);
	for (i = 0; i < 3; i++) {
		const cp_crl *crl = cp_crls_at(crls, i);

		CU_ASSERT(cp_crl_is_whole(crl) && (crl->n_entries == 0) == (i == 1));
		CU_ASSERT(agree(crl, crl, cp_crl_index_of(crl), &was_damaged) && !was_damaged);
	}
	CU_ASSERT(cp_crls_at(crls, 2)->n_entries > 1);
	cp_crls_free(crls);
	der_text_free_all();
}

/* ---- judgements ---- */

typedef struct judged {
	int status;
	certpolicy_verdict verdict;
	char primary[64], code[32], message[256];
} judged;

static void
add_cert(certpolicy_engine *engine, const unit_cert_spec *spec, bool is_anchor)
{
	cp_bytes der = unit_cert(spec);
	int status =
		is_anchor ? certpolicy_engine_add_anchor_der(engine, der.data, der.len, NULL)
			  : certpolicy_engine_add_intermediate_der(engine, der.data, der.len, NULL);

	CP_INVARIANT(status == CERTPOLICY_OK);
}

static certpolicy_engine *
engine_with(const char *crls)
{
	const unit_cert_spec root = {.subject = "CN=root",
				     .key = unit_key(UNIT_P256, 2),
				     .is_ca = true,
				     .key_usage = GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN},
			     ca = {.subject = "CN=ca",
				     .issuer = "CN=root",
				     .key = unit_key(UNIT_P256, 1),
				     .issuer_key = unit_key(UNIT_P256, 2),
				     .is_ca = true,
				     .key_usage = GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN};
	certpolicy_engine *engine = certpolicy_engine_new();

	CP_INVARIANT(engine != NULL);
	add_cert(engine, &root, true);
	add_cert(engine, &ca, false);
	CU_ASSERT_FATAL(certpolicy_engine_add_crls(engine, crls, NULL) == CERTPOLICY_OK);
	return engine;
}

static judged
judge(certpolicy_engine *engine, unsigned serial)
{
	const unit_cert_spec leaf = {.subject = "CN=leaf",
		.issuer = "CN=ca",
		.serial = serial,
		.names = "dns:a.example",
		.issuer_key = unit_key(UNIT_P256, 1)};
	cp_bytes der = unit_cert(&leaf);
	certpolicy_request *request = certpolicy_request_new();
	certpolicy_report *report = NULL;
	certpolicy_policy *policy = NULL;
	certpolicy_error *error = NULL;
	judged result;

	memset(&result, 0, sizeof(result));
	CP_INVARIANT(request != NULL &&
		     certpolicy_request_add_chain(request, der.data, der.len, NULL, NULL) == 0 &&
		     certpolicy_request_set_time(request, NOW, NULL) == 0 &&
		     certpolicy_policy_find(NULL, "pkix", &policy, NULL) == 0);
	result.status = certpolicy_evaluate(engine, policy, request, &report, &error);
	if (result.status == CERTPOLICY_OK) {
		result.verdict = certpolicy_report_get_verdict(report);
		snprintf(result.primary, sizeof(result.primary), "%s",
			certpolicy_report_get_primary(report) != NULL
				? certpolicy_report_get_primary(report)
				: "");
	} else {
		CU_ASSERT(report == NULL);
		snprintf(result.code, sizeof(result.code), "%s", certpolicy_error_get_code(error));
		snprintf(result.message, sizeof(result.message), "%s",
			certpolicy_error_get_message(error));
	}
	certpolicy_error_free(error);
	certpolicy_policy_free(policy);
	certpolicy_report_free(report);
	certpolicy_request_free(request);
	return result;
}

static void
check_is_damage(const judged *result, const char *path)
{
	CU_ASSERT(result->status == CERTPOLICY_ERROR_BAD_INPUT);
	CU_ASSERT(strcmp(result->code, "crl.damaged") == 0);
	CU_ASSERT(strstr(result->message, path) != NULL);
}

/* The verdict is that of the plain list; damage is no verdict, whatever it hits. */
static void
damage_ends_a_judgement(void)
{
	cp_crl *crl = long_list(300, 1);
	const char *path = in_folder("judged"), *plain = in_folder("plain");
	certpolicy_engine *engine;
	judged result;
	size_t i;

	put_file(plain, crl->der.data, crl->der.len);
	CU_ASSERT_FATAL(write_lists(path, &crl, 1) == CERTPOLICY_OK);
	for (i = 0; i < 2; i++) {
		engine = engine_with(i == 0 ? plain : path);
		result = judge(engine, 5);
		CU_ASSERT(result.status == CERTPOLICY_OK &&
			  result.verdict == CERTPOLICY_VERDICT_DENY &&
			  strcmp(result.primary, "revocation.revoked") == 0);
		result = judge(engine, 6);
		CU_ASSERT(result.status == CERTPOLICY_OK &&
			  strcmp(result.primary, "revocation.revoked") != 0);
		certpolicy_engine_free(engine);
	}

	/* The last entry is that of the certificate: its reason's last octet. A new process would
	 * see it by the signature, one that verified the list before by the entry. */
	engine = engine_with(path);
	result = judge(engine, 5);
	CU_ASSERT(result.status == CERTPOLICY_OK);
	alter(path, crl, crl->entries.data + crl->entries.len - 1);
	result = judge(engine, 5);
	check_is_damage(&result, path);
	certpolicy_engine_free(engine);
	engine = engine_with(path);
	result = judge(engine, 6);
	check_is_damage(&result, path);
	certpolicy_engine_free(engine);
	/* Another's entry. */
	alter(path, crl, crl->entries.data + crl->entries.len - 1);
	alter(path, crl, crl->entries.data + 4);
	engine = engine_with(path);
	result = judge(engine, 5);
	check_is_damage(&result, path);
	certpolicy_engine_free(engine);
	cp_crl_unref(crl);
	der_text_free_all();
}

/* ---- without memory ---- */

static bool
read_once(const char *path, const char *out)
{
	cp_crls *crls = cp_crls_new();
	certpolicy_error *error = NULL;
	cp_crls_about about;
	int status = CERTPOLICY_ERROR_NO_MEMORY;

	if (crls != NULL)
		status = cp_crls_add_path(crls, path, &error);
	if (status == CERTPOLICY_OK) {
		CU_ASSERT(cp_crls_count(crls) == 3);
		status = cp_crls_write_index(&path, 1, out, &about, &error);
	}
	CU_ASSERT(status == CERTPOLICY_OK || status == CERTPOLICY_ERROR_NO_MEMORY);
	certpolicy_error_free(error);
	cp_crls_free(crls);
	return status == CERTPOLICY_OK;
}

static void
every_allocation_fails_once(void)
{
	three made = three_lists();
	const char *out = in_folder("alloc");
	bool for_ever = false, done;
	long n;

	do {
		for (n = 0, done = false; !done && n < 1000; n++) {
			cp_mem_fail_after(n, for_ever);
			done = read_once(made.path, out) && cp_mem_count() <= n;
		}
		CU_ASSERT(done && n > 20);
		for_ever = !for_ever;
	} while (for_ever);
	cp_mem_fail_after(-1, false);
	clear(&made);
}

static void
remove_all(void)
{
	static const char *const files[] = {"random", "three", "lists/a.pem", "lists/b.index",
		"lists/c.txt", "out", "out2", "judged", "plain", "alloc", "other"};
	size_t i;

	for (i = 0; i < CP_COUNT(files); i++)
		(void)unlink(in_folder(files[i]));
	(void)rmdir(in_folder("lists"));
	(void)rmdir(folder);
}

int
main(void)
{
	static const unit_test tests[] = {
		{"an index finds what a walk finds", an_index_finds_what_a_walk_finds},
		{"long lists are found in", long_lists_are_found_in},
		{"some lists get no index", some_lists_get_no_index},
		{"an index is made when it pays", an_index_is_made_when_it_pays},
		{"who keeps lists", who_keeps_lists},
		{"threads share a list", threads_share_a_list},
		{"signers are remembered", signers_are_remembered},
		{"no octet can be altered", no_octet_can_be_altered},
		{"nothing can be cut or added", nothing_can_be_cut_or_added},
		{"sections stay together", sections_stay_together},
		{"what fits elsewhere does not fit here", what_fits_elsewhere_does_not_fit_here},
		{"a damaged index spoils its folder", a_damaged_index_spoils_its_folder},
		{"an index is written from files", an_index_is_written_from_files},
		{"another writer's file is read", another_writers_file_is_read},
		{"damage ends a judgement", damage_ends_a_judgement},
		{"every allocation fails once", every_allocation_fails_once},
		{NULL, NULL},
	};
	int result;

	if (mkdtemp(folder) == NULL)
		return 99;
	result = unit_main("crl index", tests);
	remove_all();
	return result;
}
