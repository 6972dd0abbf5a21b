/* Names, and constraints on them. */
#include <config.h>
#include "hostile_parts.h"

#include <stdio.h>

/* Names of a leaf against constraints of its issuer. */
static void
constrain(hostile_input *input, hostile_form form, size_t n_names, size_t name_filling,
	size_t n_bases, size_t base_filling, bool excluded)
{
	der names = DER_EMPTY, bases = DER_EMPTY;

	hostile_put_names(&names, form, n_names, name_filling);
	hostile_put_subtrees(&bases, form, n_bases, base_filling, excluded);
	hostile_add_leaf(input, &names);
	hostile_add_ca(input, &bases);
	hostile_add_root(input);
	der_free(&names);
	der_free(&bases);
}

static void
names_against_permitted(hostile_input *input, size_t n)
{
	constrain(input, DNS, n, 0, n, 0, false);
}

static void
names_against_excluded(hostile_input *input, size_t n)
{
	constrain(input, DNS, n, 0, n, 0, true);
}

static void
directory_names(hostile_input *input, size_t n)
{
	constrain(input, DIRECTORY, n, 60, n, 60, true);
}

static void
long_mailbox(hostile_input *input, size_t n)
{
	constrain(input, EMAIL, 1, 20 * n, n, 0, true);
}

static void
long_mailboxes(hostile_input *input, size_t n)
{
	constrain(input, EMAIL, n, 1500, n, 1500, true);
}

static void
long_uri(hostile_input *input, size_t n)
{
	constrain(input, URI, 1, 20 * n, n, 0, true);
}

static void
many_names(hostile_input *input, size_t n)
{
	der extensions = DER_EMPTY;

	hostile_put_names(&extensions, DNS, n, 0);
	hostile_put_below_ca(input, &extensions);
}

static void
names_on_ladder(hostile_input *input, size_t n, hostile_form form, size_t filling)
{
	der extensions = DER_EMPTY;

	hostile_put_names(&extensions, form, n, filling);
	hostile_put_on_ladder(input, &extensions);
}

static void
peers_on_ladder(hostile_input *input, size_t n)
{
	names_on_ladder(input, 100 * n, DNS, 0);
	input->n_peers = n - 1;
}

static void
mailboxes_on_ladder(hostile_input *input, size_t n)
{
	names_on_ladder(input, n, EMAIL, 0);
}

static void
uris_on_ladder(hostile_input *input, size_t n)
{
	names_on_ladder(input, n, URI, 0);
}

static void
directory_names_on_ladder(hostile_input *input, size_t n)
{
	names_on_ladder(input, n, DIRECTORY, 100);
}

static void
long_name_on_ladder(hostile_input *input, size_t n)
{
	names_on_ladder(input, 1, URI, n);
}

/* Breaches of constraints, each of which is worth a text. */
static void
long_breaches(hostile_input *input, size_t n)
{
	der names = DER_EMPTY, bases = DER_EMPTY;
	const hostile_ladder parts = {.leaf = &names, .ca = &bases};

	hostile_put_names(&names, URI, 1, n);
	hostile_put_subtrees(&bases, URI, 1, 0, false);
	hostile_put_ladder(input, 16, &parts, true);
	der_free(&names);
	der_free(&bases);
}

static void
many_peers(hostile_input *input, size_t n)
{
	many_names(input, 350 * n);
	input->n_peers = n - 1;
}

static void
wildcards(hostile_input *input, size_t n)
{
	der extensions = DER_EMPTY, content = DER_EMPTY;
	char text[64];
	size_t i;

	der_open(&content, 0x30);
	for (i = 0; i < n; i++) {
		snprintf(text, sizeof(text), "*.n%zu.co.uk", i);
		der_text(&content, DNS, text);
	}
	der_close(&content);
	make_extension(&extensions, OID_SAN, false, &content);
	der_free(&content);
	hostile_put_below_ca(input, &extensions);
}

/* Large leaves under many paths. */
static void
wildcards_on_a_ladder(hostile_input *input, size_t n)
{
	der extensions = DER_EMPTY, content = DER_EMPTY;
	char text[64];
	size_t i;

	der_open(&content, 0x30);
	for (i = 0; i < n; i++) {
		snprintf(text, sizeof(text), "*.%zu.uk", i);
		der_text(&content, DNS, text);
	}
	der_close(&content);
	make_extension(&extensions, OID_SAN, false, &content);
	der_free(&content);
	hostile_put_on_ladder(input, &extensions);
}

static void
long_name(hostile_input *input, size_t n)
{
	der extensions = DER_EMPTY;

	hostile_put_names(&extensions, DNS, 1, n);
	hostile_put_below_ca(input, &extensions);
}

/* A Name of so many RDNs of so many attributes each. */
static void
put_rdns(der *d, size_t n_rdns, size_t n_attributes)
{
	unsigned char value[3];
	size_t i, k;

	der_open(d, 0x30);
	for (i = 0; i < n_rdns; i++) {
		der_open(d, 0x31);
		for (k = 0; k < n_attributes; k++) {
			der_open(d, 0x30);
			der_oid(d, "55040b");
			value[0] = (unsigned char)('a' + k % 26);
			value[1] = (unsigned char)('a' + k / 26 % 26);
			value[2] = (unsigned char)('a' + k / 676 % 26);
			der_element(d, 0x0c, value, 3);
			der_close(d);
		}
		der_close(d);
	}
	der_close(d);
}

/* The name is the leaf's, its issuer's and its issuer's subject. */
static void
named(hostile_input *input, der *name)
{
	const make_cert leaf = {.subject_name = name,
		.issuer_name = name,
		.key = LEAF,
		.issuer_key = CA,
		.dns = "www.example"};
	const make_cert ca = {.subject_name = name,
		.issuer = "root",
		.key = CA,
		.issuer_key = ROOT,
		.is_ca = true};

	hostile_add_cert(&input->chain, &leaf);
	hostile_add_cert(&input->chain, &ca);
	hostile_add_root(input);
	der_free(name);
}

static void
many_rdns(hostile_input *input, size_t n)
{
	der name = DER_EMPTY;

	put_rdns(&name, n, 1);
	named(input, &name);
}

static void
many_attributes(hostile_input *input, size_t n)
{
	der name = DER_EMPTY;

	put_rdns(&name, 1, n);
	named(input, &name);
}

static void
long_common_name(hostile_input *input, size_t n)
{
	der name = DER_EMPTY;

	der_open(&name, 0x30);
	der_open(&name, 0x31);
	der_open(&name, 0x30);
	der_oid(&name, "550403");
	der_open(&name, 0x0c);
	der_fill(&name, 0x01, n);
	der_close(&name);
	der_close(&name);
	der_close(&name);
	der_close(&name);
	named(input, &name);
}

/* Name of `n` Cyrillic letters (UTF-8: d0 and `octet`). */
static void
put_wide_name(der *d, unsigned char octet, size_t n)
{
	der_open(d, 0x30);
	der_open(d, 0x31);
	der_open(d, 0x30);
	der_oid(d, "550403");
	der_open(d, 0x0c);
	for (; n > 0; n--) {
		der_fill(d, 0xd0, 1);
		der_fill(d, octet, 1);
	}
	der_close(d);
	der_close(d);
	der_close(d);
	der_close(d);
}

/* An issuer's name in capitals on its certificates, in small letters below. */
static void
wide_names(hostile_input *input, size_t n)
{
	der capitals = DER_EMPTY, small = DER_EMPTY;
	const make_cert leaf = {.subject = "leaf",
		.issuer_name = &small,
		.key = LEAF,
		.issuer_key = CA,
		.dns = "www.example"};
	size_t i;

	put_wide_name(&capitals, 0x96, n);
	put_wide_name(&small, 0xb6, n);
	hostile_add_cert(&input->chain, &leaf);
	for (i = 0; i < 16; i++) {
		const make_cert ca = {.subject_name = &capitals,
			.issuer = "root",
			.serial = i,
			.key = CA,
			.issuer_key = ROOT,
			.is_ca = true};

		hostile_add_cert(&input->chain, &ca);
	}
	hostile_add_root(input);
	der_free(&capitals);
	der_free(&small);
}

const hostile_case hostile_names[] = {
	{"DNS names, permitted", names_against_permitted, 10000, 60, "name_comparisons", 1000},
	{"DNS names, excluded", names_against_excluded, 10000, 60, "name_comparisons", 1000},
	{"directory names of 60 RDNs", directory_names, 500, 60, "name_comparisons", 1000},
	{"mailbox of a megabyte", long_mailbox, 30000, 60, "name_comparisons", 20},
	{"mailboxes of 1,500 octets", long_mailboxes, 500, 60, "name_comparisons", 1000},
	{"URI of a megabyte", long_uri, 30000, 60, "name_comparisons", 20},
	{"SAN of 40,000 names", many_names, 35000, 60, NULL, 0},
	{"100 peers, 35,000 names", many_peers, 100, 5, NULL, 0},
	{"wildcards", wildcards, 40000, 60, NULL, 0},
	{"wildcards on a ladder", wildcards_on_a_ladder, 10000, 60, "paths", 8},
	{"100 peers on a ladder", peers_on_ladder, 100, 5, "paths", 8},
	{"mailboxes on a ladder", mailboxes_on_ladder, 6000, 60, "paths", 8},
	{"URIs on a ladder", uris_on_ladder, 4500, 60, "paths", 8},
	{"directory names on a ladder", directory_names_on_ladder, 50, 10, "paths", 8},
	{"long name on a ladder", long_name_on_ladder, 130000, 1000, "paths", 8},
	{"long names that break constraints", long_breaches, 900000, 1000, "paths", 8},
	{"names of a megabyte in other letters", wide_names, 450000, 1000, NULL, 0},
	{"name of a megabyte", long_name, 1000000, 1000, NULL, 0},
	{"name of 60,000 RDNs", many_rdns, 60000, 60, NULL, 0},
	{"RDN of 17,000 attributes", many_attributes, 17000, 60, NULL, 0},
	{"common name of controls", long_common_name, 400000, 600, NULL, 0},
	{NULL, NULL, 0, 0, NULL, 0},
};
