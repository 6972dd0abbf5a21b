/* Paths made of specs, and the facts of them. */
#ifndef CP_TESTS_MAKE_WALK_H
#define CP_TESTS_MAKE_WALK_H

#include "classify/walk.h"
#include "unit/make_cert.h"

/* The instant of judgement: 2026-01-01T00:00:00Z. */
#define UNIT_WALK_TIME INT64_C(1767225600)
#define UNIT_WALK_CERTS 6

/* A path, its facts, and what they are built from: a test changes what it is about. */
typedef struct unit_walk {
	cp_cert *certs[UNIT_WALK_CERTS];
	cp_anchor anchor;
	cp_path path;
	cp_arena arena;
	cp_budget budget;
	cp_walk_request request;
	cp_walk_terms terms;
	cp_roots *roots; /* frozen; empty */
	cp_facts facts;
} unit_walk;

/* Without a certificate yet, and without an end. */
unit_walk
unit_walk_start(void);
void
unit_walk_clear(unit_walk *walk);

/* The next certificate, from the leaf upwards. */
void
unit_walk_add(unit_walk *walk, const unit_cert_spec *spec);

/* Makes the facts. */
void
unit_walk_build(unit_walk *walk);

/* "CN=leaf" for a.example, by "CN=ca", by "CN=root". */
unit_cert_spec
unit_leaf_spec(void);
unit_cert_spec
unit_ca_spec(void);
unit_cert_spec
unit_root_spec(void);

/* An anchored path of these three; NULL stands for a plain one. */
unit_walk
unit_walk_three(
	const unit_cert_spec *leaf, const unit_cert_spec *ca, const unit_cert_spec *root);

#endif
