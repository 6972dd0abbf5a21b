/* Makes an index out of what lists say: entry by entry, list by list, in bounded memory. */
#ifndef CP_STORE_THREAT_BUILD_H
#define CP_STORE_THREAT_BUILD_H

#include "store/threat_subject.h"

typedef struct cp_threat_builder cp_threat_builder;

/* Into the file `out`, which is written over, or into memory when it is NULL. */
CP_CHECK_RESULT int
cp_threat_builder_new(const char *out, cp_threat_builder **builder, certpolicy_error **error);
void
cp_threat_builder_free(cp_threat_builder *builder);

/* What an entry says beside its key. Texts of any octets and length; lent for the call. */
typedef struct cp_threat_terms {
	cp_threat_times times;
	cp_bytes id, label;
} cp_threat_terms;

/* Entries of the list that was begun. */
CP_CHECK_RESULT int
cp_threat_builder_begin(cp_threat_builder *builder, const char *source, certpolicy_error **error);
CP_CHECK_RESULT int
cp_threat_builder_add_digest(cp_threat_builder *builder, cp_threat_section section,
	const uint8_t *digest, unsigned what, const cp_threat_terms *terms,
	certpolicy_error **error);
/* By the strongest thing that identifies it. Skipped when nothing does. */
CP_CHECK_RESULT int
cp_threat_builder_add_subject(cp_threat_builder *builder, const cp_threat_subject *subject,
	const cp_threat_terms *terms, certpolicy_error **error);
/* Names and networks as lists write them, white space around a name aside; "*." or a dot in front makes
 * it the whole domain. Skipped when they are none. */
CP_CHECK_RESULT int
cp_threat_builder_add_name(cp_threat_builder *builder, cp_bytes name, bool with_subdomains,
	const cp_threat_terms *terms, certpolicy_error **error);
CP_CHECK_RESULT int
cp_threat_builder_add_network(cp_threat_builder *builder, cp_bytes text,
	const cp_threat_terms *terms, certpolicy_error **error);
/* Entries of this name no longer hold, in whichever list. */
CP_CHECK_RESULT int
cp_threat_builder_withdraw(cp_threat_builder *builder, cp_bytes id, certpolicy_error **error);
/* Something that cannot be looked up was left out. */
void
cp_threat_builder_skip(cp_threat_builder *builder);
/* `list` says the rest of the list; its source and counts are the builder's. A list without entries
 * is an error. */
CP_CHECK_RESULT int
cp_threat_builder_end(
	cp_threat_builder *builder, const cp_threat_list *list, certpolicy_error **error);
/* All lists of an index, each block checked. */
CP_CHECK_RESULT int
cp_threat_builder_add_index(cp_threat_builder *builder, const cp_threat_index *index,
	const char *name, certpolicy_error **error);

/* Writes what is left. In memory: *octets is for cp_free; else it is empty. */
CP_CHECK_RESULT int
cp_threat_builder_finish(cp_threat_builder *builder, cp_bytes *octets, certpolicy_error **error);

/* The lists so far; lent. */
size_t
cp_threat_builder_lists(const cp_threat_builder *builder, const cp_threat_list **lists);

#endif
