/* Extensions, dates, numbers and nesting. */
#include <config.h>
#include "hostile_parts.h"

#include <stdio.h>
#include <stdlib.h>

static void
extension_repeated(hostile_input *input, size_t n)
{
	der extensions = DER_EMPTY, content = DER_EMPTY;
	size_t i;

	der_open(&content, 0x30);
	der_text(&content, DNS, "www.example");
	der_close(&content);
	for (i = 0; i < n; i++)
		make_extension(&extensions, OID_SAN, false, &content);
	der_free(&content);
	hostile_put_below_ca(input, &extensions);
}

static void
unknown_critical(hostile_input *input, size_t n)
{
	der extensions = DER_EMPTY, content = DER_EMPTY;
	char oid[16];
	size_t i;

	der_element(&content, 0x05, NULL, 0);
	for (i = 0; i < n; i++) {
		snprintf(oid, sizeof(oid), "2a03%02zx%02zx%02zx", 0x81 | (i >> 14 & 0x7f),
			0x80 | (i >> 7 & 0x7f), i & 0x7f);
		make_extension(&extensions, oid, true, &content);
	}
	der_free(&content);
	hostile_put_below_ca(input, &extensions);
}

static void
put_long_identifier(der *extensions, size_t n)
{
	static const unsigned char yes = 0xff, null[] = {5, 0}, end = 1;

	der_open(extensions, 0x30);
	der_open(extensions, 0x06);
	der_fill(extensions, 0x2a, 1);
	der_fill(extensions, 0x83, n);
	der_put(extensions, &end, 1);
	der_close(extensions);
	der_element(extensions, 0x01, &yes, 1);
	der_element(extensions, 0x04, null, 2);
	der_close(extensions);
}

static void
long_identifier(hostile_input *input, size_t n)
{
	der extensions = DER_EMPTY;

	put_long_identifier(&extensions, n);
	hostile_put_below_ca(input, &extensions);
}

static void
long_identifier_on_ladder(hostile_input *input, size_t n)
{
	der extensions = DER_EMPTY;

	put_long_identifier(&extensions, n);
	hostile_put_on_ladder(input, &extensions);
}

static void
deep_nesting(hostile_input *input, size_t n)
{
	der extensions = DER_EMPTY, content = DER_EMPTY, names = DER_EMPTY;

	der_nest(&content, 0x30, n);
	make_extension(&extensions, "2a0304", true, &content);
	/* otherName ::= [0] { type-id, value [0] } */
	der_open(&names, 0x30);
	der_open(&names, 0xa0);
	der_oid(&names, "2a0305");
	der_element(&names, 0xa0, content.data, content.len);
	der_close(&names);
	der_close(&names);
	make_extension(&extensions, OID_SAN, false, &names);
	der_free(&content);
	der_free(&names);
	hostile_put_below_ca(input, &extensions);
}

static void
odd_dates(hostile_input *input, size_t n)
{
	static const char *const dates[] = {"19491231235959Z", "00000101000000Z", "99991231235959Z",
		"500101000000Z", "20260101000000Z", "99991231240000Z", "19000101000000Z"};
	char subject[64], issuer[64];
	size_t i;

	for (i = 0; i < n; i++) {
		const make_cert spec = {.subject = hostile_numbered(subject, "d", i),
			.issuer = i + 1 < n ? hostile_numbered(issuer, "d", i + 1) : "root",
			.key = FREE + i,
			.issuer_key = i + 1 < n ? FREE + i + 1 : ROOT,
			.is_ca = i > 0,
			.not_before = dates[i % 7],
			.not_after = dates[(i + 3) % 7]};

		hostile_add_cert(&input->chain, &spec);
	}
	hostile_add_root(input);
}

static bench_data
leaf_with_serial(const char *issuer, size_t issuer_key, size_t len)
{
	const make_cert leaf = {.subject = "leaf",
		.issuer = issuer,
		.key = LEAF,
		.issuer_key = issuer_key,
		.serial_len = len,
		.dns = "www.example"};

	return make_certificate(&leaf);
}

static void
long_serial_on_ladder(hostile_input *input, size_t n)
{
	hostile_put_plain_ladder(input, 12, true);
	free(input->chain.file[0].data);
	input->chain.file[0] = leaf_with_serial("step0", FREE, n);
}

static void
long_serial(hostile_input *input, size_t n)
{
	hostile_add(&input->chain, leaf_with_serial("ca", CA, n));
	hostile_add_ca(input, NULL);
	hostile_add_root(input);
}

static void
many_scts(hostile_input *input, size_t n)
{
	der extensions = DER_EMPTY, content = DER_EMPTY;
	size_t i, len = n * 49;
	const unsigned char head[] = {(unsigned char)(len >> 8), (unsigned char)len};

	der_open(&content, 0x04);
	der_put(&content, head, 2);
	for (i = 0; i < n; i++) {
		static const unsigned char sct_head[] = {0, 47, 0};

		der_put(&content, sct_head, 3);
		der_fill(&content, (unsigned char)i, 32);
		der_fill(&content, 0, 10);
		der_put(&content, "\4\3\0\0", 4);
	}
	der_close(&content);
	make_extension(&extensions, OID_SCTS, false, &content);
	der_free(&content);
	hostile_put_below_ca(input, &extensions);
}

/* Certificates of a megabyte each, that all issue the leaf. */
static void
large_issuers(hostile_input *input, size_t n)
{
	der extensions = DER_EMPTY;
	size_t i;

	hostile_put_names(&extensions, DNS, 35000, 0);
	hostile_add_leaf(input, NULL);
	for (i = 0; i < n; i++) {
		const make_cert spec = {.subject = "ca",
			.issuer = "root",
			.serial = i,
			.key = CA,
			.issuer_key = ROOT,
			.is_ca = true,
			.extensions = &extensions};

		hostile_add_cert(&input->chain, &spec);
	}
	hostile_add_root(input);
	der_free(&extensions);
}

const hostile_case hostile_forms[] = {
	{"extension repeated", extension_repeated, 30000, 60, NULL, 0},
	{"unknown critical extensions", unknown_critical, 50000, 60, NULL, 0},
	{"object identifier of a megabyte", long_identifier, 1000000, 1000, NULL, 0},
	{"object identifier on a ladder", long_identifier_on_ladder, 130000, 1000, "paths", 8},
	{"serial number on a ladder", long_serial_on_ladder, 130000, 1000, "paths", 8},
	{"nesting", deep_nesting, 100000, 100, NULL, 0},
	{"dates before 1950 and after 9999", odd_dates, 18, 6, NULL, 0},
	{"serial number of a megabyte", long_serial, 1000000, 1000, NULL, 0},
	{"SCTs", many_scts, 1300, 20, NULL, 0},
	{"issuers of a megabyte", large_issuers, 16, 2, "chain_octets", 1000000},
	{NULL, NULL, 0, 0, NULL, 0},
};
