/*
 * Writes an index of threat lists: notes go out as they come, rows when all are sorted, and the
 * header last, so that what was not finished is no index.
 */
#include <config.h>
#include "store/threat_build.h"
#include "base/error.h"
#include "base/little.h"
#include "base/mem.h"
#include "base/sip.h"
#include "base/text.h"
#include "store/scope_entry.h"
#include "store/threat_sort.h"

#include <errno.h>
#include <stdio.h>

/* 60 MB of rows. */
#define ROWS_IN_MEMORY 1600000u

/* Notes that are remembered, so that those who say the same are one. */
#define NOTES_REMEMBERED 8192u

#define LISTS_MAX UINT16_MAX

typedef struct remembered {
	uint64_t offset;
	size_t len; /* 0: none */
	uint8_t octets[CP_THREAT_NOTE_MAX];
} remembered;

struct cp_threat_builder {
	char *out; /* owned; NULL: in memory */
	FILE *file;
	cp_buf memory;
	cp_threat_sort *rows;
	remembered *notes; /* owned; NOTES_REMEMBERED places by hash */
	uint64_t notes_len;
	cp_threat_list *lists; /* owned, and their sources */
	size_t n_lists, lists_capacity;
	cp_threat_layout layout;
};

/* ---- octets ---- */

static int
cannot_write(const cp_threat_builder *builder, certpolicy_error **error)
{
	return cp_error_set(error, CERTPOLICY_ERROR_IO, "io.write", "%s cannot be written: %s",
		builder->out, strerror(errno));
}

static int
append(cp_threat_builder *builder, const void *octets, size_t len, certpolicy_error **error)
{
	if (builder->out == NULL) {
		cp_buf_append(&builder->memory, octets, len);
		return builder->memory.failed ? cp_error_no_memory(error) : CERTPOLICY_OK;
	}
	if (len > 0 && fwrite(octets, 1, len, builder->file) != len)
		return cannot_write(builder, error);
	return CERTPOLICY_OK;
}

/* Zeros up to the next block, when `len` octets stand behind the last one. */
static int
append_filling(cp_threat_builder *builder, uint64_t len, certpolicy_error **error)
{
	static const uint8_t zeros[CP_THREAT_BLOCK_LEN];
	uint64_t filled;

	if (!cp_threat_fill(len, &filled))
		return cp_error_no_memory(error);
	return append(builder, zeros, (size_t)(filled - len), error);
}

int
cp_threat_builder_new(const char *out, cp_threat_builder **made, certpolicy_error **error)
{
	static const uint8_t header[CP_THREAT_HEADER_LEN];
	cp_threat_builder *builder = cp_calloc(1, sizeof(*builder));
	int status = CERTPOLICY_OK;

	*made = NULL;
	if (builder == NULL)
		return cp_error_no_memory(error);
	builder->out = out != NULL ? cp_strdup(out) : NULL;
	builder->rows = cp_threat_sort_new(ROWS_IN_MEMORY, out);
	builder->notes = cp_calloc(NOTES_REMEMBERED, sizeof(*builder->notes));
	if (builder->rows == NULL || builder->notes == NULL ||
		(out != NULL && builder->out == NULL))
		status = cp_error_no_memory(error);
	if (status == CERTPOLICY_OK && out != NULL) {
		builder->file = fopen(out, "w+b");
		if (builder->file == NULL)
			status = cannot_write(builder, error);
	}
	if (status == CERTPOLICY_OK)
		status = append(builder, header, sizeof(header), error);
	if (status == CERTPOLICY_OK)
		*made = builder;
	else
		cp_threat_builder_free(builder);
	return status;
}

void
cp_threat_builder_free(cp_threat_builder *builder)
{
	size_t i;

	if (builder == NULL)
		return;
	if (builder->file != NULL)
		(void)fclose(builder->file);
	for (i = 0; i < builder->n_lists; i++)
		cp_free((void *)(uintptr_t)builder->lists[i].source);
	cp_free(builder->lists);
	cp_free(builder->notes);
	cp_threat_sort_free(builder->rows);
	cp_buf_clear(&builder->memory);
	cp_free(builder->out);
	cp_free(builder);
}

/* ---- entries ---- */

/* As much of a text as fits, no character cut in two; what is not UTF-8 is left to whoever shows
 * it. */
static cp_bytes
cut(cp_bytes text, size_t most)
{
	if (text.len <= most)
		return text;
	while (most > 0 && (text.data[most] & 0xc0) == 0x80)
		most--;
	return cp_bytes_slice(text, 0, most);
}

/* Where a note stands, which is written unless it was lately. */
static int
place_note(cp_threat_builder *builder, const cp_threat_note *note, uint32_t *place,
	certpolicy_error **error)
{
	static const cp_sip_key key = {0, 0};
	uint8_t octets[CP_THREAT_NOTE_MAX];
	size_t len = cp_threat_note_pack(note, octets);
	remembered *one =
		&builder->notes[cp_sip_hash(key, cp_bytes_of(octets, len)) % NOTES_REMEMBERED];
	int status;

	if (one->len != len || memcmp(one->octets, octets, len) != 0) {
		if (builder->notes_len / CP_THREAT_NOTE_UNIT > UINT32_MAX)
			return cp_error_set(error, CERTPOLICY_ERROR_LIMIT, "denylist.too-large",
				"the lists say more than an index can hold");
		one->offset = builder->notes_len;
		one->len = len;
		memcpy(one->octets, octets, len);
		cp_threat_note_seal(octets, len, one->offset);
		status = append(builder, octets, len, error);
		if (status != CERTPOLICY_OK)
			return status;
		builder->notes_len += len;
	}
	*place = (uint32_t)(one->offset / CP_THREAT_NOTE_UNIT);
	return CERTPOLICY_OK;
}

static int
add_row(cp_threat_builder *builder, cp_threat_section section, const uint8_t *key,
	const cp_threat_note *note, certpolicy_error **error)
{
	cp_threat_row row;
	uint32_t place = 0;
	int status = place_note(builder, note, &place, error);
	size_t i;

	if (status != CERTPOLICY_OK)
		return status;
	memset(&row, 0, sizeof(row));
	row.section = (uint8_t)section;
	memcpy(row.key, key, cp_threat_key_len(section));
	for (i = 0; i < sizeof(row.note); i++)
		row.note[i] = (uint8_t)(place >> (24 - 8 * i));
	return cp_threat_sort_add(builder->rows, &row, error);
}

static int
add_entry(cp_threat_builder *builder, cp_threat_section section, const uint8_t *key, unsigned what,
	const cp_threat_terms *terms, certpolicy_error **error)
{
	cp_threat_note note = {.what = what,
		.list = builder->n_lists - 1,
		.times = terms->times,
		.id = cut(terms->id, CP_THREAT_ID_MAX),
		.label = cut(terms->label, CP_THREAT_LABEL_MAX)};

	return add_row(builder, section, key, &note, error);
}

static void
count(cp_threat_builder *builder)
{
	builder->lists[builder->n_lists - 1].n_entries++;
}

void
cp_threat_builder_skip(cp_threat_builder *builder)
{
	builder->lists[builder->n_lists - 1].n_skipped++;
}

int
cp_threat_builder_add_digest(cp_threat_builder *builder, cp_threat_section section,
	const uint8_t *digest, unsigned what, const cp_threat_terms *terms,
	certpolicy_error **error)
{
	count(builder);
	return add_entry(builder, section, digest, what, terms, error);
}

static unsigned
what_of_traits(unsigned set)
{
	if ((set & CP_TRAIT_SERIAL) != 0)
		return CP_THREAT_CERTIFICATE;
	if ((set & CP_TRAIT_MODULUS) != 0)
		return CP_THREAT_KEY;
	return (set & CP_TRAIT_SUBJECT) != 0 ? CP_THREAT_SUBJECT : CP_THREAT_ISSUER;
}

static int
add_traits(cp_threat_builder *builder, const cp_traits *traits, unsigned set,
	const cp_threat_terms *terms, certpolicy_error **error)
{
	cp_threat_hash key;

	cp_traits_key(traits, set, &key);
	builder->layout.kinds.traits |= UINT64_C(1) << set;
	return add_entry(builder, CP_THREAT_OTHER, key.octets, what_of_traits(set), terms, error);
}

int
cp_threat_builder_add_subject(cp_threat_builder *builder, const cp_threat_subject *subject,
	const cp_threat_terms *terms, certpolicy_error **error)
{
	static const cp_threat_section strongest_first[] = {
		CP_THREAT_SHA256, CP_THREAT_SHA1, CP_THREAT_MD5};
	unsigned set = cp_threat_subject_traits(subject);
	cp_traits traits = subject->traits;
	int status;
	size_t i;

	for (i = 0; i < CP_COUNT(strongest_first); i++) {
		cp_threat_section section = strongest_first[i];

		if (subject->has_digest[section])
			return cp_threat_builder_add_digest(builder, section,
				subject->digests[section], CP_THREAT_CERTIFICATE, terms, error);
	}
	if (set == 0) {
		cp_threat_builder_skip(builder);
		return CERTPOLICY_OK;
	}
	count(builder);
	status = add_traits(builder, &traits, set, terms, error);
	if (status != CERTPOLICY_OK || !subject->has_other_serial || (set & CP_TRAIT_SERIAL) == 0)
		return status;
	traits.values[2] = subject->other_serial;
	return add_traits(builder, &traits, set, terms, error);
}

/* Lists write a whole domain as "*.evil.example" and ".evil.example", too. */
static cp_bytes
without_star(cp_bytes name, bool *with_subdomains)
{
	size_t n = name.len > 0 && name.data[0] == '*';

	if (name.len <= n || name.data[n] != '.')
		return name;
	*with_subdomains = true;
	return cp_bytes_slice(name, n + 1, name.len);
}

int
cp_threat_builder_add_name(cp_threat_builder *builder, cp_bytes name, bool with_subdomains,
	const cp_threat_terms *terms, certpolicy_error **error)
{
	cp_threat_kinds *kinds = &builder->layout.kinds;
	cp_threat_hash key;
	char host[254];

	name = without_star(cp_text_trim(name, " \t\r\n"), &with_subdomains);
	if (!cp_host_normalise(name, false, host)) {
		cp_threat_builder_skip(builder);
		return CERTPOLICY_OK;
	}
	cp_threat_name_key(cp_bytes_of_string(host), with_subdomains, &key);
	kinds->exact_names |= !with_subdomains;
	kinds->subtrees |= with_subdomains;
	count(builder);
	return add_entry(builder, CP_THREAT_OTHER, key.octets, CP_THREAT_NAME, terms, error);
}

/* "192.0.2.1", "2001:db8::/32". */
static bool
read_network(cp_bytes text, uint8_t address[16], unsigned *prefix)
{
	const uint8_t *slash = text.len > 0 ? memchr(text.data, '/', text.len) : NULL;
	cp_bytes bits = CP_BYTES_NONE;
	uint8_t octets[16];
	size_t len, i;
	unsigned given = 0;

	if (slash != NULL) {
		bits = cp_bytes_slice(text, (size_t)(slash - text.data) + 1, text.len);
		text = cp_bytes_slice(text, 0, (size_t)(slash - text.data));
		if (bits.len == 0 || bits.len > 3)
			return false;
	}
	if (!cp_address_parse(text, octets, &len))
		return false;
	for (i = 0; i < bits.len; i++) {
		if (!cp_ascii_is_digit(bits.data[i]))
			return false;
		given = given * 10 + (unsigned)(bits.data[i] - '0');
	}
	if (given > 8 * len)
		return false;
	cp_threat_address(octets, len, address);
	*prefix = 128 - 8 * (unsigned)len + (slash != NULL ? given : 8 * (unsigned)len);
	return true;
}

int
cp_threat_builder_add_network(cp_threat_builder *builder, cp_bytes text,
	const cp_threat_terms *terms, certpolicy_error **error)
{
	cp_threat_hash key;
	uint8_t address[16];
	unsigned prefix;

	if (!read_network(text, address, &prefix)) {
		cp_threat_builder_skip(builder);
		return CERTPOLICY_OK;
	}
	cp_threat_network_key(address, prefix, &key);
	builder->layout.kinds.prefixes[prefix / 8] |= (uint8_t)(1u << prefix % 8);
	count(builder);
	return add_entry(builder, CP_THREAT_OTHER, key.octets, CP_THREAT_ADDRESS, terms, error);
}

int
cp_threat_builder_withdraw(cp_threat_builder *builder, cp_bytes id, certpolicy_error **error)
{
	const cp_threat_terms terms = {.id = id};
	cp_threat_hash key;

	cp_threat_withdrawn_key(cut(id, CP_THREAT_ID_MAX), &key);
	builder->layout.kinds.withdrawn = true;
	return add_entry(builder, CP_THREAT_OTHER, key.octets, CP_THREAT_WITHDRAWN, &terms, error);
}

/* ---- lists ---- */

int
cp_threat_builder_begin(cp_threat_builder *builder, const char *source, certpolicy_error **error)
{
	cp_threat_list list = {.source = NULL};

	if (builder->n_lists == LISTS_MAX)
		return cp_error_set(error, CERTPOLICY_ERROR_LIMIT, "denylist.too-large",
			"an index holds no more than %u lists", LISTS_MAX);
	list.source = cp_strdup(source);
	if (list.source == NULL || !cp_grow((void **)&builder->lists, builder->n_lists,
					   &builder->lists_capacity, sizeof(*builder->lists))) {
		cp_free((void *)(uintptr_t)list.source);
		return cp_error_no_memory(error);
	}
	builder->lists[builder->n_lists++] = list;
	return CERTPOLICY_OK;
}

int
cp_threat_builder_end(
	cp_threat_builder *builder, const cp_threat_list *about, certpolicy_error **error)
{
	cp_threat_list *list = &builder->lists[builder->n_lists - 1];
	cp_threat_list whole = *about;

	if (list->n_entries == 0)
		return cp_error_set(error, CERTPOLICY_ERROR_BAD_INPUT, "input.denylist",
			"%s lists no certificates, keys or names", list->source);
	whole.source = list->source;
	whole.n_entries = list->n_entries;
	whole.n_skipped += list->n_skipped;
	*list = whole;
	return CERTPOLICY_OK;
}

size_t
cp_threat_builder_lists(const cp_threat_builder *builder, const cp_threat_list **lists)
{
	*lists = builder->lists;
	return builder->n_lists;
}

static void
add_kinds(cp_threat_kinds *all, const cp_threat_kinds *more)
{
	size_t i;

	all->traits |= more->traits;
	all->exact_names |= more->exact_names;
	all->subtrees |= more->subtrees;
	all->withdrawn |= more->withdrawn;
	for (i = 0; i < sizeof(all->prefixes); i++)
		all->prefixes[i] |= more->prefixes[i];
}

static int
add_index_rows(cp_threat_builder *builder, const cp_threat_index *index, size_t first_list,
	const char *name, certpolicy_error **error)
{
	cp_threat_walk walk = cp_threat_walk_start(index);
	cp_threat_section section;
	cp_threat_note note;
	const uint8_t *key;

	for (;;) {
		cp_threat_step step = cp_threat_walk_next(&walk, &section, &key, &note);
		int status;

		if (step == CP_THREAT_END)
			return CERTPOLICY_OK;
		if (step == CP_THREAT_DAMAGED)
			return cp_error_set(error, CERTPOLICY_ERROR_BAD_INPUT, "denylist.damaged",
				"%s is damaged: rows of it do not hold", name);
		note.list += first_list;
		status = add_row(builder, section, key, &note, error);
		if (status != CERTPOLICY_OK)
			return status;
	}
}

int
cp_threat_builder_add_index(cp_threat_builder *builder, const cp_threat_index *index,
	const char *name, certpolicy_error **error)
{
	size_t first_list = builder->n_lists, i;

	for (i = 0; i < index->n_lists; i++) {
		int status = cp_threat_builder_begin(builder, index->lists[i].source, error);
		cp_threat_list *list;

		if (status != CERTPOLICY_OK)
			return status;
		list = &builder->lists[builder->n_lists - 1];
		list->n_entries = index->lists[i].n_entries;
		status = cp_threat_builder_end(builder, &index->lists[i], error);
		if (status != CERTPOLICY_OK)
			return status;
	}
	add_kinds(&builder->layout.kinds, &index->kinds);
	return add_index_rows(builder, index, first_list, name, error);
}

/* ---- the end ---- */

/* A section while it is written. */
typedef struct section_state {
	uint8_t block[CP_THREAT_BLOCK_LEN];
	size_t n_rows; /* in the block */
	uint64_t n_blocks;
	cp_buf fences;
} section_state;

static int
end_block(cp_threat_builder *builder, cp_threat_section section, section_state *state,
	certpolicy_error **error)
{
	uint8_t fence[CP_THREAT_FENCE_LEN];

	if (state->n_rows == 0)
		return CERTPOLICY_OK;
	cp_threat_block_seal(builder->layout.id, section, state->n_blocks, state->block);
	cp_little_put_64(fence, cp_threat_fence(state->block));
	cp_buf_append(&state->fences, fence, sizeof(fence));
	state->n_blocks++;
	state->n_rows = 0;
	return append(builder, state->block, sizeof(state->block), error);
}

static int
write_row(cp_threat_builder *builder, const cp_threat_row *row, section_state *state,
	certpolicy_error **error)
{
	cp_threat_section section = (cp_threat_section)row->section;
	size_t len = cp_threat_key_len(section), i;
	uint32_t place = 0;
	uint8_t *at;

	if (state->n_rows == 0)
		memset(state->block, 0, sizeof(state->block));
	at = state->block + state->n_rows++ * (len + sizeof(row->note));
	for (i = 0; i < sizeof(row->note); i++)
		place = place << 8 | row->note[i];
	memcpy(at, row->key, len);
	cp_little_put_32(at + len, place);
	builder->layout.n_rows[section]++;
	return state->n_rows == cp_threat_rows_per_block(section)
		       ? end_block(builder, section, state, error)
		       : CERTPOLICY_OK;
}

static int
end_section(cp_threat_builder *builder, cp_threat_section section, section_state *state,
	certpolicy_error **error)
{
	int status = end_block(builder, section, state, error);

	if (status == CERTPOLICY_OK && state->fences.failed)
		status = cp_error_no_memory(error);
	if (status == CERTPOLICY_OK)
		status = append(builder, state->fences.data, state->fences.len, error);
	if (status == CERTPOLICY_OK)
		status = append_filling(builder, state->fences.len, error);
	cp_buf_clear(&state->fences);
	memset(state, 0, sizeof(*state));
	return status;
}

/* Rows that say the same twice are written once. */
static int
write_rows(cp_threat_builder *builder, section_state *state, certpolicy_error **error)
{
	cp_threat_section section = CP_THREAT_MD5;
	cp_threat_row last;
	const cp_threat_row *row;
	int status;

	memset(&last, 0xff, sizeof(last));
	for (;;) {
		status = cp_threat_sort_next(builder->rows, &row, error);
		while (status == CERTPOLICY_OK && section < CP_N_THREAT_SECTIONS &&
			(row == NULL || section < (cp_threat_section)row->section))
			status = end_section(builder, section++, state, error);
		if (status != CERTPOLICY_OK || row == NULL)
			return status;
		if (memcmp(&last, row, sizeof(last)) != 0)
			status = write_row(builder, row, state, error);
		if (status != CERTPOLICY_OK)
			return status;
		last = *row;
	}
}

/* What the header needs to know of the lists, and who the index is: made of them. */
static int
pack_lists(cp_threat_builder *builder, cp_buf *packed, certpolicy_error **error)
{
	uint8_t digest[CP_SHA256_LEN], one[CP_THREAT_LIST_LEN];
	size_t i;

	for (i = 0; i < builder->n_lists; i++) {
		cp_threat_list_pack(&builder->lists[i], one);
		cp_buf_append(packed, one, sizeof(one));
		cp_buf_append(
			packed, builder->lists[i].source, strlen(builder->lists[i].source) + 1);
	}
	if (packed->failed)
		return cp_error_no_memory(error);
	builder->layout.lists = cp_bytes_of(packed->data, packed->len);
	builder->layout.n_lists = builder->n_lists;
	cp_crypto_sha256(builder->layout.lists, digest);
	builder->layout.id = cp_little_64(digest);
	return CERTPOLICY_OK;
}

static int
write_header(cp_threat_builder *builder, certpolicy_error **error)
{
	uint8_t header[CP_THREAT_HEADER_LEN];

	cp_threat_header_pack(&builder->layout, header);
	if (builder->out == NULL) {
		memcpy(builder->memory.data, header, sizeof(header));
		return CERTPOLICY_OK;
	}
	if (fflush(builder->file) != 0 || fseeko(builder->file, 0, SEEK_SET) != 0 ||
		fwrite(header, 1, sizeof(header), builder->file) != sizeof(header) ||
		fflush(builder->file) != 0)
		return cannot_write(builder, error);
	return CERTPOLICY_OK;
}

int
cp_threat_builder_finish(cp_threat_builder *builder, cp_bytes *octets, certpolicy_error **error)
{
	section_state state = {.fences = CP_BUF_EMPTY};
	cp_buf packed = CP_BUF_EMPTY;
	int status = pack_lists(builder, &packed, error);

	*octets = CP_BYTES_NONE;
	if (status == CERTPOLICY_OK &&
		!cp_threat_fill(builder->notes_len, &builder->layout.notes_len))
		status = cp_error_no_memory(error);
	if (status == CERTPOLICY_OK)
		status = append_filling(builder, builder->notes_len, error);
	if (status == CERTPOLICY_OK)
		status = write_rows(builder, &state, error);
	if (status == CERTPOLICY_OK)
		status = append(builder, packed.data, packed.len, error);
	if (status == CERTPOLICY_OK)
		status = write_header(builder, error);
	if (status == CERTPOLICY_OK && builder->out == NULL) {
		*octets = cp_bytes_of(builder->memory.data, builder->memory.len);
		builder->memory = (cp_buf)CP_BUF_EMPTY;
	}
	cp_buf_clear(&state.fences);
	cp_buf_clear(&packed);
	return status;
}
