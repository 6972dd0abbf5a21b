/*
 * Indexes of threat lists: opening and looking up. What keys are made of is threat_key.c, how an
 * index is written threat_build.c.
 */
#include <config.h>
#include "store/threat_index.h"
#include "base/error.h"
#include "base/little.h"
#include "base/mem.h"
#include "base/sip.h"

#define FORMAT_VERSION 1u
#define NOTE_REFERENCE_LEN 4u
#define CHECK_LEN 8u

static const uint8_t magic[8] = {0x89, 'C', 'P', 'T', 'H', 'R', '\r', '\n'};

/* Where the fields of a header stand. */
enum {
	AT_VERSION = 8,
	AT_ID = 16,
	AT_TRAITS = 24,
	AT_FLAGS = 32,
	AT_PREFIXES = 40,
	AT_ROWS = 64,
	AT_NOTES_LEN = 96,
	AT_N_LISTS = 104,
	AT_LISTS_LEN = 112,
	AT_LISTS_CHECK = 120,
	AT_CHECK = CP_THREAT_HEADER_LEN - CHECK_LEN
};

/* Of a note. */
enum {
	IN_LIST = 4,
	IN_WHAT = 6,
	IN_TIMES = 7,
	IN_ID_LEN = 8,
	IN_LABEL_LEN = 9,
	IN_LISTED = 16,
	IN_FROM = 24,
	IN_UNTIL = 32,
	IN_TEXT = 40
};

enum { FLAG_EXACT = 1, FLAG_SUBTREES = 2, FLAG_WITHDRAWN = 4 };
enum { HAS_LISTED = 1, HAS_FROM = 2, HAS_UNTIL = 4 };

/* Of a list. */
enum {
	OF_FORMAT = 0,
	OF_SOURCE_LEN = 4,
	OF_HAS_DATE = 8,
	OF_DATE = 16,
	OF_SHA256 = 24,
	OF_ENTRIES = 56,
	OF_SKIPPED = 64
};

/* Checks of what is in no section are made under numbers that no section has. */
enum { CHECK_OF_HEADER = CP_N_THREAT_SECTIONS, CHECK_OF_NOTES, CHECK_OF_LISTS };

static uint64_t
check_of(uint64_t id, unsigned part, uint64_t number, cp_bytes octets)
{
	cp_sip_key key = {id, (uint64_t)part << 56 | number};

	return cp_sip_hash(key, octets);
}

#define CHECKED_LEN (CP_THREAT_BLOCK_LEN - CHECK_LEN)
#define LANES 3u

/*
 * A block is checked at every look-up, and in four times as much time if all of it went through the
 * hash: so each third of its words is condensed to one word first, by steps that can be undone, so
 * that no change of a single word and hardly any other is lost.
 */
static uint64_t
check_of_block(uint64_t id, cp_threat_section section, uint64_t number, const uint8_t *block)
{
	uint64_t lanes[LANES] = {1, 2, 3};
	uint8_t condensed[8 * LANES];
	size_t i, lane;

	for (i = 0; i + 8 * LANES <= CHECKED_LEN; i += 8 * LANES) {
		for (lane = 0; lane < LANES; lane++) {
			uint64_t word = cp_little_64(block + i + 8 * lane) ^ lanes[lane];

			word *= UINT64_C(0x9e3779b97f4a7c15);
			lanes[lane] = word << 32 | word >> 32;
		}
	}
	for (lane = 0; lane < LANES; lane++)
		cp_little_put_64(condensed + 8 * lane, lanes[lane]);
	return check_of(id, section, number, cp_bytes_of(condensed, sizeof(condensed)));
}

size_t
cp_threat_key_len(cp_threat_section section)
{
	static const size_t lens[CP_N_THREAT_SECTIONS] = {
		[CP_THREAT_MD5] = 16,
		[CP_THREAT_SHA1] = 20,
		[CP_THREAT_SHA256] = 32,
		[CP_THREAT_OTHER] = 16,
	};

	return lens[section];
}

static size_t
row_len(cp_threat_section section)
{
	return cp_threat_key_len(section) + NOTE_REFERENCE_LEN;
}

size_t
cp_threat_rows_per_block(cp_threat_section section)
{
	return CHECKED_LEN / row_len(section);
}

/* ---- writing ---- */

bool
cp_threat_fill(uint64_t len, uint64_t *filled)
{
	if (len > UINT64_MAX - CP_THREAT_BLOCK_LEN)
		return false;
	*filled = (len + CP_THREAT_BLOCK_LEN - 1) / CP_THREAT_BLOCK_LEN * CP_THREAT_BLOCK_LEN;
	return true;
}

void
cp_threat_block_seal(
	uint64_t id, cp_threat_section section, uint64_t number, uint8_t block[CP_THREAT_BLOCK_LEN])
{
	cp_little_put_64(block + CHECKED_LEN, check_of_block(id, section, number, block));
}

static void
put_16(uint8_t *at, size_t value)
{
	at[0] = (uint8_t)value;
	at[1] = (uint8_t)(value >> 8);
}

size_t
cp_threat_note_pack(const cp_threat_note *note, uint8_t out[CP_THREAT_NOTE_MAX])
{
	const cp_threat_times *times = &note->times;

	memset(out, 0, CP_THREAT_NOTE_MAX);
	put_16(out + IN_LIST, note->list);
	out[IN_WHAT] = (uint8_t)note->what;
	out[IN_TIMES] =
		(uint8_t)((times->has_listed ? HAS_LISTED : 0) | (times->has_from ? HAS_FROM : 0) |
			  (times->has_until ? HAS_UNTIL : 0));
	out[IN_ID_LEN] = (uint8_t)note->id.len;
	out[IN_LABEL_LEN] = (uint8_t)note->label.len;
	cp_little_put_64(out + IN_LISTED, (uint64_t)times->listed);
	cp_little_put_64(out + IN_FROM, (uint64_t)times->from);
	cp_little_put_64(out + IN_UNTIL, (uint64_t)times->until);
	if (note->id.len > 0)
		memcpy(out + IN_TEXT, note->id.data, note->id.len);
	if (note->label.len > 0)
		memcpy(out + IN_TEXT + note->id.len, note->label.data, note->label.len);
	return (IN_TEXT + note->id.len + note->label.len + CP_THREAT_NOTE_UNIT - 1) /
	       CP_THREAT_NOTE_UNIT * CP_THREAT_NOTE_UNIT;
}

/* The identity of an index is made of its lists, which are known after the notes. */
void
cp_threat_note_seal(uint8_t *note, size_t len, uint64_t offset)
{
	uint64_t check = check_of(0, CHECK_OF_NOTES, offset, cp_bytes_of(note + 4, len - 4));

	cp_little_put_32(note, (uint32_t)check);
}

void
cp_threat_list_pack(const cp_threat_list *list, uint8_t out[CP_THREAT_LIST_LEN])
{
	memset(out, 0, CP_THREAT_LIST_LEN);
	cp_little_put_32(out + OF_FORMAT, list->format);
	cp_little_put_32(out + OF_SOURCE_LEN, (uint32_t)strlen(list->source));
	out[OF_HAS_DATE] = list->has_date ? 1 : 0;
	cp_little_put_64(out + OF_DATE, (uint64_t)list->date);
	memcpy(out + OF_SHA256, list->sha256, sizeof(list->sha256));
	cp_little_put_64(out + OF_ENTRIES, list->n_entries);
	cp_little_put_64(out + OF_SKIPPED, list->n_skipped);
}

static void
seal_header(uint8_t header[CP_THREAT_HEADER_LEN], cp_bytes lists)
{
	cp_little_put_64(header + AT_LISTS_CHECK,
		check_of(cp_little_64(header + AT_ID), CHECK_OF_LISTS, 0, lists));
	cp_little_put_64(
		header + AT_CHECK, check_of(0, CHECK_OF_HEADER, 0, cp_bytes_of(header, AT_CHECK)));
}

void
cp_threat_header_pack(const cp_threat_layout *layout, uint8_t header[CP_THREAT_HEADER_LEN])
{
	const cp_threat_kinds *kinds = &layout->kinds;
	size_t i;

	memset(header, 0, CP_THREAT_HEADER_LEN);
	memcpy(header, magic, sizeof(magic));
	cp_little_put_32(header + AT_VERSION, FORMAT_VERSION);
	cp_little_put_64(header + AT_ID, layout->id);
	cp_little_put_64(header + AT_TRAITS, kinds->traits);
	header[AT_FLAGS] = (uint8_t)((kinds->exact_names ? FLAG_EXACT : 0) |
				     (kinds->subtrees ? FLAG_SUBTREES : 0) |
				     (kinds->withdrawn ? FLAG_WITHDRAWN : 0));
	memcpy(header + AT_PREFIXES, kinds->prefixes, sizeof(kinds->prefixes));
	for (i = 0; i < CP_N_THREAT_SECTIONS; i++)
		cp_little_put_64(header + AT_ROWS + 8 * i, layout->n_rows[i]);
	cp_little_put_64(header + AT_NOTES_LEN, layout->notes_len);
	cp_little_put_64(header + AT_N_LISTS, layout->n_lists);
	cp_little_put_64(header + AT_LISTS_LEN, layout->lists.len);
	seal_header(header, layout->lists);
}

void
cp_threat_header_seal(uint8_t *octets, size_t len)
{
	uint64_t lists_len = cp_little_64(octets + AT_LISTS_LEN);

	if (lists_len <= len)
		seal_header(
			octets, cp_bytes_of(octets + len - (size_t)lists_len, (size_t)lists_len));
}

/* ---- opening ---- */

bool
cp_threat_index_is(cp_bytes octets)
{
	return octets.len >= sizeof(magic) && memcmp(octets.data, magic, sizeof(magic)) == 0;
}

static int
damaged(const char *name, const char *what, certpolicy_error **error)
{
	return cp_error_set(error, CERTPOLICY_ERROR_BAD_INPUT, "denylist.damaged",
		"%s is damaged: %s", name, what);
}

/* Takes `len` octets off, and what fills them up to a block. */
static bool
take(cp_bytes *rest, uint64_t len, cp_bytes *taken)
{
	uint64_t filled;

	if (!cp_threat_fill(len, &filled) || filled > rest->len)
		return false;
	*taken = cp_bytes_slice(*rest, 0, (size_t)len);
	*rest = cp_bytes_slice(*rest, (size_t)filled, rest->len);
	return true;
}

static uint64_t
count_blocks(cp_threat_section section, uint64_t n_rows)
{
	size_t each = cp_threat_rows_per_block(section);

	return n_rows / each + (n_rows % each > 0 ? 1 : 0);
}

/* A count of rows that no file could hold is not multiplied. */
static bool
take_section(cp_threat_index *index, cp_threat_section section, cp_bytes *rest)
{
	cp_threat_rows *rows = &index->sections[section];
	uint64_t n_blocks;

	rows->n = cp_little_64(index->octets.data + AT_ROWS + 8 * (size_t)section);
	n_blocks = count_blocks(section, rows->n);
	return n_blocks <= rest->len / CP_THREAT_BLOCK_LEN &&
	       take(rest, n_blocks * CP_THREAT_BLOCK_LEN, &rows->blocks) &&
	       take(rest, n_blocks * CP_THREAT_FENCE_LEN, &rows->fences);
}

static void
read_kinds(const uint8_t *header, cp_threat_kinds *kinds)
{
	kinds->traits = cp_little_64(header + AT_TRAITS);
	kinds->exact_names = (header[AT_FLAGS] & FLAG_EXACT) != 0;
	kinds->subtrees = (header[AT_FLAGS] & FLAG_SUBTREES) != 0;
	kinds->withdrawn = (header[AT_FLAGS] & FLAG_WITHDRAWN) != 0;
	memcpy(kinds->prefixes, header + AT_PREFIXES, sizeof(kinds->prefixes));
}

/* One list off the end of the index; their check held, so that their lengths are those written. */
static bool
read_list(cp_bytes *rest, cp_threat_list *list)
{
	const uint8_t *at = rest->data;
	size_t source_len;

	if (rest->len < CP_THREAT_LIST_LEN)
		return false;
	source_len = cp_little_32(at + OF_SOURCE_LEN);
	list->format = (cp_threat_format)cp_little_32(at + OF_FORMAT);
	if (source_len >= rest->len - CP_THREAT_LIST_LEN ||
		at[CP_THREAT_LIST_LEN + source_len] != 0 || list->format >= CP_N_THREAT_FORMATS)
		return false;
	list->source = (const char *)at + CP_THREAT_LIST_LEN;
	list->has_date = at[OF_HAS_DATE] != 0;
	list->date = (int64_t)cp_little_64(at + OF_DATE);
	memcpy(list->sha256, at + OF_SHA256, sizeof(list->sha256));
	list->n_entries = cp_little_64(at + OF_ENTRIES);
	list->n_skipped = cp_little_64(at + OF_SKIPPED);
	*rest = cp_bytes_slice(*rest, CP_THREAT_LIST_LEN + source_len + 1, rest->len);
	return true;
}

static int
read_lists(cp_threat_index *index, cp_bytes packed, const char *name, certpolicy_error **error)
{
	const uint8_t *header = index->octets.data;
	uint64_t n = cp_little_64(header + AT_N_LISTS);
	size_t i;

	if (check_of(index->id, CHECK_OF_LISTS, 0, packed) !=
			cp_little_64(header + AT_LISTS_CHECK) ||
		n > packed.len / CP_THREAT_LIST_LEN)
		return damaged(name, "what it says of its lists does not hold", error);
	index->lists = cp_calloc((size_t)n + 1, sizeof(*index->lists));
	if (index->lists == NULL)
		return cp_error_no_memory(error);
	index->n_lists = (size_t)n;
	for (i = 0; i < n; i++) {
		if (!read_list(&packed, &index->lists[i]))
			return damaged(name, "a list in it has no name", error);
	}
	return CERTPOLICY_OK;
}

static int
check_header(cp_bytes octets, const char *name, certpolicy_error **error)
{
	uint32_t version;

	if (!cp_threat_index_is(octets))
		return damaged(name, "it is no index of threat lists", error);
	if (octets.len < CP_THREAT_HEADER_LEN)
		return damaged(name, "it is cut short", error);
	version = cp_little_32(octets.data + AT_VERSION);
	if (version != FORMAT_VERSION)
		return cp_error_set(error, CERTPOLICY_ERROR_BAD_INPUT, "denylist.version",
			"%s is an index of version %u, and this library reads version %u: import "
			"the lists again",
			name, version, FORMAT_VERSION);
	if (check_of(0, CHECK_OF_HEADER, 0, cp_bytes_slice(octets, 0, AT_CHECK)) !=
		cp_little_64(octets.data + AT_CHECK))
		return damaged(name, "its header does not hold", error);
	return CERTPOLICY_OK;
}

/* The parts that the header speaks of, which are all there is. */
static int
find_parts(cp_threat_index *index, const char *name, certpolicy_error **error)
{
	const uint8_t *header = index->octets.data;
	cp_bytes rest = cp_bytes_slice(index->octets, CP_THREAT_HEADER_LEN, index->octets.len);
	uint64_t lists_len = cp_little_64(header + AT_LISTS_LEN);
	bool fits = take(&rest, cp_little_64(header + AT_NOTES_LEN), &index->notes);
	size_t i;

	for (i = 0; i < CP_N_THREAT_SECTIONS && fits; i++)
		fits = take_section(index, (cp_threat_section)i, &rest);
	if (!fits || rest.len != lists_len)
		return damaged(name, "it is not as long as its header says", error);
	return read_lists(index, rest, name, error);
}

int
cp_threat_index_open(
	cp_bytes octets, const char *name, cp_threat_index *index, certpolicy_error **error)
{
	int status = check_header(octets, name, error);

	memset(index, 0, sizeof(*index));
	if (status != CERTPOLICY_OK)
		return status;
	index->octets = octets;
	index->id = cp_little_64(octets.data + AT_ID);
	read_kinds(octets.data, &index->kinds);
	status = find_parts(index, name, error);
	if (status != CERTPOLICY_OK)
		cp_threat_index_close(index);
	return status;
}

void
cp_threat_index_close(cp_threat_index *index)
{
	cp_free(index->lists);
	memset(index, 0, sizeof(*index));
}

/* ---- looking up ---- */

static const uint8_t *
block_at(const cp_threat_cursor *cursor, uint64_t number)
{
	return cursor->index->sections[cursor->section].blocks.data +
	       (size_t)number * CP_THREAT_BLOCK_LEN;
}

static uint64_t
n_blocks_of(const cp_threat_cursor *cursor)
{
	return cursor->index->sections[cursor->section].blocks.len / CP_THREAT_BLOCK_LEN;
}

uint64_t
cp_threat_fence(const uint8_t *key)
{
	return (uint64_t)key[0] << 56 | (uint64_t)key[1] << 48 | (uint64_t)key[2] << 40 |
	       (uint64_t)key[3] << 32 | (uint64_t)key[4] << 24 | (uint64_t)key[5] << 16 |
	       (uint64_t)key[6] << 8 | key[7];
}

static uint64_t
fence_at(const cp_threat_cursor *cursor, uint64_t number)
{
	return cp_little_64(cursor->index->sections[cursor->section].fences.data +
			    (size_t)number * CP_THREAT_FENCE_LEN);
}

/* Whether a block begins below the key, as far as fences can be trusted: where they are the same,
 * the block itself is asked. */
static bool
begins_below(const cp_threat_cursor *cursor, uint64_t number)
{
	uint64_t fence = fence_at(cursor, number);

	if (fence != cursor->fence)
		return fence < cursor->fence;
	return memcmp(block_at(cursor, number), cursor->key, cp_threat_key_len(cursor->section)) <
	       0;
}

/* How many of `n` blocks a distance between keys takes when they are spread evenly, as digests are.
 */
static uint64_t
share(uint64_t distance, uint64_t n)
{
	return (n >> 32) * (distance >> 32) + ((n & UINT32_MAX) * (distance >> 32) >> 32);
}

#define CORRECTIONS 2

/* Where among `n` blocks a key may be: by its value, and by how far off that turned out to be. */
static uint64_t
guess(const cp_threat_cursor *cursor, uint64_t n)
{
	uint64_t key = cursor->fence, at = share(key, n);
	int i;

	for (i = 0; i < CORRECTIONS; i++) {
		uint64_t fence = fence_at(cursor, at), step;

		if (fence < key) {
			step = share(key - fence, n);
			at = n - 1 - at > step ? at + step : n - 1;
		} else {
			step = share(fence - key, n);
			at = at > step ? at - step : 0;
		}
	}
	return at;
}

/* The first of [low, high) that does not begin below the key, or `high`. */
static uint64_t
halve(const cp_threat_cursor *cursor, uint64_t low, uint64_t high)
{
	while (low < high) {
		uint64_t middle = low + (high - low) / 2;

		if (begins_below(cursor, middle))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The same of all blocks: from the guess in steps that double, then by halves. */
static uint64_t
first_not_below(const cp_threat_cursor *cursor, uint64_t n)
{
	uint64_t at = guess(cursor, n), step = 1;

	if (begins_below(cursor, at)) {
		uint64_t low = at + 1;

		while (n - low > step && begins_below(cursor, low + step)) {
			low += step + 1;
			step *= 2;
		}
		return halve(cursor, low, n - low > step ? low + step : n);
	}
	while (at > step && !begins_below(cursor, at - step)) {
		at -= step;
		step *= 2;
	}
	return halve(cursor, at > step ? at - step : 0, at);
}

cp_threat_cursor
cp_threat_index_seek(const cp_threat_index *index, cp_threat_section section, const uint8_t *key)
{
	cp_threat_cursor cursor = {index, section, key, cp_threat_fence(key), 0, 0, false, false};
	uint64_t n = n_blocks_of(&cursor);

	if (n > 0)
		cursor.block = first_not_below(&cursor, n);
	/* The rows of the key may begin at the end of the block before. */
	if (cursor.block > 0)
		cursor.block--;
	return cursor;
}

static size_t
n_rows_in(const cp_threat_cursor *cursor)
{
	uint64_t each = cp_threat_rows_per_block(cursor->section);
	uint64_t left = cursor->index->sections[cursor->section].n - cursor->block * each;

	return (size_t)(left < each ? left : each);
}

static const uint8_t *
row_at(const cp_threat_cursor *cursor, size_t row)
{
	return block_at(cursor, cursor->block) + row * row_len(cursor->section);
}

static int
compare_row(const cp_threat_cursor *cursor, size_t row)
{
	return memcmp(row_at(cursor, row), cursor->key, cp_threat_key_len(cursor->section));
}

/* Whether the search came by the right way, of which the fences are no proof: it begins in the
 * first block or in one that begins below the key, and goes on in such that do not. */
static bool
is_in_place(const cp_threat_cursor *cursor)
{
	if (cursor->moved)
		return compare_row(cursor, 0) >= 0;
	return cursor->block == 0 || compare_row(cursor, 0) < 0;
}

static bool
holds(const cp_threat_cursor *cursor)
{
	const uint8_t *block = block_at(cursor, cursor->block);

	return check_of_block(cursor->index->id, cursor->section, cursor->block, block) ==
	       cp_little_64(block + CHECKED_LEN);
}

/* Checks a block and finds where in it the key would be. */
static bool
open_block(cp_threat_cursor *cursor)
{
	size_t low = 0, high = n_rows_in(cursor);

	if (!holds(cursor) || !is_in_place(cursor))
		return false;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_row(cursor, middle) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	cursor->row = low;
	cursor->opened = true;
	return true;
}

static bool
read_note(const cp_threat_index *index, uint64_t offset, cp_threat_note *note)
{
	const uint8_t *at;
	cp_bytes rest;
	size_t len;

	if (offset >= index->notes.len || index->notes.len - offset < IN_TEXT)
		return false;
	rest = cp_bytes_slice(index->notes, (size_t)offset, index->notes.len);
	at = rest.data;
	len = (IN_TEXT + (size_t)at[IN_ID_LEN] + at[IN_LABEL_LEN] + CP_THREAT_NOTE_UNIT - 1) /
	      CP_THREAT_NOTE_UNIT * CP_THREAT_NOTE_UNIT;
	if (len > rest.len || (uint32_t)check_of(0, CHECK_OF_NOTES, offset,
				      cp_bytes_of(at + 4, len - 4)) != cp_little_32(at))
		return false;
	note->what = at[IN_WHAT];
	note->list = (size_t)at[IN_LIST] | (size_t)at[IN_LIST + 1] << 8;
	note->times.has_listed = (at[IN_TIMES] & HAS_LISTED) != 0;
	note->times.has_from = (at[IN_TIMES] & HAS_FROM) != 0;
	note->times.has_until = (at[IN_TIMES] & HAS_UNTIL) != 0;
	note->times.listed = (int64_t)cp_little_64(at + IN_LISTED);
	note->times.from = (int64_t)cp_little_64(at + IN_FROM);
	note->times.until = (int64_t)cp_little_64(at + IN_UNTIL);
	note->id = cp_bytes_of(at + IN_TEXT, at[IN_ID_LEN]);
	note->label = cp_bytes_of(at + IN_TEXT + at[IN_ID_LEN], at[IN_LABEL_LEN]);
	return note->list < index->n_lists;
}

cp_threat_step
cp_threat_index_next(cp_threat_cursor *cursor, cp_threat_note *note)
{
	const uint8_t *row;

	for (; cursor->block < n_blocks_of(cursor); cursor->block++) {
		if (!cursor->opened && !open_block(cursor))
			return CP_THREAT_DAMAGED;
		if (cursor->row < n_rows_in(cursor))
			break;
		cursor->opened = false;
		cursor->moved = true;
	}
	if (cursor->block == n_blocks_of(cursor) || compare_row(cursor, cursor->row) != 0)
		return CP_THREAT_END;
	row = row_at(cursor, cursor->row++) + cp_threat_key_len(cursor->section);
	return read_note(cursor->index, (uint64_t)cp_little_32(row) * CP_THREAT_NOTE_UNIT, note)
		       ? CP_THREAT_ROW
		       : CP_THREAT_DAMAGED;
}

/* ---- walking ---- */

cp_threat_walk
cp_threat_walk_start(const cp_threat_index *index)
{
	cp_threat_walk walk = {{index, CP_THREAT_MD5, NULL, 0, 0, 0, false, false}};

	return walk;
}

cp_threat_step
cp_threat_walk_next(
	cp_threat_walk *walk, cp_threat_section *section, const uint8_t **key, cp_threat_note *note)
{
	cp_threat_cursor *cursor = &walk->cursor;
	const uint8_t *row;

	while (cursor->block == n_blocks_of(cursor)) {
		if (cursor->section == CP_N_THREAT_SECTIONS - 1)
			return CP_THREAT_END;
		cursor->section++;
		cursor->block = 0;
	}
	if (cursor->row == 0 && !holds(cursor))
		return CP_THREAT_DAMAGED;
	row = row_at(cursor, cursor->row++);
	*section = cursor->section;
	*key = row;
	if (cursor->row == n_rows_in(cursor)) {
		cursor->block++;
		cursor->row = 0;
	}
	return read_note(cursor->index,
		       (uint64_t)cp_little_32(row + cp_threat_key_len(*section)) *
			       CP_THREAT_NOTE_UNIT,
		       note)
		       ? CP_THREAT_ROW
		       : CP_THREAT_DAMAGED;
}
