/* Long and wide chains, and how they are tangled. */
#include <config.h>
#include "hostile_parts.h"

static void
long_chain_from(hostile_input *input, size_t n)
{
	char subject[64], issuer[64];
	size_t i;

	for (i = 0; i < n; i++) {
		const make_cert spec = {.subject = hostile_numbered(subject, "c", i),
			.issuer = hostile_numbered(issuer, "c", i + 1),
			.key = FREE + i,
			.issuer_key = FREE + i + 1,
			.is_ca = i > 0,
			.dns = i == 0 ? "www.example" : NULL};

		hostile_add_cert(&input->chain, &spec);
	}
}

static void
long_chain(hostile_input *input, size_t n)
{
	char name[64];
	const make_cert root = {.subject = hostile_numbered(name, "c", n - 1),
		.issuer = name,
		.key = FREE + n - 1,
		.issuer_key = FREE + n - 1,
		.is_ca = true};

	long_chain_from(input, n - 1);
	hostile_add_cert(&input->anchors, &root);
}

static void
long_chain_to_nowhere(hostile_input *input, size_t n)
{
	long_chain_from(input, n - 1);
	hostile_add_root(input);
}

static void
unrelated(hostile_input *input, size_t n)
{
	char subject[64];
	size_t i;

	hostile_add_leaf(input, NULL);
	hostile_add_ca(input, NULL);
	for (i = 0; i + 3 < n; i++) {
		const make_cert spec = {.subject = hostile_numbered(subject, "other", i),
			.issuer = "another",
			.key = FREE + i,
			.issuer_key = CA,
			.is_ca = true,
			.forged = true};

		hostile_add_cert(&input->chain, &spec);
	}
	hostile_add_root(input);
}

/* Issuers of the leaf's issuer's name, each with a key of its own, none of which signed. */
static void
one_name_with(hostile_input *input, size_t n, size_t key_id, bool no_key_ids)
{
	size_t i;

	hostile_add_leaf(input, NULL);
	for (i = 0; i < n; i++) {
		const make_cert spec = {.subject = "ca",
			.issuer = "root",
			.key = FREE + i,
			.issuer_key = ROOT,
			.is_ca = true,
			.key_id = key_id,
			.no_key_ids = no_key_ids};

		hostile_add_cert(&input->chain, &spec);
	}
	hostile_add_root(input);
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

	hostile_add_leaf(input, NULL);
	for (i = 0; i < n; i++) {
		const make_cert cross = {.subject = "ca",
			.issuer = hostile_numbered(name, "root", i),
			.key = CA,
			.issuer_key = FREE + i,
			.is_ca = true,
			.forged = forged};
		const make_cert root = {.subject = name,
			.issuer = name,
			.key = FREE + i,
			.issuer_key = FREE + i,
			.is_ca = true};

		hostile_add_cert(&input->chain, &cross);
		hostile_add_cert(i < n_anchors ? &input->anchors : &input->chain, &root);
	}
	if (n_anchors == 0)
		hostile_add_root(input);
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

static void
reissues(hostile_input *input, size_t n)
{
	hostile_put_reissues(input, n, false);
}

static void
reissues_forged(hostile_input *input, size_t n)
{
	hostile_put_reissues(input, n, true);
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

	hostile_add_cert(&input->chain, &leaf);
	for (i = 0; i < n; i++) {
		for (k = 0; k < n; k++) {
			const make_cert spec = {.subject = hostile_numbered(subject, "ca", i),
				.issuer = hostile_numbered(issuer, "ca", k),
				.key = FREE + i,
				.issuer_key = FREE + k,
				.is_ca = true};
			bool is_root = anchored && i == n - 1 && k == n - 1;

			if (i != k || is_root)
				hostile_add_cert(is_root ? &input->anchors : &input->chain, &spec);
		}
	}
	if (!anchored)
		hostile_add_root(input);
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

static void
ladder(hostile_input *input, size_t n)
{
	hostile_put_plain_ladder(input, n, true);
}

static void
ladder_to_nowhere(hostile_input *input, size_t n)
{
	hostile_put_plain_ladder(input, n, false);
}

/* With many others beside. */
static void
ladder_among_others(hostile_input *input, size_t n)
{
	char subject[64];
	size_t i;

	for (i = 0; i < n; i++) {
		const make_cert spec = {.subject = hostile_numbered(subject, "other", i),
			.issuer = "another",
			.key = FREE + i,
			.issuer_key = CA,
			.is_ca = true,
			.forged = true};

		if (i == 0)
			ladder(input, 18);
		hostile_add_cert(&input->chain, &spec);
	}
}

static void
anchors_of_one_name(hostile_input *input, size_t n)
{
	size_t i;

	hostile_add_leaf(input, NULL);
	for (i = 0; i < n; i++) {
		const make_cert spec = {.subject = "ca",
			.issuer = "ca",
			.key = FREE + i,
			.issuer_key = FREE + i,
			.is_ca = true,
			.no_key_ids = true};

		hostile_add_cert(&input->anchors, &spec);
	}
}

const hostile_case hostile_topologies[] = {
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
	{NULL, NULL, 0, 0, NULL, 0},
};
