/* lib/classify: presented names and references, URIs, zones, session names. */
#include <config.h>
#include "base/mem.h"
#include "classify/names.h"
#include "classify/peer.h"
#include "classify/scope.h"
#include "classify/uri.h"
#include "classify/walk.h"
#include "unit/make_cert.h"
#include "unit/unit.h"

static cp_bytes
text(const char *string)
{
	return cp_bytes_of_string(string);
}

static void
presented_names_match(void)
{
	static const struct {
		const char *presented, *reference;
		bool matches;
	} rows[] = {
		{"example.com", "example.com", true},
		{"EXAMPLE.com", "example.com", true},
		{"example.com", "www.example.com", false},
		{"*.example.com", "www.example.com", true},
		{"*.EXAMPLE.com", "www.example.com", true},
		{"*.example.com", "example.com", false},
		{"*.example.com", "a.b.example.com", false},
		{"*.example.com", ".example.com", false},
		{"*.example.com", "-start.example.com", true},
		{"*.co.uk", "example.co.uk", true},
		{"*.com", "example.com", false},
		{"*", "localhost", false},
		{"*.", "localhost", false},
		{"w*.example.com", "www.example.com", false},
		{"*w.example.com", "www.example.com", false},
		{"**.example.com", "www.example.com", false},
		{"*.*.example.com", "a.b.example.com", false},
		{"www.*.com", "www.example.com", false},
		{"xn--*.example.com", "xn--a.example.com", false},
		{"example.com.", "example.com", false},
		{"*.example.com.", "www.example.com", false},
		{".example.com", "example.com", false},
		{"a..example.com", "a..example.com", false},
		{"", "", false},
		{"a", "", false},
		{"a_b.example.com", "a_b.example.com", true},
		{"_.example.com", "_.example.com", true},
		{"-a.example.com", "-a.example.com", false},
		{"a-.example.com", "a-.example.com", false},
		{"a b.example.com", "a b.example.com", false},
		{"\xc3\xbc.example.com", "xn--tda.example.com", false},
		{"192.0.2.1", "192.0.2.1", false},
		{"example.1", "example.1", false},
		{"example.0x1f", "example.0x1f", false},
		{"example.1a", "example.1a", true},
		{"localhost", "localhost", true},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++)
		UNIT_ROW(rows[i].presented, cp_dns_matches(text(rows[i].presented),
						    text(rows[i].reference)) == rows[i].matches);
	CU_ASSERT(!cp_dns_matches(cp_bytes_of("a.example\0", 10), text("a.example")));
}

static void
lengths_are_bounded(void)
{
	char name[260];
	size_t i;

	for (i = 0; i < sizeof(name); i++)
		name[i] = i % 64 == 63 ? '.' : 'a';
	CU_ASSERT(cp_dns_is_presentable(cp_bytes_of(name, 63)));
	CU_ASSERT(cp_dns_is_presentable(cp_bytes_of(name, 253)));
	CU_ASSERT(!cp_dns_is_presentable(cp_bytes_of(name, 254)));
	name[63] = 'a';
	CU_ASSERT(!cp_dns_is_presentable(cp_bytes_of(name, 64)));
}

static void
public_suffixes_are_known(void)
{
	static const struct {
		const char *presented;
		bool is;
	} rows[] = {
		{"*.com", true},
		{"*.co.uk", true},
		{"*.CO.uk", true},
		{"*.example.com", false},
		{"*.github.io", false}, /* the private section */
		{"*.example", false},   /* no suffix of the list */
		{"co.uk", false},
		{"*", false},
		{"*..uk", false},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++)
		UNIT_ROW(rows[i].presented,
			cp_dns_is_wildcard_of_public_suffix(text(rows[i].presented)) == rows[i].is);
}

static void
uris_are_split(void)
{
	static const struct {
		const char *uri;
		bool splits;
		cp_uri_host kind;
		const char *host, *rest;
	} rows[] = {
		{"https://example.com/a?b#c", true, CP_URI_HOST_NAME, "example.com", "/a?b#c"},
		{"https://u:p@example.com:443", true, CP_URI_HOST_NAME, "example.com", ""},
		{"https://a@b@example.com/", true, CP_URI_HOST_NAME, "example.com", "/"},
		{"https://evil.com\\@example.com/", false, CP_URI_HOST_NONE, "", ""},
		{"https://example.com:x/", true, CP_URI_HOST_BAD, "example.com", "/"},
		{"https://[2001:db8::1]:8443/", true, CP_URI_HOST_ADDRESS, "2001:db8::1", "/"},
		{"https://[2001:db8::1/", true, CP_URI_HOST_BAD, "", "/"},
		{"https://192.0.2.1/", true, CP_URI_HOST_ADDRESS, "192.0.2.1", "/"},
		{"foo://0xde.0xad.0xbe.0xef/", true, CP_URI_HOST_ADDRESS, "0xde.0xad.0xbe.0xef",
			"/"},
		{"https://1.2.3.4./", true, CP_URI_HOST_ADDRESS, "1.2.3.4.", "/"},
		{"https:///a", true, CP_URI_HOST_BAD, "", "/a"},
		{"https://a%2eb/", true, CP_URI_HOST_BAD, "a%2eb", "/"},
		{"urn:uuid:1", true, CP_URI_HOST_NONE, "", "uuid:1"},
		{"1http://a/", false, CP_URI_HOST_NONE, "", ""},
		{"//example.com/", false, CP_URI_HOST_NONE, "", ""},
		{"https://exa mple.com/", false, CP_URI_HOST_NONE, "", ""},
		{"", false, CP_URI_HOST_NONE, "", ""},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_uri uri;
		bool splits = cp_uri_split(text(rows[i].uri), &uri);

		UNIT_ROW(rows[i].uri, splits == rows[i].splits);
		if (!splits)
			continue;
		UNIT_ROW(rows[i].uri, uri.host_kind == rows[i].kind);
		UNIT_ROW(rows[i].uri, cp_bytes_equal(uri.host, text(rows[i].host)));
		UNIT_ROW(rows[i].uri, cp_bytes_equal(uri.rest, text(rows[i].rest)));
	}
}

static void
mailboxes_are_split_and_compared(void)
{
	static const struct {
		const char *mailbox, *local_part, *domain; /* NULL: none */
	} rows[] = {
		{"a@b.example", "a", "b.example"},
		{"*@b.example", "*", "b.example"},
		{"\"a@b\"@c.example", "\"a@b\"", "c.example"},
		{"\"a\\\"@b\"@c.example", "\"a\\\"@b\"", "c.example"},
		{"a@b@c.example", NULL, NULL},
		{"@b.example", NULL, NULL},
		{"a@", NULL, NULL},
		{"a", NULL, NULL},
		{"\"a@b.example", NULL, NULL},
		{"\"a\"b@c.example", NULL, NULL},
		{"", NULL, NULL},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_bytes local_part, domain;
		bool splits = cp_mailbox_split(text(rows[i].mailbox), &local_part, &domain);

		UNIT_ROW(rows[i].mailbox, splits == (rows[i].local_part != NULL));
		if (splits && rows[i].local_part != NULL) {
			UNIT_ROW(rows[i].mailbox,
				cp_bytes_equal(local_part, text(rows[i].local_part)));
			UNIT_ROW(rows[i].mailbox, cp_bytes_equal(domain, text(rows[i].domain)));
		}
	}
	CU_ASSERT(cp_local_part_equal(text("foo"), text("\"\\f\\o\\o\"")));
	CU_ASSERT(!cp_local_part_equal(text("foo"), text("Foo")));
	CU_ASSERT(!cp_local_part_equal(text("foo"), text("\"foob\"")));
}

static void
peers_are_read(void)
{
	static const struct {
		cp_peer_kind kind;
		const char *text;
		bool valid;
		const char *host;
	} rows[] = {
		{CP_PEER_DNS, "WWW.Example.com.", true, "www.example.com"},
		{CP_PEER_DNS,
			"b\xc3\xbc"
			"cher.example",
			true, "xn--bcher-kva.example"},
		{CP_PEER_DNS, "-a.example.com", true, "-a.example.com"},
		{CP_PEER_DNS, "", false, ""},
		{CP_PEER_DNS, ".", false, ""},
		{CP_PEER_DNS, "*.example.com", false, ""},
		{CP_PEER_DNS, "a..example", false, ""},
		{CP_PEER_DNS, "192.0.2.1", false, ""},
		{CP_PEER_DNS, "127.1", false, ""},
		{CP_PEER_DNS, "2001:db8::1", false, ""},
		{CP_PEER_DNS, "[2001:db8::1]", false, ""},
		{CP_PEER_DNS, "https://www.example.com", false, ""},
		{CP_PEER_DNS, "a\xff.example", false, ""},
		{CP_PEER_DNS, "a\xe2\x80\xae.example", false, ""},
		{CP_PEER_IP, "192.0.2.1", true, ""},
		{CP_PEER_IP, "2001:db8::1", true, ""},
		{CP_PEER_IP, "192.0.2", false, ""},
		{CP_PEER_IP, "192.0.02.1", false, ""},
		{CP_PEER_IP, "fe80::1%eth0", false, ""},
		{CP_PEER_EMAIL, "A@Example.com", true, "example.com"},
		{CP_PEER_EMAIL, "*@example.com", true, "example.com"},
		{CP_PEER_EMAIL, "example.com", false, ""},
		{CP_PEER_EMAIL, "a@", false, ""},
		{CP_PEER_EMAIL, "a@-", true, "-"},
		{CP_PEER_URI, "SPIFFE://Example.org/ns/a", true, "example.org"},
		{CP_PEER_URI, "https://192.0.2.1/", true, ""},
		{CP_PEER_URI, "urn:uuid:1", true, ""},
		{CP_PEER_URI, "https://127.1/", false, ""},
		{CP_PEER_URI,
			"https://B\xc3\xbc"
			"cher.example./",
			true, "xn--bcher-kva.example"},
		{CP_PEER_URI, "https://a.example.:443/x", true, "a.example"},
		{CP_PEER_URI, "https://a.example..", false, ""},
		{CP_PEER_URI, "https://", false, ""},
		{CP_PEER_URI, "https://\xef\xbc\x91\xef\xbc\x92.\xef\xbc\x91/", false, ""},
		{CP_PEER_URI, "https://a\xef\xbc\x8f.example/", false, ""},
		{CP_PEER_URI, "https://a.example/\xc3\xbc", false, ""},
		{CP_PEER_URI, "urn:\xc3\xbc", false, ""},
		{CP_PEER_URI, "https:", false, ""},
		{CP_PEER_URI, "example.org", false, ""},
		{CP_PEER_SRV, "_xmpp-client.Example.org.", true, "example.org"},
		{CP_PEER_SRV,
			"_IMAPS.b\xc3\xbc"
			"cher.example",
			true, "xn--bcher-kva.example"},
		{CP_PEER_SRV, "_sip.localhost", true, "localhost"},
		{CP_PEER_SRV, "_sip", false, ""},
		{CP_PEER_SRV, "_sip.", false, ""},
		{CP_PEER_SRV, "_.example.org", false, ""},
		{CP_PEER_SRV, "_-a.example.org", false, ""},
		{CP_PEER_SRV, "sip.example.org", false, ""},
		{CP_PEER_SRV, "_sip._tcp.example.org", false, ""},
		{CP_PEER_SRV, "_*.example.org", false, ""},
		{CP_PEER_SRV, "_sip.*.example.org", false, ""},
		{CP_PEER_SRV, "_sip.192.0.2.1", false, ""},
		{CP_PEER_SRV, "_sip.127.1", false, ""},
		{CP_PEER_SRV, "_sip.a..example", false, ""},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		certpolicy_error *error = NULL;
		cp_peer peer;
		int status = cp_peer_parse(rows[i].kind, text(rows[i].text), &peer, &error);

		UNIT_ROW(rows[i].text, (status == CERTPOLICY_OK) == rows[i].valid);
		UNIT_ROW(rows[i].text, (error == NULL) == (status == CERTPOLICY_OK));
		UNIT_ROW(rows[i].text, strcmp(peer.host, rows[i].host) == 0);
		certpolicy_error_free(error);
		cp_peer_clear(&peer);
	}
}

static cp_name_match
match_of(const cp_peer *peer, const cp_cert *cert)
{
	cp_name_match match;

	cp_peers_match(peer, 1, cert, &match);
	return match;
}

static void
peers_are_found(void)
{
	static const struct {
		cp_peer_kind kind;
		const char *peer, *names;
		cp_name_match match;
	} rows[] = {
		{CP_PEER_DNS, "a.example", "dns:b.example dns:a.example", CP_MATCH_YES},
		{CP_PEER_DNS, "a.example", "dns:b.example", CP_MATCH_NO},
		{CP_PEER_DNS, "cn.example", "dns:b.example", CP_MATCH_NO},
		{CP_PEER_DNS, "cn.example", NULL, CP_MATCH_NO_NAMES},
		{CP_PEER_DNS, "a.example", "ip:192.0.2.1 email:a@a.example uri:https://a.example/",
			CP_MATCH_NO_NAMES},
		{CP_PEER_IP, "192.0.2.1", "ip:192.0.2.1", CP_MATCH_YES},
		{CP_PEER_IP, "192.0.2.1", "dns:192.0.2.1", CP_MATCH_NO_NAMES},
		{CP_PEER_IP, "192.0.2.1", "ip:192.0.2.2", CP_MATCH_NO},
		{CP_PEER_IP, "::ffff:192.0.2.1", "ip:192.0.2.1", CP_MATCH_NO},
		{CP_PEER_IP, "2001:db8::1", "ip:2001:db8::1", CP_MATCH_YES},
		{CP_PEER_EMAIL, "a@example.com", "email:a@EXAMPLE.com", CP_MATCH_YES},
		{CP_PEER_EMAIL, "A@example.com", "email:a@example.com", CP_MATCH_NO},
		{CP_PEER_EMAIL, "a@example.com", "email:a@sub.example.com", CP_MATCH_NO},
		{CP_PEER_EMAIL, "a@example.com", "dns:example.com", CP_MATCH_NO_NAMES},
		{CP_PEER_URI, "https://a.example/", "uri:https://A.example/other", CP_MATCH_YES},
		{CP_PEER_URI, "https://a.example", "uri:http://a.example/", CP_MATCH_NO},
		{CP_PEER_URI, "https://a.example", "uri:https://b.example/", CP_MATCH_NO},
		{CP_PEER_URI, "spiffe://a.example/w1", "uri:spiffe://a.example/w1", CP_MATCH_YES},
		{CP_PEER_URI, "spiffe://a.example/w1", "uri:spiffe://a.example/w2", CP_MATCH_NO},
		{CP_PEER_URI, "https://b\xc3\xbc.example./", "uri:https://xn--b-eha.example/x",
			CP_MATCH_YES},
		{CP_PEER_URI, "https://a.example.", "uri:https://a.example./", CP_MATCH_NO},
		{CP_PEER_URI, "urn:uuid:1", "uri:URN:uuid:1", CP_MATCH_YES},
		{CP_PEER_URI, "urn:uuid:1", "uri:urn:uuid:2", CP_MATCH_NO},
		{CP_PEER_SRV, "_imaps.a.example", "srv:_imap.a.example srv:_imaps.a.example",
			CP_MATCH_YES},
		{CP_PEER_SRV, "_imaps.a.example", "srv:_IMAPS.A.example", CP_MATCH_YES},
		{CP_PEER_SRV, "_imaps.a.example", "srv:_imap.a.example", CP_MATCH_NO},
		{CP_PEER_SRV, "_imaps.a.example", "srv:_imaps.b.a.example", CP_MATCH_NO},
		{CP_PEER_SRV, "_imaps.b.a.example", "srv:_imaps.*.a.example", CP_MATCH_YES},
		{CP_PEER_SRV, "_imaps.a.example", "srv:_imaps.*.a.example", CP_MATCH_NO},
		{CP_PEER_SRV, "_imaps.a.example", "srv:_imaps.*.example", CP_MATCH_NO},
		{CP_PEER_SRV, "_imaps.a.example", "srv:*.a.example", CP_MATCH_NO},
		{CP_PEER_SRV, "_imaps.a.example", "srv:_*.a.example", CP_MATCH_NO},
		{CP_PEER_SRV, "_imaps.a.example", "srv:_imaps.a.example.", CP_MATCH_NO},
		{CP_PEER_SRV, "_imaps.a.example", "srv:a.example", CP_MATCH_NO},
		{CP_PEER_SRV, "_imaps.a.example", "srv:_imaps", CP_MATCH_NO},
		{CP_PEER_SRV, "_imaps.b\xc3\xbc.example", "srv:_imaps.xn--b-eha.example",
			CP_MATCH_YES},
		{CP_PEER_SRV, "_imaps.a.example", "utf8:_imaps.a.example", CP_MATCH_NO_NAMES},
		{CP_PEER_SRV, "_imaps.a.example", "dns:a.example dns:_imaps.a.example",
			CP_MATCH_NO_NAMES},
		{CP_PEER_DNS, "_imaps.a.example", "srv:_imaps.a.example", CP_MATCH_NO_NAMES},
		{CP_PEER_EMAIL, "\xc3\xbc@a.example", "email:u@a.example utf8:\xc3\xbc@A.example",
			CP_MATCH_YES},
		{CP_PEER_EMAIL, "\xc3\xbc@b\xc3\xbc.example", "utf8:\xc3\xbc@xn--b-eha.example",
			CP_MATCH_YES},
		/* RFC 9598 section 3: the domain is in A-labels; RFC 5280 7.5: the local part's
		   case. */
		{CP_PEER_EMAIL, "\xc3\xbc@b\xc3\xbc.example", "utf8:\xc3\xbc@b\xc3\xbc.example",
			CP_MATCH_NO},
		{CP_PEER_EMAIL, "\xc3\x9c@a.example", "utf8:\xc3\xbc@a.example", CP_MATCH_NO},
		{CP_PEER_EMAIL, "a@a.example", "utf8:a@a.example", CP_MATCH_YES},
		{CP_PEER_EMAIL, "a@a.example", "srv:a@a.example", CP_MATCH_NO_NAMES},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		unit_cert_spec spec = {.subject = "CN=cn.example", .names = rows[i].names};
		cp_cert *cert = cp_cert_read(unit_cert(&spec));
		cp_peer peer;

		if (cp_peer_parse(rows[i].kind, text(rows[i].peer), &peer, NULL) != CERTPOLICY_OK)
			CU_FAIL("peer");
		UNIT_ROW(rows[i].peer, match_of(&peer, cert) == rows[i].match);
		cp_peer_clear(&peer);
		cp_cert_unref(cert);
	}
}

static void
smtp_utf8_mailboxes_are_found(void)
{
	/* SAN with otherName SmtpUTF8Mailbox "\u00fc@example.com" (RFC 9598 3). */
	static const unit_extension san[] = {
		{"2.5.29.17", "301ea01c06082b06010505070809a0100c0ec3bc406578616d706c652e636f6d",
			false},
		{NULL, NULL, false}};
	unit_cert_spec spec = {.subject = "CN=a", .extensions = san};
	cp_cert *cert = cp_cert_read(unit_cert(&spec));
	cp_peer peer;

	CU_ASSERT(cp_peer_parse(CP_PEER_EMAIL, text("\xc3\xbc@example.com"), &peer, NULL) == 0);
	CU_ASSERT(match_of(&peer, cert) == CP_MATCH_YES);
	cp_peer_clear(&peer);
	CU_ASSERT(cp_peer_parse(CP_PEER_EMAIL, text("u@example.com"), &peer, NULL) == 0);
	CU_ASSERT(match_of(&peer, cert) == CP_MATCH_NO);
	cp_peer_clear(&peer);
	cp_cert_unref(cert);
}

static cp_zone
zone_of(const cp_zones *zones, const char *host)
{
	cp_peer peer;
	cp_zone zone = CP_ZONE_PUBLIC;

	if (cp_peer_parse_host(text(host), &peer, NULL) == CERTPOLICY_OK)
		zone = cp_zone_of_peers(zones, &peer, 1);
	cp_peer_clear(&peer);
	return zone;
}

static void
zones_are_built_in(void)
{
	static const struct {
		const char *host;
		cp_zone zone;
	} rows[] = {
		{"localhost", CP_ZONE_DEVELOPMENT},
		{"a.localhost", CP_ZONE_DEVELOPMENT},
		{"a.b.test", CP_ZONE_DEVELOPMENT},
		{"test", CP_ZONE_INTERNAL},
		{"127.0.0.1", CP_ZONE_DEVELOPMENT},
		{"127.255.255.255", CP_ZONE_DEVELOPMENT},
		{"::1", CP_ZONE_DEVELOPMENT},
		{"::ffff:127.0.0.1", CP_ZONE_DEVELOPMENT},
		{"::2", CP_ZONE_PUBLIC},
		{"db", CP_ZONE_INTERNAL},
		{"printer.local", CP_ZONE_INTERNAL},
		{"a.internal", CP_ZONE_INTERNAL},
		{"nas.home.arpa", CP_ZONE_INTERNAL},
		{"home.arpa", CP_ZONE_PUBLIC},
		{"10.255.0.1", CP_ZONE_INTERNAL},
		{"::ffff:10.0.0.1", CP_ZONE_INTERNAL},
		{"11.0.0.1", CP_ZONE_PUBLIC},
		{"172.16.0.1", CP_ZONE_INTERNAL},
		{"172.31.255.255", CP_ZONE_INTERNAL},
		{"172.32.0.0", CP_ZONE_PUBLIC},
		{"192.168.0.1", CP_ZONE_INTERNAL},
		{"169.254.1.1", CP_ZONE_INTERNAL},
		{"fc00::1", CP_ZONE_INTERNAL},
		{"fdff::1", CP_ZONE_INTERNAL},
		{"fe80::1", CP_ZONE_INTERNAL},
		{"febf::1", CP_ZONE_INTERNAL},
		{"fec0::1", CP_ZONE_PUBLIC},
		{"0.0.0.0", CP_ZONE_PUBLIC},
		{"www.example.com", CP_ZONE_PUBLIC},
		{"localhost.example.com", CP_ZONE_PUBLIC},
		{"mytest", CP_ZONE_INTERNAL},
		{"a.mytest", CP_ZONE_PUBLIC},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++)
		UNIT_ROW(rows[i].host, zone_of(NULL, rows[i].host) == rows[i].zone);
	CU_ASSERT(cp_zone_of_peers(NULL, NULL, 0) == CP_ZONE_PUBLIC);
}

static void
policies_add_to_zones(void)
{
	static const struct {
		const char *entry;
		cp_zone zone;
	} added[] = {
		{"*.corp.example", CP_ZONE_INTERNAL},
		{"edge.corp.example", CP_ZONE_DMZ},
		{"198.51.100.0/24", CP_ZONE_DMZ},
		{"10.9.0.0/16", CP_ZONE_DEVELOPMENT},
		{"dev.example", CP_ZONE_DEVELOPMENT},
	};
	static const struct {
		const char *host;
		cp_zone zone;
	} rows[] = {
		{"a.corp.example", CP_ZONE_INTERNAL},
		{"corp.example", CP_ZONE_PUBLIC},
		{"edge.corp.example", CP_ZONE_DMZ}, /* in several: the more public one */
		{"198.51.100.7", CP_ZONE_DMZ},
		{"::ffff:198.51.100.7", CP_ZONE_DMZ},
		{"10.9.1.1", CP_ZONE_INTERNAL}, /* the built-in one stays */
		{"dev.example", CP_ZONE_DEVELOPMENT},
		{"a.dev.example", CP_ZONE_DEVELOPMENT},
		{"www.example", CP_ZONE_PUBLIC},
	};
	cp_zone_entry entries[CP_COUNT(added)];
	cp_zones zones = {entries, CP_COUNT(added)};
	size_t i;

	for (i = 0; i < CP_COUNT(added); i++) {
		entries[i].zone = added[i].zone;
		if (cp_scope_entry_parse(text(added[i].entry), &entries[i].entry) != CERTPOLICY_OK)
			CU_FAIL("entry");
	}
	for (i = 0; i < CP_COUNT(rows); i++)
		UNIT_ROW(rows[i].host, zone_of(&zones, rows[i].host) == rows[i].zone);
	for (i = 0; i < CP_COUNT(added); i++)
		cp_scope_entry_clear(&entries[i].entry);
}

static void
the_most_public_peer_counts(void)
{
	cp_peer peers[2];
	cp_zone zone;

	CU_ASSERT(cp_peer_parse_host(text("localhost"), &peers[0], NULL) == 0);
	CU_ASSERT(cp_peer_parse_host(text("www.example.com"), &peers[1], NULL) == 0);
	CU_ASSERT(cp_zone_of_peers(NULL, peers, 2) == CP_ZONE_PUBLIC);
	cp_peer_clear(&peers[0]);
	cp_peer_clear(&peers[1]);
	CU_ASSERT(cp_peer_parse(CP_PEER_SRV, text("_imaps.mail.internal"), &peers[0], NULL) == 0);
	CU_ASSERT(cp_zone_of_peers(NULL, peers, 1) == CP_ZONE_INTERNAL);
	cp_peer_clear(&peers[0]);
	CU_ASSERT(cp_zone_by_name(text("dmz"), &zone) && zone == CP_ZONE_DMZ);
	CU_ASSERT(!cp_zone_by_name(text("DMZ"), &zone));
	CU_ASSERT_STRING_EQUAL(cp_zone_name(CP_ZONE_INTERNAL), "internal");
	CU_ASSERT(cp_zone_of_name(NULL, CP_BYTES_NONE) == CP_ZONE_PUBLIC);
}

static void
protocols_are_read(void)
{
	static const struct {
		const char *text;
		cp_protocol protocol;
	} rows[] = {
		{"TLS1.3", CP_PROTOCOL_TLS13},
		{"TLSv1.3", CP_PROTOCOL_TLS13},
		{"tls1.2", CP_PROTOCOL_TLS12},
		{"TLS 1.2", CP_PROTOCOL_TLS12},
		{"TLS_1-2", CP_PROTOCOL_TLS12},
		{"TLS1", CP_PROTOCOL_TLS10},
		{"SSLv3", CP_PROTOCOL_SSL3},
		{"SSL3.0", CP_PROTOCOL_SSL3},
		{"SSL2", CP_PROTOCOL_SSL2},
		{"DTLS0.9", CP_PROTOCOL_TLS10},
		{"DTLSv1", CP_PROTOCOL_TLS11},
		{"DTLS1.0", CP_PROTOCOL_TLS11},
		{"DTLS1.2", CP_PROTOCOL_TLS12},
		{"DTLS 1.3", CP_PROTOCOL_TLS13},
		{"QUICv1", CP_PROTOCOL_TLS13},
		{"TLS1.4", CP_PROTOCOL_UNKNOWN},
		{"DTLS1.1", CP_PROTOCOL_UNKNOWN},
		{"", CP_PROTOCOL_UNKNOWN},
		{"QUIC and more than fits", CP_PROTOCOL_UNKNOWN},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++)
		UNIT_ROW(rows[i].text, cp_session_protocol(rows[i].text) == rows[i].protocol);
}

static void
suites_are_read(void)
{
#define SUITE(name, exchange, cipher)                                                              \
	{                                                                                          \
		name, CP_EXCHANGE_##exchange, CP_CIPHER_##cipher                                   \
	}
	static const struct {
		const char *name;
		cp_exchange_kind exchange;
		cp_cipher_kind cipher;
	} rows[] = {
		SUITE("TLS_AES_128_GCM_SHA256", EPHEMERAL, AEAD),
		SUITE("TLS_CHACHA20_POLY1305_SHA256", EPHEMERAL, AEAD),
		SUITE("TLS_SM4_GCM_SM3", EPHEMERAL, AEAD),
		SUITE("TLS_GOSTR341112_256_WITH_KUZNYECHIK_MGM_L", EPHEMERAL, AEAD),
		SUITE("TLS_SHA384_SHA384", EPHEMERAL, NONE),
		SUITE("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", EPHEMERAL, AEAD),
		SUITE("TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", EPHEMERAL, AEAD),
		SUITE("TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8", EPHEMERAL, AEAD),
		SUITE("TLS_ECDHE_PSK_WITH_AES_128_CCM_8_SHA256", EPHEMERAL, AEAD),
		SUITE("TLS_ECCPWD_WITH_AES_256_CCM_SHA384", EPHEMERAL, AEAD),
		SUITE("TLS_PSK_DHE_WITH_AES_256_CCM_8", FINITE, AEAD),
		SUITE("TLS_DHE_RSA_WITH_AES_256_GCM_SHA384", FINITE, AEAD),
		SUITE("TLS_RSA_WITH_AES_256_CCM_9", STATIC, SEPARATE),
		SUITE("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", EPHEMERAL, SEPARATE),
		SUITE("TLS_RSA_WITH_AES_128_GCM_SHA256", STATIC, AEAD),
		SUITE("TLS_ECDH_ECDSA_WITH_AES_128_GCM_SHA256", STATIC, AEAD),
		SUITE("TLS_DH_anon_WITH_AES_128_GCM_SHA256", ANONYMOUS, AEAD),
		SUITE("TLS_NULL_WITH_NULL_NULL", ANONYMOUS, NONE),
		SUITE("TLS_ECDHE_RSA_WITH_NULL_SHA", EPHEMERAL, NONE),
		SUITE("TLS_RSA_WITH_3DES_EDE_CBC_SHA", STATIC, SHORT),
		SUITE("TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA", STATIC, BROKEN),
		SUITE("TLS_ECDHE_RSA_WITH_RC4_128_SHA", EPHEMERAL, BROKEN),
		SUITE("TLS_GOSTR341112_256_WITH_KUZNYECHIK_CTR_OMAC", STATIC, SEPARATE),
		SUITE("TLS_RSA_WITH_CHACHA20_POLY1305", UNKNOWN, UNKNOWN),
		SUITE("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256X", EPHEMERAL, SEPARATE),
		SUITE("TLS_AES_128_CBC_SHA", UNKNOWN, UNKNOWN),
		SUITE("TLS_AES_128_GCM_SHA256_8", UNKNOWN, UNKNOWN),
		SUITE("TLS_FOO_WITH_AES_128_GCM_SHA256", UNKNOWN, UNKNOWN),
		SUITE("TLS_EMPTY_RENEGOTIATION_INFO_SCSV", UNKNOWN, UNKNOWN),
		SUITE("SSL_RSA_WITH_RC4_128_MD5", UNKNOWN, UNKNOWN),
		SUITE("ECDHE-RSA-AES128-GCM-SHA256", UNKNOWN, UNKNOWN),
		SUITE("TLS_", UNKNOWN, UNKNOWN),
		SUITE("TLS__WITH_", UNKNOWN, UNKNOWN),
		SUITE("", UNKNOWN, UNKNOWN),
	};
#undef SUITE
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_suite suite = cp_suite_read(rows[i].name);
		bool known = suite.cipher != CP_CIPHER_UNKNOWN;

		UNIT_ROW(rows[i].name, suite.exchange == rows[i].exchange);
		UNIT_ROW(rows[i].name, suite.cipher == rows[i].cipher);
		UNIT_ROW(rows[i].name, (suite.cipher_source != NULL) == known);
		UNIT_ROW(rows[i].name, (suite.exchange_source != NULL) == known);
	}
}

static void
reserved_values_are_known(void)
{
	static const char *const reserved[] = {"GREASE", "grease_0x0A0A", "0x0a0a", "0xFAFA"};
	static const char *const others[] = {"", "0x0A1A", "0x0B0B", "0x0A0A0A", "0x0A0", "AAAA"};
	size_t i;

	for (i = 0; i < CP_COUNT(reserved); i++)
		UNIT_ROW(reserved[i], cp_session_is_grease(reserved[i]));
	for (i = 0; i < CP_COUNT(others); i++)
		UNIT_ROW(others[i], !cp_session_is_grease(others[i]));
}

static void
groups_are_known(void)
{
	static const struct {
		const char *protocol, *group;
		cp_group_kind kind;
	} rows[] = {
		{"TLS1.3", "X25519MLKEM768", CP_GROUP_HYBRID},
		{"TLS1.3", "x25519-mlkem768", CP_GROUP_HYBRID},
		{"TLS1.3", "SECP256R1_MLKEM768", CP_GROUP_HYBRID},
		{"TLS1.3", "SecP384r1MLKEM1024", CP_GROUP_HYBRID},
		{NULL, "MLKEM1024", CP_GROUP_PURE},
		{"TLS1.3", "MLKEM512", CP_GROUP_PURE},
		{"TLS1.3", "X25519Kyber768Draft00", CP_GROUP_DRAFT},
		{"TLS1.3", "X25519-KYBER768", CP_GROUP_DRAFT},
		{"TLS1.3", "x25519", CP_GROUP_CLASSIC},
		{"TLS1.3", "SECP256R1", CP_GROUP_CLASSIC},
		{"TLS1.3", "prime256v1", CP_GROUP_CLASSIC},
		{"TLS1.3", "P-256", CP_GROUP_CLASSIC},
		{"TLS1.3", "ffdhe3072", CP_GROUP_CLASSIC},
		{"TLS1.3", "0x11EC", CP_GROUP_HYBRID},
		{"TLS1.3", "0x001d", CP_GROUP_CLASSIC},
		{"TLS1.3", "0x2A2A", CP_GROUP_UNKNOWN},
		{"TLS1.2", NULL, CP_GROUP_CLASSIC},
		{"TLS1.2", "a curve of their own", CP_GROUP_CLASSIC},
		{"TLS1.3", NULL, CP_GROUP_UNKNOWN},
		{NULL, NULL, CP_GROUP_UNKNOWN},
		{"TLS1.3", "", CP_GROUP_UNKNOWN},
		{"TLS1.3", "X25519MLKEM76", CP_GROUP_UNKNOWN},
		{"TLS1.3", "X25519MLKEM7680", CP_GROUP_UNKNOWN},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_session session;

		cp_session_said said = {.protocol = rows[i].protocol, .group = rows[i].group};

		cp_session_read(&session, &said);
		UNIT_ROW(rows[i].group != NULL ? rows[i].group : "none",
			session.group_kind == rows[i].kind);
	}
	CU_ASSERT(cp_group_kind_name(CP_GROUP_UNKNOWN) == NULL);
	CU_ASSERT_STRING_EQUAL(cp_group_kind_name(CP_GROUP_HYBRID), "post-quantum-hybrid");
	CU_ASSERT_STRING_EQUAL(cp_group_kind_name(CP_GROUP_DRAFT), "post-quantum-draft");
}

int
main(void)
{
	static const unit_test tests[] = {
		{"presented names match", presented_names_match},
		{"lengths are bounded", lengths_are_bounded},
		{"public suffixes are known", public_suffixes_are_known},
		{"URIs are split", uris_are_split},
		{"mailboxes are split and compared", mailboxes_are_split_and_compared},
		{"peers are read", peers_are_read},
		{"peers are found", peers_are_found},
		{"SmtpUTF8 mailboxes are found", smtp_utf8_mailboxes_are_found},
		{"zones are built in", zones_are_built_in},
		{"policies add to zones", policies_add_to_zones},
		{"the most public peer counts", the_most_public_peer_counts},
		{"protocols are read", protocols_are_read},
		{"suites are read", suites_are_read},
		{"reserved values are known", reserved_values_are_known},
		{"groups are known", groups_are_known},
		{NULL, NULL},
	};

	return unit_main("names", tests);
}
