/* From the tree of one policy to the policy: shared by define*.c and those who call them. */
#ifndef CP_POLICY_DEFINE_H
#define CP_POLICY_DEFINE_H

#include "policy/policy.h"
#include "policy/tree.h"

/* What one policy may list, inherited ones counted in; far beyond what people write. */
#define CP_POLICY_MOST_ENTRIES 1000u

/* A policy in the making. */
typedef struct cp_definition {
	cp_reader reader;          /* its arena is the policy's */
	certpolicy_policy *policy; /* starts as what the parent says */
	const char *source;        /* for places: the file, or "request"; arena */
	bool sets_floor;           /* its file sets the floor */
} cp_definition;

/* What the policy at `node` extends, by name; checks the keys too. */
CP_CHECK_RESULT int
cp_define_extends(const cp_reader *reader, const cp_node *node, const char **extends);

/* The policy at `node` with that parent. The reader's arena serves for messages only. */
CP_CHECK_RESULT int
cp_define_policy(const cp_reader *reader, const char *name, const cp_node *node,
	certpolicy_policy *parent, bool sets_floor, certpolicy_policy **policy);

/* Parts of it. */
CP_CHECK_RESULT int
cp_define_rules(cp_definition *definition, const cp_node *node);
CP_CHECK_RESULT int
cp_define_anchors(cp_definition *definition, const cp_node *anchors);
CP_CHECK_RESULT int
cp_define_crls(cp_definition *definition, const cp_node *crls);
CP_CHECK_RESULT int
cp_define_ct_logs(cp_definition *definition, const cp_node *file);
CP_CHECK_RESULT int
cp_define_pins(cp_definition *definition, const cp_node *pins);
CP_CHECK_RESULT int
cp_define_protected_names(cp_definition *definition, const cp_node *names);
CP_CHECK_RESULT int
cp_define_waivers(cp_definition *definition, const cp_node *waivers);

/* For those parts. */
cp_place
cp_define_place(const cp_definition *definition, const cp_node *node);
/* A file's name, as seen from the policy file; an inline policy has none. Arena. */
CP_CHECK_RESULT int
cp_define_path(cp_definition *definition, const cp_node *node, const char **path);
/* What went wrong below, with `status`, gets the place of the entry. */
int
cp_define_place_error(const cp_definition *definition, const cp_node *node, int status);
/* Names and networks; the entry's memory is the reader's arena. */
CP_CHECK_RESULT int
cp_define_scope_entry(const cp_reader *reader, const cp_node *node, cp_scope_entry *entry);
/* Room for `n` more after those inherited, which are copied to its front; arena. */
CP_CHECK_RESULT int
cp_define_extend_list(cp_definition *definition, const cp_node *node, const void *inherited,
	size_t n_inherited, size_t n, size_t size, void **list);
/* An action word. */
CP_CHECK_RESULT int
cp_define_action(const cp_reader *reader, const cp_node *node, certpolicy_action *action);

#endif
