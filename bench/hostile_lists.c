/* Revocation lists. */
#include <config.h>
#include "hostile_parts.h"

static void
put_entry(der *d, size_t serial, const der *extensions)
{
	der_open(d, 0x30);
	der_number(d, serial);
	der_text(d, 0x17, "260401000000Z");
	if (extensions != NULL)
		der_element(d, 0x30, extensions->data, extensions->len);
	der_close(d);
}

static void
with_lists(hostile_input *input, make_crl *spec, size_t n)
{
	size_t i;

	if (input->chain.n == 0) {
		hostile_add_leaf(input, NULL);
		hostile_add_ca(input, NULL);
		hostile_add_root(input);
	}
	if (spec->issuer == NULL) {
		spec->issuer = "ca";
		spec->key = CA;
	}
	for (i = 0; i < n; i++) {
		spec->number = i;
		hostile_add(&input->crls, make_list(spec));
	}
}

static void
list_of_entries(hostile_input *input, size_t n)
{
	der entries = DER_EMPTY;
	make_crl spec = {.entries = &entries};
	size_t i;

	for (i = 0; i < n / 26; i++)
		put_entry(&entries, i, NULL);
	with_lists(input, &spec, 1);
	der_free(&entries);
}

/* A long list of the root's, in which each of many certificates is to be looked for. */
static void
long_list_of_root(hostile_input *input, size_t n)
{
	der entries = DER_EMPTY;
	make_crl spec = {.issuer = "root", .key = ROOT, .entries = &entries};
	size_t i;

	for (i = 0; i < n / 26; i++)
		put_entry(&entries, i, NULL);
	hostile_put_reissues(input, 300, false);
	with_lists(input, &spec, 1);
	der_free(&entries);
}

static void
list_of_nothing(hostile_input *input, size_t n)
{
	der extensions = DER_EMPTY, content = DER_EMPTY;
	make_crl spec = {.extensions = &extensions};

	der_open(&content, 0x04);
	der_fill(&content, 0, n);
	der_close(&content);
	make_extension(&extensions, "2a0306", false, &content);
	with_lists(input, &spec, 1);
	der_free(&content);
	der_free(&extensions);
}

static void
no_list(hostile_input *input, size_t n)
{
	der zeros = DER_EMPTY;
	bench_data file;

	der_fill(&zeros, 0, n);
	file.data = zeros.data;
	file.len = zeros.len;
	hostile_add_leaf(input, NULL);
	hostile_add_ca(input, NULL);
	hostile_add_root(input);
	hostile_add(&input->crls, file);
}

static void
lists_of_others_on_a_ladder(hostile_input *input, size_t n)
{
	make_crl spec = {.forged = true};
	size_t i;

	hostile_put_plain_ladder(input, 16, true);
	spec.issuer = "somebody";
	for (i = 0; i < n; i++) {
		spec.number = i;
		hostile_add(&input->crls, make_list(&spec));
	}
}

/* Long lists, and many keys of the issuer's name that might have signed them. */
static void
long_lists_many_keys(hostile_input *input, size_t n)
{
	der extensions = DER_EMPTY, content = DER_EMPTY;
	make_crl spec = {.extensions = &extensions, .forged = true};
	size_t i;

	hostile_add_leaf(input, NULL);
	for (i = 0; i < 17; i++) {
		const make_cert ca = {.subject = "ca",
			.issuer = i < 16 ? "ca" : "root",
			.key = i > 0 ? FREE + i : CA,
			.issuer_key = i < 16 ? FREE + i + 1 : ROOT,
			.is_ca = true};

		hostile_add_cert(&input->chain, &ca);
	}
	hostile_add_root(input);
	der_open(&content, 0x04);
	der_fill(&content, 0, n);
	der_close(&content);
	make_extension(&extensions, "2a0306", false, &content);
	with_lists(input, &spec, 6);
	der_free(&content);
	der_free(&extensions);
}

static void
many_lists(hostile_input *input, size_t n)
{
	make_crl spec = {.forged = true};

	with_lists(input, &spec, n);
}

static void
forged_lists_on_a_ladder(hostile_input *input, size_t n)
{
	make_crl spec = {.forged = true};

	hostile_put_reissues(input, 300, false);
	with_lists(input, &spec, n);
}

static void
many_lists_on_a_ladder(hostile_input *input, size_t n)
{
	make_crl spec = {.forged = false};

	hostile_put_reissues(input, 300, false);
	with_lists(input, &spec, n);
}

/* GeneralNames of so many URIs, under [0] [0]. */
static void
put_point_name(der *d, size_t n)
{
	size_t i;

	der_open(d, 0xa0);
	der_open(d, 0xa0);
	for (i = 0; i < n; i++)
		hostile_put_name(d, URI, i, 4, d->n_open % 2 == 0 ? "even.example" : "odd.example");
	der_close(d);
	der_close(d);
}

static void
point_names(hostile_input *input, size_t n)
{
	der leaf = DER_EMPTY, list = DER_EMPTY, content = DER_EMPTY;
	make_crl spec = {.extensions = &list};

	der_open(&content, 0x30);
	der_open(&content, 0x30);
	put_point_name(&content, n);
	der_close(&content);
	der_close(&content);
	make_extension(&leaf, OID_POINTS, false, &content);
	content.len = 0;
	der_open(&content, 0x30);
	put_point_name(&content, n);
	der_close(&content);
	make_extension(&list, OID_IDP, true, &content);
	hostile_put_below_ca(input, &leaf);
	with_lists(input, &spec, 1);
	der_free(&content);
	der_free(&list);
}

static void
many_points(hostile_input *input, size_t n)
{
	der leaf = DER_EMPTY, content = DER_EMPTY;
	make_crl spec = {.forged = true};
	size_t i;

	der_open(&content, 0x30);
	for (i = 0; i < n; i++) {
		der_open(&content, 0x30);
		put_point_name(&content, 1);
		der_close(&content);
	}
	der_close(&content);
	make_extension(&leaf, OID_POINTS, false, &content);
	hostile_put_below_ca(input, &leaf);
	with_lists(input, &spec, 50);
	der_free(&content);
}

static void
indirect_list(hostile_input *input, size_t n)
{
	static const unsigned char yes = 0xff;
	der entries = DER_EMPTY, extensions = DER_EMPTY, content = DER_EMPTY, per_entry = DER_EMPTY;
	make_crl spec = {.entries = &entries, .extensions = &extensions};
	char name[64];
	size_t i;

	for (i = 0; i < n; i++) {
		content.len = per_entry.len = 0;
		der_open(&content, 0x30);
		der_open(&content, 0xa4);
		make_name(&content, hostile_numbered(name, "issuer", i));
		der_close(&content);
		der_close(&content);
		make_extension(&per_entry, "551d1d", true, &content);
		put_entry(&entries, i, &per_entry);
	}
	content.len = 0;
	der_open(&content, 0x30);
	der_element(&content, 0x84, &yes, 1);
	der_close(&content);
	make_extension(&extensions, OID_IDP, true, &content);
	with_lists(input, &spec, 1);
	der_free(&entries);
	der_free(&extensions);
	der_free(&content);
	der_free(&per_entry);
}

static void
deltas(hostile_input *input, size_t n)
{
	der extensions = DER_EMPTY, content = DER_EMPTY;
	make_crl base = {.forged = false}, delta = {.extensions = &extensions};

	der_number(&content, 1);
	make_extension(&extensions, OID_DELTA, true, &content);
	with_lists(input, &base, n / 2);
	with_lists(input, &delta, n - n / 2);
	der_free(&extensions);
	der_free(&content);
}

/* Certificates of the CA's name that may have signed its lists. */
static void
delegates(hostile_input *input, size_t n)
{
	make_crl spec = {.forged = true};
	size_t i;

	hostile_add_leaf(input, NULL);
	hostile_add_ca(input, NULL);
	hostile_add_root(input);
	for (i = 0; i < n; i++) {
		const make_cert ca = {.subject = "ca",
			.issuer = "root",
			.key = FREE + i,
			.issuer_key = ROOT,
			.is_ca = true,
			.no_key_ids = true};

		hostile_add_cert(&input->chain, &ca);
	}
	with_lists(input, &spec, 60);
}

/* The same on many paths, too old to serve. */
static void
old_delegates(hostile_input *input, size_t n)
{
	make_crl spec = {.issuer = "step0", .forged = true};
	size_t i;

	hostile_put_plain_ladder(input, 8, true);
	for (i = 0; i < 8; i++) {
		const make_cert old = {.subject = "step0",
			.issuer = "step1",
			.key = FREE + 100 + i,
			.issuer_key = FREE + 2,
			.is_ca = true,
			.not_before = "200101000000Z",
			.not_after = "210101000000Z"};

		hostile_add_cert(&input->chain, &old);
	}
	with_lists(input, &spec, n);
}

const hostile_case hostile_lists[] = {
	{"list of 10 MB of entries", list_of_entries, 10000000, 1000, NULL, 0},
	{"list of 10 MB, 300 issuers", long_list_of_root, 10000000, 1000, "signatures", 20},
	{"list with 10 MB of nothing", list_of_nothing, 10000000, 1000, NULL, 0},
	{"10 MB of zeros as a list", no_list, 10000000, 1000, NULL, 0},
	{"lists of 10 MB, 17 keys", long_lists_many_keys, 10000000, 1000, "signed_octets", 5000},
	{"lists of others on a ladder", lists_of_others_on_a_ladder, 10000, 60, "paths", 8},
	{"lists, forged", many_lists, 10000, 60, "signatures", 20},
	{"forged lists, 300 paths", forged_lists_on_a_ladder, 10000, 20, "signatures", 20},
	{"good lists, 300 paths", many_lists_on_a_ladder, 60, 20, "signatures", 20},
	{"names of distribution points", point_names, 10000, 60, "name_comparisons", 1000},
	{"distribution points, 50 lists", many_points, 20000, 60, "name_comparisons", 1000},
	{"indirect list of other issuers", indirect_list, 100000, 60, NULL, 0},
	{"delta lists", deltas, 1000, 40, "signatures", 20},
	{"delegates for lists", delegates, 5000, 40, "signatures", 20},
	{"old delegates, 256 paths", old_delegates, 30, 10, "paths", 8},
	{NULL, NULL, 0, 0, NULL, 0},
};
