/* Names, networks and addresses out of text: what is read, what is refused, what is covered. */
#include <config.h>
#include "store/scope_entry.h"
#include "unit/unit.h"

static void
hosts_are_normalised(void)
{
	static const struct {
		const char *text;
		bool wildcard_allowed;
		const char *host; /* NULL: refused */
	} rows[] = {
		{"example.org", false, "example.org"},
		{"EXAMPLE.Org.", false, "example.org"},
		{"localhost", false, "localhost"},
		{"_dmarc.example.org", false, "_dmarc.example.org"},
		{"b\xc3\xbc"
		 "cher.example",
			false, "xn--bcher-kva.example"},
		{"B\xc3\x9c"
		 "CHER.example",
			false, "xn--bcher-kva.example"},
		{"fa\xc3\x9f.de", false, "xn--fa-hia.de"},
		{"b\xc3\xbc"
		 "cher\xe3\x80\x82"
		 "example",
			false, "xn--bcher-kva.example"},
		{"example\xe3\x80\x82", false, "example"},
		{"XN--BCHER-KVA.example", false, "xn--bcher-kva.example"},
		{"*.example.org", true, "*.example.org"},
		{"*.b\xc3\xbc"
		 "cher.example",
			true, "*.xn--bcher-kva.example"},
		{"*.example.org", false, NULL},
		{"*", true, NULL},
		{"*.", true, NULL},
		{"a.*.example", true, NULL},
		{"", false, NULL},
		{".", false, NULL},
		{"example.org..", false, NULL},
		{"a..b", false, NULL},
		{".example.org", false, NULL},
		{"-a.example", false, "-a.example"},
		{"a-.example", false, "a-.example"},
		{"a b.example", false, NULL},
		{"a\nb.example", false, NULL},
		{"a/b", false, NULL},
		{"b\xc3.example", false, NULL},
		{"\xe2\x80\x8b.example", false, NULL},
		{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.b", false,
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.b"},
		{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.b", false, NULL},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		char host[254] = "";
		bool valid = cp_host_normalise(
			cp_bytes_of_string(rows[i].text), rows[i].wildcard_allowed, host);

		UNIT_ROW(rows[i].text, valid == (rows[i].host != NULL));
		if (valid && rows[i].host != NULL)
			UNIT_ROW(rows[i].text, strcmp(host, rows[i].host) == 0);
	}
}

static void
long_hosts_are_refused(void)
{
	char host[254], text[4096];
	size_t i;

	memset(text, 'a', sizeof(text));
	for (i = 63; i < sizeof(text); i += 64)
		text[i] = '.';
	CU_ASSERT(cp_host_normalise(cp_bytes_of(text, 253), false, host));
	CU_ASSERT(!cp_host_normalise(cp_bytes_of(text, 254), false, host));
	CU_ASSERT(!cp_host_normalise(cp_bytes_of(text, sizeof(text)), false, host));
	CU_ASSERT(!cp_host_normalise(cp_bytes_of("a\0b", 3), false, host));
	memcpy(text, "*.", 2);
	CU_ASSERT(!cp_host_normalise(cp_bytes_of(text, 254), true, host));
}

static void
addresses_are_parsed(void)
{
	static const struct {
		const char *text;
		size_t len; /* 0: refused */
	} rows[] = {
		{"192.0.2.1", 4},
		{"255.255.255.255", 4},
		{"::1", 16},
		{"2001:db8::192.0.2.1", 16},
		{"::ffff:192.0.2.1", 16},
		{"192.0.2.01", 0},
		{"192.0.2", 0},
		{"192.0.2.256", 0},
		{"0x7f.1", 0},
		{"fe80::1%eth0", 0},
		{"[::1]", 0},
		{" 192.0.2.1", 0},
		{"", 0},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		uint8_t address[16];
		size_t len = 0;
		bool valid = cp_address_parse(cp_bytes_of_string(rows[i].text), address, &len);

		UNIT_ROW(rows[i].text, valid == (rows[i].len != 0) && len == rows[i].len);
	}
}

static void
entries_are_parsed(void)
{
	static const struct {
		const char *text;
		bool valid, is_network, is_wildcard;
		const char *name;
		unsigned prefix_bits;
	} rows[] = {
		{"corp.example", true, false, false, "corp.example", 0},
		{"Corp.Example.", true, false, false, "corp.example", 0},
		{"*.corp.example", true, false, true, "corp.example", 0},
		{".corp.example", true, false, true, "corp.example", 0},
		{"b\xc3\xbc"
		 "cher.example",
			true, false, false, "xn--bcher-kva.example", 0},
		{"10.0.0.0/8", true, true, false, NULL, 104},
		{"0.0.0.0/0", true, true, false, NULL, 96},
		{"192.0.2.1", true, true, false, NULL, 128},
		{"2001:db8::/32", true, true, false, NULL, 32},
		{"::1", true, true, false, NULL, 128},
		{"10.0.0.1/8", false, false, false, NULL, 0},
		{"10.0.0.0/33", false, false, false, NULL, 0},
		{"10.0.0.0/08", false, false, false, NULL, 0},
		{"10.0.0.0/", false, false, false, NULL, 0},
		{"10.0.0.0/8/8", false, false, false, NULL, 0},
		{"10.0.0/8", false, false, false, NULL, 0},
		{"10.0.0.256", false, false, false, NULL, 0},
		{"2001:db8::/129", false, false, false, NULL, 0},
		{"corp.example/8", false, false, false, NULL, 0},
		{"*", false, false, false, NULL, 0},
		{"*.", false, false, false, NULL, 0},
		{".", false, false, false, NULL, 0},
		{"*.*.example", false, false, false, NULL, 0},
		{"..example", false, false, false, NULL, 0},
		{"", false, false, false, NULL, 0},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_scope_entry entry = {false, false, NULL, {0}, 0};
		bool valid = cp_scope_entry_parse(cp_bytes_of_string(rows[i].text), &entry) ==
			     CERTPOLICY_OK;

		UNIT_ROW(rows[i].text, valid == rows[i].valid);
		UNIT_ROW(rows[i].text, entry.is_network == rows[i].is_network);
		UNIT_ROW(rows[i].text, entry.is_wildcard == rows[i].is_wildcard);
		UNIT_ROW(rows[i].text, entry.prefix_bits == rows[i].prefix_bits);
		UNIT_ROW(rows[i].text, (entry.name == NULL) == (rows[i].name == NULL));
		if (entry.name != NULL && rows[i].name != NULL)
			UNIT_ROW(rows[i].text, strcmp(entry.name, rows[i].name) == 0);
		cp_scope_entry_clear(&entry);
	}
}

static void
entries_cover(void)
{
	static const struct {
		const char *entry, *what;
		bool covers;
	} rows[] = {
		{"corp.example", "corp.example", true},
		{"corp.example", "a.b.corp.example", true},
		{"corp.example", "xcorp.example", false},
		{"corp.example", "example", false},
		{"*.corp.example", "corp.example", false},
		{"*.corp.example", "a.b.corp.example", true},
		{"corp.example", "10.0.0.1", false},
		{"10.0.0.0/8", "10.255.255.255", true},
		{"10.0.0.0/8", "11.0.0.0", false},
		{"10.0.0.0/8", "::ffff:10.1.2.3", true},
		{"10.0.0.0/8", "corp.example", false},
		{"192.0.2.128/25", "192.0.2.200", true},
		{"192.0.2.128/25", "192.0.2.100", false},
		{"2001:db8::/33", "2001:db8:7fff::1", true},
		{"2001:db8::/33", "2001:db8:8000::1", false},
		{"::/0", "2001:db8::1", true},
		{"::/0", "192.0.2.1", false},
		{"0.0.0.0/0", "192.0.2.1", true},
		{"0.0.0.0/0", "2001:db8::1", false},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_scope_entry entry = {false, false, NULL, {0}, 0};
		uint8_t address[16];
		size_t len;
		cp_bytes what = cp_bytes_of_string(rows[i].what);
		bool covers;

		UNIT_ROW(rows[i].entry, cp_scope_entry_parse(cp_bytes_of_string(rows[i].entry),
						&entry) == CERTPOLICY_OK);
		if (cp_address_parse(what, address, &len))
			covers = cp_scope_entry_covers_address(&entry, cp_bytes_of(address, len));
		else
			covers = cp_scope_entry_covers_name(&entry, what);
		UNIT_ROW(rows[i].what, covers == rows[i].covers);
		cp_scope_entry_clear(&entry);
	}
}

int
main(void)
{
	static const unit_test tests[] = {
		{"hosts are normalised", hosts_are_normalised},
		{"long hosts are refused", long_hosts_are_refused},
		{"addresses are parsed", addresses_are_parsed},
		{"entries are parsed", entries_are_parsed},
		{"entries cover", entries_cover},
		{NULL, NULL},
	};

	return unit_main("scope_entry", tests);
}
