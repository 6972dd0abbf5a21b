/* Name constraints: names against bases, and bases against the names of a path. */
#include <config.h>
#include "classify/constraints.h"
#include "unit/make_walk.h"
#include "unit/unit.h"

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
		unit_cert_spec leaf = unit_leaf_spec(), ca = unit_ca_spec(),
			       root = unit_root_spec();
		const cp_subject *subject;
		unit_walk walk;

		leaf.subject = rows[i].subject;
		leaf.names = rows[i].names;
		ca.permitted = rows[i].ca_permitted;
		ca.excluded = rows[i].ca_excluded;
		root.permitted = rows[i].root_permitted;
		root.excluded = rows[i].root_excluded;
		walk = unit_walk_three(&leaf, &ca, &root);
		unit_walk_build(&walk);
		subject = &walk.facts.subjects[0];
		UNIT_ROW(rows[i].name,
			(subject->n_nc_breaches > 0) == (rows[i].reason != NO_BREACH));
		if (subject->n_nc_breaches > 0) {
			UNIT_ROW(rows[i].name,
				(int)subject->nc_breaches[0].reason == rows[i].reason);
			UNIT_ROW(rows[i].name,
				subject->nc_breaches[0].constrainer == rows[i].constrainer);
			UNIT_ROW(rows[i].name, subject->nc_breaches[0].name != NULL);
		}
		UNIT_ROW(rows[i].name, walk.facts.subjects[1].n_nc_breaches == 0);
		unit_walk_clear(&walk);
	}
}

static void
constraints_bind_intermediates_but_not_self_issued_ones(void)
{
	unit_cert_spec leaf = unit_leaf_spec(), ca = unit_ca_spec(), root = unit_root_spec();
	unit_walk walk;

	root.permitted = "dns:a.example";
	ca.names = "dns:b.example";
	walk = unit_walk_three(&leaf, &ca, &root);
	unit_walk_build(&walk);
	CU_ASSERT(walk.facts.subjects[1].n_nc_breaches == 1);
	unit_walk_clear(&walk);
	ca.subject = "CN=root";
	leaf.issuer = "CN=root";
	walk = unit_walk_three(&leaf, &ca, &root);
	unit_walk_build(&walk);
	CU_ASSERT(walk.facts.subjects[1].self_issued);
	CU_ASSERT(walk.facts.subjects[1].n_nc_breaches == 0);
	unit_walk_clear(&walk);
	/* The leaf is bound though it be self-issued. */
	leaf.subject = "CN=root";
	leaf.names = "dns:b.example";
	walk = unit_walk_three(&leaf, &ca, &root);
	unit_walk_build(&walk);
	CU_ASSERT(walk.facts.subjects[0].self_issued);
	CU_ASSERT(walk.facts.subjects[0].n_nc_breaches == 1);
	unit_walk_clear(&walk);
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
		unit_cert_spec leaf = unit_leaf_spec(), ca = unit_ca_spec();
		unit_walk walk;

		ca.extensions = of_ca;
		if (rows[i].san != NULL) {
			leaf.names = NULL;
			leaf.extensions = of_leaf;
		}
		walk = unit_walk_three(&leaf, &ca, NULL);
		unit_walk_build(&walk);
		UNIT_ROW(rows[i].name, walk.facts.subjects[0].n_nc_breaches == rows[i].n_breaches);
		if (walk.facts.subjects[0].n_nc_breaches > 0)
			UNIT_ROW(rows[i].name,
				walk.facts.subjects[0].nc_breaches[0].reason == CP_NC_UNSUPPORTED);
		unit_walk_clear(&walk);
	}
}

/* Of many breaches a handful is kept, in the order of the names. */
static void
many_breaches_are_bounded(void)
{
	unit_cert_spec leaf = unit_leaf_spec(), ca = unit_ca_spec();
	char names[400] = "";
	unit_walk walk;
	size_t i;

	for (i = 0; i < 17; i++)
		sprintf(names + strlen(names), "dns:n%02zu.b.example ", i);
	leaf.names = names;
	ca.permitted = "dns:a.example";
	walk = unit_walk_three(&leaf, &ca, NULL);
	unit_walk_build(&walk);
	CU_ASSERT(walk.facts.subjects[0].n_nc_breaches == 16);
	CU_ASSERT_STRING_EQUAL(walk.facts.subjects[0].nc_breaches[15].name, "DNS:n15.b.example");
	unit_walk_clear(&walk);
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
		unit_cert_spec ca = unit_ca_spec();
		const cp_subject *leaf;
		unit_walk walk;

		ca.extensions = of_ca;
		walk = unit_walk_three(NULL, &ca, NULL);
		unit_walk_build(&walk);
		leaf = &walk.facts.subjects[0];
		UNIT_ROW(rows[i].name, leaf->n_nc_breaches == !rows[i].readable);
		UNIT_ROW(rows[i].name, rows[i].readable || (leaf->n_nc_breaches == 1 &&
								   leaf->nc_breaches[0].reason ==
									   CP_NC_UNREADABLE));
		unit_walk_clear(&walk);
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
		unit_cert_spec leaf = unit_leaf_spec(), ca = unit_ca_spec();
		const cp_subject *subject;
		unit_walk walk;

		ca.extensions = of_ca;
		leaf.names = rows[i / 2].names;
		walk = unit_walk_three(&leaf, &ca, NULL);
		unit_walk_build(&walk);
		subject = &walk.facts.subjects[0];
		UNIT_ROW(row, (subject->n_nc_breaches > 0) == (rows[i / 2].reason != NO_BREACH));
		if (subject->n_nc_breaches > 0)
			UNIT_ROW(row, (int)subject->nc_breaches[0].reason == rows[i / 2].reason);
		unit_walk_clear(&walk);
	}
}

static void
comparisons_are_bounded(void)
{
	unit_cert_spec leaf = unit_leaf_spec(), ca = unit_ca_spec();
	unit_walk walk;

	leaf.names = "dns:a.example dns:b.a.example dns:c.a.example";
	ca.permitted = "dns:x.example dns:a.example";
	walk = unit_walk_three(&leaf, &ca, NULL);
	unit_walk_build(&walk);
	CU_ASSERT(!walk.facts.budget_spent);
	/* Two constraints, three names and the subject's DN, six comparisons. */
	CU_ASSERT(walk.budget.used[CP_LIMIT_NAME_COMPARISONS] == 2 + 4 + 6);
	walk.budget.used[CP_LIMIT_NAME_COMPARISONS] = 0;
	walk.budget.limit[CP_LIMIT_NAME_COMPARISONS] = 11;
	unit_walk_build(&walk);
	CU_ASSERT(walk.facts.budget_spent);
	CU_ASSERT(walk.facts.spent_limit == CP_LIMIT_NAME_COMPARISONS);
	unit_walk_clear(&walk);
}

/* Thousands of names and thousands of constraints of other forms: nothing is compared. */
static void
names_of_other_forms_are_not_compared(void)
{
	unit_cert_spec leaf = unit_leaf_spec(), ca = unit_ca_spec();
	cp_buf names = CP_BUF_EMPTY, bases = CP_BUF_EMPTY;
	unit_walk walk;
	int i;

	for (i = 0; i < 1025; i++) {
		cp_buf_printf(&names, "dns:n%d.example ", i);
		cp_buf_printf(&bases, "ip:10.0.%d.%d/32 ", i / 256, i % 256);
	}
	cp_buf_append_char(&names, '\0');
	cp_buf_append_char(&bases, '\0');
	leaf.names = (const char *)names.data;
	ca.excluded = (const char *)bases.data;
	walk = unit_walk_three(&leaf, &ca, NULL);
	unit_walk_build(&walk);
	CU_ASSERT(!walk.facts.budget_spent);
	CU_ASSERT(walk.budget.used[CP_LIMIT_NAME_COMPARISONS] == 1025 + 1026);
	unit_walk_clear(&walk);
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
		{"a long name", names, "email:b@b.example", 23},
		{"a long constraint", "email:a@a.example", excluded, 23},
	};
	size_t i;

	snprintf(names, sizeof(names), "email:%0600d@a.example", 0);
	snprintf(excluded, sizeof(excluded), "email:%0600d@b.example", 0);
	for (i = 0; i < CP_COUNT(rows); i++) {
		unit_cert_spec leaf = unit_leaf_spec(), ca = unit_ca_spec();
		unit_walk walk;

		leaf.names = rows[i].names;
		ca.excluded = rows[i].excluded;
		walk = unit_walk_three(&leaf, &ca, NULL);
		unit_walk_build(&walk);
		UNIT_ROW(rows[i].name, walk.budget.used[CP_LIMIT_NAME_COMPARISONS] == rows[i].cost);
		unit_walk_clear(&walk);
	}
}
int
main(void)
{
	static const unit_test tests[] = {
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
		{"long names cost more", long_names_cost_more},
		{NULL, NULL},
	};

	return unit_main("constraints", tests);
}
