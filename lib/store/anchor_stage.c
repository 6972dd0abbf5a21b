/* The anchors of one source while it is being read. */
#include <config.h>
#include "store/anchor_stage.h"
#include "base/error.h"
#include "base/mem.h"

void
cp_anchor_stage_clear(cp_anchor_stage *stage)
{
	cp_free(stage->anchors);
	cp_table_clear(&stage->by_digest);
	stage->anchors = NULL;
	stage->n_anchors = stage->capacity = 0;
}

void
cp_anchor_stage_cut(cp_anchor_stage *stage, size_t n)
{
	for (; stage->n_anchors > n; stage->n_anchors--)
		cp_table_remove(&stage->by_digest,
			cp_table_hash(stage->anchors[stage->n_anchors - 1].sha256),
			(uint32_t)stage->n_anchors - 1);
}

static bool
is_same(const void *context, uint32_t row, const void *key)
{
	const cp_anchor_stage *stage = context;

	return memcmp(stage->anchors[row].sha256, key, CP_SHA256_LEN) == 0;
}

static bool
append(cp_anchor_stage *stage, cp_bytes der, cp_bytes subject, const uint8_t sha256[CP_SHA256_LEN])
{
	uint8_t *copy = cp_arena_alloc(stage->arena, der.len, 1);
	cp_staged_anchor *row;

	if (copy == NULL ||
		!cp_grow((void **)&stage->anchors, stage->n_anchors, &stage->capacity,
			sizeof(*stage->anchors)) ||
		!cp_table_reserve(&stage->by_digest, stage->n_anchors + 1))
		return false;
	memcpy(copy, der.data, der.len);
	cp_table_add(&stage->by_digest, cp_table_hash(sha256), (uint32_t)stage->n_anchors);
	row = &stage->anchors[stage->n_anchors++];
	memset(row, 0, sizeof(*row));
	row->der = cp_bytes_of(copy, der.len);
	row->subject = cp_bytes_of(copy + (subject.data - der.data), subject.len);
	memcpy(row->sha256, sha256, CP_SHA256_LEN);
	return true;
}

int
cp_anchor_stage_add(
	cp_anchor_stage *stage, cp_bytes der, cp_staged_anchor **row, certpolicy_error **error)
{
	uint8_t sha256[CP_SHA256_LEN];
	cp_bytes subject, key_id;
	uint32_t index;

	if (!cp_cert_peek(der, &subject, &key_id))
		return cp_error_set(error, CERTPOLICY_ERROR_BAD_INPUT, "anchors.unreadable",
			"an anchor is not a certificate that can be read");
	cp_crypto_sha256(der, sha256);
	index = cp_table_find(&stage->by_digest, cp_table_hash(sha256), is_same, stage, sha256);
	if (index == CP_TABLE_NONE) {
		index = (uint32_t)stage->n_anchors;
		if (!append(stage, der, subject, sha256))
			return cp_error_no_memory(error);
	}
	if (row != NULL)
		*row = &stage->anchors[index];
	return CERTPOLICY_OK;
}
