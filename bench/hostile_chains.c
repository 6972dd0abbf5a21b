/*
 * The hostile chains. Most have a path to the anchor and a peer that the leaf does not name, so
 * that every candidate is looked at under every policy: a search that is allowed early costs less.
 */
#include <config.h>
#include "hostile_chains.h"
#include "hostile_make.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Extensions, by their object identifiers. */
#define OID_SAN "551d11"
#define OID_CONSTRAINTS "551d1e"
#define OID_POLICIES "551d20"
#define OID_MAPPINGS "551d21"
#define OID_POINTS "551d1f"
#define OID_IDP "551d1c"
#define OID_DELTA "551d1b"
#define OID_SCTS "2b06010401d679020402"

/* Keys, by number. */
enum { ROOT = 0, CA = 1, LEAF = 2, FREE = 3 };

static void
add(hostile_files *files, bench_data file)
{
	if (files->n == files->capacity) {
		files->capacity = files->capacity > 0 ? 2 * files->capacity : 16;
		files->file = realloc(files->file, files->capacity * sizeof(*files->file));
		bench_require(files->file != NULL, "out of memory");
	}
	files->file[files->n++] = file;
}

static void
add_cert(hostile_files *files, const make_cert *spec)
{
	add(files, make_certificate(spec));
}

static void
free_files(hostile_files *files)
{
	while (files->n > 0)
		free(files->file[--files->n].data);
	free(files->file);
	memset(files, 0, sizeof(*files));
}

void
hostile_input_free(hostile_input *input)
{
	free_files(&input->chain);
	free_files(&input->intermediates);
	free_files(&input->anchors);
	free_files(&input->crls);
}

certpolicy_request *
hostile_request(const hostile_input *input)
{
	certpolicy_request *request = certpolicy_request_new();
	char peer[64];
	int status = request == NULL;
	size_t i;

#define ADD(FILES, HOW)                                                                            \
	for (i = 0; i < input->FILES.n; i++)                                                       \
	status |= HOW(request, input->FILES.file[i].data, input->FILES.file[i].len, NULL)
	ADD(chain, certpolicy_request_add_certificate_der);
	ADD(intermediates, certpolicy_request_add_intermediate_der);
	ADD(anchors, certpolicy_request_add_anchor_der);
	ADD(crls, certpolicy_request_add_crl_der);
#undef ADD
	for (i = 0; i <= input->n_peers; i++) {
		snprintf(peer, sizeof(peer), "victim%zu.example", i);
		status |= certpolicy_request_add_peer_dns(request, peer, NULL);
	}
	status |= certpolicy_request_set_time(request, HOSTILE_TIME, NULL);
	bench_require(status == 0, "making a request");
	return request;
}

/* The leaf, by "ca". */
static void
add_leaf(hostile_input *input, const der *extensions)
{
	const make_cert spec = {.subject = "leaf",
		.issuer = "ca",
		.key = LEAF,
		.issuer_key = CA,
		.dns = extensions == NULL ? "www.example" : NULL,
		.extensions = extensions};

	add_cert(&input->chain, &spec);
}

/* "ca", by "root", and the anchor. */
static void
add_ca(hostile_input *input, const der *extensions)
{
	const make_cert spec = {.subject = "ca",
		.issuer = "root",
		.key = CA,
		.issuer_key = ROOT,
		.is_ca = true,
		.extensions = extensions};

	add_cert(&input->chain, &spec);
}

static void
add_root(hostile_input *input)
{
	const make_cert spec = {.subject = "root",
		.issuer = "root",
		.key = ROOT,
		.issuer_key = ROOT,
		.is_ca = true};

	add_cert(&input->anchors, &spec);
}

/* A leaf with these extensions below "ca" and the anchor. */
static void
put_below_ca(hostile_input *input, der *extensions)
{
	add_leaf(input, extensions);
	add_ca(input, NULL);
	add_root(input);
	der_free(extensions);
}

static const char *
numbered(char text[64], const char *prefix, size_t n)
{
	snprintf(text, 64, "%s%zu", prefix, n);
	return text;
}

/* ---- long and wide chains ---- */

static void
long_chain_from(hostile_input *input, size_t n)
{
	char subject[64], issuer[64];
	size_t i;

	for (i = 0; i < n; i++) {
		const make_cert spec = {.subject = numbered(subject, "c", i),
			.issuer = numbered(issuer, "c", i + 1),
			.key = FREE + i,
			.issuer_key = FREE + i + 1,
			.is_ca = i > 0,
			.dns = i == 0 ? "www.example" : NULL};

		add_cert(&input->chain, &spec);
	}
}

static void
long_chain(hostile_input *input, size_t n)
{
	char name[64];
	const make_cert root = {.subject = numbered(name, "c", n - 1),
		.issuer = name,
		.key = FREE + n - 1,
		.issuer_key = FREE + n - 1,
		.is_ca = true};

	long_chain_from(input, n - 1);
	add_cert(&input->anchors, &root);
}

static void
long_chain_to_nowhere(hostile_input *input, size_t n)
{
	long_chain_from(input, n - 1);
	add_root(input);
}

static void
unrelated(hostile_input *input, size_t n)
{
	char subject[64];
	size_t i;

	add_leaf(input, NULL);
	add_ca(input, NULL);
	for (i = 0; i + 3 < n; i++) {
		const make_cert spec = {.subject = numbered(subject, "other", i),
			.issuer = "another",
			.key = FREE + i,
			.issuer_key = CA,
			.is_ca = true,
			.forged = true};

		add_cert(&input->chain, &spec);
	}
	add_root(input);
}

/* Issuers of the leaf's issuer's name, each with a key of its own, none of which signed. */
static void
one_name_with(hostile_input *input, size_t n, size_t key_id, bool no_key_ids)
{
	size_t i;

	add_leaf(input, NULL);
	for (i = 0; i < n; i++) {
		const make_cert spec = {.subject = "ca",
			.issuer = "root",
			.key = FREE + i,
			.issuer_key = ROOT,
			.is_ca = true,
			.key_id = key_id,
			.no_key_ids = no_key_ids};

		add_cert(&input->chain, &spec);
	}
	add_root(input);
}

static void
one_name_many_keys(hostile_input *input, size_t n)
{
	one_name_with(input, n, 0, true);
}

static void
key_ids_that_contradict(hostile_input *input, size_t n)
{
	one_name_with(input, n, 77, false);
}

/* One key, certified by so many others; `n_anchors` of those are anchors. */
static void
cross_signs_with(hostile_input *input, size_t n, size_t n_anchors, bool forged)
{
	char name[64];
	size_t i;

	add_leaf(input, NULL);
	for (i = 0; i < n; i++) {
		const make_cert cross = {.subject = "ca",
			.issuer = numbered(name, "root", i),
			.key = CA,
			.issuer_key = FREE + i,
			.is_ca = true,
			.forged = forged};
		const make_cert root = {.subject = name,
			.issuer = name,
			.key = FREE + i,
			.issuer_key = FREE + i,
			.is_ca = true};

		add_cert(&input->chain, &cross);
		add_cert(i < n_anchors ? &input->anchors : &input->chain, &root);
	}
	if (n_anchors == 0)
		add_root(input);
}

static void
cross_signs(hostile_input *input, size_t n)
{
	cross_signs_with(input, n, n, false);
}

static void
cross_signs_to_nowhere(hostile_input *input, size_t n)
{
	cross_signs_with(input, n, 0, false);
}

static void
cross_signs_forged(hostile_input *input, size_t n)
{
	cross_signs_with(input, n, n, true);
}

/* One key and one anchor, certified over and over. */
static void
reissues_with(hostile_input *input, size_t n, bool forged)
{
	size_t i;

	add_leaf(input, NULL);
	for (i = 0; i < n; i++) {
		const make_cert spec = {.subject = "ca",
			.issuer = "root",
			.serial = i,
			.key = CA,
			.issuer_key = ROOT,
			.is_ca = true,
			.forged = forged};

		add_cert(&input->chain, &spec);
	}
	add_root(input);
}

static void
reissues(hostile_input *input, size_t n)
{
	reissues_with(input, n, false);
}

static void
reissues_forged(hostile_input *input, size_t n)
{
	reissues_with(input, n, true);
}

/* Every CA has certified every other; the last one is the anchor, or none is. */
static void
mesh_with(hostile_input *input, size_t n, bool anchored)
{
	char subject[64], issuer[64];
	size_t i, k;
	const make_cert leaf = {.subject = "leaf",
		.issuer = "ca0",
		.key = LEAF,
		.issuer_key = FREE,
		.dns = "www.example"};

	add_cert(&input->chain, &leaf);
	for (i = 0; i < n; i++) {
		for (k = 0; k < n; k++) {
			const make_cert spec = {.subject = numbered(subject, "ca", i),
				.issuer = numbered(issuer, "ca", k),
				.key = FREE + i,
				.issuer_key = FREE + k,
				.is_ca = true};
			bool is_root = anchored && i == n - 1 && k == n - 1;

			if (i != k || is_root)
				add_cert(is_root ? &input->anchors : &input->chain, &spec);
		}
	}
	if (!anchored)
		add_root(input);
}

static void
mesh(hostile_input *input, size_t n)
{
	mesh_with(input, n, true);
}

static void
mesh_to_nowhere(hostile_input *input, size_t n)
{
	mesh_with(input, n, false);
}

/* What is not plain about a ladder; NULL: nothing. */
typedef struct ladder_parts {
	const der *leaf, *ca; /* extensions */
	const der *leaf_spki;
} ladder_parts;

/* Two keys a step, each certified by both of the step above: 2^n paths. */
static void
ladder_with(hostile_input *input, size_t n, const ladder_parts *parts, bool anchored)
{
	char subject[64], issuer[64];
	size_t i, k;
	const make_cert leaf = {.subject = "leaf",
		.issuer = "step0",
		.key = LEAF,
		.issuer_key = FREE,
		.spki = parts->leaf_spki,
		.extensions = parts->leaf};
	const make_cert root = {.subject = numbered(subject, "step", n),
		.issuer = subject,
		.key = FREE + 2 * n,
		.issuer_key = FREE + 2 * n,
		.is_ca = true};

	add_cert(&input->chain, &leaf);
	if (anchored)
		add_cert(&input->anchors, &root);
	for (i = 0; i < n; i++) {
		for (k = 0; k < 4; k++) {
			const make_cert spec = {.subject = numbered(subject, "step", i),
				.issuer = numbered(issuer, "step", i + 1),
				.key = FREE + 2 * i + k / 2,
				.issuer_key = FREE + 2 * (i + 1) + (i + 1 < n ? k % 2 : 0),
				.serial = k,
				.is_ca = true,
				.extensions = parts->ca};

			if (i > 0 || k < 2)
				add_cert(&input->chain, &spec);
		}
	}
	if (!anchored)
		add_root(input);
}

static void
ladder(hostile_input *input, size_t n)
{
	const ladder_parts plain = {NULL, NULL, NULL};

	ladder_with(input, n, &plain, true);
}

static void
ladder_to_nowhere(hostile_input *input, size_t n)
{
	const ladder_parts plain = {NULL, NULL, NULL};

	ladder_with(input, n, &plain, false);
}

/* A leaf with these extensions below so many paths as are looked at. */
static void
put_on_ladder(hostile_input *input, der *extensions)
{
	const ladder_parts parts = {.leaf = extensions};

	ladder_with(input, 10, &parts, true);
	der_free(extensions);
}

/* With many others beside. */
static void
ladder_among_others(hostile_input *input, size_t n)
{
	char subject[64];
	size_t i;

	for (i = 0; i < n; i++) {
		const make_cert spec = {.subject = numbered(subject, "other", i),
			.issuer = "another",
			.key = FREE + i,
			.issuer_key = CA,
			.is_ca = true,
			.forged = true};

		if (i == 0)
			ladder(input, 18);
		add_cert(&input->chain, &spec);
	}
}

static void
anchors_of_one_name(hostile_input *input, size_t n)
{
	size_t i;

	add_leaf(input, NULL);
	for (i = 0; i < n; i++) {
		const make_cert spec = {.subject = "ca",
			.issuer = "ca",
			.key = FREE + i,
			.issuer_key = FREE + i,
			.is_ca = true,
			.no_key_ids = true};

		add_cert(&input->anchors, &spec);
	}
}

/* ---- names ---- */

typedef enum name_form { DNS = 0x82, EMAIL = 0x81, URI = 0x86, DIRECTORY = 0xa4 } name_form;

/* One name: `at`, a number and what comes after it. */
static void
put_name(der *d, name_form form, size_t number, size_t filling, const char *domain)
{
	char text[64];
	size_t i;

	der_open(d, form);
	if (form == DIRECTORY) {
		der_open(d, 0x30);
		for (i = 0; i < filling; i++) {
			snprintf(text, sizeof(text), "unit %zu of many", i);
			der_open(d, 0x31);
			der_open(d, 0x30);
			der_oid(d, "55040b");
			der_text(d, 0x0c, text);
			der_close(d);
			der_close(d);
		}
		snprintf(text, sizeof(text), "%s%zu", domain, number);
		der_open(d, 0x31);
		der_open(d, 0x30);
		der_oid(d, "550403");
		der_text(d, 0x0c, text);
		der_close(d);
		der_close(d);
		der_close(d);
	} else {
		if (form == URI)
			der_put(d, "https://", 8);
		der_fill(d, 'a', filling);
		snprintf(text, sizeof(text), "n%zu", number);
		der_put(d, text, strlen(text));
		der_put(d, form == EMAIL ? "@" : ".", 1);
		der_put(d, domain, strlen(domain));
	}
	der_close(d);
}

static void
put_names(der *extensions, name_form form, size_t n, size_t filling)
{
	der content = DER_EMPTY;
	size_t i;

	der_open(&content, 0x30);
	for (i = 0; i < n; i++)
		put_name(&content, form, i, filling, "names.example");
	der_close(&content);
	make_extension(extensions, OID_SAN, false, &content);
	der_free(&content);
}

static void
put_subtrees(der *extensions, name_form form, size_t n, size_t filling, bool excluded)
{
	der content = DER_EMPTY;
	char text[64];
	size_t i;

	der_open(&content, 0x30);
	der_open(&content, excluded ? 0xa1 : 0xa0);
	for (i = 0; i < n; i++) {
		der_open(&content, 0x30);
		if (form == DIRECTORY || form == EMAIL) {
			put_name(&content, form, i, filling, "bases.example");
		} else {
			der_text(&content, form, numbered(text, "b.example", i));
		}
		der_close(&content);
	}
	der_close(&content);
	der_close(&content);
	make_extension(extensions, OID_CONSTRAINTS, true, &content);
	der_free(&content);
}

/* Names of a leaf against constraints of its issuer. */
static void
constrain(hostile_input *input, name_form form, size_t n_names, size_t name_filling, size_t n_bases,
	size_t base_filling, bool excluded)
{
	der names = DER_EMPTY, bases = DER_EMPTY;

	put_names(&names, form, n_names, name_filling);
	put_subtrees(&bases, form, n_bases, base_filling, excluded);
	add_leaf(input, &names);
	add_ca(input, &bases);
	add_root(input);
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

	put_names(&extensions, DNS, n, 0);
	put_below_ca(input, &extensions);
}

static void
names_on_ladder(hostile_input *input, size_t n, name_form form, size_t filling)
{
	der extensions = DER_EMPTY;

	put_names(&extensions, form, n, filling);
	put_on_ladder(input, &extensions);
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
	const ladder_parts parts = {.leaf = &names, .ca = &bases};

	put_names(&names, URI, 1, n);
	put_subtrees(&bases, URI, 1, 0, false);
	ladder_with(input, 16, &parts, true);
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
	put_below_ca(input, &extensions);
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
	put_on_ladder(input, &extensions);
}

static void
long_name(hostile_input *input, size_t n)
{
	der extensions = DER_EMPTY;

	put_names(&extensions, DNS, 1, n);
	put_below_ca(input, &extensions);
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

	add_cert(&input->chain, &leaf);
	add_cert(&input->chain, &ca);
	add_root(input);
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

/* ---- policies ---- */

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
		const make_cert spec = {.subject = numbered(subject, "p", i),
			.issuer = i < n_cas ? numbered(issuer, "p", i + 1) : "root",
			.key = FREE + i,
			.issuer_key = i < n_cas ? FREE + i + 1 : ROOT,
			.is_ca = i > 0,
			.extensions = i > 0 ? &upper : &lower};

		add_cert(&input->chain, &spec);
	}
	add_root(input);
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
	put_below_ca(input, &extensions);
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
	put_below_ca(input, &extensions);
}

/* ---- extensions, dates, numbers, nesting ---- */

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
	put_below_ca(input, &extensions);
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
	put_below_ca(input, &extensions);
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
	put_below_ca(input, &extensions);
}

static void
long_identifier_on_ladder(hostile_input *input, size_t n)
{
	der extensions = DER_EMPTY;

	put_long_identifier(&extensions, n);
	put_on_ladder(input, &extensions);
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
	put_below_ca(input, &extensions);
}

static void
odd_dates(hostile_input *input, size_t n)
{
	static const char *const dates[] = {"19491231235959Z", "00000101000000Z", "99991231235959Z",
		"500101000000Z", "20260101000000Z", "99991231240000Z", "19000101000000Z"};
	char subject[64], issuer[64];
	size_t i;

	for (i = 0; i < n; i++) {
		const make_cert spec = {.subject = numbered(subject, "d", i),
			.issuer = i + 1 < n ? numbered(issuer, "d", i + 1) : "root",
			.key = FREE + i,
			.issuer_key = i + 1 < n ? FREE + i + 1 : ROOT,
			.is_ca = i > 0,
			.not_before = dates[i % 7],
			.not_after = dates[(i + 3) % 7]};

		add_cert(&input->chain, &spec);
	}
	add_root(input);
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
	ladder(input, 12);
	free(input->chain.file[0].data);
	input->chain.file[0] = leaf_with_serial("step0", FREE, n);
}

static void
long_serial(hostile_input *input, size_t n)
{
	add(&input->chain, leaf_with_serial("ca", CA, n));
	add_ca(input, NULL);
	add_root(input);
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
	put_below_ca(input, &extensions);
}

/* Certificates of a megabyte each, that all issue the leaf. */
static void
large_issuers(hostile_input *input, size_t n)
{
	der extensions = DER_EMPTY;
	size_t i;

	put_names(&extensions, DNS, 35000, 0);
	add_leaf(input, NULL);
	for (i = 0; i < n; i++) {
		const make_cert spec = {.subject = "ca",
			.issuer = "root",
			.serial = i,
			.key = CA,
			.issuer_key = ROOT,
			.is_ca = true,
			.extensions = &extensions};

		add_cert(&input->chain, &spec);
	}
	add_root(input);
	der_free(&extensions);
}

/* ---- keys ---- */

static void
rsa_leaf(hostile_input *input, size_t bits)
{
	der spki = DER_EMPTY;
	make_cert leaf = {.subject = "leaf",
		.issuer = "ca",
		.issuer_key = CA,
		.spki = &spki,
		.dns = "www.example"};

	make_rsa_spki(&spki, bits, bits);
	add_cert(&input->chain, &leaf);
	add_ca(input, NULL);
	add_root(input);
	der_free(&spki);
}

/* Anchors of one name with RSA keys, none of which signed. */
static void
rsa_issuers(hostile_input *input, size_t n, size_t bits, size_t exponent_bits)
{
	const make_cert leaf = {.subject = "leaf",
		.issuer = "ca",
		.key = LEAF,
		.rsa_signature = bits / 8,
		.no_key_ids = true,
		.dns = "www.example"};
	size_t i;

	add_cert(&input->chain, &leaf);
	for (i = 0; i < n; i++) {
		der spki = DER_EMPTY;
		const make_cert ca = {.subject = "ca",
			.issuer = "ca",
			.spki = &spki,
			.issuer_key = ROOT,
			.is_ca = true,
			.no_key_ids = true};

		make_rsa_spki(&spki, bits, exponent_bits);
		add_cert(&input->anchors, &ca);
		der_free(&spki);
	}
}

static void
rsa_leaf_on_ladder(hostile_input *input, size_t bits)
{
	der spki = DER_EMPTY;
	const ladder_parts parts = {.leaf_spki = &spki};

	make_rsa_spki(&spki, bits, 0);
	ladder_with(input, 12, &parts, true);
	der_free(&spki);
}

static void
rsa_64k(hostile_input *input, size_t n)
{
	rsa_issuers(input, n, 65536, 0);
}

static void
rsa_16k_16k(hostile_input *input, size_t n)
{
	rsa_issuers(input, n, 16384, 16384);
}

static void
rsa_16k(hostile_input *input, size_t n)
{
	rsa_issuers(input, n, 16384, 0);
}

static void
rsa_8k_64(hostile_input *input, size_t n)
{
	rsa_issuers(input, n, 8192, 64);
}

static void
keys_of_type(hostile_input *input, size_t n, make_key_type type)
{
	const make_cert leaf = {.subject = "leaf",
		.issuer = "ca",
		.key = LEAF,
		.issuer_type = type,
		.issuer_key = CA,
		.no_key_ids = true,
		.dns = "www.example"};
	size_t i;

	add_cert(&input->chain, &leaf);
	for (i = 0; i < n; i++) {
		const make_cert ca = {.subject = "ca",
			.issuer = "ca",
			.type = type,
			.key = FREE + i,
			.issuer_key = ROOT,
			.is_ca = true,
			.no_key_ids = true};

		add_cert(&input->anchors, &ca);
	}
}

static void
dsa_keys_of(hostile_input *input, size_t n, size_t p_bits, size_t q_bits)
{
	const make_cert leaf = {.subject = "leaf",
		.issuer = "ca",
		.key = LEAF,
		.issuer_type = MAKE_DSA,
		.forged = true,
		.no_key_ids = true,
		.dns = "www.example"};
	size_t i;

	add_cert(&input->chain, &leaf);
	for (i = 0; i < n; i++) {
		der spki = DER_EMPTY;
		const make_cert ca = {.subject = "ca",
			.issuer = "ca",
			.spki = &spki,
			.issuer_key = ROOT,
			.is_ca = true,
			.no_key_ids = true};

		make_dsa_spki(&spki, p_bits, q_bits);
		add_cert(&input->anchors, &ca);
		der_free(&spki);
	}
}

static void
dsa_keys_8k(hostile_input *input, size_t n)
{
	dsa_keys_of(input, n, 8192, 512);
}

/* The largest that FIPS 186-4 has. */
static void
dsa_keys_3k(hostile_input *input, size_t n)
{
	dsa_keys_of(input, n, 3072, 256);
}

static void
dsa_keys_2k(hostile_input *input, size_t n)
{
	dsa_keys_of(input, n, 2048, 256);
}

/* A leaf of a megabyte, to be hashed for every key that might have signed it. */
static void
large_leaf_with(hostile_input *input, size_t n, make_key_type type)
{
	der names = DER_EMPTY;
	const make_cert leaf = {.subject = "leaf",
		.issuer = "ca",
		.key = LEAF,
		.issuer_type = type,
		.issuer_key = CA,
		.no_key_ids = true,
		.extensions = &names};
	size_t i;

	put_names(&names, DNS, 1, n);
	add_cert(&input->chain, &leaf);
	for (i = 0; i < 200; i++) {
		const make_cert ca = {.subject = "ca",
			.issuer = "ca",
			.type = type,
			.key = FREE + i,
			.issuer_key = ROOT,
			.is_ca = true,
			.no_key_ids = true};

		add_cert(&input->anchors, &ca);
	}
	der_free(&names);
}

static void
large_leaf(hostile_input *input, size_t n)
{
	large_leaf_with(input, n, MAKE_P256);
}

static void
large_leaf_ed448(hostile_input *input, size_t n)
{
	large_leaf_with(input, n, MAKE_ED448);
}

static void
p384_keys(hostile_input *input, size_t n)
{
	keys_of_type(input, n, MAKE_P384);
}

static void
p521_keys(hostile_input *input, size_t n)
{
	keys_of_type(input, n, MAKE_P521);
}

static void
ed448_keys(hostile_input *input, size_t n)
{
	keys_of_type(input, n, MAKE_ED448);
}

/* Large keys in certificates of a path: their forms are looked at. */
static void
rsa_chain(hostile_input *input, size_t n)
{
	der spki = DER_EMPTY;
	const make_cert ca = {.subject = "ca",
		.issuer = "root",
		.spki = &spki,
		.issuer_key = ROOT,
		.is_ca = true};

	make_rsa_spki(&spki, n, 0);
	add_leaf(input, NULL);
	add_cert(&input->chain, &ca);
	add_root(input);
	der_free(&spki);
}

/* ---- revocation lists ---- */

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
		add_leaf(input, NULL);
		add_ca(input, NULL);
		add_root(input);
	}
	if (spec->issuer == NULL) {
		spec->issuer = "ca";
		spec->key = CA;
	}
	for (i = 0; i < n; i++) {
		spec->number = i;
		add(&input->crls, make_list(spec));
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
	reissues(input, 300);
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
	add_leaf(input, NULL);
	add_ca(input, NULL);
	add_root(input);
	add(&input->crls, file);
}

static void
lists_of_others_on_a_ladder(hostile_input *input, size_t n)
{
	make_crl spec = {.forged = true};
	size_t i;

	ladder(input, 16);
	spec.issuer = "somebody";
	for (i = 0; i < n; i++) {
		spec.number = i;
		add(&input->crls, make_list(&spec));
	}
}

/* Long lists, and many keys of the issuer's name that might have signed them. */
static void
long_lists_many_keys(hostile_input *input, size_t n)
{
	der extensions = DER_EMPTY, content = DER_EMPTY;
	make_crl spec = {.extensions = &extensions, .forged = true};
	size_t i;

	add_leaf(input, NULL);
	for (i = 0; i < 17; i++) {
		const make_cert ca = {.subject = "ca",
			.issuer = i < 16 ? "ca" : "root",
			.key = i > 0 ? FREE + i : CA,
			.issuer_key = i < 16 ? FREE + i + 1 : ROOT,
			.is_ca = true};

		add_cert(&input->chain, &ca);
	}
	add_root(input);
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

	reissues(input, 300);
	with_lists(input, &spec, n);
}

static void
many_lists_on_a_ladder(hostile_input *input, size_t n)
{
	make_crl spec = {.forged = false};

	reissues(input, 300);
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
		put_name(d, URI, i, 4, d->n_open % 2 == 0 ? "even.example" : "odd.example");
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
	put_below_ca(input, &leaf);
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
	put_below_ca(input, &leaf);
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
		make_name(&content, numbered(name, "issuer", i));
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

	add_leaf(input, NULL);
	add_ca(input, NULL);
	add_root(input);
	for (i = 0; i < n; i++) {
		const make_cert ca = {.subject = "ca",
			.issuer = "root",
			.key = FREE + i,
			.issuer_key = ROOT,
			.is_ca = true,
			.no_key_ids = true};

		add_cert(&input->chain, &ca);
	}
	with_lists(input, &spec, 60);
}

/* As much of all of it as goes into one request. */
static void
everything(hostile_input *input, size_t n)
{
	der names = DER_EMPTY, bases = DER_EMPTY;
	const ladder_parts parts = {.leaf = &names, .ca = &bases};
	make_crl spec = {.issuer = "step0", .forged = true};
	char subject[64];
	size_t i;

	put_names(&names, DNS, n / 2, 0);
	put_subtrees(&bases, DNS, n / 20, 0, true);
	ladder_with(input, 10, &parts, true);
	for (i = 0; i < n; i++) {
		const make_cert other = {.subject = numbered(subject, "other", i % 100),
			.issuer = "another",
			.key = FREE + i,
			.issuer_key = CA,
			.is_ca = true,
			.forged = true};

		add_cert(&input->chain, &other);
	}
	for (spec.number = 0; spec.number < n / 10; spec.number++)
		add(&input->crls, make_list(&spec));
	input->n_peers = 99;
	der_free(&names);
	der_free(&bases);
}

const hostile_case hostile_cases[] = {
	{"chain of certificates", long_chain, 10000, 40, "depth", 10},
	{"chain that ends nowhere", long_chain_to_nowhere, 10000, 40, "depth", 10},
	{"unrelated certificates", unrelated, 10000, 60, NULL, 0},
	{"issuers of one name, other keys", one_name_many_keys, 9990, 60, "signatures", 20},
	{"the same, key ids contradict", key_ids_that_contradict, 9990, 60, "signatures", 20},
	{"cross-signs of one key", cross_signs, 1000, 30, "signatures", 20},
	{"cross-signs to nowhere", cross_signs_to_nowhere, 1000, 30, NULL, 0},
	{"cross-signs, forged", cross_signs_forged, 1000, 30, "signatures", 20},
	{"one key certified over and over", reissues, 9990, 30, "signatures", 20},
	{"the same, forged", reissues_forged, 9990, 30, "signatures", 20},
	{"mesh of CAs", mesh, 99, 8, "steps", 500},
	{"mesh to nowhere", mesh_to_nowhere, 99, 8, "signatures", 20},
	{"ladder of two keys a step", ladder, 18, 6, "paths", 8},
	{"ladder to nowhere", ladder_to_nowhere, 18, 6, NULL, 0},
	{"ladder among 9,900 others", ladder_among_others, 9900, 60, "paths", 8},
	{"anchors of one name", anchors_of_one_name, 9990, 60, "signatures", 20},
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
	{"name of a megabyte", long_name, 1000000, 1000, NULL, 0},
	{"name of 60,000 RDNs", many_rdns, 60000, 60, NULL, 0},
	{"RDN of 17,000 attributes", many_attributes, 17000, 60, NULL, 0},
	{"common name of controls", long_common_name, 400000, 600, NULL, 0},
	{"mappings, 64 to 64", mappings_fan_out, 64, 8, "policy_nodes", 200},
	{"mappings, 2 to 2", mapping_tree, 17, 6, NULL, 0},
	{"10,000 policies each", many_policies, 10000, 60, "policy_nodes", 200},
	{"policies repeated", policies_repeated, 90000, 60, NULL, 0},
	{"policy qualifier of a megabyte", long_qualifier, 1000000, 1000, NULL, 0},
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
	{"RSA leaf key of 64k bits", rsa_leaf, 65536, 65536, NULL, 0},
	{"RSA leaf key of 4M bits", rsa_leaf, 4000000, 20000, NULL, 0},
	{"RSA leaf key of 16k bits, ladder", rsa_leaf_on_ladder, 16384, 4096, "paths", 8},
	{"RSA issuer in the chain, 64k bits", rsa_chain, 65536, 65536, NULL, 0},
	{"RSA issuers, 64k bits", rsa_64k, 1000, 20, NULL, 0},
	{"RSA issuers, 16k bits, exponent too", rsa_16k_16k, 1000, 20, NULL, 0},
	{"RSA issuers, 16k bits", rsa_16k, 1000, 30, "signatures", 20},
	{"RSA issuers, 8k bits, exponent 64", rsa_8k_64, 1000, 30, "signatures", 20},
	{"DSA issuers of 8k bits", dsa_keys_8k, 300, 30, "signatures", 20},
	{"DSA issuers of 3k bits", dsa_keys_3k, 300, 30, "signatures", 20},
	{"DSA issuers of 2k bits", dsa_keys_2k, 300, 30, "signatures", 20},
	{"leaf of a megabyte, 200 issuers", large_leaf, 1000000, 1000, "signed_octets", 5000},
	{"the same, Ed448", large_leaf_ed448, 1000000, 1000, "signed_octets", 5000},
	{"P-384 issuers", p384_keys, 1000, 30, "signatures", 20},
	{"P-521 issuers", p521_keys, 1000, 30, "signatures", 20},
	{"Ed448 issuers", ed448_keys, 1000, 30, "signatures", 20},
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
	{"everything at once", everything, 9900, 60, "name_comparisons", 1000},
	{NULL, NULL, 0, 0, NULL, 0},
};
