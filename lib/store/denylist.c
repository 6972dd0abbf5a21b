/* Threat lists at hand: opening files, and the one look-up. Their forms are threat_read.c's. */
#include <config.h>
#include "store/denylist.h"
#include "base/error.h"
#include "base/map.h"
#include "base/mem.h"
#include "store/threat_key.h"
#include "store/threat_read.h"
#include "x509/input.h"

#include <sys/stat.h>

/* What is read into memory; beyond it a file is mapped. */
#define READ_MAX ((size_t)64 << 20)

/* The octets of a file, in one way or the other. */
typedef struct content {
	cp_bytes octets;
	cp_map map;
	uint8_t *memory; /* owned; NULL */
	bool has_date;
	int64_t date; /* of the last change */
} content;

typedef struct entry {
	char *path;      /* owned */
	content content; /* what the index lies in */
	cp_threat_index index;
} entry;

struct cp_denylist {
	entry *entries; /* owned, in the order given */
	size_t n, capacity;
	const char **damaged; /* owned: the path of the first that was; NULL */
	bool has_section[CP_N_THREAT_SECTIONS];
	bool has_names;
};

/* ---- files ---- */

static void
close_content(content *file)
{
	cp_map_close(&file->map);
	cp_free(file->memory);
	memset(file, 0, sizeof(*file));
}

static int
read_content(const char *path, content *file, certpolicy_error **error)
{
	int status = cp_input_read_file(path, READ_MAX, &file->octets, error);

	file->memory = (uint8_t *)(uintptr_t)file->octets.data;
	return status;
}

static int
map_content(const char *path, content *file, certpolicy_error **error)
{
	int status = cp_map_open(path, CP_DENYLIST_FILE_MAX, &file->map, error);

	file->octets = file->map.bytes;
	return status;
}

/* An index stays where it is; of lists as they were published those of usual size are copied, since
 * somebody may be writing them. */
static int
open_content(const char *path, content *file, certpolicy_error **error)
{
	struct stat about;
	int status;

	memset(file, 0, sizeof(*file));
	if (strcmp(path, "-") == 0 || stat(path, &about) != 0 || !S_ISREG(about.st_mode))
		return read_content(path, file, error);
	status = map_content(path, file, error);
	if (status == CERTPOLICY_OK && !cp_threat_index_is(file->octets) &&
		file->octets.len <= READ_MAX) {
		close_content(file);
		status = read_content(path, file, error);
	}
	file->has_date = true;
	file->date = (int64_t)about.st_mtime;
	return status;
}

static int
add_to(cp_threat_builder *builder, const char *path, certpolicy_error **error)
{
	content file;
	cp_threat_index index;
	int status = open_content(path, &file, error);

	if (status == CERTPOLICY_OK && cp_threat_index_is(file.octets)) {
		status = cp_threat_index_open(file.octets, path, &index, error);
		if (status == CERTPOLICY_OK) {
			status = cp_threat_builder_add_index(builder, &index, path, error);
			cp_threat_index_close(&index);
		}
	} else if (status == CERTPOLICY_OK) {
		status = cp_threat_read(
			builder, file.octets, path, file.has_date ? &file.date : NULL, error);
	}
	close_content(&file);
	return status;
}

/* ---- the lists at hand ---- */

cp_denylist *
cp_denylist_new(void)
{
	cp_denylist *list = cp_calloc(1, sizeof(*list));

	if (list == NULL)
		return NULL;
	list->damaged = cp_calloc(1, sizeof(*list->damaged));
	if (list->damaged != NULL)
		return list;
	cp_free(list);
	return NULL;
}

static void
clear(entry *one)
{
	cp_threat_index_close(&one->index);
	close_content(&one->content);
	cp_free(one->path);
}

void
cp_denylist_free(cp_denylist *list)
{
	size_t i;

	if (list == NULL)
		return;
	for (i = 0; i < list->n; i++)
		clear(&list->entries[i]);
	cp_free(list->entries);
	cp_free(list->damaged);
	cp_free(list);
}

/* An index in memory of a list as it was published. */
static int
build(const content *published, const char *path, content *built, certpolicy_error **error)
{
	cp_threat_builder *builder;
	int status = cp_threat_builder_new(NULL, &builder, error);

	memset(built, 0, sizeof(*built));
	if (status == CERTPOLICY_OK)
		status = cp_threat_read(builder, published->octets, path,
			published->has_date ? &published->date : NULL, error);
	if (status == CERTPOLICY_OK)
		status = cp_threat_builder_finish(builder, &built->octets, error);
	built->memory = (uint8_t *)(uintptr_t)built->octets.data;
	cp_threat_builder_free(builder);
	return status;
}

static int
fill(entry *one, const char *path, certpolicy_error **error)
{
	content published;
	int status;

	one->path = cp_strdup(path);
	if (one->path == NULL)
		return cp_error_no_memory(error);
	status = open_content(path, &one->content, error);
	if (status == CERTPOLICY_OK && !cp_threat_index_is(one->content.octets)) {
		published = one->content;
		status = build(&published, path, &one->content, error);
		close_content(&published);
	}
	return status == CERTPOLICY_OK
		       ? cp_threat_index_open(one->content.octets, one->path, &one->index, error)
		       : status;
}

static void
note_kinds(cp_denylist *list, const cp_threat_index *index)
{
	size_t i;

	for (i = 0; i < CP_N_THREAT_SECTIONS; i++)
		list->has_section[i] |= index->sections[i].n > 0;
	list->has_names |= index->kinds.exact_names || index->kinds.subtrees;
	for (i = 0; i < sizeof(index->kinds.prefixes); i++)
		list->has_names |= index->kinds.prefixes[i] != 0;
}

int
cp_denylist_add_file(cp_denylist *list, const char *path, certpolicy_error **error)
{
	entry one;
	int status;

	memset(&one, 0, sizeof(one));
	if (!cp_grow((void **)&list->entries, list->n, &list->capacity, sizeof(*list->entries)))
		return cp_error_no_memory(error);
	status = fill(&one, path, error);
	if (status != CERTPOLICY_OK) {
		clear(&one);
		return status;
	}
	list->entries[list->n++] = one;
	note_kinds(list, &one.index);
	return CERTPOLICY_OK;
}

bool
cp_denylist_is_empty(const cp_denylist *list)
{
	return list->n == 0;
}

bool
cp_denylist_has_names(const cp_denylist *list)
{
	return list->has_names;
}

size_t
cp_denylist_count(const cp_denylist *list)
{
	size_t n = 0, i;

	for (i = 0; i < list->n; i++)
		n += list->entries[i].index.n_lists;
	return n;
}

const cp_threat_list *
cp_denylist_at(const cp_denylist *list, size_t index)
{
	size_t i;

	for (i = 0; i < list->n && index >= list->entries[i].index.n_lists; i++)
		index -= list->entries[i].index.n_lists;
	return i < list->n ? &list->entries[i].index.lists[index] : NULL;
}

int
cp_denylist_check(const cp_denylist *list, certpolicy_error **error)
{
	const char *path = cp_atomic_load(list->damaged);

	if (path == NULL)
		return CERTPOLICY_OK;
	return cp_error_set(error, CERTPOLICY_ERROR_BAD_INPUT, "denylist.damaged",
		"%s is damaged: what it lists cannot be told; import the lists again", path);
}

/* ---- looking up ---- */

/* Whether the list has taken the entry back. */
static cp_threat_step
find_withdrawal(const cp_threat_index *index, cp_bytes id)
{
	cp_threat_hash key;
	cp_threat_cursor cursor;
	cp_threat_note note;

	if (!index->kinds.withdrawn || id.len == 0)
		return CP_THREAT_END;
	cp_threat_withdrawn_key(id, &key);
	cursor = cp_threat_index_seek(index, CP_THREAT_OTHER, key.octets);
	return cp_threat_index_next(&cursor, &note);
}

static bool
is_in_force(const cp_threat_times *times, int64_t time)
{
	return (!times->has_from || times->from <= time) &&
	       (!times->has_until || time < times->until);
}

/* The first row of a key that is about one of these things and holds. */
static cp_threat_step
find_row(const cp_threat_index *index, cp_threat_section section, const uint8_t *key, unsigned what,
	int64_t time, cp_threat_note *note)
{
	cp_threat_cursor cursor = cp_threat_index_seek(index, section, key);
	cp_threat_step step, withdrawn;

	while ((step = cp_threat_index_next(&cursor, note)) == CP_THREAT_ROW) {
		if ((note->what & what) == 0 || !is_in_force(&note->times, time))
			continue;
		withdrawn = find_withdrawal(index, note->id);
		if (withdrawn != CP_THREAT_ROW)
			return withdrawn == CP_THREAT_END ? CP_THREAT_ROW : withdrawn;
	}
	return step;
}

static void
fill_hit(
	const cp_threat_index *index, const cp_threat_note *note, unsigned what, cp_threat_hit *hit)
{
	hit->what = note->what & what;
	hit->list = &index->lists[note->list];
	hit->has_listed = note->times.has_listed;
	hit->listed = note->times.listed;
	hit->id = note->id;
	hit->label = note->label;
}

static bool
find_in(const cp_denylist *list, const entry *one, cp_threat_section section, const uint8_t *key,
	unsigned what, int64_t time, cp_threat_hit *hit)
{
	cp_threat_note note;

	switch (find_row(&one->index, section, key, what, time, &note)) {
	case CP_THREAT_ROW:
		fill_hit(&one->index, &note, what, hit);
		hit->section = section;
		memcpy(hit->digest, key, cp_threat_key_len(section));
		return true;
	case CP_THREAT_DAMAGED:
		cp_atomic_store(list->damaged, one->path);
		break;
	case CP_THREAT_END:
		break;
	}
	return false;
}

static bool
find(const cp_denylist *list, cp_threat_section section, const uint8_t *key, unsigned what,
	int64_t time, cp_threat_hit *hit)
{
	size_t i;

	for (i = 0; i < list->n; i++) {
		if (find_in(list, &list->entries[i], section, key, what, time, hit))
			return true;
	}
	return false;
}

/* By digests of some octets. Those of old algorithms are made when a list has such. */
static bool
find_digests(const cp_denylist *list, cp_bytes octets, const uint8_t *sha256, unsigned what,
	int64_t time, cp_threat_hit *hit)
{
	uint8_t digest[CP_SHA1_LEN];

	if (octets.len == 0)
		return false;
	if (list->has_section[CP_THREAT_SHA256] &&
		find(list, CP_THREAT_SHA256, sha256, what, time, hit))
		return true;
	if (list->has_section[CP_THREAT_SHA1]) {
		cp_crypto_sha1(octets, digest);
		if (find(list, CP_THREAT_SHA1, digest, what, time, hit))
			return true;
	}
	if (!list->has_section[CP_THREAT_MD5])
		return false;
	cp_crypto_md5(octets, digest);
	return find(list, CP_THREAT_MD5, digest, what, time, hit);
}

/* By what lists say of certificates as text: every set of traits that some row is made of. */
static bool
find_traits(const cp_denylist *list, const cp_cert *cert, int64_t time, cp_threat_hit *hit)
{
	const unsigned what =
		CP_THREAT_CERTIFICATE | CP_THREAT_KEY | CP_THREAT_ISSUER | CP_THREAT_SUBJECT;
	cp_threat_hash key;
	cp_traits traits;
	size_t i;
	unsigned set;

	traits.set = 0;
	for (i = 0; i < list->n; i++) {
		uint64_t sets = list->entries[i].index.kinds.traits;

		if (sets != 0 && traits.set == 0)
			cp_traits_of_cert(cert, (1u << CP_N_TRAITS) - 1, &traits);
		for (set = 1; set < 1u << CP_N_TRAITS; set++) {
			if ((sets >> set & 1) == 0 || (traits.set & set) != set)
				continue;
			cp_traits_key(&traits, set, &key);
			if (find_in(list, &list->entries[i], CP_THREAT_OTHER, key.octets, what,
				    time, hit))
				return true;
		}
	}
	return false;
}

bool
cp_denylist_find_certificate(
	const cp_denylist *list, const cp_cert *cert, int64_t time, cp_threat_hit *hit)
{
	if (list->n == 0)
		return false;
	memset(hit, 0, sizeof(*hit));
	return find_digests(list, cert->der, cert->sha256, CP_THREAT_CERTIFICATE, time, hit) ||
	       find_digests(list, cert->key.spki, cert->spki_sha256, CP_THREAT_KEY, time, hit) ||
	       find_traits(list, cert, time, hit);
}

bool
cp_denylist_find_digest(const cp_denylist *list, cp_threat_section section, const uint8_t *digest,
	unsigned what, int64_t time, cp_threat_hit *hit)
{
	memset(hit, 0, sizeof(*hit));
	return find(list, section, digest, what, time, hit);
}

/* What stands behind the first dot; nothing when there is none. */
static cp_bytes
parent_of(cp_bytes name)
{
	const uint8_t *dot = name.len > 0 ? memchr(name.data, '.', name.len) : NULL;

	return dot != NULL ? cp_bytes_slice(name, (size_t)(dot - name.data) + 1, name.len)
			   : CP_BYTES_NONE;
}

static bool
find_name_in(
	const cp_denylist *list, const entry *one, cp_bytes name, int64_t time, cp_threat_hit *hit)
{
	const cp_threat_kinds *kinds = &one->index.kinds;
	bool is_wildcard = name.len > 1 && name.data[0] == '*' && name.data[1] == '.';
	cp_threat_hash key;

	if (kinds->exact_names && !is_wildcard) {
		cp_threat_name_key(name, false, &key);
		if (find_in(list, one, CP_THREAT_OTHER, key.octets, CP_THREAT_NAME, time, hit))
			return true;
	}
	if (is_wildcard)
		name = parent_of(name);
	for (; kinds->subtrees && name.len > 0; name = parent_of(name)) {
		cp_threat_name_key(name, true, &key);
		if (find_in(list, one, CP_THREAT_OTHER, key.octets, CP_THREAT_NAME, time, hit))
			return true;
	}
	return false;
}

bool
cp_denylist_find_name(const cp_denylist *list, cp_bytes name, int64_t time, cp_threat_hit *hit)
{
	size_t i;

	memset(hit, 0, sizeof(*hit));
	for (i = 0; i < list->n; i++) {
		if (find_name_in(list, &list->entries[i], name, time, hit))
			return true;
	}
	return false;
}

static bool
find_address_in(const cp_denylist *list, const entry *one, const uint8_t address[16], int64_t time,
	cp_threat_hit *hit)
{
	const uint8_t *prefixes = one->index.kinds.prefixes;
	cp_threat_hash key;
	unsigned i;

	/* The smallest network first. */
	for (i = 129; i-- > 0;) {
		if ((prefixes[i / 8] >> i % 8 & 1) == 0)
			continue;
		cp_threat_network_key(address, i, &key);
		if (find_in(list, one, CP_THREAT_OTHER, key.octets, CP_THREAT_ADDRESS, time, hit))
			return true;
	}
	return false;
}

bool
cp_denylist_find_address(
	const cp_denylist *list, cp_bytes address, int64_t time, cp_threat_hit *hit)
{
	uint8_t octets[16];
	size_t i;

	if (address.len != 4 && address.len != 16)
		return false;
	memset(hit, 0, sizeof(*hit));
	cp_threat_address(address.data, address.len, octets);
	for (i = 0; i < list->n; i++) {
		if (find_address_in(list, &list->entries[i], octets, time, hit))
			return true;
	}
	return false;
}

/* ---- importing ---- */

static void
sum_up(const cp_threat_builder *builder, cp_denylist_about *about)
{
	const cp_threat_list *lists;
	size_t n = cp_threat_builder_lists(builder, &lists), i;

	memset(about, 0, sizeof(*about));
	about->n_lists = n;
	for (i = 0; i < n; i++) {
		about->n_entries += lists[i].n_entries;
		about->n_skipped += lists[i].n_skipped;
		if (lists[i].has_date && (!about->has_date || lists[i].date < about->date)) {
			about->has_date = true;
			about->date = lists[i].date;
		}
	}
}

int
cp_denylist_write_index(const char *const *files, size_t n_files, const char *out,
	cp_denylist_about *about, certpolicy_error **error)
{
	cp_threat_builder *builder;
	cp_bytes none;
	int status = cp_threat_builder_new(out, &builder, error);
	size_t i;

	for (i = 0; i < n_files && status == CERTPOLICY_OK; i++)
		status = add_to(builder, files[i], error);
	if (status == CERTPOLICY_OK)
		status = cp_threat_builder_finish(builder, &none, error);
	if (status == CERTPOLICY_OK)
		sum_up(builder, about);
	cp_threat_builder_free(builder);
	return status;
}
