/* Certificate policies and their mappings. */
#include <config.h>
#include "hostile_parts.h"

static void
put_policy(der *d, size_t number)
{
	unsigned char oid[5] = {0x2a, 0x03, (unsigned char)(0x81 | number >> 14),
		(unsigned char)(0x80 | number >> 7), (unsigned char)(number & 0x7f)};

	der_element(d, 0x06, oid, sizeof(oid));
}

static void
put_policies(der *extensions, size_t n, size_t n_different)
{
	der content = DER_EMPTY;
	size_t i;

	der_open(&content, 0x30);
	for (i = 0; i < n; i++) {
		der_open(&content, 0x30);
		put_policy(&content, i % n_different);
		der_close(&content);
	}
	der_close(&content);
	make_extension(extensions, OID_POLICIES, false, &content);
	der_free(&content);
}

/* Every policy to every one. */
static void
put_mappings(der *extensions, size_t n)
{
	der content = DER_EMPTY;
	size_t i, k;

	der_open(&content, 0x30);
	for (i = 0; i < n; i++) {
		for (k = 0; k < n; k++) {
			der_open(&content, 0x30);
			put_policy(&content, i);
			put_policy(&content, k);
			der_close(&content);
		}
	}
	der_close(&content);
	make_extension(extensions, OID_MAPPINGS, true, &content);
	der_free(&content);
}

/* policyConstraints: an explicit policy is required from here on. */
static void
require_policy(der *extensions)
{
	static const unsigned char now = 0;
	der content = DER_EMPTY;

	der_open(&content, 0x30);
	der_element(&content, 0x80, &now, 1);
	der_close(&content);
	make_extension(extensions, "551d24", true, &content);
	der_free(&content);
}

static void
policies_down(hostile_input *input, size_t n_cas, size_t n_policies, bool mapped)
{
	der upper = DER_EMPTY, lower = DER_EMPTY;
	char subject[64], issuer[64];
	size_t i;

	put_policies(&lower, n_policies, n_policies);
	put_policies(&upper, n_policies, n_policies);
	if (mapped)
		put_mappings(&upper, n_policies);
	require_policy(&upper);
	for (i = 0; i <= n_cas; i++) {
		const make_cert spec = {.subject = hostile_numbered(subject, "p", i),
			.issuer = i < n_cas ? hostile_numbered(issuer, "p", i + 1) : "root",
			.key = FREE + i,
			.issuer_key = i < n_cas ? FREE + i + 1 : ROOT,
			.is_ca = i > 0,
			.extensions = i > 0 ? &upper : &lower};

		hostile_add_cert(&input->chain, &spec);
	}
	hostile_add_root(input);
	der_free(&upper);
	der_free(&lower);
}

static void
mappings_fan_out(hostile_input *input, size_t n)
{
	policies_down(input, 17, n, true);
}

static void
mapping_tree(hostile_input *input, size_t n)
{
	policies_down(input, n, 2, true);
}

static void
many_policies(hostile_input *input, size_t n)
{
	policies_down(input, 17, n, false);
}

static void
policies_repeated(hostile_input *input, size_t n)
{
	der extensions = DER_EMPTY;

	put_policies(&extensions, n, 2);
	hostile_put_below_ca(input, &extensions);
}

static void
long_qualifier(hostile_input *input, size_t n)
{
	der extensions = DER_EMPTY, content = DER_EMPTY;

	der_open(&content, 0x30);
	der_open(&content, 0x30);
	put_policy(&content, 1);
	der_open(&content, 0x30);
	der_open(&content, 0x30);
	der_oid(&content, "2b06010505070201");
	der_open(&content, 0x16);
	der_fill(&content, 'a', n);
	der_close(&content);
	der_close(&content);
	der_close(&content);
	der_close(&content);
	der_close(&content);
	make_extension(&extensions, OID_POLICIES, false, &content);
	der_free(&content);
	hostile_put_below_ca(input, &extensions);
}

const hostile_case hostile_policies[] = {
	{"mappings, 64 to 64", mappings_fan_out, 64, 8, "policy_nodes", 200},
	{"mappings, 2 to 2", mapping_tree, 17, 6, NULL, 0},
	{"10,000 policies each", many_policies, 10000, 60, "policy_nodes", 200},
	{"policies repeated", policies_repeated, 90000, 60, NULL, 0},
	{"policy qualifier of a megabyte", long_qualifier, 1000000, 1000, NULL, 0},
	{NULL, NULL, 0, 0, NULL, 0},
};
