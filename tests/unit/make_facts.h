/*
 * Facts made by hand: a sound leaf for www.example.com under a public root, which no rule says
 * anything about. A test changes what it is about.
 */
#ifndef CP_TESTS_MAKE_FACTS_H
#define CP_TESTS_MAKE_FACTS_H

#include "rules/rule.h"

/* The instant of judgement: 2026-06-01T00:00:00Z. */
#define UNIT_NOW INT64_C(1780272000)

typedef struct unit_facts {
	cp_facts facts;
	cp_path path;
	cp_anchor public_anchor;
	cp_cert leaf_cert, issuer_cert, root_cert;
	cp_subject subjects[3];
	cp_subject *leaf, *issuer, *root; /* in `subjects` */
	cp_peer peer;
	cp_peer_fact peer_fact;
	cp_problem problem;
	cp_nc_breach breach;
	uint8_t san[64]; /* for tests that look into it */
	int64_t params[CP_N_PARAMS];
	certpolicy_purpose purpose;
	bool web;
	cp_arena arena;
	cp_findings findings;
} unit_facts;

void
unit_facts_init(unit_facts *made);
void
unit_facts_clear(unit_facts *made);

/* A self-signed leaf alone, no anchor. */
void
unit_facts_self_sign(unit_facts *made);

/* The leaf is the anchor. */
void
unit_facts_anchor_leaf(unit_facts *made);

/* A path of leaf and intermediate that ended so. */
void
unit_facts_end(unit_facts *made, cp_path_end end);

/* Sets the peer's zone, name and all. */
void
unit_facts_set_zone(unit_facts *made, cp_zone zone);

/* Runs every rule into made->findings. */
void
unit_facts_run(unit_facts *made);

/* How many findings bear this rule's id (or code). */
size_t
unit_facts_count(const unit_facts *made, const char *id);

/* The ids found, joined, for messages. */
const char *
unit_facts_found(const unit_facts *made);

#endif
