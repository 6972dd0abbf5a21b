/*
 * A revocation list of a million entries: reading it, making its index, looking serial numbers up
 * that are on it and that are not, in random order; the same from a file by mmap, and what whole
 * judgements take. OpenSSL and GnuTLS do beside it what they can of the same.
 */
#include <config.h>
#include "base/mem.h"
#include "bench.h"
#include "hostile_make.h"
#include "store/crls.h"
#include "x509/crl_file.h"
#include "x509/crl_index.h"
#include "x509/crl_kept.h"

#include <certpolicy/certpolicy.h>
#include <gnutls/x509.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SERIAL_LEN 16u
#define LOOK_UPS 1000000u
#define ROUNDS 5u
/* GnuTLS's import takes time by the square of the entries that have extensions. */
#define GNUTLS_ENTRIES 10000u
/* make_certificate begins to count here. */
#define SERIALS_FROM UINT64_C(0x1122334455667788)
#define REVOKED 77u

static const char *path = "bench-crl.der", *index_path = "bench-crl.index";
static size_t n_entries;

static uint64_t
mix(uint64_t x)
{
	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

/* The n-th serial number, of random octets as public authorities have them. */
static void
make_serial(uint64_t n, unsigned char serial[SERIAL_LEN])
{
	const uint64_t words[2] = {mix(2 * n + 1), mix(2 * n + 2)};

	memcpy(serial, words, SERIAL_LEN);
	serial[0] = (unsigned char)((serial[0] & 0x7f) | 1);
}

/* `n` entries with a reason, as public authorities write them, the last being that of the leaf that
 * is judged. */
static bench_data
make_long_list(size_t n)
{
	static const unsigned char reason[] = {0x0a, 1, 4}; /* superseded */
	der entries = DER_EMPTY, extension = DER_EMPTY, content = DER_EMPTY;
	const make_crl spec = {.issuer = "ca", .key = 1, .number = 1, .entries = &entries};
	unsigned char serial[SERIAL_LEN];
	bench_data list;
	size_t i;

	der_put(&content, reason, sizeof(reason));
	make_extension(&extension, "551d15", false, &content);
	for (i = 0; i < n; i++) {
		make_serial(i, serial);
		der_open(&entries, 0x30);
		if (i + 1 < n)
			der_element(&entries, 0x02, serial, SERIAL_LEN);
		else
			der_number(&entries, SERIALS_FROM + REVOKED);
		der_text(&entries, 0x17, "260401000000Z");
		der_element(&entries, 0x30, extension.data, extension.len);
		der_close(&entries);
	}
	list = make_list(&spec);
	der_free(&entries);
	der_free(&extension);
	der_free(&content);
	return list;
}

static void
write_file(const char *name, bench_data content)
{
	FILE *file = fopen(name, "wb");

	bench_require(file != NULL && fwrite(content.data, 1, content.len, file) == content.len &&
			      fclose(file) == 0,
		name);
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
median(double *values)
{
	qsort(values, ROUNDS, sizeof(*values), by_value);
	return values[ROUNDS / 2];
}

/* Whether the list has this serial number; the contestants' own. */
typedef int
look_up(void *context, const unsigned char *serial);

/* ns a look-up, in random order, by a program that does nothing else. */
static double
time_look_ups(look_up *find, void *context, bool present)
{
	double rounds[ROUNDS];
	size_t round, i, n_found;

	for (round = 0; round < ROUNDS; round++) {
		double start = bench_processor();

		for (n_found = i = 0; i < LOOK_UPS; i++) {
			uint64_t n = mix(round * LOOK_UPS + i) % (n_entries - 1);
			unsigned char serial[SERIAL_LEN];

			make_serial(present ? n : n + ((uint64_t)1 << 40), serial);
			n_found += (size_t)find(context, serial);
		}
		rounds[round] = 1e9 * (bench_processor() - start) / LOOK_UPS;
		bench_require(n_found == (present ? LOOK_UPS : 0), "a look-up was wrong");
	}
	return median(rounds);
}

static void
print_look_ups(const char *whose, look_up *find, void *context)
{
	double present = time_look_ups(find, context, true);

	printf("%-44s %9.0f ns, and not on it %9.0f ns\n", whose, present,
		time_look_ups(find, context, false));
}

/* ---- ours ---- */

typedef struct ours {
	const cp_crl *crl;
	const cp_crl_index *index;
} ours;

static int
find_ours(void *context, const unsigned char *serial)
{
	const ours *o = context;
	cp_crl_lookup lookup =
		cp_crl_lookup_start(o->crl, o->index, cp_bytes_of(serial, SERIAL_LEN));
	cp_crl_entry entry;
	cp_bytes issuer;
	int found = cp_crl_lookup_next(&lookup, &entry, &issuer);

	bench_require(!lookup.is_damaged, "damage");
	return found;
}

static void
measure_memory(bench_data list)
{
	double reads[ROUNDS], digests[ROUNDS], builds[ROUNDS];
	uint8_t sha256[CP_SHA256_LEN];
	cp_crl_index *index = NULL;
	cp_crl *crl = NULL;
	size_t i;

	for (i = 0; i < ROUNDS; i++) {
		double start = bench_processor();

		cp_crl_unref(crl);
		cp_free(index);
		crl = cp_crl_read(cp_bytes_of(list.data, list.len));
		bench_require(crl != NULL && crl->skeleton, "reading");
		reads[i] = bench_processor() - start;
		start = bench_processor();
		cp_crypto_sha256(crl->der, sha256);
		digests[i] = bench_processor() - start;
		start = bench_processor();
		bench_require(cp_crl_index_build(crl, sha256, &index) && index != NULL, "index");
		builds[i] = bench_processor() - start;
	}
	printf("%-44s %9.1f ms\n", "reading it, strictly", 1e3 * median(reads));
	printf("%-44s %9.1f ms, of which its digest %.1f ms\n", "making the index",
		1e3 * (median(builds) + median(digests)), 1e3 * median(digests));
	printf("%-44s %9.1f octets an entry\n", "the index",
		(double)(index->blocks.len + index->rows.len) / (double)n_entries);
	print_look_ups("looking up in it: on the list", find_ours, &(ours){crl, index});
	cp_free(index);
	cp_crl_unref(crl);
}

static cp_crls *
open_index(void)
{
	cp_crls *crls = cp_crls_new();

	bench_require(crls != NULL && cp_crls_add_path(crls, index_path, NULL) == CERTPOLICY_OK,
		"opening the index");
	return crls;
}

static void
measure_file(void)
{
	double opens[ROUNDS], start = bench_processor();
	cp_crls_about about;
	cp_crls *crls = NULL;
	const cp_crl *crl;
	size_t i;

	bench_require(cp_crls_write_index(&path, 1, index_path, &about, NULL) == CERTPOLICY_OK,
		"writing the index");
	printf("%-44s %9.1f ms\n", "reading the list's file, writing an index",
		1e3 * (bench_processor() - start));
	for (i = 0; i < ROUNDS; i++) {
		cp_crls_free(crls);
		start = bench_processor();
		crls = open_index();
		opens[i] = bench_processor() - start;
	}
	printf("%-44s %9.1f us\n", "opening that file", 1e6 * median(opens));
	crl = cp_crls_at(crls, 0);
	print_look_ups(
		"looking up in it: on the list", find_ours, &(ours){crl, cp_crl_index_of(crl)});
	cp_crls_free(crls);
}

/* ---- whole judgements ---- */

static bench_data
certificate(const char *subject, const char *issuer, size_t key, size_t issuer_key, uint64_t serial)
{
	const make_cert spec = {.subject = subject,
		.issuer = issuer,
		.key = key,
		.issuer_key = issuer_key,
		.serial = serial,
		.is_ca = serial == 0,
		.dns = serial == 0 ? NULL : "www.example"};

	return make_certificate(&spec);
}

static certpolicy_request *
make_request(uint64_t serial)
{
	certpolicy_request *request = certpolicy_request_new();
	const bench_data chain[] = {certificate("www", "ca", 2, 1, serial),
		certificate("ca", "root", 1, 0, 0), certificate("root", "root", 0, 0, 0)};
	int status = request == NULL;
	size_t i;

	for (i = 0; i < 2; i++)
		status |= certpolicy_request_add_certificate_der(
			request, chain[i].data, chain[i].len, NULL);
	status |= certpolicy_request_add_anchor_der(request, chain[2].data, chain[2].len, NULL);
	status |= certpolicy_request_add_peer_dns(request, "www.example", NULL);
	status |= certpolicy_request_set_time(request, HOSTILE_TIME, NULL);
	status |= certpolicy_request_set_policy(request, "pkix", NULL);
	bench_require(status == 0, "making a request");
	for (i = 0; i < 3; i++)
		free(chain[i].data);
	return request;
}

static void
judge(certpolicy_engine *engine, const certpolicy_request *request, bool revoked)
{
	certpolicy_report *report = NULL;

	bench_require(certpolicy_evaluate(engine, NULL, request, &report, NULL) == 0 &&
			      (certpolicy_report_get_verdict(report) == CERTPOLICY_VERDICT_DENY) ==
				      revoked,
		"the verdict");
	certpolicy_report_free(report);
}

/* The first judgement verifies the list's signature; the thousandth has an index. */
static void
measure_judgements(const char *whose, const char *lists)
{
	certpolicy_engine *engine = certpolicy_engine_new();
	certpolicy_request *good = make_request(REVOKED + 1), *revoked = make_request(REVOKED);
	double start = bench_processor(), loaded, first, later;
	size_t i;

	bench_require(lists == NULL || certpolicy_engine_add_crls(engine, lists, NULL) == 0, lists);
	loaded = bench_processor() - start;
	judge(engine, revoked, lists != NULL);
	first = bench_processor() - start - loaded;
	for (i = 0; i < 100; i++)
		judge(engine, good, false);
	start = bench_processor();
	for (i = 0; i < 1000; i++)
		judge(engine, good, false);
	later = (bench_processor() - start) / 1000;
	printf("%-44s %9.2f ms to load, first %7.2f ms, later %7.1f us\n", whose, 1e3 * loaded,
		1e3 * first, 1e6 * later);
	certpolicy_request_free(good);
	certpolicy_request_free(revoked);
	certpolicy_engine_free(engine);
}

/* ---- the others ---- */

static int
find_openssl(void *context, const unsigned char *serial)
{
	ASN1_INTEGER *number = ASN1_INTEGER_new();
	X509_REVOKED *entry = NULL;
	int found;

	bench_require(number != NULL && ASN1_STRING_set(number, serial, SERIAL_LEN), "memory");
	found = X509_CRL_get0_by_serial(context, &entry, number) == 1;
	ASN1_INTEGER_free(number);
	return found;
}

static void
measure_openssl(bench_data list)
{
	const unsigned char *at = list.data;
	size_t before = bench_heap();
	double start = bench_processor();
	X509_CRL *crl = d2i_X509_CRL(NULL, &at, (long)list.len);
	unsigned char serial[SERIAL_LEN];

	bench_require(crl != NULL, "OpenSSL reads it");
	printf("%-44s %9.1f ms\n", "OpenSSL: reading it", 1e3 * (bench_processor() - start));
	make_serial(0, serial);
	start = bench_processor();
	bench_require(find_openssl(crl, serial), "OpenSSL finds it");
	printf("%-44s %9.1f ms\n", "OpenSSL: the first look-up, which sorts",
		1e3 * (bench_processor() - start));
	printf("%-44s %9.1f octets an entry\n", "OpenSSL: heap, beyond the list itself",
		((double)(bench_heap() - before) - (double)list.len) / (double)n_entries);
	print_look_ups("OpenSSL: on the list", find_openssl, crl);
	X509_CRL_free(crl);
}

/* There is no look-up: a list is gone through. */
static int
find_gnutls(gnutls_x509_crl_t crl, const unsigned char *serial)
{
	gnutls_x509_crl_iter_t iter = NULL;
	unsigned char there[64];
	size_t len = sizeof(there);
	int found = 0;

	while (!found && gnutls_x509_crl_iter_crt_serial(crl, &iter, there, &len, NULL) == 0) {
		found = len == SERIAL_LEN && memcmp(there, serial, len) == 0;
		len = sizeof(there);
	}
	gnutls_x509_crl_iter_deinit(iter);
	return found;
}

static void
measure_gnutls(size_t n)
{
	bench_data list = make_long_list(n);
	const gnutls_datum_t data = {list.data, (unsigned)list.len};
	unsigned char serial[SERIAL_LEN];
	gnutls_x509_crl_t crl;
	double start = bench_processor();

	bench_require(gnutls_x509_crl_init(&crl) == 0 &&
			      gnutls_x509_crl_import(crl, &data, GNUTLS_X509_FMT_DER) == 0,
		"GnuTLS reads it");
	printf("GnuTLS, of %zu entries only: %-15s %9.1f ms\n", n, "reading it",
		1e3 * (bench_processor() - start));
	make_serial(n / 2, serial);
	start = bench_processor();
	bench_require(find_gnutls(crl, serial), "GnuTLS finds it");
	printf("GnuTLS, of %zu entries only: %-15s %9.1f ms\n", n, "half the way",
		1e3 * (bench_processor() - start));
	gnutls_x509_crl_deinit(crl);
	free(list.data);
}

int
main(int argc, char **argv)
{
	bench_data list;

	n_entries = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000000;
	bench_require(n_entries >= 2, "a number of entries");
	list = make_long_list(n_entries);
	write_file(path, list);
	printf("a revocation list of %zu entries, %.1f MB; processor time, medians of %u rounds of "
	       "%u look-ups\n",
		n_entries, (double)list.len / 1e6, ROUNDS, LOOK_UPS);
	measure_memory(list);
	measure_file();
	measure_judgements("judgements: without lists", NULL);
	measure_judgements("judgements: the list's file", path);
	measure_judgements("judgements: the file with its index", index_path);
	measure_openssl(list);
	measure_gnutls(n_entries < GNUTLS_ENTRIES ? n_entries : GNUTLS_ENTRIES);
	free(list.data);
	(void)unlink(path);
	(void)unlink(index_path);
	return 0;
}
