/*
 * lib/path: which of several dead ends is told, crowds of anchors, and searches without any depth.
 * The order of candidates is path.c's.
 */
#include <config.h>
#include "base/buf.h"
#include "base/mem.h"
#include "path/builder.h"
#include "unit/make_cert.h"
#include "unit/unit.h"

#define NOW INT64_C(1800000000) /* 2027-01-15 */

enum {
	BAD = 1 << 0,     /* one bit of the signature is wrong */
	UNKNOWN = 1 << 1, /* signed by an algorithm that nobody here knows */
	ANCHOR = 1 << 2,
	NEWER = 1 << 3, /* looked at before others */
	NO_IDS = 1 << 4
};

/* A certificate of a case: its key's number is its first letter, its issuer's key's the issuer's.
 */
typedef struct row {
	const char *label; /* its subject, and "-by-…" for who reads it */
	const char *issuer;
	unsigned flags;
} row;

#define MOST_ROWS 8

static unsigned
key_number(const char *name)
{
	return (unsigned)(name[0] - 'A');
}

static cp_cert *
make(const row *r, unsigned serial)
{
	char subject[20], issuer[20];
	unit_cert_spec spec = {.subject = subject,
		.issuer = issuer,
		.key = unit_key(UNIT_P256, key_number(r->label)),
		.issuer_key = unit_key(UNIT_P256, key_number(r->issuer)),
		.serial = serial,
		.is_ca = true,
		.no_ski = (r->flags & NO_IDS) != 0,
		.no_aki = (r->flags & NO_IDS) != 0,
		.not_before = (r->flags & NEWER) != 0 ? "2022-01-01T00:00:00Z" : NULL,
		.bad_signature = (r->flags & BAD) != 0};
	cp_cert *cert;

	snprintf(subject, sizeof(subject), "CN=%c", r->label[0]);
	snprintf(issuer, sizeof(issuer), "CN=%c", r->issuer[0]);
	cert = cp_cert_read(unit_cert(&spec));
	CP_INVARIANT(cert != NULL && cert->skeleton);
	if ((r->flags & UNKNOWN) != 0)
		cert->outer_algorithm.scheme = CP_SIGNATURE_UNKNOWN;
	return cert;
}

/* A search and what it uses. */
typedef struct scene {
	cp_anchors *anchors;
	cp_pool *pool;
	const cp_anchors *anchor_list[1];
	const cp_pool *pool_list[1];
	cp_budget budget;
	cp_builder_input input;
} scene;

static void
open_scene(scene *s, cp_cert *leaf)
{
	memset(s, 0, sizeof(*s));
	s->anchors = cp_anchors_new();
	s->pool = cp_pool_new();
	CP_INVARIANT(s->anchors != NULL && s->pool != NULL);
	cp_budget_init(&s->budget);
	s->anchor_list[0] = s->anchors;
	s->pool_list[0] = s->pool;
	s->input.leaf = leaf;
	s->input.anchors = s->anchor_list;
	s->input.n_anchor_stores = 1;
	s->input.pools = s->pool_list;
	s->input.n_pools = 1;
	s->input.time = NOW;
	s->input.budget = &s->budget;
}

static void
add_to(scene *s, cp_cert *cert, bool as_anchor)
{
	cp_anchor_terms terms = {.source = "test"};

	if (as_anchor)
		CP_INVARIANT(cp_anchors_add(s->anchors, cert->der, &terms, NULL) == 0);
	else
		CP_INVARIANT(cp_pool_add(s->pool, cert) == 0);
}

static cp_builder *
start(scene *s)
{
	cp_builder *builder;

	CP_INVARIANT(cp_anchors_freeze(s->anchors, NULL) == 0 && cp_pool_freeze(s->pool) == 0);
	builder = cp_builder_new(&s->input);
	CP_INVARIANT(builder != NULL);
	return builder;
}

static void
close_scene(scene *s, cp_builder *builder)
{
	cp_builder_free(builder);
	cp_anchors_free(s->anchors);
	cp_pool_free(s->pool);
}

/* "L A self-signed", the labels of a path and its end. */
static char *
describe(const cp_path *path, const row *rows, cp_cert *const *certs, size_t n)
{
	static const char *const ends[] = {[CP_PATH_ANCHORED] = "anchored",
		[CP_PATH_UNKNOWN_ISSUER] = "unknown-issuer",
		[CP_PATH_BAD_SIGNATURE] = "bad-signature",
		[CP_PATH_UNSUPPORTED] = "unsupported",
		[CP_PATH_SELF_SIGNED] = "self-signed",
		[CP_PATH_LOOP] = "loop",
		[CP_PATH_BUDGET] = "budget"};
	cp_buf text = CP_BUF_EMPTY;
	size_t i, k;

	for (i = 0; i < path->n_certs; i++) {
		for (k = 0; k + 1 < n && !cp_bytes_equal(certs[k]->der, path->certs[i]->der); k++)
			continue;
		cp_buf_printf(&text, "%s ", rows[k].label);
	}
	cp_buf_append_string(&text, ends[path->end]);
	return cp_buf_finish(&text);
}

/* RFC 5280 has no word on it: the end that tells most goes before one that tells less. */
static void
the_most_telling_end_is_told(void)
{
	static const struct {
		const char *name;
		row rows[MOST_ROWS]; /* the first is the leaf */
		const char *end;
	} cases[] = {
		{"unsupported", {{"L", "A", UNKNOWN}, {"A", "B", 0}}, "L unsupported"},
		{"self-issued and unsupported", {{"L", "L", UNKNOWN}}, "L unsupported"},
		{"self-signed before unknown",
			{{"L", "A", 0}, {"A-by-S", "S", 0}, {"A-by-Z", "Z", NEWER}, {"S", "S", 0}},
			"L A-by-S S self-signed"},
		{"self-signed before unknown, met first",
			{{"L", "A", 0}, {"A-by-S", "S", NEWER}, {"A-by-Z", "Z", 0}, {"S", "S", 0}},
			"L A-by-S S self-signed"},
		{"unknown before a loop",
			{{"L", "A", 0}, {"A-by-B", "B", NEWER}, {"B", "A", 0}, {"A-by-Z", "Z", 0}},
			"L A-by-Z unknown-issuer"},
		{"unknown before a loop, met first",
			{{"L", "A", 0}, {"A-by-B", "B", 0}, {"B", "A", 0}, {"A-by-Z", "Z", NEWER}},
			"L A-by-Z unknown-issuer"},
		{"unsupported before self-signed",
			{{"L", "A", 0}, {"A-by-S", "S", NEWER}, {"S", "S", 0},
				{"A-by-U", "U", UNKNOWN}, {"U", "Z", 0}},
			"L A-by-U unsupported"},
		{"a bad signature before unsupported",
			{{"L", "A", 0}, {"A-by-U", "U", NEWER | UNKNOWN}, {"U", "Z", 0},
				{"A-by-V", "V", BAD}, {"V", "Z", 0}},
			"L A-by-V bad-signature"},
		{"the longer of two alike",
			{{"L", "A", 0}, {"A-by-Z", "Z", NEWER}, {"A-by-B", "B", 0}, {"B", "Y", 0}},
			"L A-by-B B unknown-issuer"},
		{"the longer of two alike, met first",
			{{"L", "A", 0}, {"A-by-Z", "Z", 0}, {"A-by-B", "B", NEWER}, {"B", "Y", 0}},
			"L A-by-B B unknown-issuer"},
		{"of two as long the first",
			{{"L", "A", 0}, {"A-by-Z", "Z", NEWER}, {"A-by-Y", "Y", 0}},
			"L A-by-Z unknown-issuer"},
		{"a self-signed leaf of an issuer that is at hand",
			{{"L", "L", 0}, {"L-by-A", "A", 0}}, "L self-signed"},
	};
	size_t i, k, n;

	for (i = 0; i < CP_COUNT(cases); i++) {
		cp_cert *certs[MOST_ROWS];
		cp_builder *builder;
		cp_path path;
		char *end;
		scene s;

		for (n = 0; n < MOST_ROWS && cases[i].rows[n].label != NULL; n++)
			certs[n] = make(&cases[i].rows[n], (unsigned)n + 1);
		open_scene(&s, certs[0]);
		for (k = 1; k < n; k++)
			add_to(&s, certs[k], false);
		builder = start(&s);
		UNIT_ROW(cases[i].name, cp_builder_next(builder, &path) == CP_BUILDER_DONE);
		cp_builder_partial(builder, &path);
		end = describe(&path, cases[i].rows, certs, n);
		UNIT_ROW(cases[i].name, end != NULL && strcmp(end, cases[i].end) == 0);
		if (end != NULL && strcmp(end, cases[i].end) != 0)
			fprintf(stderr, "  is: %s\n", end);
		cp_free(end);
		close_scene(&s, builder);
		for (k = 0; k < n; k++)
			cp_cert_unref(certs[k]);
	}
}

/* A depth of nothing proposes nothing, and says that it was the limit. */
static void
no_depth_gives_no_path(void)
{
	static const struct {
		const char *name;
		row leaf;
		bool leaf_is_anchor;
	} cases[] = {
		{"an anchor", {"L", "L", 0}, true},
		{"below an anchor", {"L", "A", 0}, false},
	};
	static const row anchor = {"A", "A", 0};
	uint64_t depth;
	size_t i;

	for (i = 0; i < CP_COUNT(cases); i++) {
		for (depth = 0; depth <= 2; depth++) {
			cp_cert *leaf = make(&cases[i].leaf, 1), *root = make(&anchor, 2);
			bool fits = depth >= (cases[i].leaf_is_anchor ? 1u : 2u);
			cp_builder *builder;
			cp_path path;
			scene s;

			open_scene(&s, leaf);
			add_to(&s, cases[i].leaf_is_anchor ? leaf : root, true);
			s.budget.limit[CP_LIMIT_DEPTH] = depth;
			builder = start(&s);
			UNIT_ROW(cases[i].name,
				(cp_builder_next(builder, &path) == CP_BUILDER_PATH) == fits);
			UNIT_ROW(cases[i].name, fits || s.budget.spent[CP_LIMIT_DEPTH]);
			close_scene(&s, builder);
			cp_cert_unref(leaf);
			cp_cert_unref(root);
		}
	}
}

/* Whichever allocation fails, the search says so, or has all its paths. */
static void
survive_want_of_memory(const char *name, scene *s, size_t n_paths)
{
	bool survived = false;
	long allow;

	for (allow = 0; !survived && allow < 1000; allow++) {
		cp_builder_step step = CP_BUILDER_NO_MEMORY;
		cp_builder *builder;
		cp_path path;
		size_t n = 0;

		cp_budget_init(&s->budget);
		cp_mem_fail_after(allow, false);
		builder = cp_builder_new(&s->input);
		if (builder != NULL) {
			while ((step = cp_builder_next(builder, &path)) == CP_BUILDER_PATH)
				n++;
		}
		survived = cp_mem_count() <= allow;
		cp_mem_fail_after(-1, false);
		UNIT_ROW(name, step == (survived ? CP_BUILDER_DONE : CP_BUILDER_NO_MEMORY));
		UNIT_ROW(name, !survived || n == n_paths);
		cp_builder_free(builder);
	}
	UNIT_ROW(name, survived);
}

/* More bearers of one name and key than are usual: every anchor is a path of its own, none is lost;
 * and when they are no anchors, none of them is one. */
static void
crowds_are_all_looked_at(void)
{
	enum { CROWD = 70 };
	static const struct {
		const char *name;
		row leaf, crowd;
		bool are_anchors;
		size_t n_paths;
	} cases[] = {
		{"anchors", {"L", "A", 0}, {"A", "A", 0}, true, CROWD},
		{"self-signed", {"L", "A", 0}, {"A", "A", 0}, false, 0},
		{"issued by nobody", {"L", "A", 0}, {"A", "B", 0}, false, 0},
		{"none of them signed it", {"L", "A", BAD | NO_IDS}, {"A", "B", NO_IDS}, false, 0},
		{"nobody can tell", {"L", "A", UNKNOWN}, {"A", "B", 0}, false, 0},
		{"a leaf that signed itself", {"L", "L", 0}, {"A", "B", 0}, false, 0},
		{"a leaf that did not", {"L", "L", BAD}, {"A", "B", 0}, false, 0},
	};
	size_t i;
	unsigned k;

	for (i = 0; i < CP_COUNT(cases); i++) {
		cp_cert *leaf = make(&cases[i].leaf, 1);
		cp_builder *builder;
		cp_path path;
		size_t n = 0;
		scene s;

		open_scene(&s, leaf);
		for (k = 0; k < CROWD; k++) {
			cp_cert *one = make(&cases[i].crowd, k + 2);

			add_to(&s, one, cases[i].are_anchors);
			cp_cert_unref(one);
		}
		builder = start(&s);
		while (cp_builder_next(builder, &path) == CP_BUILDER_PATH) {
			UNIT_ROW(cases[i].name, path.n_certs == 2 && path.anchor != NULL);
			n++;
		}
		UNIT_ROW(cases[i].name, n == cases[i].n_paths);
		cp_builder_free(builder);
		survive_want_of_memory(cases[i].name, &s, n);
		close_scene(&s, NULL);
		cp_cert_unref(leaf);
	}
}

/* An empty key identifier says nothing, neither for a candidate nor against it. */
static void
empty_key_identifiers_say_nothing(void)
{
	static const row leaf_row = {"L", "A", 0}, anchor_row = {"A", "A", 0};
	cp_cert *leaf = make(&leaf_row, 1), *anchor = make(&anchor_row, 2);
	cp_builder *builder;
	cp_path path;
	scene s;

	leaf->aki_key_id = CP_BYTES_NONE;
	open_scene(&s, leaf);
	add_to(&s, anchor, true);
	builder = start(&s);
	CU_ASSERT(cp_builder_next(builder, &path) == CP_BUILDER_PATH);
	close_scene(&s, builder);
	cp_cert_unref(leaf);
	cp_cert_unref(anchor);
}

int
main(void)
{
	static const unit_test tests[] = {
		{"the most telling end is told", the_most_telling_end_is_told},
		{"no depth gives no path", no_depth_gives_no_path},
		{"crowds are all looked at", crowds_are_all_looked_at},
		{"empty key identifiers say nothing", empty_key_identifiers_say_nothing},
		{NULL, NULL},
	};

	return unit_main("path_ends", tests);
}
