/*
 * The store of anchors: rows once by their octets, an index by digest from the start and one by
 * subject from the moment it is frozen. Where sources come from stands in anchors_*.c.
 */
#include <config.h>
#include "store/anchors.h"
#include "base/error.h"
#include "base/lock.h"
#include "base/mem.h"
#include "base/table.h"
#include "store/anchor_stage.h"
#include "x509/name.h"

#include <stdlib.h>

typedef struct anchor_row {
	cp_anchor anchor;
	cp_bytes subject;
	uint8_t sha256[CP_SHA256_LEN];
	size_t permitted_capacity;
} anchor_row;

/* A row of the index by subject. */
typedef struct name_row {
	uint64_t hash;
	uint32_t row;
} name_row;

/* Which anchor a source brought, in the order of adding. */
typedef struct brought {
	uint32_t source, row;
} brought;

struct cp_anchors {
	cp_arena arena; /* DER, names, permitted entries */
	anchor_row *rows;
	size_t n_rows, rows_capacity;
	cp_table by_digest;
	cp_source_row *sources;
	size_t n_sources, sources_capacity;
	brought *brought;
	size_t n_brought, brought_capacity;
	name_row *by_name; /* when frozen */
	cp_roots *roots;   /* owned */
	bool frozen;
};

cp_anchors *
cp_anchors_new(void)
{
	cp_anchors *anchors = cp_calloc(1, sizeof(*anchors));

	if (anchors == NULL)
		return NULL;
	anchors->roots = cp_roots_new();
	if (anchors->roots == NULL) {
		cp_free(anchors);
		return NULL;
	}
	return anchors;
}

void
cp_anchors_free(cp_anchors *anchors)
{
	size_t i;

	if (anchors == NULL)
		return;
	for (i = 0; i < anchors->n_rows; i++)
		cp_cert_unref(anchors->rows[i].anchor.cert);
	cp_free(anchors->rows);
	cp_table_clear(&anchors->by_digest);
	cp_free(anchors->sources);
	cp_free(anchors->brought);
	cp_free(anchors->by_name);
	cp_roots_free(anchors->roots);
	cp_arena_clear(&anchors->arena);
	cp_free(anchors);
}

static bool
is_same(const void *context, uint32_t row, const void *key)
{
	const cp_anchors *anchors = context;

	return memcmp(anchors->rows[row].sha256, key, CP_SHA256_LEN) == 0;
}

/* The row with this digest or CP_TABLE_NONE. */
static uint32_t
find_row(const cp_anchors *anchors, const uint8_t sha256[CP_SHA256_LEN])
{
	return cp_table_find(&anchors->by_digest, cp_table_hash(sha256), is_same, anchors, sha256);
}

static bool
reserve(void **array, size_t n, size_t *capacity, size_t size)
{
	void *grown;

	if (n <= *capacity)
		return true;
	grown = cp_realloc(*array, n, size);
	if (grown == NULL)
		return false;
	*array = grown;
	*capacity = n;
	return true;
}

/* Room for `more` anchors of one new source, at least doubling what grows. */
static bool
reserve_rows(cp_anchors *anchors, size_t more)
{
	size_t rows, links;

	if (!cp_size_add(anchors->n_rows, more, &rows) ||
		!cp_size_add(anchors->n_brought, more, &links) || rows > UINT32_MAX / 4 ||
		links > UINT32_MAX / 4)
		return false;
	if (rows > anchors->rows_capacity && rows < 2 * anchors->rows_capacity)
		rows = 2 * anchors->rows_capacity;
	if (links > anchors->brought_capacity && links < 2 * anchors->brought_capacity)
		links = 2 * anchors->brought_capacity;
	return reserve((void **)&anchors->rows, rows, &anchors->rows_capacity,
		       sizeof(*anchors->rows)) &&
	       reserve((void **)&anchors->brought, links, &anchors->brought_capacity,
		       sizeof(*anchors->brought)) &&
	       cp_table_reserve(&anchors->by_digest, rows) &&
	       cp_grow((void **)&anchors->sources, anchors->n_sources, &anchors->sources_capacity,
		       sizeof(*anchors->sources));
}

static bool
find_source(const cp_anchors *anchors, const char *name, size_t *index)
{
	/* The newest first: whoever adds one by one adds to that. */
	for (*index = anchors->n_sources; *index > 0; --*index) {
		if (strcmp(anchors->sources[*index - 1].source, name) == 0) {
			--*index;
			return true;
		}
	}
	return false;
}

/* The index of the source; reserve_rows() made room for it. */
static bool
take_source(cp_anchors *anchors, const char *name, size_t *index)
{
	cp_source_row *row;
	char *copy;

	if (find_source(anchors, name, index))
		return true;
	copy = cp_arena_strdup(&anchors->arena, name);
	if (copy == NULL)
		return false;
	*index = anchors->n_sources++;
	row = &anchors->sources[*index];
	memset(row, 0, sizeof(*row));
	row->source = copy;
	return true;
}

/* The earlier date holds, and with it who said so. */
static bool
is_earlier(bool has_theirs, int64_t theirs, bool has_ours, int64_t ours)
{
	return has_theirs && (!has_ours || theirs < ours);
}

/* Another source knows the anchor too; `source` is its name in the store. `permitted` is for
 * merge_permitted(), which can fail. */
static void
merge_terms(cp_anchor *anchor, const cp_anchor_terms *terms, const char *source)
{
	anchor->is_public = anchor->is_public || terms->is_public;
	anchor->is_local = anchor->is_local || (!terms->is_public && !terms->has_sct_not_after &&
						       strcmp(source, "system") != 0);
	anchor->programme_distrusted = anchor->programme_distrusted || terms->programme_distrusted;
	if (is_earlier(terms->has_distrust_after, terms->distrust_after, anchor->has_distrust_after,
		    anchor->distrust_after)) {
		anchor->has_distrust_after = true;
		anchor->distrust_after = terms->distrust_after;
		anchor->distrust_source = source;
	}
	if (is_earlier(terms->has_sct_not_after, terms->sct_not_after, anchor->has_sct_not_after,
		    anchor->sct_not_after)) {
		anchor->has_sct_not_after = true;
		anchor->sct_not_after = terms->sct_not_after;
		anchor->sct_source = source;
	}
}

/* Room for `more` permitted entries behind those of the row, by doubling. */
static cp_scope_entry *
reserve_permitted(cp_anchors *anchors, anchor_row *row, size_t more)
{
	size_t wanted;
	cp_scope_entry *entries;

	if (!cp_size_add(row->anchor.n_permitted, more, &wanted))
		return NULL;
	if (wanted < 2 * row->permitted_capacity)
		wanted = 2 * row->permitted_capacity;
	entries = cp_arena_alloc(&anchors->arena, wanted, sizeof(*entries));
	if (entries == NULL)
		return NULL;
	if (row->anchor.n_permitted > 0)
		memcpy(entries, row->anchor.permitted, row->anchor.n_permitted * sizeof(*entries));
	row->anchor.permitted = entries;
	row->permitted_capacity = wanted;
	return entries;
}

/* Names and networks of the terms behind those that are there. Nothing is added on failure. */
static bool
append_permitted(cp_anchors *anchors, anchor_row *row, const cp_anchor_terms *terms)
{
	cp_scope_entry *entries;
	size_t i;

	if (terms->n_permitted == 0)
		return true;
	entries = reserve_permitted(anchors, row, terms->n_permitted);
	if (entries == NULL)
		return false;
	entries += row->anchor.n_permitted;
	for (i = 0; i < terms->n_permitted; i++) {
		entries[i] = terms->permitted[i];
		entries[i].name = cp_arena_strdup(&anchors->arena, terms->permitted[i].name);
		if (entries[i].name == NULL && terms->permitted[i].name != NULL)
			return false;
	}
	row->anchor.n_permitted += terms->n_permitted;
	return true;
}

/* An anchor that one source trusts without bounds has none. */
static bool
merge_permitted(cp_anchors *anchors, anchor_row *row, const cp_anchor_terms *terms)
{
	if (row->anchor.constrained && terms->constrained)
		return append_permitted(anchors, row, terms);
	row->anchor.constrained = false;
	row->anchor.permitted = NULL;
	row->anchor.n_permitted = 0;
	row->permitted_capacity = 0;
	return true;
}

static bool
append_row(cp_anchors *anchors, const cp_staged_anchor *staged, const cp_anchor_terms *terms,
	size_t source)
{
	anchor_row *row = &anchors->rows[anchors->n_rows];

	memset(row, 0, sizeof(*row));
	row->subject = staged->subject;
	memcpy(row->sha256, staged->sha256, CP_SHA256_LEN);
	row->anchor.der = staged->der;
	row->anchor.source = anchors->sources[source].source;
	row->anchor.constrained = terms->constrained;
	merge_terms(&row->anchor, terms, row->anchor.source);
	if (terms->constrained && !append_permitted(anchors, row, terms))
		return false;
	cp_table_add(&anchors->by_digest, cp_table_hash(row->sha256), (uint32_t)anchors->n_rows++);
	return true;
}

/* One staged anchor into the store; reserve_rows() was called. Only `permitted` can run out of
 * memory. */
static bool
commit(cp_anchors *anchors, const cp_staged_anchor *staged, const cp_anchor_terms *terms,
	size_t source)
{
	uint32_t row = find_row(anchors, staged->sha256);
	brought *link = &anchors->brought[anchors->n_brought];

	if (row == CP_TABLE_NONE) {
		row = (uint32_t)anchors->n_rows;
		if (!append_row(anchors, staged, terms, source))
			return false;
	} else {
		if (!merge_permitted(anchors, &anchors->rows[row], terms))
			return false;
		merge_terms(&anchors->rows[row].anchor, terms, anchors->sources[source].source);
	}
	link->source = (uint32_t)source;
	link->row = row;
	anchors->n_brought++;
	anchors->sources[source].n_anchors++;
	return true;
}

int
cp_anchors_add(
	cp_anchors *anchors, cp_bytes der, const cp_anchor_terms *terms, certpolicy_error **error)
{
	cp_anchor_stage stage = {.arena = &anchors->arena};
	size_t source;
	int status;

	CP_INVARIANT(!anchors->frozen);
	status = cp_anchor_stage_add(&stage, der, NULL, error);
	if (status == CERTPOLICY_OK &&
		(!reserve_rows(anchors, 1) || !take_source(anchors, terms->source, &source) ||
			!commit(anchors, &stage.anchors[0], terms, source)))
		status = cp_error_no_memory(error);
	cp_anchor_stage_clear(&stage);
	return status;
}

/* Everything that was staged, as one source. Only `permitted`, which few have, can fail half-way.
 */
static int
commit_stage(cp_anchors *anchors, const cp_anchor_stage *stage, const char *name, bool is_public,
	certpolicy_error **error)
{
	size_t source, i;

	if (!reserve_rows(anchors, stage->n_anchors) || !take_source(anchors, name, &source))
		return cp_error_no_memory(error);
	for (i = 0; i < stage->n_anchors; i++) {
		const cp_staged_anchor *staged = &stage->anchors[i];
		cp_anchor_terms terms = {
			.source = name,
			.is_public = is_public || staged->is_public,
			.programme_distrusted = staged->programme_distrusted,
			.has_distrust_after = staged->has_distrust_after,
			.distrust_after = staged->distrust_after,
			.has_sct_not_after = staged->has_sct_not_after,
			.sct_not_after = staged->sct_not_after,
			.constrained = staged->constrained,
			.permitted = staged->permitted,
			.n_permitted = staged->n_permitted,
		};

		if (!commit(anchors, staged, &terms, source))
			return cp_error_no_memory(error);
	}
	return CERTPOLICY_OK;
}

/* Fills the stage by the word of the source. `name` is what reports call it. */
static int
stage_source(cp_anchor_stage *stage, const char *source, const char **name, bool *is_public,
	certpolicy_error **error)
{
	*name = source;
	if (strcmp(source, "system") == 0) {
		*is_public = false;
		return cp_anchor_stage_system(stage, error);
	}
	if (strcmp(source, "nss") == 0)
		return cp_anchor_stage_nss(stage, error);
	if (strncmp(source, "pkcs11:", 7) == 0)
		return cp_anchor_stage_pkcs11(stage, source, error);
	*name = cp_arena_printf(stage->arena, "file:%s", source);
	if (*name == NULL)
		return cp_error_no_memory(error);
	return cp_anchor_stage_path(stage, source, error);
}

int
cp_anchors_add_source(
	cp_anchors *anchors, const char *source, bool is_public, certpolicy_error **error)
{
	cp_anchor_stage stage = {.arena = &anchors->arena, .roots = anchors->roots};
	const char *name;
	int status;

	CP_INVARIANT(!anchors->frozen);
	status = stage_source(&stage, source, &name, &is_public, error);
	if (status == CERTPOLICY_OK && stage.n_anchors == 0)
		status = cp_error_set(error, CERTPOLICY_ERROR_BAD_INPUT, "anchors.empty",
			"there is not one certificate in %s", source);
	if (status == CERTPOLICY_OK)
		status = commit_stage(anchors, &stage, name, is_public, error);
	cp_anchor_stage_clear(&stage);
	return status;
}

/* The digest of what each source brought. */
static bool
digest_sources(cp_anchors *anchors)
{
	cp_bytes *parts = cp_calloc(anchors->n_brought, sizeof(*parts));
	size_t source, i;

	if (parts == NULL)
		return false;
	for (source = 0; source < anchors->n_sources; source++) {
		size_t n = 0;

		for (i = 0; i < anchors->n_brought; i++) {
			if (anchors->brought[i].source == source)
				parts[n++] = anchors->rows[anchors->brought[i].row].anchor.der;
		}
		cp_crypto_sha256_parts(parts, n, anchors->sources[source].sha256);
	}
	cp_free(parts);
	return true;
}

cp_roots *
cp_anchors_roots(const cp_anchors *anchors)
{
	return anchors->roots;
}

static bool
is_known_as_public(const cp_anchors *anchors, const anchor_row *row)
{
	const cp_root *root;
	size_t n = cp_roots_find(anchors->roots, row->sha256, &root), i;

	for (i = 0; i < n; i++) {
		if (root[i].is_public)
			return true;
	}
	return false;
}

/* What the machine trusts is a mixture: those that a programme names are public. */
static void
publish_system(cp_anchors *anchors)
{
	size_t i;

	for (i = 0; i < anchors->n_brought; i++) {
		const brought *link = &anchors->brought[i];
		anchor_row *row = &anchors->rows[link->row];

		if (!row->anchor.is_public &&
			strcmp(anchors->sources[link->source].source, "system") == 0)
			row->anchor.is_public = is_known_as_public(anchors, row);
	}
}

static int
by_hash_then_row(const void *a, const void *b)
{
	const name_row *left = a, *right = b;

	if (left->hash != right->hash)
		return left->hash < right->hash ? -1 : 1;
	return left->row < right->row ? -1 : left->row > right->row;
}

static int
freeze(cp_anchors *anchors, certpolicy_error **error)
{
	name_row *by_name;
	size_t i;

	by_name = cp_calloc(anchors->n_rows, sizeof(*by_name));
	if (by_name == NULL || !digest_sources(anchors)) {
		cp_free(by_name);
		return cp_error_no_memory(error);
	}
	for (i = 0; i < anchors->n_rows; i++) {
		by_name[i].hash = cp_name_hash(anchors->rows[i].subject);
		by_name[i].row = (uint32_t)i;
	}
	qsort(by_name, anchors->n_rows, sizeof(*by_name), by_hash_then_row);
	anchors->by_name = by_name;
	cp_roots_freeze(anchors->roots);
	publish_system(anchors);
	cp_atomic_store(&anchors->frozen, true);
	return CERTPOLICY_OK;
}

/* A request may be judged by several threads at once, and brings its own anchors. */
int
cp_anchors_freeze(cp_anchors *anchors, certpolicy_error **error)
{
	int status = CERTPOLICY_OK;

	if (cp_atomic_load(&anchors->frozen))
		return CERTPOLICY_OK;
	cp_lock_freezing(CP_FREEZING_ANCHORS);
	if (!anchors->frozen)
		status = freeze(anchors, error);
	cp_unlock_freezing(CP_FREEZING_ANCHORS);
	return status;
}

bool
cp_anchors_is_frozen(const cp_anchors *anchors)
{
	return cp_atomic_load(&anchors->frozen);
}

size_t
cp_anchors_count(const cp_anchors *anchors)
{
	return anchors->n_rows;
}

/* The first row of the index whose hash is not below `hash`. */
static size_t
lower_bound(const cp_anchors *anchors, uint64_t hash)
{
	size_t low = 0, high = anchors->n_rows;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (anchors->by_name[middle].hash < hash)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t
cp_anchors_find_subject(const cp_anchors *anchors, cp_bytes name, uint64_t hash,
	const cp_anchor **found, size_t max)
{
	size_t n = 0, i;

	if (anchors->n_rows == 0)
		return 0;
	CP_INVARIANT(anchors->frozen);
	for (i = lower_bound(anchors, hash);
		i < anchors->n_rows && anchors->by_name[i].hash == hash; i++) {
		const anchor_row *row = &anchors->rows[anchors->by_name[i].row];

		if (!cp_name_equal(row->subject, name))
			continue;
		if (n < max)
			found[n] = &row->anchor;
		n++;
	}
	return n;
}

const cp_anchor *
cp_anchors_find_exact(const cp_anchors *anchors, const uint8_t sha256[CP_SHA256_LEN])
{
	uint32_t row = find_row(anchors, sha256);

	return row != CP_TABLE_NONE ? &anchors->rows[row].anchor : NULL;
}

cp_cert *
cp_anchors_cert(const cp_anchor *anchor)
{
	/* The one field that changes after freezing, and once only. Rows are never const objects.
	 */
	cp_cert **place = (cp_cert **)(uintptr_t)&anchor->cert;
	cp_cert *there = cp_atomic_load(place);
	cp_cert *made;

	if (there != NULL)
		return there;
	made = cp_cert_read(anchor->der);
	if (made == NULL || cp_atomic_publish(place, &there, made))
		return made;
	cp_cert_unref(made);
	return there;
}

size_t
cp_anchors_sources(const cp_anchors *anchors, const cp_source_row **rows)
{
	*rows = anchors->sources;
	return anchors->n_sources;
}
