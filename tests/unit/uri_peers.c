/*
 * lib/classify: URIs as peers, against those that a certificate presents (RFC 9525 6.3, 6.5).
 * Other kinds of names are names.c's.
 */
#include <config.h>
#include "base/mem.h"
#include "classify/walk.h"
#include "unit/der_text.h"
#include "unit/unit.h"

/* How a peer fares with a certificate that presents these names. */
static cp_name_match
match_of(const cp_peer *peer, cp_bytes san)
{
	static const int report_index[1] = {0};
	static const cp_walk_terms terms = {.zones = NULL};
	const cp_walk_request request = {.peer_state = CP_PEERS_GIVEN, .peers = peer, .n_peers = 1};
	cp_arena arena = CP_ARENA_EMPTY;
	cp_path path;
	cp_budget budget;
	cp_name_match match;
	cp_facts facts;
	cp_cert cert;

	memset(&cert, 0, sizeof(cert));
	memset(&path, 0, sizeof(path));
	cert.skeleton = true;
	cert.subject = cert.issuer = der_text("30{}");
	cert.ext[CP_EXT_SUBJECT_ALT_NAME].present = true;
	cert.san = san;
	path.certs[0] = &cert;
	path.n_certs = 1;
	path.end = CP_PATH_UNKNOWN_ISSUER;
	cp_budget_init(&budget);
	cp_facts_build(&facts, &arena, &budget, &path, report_index, &request, &terms);
	CU_ASSERT_FATAL(facts.n_peers == 1);
	match = facts.peers[0].match;
	cp_arena_clear(&arena);
	return match;
}

static void
scheme_host_and_more_must_agree(void)
{
	static const struct {
		const char *wanted, *presented;
		bool matches;
	} rows[] = {
		/* Scheme and host; ports, users and paths of the certificate are its own. */
		{"https://a.example", "https://a.example", true},
		{"https://a.example", "HTTPS://A.Example", true},
		{"HTTPS://A.example", "https://a.example", true},
		{"https://a.example", "https://a.example/path?q#f", true},
		{"https://a.example/", "https://a.example/path", true},
		{"https://a.example:443", "https://a.example:8443/", true},
		{"https://a.example", "https://user@a.example/", true},
		{"https://a.example", "https://a.example@b.example/", false},
		{"https://a.example", "https://b.example#@a.example/", false},
		{"https://a.example", "https://b.example?@a.example/", false},
		{"https://a.example", "https://b.a.example/", false},
		{"https://a.example", "https://*.example/", false},
		{"https://a.example", "https://example/", false},
		{"https://a.example", "http://a.example", false},
		{"https://a.example", "https:a.example", false},
		{"https://a.example", "//a.example", false},
		{"https://a.example", "a.example", false},
		{"https://a.example", "", false},
		{"https://a.example", "https://", false},
		{"https://a.example", "https:///a.example", false},
		{"https://a.example", "https://a.example:44x/", false},
		{"https://a.example", "https://a%2eexample/", false},
		{"https://a.example", "https://a.example\\@b.example/", false},
		{"https://a.example", "https://a.example /", false},
		{"https://a.example", "ht_tps://a.example/", false},
		{"https://a.example", "ht/tps://a.example/", false},
		{"git+ssh://a.example", "git+ssh://a.example/x", true},
		{"x-a.b://a.example", "X-A.B://a.example/x", true},
		{"git+ssh://a.example", "ssh://a.example/x", false},
		/* What says more is wanted as a whole. */
		{"spiffe://a.example/w1", "spiffe://a.example/w1", true},
		{"spiffe://a.example/w1", "spiffe://A.example/w1", true},
		{"spiffe://a.example/w1", "spiffe://a.example/W1", false},
		{"spiffe://a.example/w1", "spiffe://a.example/w1/", false},
		{"spiffe://a.example/w1", "spiffe://a.example/w1?x", false},
		{"spiffe://a.example/w1", "spiffe://a.example/w1/../w2", false},
		{"spiffe://a.example/w1", "spiffe://a.example/%77%31", false},
		{"spiffe://a.example/w1", "spiffe://a.example", false},
		{"https://a.example?x", "https://a.example?x", true},
		{"https://a.example?x", "https://a.example", false},
		/* Addresses are compared as such, and are no names. */
		{"https://192.0.2.1/", "https://192.0.2.1/x", true},
		{"https://192.0.2.1/", "https://192.0.2.1:8443/x", true},
		{"https://192.0.2.1/", "https://192.0.2.2/", false},
		{"https://192.0.2.1/", "https://0xc0.0.2.1/", false},
		{"https://192.0.2.1/", "https://3221225985/", false},
		{"https://192.0.2.1/", "https://192.0.2.1./", false},
		{"https://192.0.2.1/", "https://a.example/", false},
		{"https://192.0.2.1/", "https:192.0.2.1/", false},
		{"https://a.example/", "https://192.0.2.1/", false},
		{"https://[2001:db8::1]/", "https://[2001:DB8:0:0::1]/", true},
		{"https://[2001:db8::1]:443/", "https://[2001:db8::1]", true},
		{"https://[2001:db8::1]/", "https://[2001:db8::2]/", false},
		{"https://[2001:db8::1]/", "https://2001:db8::1/", false},
		{"https://[2001:db8::1]/", "https://[2001:db8::1/", false},
		{"https://[2001:db8::1]/", "https://[2001:db8::1]443/", false},
		{"https://[2001:db8::1]/", "https://[2001:db8::1]:x/", false},
		{"https://[2001:db8::1]/", "https://[]/", false},
		{"https://192.0.2.1/", "https://[192.0.2.1]/", false},
		{"https://[::ffff:192.0.2.1]/", "https://192.0.2.1/", false},
		/* Neither host: all of it. */
		{"urn:uuid:1", "URN:uuid:1", true},
		{"urn:uuid:1", "urn:UUID:1", false},
		{"urn:uuid:1", "urn:uuid:10", false},
		{"urn:uuid:1", "urn:", false},
		{"urn:uuid:1", "urn://uuid:1", false},
		{"urn:a.example", "urn://a.example", false},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		char row[160], san[160];
		cp_name_match match;
		cp_peer peer;

		snprintf(row, sizeof(row), "%s and %s", rows[i].wanted, rows[i].presented);
		snprintf(san, sizeof(san), rows[i].presented[0] != '\0' ? "86{'%s'}" : "86{%s}",
			rows[i].presented);
		UNIT_ROW(row, cp_peer_parse(CP_PEER_URI, cp_bytes_of_string(rows[i].wanted), &peer,
				      NULL) == CERTPOLICY_OK);
		match = match_of(&peer, der_text(san));
		UNIT_ROW(row, match == (rows[i].matches ? CP_MATCH_YES : CP_MATCH_NO));
		cp_peer_clear(&peer);
	}
}

/* A NUL or an octet beyond ASCII ends no name, and makes it none. */
static void
octets_that_are_no_characters_match_nothing(void)
{
	static const char *const rows[] = {"86{'https://a.example' 00 '.b.example/'}",
		"86{'https://a.example' 00}", "86{'https://' 00 'a.example'}",
		"86{'https' 00 '://a.example'}", "86{'https://a.example/' ff}",
		"86{'https://a.example/' 0a}", "86{'https://a.example/' 7f}", "86{00}"};
	cp_peer peer;
	size_t i;

	CU_ASSERT_FATAL(cp_peer_parse(CP_PEER_URI, cp_bytes_of_string("https://a.example"), &peer,
				NULL) == CERTPOLICY_OK);
	for (i = 0; i < CP_COUNT(rows); i++)
		UNIT_ROW(rows[i], match_of(&peer, der_text(rows[i])) == CP_MATCH_NO);
	CU_ASSERT(match_of(&peer, der_text("82{'a.example'}")) == CP_MATCH_NO_NAMES);
	cp_peer_clear(&peer);
}

static void
peers_must_be_uris(void)
{
	static const struct {
		const char *text;
		const char *host; /* NULL: refused */
		size_t address_len;
	} rows[] = {
		{"https://A.example/x", "a.example", 0},
		{"https://192.0.2.1", "", 4},
		{"https://[2001:db8::1]/", "", 16},
		{"urn:a", "", 0},
		{"a:b", "", 0},
		{"a+1-b.c:b", "", 0},
		{"", NULL, 0},
		{":", NULL, 0},
		{"urn:", NULL, 0},
		{"urn", NULL, 0},
		{"1a:b", NULL, 0},
		{"+a:b", NULL, 0},
		{"a_b:c", NULL, 0},
		{"a b:c", NULL, 0},
		{"https://", NULL, 0},
		{"https:///x", NULL, 0},
		{"https://a..example/", NULL, 0},
		{"https://a.example:port/", NULL, 0},
		{"https://a.1/", NULL, 0},
		{"https://0x7f000001/", NULL, 0},
		{"https://[::1", NULL, 0},
		{"https://[]/", NULL, 0},
		{"https://[a.example]/", NULL, 0},
		{"https://[192.0.2.1]/", NULL, 0},
		{"https://[fe80::1%25eth0]/", NULL, 0},
		{"https://a.example/ x", NULL, 0},
		{"https://a.example/\\", NULL, 0},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_peer peer;
		bool read = cp_peer_parse(CP_PEER_URI, cp_bytes_of_string(rows[i].text), &peer,
				    NULL) == CERTPOLICY_OK;

		UNIT_ROW(rows[i].text, read == (rows[i].host != NULL));
		if (!read || rows[i].host == NULL)
			continue;
		UNIT_ROW(rows[i].text, strcmp(peer.host, rows[i].host) == 0);
		UNIT_ROW(rows[i].text, peer.address_len == rows[i].address_len);
		cp_peer_clear(&peer);
	}
}

/* Whichever allocation fails, nothing is left of the peer. */
static void
peers_survive_want_of_memory(void)
{
	static const struct {
		cp_peer_kind kind;
		const char *text;
	} rows[] = {{CP_PEER_URI, "https://a.example/"}, {CP_PEER_EMAIL, "a@b.example"},
		{CP_PEER_DNS, "a.example"}, {CP_PEER_IP, "192.0.2.1"}};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		int status = CERTPOLICY_ERROR_NO_MEMORY;
		long allow;
		cp_peer peer;

		for (allow = 0; status != CERTPOLICY_OK && allow < 50; allow++) {
			cp_mem_fail_after(allow, true);
			status = cp_peer_parse(
				rows[i].kind, cp_bytes_of_string(rows[i].text), &peer, NULL);
			cp_mem_fail_after(-1, false);
			UNIT_ROW(rows[i].text, status == CERTPOLICY_OK || peer.text == NULL);
		}
		UNIT_ROW(rows[i].text, status == CERTPOLICY_OK && allow > 1);
		cp_peer_clear(&peer);
	}
}

int
main(void)
{
	static const unit_test tests[] = {
		{"scheme, host and more must agree", scheme_host_and_more_must_agree},
		{"octets that are no characters match nothing",
			octets_that_are_no_characters_match_nothing},
		{"peers must be URIs", peers_must_be_uris},
		{"peers survive want of memory", peers_survive_want_of_memory},
		{NULL, NULL},
	};
	int status = unit_main("uri_peers", tests);

	der_text_free_all();
	return status;
}
