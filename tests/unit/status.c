/* lib/status: what revocation lists say of the certificates of a path. */
#include <config.h>
#include "status/revocation.h"
#include "base/buf.h"
#include "base/mem.h"
#include "classify/walk.h"
#include "status/cache.h"
#include "unit/der_text.h"
#include "unit/make_cert.h"
#include "unit/make_crl.h"
#include "unit/unit.h"

#include <gnutls/x509.h>
#include <stdlib.h>
#include <unistd.h>

#define NOW INT64_C(1767225600) /* 2026-01-01T00:00:00Z */
#define LISTS_MAX 4
#define CA_USAGE (GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN)

#define GOOD CP_REVOCATION_GOOD
#define REVOKED CP_REVOCATION_REVOKED
#define UNKNOWN CP_REVOCATION_UNKNOWN

/* leaf (serial 05) <- ca <- root, and what is at hand about them. */
typedef struct test_bench {
	cp_cert *certs[3];
	cp_cert *delegate, *voucher; /* NULL: none */
	cp_pool *pool;
	cp_anchors *anchors;
	cp_crl *lists[LISTS_MAX];
	size_t n_lists;
	cp_path path;
	cp_arena arena;
	cp_budget budget;
	cp_revocation_cache *cache;
	cp_denylist *denylist;   /* NULL: none */
	cp_weak_keys *weak_keys; /* NULL: none */
	cp_facts facts;
} test_bench;

/* What differs in the certificates; NULL and 0: nothing. */
typedef struct cert_spec {
	const char *points; /* cRLDistributionPoints of the leaf: content of the SEQUENCE */
	unsigned leaf_serial;
	unsigned ca_usage; /* UINT_MAX: no extension */
	bool leaf_is_ca;
	/* A certificate that signs lists only. */
	const char *delegate; /* its subject */
	const char *delegate_issuer;
	unsigned delegate_usage;
	const char *delegate_not_after;
	const char *delegate_points;
	/* A CA that stands between it and the root. */
	const char *voucher; /* its subject */
	bool voucher_is_no_ca;
	unsigned voucher_usage;
	const char *voucher_not_after, *voucher_excluded;
	int root_path_len; /* plus one; 0: none */
	const char *delegate_names;
	unsigned namesakes; /* certificates of the delegate's name that sign no lists */
} cert_spec;

static const char *
hex_of(const char *text, cp_buf *hex)
{
	cp_buf_append_hex(hex, der_text(text));
	cp_buf_append_char(hex, '\0');
	return (const char *)hex->data;
}

static cp_cert *
make(unit_cert_spec *spec, const char *points)
{
	cp_buf text = CP_BUF_EMPTY, hex = CP_BUF_EMPTY;
	unit_extension extensions[2] = {{"2.5.29.31", NULL, false}, {NULL, NULL, false}};
	cp_cert *cert;

	if (points != NULL) {
		cp_buf_printf(&text, "30{%s}", points);
		cp_buf_append_char(&text, '\0');
		extensions[0].hex = hex_of((const char *)text.data, &hex);
		spec->extensions = extensions;
	}
	cert = cp_cert_read(unit_cert(spec));
	CP_INVARIANT(cert != NULL);
	cp_buf_clear(&text);
	cp_buf_clear(&hex);
	return cert;
}

static void
add_namesakes(test_bench *bench, const cert_spec *spec)
{
	unsigned i;

	for (i = 0; i < spec->namesakes; i++) {
		unit_cert_spec namesake = {.subject = spec->delegate,
			.key = unit_key(UNIT_P256, 4),
			.issuer = "CN=nobody",
			.serial = 20 + i,
			.key_usage = GNUTLS_KEY_DIGITAL_SIGNATURE};
		cp_cert *cert = make(&namesake, NULL);

		CP_INVARIANT(cp_pool_add(bench->pool, cert) == CERTPOLICY_OK);
		cp_cert_unref(cert);
	}
}

static void
make_certs(test_bench *bench, const cert_spec *spec)
{
	unit_cert_spec leaf = {.subject = "CN=leaf",
		.issuer = "CN=ca",
		.key = unit_key(UNIT_P256, 2),
		.issuer_key = unit_key(UNIT_P256, 1),
		.is_ca = spec->leaf_is_ca,
		.serial = spec->leaf_serial != 0 ? spec->leaf_serial : 5};
	unit_cert_spec ca = {.subject = "CN=ca",
		.issuer = "CN=root",
		.key = unit_key(UNIT_P256, 1),
		.issuer_key = unit_key(UNIT_P256, 0),
		.is_ca = true,
		.serial = 7,
		.key_usage = spec->ca_usage != 0 ? spec->ca_usage : CA_USAGE};
	unit_cert_spec root = {.subject = "CN=root",
		.is_ca = true,
		.key_usage = CA_USAGE,
		.has_path_len = spec->root_path_len > 0,
		.path_len = spec->root_path_len - 1};
	unit_cert_spec voucher = {.subject = spec->voucher,
		.issuer = "CN=root",
		.key = unit_key(UNIT_P256, 4),
		.issuer_key = unit_key(UNIT_P256, 0),
		.is_ca = !spec->voucher_is_no_ca,
		.serial = 11,
		.key_usage = spec->voucher_usage != 0 ? spec->voucher_usage : CA_USAGE,
		.not_after = spec->voucher_not_after,
		.excluded = spec->voucher_excluded};
	unit_cert_spec delegate = {.subject = spec->delegate,
		.key = unit_key(UNIT_P256, 3),
		.issuer = spec->delegate_issuer != NULL ? spec->delegate_issuer : "CN=root",
		.issuer_key = unit_key(UNIT_P256, spec->voucher != NULL           ? 4
						  : spec->delegate_issuer != NULL ? 1
										  : 0),
		.serial = 9,
		.key_usage = spec->delegate_usage != 0 ? spec->delegate_usage : GNUTLS_KEY_CRL_SIGN,
		.not_after = spec->delegate_not_after,
		.names = spec->delegate_names};

	if (ca.key_usage == UINT_MAX)
		ca.key_usage = 0;
	bench->certs[0] = make(&leaf, spec->points);
	bench->certs[1] = make(&ca, NULL);
	bench->certs[2] = make(&root, NULL);
	bench->pool = cp_pool_new();
	CP_INVARIANT(bench->pool != NULL);
	if (spec->delegate != NULL) {
		bench->delegate = make(&delegate, spec->delegate_points);
		CP_INVARIANT(cp_pool_add(bench->pool, bench->delegate) == CERTPOLICY_OK);
	}
	add_namesakes(bench, spec);
	if (spec->voucher != NULL) {
		bench->voucher = make(&voucher, NULL);
		CP_INVARIANT(cp_pool_add(bench->pool, bench->voucher) == CERTPOLICY_OK);
	}
	CP_INVARIANT(cp_pool_add(bench->pool, bench->certs[1]) == CERTPOLICY_OK &&
		     cp_pool_freeze(bench->pool) == CERTPOLICY_OK);
}

static void
trust_root(test_bench *bench)
{
	static const cp_anchor_terms terms = {.source = "test"};
	const cp_cert *root = bench->certs[2];

	bench->anchors = cp_anchors_new();
	CP_INVARIANT(bench->anchors != NULL &&
		     cp_anchors_add(bench->anchors, root->der, &terms, NULL) == CERTPOLICY_OK &&
		     cp_anchors_freeze(bench->anchors, NULL) == CERTPOLICY_OK);
	bench->path.anchor = cp_anchors_find_exact(bench->anchors, root->sha256);
}

static test_bench
set_up(const cert_spec *spec, const unit_crl_spec *lists, size_t n_lists)
{
	static const cert_spec plain = {.points = NULL};
	test_bench bench;
	size_t i;

	memset(&bench, 0, sizeof(bench));
	cp_budget_init(&bench.budget);
	make_certs(&bench, spec != NULL ? spec : &plain);
	for (i = 0; i < n_lists; i++) {
		bench.lists[i] = cp_crl_read(unit_crl(&lists[i]));
		CP_INVARIANT(bench.lists[i] != NULL);
	}
	bench.n_lists = n_lists;
	for (i = 0; i < CP_COUNT(bench.certs); i++)
		bench.path.certs[i] = bench.certs[i];
	bench.path.n_certs = CP_COUNT(bench.certs);
	bench.path.end = CP_PATH_ANCHORED;
	trust_root(&bench);
	bench.cache = cp_revocation_cache_new();
	CP_INVARIANT(bench.cache != NULL);
	return bench;
}

static bool
judge(test_bench *bench)
{
	static const int report_index[3] = {0, 1, 2};
	static const cp_walk_terms terms = {.zones = NULL};
	const cp_walk_request request = {.time = NOW};
	const cp_pool *pools[] = {bench->pool};
	const cp_anchors *anchors[] = {bench->anchors};
	const cp_builder_input building = {.anchors = anchors,
		.n_anchor_stores = 1,
		.pools = pools,
		.n_pools = 1,
		.time = NOW,
		.budget = &bench->budget};
	const cp_revocation_input input = {.request_crls = bench->lists,
		.n_request_crls = bench->n_lists,
		.building = &building,
		.denylist = bench->denylist,
		.weak_keys = bench->weak_keys,
		.cache = bench->cache,
		.budget = &bench->budget};

	cp_facts_build(&bench->facts, &bench->arena, &bench->budget, &bench->path, report_index,
		&request, &terms);
	return cp_revocation_judge(&bench->facts, &bench->arena, &input);
}

static void
tear_down(test_bench *bench)
{
	size_t i;

	for (i = 0; i < CP_COUNT(bench->certs); i++)
		cp_cert_unref(bench->certs[i]);
	cp_revocation_cache_free(bench->cache);
	cp_cert_unref(bench->delegate);
	cp_cert_unref(bench->voucher);
	cp_denylist_free(bench->denylist);
	cp_weak_keys_free(bench->weak_keys);
	cp_pool_free(bench->pool);
	cp_anchors_free(bench->anchors);
	for (i = 0; i < bench->n_lists; i++)
		cp_crl_unref(bench->lists[i]);
	cp_arena_clear(&bench->arena);
}

typedef struct row {
	const char *name;
	unit_crl_spec lists[LISTS_MAX];
	size_t n_lists;
	cp_revocation_status status;
	const char *detail; /* a part of it; NULL: none */
	cert_spec certs;
} row;

static void
run_rows(const row *rows, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		test_bench bench = set_up(&rows[i].certs, rows[i].lists, rows[i].n_lists);
		const cp_revocation *said;

		UNIT_ROW(rows[i].name, judge(&bench));
		said = &bench.facts.subjects[0].revocation;
		UNIT_ROW(rows[i].name, said->status == rows[i].status);
		UNIT_ROW(rows[i].name, (said->detail != NULL) == (rows[i].detail != NULL));
		if (said->detail != NULL && rows[i].detail != NULL) {
			UNIT_ROW(rows[i].name, strstr(said->detail, rows[i].detail) != NULL);
			if (strstr(said->detail, rows[i].detail) == NULL)
				fprintf(stderr, "  it says: %s\n", said->detail);
		}
		UNIT_ROW(rows[i].name,
			said->source == (rows[i].status == UNKNOWN ? CP_REVOCATION_BY_NONE
								   : CP_REVOCATION_BY_CRL));
		tear_down(&bench);
	}
}

#define PLAIN                                                                                      \
	{                                                                                          \
		.version = NULL                                                                    \
	}

static void
one_list(void)
{
	static const row rows[] = {
		{"no list", {PLAIN}, 0, UNKNOWN, "no revocation list is at hand", {0}},
		{"an empty list", {PLAIN}, 1, GOOD, NULL, {0}},
		{"others on it", {{.entries = CRL_ENTRY("04") CRL_ENTRY("0005")}}, 1, UNKNOWN,
			"cannot be read", {0}},
		{"another serial", {{.entries = CRL_ENTRY("04") CRL_ENTRY("06")}}, 1, GOOD, NULL,
			{0}},
		{"on it", {{.entries = CRL_ENTRY("04") CRL_ENTRY("05")}}, 1, REVOKED, NULL, {0}},
		{"on hold", {{.entries = CRL_ENTRY_FOR("05", "06")}}, 1, REVOKED, NULL, {0}},
		{"taken off", {{.entries = CRL_ENTRY_FOR("05", "08")}}, 1, GOOD, NULL, {0}},
		{"taken off and revoked", {{.entries = CRL_ENTRY_FOR("05", "08") CRL_ENTRY("05")}},
			1, REVOKED, NULL, {0}},
		{"revoked and taken off", {{.entries = CRL_ENTRY("05") CRL_ENTRY_FOR("05", "08")}},
			1, REVOKED, NULL, {0}},
		{"from tomorrow on", {{.entries = "30{02{05}17{'260102000000Z'}}"}}, 1, REVOKED,
			NULL, {0}},
		{"of another issuer", {{.issuer = CRL_NAME("other"), .entries = CRL_ENTRY("05")}},
			1, UNKNOWN, "by its issuer", {0}},
		{"in its name by another key",
			{{.bad_signature = true, .entries = CRL_ENTRY("05")}}, 1, UNKNOWN,
			"signature", {0}},
		{"issuer's name in capitals", {{.issuer = CRL_NAME("CA")}}, 1, GOOD, NULL, {0}},
	};

	run_rows(rows, CP_COUNT(rows));
}

static void
form(void)
{
	static const row rows[] = {
		{"version 1", {{.version = "", .extensions = ""}}, 1, UNKNOWN, "version 2", {0}},
		{"two algorithms", {{.algorithm = "30{06{2a8648ce3d040303}}"}}, 1, UNKNOWN,
			"cannot be read", {0}},
		{"no number", {{.extensions = CRL_EXTENSION("551d23", "30{80{01}}")}}, 1, UNKNOWN,
			"no CRL number", {0}},
		{"no extensions", {{.extensions = ""}}, 1, UNKNOWN, "no CRL number", {0}},
		{"number critical", {{.extensions = CRL_CRITICAL("551d14", "02{05}")}}, 1, UNKNOWN,
			"CRL number as critical", {0}},
		{"unknown, not critical",
			{{.extensions = CRL_NUMBER("05") CRL_EXTENSION("2a0304", "0500")}}, 1, GOOD,
			NULL, {0}},
		{"unknown and critical",
			{{.extensions = CRL_NUMBER("05") CRL_CRITICAL("2a0304", "0500")}}, 1,
			UNKNOWN, "unknown critical", {0}},
		{"unknown and critical in another's entry",
			{{.entries = CRL_ENTRY("05")
					CRL_ENTRY_WITH("04", CRL_CRITICAL("2a0304", "0500"))}},
			1, UNKNOWN, "unknown critical", {0}},
		{"last second", {{.next_update = CRL_TIME("260101000000")}}, 1, GOOD, NULL, {0}},
		{"out of date", {{.next_update = CRL_TIME("251231235959")}}, 1, UNKNOWN,
			"out of date since 2025-12-31T23:59:59Z", {0}},
		{"first second", {{.this_update = CRL_TIME("260101000000")}}, 1, GOOD, NULL, {0}},
		{"not yet", {{.this_update = CRL_TIME("260101000001")}}, 1, UNKNOWN,
			"from 2026-01-01T00:00:01Z", {0}},
		{"no end", {{.next_update = ""}}, 1, UNKNOWN, "how long", {0}},
		{"out of date, and revokes",
			{{.next_update = CRL_TIME("251231235959"), .entries = CRL_ENTRY("05")}}, 1,
			UNKNOWN, "out of date", {0}},
		{"bad and good", {{.bad_signature = true}, PLAIN}, 2, GOOD, NULL, {0}},
		{"revoked and good",
			{{.entries = CRL_ENTRY("05")}, {.extensions = CRL_NUMBER("06")}}, 2,
			REVOKED, NULL, {0}},
		{"the nearest fault is told",
			{{.next_update = ""}, {.bad_signature = true}, {.version = ""}}, 3, UNKNOWN,
			"signature", {0}},
	};

	run_rows(rows, CP_COUNT(rows));
}

#define POINT(names) "30{a0{a0{" names "}}}"
#define POINT_RELATIVE(cn) "30{a0{a1{30{06{550403}0c{'" cn "'}}}}}"
#define POINT_BY(cn) "30{a2{" CRL_DIRECTORY(cn) "}}"
#define URI_A CRL_URI("http://a.example/")
#define URI_B CRL_URI("http://b.example/")
#define NUMBER CRL_NUMBER("05")
#define IDP_OF(names) NUMBER CRL_IDP("a0{a0{" names "}}")
#define NAME_AND(cn) "a4{30{31{30{06{550403}0c{'ca'}}} 31{30{06{550403}0c{'" cn "'}}}}}"
#define NAME_AND_A NAME_AND("A")
#define LONG                                                                                       \
	"0123456789012345678901234567890123456789012345678901234567890123456789"                   \
	"0123456789012345678901234567890123456789012345678901234567890123456789"

static void
scope(void)
{
	static const row rows[] = {
		{"a point, and a list without", {PLAIN}, 1, GOOD, NULL, {.points = POINT(URI_A)}},
		{"its point", {{.extensions = IDP_OF(URI_A)}}, 1, GOOD, NULL,
			{.points = POINT(URI_A)}},
		{"one of its points", {{.extensions = IDP_OF(URI_B URI_A)}}, 1, GOOD, NULL,
			{.points = POINT(CRL_URI("http://c.example/")) POINT(URI_A)}},
		{"another point", {{.extensions = IDP_OF(URI_B), .entries = CRL_ENTRY("05")}}, 1,
			UNKNOWN, "does not cover", {.points = POINT(URI_A)}},
		{"no points, and a list of its own name", {{.extensions = IDP_OF(URI_A)}}, 1,
			UNKNOWN, "does not cover", {0}},
		{"no points, and a list by the issuer's name",
			{{.extensions = IDP_OF(CRL_DIRECTORY("ca"))}}, 1, GOOD, NULL, {0}},
		{"points, and a list by the issuer's name",
			{{.extensions = IDP_OF(CRL_DIRECTORY("ca"))}}, 1, UNKNOWN, "does not cover",
			{.points = POINT(URI_A)}},
		{"relative to the issuer", {{.extensions = IDP_OF(NAME_AND_A)}}, 1, GOOD, NULL,
			{.points = POINT_RELATIVE("a")}},
		{"relative on both sides",
			{{.extensions = NUMBER CRL_IDP("a0{a1{30{06{550403}0c{'a'}}}}")}}, 1, GOOD,
			NULL, {.points = POINT_RELATIVE("a")}},
		{"relative, another", {{.extensions = IDP_OF(NAME_AND_A)}}, 1, UNKNOWN,
			"does not cover", {.points = POINT_RELATIVE("b")}},
		/* Names whose lengths take one octet more, and two. */
		{"relative and long", {{.extensions = IDP_OF(NAME_AND(LONG))}}, 1, GOOD, NULL,
			{.points = POINT_RELATIVE(LONG)}},
		{"relative and longer", {{.extensions = IDP_OF(NAME_AND(LONG LONG))}}, 1, GOOD,
			NULL, {.points = POINT_RELATIVE(LONG LONG)}},
		{"relative on both sides, and longer",
			{{.extensions = NUMBER CRL_IDP(
				  "a0{a1{30{06{550403}0c{'" LONG LONG "'}}}}")}},
			1, GOOD, NULL, {.points = POINT_RELATIVE(LONG LONG)}},
		{"relative and long, another", {{.extensions = IDP_OF(NAME_AND(LONG "b"))}}, 1,
			UNKNOWN, "does not cover", {.points = POINT_RELATIVE(LONG "c")}},
		{"another form of the same octets",
			{{.extensions = IDP_OF("81{'http://a.example/'}")}}, 1, UNKNOWN,
			"does not cover", {.points = POINT(URI_A)}},
		{"users only", {{.extensions = NUMBER CRL_IDP("81{ff}")}}, 1, GOOD, NULL, {0}},
		{"users only, of a CA", {{.extensions = NUMBER CRL_IDP("81{ff}")}}, 1, UNKNOWN,
			"does not cover", {.leaf_is_ca = true}},
		{"CAs only", {{.extensions = NUMBER CRL_IDP("82{ff}")}}, 1, UNKNOWN,
			"does not cover", {0}},
		{"CAs only, of a CA", {{.extensions = NUMBER CRL_IDP("82{ff}")}}, 1, GOOD, NULL,
			{.leaf_is_ca = true}},
		{"attribute certificates only", {{.extensions = NUMBER CRL_IDP("85{ff}")}}, 1,
			UNKNOWN, "does not cover", {0}},
		{"some reasons", {{.extensions = NUMBER CRL_IDP("83{0560}")}}, 1, UNKNOWN,
			"some reasons", {0}},
		{"some reasons, revoked",
			{{.extensions = NUMBER CRL_IDP("83{0560}"), .entries = CRL_ENTRY("05")}}, 1,
			REVOKED, NULL, {0}},
		{"some reasons and the others",
			{{.extensions = NUMBER CRL_IDP("83{0560}")},
				{.extensions = NUMBER CRL_IDP("83{071f80}")}},
			2, GOOD, NULL, {0}},
		{"some reasons by the point", {{.extensions = IDP_OF(URI_A)}}, 1, UNKNOWN,
			"some reasons", {.points = "30{a0{a0{" URI_A "}} 81{0560}}"}},
	};

	run_rows(rows, CP_COUNT(rows));
}

#define DELTA(number, base) CRL_NUMBER(number) CRL_DELTA(base)

static void
deltas(void)
{
	static const row rows[] = {
		{"alone", {{.extensions = DELTA("06", "05")}}, 1, UNKNOWN, "builds on is missing",
			{0}},
		{"alone, revoked", {{.extensions = DELTA("06", "05"), .entries = CRL_ENTRY("05")}},
			1, REVOKED, NULL, {0}},
		{"with its base", {PLAIN, {.extensions = DELTA("06", "05")}}, 2, GOOD, NULL, {0}},
		{"with its base, revoked",
			{PLAIN, {.extensions = DELTA("06", "05"), .entries = CRL_ENTRY("05")}}, 2,
			REVOKED, NULL, {0}},
		{"taken off the base",
			{{.entries = CRL_ENTRY_FOR("05", "06")},
				{.extensions = DELTA("06", "05"),
					.entries = CRL_ENTRY_FOR("05", "08")}},
			2, GOOD, NULL, {0}},
		{"taken off a later base",
			{{.entries = CRL_ENTRY_FOR("05", "06")},
				{.extensions = DELTA("07", "06"),
					.entries = CRL_ENTRY_FOR("05", "08")}},
			2, REVOKED, NULL, {0}},
		{"taken off an earlier list",
			{{.entries = CRL_ENTRY_FOR("05", "06")},
				{.extensions = DELTA("05", "04"),
					.entries = CRL_ENTRY_FOR("05", "08")}},
			2, REVOKED, NULL, {0}},
		{"taken off by a list of another scope",
			{{.entries = CRL_ENTRY_FOR("05", "06")},
				{.extensions = DELTA("06", "05") CRL_IDP("81{ff}"),
					.entries = CRL_ENTRY_FOR("05", "08")}},
			2, REVOKED, NULL, {0}},
		{"taken off by a list for other reasons",
			{{.entries = CRL_ENTRY_FOR("05", "06")},
				{.extensions = DELTA("06", "05") CRL_IDP("83{0560}"),
					.entries = CRL_ENTRY_FOR("05", "08")}},
			2, REVOKED, NULL, {0}},
		{"taken off by an indirect list",
			{{.entries = CRL_ENTRY_FOR("05", "06")},
				{.extensions = DELTA("06", "05") CRL_IDP("84{ff}"),
					.entries = CRL_ENTRY_FOR("05", "08")}},
			2, REVOKED, NULL, {0}},
		{"taken off by a list of another name",
			{{.extensions = IDP_OF(URI_A), .entries = CRL_ENTRY_FOR("05", "06")},
				{.extensions = DELTA("06", "05") CRL_IDP("a0{a0{" URI_B "}}"),
					.entries = CRL_ENTRY_FOR("05", "08")}},
			2, REVOKED, NULL, {.points = POINT(URI_A) POINT(URI_B)}},
		{"taken off by a list of its own name",
			{{.extensions = IDP_OF(URI_A), .entries = CRL_ENTRY_FOR("05", "06")},
				{.extensions = DELTA("06", "05") CRL_IDP("a0{a0{" URI_A "}}"),
					.entries = CRL_ENTRY_FOR("05", "08")}},
			2, GOOD, NULL, {.points = POINT(URI_A)}},
		{"taken off by the later of two, whatever their lengths",
			{{.extensions = CRL_NUMBER("7f"), .entries = CRL_ENTRY_FOR("05", "06")},
				{.extensions = DELTA("0080", "7f"), .entries = CRL_ENTRY("05")},
				{.extensions = DELTA("0100", "7f"),
					.entries = CRL_ENTRY_FOR("05", "08")}},
			3, REVOKED, NULL, {0}},
		{"taken off by numbers of two lengths",
			{{.extensions = CRL_NUMBER("7f"), .entries = CRL_ENTRY_FOR("05", "06")},
				{.extensions = DELTA("0100", "7f"),
					.entries = CRL_ENTRY_FOR("05", "08")}},
			2, GOOD, NULL, {0}},
		{"taken off by a list of a negative number",
			{{.entries = CRL_ENTRY_FOR("05", "06")},
				{.extensions = DELTA("ff", "05"),
					.entries = CRL_ENTRY_FOR("05", "08")}},
			2, REVOKED, NULL, {0}},
		{"taken off what has a negative number",
			{{.extensions = CRL_NUMBER("ff"), .entries = CRL_ENTRY_FOR("05", "06")},
				{.extensions = DELTA("06", "05"),
					.entries = CRL_ENTRY_FOR("05", "08")}},
			2, REVOKED, NULL, {0}},
		{"taken off by a delta on a negative number",
			{{.entries = CRL_ENTRY_FOR("05", "06")},
				{.extensions = DELTA("06", "ff"),
					.entries = CRL_ENTRY_FOR("05", "08")}},
			2, REVOKED, NULL, {0}},
		{"listed twice, for good and taken off",
			{{.entries = CRL_ENTRY_FOR("05", "01") CRL_ENTRY_FOR("05", "08")}}, 1,
			REVOKED, NULL, {0}},
		{"listed twice, taken off and for good",
			{{.entries = CRL_ENTRY_FOR("05", "08") CRL_ENTRY_FOR("05", "01")}}, 1,
			REVOKED, NULL, {0}},
		{"taken off by a delta that is out of date",
			{{.entries = CRL_ENTRY_FOR("05", "06")},
				{.extensions = DELTA("06", "05"),
					.entries = CRL_ENTRY_FOR("05", "08"),
					.next_update = CRL_TIME("251231235959")}},
			2, REVOKED, NULL, {0}},
		{"taken off, then revoked",
			{{.entries = CRL_ENTRY_FOR("05", "06")},
				{.extensions = DELTA("06", "05"),
					.entries = CRL_ENTRY_FOR("05", "08")},
				{.extensions = DELTA("07", "05"), .entries = CRL_ENTRY("05")}},
			3, REVOKED, NULL, {0}},
	};

	run_rows(rows, CP_COUNT(rows));
}

#define INDIRECT NUMBER CRL_IDP("84{ff}")
#define ISSUED_BY(cn) CRL_CRITICAL("551d1d", "30{" CRL_DIRECTORY(cn) "}")
#define BY_ROOT                                                                                    \
	{                                                                                          \
		.issuer = CRL_NAME("root")                                                         \
	}

#define FAR_FIELDS                                                                                 \
	.points = POINT_BY("lists"), .delegate = "CN=lists", .delegate_issuer = "CN=mid",          \
	.voucher = "CN=mid"
#define FAR                                                                                        \
	{                                                                                          \
		FAR_FIELDS                                                                         \
	}
#define FAR_BUT(field, value)                                                                      \
	{                                                                                          \
		FAR_FIELDS, .field = value                                                         \
	}

/* `key` is set by hand: the key of the delegate. */
static void
signers(void)
{
	gnutls_privkey_t root = unit_key(UNIT_P256, 0), lists = unit_key(UNIT_P256, 3);
	const unit_crl_spec by_root = {.issuer = CRL_NAME("root"), .key = root};
	const unit_crl_spec by_delegate = {.key = lists};
	const unit_crl_spec indirect = {
		.issuer = CRL_NAME("lists"), .key = lists, .extensions = INDIRECT};
	const unit_crl_spec by_voucher = {.issuer = CRL_NAME("mid"), .key = unit_key(UNIT_P256, 4)};
	unit_crl_spec delegate_revokes = by_delegate, delegate_revokes_both = by_delegate,
		      two_names = indirect, revokes_voucher = by_root;
	unit_crl_spec indirect_for_ca = indirect, indirect_for_other = indirect,
		      first_is_other = indirect, revokes_delegate = by_root,
		      not_indirect = indirect, foreign = {.version = NULL};
	const cert_spec designated = {.points = POINT_BY("lists"), .delegate = "CN=lists"};

	indirect_for_ca.entries = CRL_ENTRY_WITH("01", ISSUED_BY("other"))
		CRL_ENTRY_WITH("02", ISSUED_BY("ca")) CRL_ENTRY("05");
	indirect_for_other.entries =
		CRL_ENTRY_WITH("01", ISSUED_BY("ca")) CRL_ENTRY_WITH("05", ISSUED_BY("other"));
	first_is_other.entries = CRL_ENTRY("05");
	revokes_delegate.entries = CRL_ENTRY("09");
	delegate_revokes.entries = CRL_ENTRY("05");
	delegate_revokes_both.entries = CRL_ENTRY("05") CRL_ENTRY("09");
	two_names.entries = CRL_ENTRY_WITH(
		"05", CRL_CRITICAL("551d1d", "30{" CRL_DIRECTORY("other") CRL_DIRECTORY("ca") "}"));
	revokes_voucher.entries = CRL_ENTRY("0b");
	not_indirect.extensions = NUMBER;
	foreign.entries = CRL_ENTRY_WITH("05", ISSUED_BY("other"));
	const row rows[] = {
		{"no keyUsage", {PLAIN}, 1, GOOD, NULL, {.ca_usage = UINT_MAX}},
		{"no cRLSign", {PLAIN}, 1, UNKNOWN, "may not sign",
			{.ca_usage = GNUTLS_KEY_KEY_CERT_SIGN}},
		{"no cRLSign, and revokes", {{.entries = CRL_ENTRY("05")}}, 1, UNKNOWN,
			"may not sign", {.ca_usage = GNUTLS_KEY_KEY_CERT_SIGN}},
		{"another issuer's entry on a direct list", {foreign}, 1, UNKNOWN, "not indirect",
			{0}},
		{"a key for lists", {by_delegate, by_root}, 2, GOOD, NULL, {.delegate = "CN=ca"}},
		{"a key for lists that is nobody's", {by_delegate, by_root}, 2, UNKNOWN,
			"signature", {0}},
		{"a key for lists, of unknown fate", {by_delegate}, 1, UNKNOWN,
			"not known to be good", {.delegate = "CN=ca"}},
		{"a key for lists, of unknown fate, revokes", {delegate_revokes}, 1, REVOKED, NULL,
			{.delegate = "CN=ca"}},
		{"a key for lists, among others of its name", {delegate_revokes}, 1, REVOKED, NULL,
			{.delegate = "CN=ca", .namesakes = 100}},
		{"a key for lists, revoked", {by_delegate, revokes_delegate}, 2, UNKNOWN,
			"not known to be good", {.delegate = "CN=ca"}},
		{"a key for lists, revoked, revokes", {delegate_revokes, revokes_delegate}, 2,
			REVOKED, NULL, {.delegate = "CN=ca"}},
		{"a key for lists, revoked by what it says itself", {delegate_revokes_both}, 1,
			REVOKED, NULL, {.delegate = "CN=ca"}},
		{"a key for lists, revoked, for lack of a better",
			{by_delegate, revokes_delegate, PLAIN}, 3, GOOD, NULL,
			{.delegate = "CN=ca"}},
		{"a key for lists, expired", {by_delegate, by_root}, 2, UNKNOWN, "signature",
			{.delegate = "CN=ca", .delegate_not_after = "2025-12-31T23:59:59Z"}},
		{"a key for other things", {by_delegate, by_root}, 2, UNKNOWN, "signature",
			{.delegate = "CN=ca", .delegate_usage = GNUTLS_KEY_DIGITAL_SIGNATURE}},
		{"indirect", {indirect, by_root}, 2, GOOD, NULL, designated},
		{"indirect, revoked", {indirect_for_ca, by_root}, 2, REVOKED, NULL, designated},
		{"indirect, another issuer's serial", {indirect_for_other, by_root}, 2, GOOD, NULL,
			designated},
		{"indirect, its own serial", {first_is_other, by_root}, 2, GOOD, NULL, designated},
		{"indirect, of unknown fate", {indirect}, 1, UNKNOWN, "not known to be good",
			designated},
		{"named, and not indirect", {not_indirect, by_root}, 2, UNKNOWN, "by its issuer",
			designated},
		{"indirect, and not named", {indirect, by_root}, 2, UNKNOWN, "by its issuer",
			{.delegate = "CN=lists"}},
		{"indirect, the signer is on its own list", {indirect}, 1, GOOD, NULL,
			{.points = POINT_BY("lists"),
				.delegate = "CN=lists",
				.delegate_points = POINT_BY("lists")}},
		{"indirect, one of two issuers' names", {two_names, by_root}, 2, REVOKED, NULL,
			designated},
		{"by its issuer, and named as another's", {{.extensions = IDP_OF(URI_A)}}, 1, GOOD,
			NULL, {.points = "30{a0{a0{" URI_A "}} a2{" CRL_DIRECTORY("ca") "}}"}},
		{"two steps away", {indirect, by_root, by_voucher}, 3, GOOD, NULL, FAR},
		{"two steps away, revoked", {indirect_for_ca, by_root, by_voucher}, 3, REVOKED,
			NULL, FAR},
		{"two steps away, of unknown fate, revokes", {indirect_for_ca}, 1, REVOKED, NULL,
			FAR},
		{"two steps away, the voucher's list is missing", {indirect, by_root}, 2, UNKNOWN,
			"not known to be good", FAR},
		{"two steps away, the voucher is revoked", {indirect, revokes_voucher, by_voucher},
			3, UNKNOWN, "not known to be good", FAR},
		{"two steps away, the voucher is revoked, revokes",
			{indirect_for_ca, revokes_voucher, by_voucher}, 3, REVOKED, NULL, FAR},
		{"two steps away, the voucher is no CA", {indirect_for_ca, by_root, by_voucher}, 3,
			UNKNOWN, "not vouched for", FAR_BUT(voucher_is_no_ca, true)},
		{"two steps away, the voucher may not sign", {indirect_for_ca, by_root, by_voucher},
			3, UNKNOWN, "not vouched for", FAR_BUT(voucher_usage, GNUTLS_KEY_CRL_SIGN)},
		{"two steps away, the voucher is expired", {indirect_for_ca, by_root, by_voucher},
			3, UNKNOWN, "not vouched for",
			FAR_BUT(voucher_not_after, "2025-12-31T23:59:59Z")},
		{"two steps away, as far as the root allows", {indirect, by_root, by_voucher}, 3,
			GOOD, NULL, FAR_BUT(root_path_len, 2)},
		{"two steps away, farther than the root allows",
			{indirect_for_ca, by_root, by_voucher}, 3, UNKNOWN, "not vouched for",
			FAR_BUT(root_path_len, 1)},
		{"two steps away, out of the voucher's constraints",
			{indirect_for_ca, by_root, by_voucher}, 3, UNKNOWN, "not vouched for",
			{FAR_FIELDS, .delegate_names = "dns:a.example",
				.voucher_excluded = "dns:example"}},
		{"two steps away, in the name of the issuer", {by_delegate, by_root, by_voucher}, 3,
			UNKNOWN, "signature",
			{.delegate = "CN=ca", .delegate_issuer = "CN=mid", .voucher = "CN=mid"}},
		{"its own list, for lack of a better", {indirect}, 1, UNKNOWN,
			"not known to be good",
			{.points = POINT_BY("lists"),
				.delegate = "CN=lists",
				.delegate_points = POINT(URI_A)}},
	};

	run_rows(rows, CP_COUNT(rows));
}

static cp_denylist *
denylist_of(const char *line)
{
	char path[] = "status-denylist-XXXXXX";
	cp_denylist *list = cp_denylist_new();
	int file = mkstemp(path);

	CP_INVARIANT(list != NULL && file >= 0 && write(file, line, 64) == 64 && close(file) == 0);
	CP_INVARIANT(cp_denylist_add_file(list, path, NULL) == CERTPOLICY_OK && unlink(path) == 0);
	return list;
}

static cp_weak_keys *
weak_keys_of(const char *line)
{
	cp_weak_keys *keys = cp_weak_keys_new();

	CP_INVARIANT(keys != NULL && cp_weak_keys_add(keys, cp_bytes_of_string(line), "list",
					     NULL) == CERTPOLICY_OK);
	return keys;
}

/* Whoever is on a list of what must not be accepted is not believed, whatever he says. */
static void
distrusted_signers(void)
{
	const unit_crl_spec lists[] = {{.key = unit_key(UNIT_P256, 3)},
		{.issuer = CRL_NAME("root"), .key = unit_key(UNIT_P256, 0)}};
	const cert_spec certs = {.delegate = "CN=ca"};
	int i;

	for (i = 0; i < 4; i++) {
		test_bench bench = set_up(&certs, lists, CP_COUNT(lists));
		cp_buf hex = CP_BUF_EMPTY;

		cp_buf_append_hex(&hex,
			cp_bytes_of(
				i < 2 ? bench.delegate->spki_sha256 : bench.delegate->sha256, 32));
		cp_buf_append_char(&hex, '\0');
		if (i == 1)
			bench.weak_keys = weak_keys_of((const char *)hex.data);
		else if (i < 3)
			bench.denylist = denylist_of((const char *)hex.data);
		CU_ASSERT_TRUE_FATAL(judge(&bench));
		CU_ASSERT_EQUAL(bench.facts.subjects[0].revocation.status, i < 3 ? UNKNOWN : GOOD);
		cp_buf_clear(&hex);
		tear_down(&bench);
	}
}

static void
all_below_the_anchor(void)
{
	const unit_crl_spec lists[] = {
		{.entries = CRL_ENTRY_FOR("05", "01")}, {.issuer = CRL_NAME("root"),
								.key = unit_key(UNIT_P256, 0),
								.entries = CRL_ENTRY("05")}};
	test_bench bench = set_up(NULL, lists, CP_COUNT(lists));
	const cp_subject *subjects;

	CU_ASSERT_TRUE_FATAL(judge(&bench));
	subjects = bench.facts.subjects;
	CU_ASSERT_EQUAL(subjects[0].revocation.status, REVOKED);
	CU_ASSERT_EQUAL(subjects[0].revocation.reason, 1);
	CU_ASSERT_TRUE(subjects[0].revocation.has_revoked_at);
	CU_ASSERT_EQUAL(subjects[0].revocation.revoked_at, INT64_C(1764547200));
	CU_ASSERT_EQUAL(subjects[0].revocation.this_update, INT64_C(1764547200));
	CU_ASSERT_EQUAL(subjects[0].revocation.next_update, INT64_C(1769904000));
	CU_ASSERT_EQUAL(subjects[1].revocation.status, GOOD);
	CU_ASSERT_FALSE(subjects[1].revocation.has_revoked_at);
	CU_ASSERT_EQUAL(subjects[2].revocation.status, UNKNOWN);
	tear_down(&bench);
}

/* Nobody vouches for the keys of a path without an anchor. */
static void
no_anchor(void)
{
	const unit_crl_spec list = {.entries = CRL_ENTRY("05")};
	test_bench bench = set_up(NULL, &list, 1);

	bench.path.end = CP_PATH_UNKNOWN_ISSUER;
	CU_ASSERT_TRUE_FATAL(judge(&bench));
	CU_ASSERT_EQUAL(bench.facts.subjects[0].revocation.status, UNKNOWN);
	CU_ASSERT_PTR_NOT_NULL(bench.facts.subjects[0].revocation.detail);
	CU_ASSERT_EQUAL(bench.budget.used[CP_LIMIT_SIGNATURES], 0);
	tear_down(&bench);
}

/* Each list is verified once an evaluation, and only when it covers something. */
static void
signatures_are_budgeted(void)
{
	const unit_crl_spec lists[] = {PLAIN, {.next_update = ""}, {.issuer = CRL_NAME("other")},
		{.entries = CRL_ENTRY("05")}};
	test_bench bench = set_up(NULL, lists, CP_COUNT(lists));

	CU_ASSERT_TRUE_FATAL(judge(&bench));
	CU_ASSERT_EQUAL(bench.budget.used[CP_LIMIT_SIGNATURES], 2);
	CU_ASSERT_TRUE_FATAL(judge(&bench));
	CU_ASSERT_EQUAL(bench.budget.used[CP_LIMIT_SIGNATURES], 2);
	CU_ASSERT_EQUAL(bench.facts.subjects[0].revocation.status, REVOKED);
	tear_down(&bench);

	bench = set_up(NULL, lists, CP_COUNT(lists));
	bench.budget.limit[CP_LIMIT_SIGNATURES] = 0;
	CU_ASSERT_TRUE_FATAL(judge(&bench));
	CU_ASSERT_EQUAL(bench.facts.subjects[0].revocation.status, UNKNOWN);
	CU_ASSERT_TRUE(bench.budget.spent[CP_LIMIT_SIGNATURES]);
	CU_ASSERT_PTR_NOT_NULL_FATAL(bench.facts.subjects[0].revocation.detail);
	CU_ASSERT_PTR_NOT_NULL(strstr(bench.facts.subjects[0].revocation.detail, "limit"));
	tear_down(&bench);
}

/* Who may have signed lists is looked for once, however many lists there are. */
static void
delegates_are_budgeted(void)
{
	const unit_crl_spec by_delegate = {.key = unit_key(UNIT_P256, 3)};
	const unit_crl_spec lists[] = {by_delegate, by_delegate, by_delegate};
	const cert_spec expired = {
		.delegate = "CN=ca", .delegate_not_after = "2025-12-31T23:59:59Z"};
	test_bench bench = set_up(&expired, lists, CP_COUNT(lists));

	CU_ASSERT_TRUE_FATAL(judge(&bench));
	CU_ASSERT_EQUAL(bench.facts.subjects[0].revocation.status, UNKNOWN);
	CU_ASSERT_EQUAL(bench.budget.used[CP_LIMIT_PATHS], 1);
	CU_ASSERT_EQUAL(bench.budget.used[CP_LIMIT_STEPS], 2);
	tear_down(&bench);

	bench = set_up(&expired, lists, CP_COUNT(lists));
	bench.budget.limit[CP_LIMIT_PATHS] = 0;
	CU_ASSERT_TRUE_FATAL(judge(&bench));
	CU_ASSERT_TRUE(bench.budget.spent[CP_LIMIT_PATHS]);
	tear_down(&bench);

	bench = set_up(&expired, lists, CP_COUNT(lists));
	bench.budget.limit[CP_LIMIT_STEPS] = 1;
	CU_ASSERT_TRUE_FATAL(judge(&bench));
	CU_ASSERT_TRUE(bench.budget.spent[CP_LIMIT_STEPS]);
	tear_down(&bench);
}

/* A list is looked through once for nothing; for more certificates it is paid for. */
static void
searches_are_budgeted(void)
{
	const unit_crl_spec lists[] = {{.entries = CRL_ENTRY("05") CRL_ENTRY("06")},
		{.extensions = INDIRECT, .entries = CRL_ENTRY_WITH("05", ISSUED_BY("other"))}};
	static const uint64_t weights[] = {1, 8};
	cp_list_fault fault;
	cp_listing listing;
	size_t i;

	for (i = 0; i < CP_COUNT(lists); i++) {
		test_bench bench = set_up(NULL, &lists[i], 1);
		const cp_crl *crl = bench.lists[0];

		CU_ASSERT_TRUE_FATAL(crl->skeleton);
		bench.budget.limit[CP_LIMIT_LIST_OCTETS] = weights[i] * crl->entries.len;
		CU_ASSERT_TRUE(cp_cache_find(
			bench.cache, &bench.budget, crl, bench.certs[0], &listing, &fault));
		CU_ASSERT(fault == CP_LIST_COUNTS);
		CU_ASSERT(bench.budget.used[CP_LIMIT_LIST_OCTETS] == 0);
		CU_ASSERT_TRUE(cp_cache_find(
			bench.cache, &bench.budget, crl, bench.certs[1], &listing, &fault));
		CU_ASSERT(fault == CP_LIST_COUNTS && !bench.budget.spent[CP_LIMIT_LIST_OCTETS]);
		CU_ASSERT_TRUE(cp_cache_find(
			bench.cache, &bench.budget, crl, bench.certs[2], &listing, &fault));
		CU_ASSERT(fault == CP_LIST_UNSEARCHED && bench.budget.spent[CP_LIMIT_LIST_OCTETS]);
		CU_ASSERT_TRUE(cp_cache_find(
			bench.cache, &bench.budget, crl, bench.certs[0], &listing, &fault));
		CU_ASSERT(fault == CP_LIST_COUNTS);
		tear_down(&bench);
	}
}

static void
names_are_budgeted(void)
{
	const unit_crl_spec list = {.extensions = IDP_OF(URI_A)};
	const cert_spec certs = {.points = POINT(URI_B URI_A)};
	test_bench bench = set_up(&certs, &list, 1);

	bench.budget.limit[CP_LIMIT_NAME_COMPARISONS] = 1;
	CU_ASSERT_TRUE_FATAL(judge(&bench));
	CU_ASSERT_EQUAL(bench.facts.subjects[0].revocation.status, UNKNOWN);
	CU_ASSERT_TRUE(bench.budget.spent[CP_LIMIT_NAME_COMPARISONS]);
	tear_down(&bench);
}

/* A point that gives no name costs time all the same. */
static void
points_are_budgeted(void)
{
	const unit_crl_spec list = {.issuer = NULL};
	const cert_spec certs = {.points = POINT(URI_A) POINT(URI_B)};
	test_bench bench = set_up(&certs, &list, 1);

	bench.budget.limit[CP_LIMIT_NAME_COMPARISONS] = 1;
	CU_ASSERT_TRUE_FATAL(judge(&bench));
	CU_ASSERT_TRUE(bench.budget.spent[CP_LIMIT_NAME_COMPARISONS]);
	tear_down(&bench);
}

static void
memory_may_fail(void)
{
	const unit_crl_spec lists[] = {{.issuer = CRL_NAME("lists"),
					       .key = unit_key(UNIT_P256, 3),
					       .extensions = INDIRECT},
		{.issuer = CRL_NAME("root"), .key = unit_key(UNIT_P256, 0)},
		{.next_update = CRL_TIME("251231235959")}};
	const cert_spec certs = {
		.points = POINT_BY("lists") POINT_RELATIVE("a"), .delegate = "CN=lists"};
	bool done = false;
	long n;

	for (n = 0; n < 200 && !done; n++) {
		test_bench bench = set_up(&certs, lists, CP_COUNT(lists));

		cp_mem_fail_after(n, true);
		done = judge(&bench) && !cp_arena_failed(&bench.arena);
		cp_mem_fail_after(-1, false);
		CU_ASSERT_TRUE(!done || bench.facts.subjects[0].revocation.status == GOOD);
		tear_down(&bench);
	}
	CU_ASSERT_TRUE(done);
}

int
main(void)
{
	static const unit_test tests[] = {
		{"one list", one_list},
		{"form and dates", form},
		{"scope", scope},
		{"deltas", deltas},
		{"signers", signers},
		{"distrusted signers", distrusted_signers},
		{"all below the anchor", all_below_the_anchor},
		{"no anchor", no_anchor},
		{"signatures are budgeted", signatures_are_budgeted},
		{"delegates are budgeted", delegates_are_budgeted},
		{"searches are budgeted", searches_are_budgeted},
		{"names are budgeted", names_are_budgeted},
		{"points are budgeted", points_are_budgeted},
		{"memory may fail", memory_may_fail},
		{NULL, NULL},
	};
	int rc = unit_main("status", tests);

	der_text_free_all();
	return rc;
}
