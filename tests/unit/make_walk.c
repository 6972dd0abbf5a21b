/* Paths for the tests of lib/classify. */
#include <config.h>
#include "unit/make_walk.h"
#include "classify/programmes.h"

unit_walk
unit_walk_start(void)
{
	unit_walk walk;

	memset(&walk, 0, sizeof(walk));
	cp_budget_init(&walk.budget);
	walk.roots = cp_roots_new();
	CP_INVARIANT(walk.roots != NULL);
	cp_roots_freeze(walk.roots);
	walk.anchor.source = "request";
	walk.request.time = UNIT_WALK_TIME;
	return walk;
}

void
unit_walk_add(unit_walk *walk, const unit_cert_spec *spec)
{
	walk->certs[walk->path.n_certs] = cp_cert_read(unit_cert(spec));
	walk->path.certs[walk->path.n_certs] = walk->certs[walk->path.n_certs];
	walk->path.n_certs++;
}

void
unit_walk_build(unit_walk *walk)
{
	static const int report_index[UNIT_WALK_CERTS] = {0, 1, 2, 3, 4, 5};

	walk->path.anchor = walk->path.end == CP_PATH_ANCHORED ? &walk->anchor : NULL;
	cp_facts_build(&walk->facts, &walk->arena, &walk->budget, &walk->path, report_index,
		&walk->request, &walk->terms);
	cp_programmes_judge(&walk->facts, &walk->arena, &walk->budget, walk->roots);
}

void
unit_walk_clear(unit_walk *walk)
{
	size_t i;

	for (i = 0; i < walk->path.n_certs; i++)
		cp_cert_unref(walk->certs[i]);
	cp_roots_free(walk->roots);
	cp_arena_clear(&walk->arena);
}

unit_cert_spec
unit_leaf_spec(void)
{
	return (unit_cert_spec){.subject = "CN=leaf", .issuer = "CN=ca", .names = "dns:a.example"};
}

unit_cert_spec
unit_ca_spec(void)
{
	return (unit_cert_spec){.subject = "CN=ca", .issuer = "CN=root", .is_ca = true};
}

unit_cert_spec
unit_root_spec(void)
{
	return (unit_cert_spec){.subject = "CN=root", .is_ca = true};
}

unit_walk
unit_walk_three(const unit_cert_spec *leaf, const unit_cert_spec *ca, const unit_cert_spec *root)
{
	unit_cert_spec plain_leaf = unit_leaf_spec(), plain_ca = unit_ca_spec(),
		       plain_root = unit_root_spec();
	unit_walk walk = unit_walk_start();

	unit_walk_add(&walk, leaf != NULL ? leaf : &plain_leaf);
	unit_walk_add(&walk, ca != NULL ? ca : &plain_ca);
	unit_walk_add(&walk, root != NULL ? root : &plain_root);
	walk.path.end = CP_PATH_ANCHORED;
	return walk;
}
