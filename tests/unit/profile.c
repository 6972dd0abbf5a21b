/* lib/classify/profile.c: facts of form, each from the fields that it looks at. */
#include <config.h>
#include "base/buf.h"
#include "base/mem.h"
#include "classify/profile.h"
#include "unit/der_text.h"
#include "unit/unit.h"

#define FLAG(name) offsetof(cp_profile, name)
#define NO_FLAG ((size_t)-1)
#define CN(value) "31{30{06{550403}" value "}}"
#define SUBJECT(rdns) "30{" rdns "}"

/* Every flag of a profile that a list of names may raise, to see that only the right one is. */
static const size_t name_flags[] = {FLAG(names_have_controls), FLAG(san_has_controls),
	FLAG(cn_is_no_copy), FLAG(san_has_bad_dns), FLAG(san_has_underscore),
	FLAG(san_has_ip_as_dns), FLAG(san_has_bad_wildcard), FLAG(san_has_public_suffix_wildcard),
	FLAG(san_has_reserved_label)};

static bool
is_same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool
is_raised(const cp_profile *profile, size_t flag)
{
	return *(const bool *)((const char *)profile + flag);
}

static void
names_raise_flags(void)
{
	static const struct {
		const char *name, *subject, *san;
		size_t flags[2];
	} rows[] = {
		{"nothing", SUBJECT(""), "", {NO_FLAG, NO_FLAG}},
		{"host", SUBJECT(""), "82{'a.example'}", {NO_FLAG, NO_FLAG}},
		{"wildcard", SUBJECT(""), "82{'*.a.example'}", {NO_FLAG, NO_FLAG}},
		{"address", SUBJECT(""), "87{c0000201}", {NO_FLAG, NO_FLAG}},
		{"registered", SUBJECT(""), "88{2a03}", {NO_FLAG, NO_FLAG}},
		{"other name with a NUL", SUBJECT(""), "a0{06{2a03}a0{0c{00}}}",
			{NO_FLAG, NO_FLAG}},
		{"host with a newline", SUBJECT(""), "82{'a' 0a}",
			{FLAG(san_has_controls), FLAG(san_has_bad_dns)}},
		{"mailbox with DEL", SUBJECT(""), "81{'a@b' 7f}",
			{FLAG(san_has_controls), NO_FLAG}},
		{"URI with a NUL", SUBJECT(""), "86{'a:' 00}", {FLAG(san_has_controls), NO_FLAG}},
		{"URI without", SUBJECT(""), "86{'a: b'}", {NO_FLAG, NO_FLAG}},
		{"directory name with a newline", SUBJECT(""), "a4{30{" CN("0c{'a' 0a}") "}}",
			{FLAG(san_has_controls), NO_FLAG}},
		{"subject with a newline", SUBJECT(CN("0c{'a' 0a}")), "",
			{FLAG(names_have_controls), FLAG(cn_is_no_copy)}},
		{"empty label", SUBJECT(""), "82{'a..b'}", {FLAG(san_has_bad_dns), NO_FLAG}},
		{"empty name", SUBJECT(""), "82{}", {FLAG(san_has_bad_dns), NO_FLAG}},
		{"underscore", SUBJECT(""), "82{'a_b.example'}",
			{FLAG(san_has_underscore), NO_FLAG}},
		{"address as a host", SUBJECT(""), "82{'192.0.2.1'}",
			{FLAG(san_has_ip_as_dns), NO_FLAG}},
		{"asterisk inside", SUBJECT(""), "82{'a*.b.example'}",
			{FLAG(san_has_bad_wildcard), FLAG(san_has_bad_dns)}},
		{"two asterisks", SUBJECT(""), "82{'*.*.example'}",
			{FLAG(san_has_bad_wildcard), FLAG(san_has_bad_dns)}},
		{"asterisk alone", SUBJECT(""), "82{'*'}",
			{FLAG(san_has_bad_wildcard), FLAG(san_has_bad_dns)}},
		{"public suffix", SUBJECT(""), "82{'*.com'}82{'*.a.example'}",
			{FLAG(san_has_public_suffix_wildcard), NO_FLAG}},

		{"reserved label", SUBJECT(""), "82{'ab--cd.a.example'}",
			{FLAG(san_has_reserved_label), NO_FLAG}},
		{"reserved label at the end", SUBJECT(""), "82{'*.a.q---'}",
			{FLAG(san_has_reserved_label), FLAG(san_has_bad_dns)}},
		{"A-label", SUBJECT(""), "82{'XN--bcher-kva.example'}", {NO_FLAG, NO_FLAG}},
		{"hyphens elsewhere", SUBJECT(""), "82{'a--b.abc--d.example'}", {NO_FLAG, NO_FLAG}},

		{"CN copied", SUBJECT(CN("0c{'a.example'}")), "82{'a.example'}",
			{NO_FLAG, NO_FLAG}},
		{"CN in other letters", SUBJECT(CN("0c{'A.example'}")), "82{'a.example'}",
			{FLAG(cn_is_no_copy), NO_FLAG}},
		{"CN of an address", SUBJECT(CN("0c{'192.0.2.1'}")), "87{c0000201}",
			{NO_FLAG, NO_FLAG}},
		{"CN of an IPv6 address", SUBJECT(CN("0c{'2001:db8::1'}")),
			"87{20010db8000000000000000000000001}", {NO_FLAG, NO_FLAG}},
		{"CN of an address, written at length", SUBJECT(CN("0c{'2001:db8::0001'}")),
			"87{20010db8000000000000000000000001}", {FLAG(cn_is_no_copy), NO_FLAG}},
		{"CN longer than any address",
			SUBJECT(CN("0c{'2001:0db8:0000:0000:0000:0000:0000:00001'}")),
			"87{20010db8000000000000000000000001}", {FLAG(cn_is_no_copy), NO_FLAG}},
		{"CN of words", SUBJECT(CN("0c{'Example'}")), "82{'a.example'}",
			{FLAG(cn_is_no_copy), NO_FLAG}},
		{"CN of a host beside addresses only", SUBJECT(CN("0c{'a.example'}")),
			"87{c0000201}", {NO_FLAG, NO_FLAG}},
		{"CN of a host beside wildcards only", SUBJECT(CN("0c{'a.example'}")),
			"82{'*.example'}", {NO_FLAG, NO_FLAG}},
		{"the second CN", SUBJECT(CN("0c{'a.example'}") CN("0c{'b.example'}")),
			"82{'a.example'}", {FLAG(cn_is_no_copy), NO_FLAG}},
		{"other attributes", SUBJECT("31{30{06{55040a}0c{'b.example'}}}"),
			"82{'a.example'}", {NO_FLAG, NO_FLAG}},
	};
	size_t i, k;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_cert cert;
		cp_profile profile;

		memset(&cert, 0, sizeof(cert));
		cert.subject = der_text(rows[i].subject);
		cert.issuer = der_text("30{}");
		cert.san = der_text(rows[i].san);
		cp_profile_read(&cert, &profile);
		for (k = 0; k < CP_COUNT(name_flags); k++) {
			bool wanted = name_flags[k] == rows[i].flags[0] ||
				      name_flags[k] == rows[i].flags[1];

			UNIT_ROW(rows[i].name, is_raised(&profile, name_flags[k]) == wanted);
		}
	}
}

static void
issuers_may_have_controls(void)
{
	cp_cert cert;
	cp_profile profile;

	memset(&cert, 0, sizeof(cert));
	cert.issuer = der_text(SUBJECT(CN("0c{'a' 0a}")));
	cp_profile_read(&cert, &profile);
	CU_ASSERT(profile.names_have_controls && !profile.cn_is_no_copy);
}

/* More common names than anybody looks at are no copies, though each be one. */
static void
many_common_names_are_no_copies(void)
{
	int n;

	for (n = 8; n <= 9; n++) {
		cp_buf text = CP_BUF_EMPTY;
		cp_cert cert;
		cp_profile profile;
		char *joined;
		int i;

		cp_buf_append_string(&text, "30{");
		for (i = 0; i < n; i++)
			cp_buf_append_string(&text, CN("0c{'a.example'}"));
		cp_buf_append_string(&text, "}");
		joined = cp_buf_finish(&text);
		memset(&cert, 0, sizeof(cert));
		cert.subject = der_text(joined);
		cert.san = der_text("82{'a.example'}");
		cp_profile_read(&cert, &profile);
		CU_ASSERT(profile.cn_is_no_copy == (n == 9));
		cp_free(joined);
	}
}

static void
constraints_raise_flags(void)
{
	static const struct {
		const char *name, *permitted, *excluded;
		bool is_ca, dot, min_max, mask, empty, in_leaf;
	} rows[] = {
		{"a host", "30{82{'a.example'}}", "", true, false, false, false, false, false},
		{"in a leaf", "30{82{'a.example'}}", "", false, false, false, false, false, true},
		{"empty", "", "", true, false, false, false, true, false},
		{"a dot", "", "30{82{'.example'}}", true, true, false, false, false, false},
		{"a dot in a mailbox", "30{81{'.example'}}", "", true, false, false, false, false,
			false},
		{"everything", "30{82{}}", "", true, false, false, false, false, false},
		{"minimum 1", "30{82{'a'}80{01}}", "", true, false, true, false, false, false},
		{"minimum 0", "30{82{'a'}80{00}}", "", true, false, false, false, false, false},
		{"maximum", "", "30{82{'a'}81{00}}", true, false, true, false, false, false},
		{"mask", "30{87{0a000000 ff000000}}", "", true, false, false, false, false, false},
		{"mask within an octet", "30{87{0a000000 fff00000}}", "", true, false, false, false,
			false, false},
		{"mask of all", "30{87{00000000 00000000}}", "", true, false, false, false, false,
			false},
		{"mask with a gap", "30{87{0a000000 ff00ff00}}", "", true, false, false, true,
			false, false},
		{"mask with a gap in an octet", "30{87{0a000000 ff050000}}", "", true, false, false,
			true, false, false},
		{"mask after an octet in part", "30{87{0a000000 fff0f000}}", "", true, false, false,
			true, false, false},
		{"IPv6 mask",
			"30{87{20010db8000000000000000000000000 "
			"ffffffff000000000000000000000000}}",
			"", true, false, false, false, false, false},
		{"IPv6 mask with a gap", "",
			"30{87{20010db8000000000000000000000000 "
			"ffffffff000000000000000000000001}}",
			true, false, false, true, false, false},
		{"no network at all", "30{87{0a000000ff}}", "", true, false, false, false, false,
			false},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_cert cert;
		cp_profile profile;

		memset(&cert, 0, sizeof(cert));
		cert.ext[CP_EXT_NAME_CONSTRAINTS].present = true;
		cert.ext[CP_EXT_NAME_CONSTRAINTS].readable = true;
		cert.is_ca = rows[i].is_ca;
		cert.permitted = der_text(rows[i].permitted);
		cert.excluded = der_text(rows[i].excluded);
		cp_profile_read(&cert, &profile);
		UNIT_ROW(rows[i].name, profile.nc_leading_dot == rows[i].dot);
		UNIT_ROW(rows[i].name, profile.nc_min_max == rows[i].min_max);
		UNIT_ROW(rows[i].name, profile.nc_bad_mask == rows[i].mask);
		UNIT_ROW(rows[i].name, profile.nc_empty == rows[i].empty);
		UNIT_ROW(rows[i].name, profile.nc_in_leaf == rows[i].in_leaf);
	}
}

static void
serial_numbers_are_measured(void)
{
	static const struct {
		const char *octets;
		size_t n;
		bool negative, zero;
	} rows[] = {
		{"", 0, false, false},
		{"00", 1, false, true},
		{"0a", 1, false, false},
		{"0080", 1, false, false},
		{"80", 1, true, false},
		{"ff00", 2, true, false},
		{"7f0102030405060708090a0b0c0d0e0f10111213", 20, false, false},
		{"00ff0102030405060708090a0b0c0d0e0f10111213", 20, false, false},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_cert cert;
		cp_profile profile;

		memset(&cert, 0, sizeof(cert));
		cert.serial = der_text(rows[i].octets);
		cp_profile_read(&cert, &profile);
		UNIT_ROW(rows[i].octets, profile.serial_octets == rows[i].n);
		UNIT_ROW(rows[i].octets, profile.serial_negative == rows[i].negative);
		UNIT_ROW(rows[i].octets, profile.serial_zero == rows[i].zero);
	}
}

/* The first of 2050 is where the forms change (RFC 5280 4.1.2.5). */
static void
dates_have_their_form(void)
{
	static const int64_t border = INT64_C(2524608000);
	static const struct {
		const char *name;
		cp_time_form form;
		int64_t seconds;
		bool wrong;
	} rows[] = {
		{"short before", CP_TIME_UTC, border - 1, false},
		{"short after", CP_TIME_UTC, border, true},
		{"full before", CP_TIME_GENERALIZED, border - 1, true},
		{"full after", CP_TIME_GENERALIZED, border, false},
		{"unreadable", CP_TIME_NONE, border, false},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_cert cert;
		cp_profile profile;

		memset(&cert, 0, sizeof(cert));
		cert.not_before_form = rows[i].form;
		cert.not_before = rows[i].seconds;
		cp_profile_read(&cert, &profile);
		UNIT_ROW(rows[i].name, profile.not_before_form_wrong == rows[i].wrong);
		UNIT_ROW(rows[i].name, !profile.not_after_form_wrong);
	}
}

/* Of policies the first 256 are looked at. */
static void
policies_are_counted_up_to_a_bound(void)
{
	static const struct {
		const char *name;
		unsigned n, again_at; /* policies, and where the first one stands again */
		bool duplicate;
	} rows[] = {
		{"one", 1, 0, false},
		{"two", 2, 1, true},
		{"the last that counts", 256, 255, true},
		{"the first that does not", 257, 256, false},
	};
	size_t i;
	unsigned k;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_buf text = CP_BUF_EMPTY;
		cp_cert cert;
		cp_profile profile;
		char *joined;

		for (k = 0; k < rows[i].n; k++) {
			unsigned number = k == rows[i].again_at ? 0 : k;

			cp_buf_printf(&text, "30{06{2a%02x%02x}}", 0x80 + (number >> 7) + 1,
				number & 0x7f);
		}
		joined = cp_buf_finish(&text);
		memset(&cert, 0, sizeof(cert));
		cert.policies = der_text(joined);
		cp_profile_read(&cert, &profile);
		UNIT_ROW(rows[i].name, profile.policies_duplicate == rows[i].duplicate);
		cp_free(joined);
	}
}

#define ATTRIBUTE(oid, value) "31{30{06{" oid "}" value "}}"

/* What a subject says its holder is, and in which form. */
static void
holders_are_read(void)
{
	static const struct {
		const char *name, *subject;
		unsigned attributes;
		const char *too_long, *other_string, *repeated;
		bool several_in_one;
	} rows[] = {
		{"nobody", "", 0, NULL, NULL, NULL, false},
		{"a host", CN("0c{'a.example'}"), CP_HOLDER_COMMON_NAME, NULL, NULL, NULL, false},
		{"a country", ATTRIBUTE("550406", "13{'DE'}"), CP_HOLDER_COUNTRY, NULL, NULL, NULL,
			false},
		{"no country", ATTRIBUTE("550406", "13{}"), 0, NULL, NULL, NULL, false},
		{"a country of three letters", ATTRIBUTE("550406", "13{'FOO'}"), CP_HOLDER_COUNTRY,
			"countryName", NULL, NULL, false},
		{"attributes of other standards",
			ATTRIBUTE("2a03", "0c{'a'}") ATTRIBUTE("2a03", "16{'a'}"), CP_HOLDER_OTHER,
			NULL, NULL, NULL, false},
		{"an organization of Latin-1", ATTRIBUTE("55040a", "14{'M' fc 'ller'}"),
			CP_HOLDER_ORGANIZATION, NULL, "organizationName", NULL, false},
		{"a mailbox", ATTRIBUTE("2a864886f70d010901", "16{'a@b'}"), CP_HOLDER_OTHER, NULL,
			NULL, NULL, false},
		{"two organizations", ATTRIBUTE("55040a", "0c{'a'}") ATTRIBUTE("55040a", "0c{'b'}"),
			CP_HOLDER_ORGANIZATION, NULL, NULL, "organizationName", false},
		{"two streets", ATTRIBUTE("550409", "0c{'a'}") ATTRIBUTE("550409", "0c{'b'}"),
			CP_HOLDER_OTHER, NULL, NULL, NULL, false},
		{"a host and an organization in one",
			"31{30{06{550403}0c{'b'}}30{06{55040a}0c{'a'}}}",
			CP_HOLDER_COMMON_NAME | CP_HOLDER_ORGANIZATION, NULL, NULL, NULL, true},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_buf text = CP_BUF_EMPTY;
		cp_holder holder;
		char *joined;

		cp_buf_printf(&text, "30{%s}", rows[i].subject);
		joined = cp_buf_finish(&text);
		cp_holder_read(der_text(joined), &holder);
		UNIT_ROW(rows[i].name, holder.attributes == rows[i].attributes);
		UNIT_ROW(rows[i].name, is_same(holder.too_long, rows[i].too_long));
		UNIT_ROW(rows[i].name, is_same(holder.other_string, rows[i].other_string));
		UNIT_ROW(rows[i].name, is_same(holder.repeated, rows[i].repeated));
		UNIT_ROW(rows[i].name, holder.several_in_one == rows[i].several_in_one);
		cp_free(joined);
	}
}

/* Bounds are in characters, however many octets each has. */
static void
lengths_are_of_characters(void)
{
	static const struct {
		const char *name, *tag, *character;
	} rows[] = {
		{"PrintableString", "13", "'a'"},
		{"UTF8String", "0c", "c3a9"},
		{"UTF8String of four octets", "0c", "f09f9880"},
		{"BMPString", "1e", "00e9"},
		{"UniversalString", "1c", "000000e9"},
	};
	size_t i;
	int n, k;

	for (i = 0; i < CP_COUNT(rows); i++) {
		for (n = 64; n <= 65; n++) {
			cp_buf text = CP_BUF_EMPTY;
			cp_holder holder;
			char *joined;

			cp_buf_printf(&text, "30{31{30{06{550403}%s{", rows[i].tag);
			for (k = 0; k < n; k++)
				cp_buf_append_string(&text, rows[i].character);
			cp_buf_append_string(&text, "}}}}");
			joined = cp_buf_finish(&text);
			cp_holder_read(der_text(joined), &holder);
			UNIT_ROW(rows[i].name, (holder.too_long != NULL) == (n > 64));
			cp_free(joined);
		}
	}
}

/* The reserved policies among others, and the first name of a form that no server has. */
static void
policies_and_forms_are_told(void)
{
	cp_cert cert;
	cp_profile profile;

	memset(&cert, 0, sizeof(cert));
	cert.policies = der_text("30{06{2a03}}30{06{67810c010201}}30{06{67810c0101}}");
	cert.san = der_text("82{'a.example'}87{c0000201}86{'a:b'}81{'a@b'}");
	cp_profile_read(&cert, &profile);
	CU_ASSERT_EQUAL(profile.reserved_policies, CP_POLICY_DV | CP_POLICY_EV);
	CU_ASSERT_STRING_EQUAL(profile.san_other_form, "uniformResourceIdentifier");
	cert.san = der_text("82{'a.example'}87{c0000201}");
	cert.policies = der_text("30{06{67810c010202}}30{06{67810c010203}}30{06{67810c011f}}");
	cp_profile_read(&cert, &profile);
	CU_ASSERT_EQUAL(profile.reserved_policies, CP_POLICY_OV | CP_POLICY_IV | CP_POLICY_EV);
	CU_ASSERT_PTR_NULL(profile.san_other_form);
}

/* RSA keys of either name are looked at, and no other key is. */
static void
rsa_keys_are_measured(void)
{
	static const struct {
		cp_key_type type;
		unsigned bits;
		bool odd;
	} rows[] = {
		{CP_KEY_RSA, 2048, false},
		{CP_KEY_RSA, 2047, true},
		{CP_KEY_RSA_PSS, 2049, true},
		{CP_KEY_DSA, 2047, false},
		{CP_KEY_EC, 521, false},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_cert cert;
		cp_profile profile;

		memset(&cert, 0, sizeof(cert));
		cert.key.type = rows[i].type;
		cert.key.bits = rows[i].bits;
		cp_profile_read(&cert, &profile);
		CU_ASSERT(profile.rsa_bits_odd == rows[i].odd);
		CU_ASSERT(!profile.rsa_close_primes && !profile.rsa_roca);
	}
}

int
main(void)
{
	static const unit_test tests[] = {
		{"names raise flags", names_raise_flags},
		{"issuers may have controls", issuers_may_have_controls},
		{"many common names are no copies", many_common_names_are_no_copies},
		{"constraints raise flags", constraints_raise_flags},
		{"serial numbers are measured", serial_numbers_are_measured},
		{"dates have their form", dates_have_their_form},
		{"policies are counted up to a bound", policies_are_counted_up_to_a_bound},
		{"holders are read", holders_are_read},
		{"lengths are of characters", lengths_are_of_characters},
		{"policies and forms are told", policies_and_forms_are_told},
		{"RSA keys are measured", rsa_keys_are_measured},
		{NULL, NULL},
	};
	int status = unit_main("profile", tests);

	der_text_free_all();
	return status;
}
