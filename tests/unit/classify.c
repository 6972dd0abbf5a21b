/* lib/classify: from a path to facts. Name constraints are in constraints.c, certificate policies
 * in policies.c. */
#include <config.h>
#include "base/mem.h"
#include "classify/walk.h"
#include "unit/make_walk.h"
#include "unit/unit.h"

#include <gnutls/x509.h>

static void
validity_is_inclusive(void)
{
	static const struct {
		const char *name;
		int64_t time;
		bool not_yet, expired;
		int64_t left;
	} rows[] = {
		{"a second before", UNIT_WALK_TIME - 1, true, false, 101},
		{"the first second", UNIT_WALK_TIME, false, false, 100},
		{"the last second", UNIT_WALK_TIME + 100, false, false, 0},
		{"a second after", UNIT_WALK_TIME + 101, false, true, -1},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		unit_cert_spec leaf = unit_leaf_spec();
		unit_walk walk;

		leaf.not_before = "2026-01-01T00:00:00Z";
		leaf.not_after = "2026-01-01T00:01:40Z";
		walk = unit_walk_three(&leaf, NULL, NULL);
		walk.request.time = rows[i].time;
		unit_walk_build(&walk);
		UNIT_ROW(rows[i].name, walk.facts.subjects[0].not_yet_valid == rows[i].not_yet);
		UNIT_ROW(rows[i].name, walk.facts.subjects[0].expired == rows[i].expired);
		UNIT_ROW(rows[i].name, walk.facts.subjects[0].seconds_left == rows[i].left);
		UNIT_ROW(rows[i].name, walk.facts.subjects[0].lifetime == 101);
		UNIT_ROW(rows[i].name, !walk.facts.subjects[1].expired);
		unit_walk_clear(&walk);
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
		unit_walk walk = unit_walk_three(NULL, NULL, NULL);
		const cp_subject *leaf;

		/* Wrong on either side at once, so that each date speaks for itself. */
		walk.certs[0]->not_before = UNIT_WALK_TIME + 1;
		walk.certs[0]->not_after = UNIT_WALK_TIME - 1;
		walk.certs[0]->not_before_form = rows[i].before;
		walk.certs[0]->not_after_form = rows[i].after;
		unit_walk_build(&walk);
		leaf = &walk.facts.subjects[0];
		UNIT_ROW(rows[i].name, leaf->not_yet_valid == rows[i].not_yet);
		UNIT_ROW(rows[i].name, leaf->expired == rows[i].expired);
		UNIT_ROW(rows[i].name,
			leaf->seconds_left == (rows[i].after != CP_TIME_NONE ? -1 : 0));
		UNIT_ROW(rows[i].name, leaf->lifetime == (i == 0 ? -1 : 0));
		unit_walk_clear(&walk);
	}
}

static void
roles_are_told(void)
{
	unit_walk walk = unit_walk_three(NULL, NULL, NULL);

	unit_walk_build(&walk);
	CU_ASSERT(walk.facts.subjects[0].roles == CP_ROLE_LEAF);
	CU_ASSERT(walk.facts.subjects[1].roles == CP_ROLE_INTERMEDIATE);
	CU_ASSERT(walk.facts.subjects[2].roles == CP_ROLE_ANCHOR);
	CU_ASSERT(walk.facts.subjects[2].report_index == 2);
	CU_ASSERT(walk.facts.subjects[0].signature_judged &&
		  !walk.facts.subjects[2].signature_judged);
	CU_ASSERT(!walk.facts.subjects[1].self_issued && walk.facts.subjects[2].self_issued);
	CU_ASSERT(walk.facts.n_intermediates == 1);
	CU_ASSERT(walk.facts.anchored && walk.facts.anchor == &walk.anchor);
	unit_walk_clear(&walk);
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
		unit_walk walk;

		ca.subject = "CN=ca";
		ca.issuer = "CN=root";
		root.subject = "CN=root";
		walk = unit_walk_three(NULL, &ca, &root);
		unit_walk_build(&walk);
		UNIT_ROW(rows[i].name, walk.facts.subjects[1].not_a_ca == rows[i].ca_not_a_ca);
		UNIT_ROW(rows[i].name,
			walk.facts.subjects[1].may_not_sign == rows[i].ca_may_not_sign);
		UNIT_ROW(rows[i].name, !walk.facts.subjects[1].path_len_exceeded);
		UNIT_ROW(rows[i].name, walk.facts.subjects[2].not_a_ca == rows[i].root_not_a_ca);
		UNIT_ROW(rows[i].name,
			walk.facts.subjects[2].may_not_sign == rows[i].root_may_not_sign);
		UNIT_ROW(
			rows[i].name, walk.facts.subjects[2].path_len_exceeded == rows[i].root_len);
		UNIT_ROW(rows[i].name, !walk.facts.subjects[0].not_a_ca);
		unit_walk_clear(&walk);
	}
}

/* RFC 5280 6.1.4 (l): a self-issued intermediate does not count. */
static void
self_issued_intermediates_do_not_count(void)
{
	unit_cert_spec leaf = unit_leaf_spec(), rollover = unit_ca_spec(), ca = unit_ca_spec(),
		       root = unit_root_spec();
	unit_walk walk = unit_walk_start();

	rollover.issuer = "CN=ca";
	ca.has_path_len = true;
	ca.path_len = 0;
	root.has_path_len = true;
	root.path_len = 1;
	unit_walk_add(&walk, &leaf);
	unit_walk_add(&walk, &rollover);
	unit_walk_add(&walk, &ca);
	unit_walk_add(&walk, &root);
	walk.path.end = CP_PATH_ANCHORED;
	walk.terms.has_path_depth = true;
	walk.terms.path_depth = 1;
	unit_walk_build(&walk);
	CU_ASSERT(!walk.facts.subjects[2].path_len_exceeded);
	CU_ASSERT(!walk.facts.subjects[3].path_len_exceeded);
	CU_ASSERT(walk.facts.n_intermediates == 1 && !walk.facts.too_deep);
	walk.terms.path_depth = 0;
	unit_walk_build(&walk);
	CU_ASSERT(walk.facts.too_deep && walk.facts.depth_allowed == 0);
	unit_walk_clear(&walk);
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
			unit_cert_spec specs[3] = {
				unit_leaf_spec(), unit_ca_spec(), unit_root_spec()};
			unit_walk walk;

			specs[at].eku = rows[i].eku;
			walk = unit_walk_three(&specs[0], &specs[1], &specs[2]);
			walk.request.purpose = rows[i].purpose;
			unit_walk_build(&walk);
			UNIT_ROW(rows[i].eku != NULL ? rows[i].eku : "none",
				walk.facts.subjects[at].eku_forbids == rows[i].forbids);
			unit_walk_clear(&walk);
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
		unit_cert_spec leaf = unit_leaf_spec();
		const cp_subject *subject;
		unit_walk walk;

		leaf.extensions = rows[i].extensions;
		walk = unit_walk_three(&leaf, NULL, NULL);
		unit_walk_build(&walk);
		subject = &walk.facts.subjects[0];
		UNIT_ROW(rows[i].name, subject->n_unknown_critical == (rows[i].oid != NULL));
		if (subject->n_unknown_critical > 0 && rows[i].oid != NULL)
			UNIT_ROW(rows[i].name,
				strcmp(subject->unknown_critical[0], rows[i].oid) == 0);
		unit_walk_clear(&walk);
	}
}

/* However many there are, a handful is named. */
static void
many_unknown_critical_extensions_are_bounded(void)
{
	unit_extension extensions[11] = {{NULL, NULL, false}};
	char oids[10][32];
	unit_cert_spec leaf = unit_leaf_spec();
	unit_walk walk;
	size_t i;

	for (i = 0; i < 10; i++) {
		snprintf(oids[i], sizeof(oids[i]), "1.3.6.1.4.1.55738.666.%zu", i);
		extensions[i] = (unit_extension){oids[i], "0500", true};
	}
	leaf.extensions = extensions;
	walk = unit_walk_three(&leaf, NULL, NULL);
	unit_walk_build(&walk);
	CU_ASSERT(walk.facts.subjects[0].n_unknown_critical == 8);
	CU_ASSERT_STRING_EQUAL(walk.facts.subjects[0].unknown_critical[7], oids[7]);
	unit_walk_clear(&walk);
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
	unit_cert_spec root = unit_root_spec();
	unit_walk walk;

	root.extensions = unknown;
	walk = unit_walk_three(NULL, NULL, &root);
	unit_walk_build(&walk);
	CU_ASSERT(walk.facts.subjects[2].n_unknown_critical == 1);
	unit_walk_clear(&walk);
	root.extensions = qualified;
	walk = unit_walk_three(NULL, NULL, &root);
	unit_walk_build(&walk);
	CU_ASSERT(walk.facts.subjects[2].n_unknown_critical == 0);
	unit_walk_clear(&walk);
}

/* What is taken over from a path that was looked at before is what this one would have said. */
static void
paths_of_one_leaf_agree(void)
{
	unit_cert_spec leaf = unit_leaf_spec();
	cp_peer peers[2];
	cp_walk_known known;
	cp_facts first;
	cp_arena arena;
	unit_walk walk;

	memset(&known, 0, sizeof(known));
	leaf.names = "dns:a.example dns:www.google.com dns:*.com";
	walk = unit_walk_three(&leaf, NULL, NULL);
	CU_ASSERT_EQUAL_FATAL(
		cp_peer_parse(CP_PEER_DNS, cp_bytes_of_string("a.example"), &peers[0], NULL),
		CERTPOLICY_OK);
	CU_ASSERT_EQUAL_FATAL(
		cp_peer_parse(CP_PEER_DNS, cp_bytes_of_string("b.example"), &peers[1], NULL),
		CERTPOLICY_OK);
	walk.request.peer_state = CP_PEERS_GIVEN;
	walk.request.peers = peers;
	walk.request.n_peers = 2;
	walk.request.known = &known;
	unit_walk_build(&walk);
	first = walk.facts;
	arena = walk.arena;
	known.first = &first;
	walk.arena = (cp_arena)CP_ARENA_EMPTY;
	unit_walk_build(&walk);
	CU_ASSERT(walk.facts.n_peers == 2 && walk.facts.peers != first.peers);
	CU_ASSERT(walk.facts.peers[0].match == CP_MATCH_YES);
	CU_ASSERT(walk.facts.peers[1].match == CP_MATCH_NO);
	CU_ASSERT(walk.facts.has_public_name && walk.facts.impersonated != first.impersonated);
	CU_ASSERT_STRING_EQUAL(walk.facts.impersonated, "www.google.com");
	CU_ASSERT(walk.facts.subjects[0].profile.san_has_public_suffix_wildcard);
	CU_ASSERT(known.profiles.n == 3);
	/* A public CA's leaf impersonates nobody. */
	walk.anchor.is_public = true;
	unit_walk_build(&walk);
	CU_ASSERT(walk.facts.impersonated == NULL && walk.facts.has_public_name);
	cp_cert_rows_clear(&known.profiles);
	cp_arena_clear(&arena);
	cp_peer_clear(&peers[0]);
	cp_peer_clear(&peers[1]);
	unit_walk_clear(&walk);
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
		{"its last second", LEAF, NULL, UNIT_WALK_TIME, true, 1, 1, true, false, true},
		{"lapsed", LEAF, NULL, UNIT_WALK_TIME - 1, true, 1, 0, false, true, false},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		unit_cert_spec leaf = unit_leaf_spec(), ca = unit_ca_spec(),
			       root = unit_root_spec();
		cp_pin pin = {.has_until = rows[i].until != 0, .until = rows[i].until};
		cp_peer peer;
		unit_walk walk;

		leaf.key = unit_key(UNIT_P256, 1);
		leaf.issuer_key = ca.key = unit_key(UNIT_P256, 2);
		ca.issuer_key = root.key = unit_key(UNIT_P256, 3);
		walk = unit_walk_three(&leaf, &ca, &root);
		if (!rows[i].anchored)
			walk.path.end = CP_PATH_UNKNOWN_ISSUER;
		if (rows[i].bearer != NOBODY)
			memcpy(pin.spki_sha256, walk.certs[rows[i].bearer - LEAF]->spki_sha256,
				sizeof(pin.spki_sha256));
		pin.has_peer = rows[i].peer != NULL;
		if (pin.has_peer && cp_scope_entry_parse(cp_bytes_of_string(rows[i].peer),
					    &pin.peer) != CERTPOLICY_OK)
			CU_FAIL("entry");
		if (cp_peer_parse_host(cp_bytes_of_string("a.example"), &peer, NULL) !=
			CERTPOLICY_OK)
			CU_FAIL("peer");
		walk.request.peers = &peer;
		walk.request.n_peers = 1;
		walk.terms.pins = &pin;
		walk.terms.n_pins = 1;
		unit_walk_build(&walk);
		UNIT_ROW(rows[i].name, walk.facts.pins.n_configured == rows[i].n_configured);
		UNIT_ROW(rows[i].name, walk.facts.pins.n_live == rows[i].n_live);
		UNIT_ROW(rows[i].name, walk.facts.pins.matched == rows[i].matched);
		UNIT_ROW(rows[i].name, walk.facts.pins.matched_lapsed == rows[i].lapsed);
		UNIT_ROW(rows[i].name, walk.facts.pins.leaf_matched == rows[i].by_leaf);
		cp_scope_entry_clear(&pin.peer);
		cp_peer_clear(&peer);
		unit_walk_clear(&walk);
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
	unit_walk walk = unit_walk_three(NULL, NULL, NULL);
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_pin pin = {.has_peer = true};
		cp_peer peer;

		CU_ASSERT_FATAL(cp_peer_parse(rows[i].kind, cp_bytes_of_string(rows[i].peer), &peer,
					NULL) == CERTPOLICY_OK);
		CU_ASSERT_FATAL(cp_scope_entry_parse(cp_bytes_of_string(rows[i].of_pin),
					&pin.peer) == CERTPOLICY_OK);
		walk.request.peers = &peer;
		walk.request.n_peers = 1;
		walk.terms.pins = &pin;
		walk.terms.n_pins = 1;
		unit_walk_build(&walk);
		UNIT_ROW(rows[i].peer, walk.facts.pins.n_configured == rows[i].n_configured);
		cp_scope_entry_clear(&pin.peer);
		cp_peer_clear(&peer);
	}
	/* Nobody said who the peer is: a pin with one holds for nobody, one without for all. */
	{
		cp_pin pins[2] = {{.has_peer = true}, {.has_peer = false}};

		walk.request.n_peers = 0;
		walk.terms.pins = pins;
		walk.terms.n_pins = 2;
		unit_walk_build(&walk);
		CU_ASSERT(walk.facts.pins.n_configured == 1 && !walk.facts.pins.matched);
	}
	unit_walk_clear(&walk);
}

/* Of several pins that lapsed the last one says when. */
static void
the_last_pin_says_when(void)
{
	static const int64_t until[] = {UNIT_WALK_TIME - 2, UNIT_WALK_TIME - 1, UNIT_WALK_TIME - 3};
	unit_walk walk = unit_walk_three(NULL, NULL, NULL);
	cp_pin pins[CP_COUNT(until)];
	size_t i;

	for (i = 0; i < CP_COUNT(until); i++) {
		pins[i] = (cp_pin){.has_until = true, .until = until[i]};
		memcpy(pins[i].spki_sha256, walk.certs[0]->spki_sha256, 32);
	}
	walk.terms.pins = pins;
	walk.terms.n_pins = CP_COUNT(until);
	unit_walk_build(&walk);
	CU_ASSERT(walk.facts.pins.n_configured == 3 && walk.facts.pins.n_live == 0);
	CU_ASSERT(
		walk.facts.pins.matched_lapsed && walk.facts.pins.lapsed_at == UNIT_WALK_TIME - 1);
	unit_walk_clear(&walk);
}

/* The worst peer stands: none of its pins matched, none at all, another's key, the leaf's. */
static void
the_worst_peer_stands(void)
{
	static const char *const hosts[] = {
		"none.example", "no.example", "ca.example", "leaf.example"};
	unit_walk walk;
	unit_cert_spec leaf = unit_leaf_spec(), ca = unit_ca_spec();
	cp_pin pins[3];
	cp_peer pair[2];
	size_t i, j;

	leaf.key = unit_key(UNIT_P256, 1);
	leaf.issuer_key = ca.key = unit_key(UNIT_P256, 2);
	ca.issuer_key = unit_key(UNIT_P256, 0);
	walk = unit_walk_three(&leaf, &ca, NULL);
	memset(pins, 0, sizeof(pins));
	for (i = 0; i < 3; i++) {
		pins[i].has_peer = true;
		CU_ASSERT_FATAL(cp_scope_entry_parse(cp_bytes_of_string(hosts[i == 0 ? 0 : i + 1]),
					&pins[i].peer) == CERTPOLICY_OK);
	}
	memcpy(pins[1].spki_sha256, walk.certs[1]->spki_sha256, 32);
	memcpy(pins[2].spki_sha256, walk.certs[0]->spki_sha256, 32);
	walk.request.peers = pair;
	walk.request.n_peers = 2;
	walk.terms.pins = pins;
	walk.terms.n_pins = 3;
	for (i = 0; i < CP_COUNT(hosts); i++) {
		for (j = 0; j < CP_COUNT(hosts); j++) {
			size_t worst = i < j ? i : j;

			CU_ASSERT_FATAL(cp_peer_parse_host(cp_bytes_of_string(hosts[i]), &pair[0],
						NULL) == CERTPOLICY_OK);
			CU_ASSERT_FATAL(cp_peer_parse_host(cp_bytes_of_string(hosts[j]), &pair[1],
						NULL) == CERTPOLICY_OK);
			unit_walk_build(&walk);
			UNIT_ROW(hosts[worst], walk.facts.pins.n_configured == (worst != 1));
			UNIT_ROW(hosts[worst], walk.facts.pins.matched == (worst >= 2));
			UNIT_ROW(hosts[worst], walk.facts.pins.leaf_matched == (worst == 3));
			cp_peer_clear(&pair[0]);
			cp_peer_clear(&pair[1]);
		}
	}
	for (i = 0; i < 3; i++)
		cp_scope_entry_clear(&pins[i].peer);
	unit_walk_clear(&walk);
}

static void
every_peer_wants_its_pins(void)
{
	cp_pin pins[2] = {{.has_peer = true}, {.has_peer = true}};
	unit_walk walk = unit_walk_three(NULL, NULL, NULL);
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
	memcpy(pins[0].spki_sha256, walk.certs[0]->spki_sha256, 32);
	walk.request.peers = peers;
	walk.request.n_peers = 2;
	walk.terms.pins = pins;
	walk.terms.n_pins = 2;
	unit_walk_build(&walk);
	CU_ASSERT(walk.facts.pins.n_configured == 1 && !walk.facts.pins.matched);
	walk.terms.n_pins = 1;
	unit_walk_build(&walk);
	CU_ASSERT(walk.facts.pins.n_configured == 0);
	memcpy(pins[1].spki_sha256, walk.certs[0]->spki_sha256, 32);
	walk.terms.n_pins = 2;
	unit_walk_build(&walk);
	CU_ASSERT(walk.facts.pins.matched && walk.facts.pins.leaf_matched);
	for (i = 0; i < 2; i++) {
		cp_peer_clear(&peers[i]);
		cp_scope_entry_clear(&pins[i].peer);
	}
	unit_walk_clear(&walk);
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
		unit_cert_spec leaf = unit_leaf_spec(), ca = unit_ca_spec();
		const cp_classification *classification;
		unit_walk walk;

		leaf.issuer = ca.subject = rows[i].issuer;
		leaf.policies = rows[i].policies;
		walk = unit_walk_three(&leaf, &ca, NULL);
		walk.anchor.is_public = rows[i].is_public;
		if (!rows[i].anchored)
			walk.path.end = CP_PATH_UNKNOWN_ISSUER;
		unit_walk_build(&walk);
		classification = &walk.facts.classification;
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
		unit_walk_clear(&walk);
	}
}

static void
lone_leaves_are_classified(void)
{
	unit_cert_spec leaf = {.subject = "CN=leaf", .names = "dns:a.example"};
	unit_walk walk = unit_walk_start();

	unit_walk_add(&walk, &leaf);
	walk.path.end = CP_PATH_SELF_SIGNED;
	walk.path.leaf_self_signature_valid = true;
	unit_walk_build(&walk);
	CU_ASSERT(walk.facts.classification.kind == CP_KIND_SELF_SIGNED);
	CU_ASSERT(walk.facts.leaf_self_signed && !walk.facts.leaf_is_anchor);
	CU_ASSERT(walk.facts.classification.validation == CP_VALIDATION_NONE);
	CU_ASSERT(walk.facts.classification.setup_cost == CP_COST_FREE);
	CU_ASSERT(walk.facts.classification.fit_internal && !walk.facts.classification.fit_public);
	/* Self-issued, but signed by somebody else's key. */
	walk.path.leaf_self_signature_valid = false;
	unit_walk_build(&walk);
	CU_ASSERT(walk.facts.classification.kind == CP_KIND_UNKNOWN_CA);
	/* An anchor itself. */
	walk.path.leaf_self_signature_valid = true;
	walk.path.end = CP_PATH_ANCHORED;
	unit_walk_build(&walk);
	CU_ASSERT(walk.facts.leaf_is_anchor);
	CU_ASSERT(walk.facts.subjects[0].roles == (CP_ROLE_LEAF | CP_ROLE_ANCHOR));
	CU_ASSERT(!walk.facts.subjects[0].not_a_ca);
	CU_ASSERT(walk.facts.classification.kind == CP_KIND_SELF_SIGNED);
	CU_ASSERT(walk.facts.classification.validation == CP_VALIDATION_NONE);
	/* Expired: it keeps its kind, and fits development at most. */
	walk.request.time = INT64_C(4102444800);
	unit_walk_build(&walk);
	CU_ASSERT(walk.facts.classification.kind == CP_KIND_SELF_SIGNED);
	CU_ASSERT(walk.facts.classification.fit_development);
	CU_ASSERT(!walk.facts.classification.fit_internal);
	unit_walk_clear(&walk);
}

/* A leaf that signed itself and was signed by a CA as well is the CA's. */
static void
self_signed_and_anchored_is_the_anchors(void)
{
	unit_cert_spec leaf = unit_leaf_spec();
	unit_walk walk;

	leaf.issuer = "CN=leaf";
	walk = unit_walk_three(&leaf, NULL, NULL);
	walk.path.leaf_self_signature_valid = true;
	unit_walk_build(&walk);
	CU_ASSERT(walk.facts.leaf_self_signed);
	CU_ASSERT(walk.facts.classification.kind == CP_KIND_PRIVATE_CA);
	unit_walk_clear(&walk);
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
		unit_walk walk = unit_walk_three(NULL, NULL, NULL);

		walk.certs[0]->key.type = rows[i].type;
		walk.certs[0]->key.curve = rows[i].curve;
		walk.certs[0]->key.flaws = rows[i].flaws;
		unit_walk_build(&walk);
		UNIT_ROW(rows[i].name,
			walk.facts.classification.encryption_enabled == rows[i].serves);
		unit_walk_clear(&walk);
	}
}

static void
what_nobody_can_read_is_told(void)
{
	unit_walk walk = unit_walk_start();

	walk.certs[0] = walk.path.certs[0] = cp_cert_read(cp_bytes_of("\x30\x03\x02\x01", 4));
	walk.path.n_certs = 1;
	walk.path.end = CP_PATH_UNKNOWN_ISSUER;
	walk.request.session.said.resumed = true;
	walk.request.chain_empty = true;
	unit_walk_build(&walk);
	CU_ASSERT(!walk.facts.leaf_readable);
	CU_ASSERT(walk.facts.chain_unavailable);
	CU_ASSERT(walk.facts.classification.kind == CP_KIND_UNREADABLE);
	CU_ASSERT(!walk.facts.classification.encryption_enabled);
	CU_ASSERT(!walk.facts.classification.fit_development);
	CU_ASSERT(!cp_arena_failed(&walk.arena));
	unit_walk_clear(&walk);
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
		unit_walk walk = unit_walk_start();

		unit_walk_add(&walk, &leaf);
		walk.path.end = CP_PATH_SELF_SIGNED;
		unit_walk_build(&walk);
		UNIT_ROW(rows[i].name, walk.facts.classification.strength == rows[i].strength);
		unit_walk_clear(&walk);
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
		unit_cert_spec leaf = unit_leaf_spec(), ca = unit_ca_spec();
		const cp_facts *facts;
		unit_walk walk;

		leaf.subject = rows[i].subject;
		leaf.issuer = ca.subject = rows[i].issuer;
		leaf.names = rows[i].names;
		walk = unit_walk_three(&leaf, &ca, NULL);
		walk.anchor.is_public = rows[i].is_public;
		unit_walk_build(&walk);
		facts = &walk.facts;
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
		unit_walk_clear(&walk);
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
		unit_cert_spec leaf = unit_leaf_spec();
		cp_scope_entry entry;
		unit_walk walk;

		leaf.names = rows[i].names;
		walk = unit_walk_three(&leaf, NULL, NULL);
		walk.anchor.constrained = true;
		memset(&entry, 0, sizeof(entry));
		if (rows[i].permitted != NULL) {
			CU_ASSERT_EQUAL(
				cp_scope_entry_parse(cp_bytes_of_string(rows[i].permitted), &entry),
				CERTPOLICY_OK);
			walk.anchor.permitted = &entry;
			walk.anchor.n_permitted = 1;
		}
		unit_walk_build(&walk);
		UNIT_ROW(rows[i].name, walk.facts.out_of_scope == (rows[i].out != NULL));
		if (walk.facts.out_of_scope && rows[i].out != NULL)
			UNIT_ROW(rows[i].name,
				strcmp(walk.facts.out_of_scope_name, rows[i].out) == 0);
		cp_scope_entry_clear(&entry);
		unit_walk_clear(&walk);
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
		unit_cert_spec leaf = unit_leaf_spec();
		cp_scope_entry entry;
		cp_peer peer;
		unit_walk walk;

		leaf.names = "email:a@b.example";
		walk = unit_walk_three(&leaf, NULL, NULL);
		CU_ASSERT_FATAL(cp_scope_entry_parse(cp_bytes_of_string(rows[i].permitted),
					&entry) == CERTPOLICY_OK);
		CU_ASSERT_FATAL(cp_peer_parse(rows[i].kind, cp_bytes_of_string(rows[i].peer), &peer,
					NULL) == CERTPOLICY_OK);
		walk.anchor.constrained = true;
		walk.anchor.permitted = &entry;
		walk.anchor.n_permitted = 1;
		walk.request.peers = &peer;
		walk.request.n_peers = 1;
		unit_walk_build(&walk);
		UNIT_ROW(rows[i].name, walk.facts.out_of_scope == (rows[i].out != NULL));
		if (walk.facts.out_of_scope && rows[i].out != NULL)
			UNIT_ROW(rows[i].name,
				strcmp(walk.facts.out_of_scope_name, rows[i].out) == 0);
		cp_scope_entry_clear(&entry);
		cp_peer_clear(&peer);
		unit_walk_clear(&walk);
	}
}

static void
permitted_names_are_budgeted(void)
{
	unit_cert_spec leaf = unit_leaf_spec();
	cp_scope_entry entry;
	unit_walk walk;

	leaf.names = "dns:a.corp.example dns:b.corp.example dns:c.corp.example";
	walk = unit_walk_three(&leaf, NULL, NULL);
	CU_ASSERT_EQUAL(
		cp_scope_entry_parse(cp_bytes_of_string("corp.example"), &entry), CERTPOLICY_OK);
	walk.anchor.constrained = true;
	walk.anchor.permitted = &entry;
	walk.anchor.n_permitted = 1;
	walk.budget.limit[CP_LIMIT_NAME_COMPARISONS] = 3;
	unit_walk_build(&walk);
	CU_ASSERT(!walk.facts.budget_spent);
	walk.budget.used[CP_LIMIT_NAME_COMPARISONS] = 0;
	walk.budget.limit[CP_LIMIT_NAME_COMPARISONS] = 2;
	unit_walk_build(&walk);
	CU_ASSERT(walk.facts.budget_spent);
	CU_ASSERT(walk.facts.spent_limit == CP_LIMIT_NAME_COMPARISONS);
	cp_scope_entry_clear(&entry);
	unit_walk_clear(&walk);
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
		unit_walk walk = unit_walk_three(NULL, NULL, NULL);

		if (rows[i].undated)
			walk.certs[0]->not_before_form = CP_TIME_NONE;
		walk.anchor.programme_distrusted = rows[i].marked;
		walk.anchor.has_distrust_after = rows[i].by_not_before;
		walk.anchor.has_sct_not_after = rows[i].by_sct;
		walk.anchor.distrust_after = walk.anchor.sct_not_after = rows[i].date;
		unit_walk_build(&walk);
		UNIT_ROW(rows[i].name, walk.facts.distrusted == rows[i].distrusted);
		UNIT_ROW(rows[i].name, walk.facts.n_distrusts == (rows[i].marked ||
							rows[i].by_not_before ||
							rows[i].by_sct));
		unit_walk_clear(&walk);
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
		unit_cert_spec leaf = unit_leaf_spec();
		unit_walk walk = unit_walk_start();

		leaf.no_aki = rows[i].aki[0] == '\0';
		leaf.aki = leaf.no_aki ? NULL : rows[i].aki;
		leaf.extensions = rows[i].extensions[0].oid != NULL ? rows[i].extensions : NULL;
		unit_walk_add(&walk, &leaf);
		walk.path.end = CP_PATH_UNKNOWN_ISSUER;
		unit_walk_build(&walk);
		UNIT_ROW(rows[i].name, strcmp(walk.facts.missing_issuer, "CN=ca") == 0);
		UNIT_ROW(rows[i].name, same_text(walk.facts.missing_issuer_url, rows[i].url));
		UNIT_ROW(rows[i].name, same_text(walk.facts.missing_key_id, rows[i].key_id));
		unit_walk_clear(&walk);
	}
}

static void
peers_addresses_and_zones_are_told(void)
{
	unit_walk walk = unit_walk_three(NULL, NULL, NULL);
	static const uint8_t public_address[4] = {192, 0, 2, 1};
	cp_peer peers[2];

	CU_ASSERT(cp_peer_parse_host(cp_bytes_of_string("a.example"), &peers[0], NULL) == 0);
	CU_ASSERT(cp_peer_parse_host(cp_bytes_of_string("db"), &peers[1], NULL) == 0);
	walk.request.peer_state = CP_PEERS_GIVEN;
	walk.request.peers = peers;
	walk.request.n_peers = 2;
	unit_walk_build(&walk);
	CU_ASSERT(walk.facts.n_peers == 2);
	CU_ASSERT(walk.facts.peers[0].match == CP_MATCH_YES);
	CU_ASSERT(walk.facts.peers[1].match == CP_MATCH_NO);
	CU_ASSERT(walk.facts.zone == CP_ZONE_PUBLIC);
	walk.request.peers = &peers[1];
	walk.request.n_peers = 1;
	walk.request.has_address = true;
	memcpy(walk.request.address, public_address, 4);
	walk.request.address_len = 4;
	unit_walk_build(&walk);
	CU_ASSERT(walk.facts.name_zone == CP_ZONE_INTERNAL);
	CU_ASSERT(walk.facts.zone == CP_ZONE_PUBLIC && walk.facts.address_zone == CP_ZONE_PUBLIC);
	walk.request.address[0] = 10;
	unit_walk_build(&walk);
	CU_ASSERT(walk.facts.zone == CP_ZONE_INTERNAL && walk.facts.address_zone == CP_ZONE_INTERNAL);
	cp_peer_clear(&peers[0]);
	cp_peer_clear(&peers[1]);
	unit_walk_clear(&walk);
}

static void
facts_are_rebuilt_for_other_terms(void)
{
	unit_walk walk = unit_walk_three(NULL, NULL, NULL);
	cp_walk_terms strict = {
		.has_path_depth = true, .path_depth = 0, .require_explicit_policy = true};
	cp_facts facts;

	unit_walk_build(&walk);
	CU_ASSERT(!walk.facts.too_deep && !walk.facts.policies.failed);
	cp_facts_rebuild(&facts, &walk.facts, &walk.arena, &walk.budget, &walk.request, &strict);
	CU_ASSERT(facts.too_deep && facts.policies.failed);
	CU_ASSERT(facts.subjects == walk.facts.subjects);
	CU_ASSERT(!facts.classification.fit_internal);
	cp_facts_rebuild(&facts, &facts, &walk.arena, &walk.budget, &walk.request, &walk.terms);
	CU_ASSERT(!facts.too_deep && !facts.policies.failed && facts.classification.fit_internal);
	unit_walk_clear(&walk);
}

static void
evidence_is_shown(void)
{
	unit_cert_spec leaf = unit_leaf_spec();
	unit_walk walk;
	size_t i;
	char names[2000] = "";

	leaf.names = "dns:a.example ip:192.0.2.1";
	walk = unit_walk_three(&leaf, NULL, NULL);
	CU_ASSERT_STRING_EQUAL(cp_subject_text(&walk.arena, walk.certs[0]), "CN=leaf");
	CU_ASSERT_STRING_EQUAL(cp_issuer_text(&walk.arena, walk.certs[0]), "CN=ca");
	CU_ASSERT_STRING_EQUAL(
		cp_names_text(&walk.arena, walk.certs[0]), "DNS:a.example, IP:192.0.2.1");
	CU_ASSERT(cp_names_text(&walk.arena, walk.certs[1]) == NULL);
	unit_walk_clear(&walk);
	for (i = 0; i < 50; i++)
		sprintf(names + strlen(names), "dns:n%zu.example.com ", 10 + i);
	leaf.names = names;
	walk = unit_walk_three(&leaf, NULL, NULL);
	CU_ASSERT(strlen(cp_names_text(&walk.arena, walk.certs[0])) < 300);
	CU_ASSERT(strstr(cp_names_text(&walk.arena, walk.certs[0]), " and ") != NULL);
	unit_walk_clear(&walk);
}

/* Whatever allocation fails, the arena says so, and nothing is read that is not there. */
static void
memory_may_end_anywhere(void)
{
	static const unit_extension mappings[] = {
		{"2.5.29.33", "3018300a06032a030106032a0302300a06032a030106032a0303", true},
		{NULL, NULL, false}};
	static const unit_extension unknown[] = {
		{"1.3.6.1.4.1.55738.666.1", "0500", true}, {NULL, NULL, false}};
	unit_cert_spec leaf = unit_leaf_spec(), ca = unit_ca_spec();
	cp_peer peer;
	unit_walk walk;
	long n;

	if (cp_peer_parse_host(cp_bytes_of_string("a.example"), &peer, NULL) != CERTPOLICY_OK)
		exit(99);
	leaf.names = "dns:www.google.com";
	leaf.policies = "1.2.3.1 2.5.29.32.0";
	leaf.extensions = unknown;
	ca.policies = "1.2.3.1 2.5.29.32.0";
	ca.extensions = mappings;
	ca.permitted = "dns:b.example";
	walk = unit_walk_three(&leaf, &ca, NULL);
	walk.terms.require_explicit_policy = true;
	walk.request.peers = &peer;
	walk.request.n_peers = 1;
	for (n = 0;; n++) {
		bool failed;

		cp_mem_fail_after(n, true);
		unit_walk_build(&walk);
		failed = cp_arena_failed(&walk.arena);
		cp_mem_fail_after(-1, false);
		cp_arena_clear(&walk.arena);
		walk.arena = (cp_arena)CP_ARENA_EMPTY;
		if (!failed)
			break;
	}
	CU_ASSERT(n > 0);
	unit_walk_build(&walk);
	CU_ASSERT(walk.facts.subjects[0].n_nc_breaches == 1);
	CU_ASSERT(walk.facts.subjects[0].n_unknown_critical == 1 && walk.facts.n_peers == 1);
	CU_ASSERT(!walk.facts.policies.failed);
	cp_peer_clear(&peer);
	unit_walk_clear(&walk);
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
