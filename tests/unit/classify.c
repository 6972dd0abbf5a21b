/* lib/classify: from a path to facts. */
#include <config.h>
#include "base/mem.h"
#include "classify/constraints.h"
#include "classify/policy_graph.h"
#include "classify/walk.h"
#include "unit/make_cert.h"
#include "unit/unit.h"

#include <gnutls/x509.h>

#define NOW INT64_C(1767225600) /* 2026-01-01T00:00:00Z */
#define PATH_MAX_CERTS 6

/* A path made of specs, its facts, and what they were built from. */
typedef struct test_bench {
	cp_cert *certs[PATH_MAX_CERTS];
	cp_anchor anchor;
	cp_path path;
	cp_arena arena;
	cp_budget budget;
	cp_walk_request request;
	cp_walk_terms terms;
	cp_facts facts;
} test_bench;

static test_bench
set_up(void)
{
	test_bench bench;

	memset(&bench, 0, sizeof(bench));
	cp_budget_init(&bench.budget);
	bench.anchor.source = "request";
	bench.request.time = NOW;
	return bench;
}

static void
add(test_bench *bench, const unit_cert_spec *spec)
{
	bench->certs[bench->path.n_certs] = cp_cert_read(unit_cert(spec));
	bench->path.certs[bench->path.n_certs] = bench->certs[bench->path.n_certs];
	bench->path.n_certs++;
}

static void
build(test_bench *bench)
{
	static const int report_index[PATH_MAX_CERTS] = {0, 1, 2, 3, 4, 5};

	bench->path.anchor = bench->path.end == CP_PATH_ANCHORED ? &bench->anchor : NULL;
	cp_facts_build(&bench->facts, &bench->arena, &bench->budget, &bench->path, report_index,
		&bench->request, &bench->terms);
}

static void
tear_down(test_bench *bench)
{
	size_t i;

	for (i = 0; i < bench->path.n_certs; i++)
		cp_cert_unref(bench->certs[i]);
	cp_arena_clear(&bench->arena);
}

static unit_cert_spec
leaf_spec(void)
{
	return (unit_cert_spec){.subject = "CN=leaf", .issuer = "CN=ca", .names = "dns:a.example"};
}

static unit_cert_spec
ca_spec(void)
{
	return (unit_cert_spec){.subject = "CN=ca", .issuer = "CN=root", .is_ca = true};
}

static unit_cert_spec
root_spec(void)
{
	return (unit_cert_spec){.subject = "CN=root", .is_ca = true};
}

/* leaf, ca, root: NULL stands for a plain one. */
static test_bench
three(const unit_cert_spec *leaf, const unit_cert_spec *ca, const unit_cert_spec *root)
{
	unit_cert_spec plain_leaf = leaf_spec(), plain_ca = ca_spec(), plain_root = root_spec();
	test_bench bench = set_up();

	add(&bench, leaf != NULL ? leaf : &plain_leaf);
	add(&bench, ca != NULL ? ca : &plain_ca);
	add(&bench, root != NULL ? root : &plain_root);
	bench.path.end = CP_PATH_ANCHORED;
	return bench;
}

static void
validity_is_inclusive(void)
{
	static const struct {
		const char *name;
		int64_t time;
		bool not_yet, expired;
		int64_t left;
	} rows[] = {
		{"a second before", NOW - 1, true, false, 101},
		{"the first second", NOW, false, false, 100},
		{"the last second", NOW + 100, false, false, 0},
		{"a second after", NOW + 101, false, true, -1},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		unit_cert_spec leaf = leaf_spec();
		test_bench bench;

		leaf.not_before = "2026-01-01T00:00:00Z";
		leaf.not_after = "2026-01-01T00:01:40Z";
		bench = three(&leaf, NULL, NULL);
		bench.request.time = rows[i].time;
		build(&bench);
		UNIT_ROW(rows[i].name, bench.facts.subjects[0].not_yet_valid == rows[i].not_yet);
		UNIT_ROW(rows[i].name, bench.facts.subjects[0].expired == rows[i].expired);
		UNIT_ROW(rows[i].name, bench.facts.subjects[0].seconds_left == rows[i].left);
		UNIT_ROW(rows[i].name, bench.facts.subjects[0].lifetime == 101);
		UNIT_ROW(rows[i].name, !bench.facts.subjects[1].expired);
		tear_down(&bench);
	}
}

/* A date that could not be read is for others to tell; here it bounds nothing. */
static void
unread_dates_bound_nothing(void)
{
	static const struct {
		const char *name;
		cp_time_form before, after;
		bool not_yet, expired;
	} rows[] = {
		{"both read", CP_TIME_UTC, CP_TIME_UTC, true, true},
		{"no notBefore", CP_TIME_NONE, CP_TIME_UTC, false, true},
		{"no notAfter", CP_TIME_UTC, CP_TIME_NONE, true, false},
		{"neither", CP_TIME_NONE, CP_TIME_NONE, false, false},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		test_bench bench = three(NULL, NULL, NULL);
		const cp_subject *leaf;

		/* Wrong on either side at once, so that each date speaks for itself. */
		bench.certs[0]->not_before = NOW + 1;
		bench.certs[0]->not_after = NOW - 1;
		bench.certs[0]->not_before_form = rows[i].before;
		bench.certs[0]->not_after_form = rows[i].after;
		build(&bench);
		leaf = &bench.facts.subjects[0];
		UNIT_ROW(rows[i].name, leaf->not_yet_valid == rows[i].not_yet);
		UNIT_ROW(rows[i].name, leaf->expired == rows[i].expired);
		UNIT_ROW(rows[i].name,
			leaf->seconds_left == (rows[i].after != CP_TIME_NONE ? -1 : 0));
		UNIT_ROW(rows[i].name, leaf->lifetime == (i == 0 ? -1 : 0));
		tear_down(&bench);
	}
}

static void
roles_are_told(void)
{
	test_bench bench = three(NULL, NULL, NULL);

	build(&bench);
	CU_ASSERT(bench.facts.subjects[0].roles == CP_ROLE_LEAF);
	CU_ASSERT(bench.facts.subjects[1].roles == CP_ROLE_INTERMEDIATE);
	CU_ASSERT(bench.facts.subjects[2].roles == CP_ROLE_ANCHOR);
	CU_ASSERT(bench.facts.subjects[2].report_index == 2);
	CU_ASSERT(bench.facts.subjects[0].signature_judged &&
		  !bench.facts.subjects[2].signature_judged);
	CU_ASSERT(!bench.facts.subjects[1].self_issued && bench.facts.subjects[2].self_issued);
	CU_ASSERT(bench.facts.n_intermediates == 1);
	CU_ASSERT(bench.facts.anchored && bench.facts.anchor == &bench.anchor);
	tear_down(&bench);
}

static void
issuers_are_judged(void)
{
	static const struct {
		const char *name;
		unit_cert_spec ca, root;
		bool ca_not_a_ca, ca_may_not_sign, root_not_a_ca, root_may_not_sign, root_len;
	} rows[] = {
		{"plain", {.is_ca = true}, {.is_ca = true}, false, false, false, false, false},
		{"no basicConstraints", {.is_ca = false}, {.is_ca = true}, true, false, false,
			false, false},
		{"cA FALSE", {.is_not_ca = true}, {.is_ca = true}, true, false, false, false,
			false},
		{"an anchor without cA", {.is_ca = true}, {.is_not_ca = true}, false, false, true,
			false, false},
		{"no keyCertSign", {.is_ca = true, .key_usage = GNUTLS_KEY_CRL_SIGN},
			{.is_ca = true}, false, true, false, false, false},
		{"keyCertSign", {.is_ca = true, .key_usage = GNUTLS_KEY_KEY_CERT_SIGN},
			{.is_ca = true}, false, false, false, false, false},
		{"an anchor's keyUsage", {.is_ca = true},
			{.is_ca = true, .key_usage = GNUTLS_KEY_DIGITAL_SIGNATURE}, false, false,
			false, true, false},
		{"an anchor's pathLen", {.is_ca = true},
			{.is_ca = true, .has_path_len = true, .path_len = 0}, false, false, false,
			false, true},
		{"pathLen met", {.is_ca = true},
			{.is_ca = true, .has_path_len = true, .path_len = 1}, false, false, false,
			false, false},
		{"the last one's pathLen 0", {.is_ca = true, .has_path_len = true, .path_len = 0},
			{.is_ca = true}, false, false, false, false, false},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		unit_cert_spec ca = rows[i].ca, root = rows[i].root;
		test_bench bench;

		ca.subject = "CN=ca";
		ca.issuer = "CN=root";
		root.subject = "CN=root";
		bench = three(NULL, &ca, &root);
		build(&bench);
		UNIT_ROW(rows[i].name, bench.facts.subjects[1].not_a_ca == rows[i].ca_not_a_ca);
		UNIT_ROW(rows[i].name,
			bench.facts.subjects[1].may_not_sign == rows[i].ca_may_not_sign);
		UNIT_ROW(rows[i].name, !bench.facts.subjects[1].path_len_exceeded);
		UNIT_ROW(rows[i].name, bench.facts.subjects[2].not_a_ca == rows[i].root_not_a_ca);
		UNIT_ROW(rows[i].name,
			bench.facts.subjects[2].may_not_sign == rows[i].root_may_not_sign);
		UNIT_ROW(rows[i].name,
			bench.facts.subjects[2].path_len_exceeded == rows[i].root_len);
		UNIT_ROW(rows[i].name, !bench.facts.subjects[0].not_a_ca);
		tear_down(&bench);
	}
}

/* RFC 5280 6.1.4 (l): a self-issued intermediate does not count. */
static void
self_issued_intermediates_do_not_count(void)
{
	unit_cert_spec leaf = leaf_spec(), rollover = ca_spec(), ca = ca_spec(), root = root_spec();
	test_bench bench = set_up();

	rollover.issuer = "CN=ca";
	ca.has_path_len = true;
	ca.path_len = 0;
	root.has_path_len = true;
	root.path_len = 1;
	add(&bench, &leaf);
	add(&bench, &rollover);
	add(&bench, &ca);
	add(&bench, &root);
	bench.path.end = CP_PATH_ANCHORED;
	bench.terms.has_path_depth = true;
	bench.terms.path_depth = 1;
	build(&bench);
	CU_ASSERT(!bench.facts.subjects[2].path_len_exceeded);
	CU_ASSERT(!bench.facts.subjects[3].path_len_exceeded);
	CU_ASSERT(bench.facts.n_intermediates == 1 && !bench.facts.too_deep);
	bench.terms.path_depth = 0;
	build(&bench);
	CU_ASSERT(bench.facts.too_deep && bench.facts.depth_allowed == 0);
	tear_down(&bench);
}

#define SERVER "1.3.6.1.5.5.7.3.1"
#define CLIENT "1.3.6.1.5.5.7.3.2"
#define ANY "2.5.29.37.0"
#define SGC "2.16.840.1.113730.4.1"

static void
purposes_are_judged(void)
{
	static const struct {
		const char *eku;
		certpolicy_purpose purpose;
		bool forbids;
	} rows[] = {
		{NULL, CERTPOLICY_PURPOSE_SERVER, false},
		{SERVER, CERTPOLICY_PURPOSE_SERVER, false},
		{SERVER, CERTPOLICY_PURPOSE_CLIENT, true},
		{CLIENT, CERTPOLICY_PURPOSE_SERVER, true},
		{CLIENT, CERTPOLICY_PURPOSE_CLIENT, false},
		{CLIENT, CERTPOLICY_PURPOSE_ANY, false},
		{ANY, CERTPOLICY_PURPOSE_SERVER, false},
		{SGC, CERTPOLICY_PURPOSE_SERVER, true},
		{SGC " " SERVER, CERTPOLICY_PURPOSE_SERVER, false},
		{"1.3.6.1.5.5.7.3.9", CERTPOLICY_PURPOSE_CLIENT, true},
	};
	size_t i, at;

	for (i = 0; i < CP_COUNT(rows); i++) {
		for (at = 0; at < 3; at++) {
			unit_cert_spec specs[3] = {leaf_spec(), ca_spec(), root_spec()};
			test_bench bench;

			specs[at].eku = rows[i].eku;
			bench = three(&specs[0], &specs[1], &specs[2]);
			bench.request.purpose = rows[i].purpose;
			build(&bench);
			UNIT_ROW(rows[i].eku != NULL ? rows[i].eku : "none",
				bench.facts.subjects[at].eku_forbids == rows[i].forbids);
			tear_down(&bench);
		}
	}
}

static void
unknown_critical_extensions_are_named(void)
{
	static const struct {
		const char *name;
		unit_extension extensions[2];
		const char *oid; /* NULL: none is unknown */
	} rows[] = {
		{"unknown, critical", {{"1.3.6.1.4.1.55738.666.1", "0500", true}},
			"1.3.6.1.4.1.55738.666.1"},
		{"unknown", {{"1.3.6.1.4.1.55738.666.1", "0500", false}}, NULL},
		{"poison", {{"1.3.6.1.4.1.11129.2.4.3", "0500", true}}, "1.3.6.1.4.1.11129.2.4.3"},
		{"poison that is not critical", {{"1.3.6.1.4.1.11129.2.4.3", "0500", false}},
			"1.3.6.1.4.1.11129.2.4.3"},
		{"authority information access",
			{{"1.3.6.1.5.5.7.1.1",
				"301c301a06082b06010505073002860e687474703a2f2f612e746573742f",
				true}},
			"1.3.6.1.5.5.7.1.1"},
		{"policies", {{"2.5.29.32", "30083006060467810c01", true}}, NULL},
		{"policies with a CPS",
			{{"2.5.29.32",
				"3021301f060467810c0130173015"
				"06082b06010505070201"
				"1609687474703a2f2f612f",
				true}},
			NULL},
		{"policies with another qualifier",
			{{"2.5.29.32",
				"30123010060467810c01300830060604"
				"2a030405",
				true}},
			"2.5.29.32"},
		{"status_request", {{"1.3.6.1.5.5.7.1.24", "3003020105", true}}, NULL},
		{"another feature", {{"1.3.6.1.5.5.7.1.24", "3003020106", true}},
			"1.3.6.1.5.5.7.1.24"},
		{"both status requests", {{"1.3.6.1.5.5.7.1.24", "3006020105020111", true}}, NULL},
		{"a feature beyond an octet", {{"1.3.6.1.5.5.7.1.24", "300402020105", true}},
			"1.3.6.1.5.5.7.1.24"},
		{"features of nothing", {{"1.3.6.1.5.5.7.1.24", "05", true}}, "1.3.6.1.5.5.7.1.24"},
		{"policies with a notice",
			{{"2.5.29.32",
				"301a3018060467810c013010300e06082b060105050702023002"
				"0c00",
				true}},
			NULL},
		{"policies with a qualifier of nothing",
			{{"2.5.29.32", "300c300a060467810c0130023000", true}}, "2.5.29.32"},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		unit_cert_spec leaf = leaf_spec();
		const cp_subject *subject;
		test_bench bench;

		leaf.extensions = rows[i].extensions;
		bench = three(&leaf, NULL, NULL);
		build(&bench);
		subject = &bench.facts.subjects[0];
		UNIT_ROW(rows[i].name, subject->n_unknown_critical == (rows[i].oid != NULL));
		if (subject->n_unknown_critical > 0 && rows[i].oid != NULL)
			UNIT_ROW(rows[i].name,
				strcmp(subject->unknown_critical[0], rows[i].oid) == 0);
		tear_down(&bench);
	}
}

/* However many there are, a handful is named. */
static void
many_unknown_critical_extensions_are_bounded(void)
{
	unit_extension extensions[11] = {{NULL, NULL, false}};
	char oids[10][32];
	unit_cert_spec leaf = leaf_spec();
	test_bench bench;
	size_t i;

	for (i = 0; i < 10; i++) {
		snprintf(oids[i], sizeof(oids[i]), "1.3.6.1.4.1.55738.666.%zu", i);
		extensions[i] = (unit_extension){oids[i], "0500", true};
	}
	leaf.extensions = extensions;
	bench = three(&leaf, NULL, NULL);
	build(&bench);
	CU_ASSERT(bench.facts.subjects[0].n_unknown_critical == 8);
	CU_ASSERT_STRING_EQUAL(bench.facts.subjects[0].unknown_critical[7], oids[7]);
	tear_down(&bench);
}

/* The critical ones of an anchor count as well; a policy's qualifiers there do not. */
static void
anchors_are_certificates(void)
{
	static const unit_extension unknown[] = {
		{"1.3.6.1.4.1.55738.666.1", "0500", true}, {NULL, NULL, false}};
	static const unit_extension qualified[] = {
		{"2.5.29.32", "30123010060467810c013008300606042a030405", true},
		{NULL, NULL, false}};
	unit_cert_spec root = root_spec();
	test_bench bench;

	root.extensions = unknown;
	bench = three(NULL, NULL, &root);
	build(&bench);
	CU_ASSERT(bench.facts.subjects[2].n_unknown_critical == 1);
	tear_down(&bench);
	root.extensions = qualified;
	bench = three(NULL, NULL, &root);
	build(&bench);
	CU_ASSERT(bench.facts.subjects[2].n_unknown_critical == 0);
	tear_down(&bench);
}

static void
names_are_held_against_bases(void)
{
	static const struct {
		cp_general_name_type type;
		const char *name, *base;
		cp_nc_match match;
	} rows[] = {
		{CP_GN_DNS, "a.example", "a.example", CP_NC_INSIDE},
		{CP_GN_DNS, "b.a.example", "a.example", CP_NC_INSIDE},
		{CP_GN_DNS, "B.A.EXAMPLE", "a.example", CP_NC_INSIDE},
		{CP_GN_DNS, "ba.example", "a.example", CP_NC_OUTSIDE},
		{CP_GN_DNS, "a.example", "b.a.example", CP_NC_OUTSIDE},
		{CP_GN_DNS, "a.example", ".a.example", CP_NC_OUTSIDE},
		{CP_GN_DNS, "b.a.example", ".a.example", CP_NC_INSIDE},
		{CP_GN_DNS, "a.example", "", CP_NC_INSIDE},
		{CP_GN_DNS, "", "a.example", CP_NC_OUTSIDE},
		{CP_GN_DNS, "", "", CP_NC_INSIDE},
		{CP_GN_DNS, "*.a.example", "a.example", CP_NC_INSIDE},
		{CP_GN_DNS, "*.a.example", ".a.example", CP_NC_INSIDE},
		{CP_GN_DNS, "*.b.a.example", "a.example", CP_NC_INSIDE},
		{CP_GN_DNS, "*.a.example", "b.a.example", CP_NC_COULD_BE_INSIDE},
		{CP_GN_DNS, "*.A.example", "B.a.EXAMPLE", CP_NC_COULD_BE_INSIDE},
		{CP_GN_DNS, "*.a.example", ".b.a.example", CP_NC_OUTSIDE},
		{CP_GN_DNS, "*.a.example", "c.b.a.example", CP_NC_OUTSIDE},
		{CP_GN_DNS, "*.b.example", "a.example", CP_NC_OUTSIDE},
		{CP_GN_DNS, "*.example.com", "tld", CP_NC_OUTSIDE},
		{CP_GN_DNS, "*.com", "a.com", CP_NC_CANNOT_READ},
		{CP_GN_DNS, ".a.example", "a.example", CP_NC_CANNOT_READ},
		{CP_GN_DNS, "a..example", "a.example", CP_NC_CANNOT_READ},
		{CP_GN_DNS, "a b.example", "a.example", CP_NC_CANNOT_READ},
		{CP_GN_DNS, "a.example", "*.example", CP_NC_CANNOT_READ},
		{CP_GN_DNS, "a.example", "example.", CP_NC_CANNOT_READ},
		{CP_GN_DNS, "a.example", ".", CP_NC_CANNOT_READ},
		{CP_GN_DNS, "a.example", "..example", CP_NC_CANNOT_READ},
		{CP_GN_EMAIL, "a@b.example", "b.example", CP_NC_INSIDE},
		{CP_GN_EMAIL, "a@B.example", "b.EXAMPLE", CP_NC_INSIDE},
		{CP_GN_EMAIL, "a@c.b.example", "b.example", CP_NC_OUTSIDE},
		{CP_GN_EMAIL, "a@c.b.example", ".b.example", CP_NC_INSIDE},
		{CP_GN_EMAIL, "a@b.example", ".b.example", CP_NC_OUTSIDE},
		{CP_GN_EMAIL, "a@b.example", "a@b.example", CP_NC_INSIDE},
		{CP_GN_EMAIL, "A@b.example", "a@b.example", CP_NC_OUTSIDE},
		{CP_GN_EMAIL, "a@c.example", "a@b.example", CP_NC_OUTSIDE},
		{CP_GN_EMAIL, "\"\\a\"@b.example", "a@b.example", CP_NC_INSIDE},
		{CP_GN_EMAIL, "*@b.example", "*@b.example", CP_NC_INSIDE},
		{CP_GN_EMAIL, "*@b.example", "**@b.example", CP_NC_OUTSIDE},
		{CP_GN_EMAIL, "a@b.example", "", CP_NC_INSIDE},
		{CP_GN_EMAIL, "a@b.example", "@b.example", CP_NC_CANNOT_READ},
		{CP_GN_EMAIL, "a@b.example", "a@.b.example", CP_NC_CANNOT_READ},
		{CP_GN_EMAIL, "a@b@b.example", "b.example", CP_NC_CANNOT_READ},
		{CP_GN_EMAIL, "b.example", "b.example", CP_NC_CANNOT_READ},
		{CP_GN_URI, "https://a.example/x", "a.example", CP_NC_INSIDE},
		{CP_GN_URI, "https://u@A.example:8/x", "a.EXAMPLE", CP_NC_INSIDE},
		{CP_GN_URI, "https://b.example\\@a.example/", "a.example", CP_NC_CANNOT_READ},
		{CP_GN_URI, "https://b.a.example/", "a.example", CP_NC_OUTSIDE},
		{CP_GN_URI, "https://b.a.example/", ".a.example", CP_NC_INSIDE},
		{CP_GN_URI, "https://a.example/", ".a.example", CP_NC_OUTSIDE},
		{CP_GN_URI, "https://a.example/", "", CP_NC_INSIDE},
		{CP_GN_URI, "https://192.0.2.1/", "a.example", CP_NC_CANNOT_READ},
		{CP_GN_URI, "https://[::1]/", "a.example", CP_NC_CANNOT_READ},
		{CP_GN_URI, "https://0x7f.1/", "a.example", CP_NC_CANNOT_READ},
		{CP_GN_URI, "https://localhost/", "localhost", CP_NC_CANNOT_READ},
		{CP_GN_URI, "urn:a.example", "a.example", CP_NC_CANNOT_READ},
		{CP_GN_URI, "https://a.example:x/", "a.example", CP_NC_CANNOT_READ},
		{CP_GN_URI, "https://a.example/", "example", CP_NC_CANNOT_READ},
		{CP_GN_URI, "https://a.example/", "a.example:443", CP_NC_CANNOT_READ},
		{CP_GN_X400, "a", "a", CP_NC_CANNOT_READ},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_general_name name = {
			.type = rows[i].type, .value = cp_bytes_of_string(rows[i].name)};
		cp_general_name base = {
			.type = rows[i].type, .value = cp_bytes_of_string(rows[i].base)};
		char row[160];

		snprintf(row, sizeof(row), "%s in %s", rows[i].name, rows[i].base);
		UNIT_ROW(row, cp_constraint_match(&name, false, &base) == rows[i].match);
	}
}

static void
addresses_are_held_against_networks(void)
{
	static const struct {
		const char *name;
		uint8_t address[16];
		size_t len;
		uint8_t network[32];
		size_t network_len;
		cp_nc_match match;
	} rows[] = {
		{"inside", {10, 1, 2, 3}, 4, {10, 0, 0, 0, 255, 0, 0, 0}, 8, CP_NC_INSIDE},
		{"outside", {11, 1, 2, 3}, 4, {10, 0, 0, 0, 255, 0, 0, 0}, 8, CP_NC_OUTSIDE},
		{"host bits in the network", {10, 1, 2, 3}, 4, {10, 9, 9, 9, 255, 0, 0, 0}, 8,
			CP_NC_INSIDE},
		{"everything", {10, 1, 2, 3}, 4, {0}, 8, CP_NC_INSIDE},
		{"within an octet", {10, 1, 130, 3}, 4, {10, 1, 128, 0, 255, 255, 192, 0}, 8,
			CP_NC_INSIDE},
		{"no prefix", {10, 1, 2, 3}, 4, {10, 0, 0, 0, 255, 0, 255, 0}, 8,
			CP_NC_CANNOT_READ},
		{"no prefix in an octet", {10, 1, 2, 3}, 4, {10, 0, 0, 0, 255, 5, 0, 0}, 8,
			CP_NC_CANNOT_READ},
		{"low bits only", {10, 1, 2, 3}, 4, {10, 0, 0, 0, 255, 1, 0, 0}, 8,
			CP_NC_CANNOT_READ},
		{"short name", {10, 1, 2}, 3, {10, 0, 0, 0, 255, 0, 0, 0}, 8, CP_NC_CANNOT_READ},
		{"short network", {10, 1, 2, 3}, 4, {10, 0, 0, 255}, 4, CP_NC_CANNOT_READ},
		{"another family", {0x20, 1}, 16, {10, 0, 0, 0, 255, 0, 0, 0}, 8, CP_NC_OUTSIDE},
		{"IPv6", {0x20, 1, 0xd, 0xb8}, 16,
			{0x20, 1, 0xd, 0xb8, [16] = 0xff, 0xff, 0xff, 0xff}, 32, CP_NC_INSIDE},
		{"IPv4-mapped in IPv4", {[10] = 0xff, 0xff, 10, 0, 0, 5}, 16,
			{10, 0, 0, 0, 255, 0, 0, 0}, 8, CP_NC_COULD_BE_INSIDE},
		{"IPv4-mapped outside IPv4", {[10] = 0xff, 0xff, 11, 0, 0, 5}, 16,
			{10, 0, 0, 0, 255, 0, 0, 0}, 8, CP_NC_OUTSIDE},
		{"IPv4 in all of IPv6", {10, 0, 0, 5}, 4, {0}, 32, CP_NC_OUTSIDE},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_general_name name = {
			.type = CP_GN_IP, .value = cp_bytes_of(rows[i].address, rows[i].len)};
		cp_general_name base = {.type = CP_GN_IP,
			.value = cp_bytes_of(rows[i].network, rows[i].network_len)};

		UNIT_ROW(rows[i].name, cp_constraint_match(&name, false, &base) == rows[i].match);
	}
}

#define TEN "aaaaaaaaaa"
#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN

static void
utf8_mailboxes_are_constrained(void)
{
	static const struct {
		const char *name, *base;
		cp_nc_match match;
	} rows[] = {
		{"\xc3\xbc@a.example", "a.example", CP_NC_INSIDE},
		{"\xc3\xbc@b.a.example", ".a.example", CP_NC_INSIDE},
		{"\xc3\xbc@a.example", "bob@a.example", CP_NC_COULD_BE_INSIDE},
		{"\xc3\xbc@a.example", "bob@b.example", CP_NC_OUTSIDE},
		{"a@\xc3\xbc.example", "xn--tda.example", CP_NC_CANNOT_READ},
		/* A label that no DNS name has; nothing here decodes Punycode. */
		{"\xc3\xbc@a.example", "xn--" HUNDRED HUNDRED HUNDRED ".example",
			CP_NC_CANNOT_READ},
		{"\xc3\xbc@xn--" HUNDRED HUNDRED HUNDRED ".example", ".example", CP_NC_CANNOT_READ},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_general_name name = {
			.type = CP_GN_EMAIL, .value = cp_bytes_of_string(rows[i].name)};
		cp_general_name base = {
			.type = CP_GN_EMAIL, .value = cp_bytes_of_string(rows[i].base)};

		UNIT_ROW(rows[i].base, cp_constraint_match(&name, true, &base) == rows[i].match);
	}
}

/* An otherName; the content of the value's TLV must be shorter than 128 octets. */
static cp_general_name
other_name(const char *oid, uint8_t tag, const char *text, uint8_t room[256])
{
	cp_general_name name = {.type = CP_GN_OTHER_NAME};
	size_t len;

	if (!cp_oid_parse_dotted(oid, room, &len))
		CU_FAIL("oid");
	name.other_oid = cp_bytes_of(room, len);
	room[64] = tag;
	room[65] = (uint8_t)strlen(text);
	memcpy(room + 66, text, strlen(text));
	name.value = cp_bytes_of(room + 64, strlen(text) + 2);
	return name;
}

static void
service_names_are_held_against_bases(void)
{
	static const struct {
		const char *name, *base;
		cp_nc_match match;
	} rows[] = {
		{"_mail.example.com", "example.com", CP_NC_INSIDE},
		{"_mail.1.example.com", "EXAMPLE.com", CP_NC_INSIDE},
		{"_mail.1example.com", "example.com", CP_NC_OUTSIDE},
		{"_mail.example.com", ".example.com", CP_NC_OUTSIDE},
		{"_mail.1.example.com", ".example.com", CP_NC_INSIDE},
		{"_mail.example.com", "_mail", CP_NC_INSIDE},
		{"_MAIL.example.com", "_mail", CP_NC_INSIDE},
		{"_ntp.example.com", "_mail", CP_NC_OUTSIDE},
		{"_mail.example.com", "_mail.example.com", CP_NC_INSIDE},
		{"_mail.1.example.com", "_mail.example.com", CP_NC_INSIDE},
		{"_ntp.example.com", "_mail.example.com", CP_NC_OUTSIDE},
		{"_mail.1example.com", "_mail.example.com", CP_NC_OUTSIDE},
		{"_mail.*.example.com", "example.com", CP_NC_INSIDE},
		{"_mail.*.example.com", "_mail.a.example.com", CP_NC_COULD_BE_INSIDE},
		{"_ntp.*.example.com", "_mail.a.example.com", CP_NC_OUTSIDE},
		{"mail.example.com", "example.com", CP_NC_CANNOT_READ},
		{"_mail", "_mail", CP_NC_CANNOT_READ},
		{"_mail.", "_mail", CP_NC_CANNOT_READ},
		{"_*.example.com", "example.com", CP_NC_CANNOT_READ},
		{"_mail.example.com.", "example.com", CP_NC_CANNOT_READ},
		{"_mail.example.com", "", CP_NC_CANNOT_READ},
		{"_mail.example.com", "_", CP_NC_CANNOT_READ},
		{"_mail.example.com", "_mail.", CP_NC_CANNOT_READ},
		{"_mail.example.com", "_mail._tcp", CP_NC_OUTSIDE},
		{"_mail.example.com", "example.com.", CP_NC_CANNOT_READ},
		{"_ntp.example.com", "_mail.example.com.", CP_NC_CANNOT_READ},
	};
	uint8_t name_room[256], base_room[256];
	cp_general_name name, base;
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		char row[160];

		name = other_name("1.3.6.1.5.5.7.8.7", 0x16, rows[i].name, name_room);
		base = other_name("1.3.6.1.5.5.7.8.7", 0x16, rows[i].base, base_room);
		snprintf(row, sizeof(row), "%s in %s", rows[i].name, rows[i].base);
		UNIT_ROW(row, cp_constraint_match(&name, false, &base) == rows[i].match);
	}
	name = other_name("1.3.6.1.5.5.7.8.7", 0x0c, "_mail.example.com", name_room);
	base = other_name("1.3.6.1.5.5.7.8.7", 0x16, "example.com", base_room);
	CU_ASSERT(cp_constraint_match(&name, false, &base) == CP_NC_CANNOT_READ);
}

#define NO_BREACH (-1)

static void
constraints_bind_paths(void)
{
	static const struct {
		const char *name;
		const char *subject, *names;
		const char *ca_permitted, *ca_excluded, *root_permitted, *root_excluded;
		int reason; /* of the leaf's first breach */
		size_t constrainer;
	} rows[] = {
		{"permitted", "CN=x", "dns:a.example", "dns:a.example", NULL, NULL, NULL, NO_BREACH,
			0},
		{"not permitted", "CN=x", "dns:a.example dns:b.example", "dns:a.example", NULL,
			NULL, NULL, CP_NC_NOT_PERMITTED, 1},
		{"another form is free", "CN=x", "ip:192.0.2.1", "dns:a.example", NULL, NULL, NULL,
			NO_BREACH, 0},
		{"excluded", "CN=x", "dns:b.a.example", NULL, "dns:a.example", NULL, NULL,
			CP_NC_EXCLUDED, 1},
		{"excluded over permitted", "CN=x", "dns:a.example", "dns:a.example",
			"dns:a.example", NULL, NULL, CP_NC_EXCLUDED, 1},
		{"the anchor's", "CN=x", "dns:a.example", NULL, NULL, "dns:b.example", NULL,
			CP_NC_NOT_PERMITTED, 2},
		{"both bind: narrowed above", "CN=x", "dns:b.a.example", "dns:a.example", NULL,
			"dns:c.a.example", NULL, CP_NC_NOT_PERMITTED, 2},
		{"both bind: met", "CN=x", "dns:b.a.example", "dns:b.a.example", NULL,
			"dns:a.example", NULL, NO_BREACH, 0},
		{"excluded by either", "CN=x", "dns:a.example", NULL, "dns:b.example", NULL,
			"dns:a.example", CP_NC_EXCLUDED, 2},
		{"wildcard reaches", "CN=x", "dns:*.example.com", NULL, "dns:bar.example.com", NULL,
			NULL, CP_NC_EXCLUDED, 1},
		{"wildcard wholly inside", "CN=x", "dns:*.example.com", "dns:example.com", NULL,
			NULL, NULL, NO_BREACH, 0},
		{"wildcard partly inside", "CN=x", "dns:*.example.com", "dns:foo.example.com", NULL,
			NULL, NULL, CP_NC_NOT_PERMITTED, 1},
		{"IP", "CN=x", "ip:192.0.2.1", "ip:192.0.2.0/24", NULL, NULL, NULL, NO_BREACH, 0},
		{"IP outside", "CN=x", "ip:192.0.3.1", "ip:192.0.2.0/24", NULL, NULL, NULL,
			CP_NC_NOT_PERMITTED, 1},
		{"CN like a host, no SAN", "CN=www.b.example", NULL, "dns:a.example", NULL, NULL,
			NULL, CP_NC_NOT_PERMITTED, 1},
		{"CN like a host, with SAN", "CN=www.b.example", "dns:a.example", "dns:a.example",
			NULL, NULL, NULL, NO_BREACH, 0},
		{"CN like nothing", "CN=Bob", NULL, "dns:a.example", NULL, NULL, NULL, NO_BREACH,
			0},
		{"CN like an address", "CN=192.0.3.1", NULL, "ip:192.0.2.0/24", NULL, NULL, NULL,
			CP_NC_NOT_PERMITTED, 1},
		{"e-mail attribute", "CN=x,EMAIL=a@b.example", NULL, "email:a.example", NULL, NULL,
			NULL, CP_NC_NOT_PERMITTED, 1},
		{"e-mail attribute, with SAN", "CN=x,EMAIL=a@b.example", "dns:x.example",
			"email:a.example", NULL, NULL, NULL, NO_BREACH, 0},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		unit_cert_spec leaf = leaf_spec(), ca = ca_spec(), root = root_spec();
		const cp_subject *subject;
		test_bench bench;

		leaf.subject = rows[i].subject;
		leaf.names = rows[i].names;
		ca.permitted = rows[i].ca_permitted;
		ca.excluded = rows[i].ca_excluded;
		root.permitted = rows[i].root_permitted;
		root.excluded = rows[i].root_excluded;
		bench = three(&leaf, &ca, &root);
		build(&bench);
		subject = &bench.facts.subjects[0];
		UNIT_ROW(rows[i].name,
			(subject->n_nc_breaches > 0) == (rows[i].reason != NO_BREACH));
		if (subject->n_nc_breaches > 0) {
			UNIT_ROW(rows[i].name,
				(int)subject->nc_breaches[0].reason == rows[i].reason);
			UNIT_ROW(rows[i].name,
				subject->nc_breaches[0].constrainer == rows[i].constrainer);
			UNIT_ROW(rows[i].name, subject->nc_breaches[0].name != NULL);
		}
		UNIT_ROW(rows[i].name, bench.facts.subjects[1].n_nc_breaches == 0);
		tear_down(&bench);
	}
}

static void
constraints_bind_intermediates_but_not_self_issued_ones(void)
{
	unit_cert_spec leaf = leaf_spec(), ca = ca_spec(), root = root_spec();
	test_bench bench;

	root.permitted = "dns:a.example";
	ca.names = "dns:b.example";
	bench = three(&leaf, &ca, &root);
	build(&bench);
	CU_ASSERT(bench.facts.subjects[1].n_nc_breaches == 1);
	tear_down(&bench);
	ca.subject = "CN=root";
	leaf.issuer = "CN=root";
	bench = three(&leaf, &ca, &root);
	build(&bench);
	CU_ASSERT(bench.facts.subjects[1].self_issued);
	CU_ASSERT(bench.facts.subjects[1].n_nc_breaches == 0);
	tear_down(&bench);
	/* The leaf is bound though it be self-issued. */
	leaf.subject = "CN=root";
	leaf.names = "dns:b.example";
	bench = three(&leaf, &ca, &root);
	build(&bench);
	CU_ASSERT(bench.facts.subjects[0].self_issued);
	CU_ASSERT(bench.facts.subjects[0].n_nc_breaches == 1);
	tear_down(&bench);
}

/* RFC 5280 4.2.1.10, last paragraphs: forms without syntax bind only where such a name is. */
static void
constraints_without_syntax(void)
{
	/* otherName 1.2.3.4 [0] NULL, permitted; the same in a subjectAltName. */
	static const char *constraint = "300fa00d300ba00906032a0304a0020500";
	static const char san[] = "300ba00906032a0304a0020500";
	static const char another[] = "300ba00906032a0305a0020500";
	static const struct {
		const char *name, *san;
		bool critical;
		size_t n_breaches;
	} rows[] = {
		{"critical, and such a name", san, true, 1},
		{"critical, no such name", NULL, true, 0},
		{"critical, another otherName", another, true, 0},
		{"not critical", san, false, 0},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		unit_extension of_ca[] = {
			{"2.5.29.30", constraint, rows[i].critical}, {NULL, NULL, false}};
		unit_extension of_leaf[] = {{"2.5.29.17", rows[i].san, false}, {NULL, NULL, false}};
		unit_cert_spec leaf = leaf_spec(), ca = ca_spec();
		test_bench bench;

		ca.extensions = of_ca;
		if (rows[i].san != NULL) {
			leaf.names = NULL;
			leaf.extensions = of_leaf;
		}
		bench = three(&leaf, &ca, NULL);
		build(&bench);
		UNIT_ROW(rows[i].name, bench.facts.subjects[0].n_nc_breaches == rows[i].n_breaches);
		if (bench.facts.subjects[0].n_nc_breaches > 0)
			UNIT_ROW(rows[i].name,
				bench.facts.subjects[0].nc_breaches[0].reason == CP_NC_UNSUPPORTED);
		tear_down(&bench);
	}
}

/* Of many breaches a handful is kept, in the order of the names. */
static void
many_breaches_are_bounded(void)
{
	unit_cert_spec leaf = leaf_spec(), ca = ca_spec();
	char names[400] = "";
	test_bench bench;
	size_t i;

	for (i = 0; i < 17; i++)
		sprintf(names + strlen(names), "dns:n%02zu.b.example ", i);
	leaf.names = names;
	ca.permitted = "dns:a.example";
	bench = three(&leaf, &ca, NULL);
	build(&bench);
	CU_ASSERT(bench.facts.subjects[0].n_nc_breaches == 16);
	CU_ASSERT_STRING_EQUAL(bench.facts.subjects[0].nc_breaches[15].name, "DNS:n15.b.example");
	tear_down(&bench);
}

/* RFC 5280 4.2.1.10 has minimum 0 and no maximum: what others would mean nobody knows. */
static void
distances_make_constraints_unreadable(void)
{
	/* permittedSubtrees { dNSName a.example, … } */
	static const struct {
		const char *name, *constraint;
		bool readable;
	} rows[] = {
		{"none", "300fa00d300b8209612e6578616d706c65", true},
		{"minimum 1", "3012a010300e8209612e6578616d706c65800101", false},
		{"maximum 0", "3012a010300e8209612e6578616d706c65810100", false},
		{"a minimum beyond counting",
			"301aa01830168209612e6578616d706c65800901ffffffffffffffff", false},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		unit_extension of_ca[] = {
			{"2.5.29.30", rows[i].constraint, true}, {NULL, NULL, false}};
		unit_cert_spec ca = ca_spec();
		const cp_subject *leaf;
		test_bench bench;

		ca.extensions = of_ca;
		bench = three(NULL, &ca, NULL);
		build(&bench);
		leaf = &bench.facts.subjects[0];
		UNIT_ROW(rows[i].name, leaf->n_nc_breaches == !rows[i].readable);
		UNIT_ROW(rows[i].name, rows[i].readable || (leaf->n_nc_breaches == 1 &&
								   leaf->nc_breaches[0].reason ==
									   CP_NC_UNREADABLE));
		tear_down(&bench);
	}
}

/* RFC 4985 section 4: SRVName has a syntax for constraints, critical or not; other forms stay free.
 */
static void
constraints_on_service_names(void)
{
	/* permittedSubtrees: otherName 1.3.6.1.5.5.7.8.7, IA5String "_a.b.c". */
	static const char *constraint =
		"301ca01a3018a01606082b06010505070807a00a16085f612e622e633031";
	static const struct {
		const char *name, *names;
		int reason;
	} rows[] = {
		{"inside", "srv:_a.b.c01", NO_BREACH},
		{"another service", "srv:_a.b.c01 srv:_b.b.c01", CP_NC_NOT_PERMITTED},
		{"another domain", "srv:_a.c.c01", CP_NC_NOT_PERMITTED},
		{"not to be read", "srv:_a", CP_NC_UNREADABLE},
		{"another form", "dns:x.example", NO_BREACH},
		{"another otherName", "utf8:\xc3\xbc@x.example", NO_BREACH},
	};
	size_t i;

	for (i = 0; i < 2 * CP_COUNT(rows); i++) {
		const char *row = rows[i / 2].name;
		unit_extension of_ca[] = {
			{"2.5.29.30", constraint, i % 2 == 0}, {NULL, NULL, false}};
		unit_cert_spec leaf = leaf_spec(), ca = ca_spec();
		const cp_subject *subject;
		test_bench bench;

		ca.extensions = of_ca;
		leaf.names = rows[i / 2].names;
		bench = three(&leaf, &ca, NULL);
		build(&bench);
		subject = &bench.facts.subjects[0];
		UNIT_ROW(row, (subject->n_nc_breaches > 0) == (rows[i / 2].reason != NO_BREACH));
		if (subject->n_nc_breaches > 0)
			UNIT_ROW(row, (int)subject->nc_breaches[0].reason == rows[i / 2].reason);
		tear_down(&bench);
	}
}

static void
comparisons_are_bounded(void)
{
	unit_cert_spec leaf = leaf_spec(), ca = ca_spec();
	test_bench bench;

	leaf.names = "dns:a.example dns:b.a.example dns:c.a.example";
	ca.permitted = "dns:x.example dns:a.example";
	bench = three(&leaf, &ca, NULL);
	build(&bench);
	CU_ASSERT(!bench.facts.budget_spent);
	/* Two constraints, three names and the subject's DN, six comparisons. */
	CU_ASSERT(bench.budget.used[CP_LIMIT_NAME_COMPARISONS] == 2 + 4 + 6);
	bench.budget.used[CP_LIMIT_NAME_COMPARISONS] = 0;
	bench.budget.limit[CP_LIMIT_NAME_COMPARISONS] = 11;
	build(&bench);
	CU_ASSERT(bench.facts.budget_spent);
	CU_ASSERT(bench.facts.spent_limit == CP_LIMIT_NAME_COMPARISONS);
	tear_down(&bench);
}

/* Thousands of names and thousands of constraints of other forms: nothing is compared. */
static void
names_of_other_forms_are_not_compared(void)
{
	unit_cert_spec leaf = leaf_spec(), ca = ca_spec();
	cp_buf names = CP_BUF_EMPTY, bases = CP_BUF_EMPTY;
	test_bench bench;
	int i;

	for (i = 0; i < 1025; i++) {
		cp_buf_printf(&names, "dns:n%d.example ", i);
		cp_buf_printf(&bases, "ip:10.0.%d.%d/32 ", i / 256, i % 256);
	}
	cp_buf_append_char(&names, '\0');
	cp_buf_append_char(&bases, '\0');
	leaf.names = (const char *)names.data;
	ca.excluded = (const char *)bases.data;
	bench = three(&leaf, &ca, NULL);
	build(&bench);
	CU_ASSERT(!bench.facts.budget_spent);
	CU_ASSERT(bench.budget.used[CP_LIMIT_NAME_COMPARISONS] == 1025 + 1026);
	tear_down(&bench);
	cp_buf_clear(&names);
	cp_buf_clear(&bases);
}

/* A name or constraint that fills pages costs more than one of a line. */
static void
long_names_cost_more(void)
{
	static char names[700], excluded[700];
	const struct {
		const char *name;
		const char *names, *excluded;
		uint64_t cost; /* with the subject's DN */
	} rows[] = {
		{"short", "email:a@a.example", "email:b@b.example", 4},
		{"a long name", names, "email:b@b.example", 13},
		{"a long constraint", "email:a@a.example", excluded, 13},
	};
	size_t i;

	snprintf(names, sizeof(names), "email:%0600d@a.example", 0);
	snprintf(excluded, sizeof(excluded), "email:%0600d@b.example", 0);
	for (i = 0; i < CP_COUNT(rows); i++) {
		unit_cert_spec leaf = leaf_spec(), ca = ca_spec();
		test_bench bench;

		leaf.names = rows[i].names;
		ca.excluded = rows[i].excluded;
		bench = three(&leaf, &ca, NULL);
		build(&bench);
		UNIT_ROW(
			rows[i].name, bench.budget.used[CP_LIMIT_NAME_COMPARISONS] == rows[i].cost);
		tear_down(&bench);
	}
}

/* What is taken over from a path that was looked at before is what this one would have said. */
static void
paths_of_one_leaf_agree(void)
{
	unit_cert_spec leaf = leaf_spec();
	cp_peer peers[2];
	cp_walk_known known;
	cp_facts first;
	cp_arena arena;
	test_bench bench;

	memset(&known, 0, sizeof(known));
	leaf.names = "dns:a.example dns:www.google.com dns:*.com";
	bench = three(&leaf, NULL, NULL);
	CU_ASSERT_EQUAL_FATAL(
		cp_peer_parse(CP_PEER_DNS, cp_bytes_of_string("a.example"), &peers[0], NULL),
		CERTPOLICY_OK);
	CU_ASSERT_EQUAL_FATAL(
		cp_peer_parse(CP_PEER_DNS, cp_bytes_of_string("b.example"), &peers[1], NULL),
		CERTPOLICY_OK);
	bench.request.peer_state = CP_PEERS_GIVEN;
	bench.request.peers = peers;
	bench.request.n_peers = 2;
	bench.request.known = &known;
	build(&bench);
	first = bench.facts;
	arena = bench.arena;
	known.first = &first;
	bench.arena = (cp_arena)CP_ARENA_EMPTY;
	build(&bench);
	CU_ASSERT(bench.facts.n_peers == 2 && bench.facts.peers != first.peers);
	CU_ASSERT(bench.facts.peers[0].match == CP_MATCH_YES);
	CU_ASSERT(bench.facts.peers[1].match == CP_MATCH_NO);
	CU_ASSERT(bench.facts.has_public_name && bench.facts.impersonated != first.impersonated);
	CU_ASSERT_STRING_EQUAL(bench.facts.impersonated, "www.google.com");
	CU_ASSERT(bench.facts.subjects[0].profile.san_has_public_suffix_wildcard);
	CU_ASSERT(known.profiles.n == 3);
	/* A public CA's leaf impersonates nobody. */
	bench.anchor.is_public = true;
	build(&bench);
	CU_ASSERT(bench.facts.impersonated == NULL && bench.facts.has_public_name);
	cp_profiles_clear(&known.profiles);
	cp_arena_clear(&arena);
	cp_peer_clear(&peers[0]);
	cp_peer_clear(&peers[1]);
	tear_down(&bench);
}

#define P1 "1.2.3.1"
#define P2 "1.2.3.2"
#define P3 "1.2.3.3"
#define P_ANY "2.5.29.32.0"

/* policyMappings of one pair; policyConstraints, inhibitAnyPolicy. */
#define MAP_1_TO_2 "300c300a06032a030106032a0302"
#define MAP_1_TO_ANY "300d300b06032a03010604551d2000"
#define MAP_ANY_TO_1 "300d300b0604551d200006032a0301"
#define MAP_BOTH_TO_3 "3018300a06032a030106032a0303300a06032a030206032a0303"
#define MAP_1_TO_BOTH "3018300a06032a030106032a0302300a06032a030106032a0303"
#define EXPLICIT_0 "3003800100"
#define EXPLICIT_0_NO_MAPPING "3006800100810100"
#define INHIBIT_0 "020100"

static void
policies_are_judged(void)
{
	static const struct {
		const char *name;
		const char *ca, *leaf; /* policies */
		unit_extension ca_extensions[3];
		const char *acceptable;
		bool require, no_mapping, no_any;
		int failed_at;
	} rows[] = {
		{"none asked", NULL, NULL, {{NULL, NULL, false}}, NULL, false, false, false, -1},
		{"asked, none there", NULL, NULL, {{NULL, NULL, false}}, NULL, true, false, false,
			1},
		{"asked, missing at the leaf", P1, NULL, {{NULL, NULL, false}}, NULL, true, false,
			false, 0},
		{"the same", P1, P1, {{NULL, NULL, false}}, NULL, true, false, false, -1},
		{"acceptable", P1, P1, {{NULL, NULL, false}}, P1, true, false, false, -1},
		{"not acceptable", P1, P1, {{NULL, NULL, false}}, P2, true, false, false, 0},
		{"not acceptable, not asked", P1, P1, {{NULL, NULL, false}}, P2, false, false,
			false, -1},
		{"different", P1, P2, {{NULL, NULL, false}}, NULL, true, false, false, 0},
		{"overlapping", P1 " " P2, P2 " " P3, {{NULL, NULL, false}}, P2, true, false, false,
			-1},
		{"overlapping, another wanted", P1 " " P2, P2 " " P3, {{NULL, NULL, false}}, P1,
			true, false, false, 0},
		{"anyPolicy above", P_ANY, P1, {{NULL, NULL, false}}, P1, true, false, false, -1},
		{"anyPolicy below", P1, P_ANY, {{NULL, NULL, false}}, P1, true, false, false, -1},
		{"anyPolicy throughout", P_ANY, P_ANY, {{NULL, NULL, false}}, P1, true, false,
			false, -1},
		{"anyPolicy inhibited", P_ANY, P1, {{NULL, NULL, false}}, P1, true, false, true, 1},
		{"anyPolicy among the acceptable", P1, P1, {{NULL, NULL, false}}, P_ANY, true,
			false, false, -1},
		{"anyPolicy inhibited below", P1, P_ANY, {{"2.5.29.54", INHIBIT_0, true}}, P1, true,
			false, false, 0},
		{"mapped", P1, P2, {{"2.5.29.33", MAP_1_TO_2, true}}, P1, true, false, false, -1},
		{"mapped, the leaf's own domain wanted", P1, P2, {{"2.5.29.33", MAP_1_TO_2, true}},
			P2, true, false, false, 0},
		{"mapped away", P1, P1, {{"2.5.29.33", MAP_1_TO_2, true}}, NULL, true, false, false,
			0},
		{"mapping inhibited", P1, P2, {{"2.5.29.33", MAP_1_TO_2, true}}, NULL, true, true,
			false, 0},
		{"mapped under anyPolicy", P_ANY, P2, {{"2.5.29.33", MAP_1_TO_2, true}}, P1, true,
			false, false, -1},
		{"mapped from anyPolicy", P1, P1, {{"2.5.29.33", MAP_ANY_TO_1, true}}, NULL, false,
			false, false, 1},
		{"mapped to anyPolicy", P1, P1, {{"2.5.29.33", MAP_1_TO_ANY, true}}, NULL, false,
			false, false, 1},
		{"a mapping inhibited, of another policy", P2, P2,
			{{"2.5.29.33", MAP_1_TO_2, true}}, NULL, true, true, false, -1},
		{"two mapped to one, anyPolicy below", P1 " " P2, P_ANY,
			{{"2.5.29.33", MAP_BOTH_TO_3, true}}, P2, true, false, false, -1},
		{"two mapped to one, met below", P1 " " P2, P3,
			{{"2.5.29.33", MAP_BOTH_TO_3, true}}, P1, true, false, false, -1},
		{"one mapped to two, under anyPolicy", P_ANY, P3,
			{{"2.5.29.33", MAP_1_TO_BOTH, true}}, P1, true, false, false, -1},
		{"one mapped to two, beside anyPolicy", P_ANY " " P1, P3,
			{{"2.5.29.33", MAP_1_TO_BOTH, true}}, P1, true, false, false, -1},
		{"one mapped, another one goes on", P2 " " P3, P3,
			{{"2.5.29.33", MAP_1_TO_2, true}}, P3, true, false, false, -1},
		{"the same policy twice", NULL, P1,
			{{"2.5.29.32", "300e300506032a0301300506032a0301", false}}, NULL, true,
			false, false, -1},
		{"mapped, but nothing is valid any more", NULL, P2,
			{{"2.5.29.33", MAP_1_TO_2, true}}, NULL, false, false, false, -1},
		{"asked by a constraint", P1, NULL, {{"2.5.29.36", EXPLICIT_0, true}}, NULL, false,
			false, false, 0},
		{"asked by a constraint, met", P1, P1, {{"2.5.29.36", EXPLICIT_0, true}}, NULL,
			false, false, false, -1},
	};
	static const char *const known[] = {P1, P2, P3, P_ANY};
	size_t i, j;

	for (i = 0; i < CP_COUNT(rows); i++) {
		unit_cert_spec leaf = leaf_spec(), ca = ca_spec();
		uint8_t oid[64];
		cp_bytes acceptable;
		test_bench bench;

		leaf.policies = rows[i].leaf;
		ca.policies = rows[i].ca;
		if (rows[i].ca_extensions[0].oid != NULL)
			ca.extensions = rows[i].ca_extensions;
		bench = three(&leaf, &ca, NULL);
		for (j = 0; rows[i].acceptable != NULL && j < CP_COUNT(known); j++) {
			if (strcmp(known[j], rows[i].acceptable) != 0)
				continue;
			CU_ASSERT(cp_oid_parse_dotted(known[j], oid, &acceptable.len));
			acceptable.data = oid;
			bench.terms.acceptable_policies = &acceptable;
			bench.terms.n_acceptable_policies = 1;
		}
		bench.terms.require_explicit_policy = rows[i].require;
		bench.terms.inhibit_policy_mapping = rows[i].no_mapping;
		bench.terms.inhibit_any_policy = rows[i].no_any;
		build(&bench);
		UNIT_ROW(rows[i].name, bench.facts.policies.failed_at == rows[i].failed_at);
		UNIT_ROW(rows[i].name, bench.facts.policies.failed == (rows[i].failed_at >= 0));
		tear_down(&bench);
	}
}

/* RFC 5280 6.1.5 (b): the last certificate asks for itself, and only at once. */
static void
leaves_ask_for_policies(void)
{
	static const struct {
		const char *name, *policies, *constraint;
		bool failed;
	} rows[] = {
		{"none there", NULL, EXPLICIT_0, true},
		{"there", P1, EXPLICIT_0, false},
		{"one certificate later", NULL, "3003800101", false},
		{"mapping only", NULL, "3003810100", false},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		unit_extension of_leaf[] = {
			{"2.5.29.36", rows[i].constraint, true}, {NULL, NULL, false}};
		unit_cert_spec leaf = leaf_spec(), ca = ca_spec();
		test_bench bench;

		leaf.extensions = of_leaf;
		leaf.policies = ca.policies = rows[i].policies;
		bench = three(&leaf, &ca, NULL);
		build(&bench);
		UNIT_ROW(rows[i].name, bench.facts.policies.failed == rows[i].failed);
		tear_down(&bench);
	}
}

/* RFC 5280 6.1.3 (d) (2): anyPolicy of a self-issued certificate counts though it is inhibited,
 * unless it is the last. */
static void
self_issued_certificates_may_say_any_policy(void)
{
	static const struct {
		const char *name, *rollover, *leaf;
		bool failed;
	} rows[] = {
		{"named throughout", P1, P1, false},
		{"anyPolicy between", P_ANY, P1, false},
		{"anyPolicy at the end", P1, P_ANY, true},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		unit_cert_spec leaf = leaf_spec(), rollover = ca_spec(), ca = ca_spec(),
			       root = root_spec();
		test_bench bench = set_up();

		rollover.issuer = "CN=ca";
		ca.policies = P1;
		rollover.policies = rows[i].rollover;
		leaf.policies = rows[i].leaf;
		add(&bench, &leaf);
		add(&bench, &rollover);
		add(&bench, &ca);
		add(&bench, &root);
		bench.path.end = CP_PATH_ANCHORED;
		bench.terms.require_explicit_policy = true;
		bench.terms.inhibit_any_policy = true;
		build(&bench);
		UNIT_ROW(rows[i].name, bench.facts.policies.failed == rows[i].failed);
		tear_down(&bench);
	}
}

/* policyMappings content: each of `n` policies to each of `n`; certificatePolicies content: all. */
static size_t
put_row(uint8_t *out, const uint8_t *policies, size_t n)
{
	size_t i, len = 2;

	for (i = 0; i < n; i++) {
		static const uint8_t head[] = {0x06, 0x04, 0x2a, 0x03};

		memcpy(out + len, head, sizeof(head));
		out[len + 4] = 0x04;
		out[len + 5] = policies[i];
		len += 6;
	}
	out[0] = 0x30;
	out[1] = (uint8_t)(len - 2);
	return len;
}

/* CVE-2023-0464 and its like: every policy maps to every other, again and again. */
static void
hostile_mappings_stay_linear(void)
{
	enum { N = 30, DEPTH = 18 };
	static uint8_t mappings[N * N * 14], policies[N * 8];
	size_t i, j, mappings_len = 0, policies_len = 0;
	cp_cert cert;
	cp_subject subjects[DEPTH + 1];
	cp_walk_terms terms = {.require_explicit_policy = true};
	cp_arena arena = CP_ARENA_EMPTY;
	cp_policy_facts facts;
	cp_budget budget;
	bool failed;
	long n;

	for (i = 0; i < N; i++) {
		uint8_t pair[2] = {(uint8_t)i, 0};

		policies_len += put_row(policies + policies_len, pair, 1);
		for (j = 0; j < N; j++) {
			pair[1] = (uint8_t)j;
			mappings_len += put_row(mappings + mappings_len, pair, 2);
		}
	}
	memset(&cert, 0, sizeof(cert));
	cert.ext[CP_EXT_CERTIFICATE_POLICIES].present = true;
	cert.ext[CP_EXT_POLICY_MAPPINGS].present = true;
	cert.policies = cp_bytes_of(policies, policies_len);
	cert.policy_mappings = cp_bytes_of(mappings, mappings_len);
	memset(subjects, 0, sizeof(subjects));
	for (i = 0; i <= DEPTH; i++)
		subjects[i].cert = &cert;
	cp_budget_init(&budget);
	budget.limit[CP_LIMIT_POLICY_NODES] = DEPTH * (N + N * N);
	cp_policies_judge(&facts, subjects, DEPTH + 1, &terms, &arena, &budget);
	CU_ASSERT(!facts.failed && !facts.budget_spent);
	CU_ASSERT(budget.used[CP_LIMIT_POLICY_NODES] <= DEPTH * (N + N * N));
	cp_budget_init(&budget);
	cp_policies_judge(&facts, subjects, DEPTH + 1, &terms, &arena, &budget);
	CU_ASSERT(facts.budget_spent);
	cp_arena_clear(&arena);
	/* Whichever allocation fails, the arena says so, and nothing is concluded. */
	for (n = 0, failed = true; failed && n < 1000; n++) {
		cp_budget_init(&budget);
		budget.limit[CP_LIMIT_POLICY_NODES] = DEPTH * (N + N * N);
		cp_mem_fail_after(n, false);
		cp_policies_judge(&facts, subjects, DEPTH + 1, &terms, &arena, &budget);
		failed = cp_arena_failed(&arena);
		cp_mem_fail_after(-1, false);
		CU_ASSERT(!facts.failed && !facts.budget_spent);
		cp_arena_clear(&arena);
	}
	CU_ASSERT(!failed && n > 2);
}

/* What the budget leaves undone is told, and such a path fits nowhere but in development. */
static void
policies_are_budgeted(void)
{
	unit_cert_spec leaf = leaf_spec(), ca = ca_spec();
	test_bench bench;
	cp_facts facts;

	leaf.policies = ca.policies = P1 " " P2;
	bench = three(&leaf, &ca, NULL);
	bench.terms.require_explicit_policy = true;
	bench.budget.limit[CP_LIMIT_POLICY_NODES] = 4;
	build(&bench);
	CU_ASSERT(!bench.facts.budget_spent && !bench.facts.policies.failed);
	CU_ASSERT(bench.facts.classification.fit_internal);
	bench.budget.used[CP_LIMIT_POLICY_NODES] = 0;
	bench.budget.limit[CP_LIMIT_POLICY_NODES] = 3;
	build(&bench);
	CU_ASSERT(bench.facts.budget_spent);
	CU_ASSERT(bench.facts.spent_limit == CP_LIMIT_POLICY_NODES);
	CU_ASSERT(!bench.facts.classification.fit_internal);
	/* Terms that want no policy spend nothing. */
	bench.terms.require_explicit_policy = false;
	cp_facts_rebuild(
		&facts, &bench.facts, &bench.arena, &bench.budget, &bench.request, &bench.terms);
	CU_ASSERT(!facts.budget_spent && facts.classification.fit_internal);
	/* Another limit stays spent, whatever the terms. */
	bench.facts.spent_limit = CP_LIMIT_NAME_COMPARISONS;
	cp_facts_rebuild(
		&facts, &bench.facts, &bench.arena, &bench.budget, &bench.request, &bench.terms);
	CU_ASSERT(facts.budget_spent && facts.spent_limit == CP_LIMIT_NAME_COMPARISONS);
	CU_ASSERT(!facts.classification.fit_internal);
	tear_down(&bench);
}

/* Whatever the budget ends in the midst of, that is all that is said. */
static void
policies_end_with_their_budget(void)
{
	static const struct {
		const char *name, *ca, *leaf;
		const char *mapping; /* NULL: none */
		uint64_t cost;
	} rows[] = {
		{"named", P1 " " P2, P1, NULL, 3},
		{"anyPolicy below", P1 " " P2, P_ANY, NULL, 5},
		{"mapped", P1, P2, MAP_1_TO_2, 3},
		{"mapped under anyPolicy", P_ANY, P2, MAP_1_TO_2, 3},
		{"one mapped to two, anyPolicy below", P1, P_ANY, MAP_1_TO_BOTH, 6},
	};
	size_t i;
	uint64_t limit;

	for (i = 0; i < CP_COUNT(rows); i++) {
		unit_extension of_ca[] = {
			{"2.5.29.33", rows[i].mapping, true}, {NULL, NULL, false}};
		unit_cert_spec leaf = leaf_spec(), ca = ca_spec();
		test_bench bench;

		leaf.policies = rows[i].leaf;
		ca.policies = rows[i].ca;
		ca.extensions = rows[i].mapping != NULL ? of_ca : NULL;
		bench = three(&leaf, &ca, NULL);
		bench.terms.require_explicit_policy = true;
		for (limit = 0; limit <= rows[i].cost; limit++) {
			bench.budget.used[CP_LIMIT_POLICY_NODES] = 0;
			bench.budget.limit[CP_LIMIT_POLICY_NODES] = limit;
			build(&bench);
			UNIT_ROW(rows[i].name, !bench.facts.policies.failed);
			UNIT_ROW(rows[i].name, bench.facts.budget_spent == (limit < rows[i].cost));
		}
		tear_down(&bench);
	}
}

static void
pins_are_held_against_paths(void)
{
	enum { NOBODY, LEAF, CA, ROOT };
	static const struct {
		const char *name;
		int bearer;
		const char *peer; /* of the pin */
		int64_t until;    /* 0: none */
		bool anchored;
		size_t n_configured, n_live;
		bool matched, lapsed, by_leaf;
	} rows[] = {
		{"leaf", LEAF, NULL, 0, true, 1, 1, true, false, true},
		{"intermediate", CA, NULL, 0, true, 1, 1, true, false, false},
		{"anchor", ROOT, NULL, 0, true, 1, 1, true, false, false},
		{"nobody", NOBODY, NULL, 0, true, 1, 1, false, false, false},
		{"leaf of an unanchored path", LEAF, NULL, 0, false, 1, 1, true, false, true},
		{"what was sent after an unanchored leaf", CA, NULL, 0, false, 1, 1, false, false,
			false},
		{"for this peer", LEAF, "a.example", 0, true, 1, 1, true, false, true},
		{"a name means itself", LEAF, "example", 0, true, 0, 0, false, false, false},
		{"a suffix", LEAF, "*.example", 0, true, 1, 1, true, false, true},
		{"for another peer", LEAF, "b.example", 0, true, 0, 0, false, false, false},
		{"a network", LEAF, "192.0.2.0/24", 0, true, 0, 0, false, false, false},
		{"its last second", LEAF, NULL, NOW, true, 1, 1, true, false, true},
		{"lapsed", LEAF, NULL, NOW - 1, true, 1, 0, false, true, false},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		unit_cert_spec leaf = leaf_spec(), ca = ca_spec(), root = root_spec();
		cp_pin pin = {.has_until = rows[i].until != 0, .until = rows[i].until};
		cp_peer peer;
		test_bench bench;

		leaf.key = unit_key(UNIT_P256, 1);
		leaf.issuer_key = ca.key = unit_key(UNIT_P256, 2);
		ca.issuer_key = root.key = unit_key(UNIT_P256, 3);
		bench = three(&leaf, &ca, &root);
		if (!rows[i].anchored)
			bench.path.end = CP_PATH_UNKNOWN_ISSUER;
		if (rows[i].bearer != NOBODY)
			memcpy(pin.spki_sha256, bench.certs[rows[i].bearer - LEAF]->spki_sha256,
				sizeof(pin.spki_sha256));
		pin.has_peer = rows[i].peer != NULL;
		if (pin.has_peer && cp_scope_entry_parse(cp_bytes_of_string(rows[i].peer),
					    &pin.peer) != CERTPOLICY_OK)
			CU_FAIL("entry");
		if (cp_peer_parse_host(cp_bytes_of_string("a.example"), &peer, NULL) !=
			CERTPOLICY_OK)
			CU_FAIL("peer");
		bench.request.peers = &peer;
		bench.request.n_peers = 1;
		bench.terms.pins = &pin;
		bench.terms.n_pins = 1;
		build(&bench);
		UNIT_ROW(rows[i].name, bench.facts.pins.n_configured == rows[i].n_configured);
		UNIT_ROW(rows[i].name, bench.facts.pins.n_live == rows[i].n_live);
		UNIT_ROW(rows[i].name, bench.facts.pins.matched == rows[i].matched);
		UNIT_ROW(rows[i].name, bench.facts.pins.matched_lapsed == rows[i].lapsed);
		UNIT_ROW(rows[i].name, bench.facts.pins.leaf_matched == rows[i].by_leaf);
		cp_scope_entry_clear(&pin.peer);
		cp_peer_clear(&peer);
		tear_down(&bench);
	}
}

/* Pins for networks hold for peers that are addresses; pins for names need one. */
static void
pins_are_held_against_any_peer(void)
{
	static const struct {
		cp_peer_kind kind;
		const char *peer, *of_pin;
		size_t n_configured;
	} rows[] = {
		{CP_PEER_IP, "192.0.2.1", "192.0.2.0/24", 1},
		{CP_PEER_IP, "192.0.3.1", "192.0.2.0/24", 0},
		{CP_PEER_IP, "192.0.2.1", "*.example", 0},
		{CP_PEER_DNS, "a.example", "192.0.2.0/24", 0},
		{CP_PEER_EMAIL, "a@b.example", "b.example", 1},
		{CP_PEER_URI, "https://192.0.2.1/", "192.0.2.1", 1},
		{CP_PEER_URI, "urn:a:b", "*.example", 0},
	};
	test_bench bench = three(NULL, NULL, NULL);
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_pin pin = {.has_peer = true};
		cp_peer peer;

		CU_ASSERT_FATAL(cp_peer_parse(rows[i].kind, cp_bytes_of_string(rows[i].peer), &peer,
					NULL) == CERTPOLICY_OK);
		CU_ASSERT_FATAL(cp_scope_entry_parse(cp_bytes_of_string(rows[i].of_pin),
					&pin.peer) == CERTPOLICY_OK);
		bench.request.peers = &peer;
		bench.request.n_peers = 1;
		bench.terms.pins = &pin;
		bench.terms.n_pins = 1;
		build(&bench);
		UNIT_ROW(rows[i].peer, bench.facts.pins.n_configured == rows[i].n_configured);
		cp_scope_entry_clear(&pin.peer);
		cp_peer_clear(&peer);
	}
	/* Nobody said who the peer is: a pin with one holds for nobody, one without for all. */
	{
		cp_pin pins[2] = {{.has_peer = true}, {.has_peer = false}};

		bench.request.n_peers = 0;
		bench.terms.pins = pins;
		bench.terms.n_pins = 2;
		build(&bench);
		CU_ASSERT(bench.facts.pins.n_configured == 1 && !bench.facts.pins.matched);
	}
	tear_down(&bench);
}

/* Of several pins that lapsed the last one says when. */
static void
the_last_pin_says_when(void)
{
	static const int64_t until[] = {NOW - 2, NOW - 1, NOW - 3};
	test_bench bench = three(NULL, NULL, NULL);
	cp_pin pins[CP_COUNT(until)];
	size_t i;

	for (i = 0; i < CP_COUNT(until); i++) {
		pins[i] = (cp_pin){.has_until = true, .until = until[i]};
		memcpy(pins[i].spki_sha256, bench.certs[0]->spki_sha256, 32);
	}
	bench.terms.pins = pins;
	bench.terms.n_pins = CP_COUNT(until);
	build(&bench);
	CU_ASSERT(bench.facts.pins.n_configured == 3 && bench.facts.pins.n_live == 0);
	CU_ASSERT(bench.facts.pins.matched_lapsed && bench.facts.pins.lapsed_at == NOW - 1);
	tear_down(&bench);
}

/* The worst peer stands: none of its pins matched, none at all, another's key, the leaf's. */
static void
the_worst_peer_stands(void)
{
	static const char *const hosts[] = {
		"none.example", "no.example", "ca.example", "leaf.example"};
	test_bench bench;
	unit_cert_spec leaf = leaf_spec(), ca = ca_spec();
	cp_pin pins[3];
	cp_peer pair[2];
	size_t i, j;

	leaf.key = unit_key(UNIT_P256, 1);
	leaf.issuer_key = ca.key = unit_key(UNIT_P256, 2);
	ca.issuer_key = unit_key(UNIT_P256, 0);
	bench = three(&leaf, &ca, NULL);
	memset(pins, 0, sizeof(pins));
	for (i = 0; i < 3; i++) {
		pins[i].has_peer = true;
		CU_ASSERT_FATAL(cp_scope_entry_parse(cp_bytes_of_string(hosts[i == 0 ? 0 : i + 1]),
					&pins[i].peer) == CERTPOLICY_OK);
	}
	memcpy(pins[1].spki_sha256, bench.certs[1]->spki_sha256, 32);
	memcpy(pins[2].spki_sha256, bench.certs[0]->spki_sha256, 32);
	bench.request.peers = pair;
	bench.request.n_peers = 2;
	bench.terms.pins = pins;
	bench.terms.n_pins = 3;
	for (i = 0; i < CP_COUNT(hosts); i++) {
		for (j = 0; j < CP_COUNT(hosts); j++) {
			size_t worst = i < j ? i : j;

			CU_ASSERT_FATAL(cp_peer_parse_host(cp_bytes_of_string(hosts[i]), &pair[0],
						NULL) == CERTPOLICY_OK);
			CU_ASSERT_FATAL(cp_peer_parse_host(cp_bytes_of_string(hosts[j]), &pair[1],
						NULL) == CERTPOLICY_OK);
			build(&bench);
			UNIT_ROW(hosts[worst], bench.facts.pins.n_configured == (worst != 1));
			UNIT_ROW(hosts[worst], bench.facts.pins.matched == (worst >= 2));
			UNIT_ROW(hosts[worst], bench.facts.pins.leaf_matched == (worst == 3));
			cp_peer_clear(&pair[0]);
			cp_peer_clear(&pair[1]);
		}
	}
	for (i = 0; i < 3; i++)
		cp_scope_entry_clear(&pins[i].peer);
	tear_down(&bench);
}

static void
every_peer_wants_its_pins(void)
{
	cp_pin pins[2] = {{.has_peer = true}, {.has_peer = true}};
	test_bench bench = three(NULL, NULL, NULL);
	cp_peer peers[2];
	size_t i;

	for (i = 0; i < 2; i++) {
		const char *host = i == 0 ? "a.example" : "b.example";

		if (cp_peer_parse_host(cp_bytes_of_string(host), &peers[i], NULL) !=
				CERTPOLICY_OK ||
			cp_scope_entry_parse(cp_bytes_of_string(host), &pins[i].peer) !=
				CERTPOLICY_OK)
			CU_FAIL("set-up");
	}
	memcpy(pins[0].spki_sha256, bench.certs[0]->spki_sha256, 32);
	bench.request.peers = peers;
	bench.request.n_peers = 2;
	bench.terms.pins = pins;
	bench.terms.n_pins = 2;
	build(&bench);
	CU_ASSERT(bench.facts.pins.n_configured == 1 && !bench.facts.pins.matched);
	bench.terms.n_pins = 1;
	build(&bench);
	CU_ASSERT(bench.facts.pins.n_configured == 0);
	memcpy(pins[1].spki_sha256, bench.certs[0]->spki_sha256, 32);
	bench.terms.n_pins = 2;
	build(&bench);
	CU_ASSERT(bench.facts.pins.matched && bench.facts.pins.leaf_matched);
	for (i = 0; i < 2; i++) {
		cp_peer_clear(&peers[i]);
		cp_scope_entry_clear(&pins[i].peer);
	}
	tear_down(&bench);
}

#define DV "2.23.140.1.2.1"
#define OV "2.23.140.1.2.2"
#define IV "2.23.140.1.2.3"
#define EV "2.23.140.1.1"

static void
paths_are_classified(void)
{
	static const struct {
		const char *name;
		const char *issuer, *policies;
		bool anchored, is_public;
		cp_kind kind;
		cp_validation validation;
		cp_setup_cost cost;
		bool development, internal, public;
	} rows[] = {
		{"private", "CN=ca", NULL, true, false, CP_KIND_PRIVATE_CA, CP_VALIDATION_PRIVATE,
			CP_COST_FREE, true, true, false},
		{"private with a reserved policy", "CN=ca", DV, true, false, CP_KIND_PRIVATE_CA,
			CP_VALIDATION_PRIVATE, CP_COST_FREE, true, true, false},
		{"public", "CN=ca", NULL, true, true, CP_KIND_PUBLIC_CA, CP_VALIDATION_UNKNOWN,
			CP_COST_FREE_OR_PAID, true, true, true},
		{"DV", "CN=ca", DV, true, true, CP_KIND_PUBLIC_CA, CP_VALIDATION_DV,
			CP_COST_FREE_OR_PAID, true, true, true},
		{"DV of Let's Encrypt", "CN=R13,O=Let's Encrypt,C=US", DV, true, true,
			CP_KIND_PUBLIC_CA, CP_VALIDATION_DV, CP_COST_FREE, true, true, true},
		{"OV", "CN=ca", OV, true, true, CP_KIND_PUBLIC_CA, CP_VALIDATION_OV, CP_COST_PAID,
			true, true, true},
		{"IV", "CN=ca", IV, true, true, CP_KIND_PUBLIC_CA, CP_VALIDATION_IV, CP_COST_PAID,
			true, true, true},
		{"EV", "CN=ca", "1.2.3 " EV, true, true, CP_KIND_PUBLIC_CA, CP_VALIDATION_EV,
			CP_COST_PAID, true, true, true},
		{"EV and DV", "CN=ca", EV " " DV, true, true, CP_KIND_PUBLIC_CA, CP_VALIDATION_DV,
			CP_COST_FREE_OR_PAID, true, true, true},
		{"unknown", "CN=ca", DV, false, false, CP_KIND_UNKNOWN_CA, CP_VALIDATION_UNKNOWN,
			CP_COST_UNKNOWN, true, false, false},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		unit_cert_spec leaf = leaf_spec(), ca = ca_spec();
		const cp_classification *classification;
		test_bench bench;

		leaf.issuer = ca.subject = rows[i].issuer;
		leaf.policies = rows[i].policies;
		bench = three(&leaf, &ca, NULL);
		bench.anchor.is_public = rows[i].is_public;
		if (!rows[i].anchored)
			bench.path.end = CP_PATH_UNKNOWN_ISSUER;
		build(&bench);
		classification = &bench.facts.classification;
		UNIT_ROW(rows[i].name, classification->kind == rows[i].kind);
		UNIT_ROW(rows[i].name, classification->validation == rows[i].validation);
		UNIT_ROW(rows[i].name, classification->setup_cost == rows[i].cost);
		UNIT_ROW(rows[i].name, classification->fit_development == rows[i].development);
		UNIT_ROW(rows[i].name, classification->fit_internal == rows[i].internal);
		UNIT_ROW(rows[i].name, classification->fit_public == rows[i].public);
		UNIT_ROW(rows[i].name, classification->encryption_enabled);
		UNIT_ROW(rows[i].name,
			classification->claims_ev ==
				(rows[i].policies != NULL && strstr(rows[i].policies, EV) != NULL &&
					strlen(rows[i].policies) != strlen(DV)));
		tear_down(&bench);
	}
}

static void
lone_leaves_are_classified(void)
{
	unit_cert_spec leaf = {.subject = "CN=leaf", .names = "dns:a.example"};
	test_bench bench = set_up();

	add(&bench, &leaf);
	bench.path.end = CP_PATH_SELF_SIGNED;
	bench.path.leaf_self_signature_valid = true;
	build(&bench);
	CU_ASSERT(bench.facts.classification.kind == CP_KIND_SELF_SIGNED);
	CU_ASSERT(bench.facts.leaf_self_signed && !bench.facts.leaf_is_anchor);
	CU_ASSERT(bench.facts.classification.validation == CP_VALIDATION_NONE);
	CU_ASSERT(bench.facts.classification.setup_cost == CP_COST_FREE);
	CU_ASSERT(
		bench.facts.classification.fit_internal && !bench.facts.classification.fit_public);
	/* Self-issued, but signed by somebody else's key. */
	bench.path.leaf_self_signature_valid = false;
	build(&bench);
	CU_ASSERT(bench.facts.classification.kind == CP_KIND_UNKNOWN_CA);
	/* An anchor itself. */
	bench.path.leaf_self_signature_valid = true;
	bench.path.end = CP_PATH_ANCHORED;
	build(&bench);
	CU_ASSERT(bench.facts.leaf_is_anchor);
	CU_ASSERT(bench.facts.subjects[0].roles == (CP_ROLE_LEAF | CP_ROLE_ANCHOR));
	CU_ASSERT(!bench.facts.subjects[0].not_a_ca);
	CU_ASSERT(bench.facts.classification.kind == CP_KIND_SELF_SIGNED);
	CU_ASSERT(bench.facts.classification.validation == CP_VALIDATION_NONE);
	/* Expired: it keeps its kind, and fits development at most. */
	bench.request.time = INT64_C(4102444800);
	build(&bench);
	CU_ASSERT(bench.facts.classification.kind == CP_KIND_SELF_SIGNED);
	CU_ASSERT(bench.facts.classification.fit_development);
	CU_ASSERT(!bench.facts.classification.fit_internal);
	tear_down(&bench);
}

/* A leaf that signed itself and was signed by a CA as well is the CA's. */
static void
self_signed_and_anchored_is_the_anchors(void)
{
	unit_cert_spec leaf = leaf_spec();
	test_bench bench;

	leaf.issuer = "CN=leaf";
	bench = three(&leaf, NULL, NULL);
	bench.path.leaf_self_signature_valid = true;
	build(&bench);
	CU_ASSERT(bench.facts.leaf_self_signed);
	CU_ASSERT(bench.facts.classification.kind == CP_KIND_PRIVATE_CA);
	tear_down(&bench);
}

/* Keys for agreement only, on curves that nobody knows, or that cannot be read, encrypt nothing. */
static void
not_every_key_serves_tls(void)
{
	static const struct {
		const char *name;
		cp_key_type type;
		cp_curve curve;
		unsigned flaws;
		bool serves;
	} rows[] = {
		{"P-256", CP_KEY_EC, CP_CURVE_P256, 0, true},
		{"an unknown curve", CP_KEY_EC, CP_CURVE_UNKNOWN, 0, false},
		{"RSA", CP_KEY_RSA, CP_CURVE_NONE, 0, true},
		{"RSA with wrong parameters", CP_KEY_RSA, CP_CURVE_NONE, CP_KEY_FLAW_PARAMETERS,
			true},
		{"RSA that cannot be read", CP_KEY_RSA, CP_CURVE_NONE, CP_KEY_FLAW_UNREADABLE,
			false},
		{"Ed448", CP_KEY_ED448, CP_CURVE_NONE, 0, true},
		{"X25519", CP_KEY_X25519, CP_CURVE_NONE, 0, false},
		{"unknown", CP_KEY_UNKNOWN, CP_CURVE_NONE, 0, false},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		test_bench bench = three(NULL, NULL, NULL);

		bench.certs[0]->key.type = rows[i].type;
		bench.certs[0]->key.curve = rows[i].curve;
		bench.certs[0]->key.flaws = rows[i].flaws;
		build(&bench);
		UNIT_ROW(rows[i].name,
			bench.facts.classification.encryption_enabled == rows[i].serves);
		tear_down(&bench);
	}
}

static void
what_nobody_can_read_is_told(void)
{
	test_bench bench = set_up();

	bench.certs[0] = bench.path.certs[0] = cp_cert_read(cp_bytes_of("\x30\x03\x02\x01", 4));
	bench.path.n_certs = 1;
	bench.path.end = CP_PATH_UNKNOWN_ISSUER;
	bench.request.session.resumed = true;
	bench.request.chain_empty = true;
	build(&bench);
	CU_ASSERT(!bench.facts.leaf_readable);
	CU_ASSERT(bench.facts.chain_unavailable);
	CU_ASSERT(bench.facts.classification.kind == CP_KIND_UNREADABLE);
	CU_ASSERT(!bench.facts.classification.encryption_enabled);
	CU_ASSERT(!bench.facts.classification.fit_development);
	CU_ASSERT(!cp_arena_failed(&bench.arena));
	tear_down(&bench);
}

static void
strengths_are_told(void)
{
	static const struct {
		const char *name;
		unit_key_type key;
		gnutls_digest_algorithm_t digest;
		cp_strength strength;
	} rows[] = {
		{"P-256", UNIT_P256, GNUTLS_DIG_SHA256, CP_STRENGTH_STRONG},
		{"P-521", UNIT_P521, GNUTLS_DIG_SHA512, CP_STRENGTH_STRONG},
		{"P-224", UNIT_P224, GNUTLS_DIG_SHA256, CP_STRENGTH_WEAK},
		{"Ed25519", UNIT_ED25519, 0, CP_STRENGTH_STRONG},
		{"RSA 2048", UNIT_RSA2048, GNUTLS_DIG_SHA256, CP_STRENGTH_ACCEPTABLE},
		{"RSA 1024", UNIT_RSA1024, GNUTLS_DIG_SHA256, CP_STRENGTH_WEAK},
		{"SHA-1", UNIT_P256, GNUTLS_DIG_SHA1, CP_STRENGTH_WEAK},
		{"SHA-224", UNIT_P256, GNUTLS_DIG_SHA224, CP_STRENGTH_ACCEPTABLE},
		{"DSA", UNIT_DSA, GNUTLS_DIG_SHA256, CP_STRENGTH_WEAK},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		unit_cert_spec leaf = {.subject = "CN=leaf",
			.names = "dns:a.example",
			.key = unit_key(rows[i].key, 0),
			.digest = rows[i].digest};
		test_bench bench = set_up();

		add(&bench, &leaf);
		bench.path.end = CP_PATH_SELF_SIGNED;
		build(&bench);
		UNIT_ROW(rows[i].name, bench.facts.classification.strength == rows[i].strength);
		tear_down(&bench);
	}
}

static void
names_of_leaves_are_told(void)
{
	static const struct {
		const char *name;
		const char *subject, *issuer, *names;
		bool is_public; /* the anchor */
		const char *impersonated, *tool;
		bool public_name, development, cn_only;
	} rows[] = {
		{"plain", "CN=leaf", "CN=ca", "dns:a.example", false, NULL, NULL, true, false,
			false},
		{"google", "CN=leaf", "CN=ca", "dns:a.example dns:www.google.com", false,
			"www.google.com", NULL, true, false, false},
		{"google's wildcard", "CN=leaf", "CN=ca", "dns:*.Google.com", false, "*.Google.com",
			NULL, true, false, false},
		{"google by a public CA", "CN=leaf", "CN=ca", "dns:www.google.com", true, NULL,
			NULL, true, false, false},
		{"not google", "CN=leaf", "CN=ca", "dns:notgoogle.com", false, NULL, NULL, true,
			false, false},
		{"google in the CN", "CN=google.com", "CN=ca", NULL, false, "google.com", NULL,
			false, false, true},
		{"mkcert", "O=mkcert development certificate,OU=a@b",
			"O=mkcert development CA,OU=a@b,CN=mkcert a@b", "dns:a.example", false,
			NULL, "mkcert", true, true, false},
		{"Caddy", "CN=x", "CN=Caddy Local Authority - ECC Intermediate", "dns:app.internal",
			false, NULL, "Caddy", false, true, false},
		{"Traefik", "CN=TRAEFIK DEFAULT CERT", "CN=ca", "dns:a.traefik.default", false,
			NULL, "Traefik's default", true, true, false},
		{"development names", "CN=x", "CN=ca",
			"dns:localhost dns:*.test ip:127.0.0.1 ip:::1", false, NULL, NULL, false,
			true, false},
		{"not only", "CN=x", "CN=ca", "dns:localhost dns:db", false, NULL, NULL, false,
			false, false},
		{"a service of google's", "CN=x", "CN=ca", "srv:_xmpp-client.Google.com", false,
			"Google.com", NULL, true, false, false},
		{"a public service too", "CN=x", "CN=ca", "dns:localhost srv:_a.example.com", false,
			NULL, NULL, true, false, false},
		{"no service", "CN=x", "CN=ca", "srv:google.com", false, NULL, NULL, false, false,
			false},
		{"no names", "CN=x", "CN=ca", NULL, false, NULL, NULL, false, false, false},
		{"CN only", "CN=www.example.com", "CN=ca", "email:a@b.example", false, NULL, NULL,
			false, false, true},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		unit_cert_spec leaf = leaf_spec(), ca = ca_spec();
		const cp_facts *facts;
		test_bench bench;

		leaf.subject = rows[i].subject;
		leaf.issuer = ca.subject = rows[i].issuer;
		leaf.names = rows[i].names;
		bench = three(&leaf, &ca, NULL);
		bench.anchor.is_public = rows[i].is_public;
		build(&bench);
		facts = &bench.facts;
		UNIT_ROW(rows[i].name,
			(facts->impersonated == NULL) == (rows[i].impersonated == NULL));
		if (facts->impersonated != NULL && rows[i].impersonated != NULL)
			UNIT_ROW(rows[i].name,
				strcmp(facts->impersonated, rows[i].impersonated) == 0);
		UNIT_ROW(rows[i].name, (facts->development_tool == NULL) == (rows[i].tool == NULL));
		if (facts->development_tool != NULL && rows[i].tool != NULL)
			UNIT_ROW(rows[i].name, strcmp(facts->development_tool, rows[i].tool) == 0);
		UNIT_ROW(rows[i].name, facts->has_public_name == rows[i].public_name);
		UNIT_ROW(rows[i].name, facts->is_development_certificate == rows[i].development);
		UNIT_ROW(rows[i].name, facts->common_name_only == rows[i].cn_only);
		tear_down(&bench);
	}
}

static void
anchors_keep_to_their_scope(void)
{
	static const struct {
		const char *name;
		const char *names, *permitted; /* one entry; NULL: none */
		const char *out;               /* NULL: in scope */
	} rows[] = {
		{"inside", "dns:a.corp.example", "corp.example", NULL},
		{"itself", "dns:corp.example", "corp.example", NULL},
		{"case", "dns:A.CORP.example", "corp.example", NULL},
		{"outside", "dns:a.corp.example dns:b.example", "corp.example", "DNS:b.example"},
		{"wildcard", "dns:*.corp.example", "*.corp.example", NULL},
		{"address", "ip:10.1.2.3", "10.0.0.0/8", NULL},
		{"address outside", "ip:11.1.2.3", "10.0.0.0/8", "IP:11.1.2.3"},
		{"other forms are free", "email:a@b.example", "corp.example", NULL},
		{"nothing is permitted", "dns:a.corp.example", NULL, "DNS:a.corp.example"},
		{"what nobody can read", "dns:a..corp.example", "corp.example",
			"DNS:a..corp.example"},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		unit_cert_spec leaf = leaf_spec();
		cp_scope_entry entry;
		test_bench bench;

		leaf.names = rows[i].names;
		bench = three(&leaf, NULL, NULL);
		bench.anchor.constrained = true;
		memset(&entry, 0, sizeof(entry));
		if (rows[i].permitted != NULL) {
			CU_ASSERT_EQUAL(
				cp_scope_entry_parse(cp_bytes_of_string(rows[i].permitted), &entry),
				CERTPOLICY_OK);
			bench.anchor.permitted = &entry;
			bench.anchor.n_permitted = 1;
		}
		build(&bench);
		UNIT_ROW(rows[i].name, bench.facts.out_of_scope == (rows[i].out != NULL));
		if (bench.facts.out_of_scope && rows[i].out != NULL)
			UNIT_ROW(rows[i].name,
				strcmp(bench.facts.out_of_scope_name, rows[i].out) == 0);
		cp_scope_entry_clear(&entry);
		tear_down(&bench);
	}
}

/* Whatever the certificate says: an anchor speaks for no peer outside its scope. */
static void
anchors_speak_for_peers_in_their_scope(void)
{
	static const struct {
		const char *name;
		cp_peer_kind kind;
		const char *peer, *permitted, *out;
	} rows[] = {
		{"inside", CP_PEER_DNS, "a.corp.example", "corp.example", NULL},
		{"outside", CP_PEER_DNS, "b.example", "corp.example", "DNS:b.example"},
		{"address inside", CP_PEER_IP, "10.1.2.3", "10.0.0.0/8", NULL},
		{"address outside", CP_PEER_IP, "11.1.2.3", "10.0.0.0/8", "IP:11.1.2.3"},
		{"a name is no address", CP_PEER_DNS, "a.corp.example", "10.0.0.0/8",
			"DNS:a.corp.example"},
		{"mailbox inside", CP_PEER_EMAIL, "a@b.corp.example", "corp.example", NULL},
		{"mailbox outside", CP_PEER_EMAIL, "a@b.example", "corp.example", "DNS:b.example"},
		{"URI outside", CP_PEER_URI, "https://b.example/x", "corp.example",
			"DNS:b.example"},
		{"URI without a host", CP_PEER_URI, "urn:a:b", "corp.example", NULL},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		unit_cert_spec leaf = leaf_spec();
		cp_scope_entry entry;
		cp_peer peer;
		test_bench bench;

		leaf.names = "email:a@b.example";
		bench = three(&leaf, NULL, NULL);
		CU_ASSERT_FATAL(cp_scope_entry_parse(cp_bytes_of_string(rows[i].permitted),
					&entry) == CERTPOLICY_OK);
		CU_ASSERT_FATAL(cp_peer_parse(rows[i].kind, cp_bytes_of_string(rows[i].peer), &peer,
					NULL) == CERTPOLICY_OK);
		bench.anchor.constrained = true;
		bench.anchor.permitted = &entry;
		bench.anchor.n_permitted = 1;
		bench.request.peers = &peer;
		bench.request.n_peers = 1;
		build(&bench);
		UNIT_ROW(rows[i].name, bench.facts.out_of_scope == (rows[i].out != NULL));
		if (bench.facts.out_of_scope && rows[i].out != NULL)
			UNIT_ROW(rows[i].name,
				strcmp(bench.facts.out_of_scope_name, rows[i].out) == 0);
		cp_scope_entry_clear(&entry);
		cp_peer_clear(&peer);
		tear_down(&bench);
	}
}

static void
permitted_names_are_budgeted(void)
{
	unit_cert_spec leaf = leaf_spec();
	cp_scope_entry entry;
	test_bench bench;

	leaf.names = "dns:a.corp.example dns:b.corp.example dns:c.corp.example";
	bench = three(&leaf, NULL, NULL);
	CU_ASSERT_EQUAL(
		cp_scope_entry_parse(cp_bytes_of_string("corp.example"), &entry), CERTPOLICY_OK);
	bench.anchor.constrained = true;
	bench.anchor.permitted = &entry;
	bench.anchor.n_permitted = 1;
	bench.budget.limit[CP_LIMIT_NAME_COMPARISONS] = 3;
	build(&bench);
	CU_ASSERT(!bench.facts.budget_spent);
	bench.budget.used[CP_LIMIT_NAME_COMPARISONS] = 0;
	bench.budget.limit[CP_LIMIT_NAME_COMPARISONS] = 2;
	build(&bench);
	CU_ASSERT(bench.facts.budget_spent);
	CU_ASSERT(bench.facts.spent_limit == CP_LIMIT_NAME_COMPARISONS);
	cp_scope_entry_clear(&entry);
	tear_down(&bench);
}

static void
distrust_counts_from_its_date(void)
{
	static const struct {
		const char *name;
		bool marked, by_not_before, by_sct, undated;
		int64_t date; /* the leaf is of 2020-01-01T00:00:00Z = 1577836800 */
		bool distrusted;
	} rows[] = {
		{"trusted", false, false, false, false, 0, false},
		{"marked", true, false, false, false, 0, true},
		{"issued before", false, true, false, false, INT64_C(1577836801), false},
		{"issued on the date", false, true, false, false, INT64_C(1577836800), false},
		{"issued after", false, true, false, false, INT64_C(1577836799), true},
		{"SCT date before", false, false, true, false, INT64_C(1577836800), false},
		{"SCT date after", false, false, true, false, INT64_C(1577836799), true},
		{"nobody knows when", false, false, false, true, 0, false},
		{"issued nobody knows when", false, true, false, true, INT64_C(4102444800), true},
		{"SCT nobody knows when", false, false, true, true, INT64_C(4102444800), true},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		test_bench bench = three(NULL, NULL, NULL);

		if (rows[i].undated)
			bench.certs[0]->not_before_form = CP_TIME_NONE;
		bench.anchor.programme_distrusted = rows[i].marked;
		bench.anchor.has_distrust_after = rows[i].by_not_before;
		bench.anchor.has_sct_not_after = rows[i].by_sct;
		bench.anchor.distrust_after = bench.anchor.sct_not_after = rows[i].date;
		build(&bench);
		UNIT_ROW(rows[i].name, bench.facts.distrusted == rows[i].distrusted);
		UNIT_ROW(rows[i].name, (bench.facts.distrusted_by != NULL) == rows[i].distrusted);
		tear_down(&bench);
	}
}

static bool
same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void
the_missing_issuer_is_named(void)
{
	static const struct {
		const char *name, *aki; /* "": none */
		unit_extension extensions[2];
		const char *url, *key_id;
	} rows[] = {
		{"where and which", "0102ff",
			{{"1.3.6.1.5.5.7.1.1",
				"301c301a06082b06010505073002860e687474703a2f2f612e746573742f",
				false}},
			"http://a.test/", "0102ff"},
		{"OCSP and a name, then where", "0102ff",
			{{"1.3.6.1.5.5.7.1.1",
				"3046"
				"301a06082b06010505073001860e687474703a2f2f6f2e746573742f"
				"300c06082b060105050730028200"
				"301a06082b06010505073002860e687474703a2f2f612e746573742f",
				false}},
			"http://a.test/", "0102ff"},
		{"an empty key identifier", "", {{"2.5.29.35", "30028000", false}}, NULL, NULL},
		{"nothing more", "", {{NULL, NULL, false}}, NULL, NULL},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		unit_cert_spec leaf = leaf_spec();
		test_bench bench = set_up();

		leaf.no_aki = rows[i].aki[0] == '\0';
		leaf.aki = leaf.no_aki ? NULL : rows[i].aki;
		leaf.extensions = rows[i].extensions[0].oid != NULL ? rows[i].extensions : NULL;
		add(&bench, &leaf);
		bench.path.end = CP_PATH_UNKNOWN_ISSUER;
		build(&bench);
		UNIT_ROW(rows[i].name, strcmp(bench.facts.missing_issuer, "CN=ca") == 0);
		UNIT_ROW(rows[i].name, same_text(bench.facts.missing_issuer_url, rows[i].url));
		UNIT_ROW(rows[i].name, same_text(bench.facts.missing_key_id, rows[i].key_id));
		tear_down(&bench);
	}
}

static void
peers_addresses_and_zones_are_told(void)
{
	test_bench bench = three(NULL, NULL, NULL);
	static const uint8_t public_address[4] = {192, 0, 2, 1};
	cp_peer peers[2];

	CU_ASSERT(cp_peer_parse_host(cp_bytes_of_string("a.example"), &peers[0], NULL) == 0);
	CU_ASSERT(cp_peer_parse_host(cp_bytes_of_string("db"), &peers[1], NULL) == 0);
	bench.request.peer_state = CP_PEERS_GIVEN;
	bench.request.peers = peers;
	bench.request.n_peers = 2;
	build(&bench);
	CU_ASSERT(bench.facts.n_peers == 2);
	CU_ASSERT(bench.facts.peers[0].match == CP_MATCH_YES);
	CU_ASSERT(bench.facts.peers[1].match == CP_MATCH_NO);
	CU_ASSERT(bench.facts.zone == CP_ZONE_PUBLIC);
	bench.request.peers = &peers[1];
	bench.request.n_peers = 1;
	bench.request.has_address = true;
	memcpy(bench.request.address, public_address, 4);
	bench.request.address_len = 4;
	build(&bench);
	CU_ASSERT(bench.facts.name_zone == CP_ZONE_INTERNAL);
	CU_ASSERT(bench.facts.zone == CP_ZONE_PUBLIC && bench.facts.address_is_public);
	bench.request.address[0] = 10;
	build(&bench);
	CU_ASSERT(bench.facts.zone == CP_ZONE_INTERNAL && !bench.facts.address_is_public);
	cp_peer_clear(&peers[0]);
	cp_peer_clear(&peers[1]);
	tear_down(&bench);
}

static void
facts_are_rebuilt_for_other_terms(void)
{
	test_bench bench = three(NULL, NULL, NULL);
	cp_walk_terms strict = {
		.has_path_depth = true, .path_depth = 0, .require_explicit_policy = true};
	cp_facts facts;

	build(&bench);
	CU_ASSERT(!bench.facts.too_deep && !bench.facts.policies.failed);
	cp_facts_rebuild(
		&facts, &bench.facts, &bench.arena, &bench.budget, &bench.request, &strict);
	CU_ASSERT(facts.too_deep && facts.policies.failed);
	CU_ASSERT(facts.subjects == bench.facts.subjects);
	CU_ASSERT(!facts.classification.fit_internal);
	cp_facts_rebuild(&facts, &facts, &bench.arena, &bench.budget, &bench.request, &bench.terms);
	CU_ASSERT(!facts.too_deep && !facts.policies.failed && facts.classification.fit_internal);
	tear_down(&bench);
}

static void
evidence_is_shown(void)
{
	unit_cert_spec leaf = leaf_spec();
	test_bench bench;
	size_t i;
	char names[2000] = "";

	leaf.names = "dns:a.example ip:192.0.2.1";
	bench = three(&leaf, NULL, NULL);
	CU_ASSERT_STRING_EQUAL(cp_subject_text(&bench.arena, bench.certs[0]), "CN=leaf");
	CU_ASSERT_STRING_EQUAL(cp_issuer_text(&bench.arena, bench.certs[0]), "CN=ca");
	CU_ASSERT_STRING_EQUAL(
		cp_names_text(&bench.arena, bench.certs[0]), "DNS:a.example, IP:192.0.2.1");
	CU_ASSERT(cp_names_text(&bench.arena, bench.certs[1]) == NULL);
	tear_down(&bench);
	for (i = 0; i < 50; i++)
		sprintf(names + strlen(names), "dns:n%zu.example.com ", 10 + i);
	leaf.names = names;
	bench = three(&leaf, NULL, NULL);
	CU_ASSERT(strlen(cp_names_text(&bench.arena, bench.certs[0])) < 300);
	CU_ASSERT(strstr(cp_names_text(&bench.arena, bench.certs[0]), " and ") != NULL);
	tear_down(&bench);
}

/* Whatever allocation fails, the arena says so, and nothing is read that is not there. */
static void
memory_may_end_anywhere(void)
{
	static const unit_extension mappings[] = {
		{"2.5.29.33", MAP_1_TO_BOTH, true}, {NULL, NULL, false}};
	static const unit_extension unknown[] = {
		{"1.3.6.1.4.1.55738.666.1", "0500", true}, {NULL, NULL, false}};
	unit_cert_spec leaf = leaf_spec(), ca = ca_spec();
	cp_peer peer;
	test_bench bench;
	long n;

	if (cp_peer_parse_host(cp_bytes_of_string("a.example"), &peer, NULL) != CERTPOLICY_OK)
		exit(99);
	leaf.names = "dns:www.google.com";
	leaf.policies = P1 " " P_ANY;
	leaf.extensions = unknown;
	ca.policies = P1 " " P_ANY;
	ca.extensions = mappings;
	ca.permitted = "dns:b.example";
	bench = three(&leaf, &ca, NULL);
	bench.terms.require_explicit_policy = true;
	bench.request.peers = &peer;
	bench.request.n_peers = 1;
	for (n = 0;; n++) {
		bool failed;

		cp_mem_fail_after(n, true);
		build(&bench);
		failed = cp_arena_failed(&bench.arena);
		cp_mem_fail_after(-1, false);
		cp_arena_clear(&bench.arena);
		bench.arena = (cp_arena)CP_ARENA_EMPTY;
		if (!failed)
			break;
	}
	CU_ASSERT(n > 0);
	build(&bench);
	CU_ASSERT(bench.facts.subjects[0].n_nc_breaches == 1);
	CU_ASSERT(bench.facts.subjects[0].n_unknown_critical == 1 && bench.facts.n_peers == 1);
	CU_ASSERT(!bench.facts.policies.failed);
	cp_peer_clear(&peer);
	tear_down(&bench);
}

int
main(void)
{
	static const unit_test tests[] = {
		{"validity is inclusive", validity_is_inclusive},
		{"unread dates bound nothing", unread_dates_bound_nothing},
		{"roles are told", roles_are_told},
		{"issuers are judged", issuers_are_judged},
		{"self-issued intermediates do not count", self_issued_intermediates_do_not_count},
		{"purposes are judged", purposes_are_judged},
		{"unknown critical extensions are named", unknown_critical_extensions_are_named},
		{"many unknown critical extensions are bounded",
			many_unknown_critical_extensions_are_bounded},
		{"anchors are certificates", anchors_are_certificates},
		{"names are held against bases", names_are_held_against_bases},
		{"addresses are held against networks", addresses_are_held_against_networks},
		{"UTF-8 mailboxes are constrained", utf8_mailboxes_are_constrained},
		{"constraints bind paths", constraints_bind_paths},
		{"constraints bind intermediates, but not self-issued ones",
			constraints_bind_intermediates_but_not_self_issued_ones},
		{"constraints without syntax", constraints_without_syntax},
		{"names of other forms are not compared", names_of_other_forms_are_not_compared},
		{"many breaches are bounded", many_breaches_are_bounded},
		{"distances make constraints unreadable", distances_make_constraints_unreadable},
		{"service names are held against bases", service_names_are_held_against_bases},
		{"constraints on service names", constraints_on_service_names},
		{"comparisons are bounded", comparisons_are_bounded},
		{"policies are judged", policies_are_judged},
		{"leaves ask for policies", leaves_ask_for_policies},
		{"self-issued certificates may say anyPolicy",
			self_issued_certificates_may_say_any_policy},
		{"hostile mappings stay linear", hostile_mappings_stay_linear},
		{"policies are budgeted", policies_are_budgeted},
		{"policies end with their budget", policies_end_with_their_budget},
		{"pins are held against paths", pins_are_held_against_paths},
		{"pins are held against any peer", pins_are_held_against_any_peer},
		{"the last pin says when", the_last_pin_says_when},
		{"the worst peer stands", the_worst_peer_stands},
		{"every peer wants its pins", every_peer_wants_its_pins},
		{"paths are classified", paths_are_classified},
		{"lone leaves are classified", lone_leaves_are_classified},
		{"self-signed and anchored is the anchor's",
			self_signed_and_anchored_is_the_anchors},
		{"not every key serves TLS", not_every_key_serves_tls},
		{"what nobody can read is told", what_nobody_can_read_is_told},
		{"strengths are told", strengths_are_told},
		{"names of leaves are told", names_of_leaves_are_told},
		{"anchors keep to their scope", anchors_keep_to_their_scope},
		{"long names cost more", long_names_cost_more},
		{"paths of one leaf agree", paths_of_one_leaf_agree},
		{"anchors speak for peers in their scope", anchors_speak_for_peers_in_their_scope},
		{"permitted names are budgeted", permitted_names_are_budgeted},
		{"distrust counts from its date", distrust_counts_from_its_date},
		{"the missing issuer is named", the_missing_issuer_is_named},
		{"peers, addresses and zones are told", peers_addresses_and_zones_are_told},
		{"facts are rebuilt for other terms", facts_are_rebuilt_for_other_terms},
		{"evidence is shown", evidence_is_shown},
		{"memory may end anywhere", memory_may_end_anywhere},
		{NULL, NULL},
	};

	return unit_main("classify", tests);
}
