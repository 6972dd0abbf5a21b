/*
 * Real revocation lists and broken ones, each field held against GnuTLS's reading of it. Lists that
 * GnuTLS takes and we do not are known by name, each with its reason; another one fails, and so
 * does one that no longer differs. Needs shared data ($CERTPOLICY_SHARED or ../shared beside the
 * source tree).
 */
#include <config.h>
#include "base/mem.h"
#include "unit/unit.h"
#include "x509/crl_index.h"
#include "x509/input.h"

#include <gnutls/x509.h>

/* Comparing every entry costs GnuTLS time that grows with the square of their number. */
#define ENTRIES_COMPARED 3000u

static char shared[4096];

/* Only GnuTLS takes it, or a field differs; and why that is right. */
static struct known {
	const char *file, *why;
	bool met;
} known[] = {
	{"rustls-crl/crl.idp.invalid.name.der", "an attribute is no SEQUENCE", false},
	{"rustls-crl/crl.idp.invalid.bool.der", "a BOOLEAN that is neither 00 nor ff", false},
	{"rustls-crl/crl.wrong.version.der", "version 3", false},
	{"rustls-crl/crl.mismatched.sigalg.der", "the algorithms differ (RFC 5280 5.1.1.2)", false},
	{"rustls-crl/crl.invalid.this.update.time.der",
		"the year 1, which GnuTLS cannot count and gives as 0", false},
	{"invalid_mismatched_signature_algorithm/crl.der", "the algorithms differ", false},
	{"invalid_idp_dpname_choice_extra_data/crl.der", "octets after the name", false},
	{"invalid_revoked_empty_sequence/crl.der", "must be absent (RFC 5280 5.1.2.6)", false},
	{"invalid_idp_empty_sequence/crl.der", "must not be empty (RFC 5280 5.2.5)", false},
	{"invalid_v1_explicit/crl.der", "version 1 is written by its absence", false},
	{"invalid_v3/crl.der", "version 3", false},
	{"ossl-fuzz-crl/e901ea786b719d8a", "no version, and more broken fields", false},
	{"gnutls-fuzz-crl/698e01fdc3f9a4c4", "lengths that are not minimal", false},
};

static bool
is_known(const char *file)
{
	size_t i, len = strlen(file);

	for (i = 0; i < CP_COUNT(known); i++) {
		size_t known_len = strlen(known[i].file);

		if (len >= known_len && strcmp(file + len - known_len, known[i].file) == 0) {
			known[i].met = true;
			return true;
		}
	}
	return false;
}

static size_t n_compared, n_objects;

static bool
same_number(gnutls_x509_crl_t theirs, const cp_crl *ours)
{
	uint8_t number[128];
	size_t len = sizeof(number);
	unsigned critical;
	bool has = gnutls_x509_crl_get_number(theirs, number, &len, &critical) == 0;

	return has == ours->has_crl_number &&
	       (!has || (cp_bytes_equal(cp_bytes_of(number, len), ours->crl_number) &&
				(critical != 0) == ours->crl_number_critical));
}

static bool
same_key_id(gnutls_x509_crl_t theirs, const cp_crl *ours)
{
	uint8_t id[128];
	size_t len = sizeof(id);

	if (gnutls_x509_crl_get_authority_key_id(theirs, id, &len, NULL) != 0)
		len = 0;
	return cp_bytes_equal(cp_bytes_of(id, len), ours->aki_key_id);
}

static bool
same_issuer(gnutls_x509_crl_t theirs, const cp_crl *ours)
{
	gnutls_datum_t name = {NULL, 0};
	bool same = gnutls_x509_crl_get_raw_issuer_dn(theirs, &name) == 0 &&
		    cp_bytes_equal(cp_bytes_of(name.data, name.size), ours->issuer);

	gnutls_free(name.data);
	return same;
}

static bool
same_times(gnutls_x509_crl_t theirs, const cp_crl *ours)
{
	time_t next = gnutls_x509_crl_get_next_update(theirs);

	return gnutls_x509_crl_get_this_update(theirs) == ours->this_update &&
	       (next != (time_t)-1) == ours->has_next_update &&
	       (!ours->has_next_update || next == ours->next_update);
}

static bool
same_entries(gnutls_x509_crl_t theirs, const cp_crl *ours)
{
	gnutls_x509_crl_iter_t walk = NULL;
	cp_bytes rest = ours->entries;
	cp_crl_entry entry;
	size_t i, n = ours->n_entries < ENTRIES_COMPARED ? ours->n_entries : ENTRIES_COMPARED;
	int count = gnutls_x509_crl_get_crt_count(theirs);
	bool same = (count < 0 ? 0 : (size_t)count) == ours->n_entries;

	for (i = 0; i < n && same; i++) {
		uint8_t serial[128];
		size_t len = sizeof(serial);
		time_t when;

		same = gnutls_x509_crl_iter_crt_serial(theirs, &walk, serial, &len, &when) == 0 &&
		       cp_crl_next_entry(&rest, &entry) && when == entry.revoked_at &&
		       cp_bytes_equal(cp_bytes_of(serial, len), entry.serial);
	}
	gnutls_x509_crl_iter_deinit(walk);
	return same;
}

static bool
same_fields(gnutls_x509_crl_t theirs, const cp_crl *ours)
{
	return gnutls_x509_crl_get_version(theirs) == ours->version && same_issuer(theirs, ours) &&
	       same_times(theirs, ours) && same_number(theirs, ours) && same_key_id(theirs, ours) &&
	       same_entries(theirs, ours);
}

/* Every entry is where the index says. */
static bool
is_indexed(const cp_crl *crl)
{
	uint8_t sha256[CP_SHA256_LEN];
	cp_bytes rest = crl->entries, issuer;
	cp_crl_entry entry, found;
	cp_crl_index *index;
	bool all;

	cp_crypto_sha256(crl->der, sha256);
	CP_INVARIANT(cp_crl_index_build(crl, sha256, &index));
	all = index != NULL;
	while (all && cp_crl_next_entry(&rest, &entry)) {
		cp_crl_lookup lookup = cp_crl_lookup_start(crl, index, entry.serial);

		do
			all = cp_crl_lookup_next(&lookup, &found, &issuer);
		while (all && found.serial.data != entry.serial.data);
	}
	cp_free(index);
	return all;
}

static void
compare(const char *file, cp_bytes der)
{
	gnutls_datum_t datum = {(unsigned char *)(uintptr_t)der.data, (unsigned)der.len};
	cp_crl *ours = cp_crl_read(der);
	gnutls_x509_crl_t theirs;
	bool they_take;

	CP_INVARIANT(ours != NULL && gnutls_x509_crl_init(&theirs) == 0);
	they_take = gnutls_x509_crl_import(theirs, &datum, GNUTLS_X509_FMT_DER) == 0;
	UNIT_ROW(file, they_take || !ours->skeleton);
	if (they_take && !(ours->skeleton && same_fields(theirs, ours)))
		UNIT_ROW(file, is_known(file));
	UNIT_ROW(file, !ours->skeleton || is_indexed(ours));
	n_compared += they_take && ours->skeleton;
	n_objects++;
	gnutls_x509_crl_deinit(theirs);
	cp_crl_unref(ours);
}

static int
take_object(void *user, cp_object_kind kind, cp_bytes der)
{
	if (kind == CP_OBJECT_CRL)
		compare(user, der);
	return CERTPOLICY_OK;
}

/* As input of any form, and its octets as they are. */
static void
read_file(char *path)
{
	cp_bytes data;
	size_t before = n_objects;

	CP_INVARIANT(cp_input_read_file(path, (size_t)1 << 28, &data, NULL) == CERTPOLICY_OK);
	if (cp_input_each(data, path, NULL, take_object, path, NULL) != CERTPOLICY_OK ||
		n_objects == before)
		compare(path, data);
	cp_free((void *)(uintptr_t)data.data);
}

static void
read_index(const char *topic)
{
	char line[8192], path[16384];
	FILE *file;

	snprintf(path, sizeof(path), "%s/data/real/%s/INDEX.tsv", shared, topic);
	file = fopen(path, "r");
	CP_INVARIANT(file != NULL);
	while (fgets(line, sizeof(line), file) != NULL) {
		char *tab = strchr(line, '\t');

		if (tab == NULL)
			continue;
		*tab = '\0';
		snprintf(path, sizeof(path), "%s/data/real/%s", shared, line);
		if (strstr(line, ".crl") != NULL || strstr(line, "-crl/") != NULL)
			read_file(path);
	}
	fclose(file);
}

static void
lists_are_read_as_gnutls_reads_them(void)
{
	size_t i;

	read_index("06-revocation");
	CU_ASSERT(n_compared > 50);
	read_index("11-malformed");
	CU_ASSERT(n_objects > 400);
	for (i = 0; i < CP_COUNT(known); i++)
		UNIT_ROW(known[i].file, known[i].met);
}

int
main(void)
{
	static const unit_test tests[] = {
		{"lists are read as GnuTLS reads them", lists_are_read_as_gnutls_reads_them},
		{NULL, NULL},
	};
	const char *named = getenv("CERTPOLICY_SHARED");
	char index[8192];
	FILE *file;

	snprintf(shared, sizeof(shared), "%s", named != NULL ? named : SRCDIR "/../shared");
	snprintf(index, sizeof(index), "%s/data/real/06-revocation/INDEX.tsv", shared);
	file = fopen(index, "r");
	if (file == NULL) {
		printf("skipped: no shared data at %s\n", shared);
		return 77;
	}
	fclose(file);
	return unit_main("crl_corpus", tests);
}
