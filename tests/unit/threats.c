/* lib/store: threat lists: what is read of each form, and the index that holds it. */
#include <config.h>
#include "base/buf.h"
#include "base/error.h"
#include "base/json_stream.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/denylist.h"
#include "store/scope_entry.h"
#include "store/threat_key.h"
#include "store/threat_pattern.h"
#include "store/threat_read.h"
#include "store/threat_sort.h"
#include "unit/unit.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SHA256_A "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define SHA256_B "ff112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define SHA1_A "00112233445566778899aabbccddeeff00112233"
#define SHA1_B "ff112233445566778899aabbccddeeff00112233"
#define MD5_A "00112233445566778899aabbccddeeff"

#define NOW INT64_C(1796083200) /* 2026-12-01T00:00:00Z */

/* ---- JSON of any length ---- */

static void
show_steps(const char *text, const char *whole, char *out, size_t size)
{
	cp_json_stream stream;
	cp_json_step step;

	out[0] = '\0';
	cp_json_stream_begin(&stream, cp_bytes_of_string(text));
	do {
		char *end = out + strlen(out);
		size_t room = size - strlen(out);

		step = cp_json_stream_next(&stream);
		if (step != CP_JSON_STEP_CLOSE && stream.has_key && stream.key.inner.len > 0)
			end += snprintf(end, room, "%.*s:", (int)stream.key.inner.len,
				(const char *)stream.key.inner.data);
		room = size - strlen(out);
		if (step == CP_JSON_STEP_OPEN && stream.has_key &&
			cp_json_is_word(&stream.key, whole)) {
			if (cp_json_stream_take(&stream))
				snprintf(end, room, "<%.*s>", (int)stream.value.whole.len,
					(const char *)stream.value.whole.data);
		} else if (step == CP_JSON_STEP_OPEN) {
			snprintf(end, room, stream.value.kind == CP_JSON_OBJECT ? "{" : "[");
		} else if (step == CP_JSON_STEP_CLOSE) {
			snprintf(end, room, ")");
		} else if (step == CP_JSON_STEP_VALUE) {
			snprintf(end, room, "%.*s;", (int)stream.value.whole.len,
				(const char *)stream.value.whole.data);
		} else if (step == CP_JSON_STEP_FAULT) {
			snprintf(end, room, "!%zu %s", stream.fault.offset, stream.fault.what);
		}
	} while (step != CP_JSON_STEP_END && step != CP_JSON_STEP_FAULT);
	CU_ASSERT_EQUAL(cp_json_stream_next(&stream), step);
}

static void
json_is_walked(void)
{
	static const struct {
		const char *text, *shown;
	} rows[] = {
		{"1", "1;"},
		{" \"a\" ", "\"a\";"},
		{"[]", "[)"},
		{"{ }", "{)"},
		{"\xef\xbb\xbf[1 , \"x\",[true]]", "[1;\"x\";[true;))"},
		{"{\"a\" : 1,\"b\":[2],\"w\":{\"x\":[3]},\"c\":null}",
			"{a:1;b:[2;)w:<{\"x\":[3]}>c:null;)"},
		{"", "!0 the text ends where a value should stand"},
		{"[1", "[1;!2 the text ends too early"},
		{"[1,]", "[1;!3 this is no value"},
		{"[1 2]", "[1;!3 a comma or a closing bracket should stand here"},
		{"[,1]", "[!1 this is no value"},
		{"{\"a\" 1}", "{!5 a colon should stand here"},
		{"{a:1}", "{!1 a key in quotes should stand here"},
		{"{\"a\":1,}", "{a:1;!7 a key in quotes should stand here"},
		{"[1}", "[1;!2 a comma or a closing bracket should stand here"},
		{"[] []", "[)!3 something stands behind the end"},
		{"{\"w\":[1,}", "{w:!8 this is no value"},
	};
	char shown[256], deep[2 * CP_JSON_DEEPEST];
	cp_json_stream stream;
	cp_json_step step;
	size_t i, line, column;

	for (i = 0; i < CP_COUNT(rows); i++) {
		show_steps(rows[i].text, "w", shown, sizeof(shown));
		UNIT_ROW(rows[i].text, strcmp(shown, rows[i].shown) == 0);
	}
	memset(deep, '[', sizeof(deep));
	cp_json_stream_begin(&stream, cp_bytes_of(deep, sizeof(deep)));
	do
		step = cp_json_stream_next(&stream);
	while (step == CP_JSON_STEP_OPEN);
	CU_ASSERT_EQUAL(step, CP_JSON_STEP_FAULT);
	CU_ASSERT_TRUE(stream.fault.too_large);
	CU_ASSERT_EQUAL(stream.fault.offset, CP_JSON_DEEPEST);
	cp_json_stream_place(cp_bytes_of_string("ab\ncd\n\nx"), 4, &line, &column);
	CU_ASSERT_TRUE(line == 2 && column == 2);
	cp_json_stream_place(cp_bytes_of_string("ab\ncd\n\nx"), 7, &line, &column);
	CU_ASSERT_TRUE(line == 4 && column == 1);
}

/* ---- keys ---- */

static void
names_are_compared_as_people_write_them(void)
{
	static const struct {
		const char *a, *b; /* b NULL: a is no name */
		bool same;
	} rows[] = {
		{"C=GB, O=Example, CN=x", "/C=GB/O=Example/CN=x", true},
		{"C=GB, O=Example, CN=x", "CN=x,O=Example,C=GB", true},
		{"C=GB, O=Example", "countryName=gb + organizationName =  EXAMPLE ", true},
		{"O=Example", "2.5.4.10=Example", true},
		{"O=Example", "OID.2.5.4.10=Example", true},
		{"C=US, O=thawte, Inc., CN=x", "CN=x,O=thawte\\, Inc.,C=US", true},
		{"C=US, O=thawte, Inc., CN=x", "CN=x, O=\"thawte, Inc.\", C=US", true},
		{"C=GB/postalCode=EC1V 2NX, ST=London", "C=GB, postalCode=EC1V  2NX, S=london",
			true},
		{"emailAddress=a@b.example", "E=a@b.example", true},
		{"CN=\xc3\x89t\xc3\xa9", "CN=\\C3\\A9t\\xC3\\xA9", true},
		{"/O=a/b/CN=x", "O=a/b, CN=x", true},
		{"O=\"a, CN=b\"", "O=a\\, CN=b", true},
		{"O=Example", "O=Exemple", false},
		{"O=Example", "OU=Example", false},
		{"O=Example", "O=Example, O=Example", false},
		{"O=a, CN=b", "O=b, CN=a", false},
		{"CN=ab", "CN=a b", false},
		{"Issuer Name", NULL, false},
		{"", NULL, false},
		{"/", NULL, false},
		{"=x", NULL, false},
		{"XY=x", NULL, false},
	};
	cp_threat_hash a, b;
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		bool is_name = cp_trait_name(cp_bytes_of_string(rows[i].a), &a);

		UNIT_ROW(rows[i].a, is_name == (rows[i].b != NULL));
		if (rows[i].b == NULL)
			continue;
		UNIT_ROW(rows[i].b, cp_trait_name(cp_bytes_of_string(rows[i].b), &b));
		UNIT_ROW(rows[i].b, (memcmp(&a, &b, sizeof(a)) == 0) == rows[i].same);
	}
}

static void
numbers_are_compared_by_value(void)
{
	static const struct {
		const char *a, *b;
		bool same;
	} rows[] = {
		{"00:bc:b4", "BCB4", true},
		{"0xbcb4", "00BC B4", true},
		{"5", "05", true},
		{"0", "00:00", true},
		{"10", "01", false},
	};
	static const char *const wrong[] = {"", "0x", "xyz", "1g", ":"};
	static const struct {
		const char *decimal, *hex;
	} decimals[] = {
		{"0", "0"},
		{"255", "ff"},
		{"256", "0100"},
		{"1234567890", "499602d2"},
		{"340282366920938463463374607431768211455", "ffffffffffffffffffffffffffffffff"},
	};
	cp_threat_hash a, b;
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		UNIT_ROW(rows[i].a, cp_trait_hex(cp_bytes_of_string(rows[i].a), &a));
		UNIT_ROW(rows[i].b, cp_trait_hex(cp_bytes_of_string(rows[i].b), &b));
		UNIT_ROW(rows[i].a, (memcmp(&a, &b, sizeof(a)) == 0) == rows[i].same);
	}
	for (i = 0; i < CP_COUNT(wrong); i++)
		UNIT_ROW(wrong[i], !cp_trait_hex(cp_bytes_of_string(wrong[i]), &a));
	for (i = 0; i < CP_COUNT(decimals); i++) {
		UNIT_ROW(decimals[i].hex, cp_trait_hex(cp_bytes_of_string(decimals[i].hex), &a));
		UNIT_ROW(decimals[i].decimal,
			cp_trait_decimal(cp_bytes_of_string(decimals[i].decimal), &b));
		UNIT_ROW(decimals[i].decimal, memcmp(&a, &b, sizeof(a)) == 0);
	}
	CU_ASSERT_FALSE(cp_trait_decimal(cp_bytes_of_string("12a"), &a));
	CU_ASSERT_FALSE(cp_trait_decimal(cp_bytes_of_string(""), &a));
}

/* ---- patterns ---- */

/* Ways in their order: sha1 of "…", traits by their bits, names. */
static void
show_clauses(const char *pattern, char *out, size_t size)
{
	cp_threat_clauses clauses = {NULL, 0, 0, 0};
	size_t i;

	CU_ASSERT_EQUAL(
		cp_threat_pattern_read(cp_bytes_of_string(pattern), &clauses), CERTPOLICY_OK);
	out[0] = '\0';
	for (i = 0; i < clauses.n; i++) {
		const cp_threat_clause *clause = &clauses.list[i];
		char *end = out + strlen(out);
		size_t room = size - strlen(out);

		if (clause->kind != CP_CLAUSE_CERTIFICATE)
			snprintf(end, room, "%s=%.*s;",
				clause->kind == CP_CLAUSE_NAME ? "name" : "net",
				(int)clause->text.len, (const char *)clause->text.data);
		else if (cp_threat_subject_has_digest(&clause->subject))
			snprintf(end, room, "%s%s%s;",
				clause->subject.has_digest[CP_THREAT_MD5] ? "md5" : "",
				clause->subject.has_digest[CP_THREAT_SHA1] ? "sha1" : "",
				clause->subject.has_digest[CP_THREAT_SHA256] ? "sha256" : "");
		else
			snprintf(
				end, room, "traits%u;", cp_threat_subject_traits(&clause->subject));
	}
	if (clauses.n_unusable > 0)
		snprintf(out + strlen(out), size - strlen(out), "-%zu", clauses.n_unusable);
	cp_threat_clauses_clear(&clauses);
}

#define X "x509-certificate:"
#define SHA1_IS(digest) X "hashes.'SHA-1' = '" digest "'"

static void
patterns_are_read(void)
{
	static const struct {
		const char *pattern, *shown;
	} rows[] = {
		{"[" SHA1_IS(SHA1_A) "]", "sha1;"},
		{"[" X "hashes.SHA1='" SHA1_A "']", "sha1;"},
		{"[" X "hashes.'SHA-256' == '" SHA256_A "']", "sha256;"},
		{" [ " X "hashes.MD5 = '" MD5_A "' AND " SHA1_IS(SHA1_A) " ] ", "md5sha1;"},
		{"[" SHA1_IS(SHA1_A) " AND " X "issuer = 'Issuer Name' AND " X "version = '3']",
			"sha1;"},
		{"[" SHA1_IS(SHA1_A) " OR " SHA1_IS(SHA1_B) "]", "sha1;sha1;"},
		{"[" SHA1_IS(SHA1_A) "] OR [" SHA1_IS(SHA1_B) "]", "sha1;sha1;"},
		{"[" X "hashes.'SHA-1' IN ('" SHA1_A "','" SHA1_B "')]", "sha1;sha1;"},
		{"[" X "issuer = 'CN=a' AND " X "serial_number = '01:02']", "traits5;"},
		{"[" X "issuer = 'CN=a' AND " X "serial_number = '01' AND " X "version = '3']",
			"traits5;"},
		{"[" X "subject = 'CN=a']", "traits2;"},
		{"[" X "issuer = 'CN=a']", "traits1;"},
		{"[" X "subject = 'CN=a' AND " X "validity_not_before = "
		 "t'2015-12-08T00:00:00Z']",
			"traits18;"},
		{"[" X "subject_public_key_modulus = '00:ae:29']", "traits8;"},
		{"[" X "subject = 'CN=a' AND (" X "issuer = 'CN=b' OR " X "issuer = 'CN=c')]",
			"traits3;traits3;"},
		{"[(" X "issuer = 'CN=b' OR " X "issuer = 'CN=c') AND " X
		 "subject = 'CN=a' OR " SHA1_IS(SHA1_A) "]",
			"traits3;traits3;sha1;"},
		{"[" SHA1_IS(SHA1_A) " OR " X "subject = 'CN=a' AND " X "issuer = 'CN=b']",
			"sha1;traits3;"},
		{"[((" SHA1_IS(SHA1_A) "))]", "sha1;"},
		{"[domain-name:value = 'evil.example']", "name=evil.example;"},
		{"[ipv4-addr:value = '192.0.2.0/24' OR ipv6-addr:value='2001:db8::1']",
			"net=192.0.2.0/24;net=2001:db8::1;"},
		{"[domain-name:value IN ('a.example', 'b.example')]",
			"name=a.example;name=b.example;"},
		/* What would find more than was meant. */
		{"[" X "subject = 'CN=a' AND " X "version = '3']", "-1"},
		{"[" X "subject = 'CN=a' AND " X "issuer = 'Issuer Name']", "-1"},
		{"[" X "validity_not_after = '2016-12-07T23:59:59Z']", "-1"},
		{"[" X "subject LIKE 'CN=%']", "-1"},
		{"[" X "subject != 'CN=a']", "-1"},
		{"[" X "hashes.'SHA-1' NOT IN ('" SHA1_A "')]", "-1"},
		{"[" X "hashes.'SHA-1' NOT = '" SHA1_A "']", "-1"},
		{"[" X "hashes.'SHA-1' = 'abc']", "-1"},
		{"[" SHA1_IS(SHA1_A) " AND " SHA1_IS(SHA1_B) "]", "-1"},
		{"[domain-name:value = 'a.example' AND domain-name:resolves_to_refs[*].value = "
		 "'192.0.2.1']",
			"-1"},
		{"[domain-name:value = 'a.example' AND " SHA1_IS(SHA1_A) "]", "-1"},
		{"[domain-name:value LIKE '%.example']", "-1"},
		{"[file:hashes.MD5 = '" MD5_A "']", "-1"},
		{"[file:size > 5 OR " SHA1_IS(SHA1_A) "]", "sha1;-1"},
		/* What takes more than one observation, or is no pattern. */
		{"[" SHA1_IS(SHA1_A) "] AND [" SHA1_IS(SHA1_B) "]", "-1"},
		{"[" SHA1_IS(SHA1_A) "] FOLLOWEDBY [" SHA1_IS(SHA1_B) "]", "-1"},
		{"[" SHA1_IS(SHA1_A) "] REPEATS 5 TIMES", "-1"},
		{"", "-1"},
		{"[", "-1"},
		{"[]", "-1"},
		{"[" SHA1_IS(SHA1_A), "-1"},
		{"[(" SHA1_IS(SHA1_A) "]", "-1"},
		{"[" SHA1_IS(SHA1_A) ")]", "-1"},
		{"[" X "subject = 'CN=a]", "-1"},
		{"[" SHA1_IS(SHA1_A) " AND ]", "-1"},
		{"[AND]", "-1"},
	};
	char shown[256];
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		show_clauses(rows[i].pattern, shown, sizeof(shown));
		UNIT_ROW(rows[i].pattern, strcmp(shown, rows[i].shown) == 0);
	}
}

/* Two alternatives joined again and again would be as many as the list's author likes. */
static void
patterns_have_limits(void)
{
	static const char pair[] = "(" X "issuer='CN=a' OR " X "subject='CN=b')";
	cp_threat_clauses clauses = {NULL, 0, 0, 0};
	cp_buf text = CP_BUF_EMPTY;
	size_t i;

	cp_buf_append_char(&text, '[');
	for (i = 0; i < 40; i++) {
		cp_buf_append_string(&text, i > 0 ? " AND " : "");
		cp_buf_append_string(&text, pair);
	}
	cp_buf_append_char(&text, ']');
	CU_ASSERT_EQUAL(
		cp_threat_pattern_read(cp_bytes_of(text.data, text.len), &clauses), CERTPOLICY_OK);
	CU_ASSERT_EQUAL(clauses.n, 0);
	CU_ASSERT_EQUAL(clauses.n_unusable, 1);
	cp_buf_clear(&text);
	for (i = 0; i < 100000; i++)
		cp_buf_append_char(&text, i == 0 ? '[' : '(');
	CU_ASSERT_EQUAL(
		cp_threat_pattern_read(cp_bytes_of(text.data, text.len), &clauses), CERTPOLICY_OK);
	CU_ASSERT_EQUAL(clauses.n_unusable, 1);
	cp_buf_clear(&text);
	cp_threat_clauses_clear(&clauses);
}

/* ---- lists ---- */

static void
write_file(const char *path, const void *octets, size_t len)
{
	FILE *file = fopen(path, "wb");

	CP_INVARIANT(file != NULL && fwrite(octets, 1, len, file) == len && fclose(file) == 0);
}

/* A list of one file with this content; NULL and *error: it is none. */
static cp_denylist *
list_of(const char *text, certpolicy_error **error)
{
	cp_denylist *list = cp_denylist_new();

	CP_INVARIANT(list != NULL);
	write_file("threats.tmp", text, strlen(text));
	if (cp_denylist_add_file(list, "threats.tmp", error) != CERTPOLICY_OK) {
		cp_denylist_free(list);
		list = NULL;
	}
	unlink("threats.tmp");
	return list;
}

/* Looks for "sha1:…", "sha256:…", "md5:…" (of a certificate), "name:…", "net:…". */
static bool
look(const cp_denylist *list, const char *what, int64_t time, cp_threat_hit *hit)
{
	const char *value = strchr(what, ':') + 1;
	uint8_t octets[32];
	size_t len;
	char host[254];

	if (strncmp(what, "name:", 5) == 0) {
		CP_INVARIANT(cp_host_normalise(cp_bytes_of_string(value), true, host));
		return cp_denylist_find_name(list, cp_bytes_of_string(host), time, hit);
	}
	if (strncmp(what, "net:", 4) == 0) {
		CP_INVARIANT(cp_address_parse(cp_bytes_of_string(value), octets, &len));
		return cp_denylist_find_address(list, cp_bytes_of(octets, len), time, hit);
	}
	if (strncmp(what, "subject:", 8) == 0) {
		cp_traits traits;
		cp_threat_hash key;

		CP_INVARIANT(cp_trait_name(cp_bytes_of_string(value), &traits.values[1]));
		cp_traits_key(&traits, CP_TRAIT_SUBJECT, &key);
		return cp_denylist_find_digest(
			list, CP_THREAT_OTHER, key.octets, CP_THREAT_SUBJECT, time, hit);
	}
	CP_INVARIANT(cp_hex_decode(cp_bytes_of_string(value), octets));
	return cp_denylist_find_digest(list,
		what[0] == 'm'   ? CP_THREAT_MD5
		: what[3] == '1' ? CP_THREAT_SHA1
				 : CP_THREAT_SHA256,
		octets, CP_THREAT_CERTIFICATE, time, hit);
}

#define SSLBL                                                                                      \
	"####\r\n"                                                                                 \
	"# abuse.ch SSLBL #\r\n"                                                                   \
	"# Last updated: 2023-12-22 06:58:00 UTC   #\r\n"                                          \
	"#\r\n"                                                                                    \
	"# Listingdate,SHA1,Listingreason\r\n"
#define BUNDLE(objects) "{\"type\":\"bundle\",\"id\":\"bundle--1\",\"objects\":[" objects "]}"
#define INDICATOR(id, more, pattern)                                                               \
	"{\"type\":\"indicator\",\"id\":\"" id "\",\"name\":\"why\"," more                         \
	"\"pattern_type\":\"stix\",\"pattern\":\"[" pattern "]\"}"
#define EVENT(attributes, objects)                                                                 \
	"{\"Event\":{\"info\":\"botnet\",\"timestamp\":\"1603642920\",\"Attribute\":[" attributes  \
	"],\"Object\":[" objects "]}}"
#define ATTRIBUTE(type, value, more)                                                               \
	"{\"uuid\":\"u-1\",\"type\":\"" type "\",\"value\":\"" value "\"" more "}"

static void
forms_are_read(void)
{
	static const struct {
		const char *name, *text, *wanted;
		bool found;
		const char *label;
	} rows[] = {
		{"a digest", SHA256_A "\n", "sha256:" SHA256_A, true, ""},
		{"SHA-1", SHA1_A "\n", "sha1:" SHA1_A, true, ""},
		{"both, and a comment", "# x\n" SHA256_A "\r\n\r\n" SHA1_A " # why, oh why\r\n",
			"sha1:" SHA1_A, true, "why, oh why"},
		{"a comment without a sign", SHA1_A "  stolen, sold", "sha1:" SHA1_A, true,
			"stolen, sold"},
		{"colons",
			"\xef\xbb\xbf"
			"00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33",
			"sha1:" SHA1_A, true, ""},
		{"another digest", SHA256_A "\n", "sha256:" SHA256_B, false, ""},
		{"a comment is no entry", SHA256_A "\n#" SHA256_B, "sha256:" SHA256_B, false, ""},
		{"SSLBL", SSLBL "2023-12-22 06:58:00," SHA1_A ",AsyncRAT C&C\r\n", "sha1:" SHA1_A,
			true, "AsyncRAT C&C"},
		{"capitals", SSLBL "2023-12-22 06:58:00,FF112233445566778899AABBCCDDEEFF00112233,x",
			"sha1:" SHA1_B, true, "x"},
		{"columns by name",
			"\xef\xbb\xbfSHA1,ListingReason,ListingDate\r\n" SHA1_A
			",Quakbot C&C,12/22/2023 6:58\r\n",
			"sha1:" SHA1_A, true, "Quakbot C&C"},
		{"quotes and newlines",
			"reason,sha256\n\"a \"\"b\"\",\nc\",\"" SHA256_A "\"\nd," SHA256_B "\n",
			"sha256:" SHA256_A, true, "a \"b\",\nc"},
		{"the row behind them",
			"reason,sha256\n\"a \"\"b\"\",\nc\",\"" SHA256_A "\"\nd," SHA256_B "\n",
			"sha256:" SHA256_B, true, "d"},
		{"columns without names", "2020-01-01," SHA1_A ",why\n", "sha1:" SHA1_A, true,
			"why"},
		{"rows twice", SSLBL "2023-12-22," SHA1_A ",x\n2023-12-22," SHA1_A ",x\n",
			"sha1:" SHA1_A, true, "x"},
		{"an indicator", BUNDLE(INDICATOR("i-1", "", SHA1_IS(SHA1_A))), "sha1:" SHA1_A,
			true, "why"},
		{"a TAXII envelope",
			"{\"more\":false,\"objects\":[" INDICATOR("i-1", "", SHA1_IS(SHA1_A)) "]}",
			"sha1:" SHA1_A, true, "why"},
		{"the strongest digest is the one",
			BUNDLE("{\"type\":\"x509-certificate\",\"id\":\"x\",\"hashes\":{\"MD5\":"
			       "\"" MD5_A "\",\"SHA-256\":\"" SHA256_A "\"}}"),
			"sha256:" SHA256_A, true, ""},
		{"MD5 where there is nothing else",
			BUNDLE("{\"type\":\"x509-certificate\",\"id\":\"x\",\"hashes\":{\"MD5\":"
			       "\"" MD5_A "\"}}"),
			"md5:" MD5_A, true, ""},
		{"observed data of 2.0",
			BUNDLE("{\"type\":\"observed-data\",\"id\":\"o\",\"objects\":{\"0\":{"
			       "\"type\":\"x509-certificate\",\"hashes\":{\"SHA-1\":\"" SHA1_A
			       "\"}}}}"),
			"sha1:" SHA1_A, true, ""},
		{"an observed certificate by all that is said of it",
			BUNDLE("{\"type\":\"x509-certificate\",\"id\":\"x\",\"subject\":"
			       "\"CN=a\"}"),
			"subject:CN=a", true, ""},
		{"of which nothing is left aside",
			BUNDLE("{\"type\":\"x509-certificate\",\"id\":\"x\",\"subject\":"
			       "\"CN=a\",\"issuer\":\"Issuer Name\"}," INDICATOR(
				       "i-1", "", SHA1_IS(SHA1_A))),
			"subject:CN=a", false, ""},
		{"a domain name",
			BUNDLE("{\"type\":\"domain-name\",\"id\":\"d\",\"value\":\"Evil."
			       "example\"}"),
			"name:evil.example", true, ""},
		{"that name alone",
			BUNDLE("{\"type\":\"domain-name\",\"id\":\"d\",\"value\":\"evil."
			       "example\"}"),
			"name:www.evil.example", false, ""},
		{"a wildcard of that name is another name",
			BUNDLE("{\"type\":\"domain-name\",\"id\":\"d\",\"value\":\"evil."
			       "example\"}"),
			"name:*.evil.example", false, ""},
		{"a network", BUNDLE(INDICATOR("i-1", "", "ipv4-addr:value = '192.0.2.0/25'")),
			"net:192.0.2.127", true, "why"},
		{"another network",
			BUNDLE(INDICATOR("i-1", "", "ipv4-addr:value = '192.0.2.0/25'")),
			"net:192.0.2.128", false, ""},
		{"IPv4 within IPv6", BUNDLE(INDICATOR("i-1", "", "ipv4-addr:value = '192.0.2.1'")),
			"net:::ffff:192.0.2.1", true, "why"},
		{"an indicator that holds no more",
			BUNDLE(INDICATOR("i-1", "\"valid_until\":\"2026-12-01T00:00:00Z\",",
				SHA1_IS(SHA1_A))),
			"sha1:" SHA1_A, false, ""},
		{"one that holds a second longer",
			BUNDLE(INDICATOR("i-1", "\"valid_until\":\"2026-12-01T00:00:01.000Z\",",
				SHA1_IS(SHA1_A))),
			"sha1:" SHA1_A, true, "why"},
		{"one that does not hold yet",
			BUNDLE(INDICATOR("i-1", "\"valid_from\":\"2026-12-01T00:00:01Z\",",
				SHA1_IS(SHA1_A))),
			"sha1:" SHA1_A, false, ""},
		{"one that is withdrawn, before or after",
			BUNDLE(INDICATOR("i-1", "", SHA1_IS(SHA1_A)) "," INDICATOR("i-1",
				"\"revoked\":true,",
				SHA1_IS(SHA1_A)) "," INDICATOR("i-2", "", SHA1_IS(SHA1_B))),
			"sha1:" SHA1_A, false, ""},
		{"its neighbour is not",
			BUNDLE(INDICATOR("i-1", "\"revoked\":true,", SHA1_IS(SHA1_A)) "," INDICATOR(
				"i-2", "", SHA1_IS(SHA1_A))),
			"sha1:" SHA1_A, true, "why"},
		{"escapes in a pattern",
			BUNDLE(INDICATOR(
				"i-1", "", "x509-certificate:hashes.'SHA-1' \\u003d '" SHA1_A "'")),
			"sha1:" SHA1_A, true, "why"},
		{"a MISP attribute",
			EVENT(ATTRIBUTE("x509-fingerprint-sha1", SHA1_A, ",\"to_ids\":true"), ""),
			"sha1:" SHA1_A, true, "botnet"},
		{"its comment",
			EVENT(ATTRIBUTE("x509-fingerprint-sha256", SHA256_A,
				      ",\"comment\":\"a \\\"b\\\"\""),
				""),
			"sha256:" SHA256_A, true, "a \"b\""},
		{"several events",
			"{\"response\":[" EVENT("", "") "," EVENT(
				ATTRIBUTE("x509-fingerprint-md5", MD5_A, ""), "") "]}",
			"md5:" MD5_A, true, "botnet"},
		{"attributes alone",
			"{\"response\":{\"Attribute\":[" ATTRIBUTE(
				"x509-fingerprint-md5", MD5_A, "") "]}}",
			"md5:" MD5_A, true, ""},
		{"not for detection",
			EVENT(ATTRIBUTE("x509-fingerprint-sha1", SHA1_A,
				      ",\"to_ids\":false") "," ATTRIBUTE("x509-fingerprint-sha1",
				      SHA1_B, ""),
				""),
			"sha1:" SHA1_A, false, ""},
		{"deleted",
			EVENT(ATTRIBUTE("x509-fingerprint-sha1", SHA1_A,
				      ",\"to_ids\":true,\"deleted\":true") "," ATTRIBUTE("x509-"
											 "fingerpri"
											 "nt-sha1",
				      SHA1_B, ""),
				""),
			"sha1:" SHA1_A, false, ""},
		{"a domain and all below", EVENT(ATTRIBUTE("domain", "evil.example", ""), ""),
			"name:a.b.evil.example", true, "botnet"},
		{"a wildcard below", EVENT(ATTRIBUTE("domain", "evil.example", ""), ""),
			"name:*.evil.example", true, "botnet"},
		{"a domain with a star", EVENT(ATTRIBUTE("hostname", "*.evil.example", ""), ""),
			"name:a.b.evil.example", true, "botnet"},
		{"a domain with a dot in front",
			EVENT(ATTRIBUTE("domain", ".evil.example", ""), ""), "name:evil.example",
			true, "botnet"},
		{"a star alone",
			EVENT(ATTRIBUTE("domain", "*.", "") "," ATTRIBUTE(
				      "domain", "x.example", ""),
				""),
			"name:evil.example", false, ""},
		{"a star within",
			EVENT(ATTRIBUTE("domain", "*evil.example", "") "," ATTRIBUTE(
				      "domain", "x.example", ""),
				""),
			"name:evil.example", false, ""},
		{"white space around a host",
			EVENT(ATTRIBUTE("hostname", " evil.example\\n", ""), ""),
			"name:evil.example", true, "botnet"},
		{"what only ends alike", EVENT(ATTRIBUTE("domain", "evil.example", ""), ""),
			"name:notevil.example", false, ""},
		{"what is above", EVENT(ATTRIBUTE("domain", "evil.example", ""), ""),
			"name:example", false, ""},
		{"a host alone", EVENT(ATTRIBUTE("hostname", "evil.example", ""), ""),
			"name:a.evil.example", false, ""},
		{"a host and its port",
			EVENT(ATTRIBUTE("hostname|port", "evil.example|443", ""), ""),
			"name:evil.example", true, "botnet"},
		{"an address", EVENT(ATTRIBUTE("ip-dst", "2001:db8::/32", ""), ""),
			"net:2001:db8:1::2", true, "botnet"},
		{"an object",
			EVENT("", "{\"name\":\"x509\",\"uuid\":\"o\",\"Attribute\":["
				  "{\"object_relation\":\"x509-fingerprint-sha1\",\"value\":"
				  "\"" SHA1_A "\",\"to_ids\":true},{\"object_relation\":\"issuer\","
				  "\"value\":\"Issuer Name\",\"to_ids\":true}]}"),
			"sha1:" SHA1_A, true, "botnet"},
		{"an object that was deleted",
			EVENT(ATTRIBUTE("domain", "x.example", ""),
				"{\"name\":\"x509\",\"deleted\":true,\"Attribute\":["
				"{\"object_relation\":\"x509-fingerprint-sha1\",\"value\":"
				"\"" SHA1_A "\",\"to_ids\":true}]}"),
			"sha1:" SHA1_A, false, ""},
		{"an object of another kind",
			EVENT("", "{\"name\":\"domain-ip\",\"Attribute\":[" ATTRIBUTE(
					  "domain", "evil.example", ",\"to_ids\":true") "]}"),
			"name:evil.example", true, "botnet"},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		certpolicy_error *error = NULL;
		cp_denylist *list = list_of(rows[i].text, &error);
		cp_threat_hit hit;
		bool found = list != NULL && look(list, rows[i].wanted, NOW, &hit);

		UNIT_ROW(rows[i].name, list != NULL);
		UNIT_ROW(rows[i].name, found == rows[i].found);
		UNIT_ROW(rows[i].name,
			!found || cp_bytes_equal(hit.label, cp_bytes_of_string(rows[i].label)));
		UNIT_ROW(rows[i].name, !found || strcmp(hit.list->source, "threats.tmp") == 0);
		CU_ASSERT(list == NULL || cp_denylist_check(list, NULL) == CERTPOLICY_OK);
		certpolicy_error_free(error);
		cp_denylist_free(list);
	}
}

static void
damage_is_refused(void)
{
	static const struct {
		const char *name, *text;
		size_t line;
	} rows[] = {
		{"nothing", "", 0},
		{"comments alone", "# x\n\n", 0},
		{"SSLBL without a row", SSLBL, 0},
		{"no digest", SHA256_A "\nabc\n", 2},
		{"a digit too many", SHA256_A "0\n", 1},
		{"a digit too few", SHA1_A "\n0112233445566778899aabbccddeeff00112233\n", 2},
		{"MD5, which nobody should list", MD5_A "\n", 1},
		{"a letter too far", "g" SHA1_A "\n", 1},
		{"SSLBL, cut", SSLBL "2023-12-22 06:58:00," SHA1_A ",x\r\n2023-12-22 06:5", 7},
		{"SSLBL, cut within a digest", SSLBL "2023-12-22 06:58:00,001122", 6},
		{"a quote left open", "reason,sha1\n\"a," SHA1_A "\n", 2},
		{"no column of digests", "a,b\nc,d\n", 1},
		{"a row without its digest", "reason,sha1\na," SHA1_A "\nb\n", 3},
		{"no JSON", "{\"objects\":[}", 1},
		{"a bundle, cut",
			"{\"type\":\"bundle\",\n\"objects\":[\n" INDICATOR(
				"i-1", "", SHA1_IS(SHA1_A)) ",\n",
			4},
		{"an empty bundle", BUNDLE(""), 0},
		{"a bundle of other things",
			BUNDLE(INDICATOR("i-1", "", "file:hashes.MD5 = '" MD5_A "'")), 0},
		{"all withdrawn", BUNDLE(INDICATOR("i-1", "\"revoked\":true,", SHA1_IS(SHA1_A))),
			0},
		{"a time that is none",
			BUNDLE("\n" INDICATOR("i-1", "\"valid_until\":\"soon\",", SHA1_IS(SHA1_A))),
			2},
		{"a key twice",
			BUNDLE("\n\n" INDICATOR(
				"i-1", "\"revoked\":true,\"revoked\":false,", SHA1_IS(SHA1_A))),
			3},
		{"a MISP digest that is none",
			EVENT("\n" ATTRIBUTE("x509-fingerprint-sha1", "abc", ""), ""), 2},
		{"something behind", BUNDLE(INDICATOR("i-1", "", SHA1_IS(SHA1_A))) "\nx", 2},
		{"JSON of something else", "[1,2,{\"a\":[]}]", 0},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		certpolicy_error *error = NULL;
		cp_denylist *list = list_of(rows[i].text, &error);

		UNIT_ROW(rows[i].name, list == NULL && error != NULL);
		UNIT_ROW(rows[i].name, error != NULL && strcmp(certpolicy_error_get_code(error),
								"input.denylist") == 0);
		UNIT_ROW(rows[i].name, certpolicy_error_get_line(error) == rows[i].line);
		certpolicy_error_free(error);
		cp_denylist_free(list);
	}
}

/* What lists say of an entry is cut and kept as it is; it is escaped by whoever shows it. */
static void
what_is_said_is_kept(void)
{
	static const char text[] = SSLBL "2023-12-22 06:57:00," SHA1_A ",AsyncRAT C&C\r\n";
	cp_buf long_text = CP_BUF_EMPTY;
	cp_threat_hit hit;
	cp_denylist *list = list_of(text, NULL);
	size_t i;

	CU_ASSERT_TRUE_FATAL(list != NULL && look(list, "sha1:" SHA1_A, NOW, &hit));
	CU_ASSERT_TRUE(hit.has_listed && hit.listed == INT64_C(1703228220));
	CU_ASSERT_TRUE(hit.list->has_date && hit.list->date == INT64_C(1703228280));
	CU_ASSERT_EQUAL(hit.what, CP_THREAT_CERTIFICATE);
	CU_ASSERT_EQUAL(hit.section, CP_THREAT_SHA1);
	CU_ASSERT_EQUAL(cp_denylist_count(list), 1);
	CU_ASSERT_EQUAL(cp_denylist_at(list, 0)->n_entries, 1);
	CU_ASSERT_PTR_NULL(cp_denylist_at(list, 1));
	cp_denylist_free(list);
	cp_buf_append_string(&long_text, SHA1_A " ");
	for (i = 0; i < 200; i++)
		cp_buf_append_string(&long_text, "\xc3\xa9");
	cp_buf_append_char(&long_text, '\0');
	list = list_of((const char *)long_text.data, NULL);
	CU_ASSERT_TRUE_FATAL(list != NULL && look(list, "sha1:" SHA1_A, NOW, &hit));
	CU_ASSERT_TRUE(hit.label.len <= CP_THREAT_LABEL_MAX && cp_utf8_is_valid(hit.label));
	cp_denylist_free(list);
	cp_buf_clear(&long_text);
}

/* ---- several lists, and index files ---- */

static void
the_first_list_is_named(void)
{
	static const char *const both[] = {"first.tmp", "second.tmp"};
	static const char *const turned[] = {"second.tmp", "first.tmp"};
	const char *const *orders[] = {both, turned};
	size_t i;

	write_file("first.tmp", SHA1_A " one\n", sizeof(SHA1_A " one\n") - 1);
	write_file("second.tmp", SHA1_A " two\n" SHA256_A "\n",
		sizeof(SHA1_A " two\n" SHA256_A "\n") - 1);
	for (i = 0; i < CP_COUNT(orders); i++) {
		cp_denylist *list = cp_denylist_new(), *indexed = cp_denylist_new();
		cp_denylist_about about;
		cp_threat_hit hit;

		CU_ASSERT_TRUE_FATAL(list != NULL && indexed != NULL);
		CU_ASSERT_EQUAL(cp_denylist_add_file(list, orders[i][0], NULL), CERTPOLICY_OK);
		CU_ASSERT_EQUAL(cp_denylist_add_file(list, orders[i][1], NULL), CERTPOLICY_OK);
		CU_ASSERT_TRUE(look(list, "sha1:" SHA1_A, NOW, &hit));
		CU_ASSERT_STRING_EQUAL(hit.list->source, orders[i][0]);
		CU_ASSERT_EQUAL(cp_denylist_write_index(orders[i], 2, "index.tmp", &about, NULL),
			CERTPOLICY_OK);
		CU_ASSERT_EQUAL(about.n_lists, 2);
		CU_ASSERT_EQUAL(about.n_entries, 3);
		CU_ASSERT_TRUE(about.has_date);
		CU_ASSERT_EQUAL(cp_denylist_add_file(indexed, "index.tmp", NULL), CERTPOLICY_OK);
		CU_ASSERT_TRUE(look(indexed, "sha1:" SHA1_A, NOW, &hit));
		CU_ASSERT_STRING_EQUAL(hit.list->source, orders[i][0]);
		CU_ASSERT_TRUE(look(indexed, "sha256:" SHA256_A, NOW, &hit));
		CU_ASSERT_STRING_EQUAL(hit.list->source, "second.tmp");
		CU_ASSERT_FALSE(look(indexed, "sha1:" SHA1_B, NOW, &hit));
		CU_ASSERT_EQUAL(cp_denylist_check(indexed, NULL), CERTPOLICY_OK);
		cp_denylist_free(list);
		cp_denylist_free(indexed);
	}
	unlink("first.tmp");
	unlink("second.tmp");
	unlink("index.tmp");
}

#define N_MANY 5000u

/* Digests that are spread evenly but for one in four, which begin alike. */
static void
digest_of(uint32_t number, uint8_t digest[20])
{
	uint8_t octets[CP_SHA256_LEN];

	cp_crypto_sha256(cp_bytes_of(&number, sizeof(number)), octets);
	memcpy(digest, octets, 20);
	if (number % 4 == 0)
		memset(digest, 0x5a, 12);
}

static void
write_many(const char *path)
{
	cp_buf text = CP_BUF_EMPTY;
	uint8_t digest[20];
	uint32_t i;

	for (i = 0; i < 2 * N_MANY; i += 2) {
		digest_of(i / 2 * 2 + (i / 2) % 2 * 2 * N_MANY, digest);
		cp_buf_append_hex(&text, cp_bytes_of(digest, sizeof(digest)));
		cp_buf_printf(&text, " number %u\n", i % 7);
	}
	write_file(path, text.data, text.len);
	cp_buf_clear(&text);
}

static bool
is_listed_here(const cp_threat_index *index, uint32_t number, bool *damaged)
{
	cp_threat_cursor cursor;
	cp_threat_note note;
	uint8_t digest[20];
	cp_threat_step step;

	digest_of(number, digest);
	cursor = cp_threat_index_seek(index, CP_THREAT_SHA1, digest);
	step = cp_threat_index_next(&cursor, &note);
	*damaged = step == CP_THREAT_DAMAGED;
	return step == CP_THREAT_ROW;
}

static cp_bytes
build_many(void)
{
	static const char *const files[] = {"many.tmp"};
	cp_denylist_about about;
	struct stat size;
	uint8_t *octets;
	FILE *file;

	write_many("many.tmp");
	CP_INVARIANT(cp_denylist_write_index(files, 1, "index.tmp", &about, NULL) == CERTPOLICY_OK);
	CP_INVARIANT(about.n_entries == N_MANY && stat("index.tmp", &size) == 0);
	octets = cp_malloc((size_t)size.st_size);
	file = fopen("index.tmp", "rb");
	CP_INVARIANT(octets != NULL && file != NULL &&
		     fread(octets, 1, (size_t)size.st_size, file) == (size_t)size.st_size);
	fclose(file);
	unlink("many.tmp");
	unlink("index.tmp");
	return cp_bytes_of(octets, (size_t)size.st_size);
}

static void
every_row_is_found(void)
{
	cp_bytes octets = build_many();
	cp_threat_index index;
	cp_threat_walk walk;
	cp_threat_section section;
	cp_threat_note note;
	const uint8_t *key;
	uint32_t i;
	size_t n = 0;
	bool damaged, right = true;

	CU_ASSERT_EQUAL_FATAL(cp_threat_index_open(octets, "many", &index, NULL), CERTPOLICY_OK);
	for (i = 0; i < 2 * N_MANY; i += 2) {
		uint32_t there = i / 2 * 2 + (i / 2) % 2 * 2 * N_MANY;

		right = right && is_listed_here(&index, there, &damaged) && !damaged;
		right = right && !is_listed_here(&index, there + 1, &damaged) && !damaged;
	}
	CU_ASSERT_TRUE(right);
	walk = cp_threat_walk_start(&index);
	while (cp_threat_walk_next(&walk, &section, &key, &note) == CP_THREAT_ROW)
		n++;
	CU_ASSERT_EQUAL(n, N_MANY);
	cp_threat_index_close(&index);
	cp_free((void *)(uintptr_t)octets.data);
}

/* Whatever octet is changed: an entry is found, or it is said that nobody knows. */
static void
damage_is_never_absence(void)
{
	cp_bytes octets = build_many();
	uint8_t *changed = cp_memdup(octets.data, octets.len);
	cp_threat_index index;
	size_t at, n_seen = 0;
	bool right = true;

	CP_INVARIANT(changed != NULL);
	for (at = 0; at < octets.len; at += at < CP_THREAT_HEADER_LEN ? 1 : 37) {
		uint32_t number = (uint32_t)(at % N_MANY) * 2;
		bool damaged = false;

		number += (number / 2) % 2 * 2 * N_MANY;
		changed[at] ^= (uint8_t)(1u << at % 8);
		if (cp_threat_index_open(cp_bytes_of(changed, octets.len), "many", &index, NULL) !=
			CERTPOLICY_OK) {
			n_seen++;
		} else {
			right = right && (is_listed_here(&index, number, &damaged) || damaged);
			n_seen += damaged;
			cp_threat_index_close(&index);
		}
		changed[at] = octets.data[at];
	}
	CU_ASSERT_TRUE(right);
	CU_ASSERT_TRUE(n_seen >= CP_THREAT_HEADER_LEN);
	for (at = 0; at < octets.len; at += 509)
		CU_ASSERT_NOT_EQUAL(
			cp_threat_index_open(cp_bytes_of(octets.data, at), "cut", &index, NULL),
			CERTPOLICY_OK);
	cp_free(changed);
	cp_free((void *)(uintptr_t)octets.data);
}

/* Every block of rows in turn: each of its entries is found or said to be damaged. */
static void
a_damaged_block_says_so(void)
{
	cp_bytes octets = build_many();
	uint8_t *changed = cp_memdup(octets.data, octets.len);
	cp_threat_index index;
	cp_denylist *list = cp_denylist_new();
	certpolicy_error *error = NULL;
	cp_threat_hit hit;
	uint32_t i;
	bool damaged, right = true, met = false;

	CP_INVARIANT(changed != NULL && list != NULL);
	CU_ASSERT_EQUAL_FATAL(
		cp_threat_index_open(cp_bytes_of(changed, octets.len), "many", &index, NULL),
		CERTPOLICY_OK);
	memset(changed + (index.sections[CP_THREAT_SHA1].blocks.data - changed), 0,
		index.sections[CP_THREAT_SHA1].blocks.len);
	for (i = 0; i < 2 * N_MANY; i += 2)
		right = right && !is_listed_here(&index, i, &damaged) && damaged;
	CU_ASSERT_TRUE(right);
	cp_threat_index_close(&index);
	write_file("index.tmp", changed, octets.len);
	CU_ASSERT_EQUAL(cp_denylist_add_file(list, "index.tmp", &error), CERTPOLICY_OK);
	CU_ASSERT_EQUAL(cp_denylist_check(list, &error), CERTPOLICY_OK);
	met = look(list, "sha1:" SHA1_A, NOW, &hit);
	CU_ASSERT_FALSE(met);
	CU_ASSERT_EQUAL(cp_denylist_check(list, &error), CERTPOLICY_ERROR_BAD_INPUT);
	CU_ASSERT_STRING_EQUAL(certpolicy_error_get_code(error), "denylist.damaged");
	CU_ASSERT_PTR_NOT_NULL(strstr(certpolicy_error_get_message(error), "index.tmp"));
	certpolicy_error_free(error);
	cp_denylist_free(list);
	unlink("index.tmp");
	cp_free(changed);
	cp_free((void *)(uintptr_t)octets.data);
}

static void
another_version_says_so(void)
{
	cp_bytes octets = build_many();
	uint8_t *changed = cp_memdup(octets.data, octets.len);
	certpolicy_error *error = NULL;
	cp_threat_index index;

	CP_INVARIANT(changed != NULL);
	changed[8]++;
	CU_ASSERT_EQUAL(
		cp_threat_index_open(cp_bytes_of(changed, octets.len), "later", &index, &error),
		CERTPOLICY_ERROR_BAD_INPUT);
	CU_ASSERT_STRING_EQUAL(certpolicy_error_get_code(error), "denylist.version");
	certpolicy_error_free(error);
	cp_free(changed);
	cp_free((void *)(uintptr_t)octets.data);
}

/* Rows that do not fit into memory come out of the file in order, none lost. */
static void
rows_are_sorted_over_a_file(void)
{
	static const size_t most[] = {1, 7, 1000, 100000};
	size_t i, n;

	for (i = 0; i < CP_COUNT(most); i++) {
		cp_threat_sort *sort = cp_threat_sort_new(most[i], i % 2 == 0 ? NULL : "rows.tmp");
		const cp_threat_row *row;
		cp_threat_row one, last;
		uint32_t number;
		bool ordered = true;

		CU_ASSERT_PTR_NOT_NULL_FATAL(sort);
		for (number = 0; number < 3000; number++) {
			memset(&one, 0, sizeof(one));
			digest_of(number, one.key);
			CU_ASSERT_EQUAL(cp_threat_sort_add(sort, &one, NULL), CERTPOLICY_OK);
		}
		memset(&last, 0, sizeof(last));
		for (n = 0;; n++) {
			CU_ASSERT_EQUAL_FATAL(cp_threat_sort_next(sort, &row, NULL), CERTPOLICY_OK);
			if (row == NULL)
				break;
			ordered = ordered && memcmp(&last, row, sizeof(last)) <= 0;
			last = *row;
		}
		CU_ASSERT_TRUE(ordered);
		CU_ASSERT_EQUAL(n, 3000);
		cp_threat_sort_free(sort);
	}
	cp_threat_sort_free(NULL);
}

/* Each allocation in turn fails: that is said, or the list is whole. */
static void
memory_may_run_out(void)
{
	static const char *const texts[] = {
		SHA1_A " x\n",
		SSLBL "2023-12-22 06:58:00," SHA1_A ",x\r\n",
		BUNDLE(INDICATOR("i-1", "\"description\":\"\\u0041\",", SHA1_IS(SHA1_A))),
		EVENT(ATTRIBUTE("x509-fingerprint-sha1", SHA1_A, ",\"comment\":\"\\n\""), ""),
	};
	static const char *const files[] = {"threats.tmp"};
	size_t i;
	long n;

	for (i = 0; i < CP_COUNT(texts); i++) {
		write_file("threats.tmp", texts[i], strlen(texts[i]));
		for (n = 0; n < 200; n++) {
			cp_denylist_about about;
			cp_denylist *list;
			cp_threat_hit hit;
			certpolicy_error *error = NULL;
			int status = CERTPOLICY_ERROR_NO_MEMORY, written;

			cp_mem_fail_after(n, n % 2 == 0);
			list = cp_denylist_new();
			if (list != NULL)
				status = cp_denylist_add_file(list, "threats.tmp", &error);
			cp_mem_fail_after(n, n % 2 == 0);
			written = cp_denylist_write_index(files, 1, "index.tmp", &about, NULL);
			cp_mem_fail_after(-1, false);
			UNIT_ROW(texts[i], status == CERTPOLICY_ERROR_NO_MEMORY ||
						   (status == CERTPOLICY_OK &&
							   look(list, "sha1:" SHA1_A, NOW, &hit)));
			UNIT_ROW(texts[i], written == CERTPOLICY_ERROR_NO_MEMORY ||
						   written == CERTPOLICY_OK ||
						   written == CERTPOLICY_ERROR_IO);
			certpolicy_error_free(error);
			cp_denylist_free(list);
		}
	}
	unlink("threats.tmp");
	unlink("index.tmp");
}

int
main(void)
{
	static const unit_test tests[] = {
		{"JSON is walked", json_is_walked},
		{"names are compared as people write them",
			names_are_compared_as_people_write_them},
		{"numbers are compared by value", numbers_are_compared_by_value},
		{"patterns are read", patterns_are_read},
		{"patterns have limits", patterns_have_limits},
		{"forms are read", forms_are_read},
		{"damage is refused", damage_is_refused},
		{"what is said is kept", what_is_said_is_kept},
		{"the first list is named", the_first_list_is_named},
		{"every row is found", every_row_is_found},
		{"damage is never absence", damage_is_never_absence},
		{"a damaged block says so", a_damaged_block_says_so},
		{"another version says so", another_version_says_so},
		{"rows are sorted over a file", rows_are_sorted_over_a_file},
		{"memory may run out", memory_may_run_out},
		{NULL, NULL},
	};

	return unit_main("threats", tests);
}
