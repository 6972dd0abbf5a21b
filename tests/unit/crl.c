/* lib/x509/crl.c, sct.c and the stores of lists: lists put together by hand, broken one at a time.
 */
#include <config.h>
#include "x509/crl.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/crls.h"
#include "unit/unit.h"
#include "x509/sct.h"

#include <ctype.h>
#include <time.h>
#include <unistd.h>

/*
 * DER from text: hexadecimal octets, "30(" … ")" for an element that gets its length, "'" … "'" for
 * characters.
 */
static void
assemble(cp_buf *out, const char *text)
{
	size_t starts[16], depth = 0;

	for (; *text != '\0'; text++) {
		if (*text == '(') {
			CP_INVARIANT(depth < CP_COUNT(starts));
			starts[depth++] = out->len;
		} else if (*text == ')') {
			size_t start = starts[--depth], len = out->len - start;
			uint8_t head[4] = {
				0x83, (uint8_t)(len >> 16), (uint8_t)(len >> 8), (uint8_t)len};
			uint8_t *content = cp_memdup(out->data + start, len);
			size_t skipped = len > 0xffff ? 0 : len > 0xff ? 1 : len > 0x7f ? 2 : 3;

			CP_INVARIANT(content != NULL);
			out->len = start;
			if (skipped < 3) {
				head[skipped] = (uint8_t)(0x83 - skipped);
				cp_buf_append(out, head + skipped, 4 - skipped);
			} else {
				cp_buf_append(out, head + 3, 1);
			}
			cp_buf_append(out, content, len);
			cp_free(content);
		} else if (*text == '\'') {
			for (text++; *text != '\''; text++)
				cp_buf_append(out, text, 1);
		} else if (isxdigit((unsigned char)*text)) {
			unsigned octet;
			uint8_t byte;

			CP_INVARIANT(sscanf(text, "%2x", &octet) == 1);
			byte = (uint8_t)octet;
			cp_buf_append(out, &byte, 1);
			text++;
		}
	}
	CP_INVARIANT(!out->failed && depth == 0);
}

#define ALGORITHM "30(06 08 2a8648ce3d040302)"
#define OTHER_ALGORITHM "30(06 08 2a8648ce3d040303)"
#define NAME "30(31(30(06 03 550403 0c('CA'))))"
#define JANUARY "17('260101000000Z')"
#define JULY "17('260701000000Z')"
#define SERIAL_ONE "02 01 01"
#define ENTRY "30(" SERIAL_ONE JANUARY ")"
#define EXTENSION(oid, value) "30(06 03" oid " 04(" value "))"
#define CRITICAL(oid, value) "30(06 03" oid " 01 01 ff 04(" value "))"
#define NUMBER EXTENSION("551d14", "02 01 05")
#define EXTENSIONS(list) "a0(30(" list "))"
#define IDP(list) EXTENSIONS(NUMBER CRITICAL("551d1c", "30(" list ")"))
#define ENTRY_WITH(list) "30(" SERIAL_ONE JANUARY "30(" list "))"
#define REVOKED(list) "30(" list ")"

/* What is different from a plain list; NULL: nothing, "": the field is absent. */
typedef struct crl_spec {
	const char *version, *algorithm, *issuer, *this_update, *next_update, *revoked, *extensions,
		*tbs_tail, *outer_algorithm, *signature, *tail;
} crl_spec;

static const char *
either(const char *given, const char *plain)
{
	return given != NULL ? given : plain;
}

static cp_crl *
make(const crl_spec *spec)
{
	cp_buf text = CP_BUF_EMPTY, der = CP_BUF_EMPTY;
	char *joined;
	cp_crl *crl;

	cp_buf_printf(&text, "30(30(%s%s%s%s%s%s%s%s)%s%s)%s", either(spec->version, "02 01 01"),
		either(spec->algorithm, ALGORITHM), either(spec->issuer, NAME),
		either(spec->this_update, JANUARY), either(spec->next_update, JULY),
		either(spec->revoked, ""), either(spec->extensions, EXTENSIONS(NUMBER)),
		either(spec->tbs_tail, ""), either(spec->outer_algorithm, ALGORITHM),
		either(spec->signature, "03(00 0102)"), either(spec->tail, ""));
	joined = cp_buf_finish(&text);
	CP_INVARIANT(joined != NULL);
	assemble(&der, joined);
	crl = cp_crl_read(cp_bytes_of(der.data, der.len));
	CP_INVARIANT(crl != NULL);
	cp_free(joined);
	cp_buf_clear(&der);
	return crl;
}

static void
lists_are_read_strictly(void)
{
	static const struct {
		const char *name;
		crl_spec spec;
		bool usable;
		size_t n_entries;
		const char *problem; /* kind, or NULL */
		const char *path;
	} rows[] = {
		{"plain", {NULL}, true, 0, NULL, ""},
		{"no nextUpdate", {.next_update = ""}, true, 0, NULL, ""},
		{"v1", {.version = "", .extensions = ""}, true, 0, NULL, ""},
		{"v1 with extensions", {.version = ""}, false, 0, "version",
			"tbsCertList.crlExtensions"},
		{"v1 spelled out", {.version = "02 01 00", .extensions = ""}, false, 0, "value",
			"tbsCertList.version"},
		{"v3", {.version = "02 01 02"}, false, 0, "value", "tbsCertList.version"},
		{"version not minimal", {.version = "02 02 0001"}, false, 0, "integer-not-minimal",
			"tbsCertList.version"},
		{"v2 without extensions", {.extensions = ""}, true, 0, NULL, ""},
		{"no issuer", {.issuer = ""}, false, 0, "tag-unexpected", "tbsCertList.issuer"},
		{"no thisUpdate", {.this_update = "", .next_update = ""}, false, 0,
			"tag-unexpected", "tbsCertList.thisUpdate"},
		{"no signature", {.signature = ""}, false, 0, "missing", "signatureValue"},
		{"signature with odd bits", {.signature = "03(01 0102)"}, false, 0, "bit-string",
			"signatureValue"},
		{"other outer algorithm", {.outer_algorithm = OTHER_ALGORITHM}, false, 0,
			"algorithms-differ", ""},
		{"GeneralizedTime of 2026", {.this_update = "18('20260101000000Z')"}, true, 0,
			"time", "tbsCertList"},
		{"GeneralizedTime of 2050", {.next_update = "18('20500101000000Z')"}, true, 0, NULL,
			""},
		{"no such day", {.this_update = "17('260230000000Z')"}, false, 0, "time",
			"tbsCertList.thisUpdate"},
		{"time with offset", {.next_update = "17('260101000000+0000')"}, false, 0, "time",
			"tbsCertList.nextUpdate"},
		{"octets after it", {.tail = "00"}, false, 0, "trailing", ""},
		{"octets after extensions", {.tbs_tail = "05 00"}, false, 0, "trailing",
			"tbsCertList"},
		/* Entries. */
		{"one entry", {.revoked = REVOKED(ENTRY)}, true, 1, NULL, ""},
		{"three entries", {.revoked = REVOKED(ENTRY ENTRY ENTRY)}, true, 3, NULL, ""},
		{"no entry", {.revoked = REVOKED("")}, false, 0, "empty",
			"tbsCertList.revokedCertificates"},
		{"entry with reason",
			{.revoked = REVOKED(ENTRY_WITH(EXTENSION("551d15", "0a 01 01")))}, true, 1,
			NULL, ""},
		{"entry with extensions in v1",
			{.version = "",
				.extensions = "",
				.revoked = REVOKED(ENTRY_WITH(EXTENSION("551d15", "0a 01 01")))},
			false, 0, "version",
			"tbsCertList.revokedCertificates[0].crlEntryExtensions"},
		{"reason 7", {.revoked = REVOKED(ENTRY_WITH(EXTENSION("551d15", "0a 01 07")))},
			true, 1, "value",
			"tbsCertList.revokedCertificates[0].crlEntryExtensions.cRLReason"},
		{"reason no ENUMERATED",
			{.revoked = REVOKED(ENTRY_WITH(EXTENSION("551d15", "02 01 01")))}, false, 0,
			"tag-unexpected",
			"tbsCertList.revokedCertificates[0].crlEntryExtensions.cRLReason"},
		{"two reasons",
			{.revoked = REVOKED(ENTRY_WITH(
				 EXTENSION("551d15", "0a 01 01") EXTENSION("551d15", "0a 01 01")))},
			false, 0, "duplicate",
			"tbsCertList.revokedCertificates[0].crlEntryExtensions"},
		{"empty entry extensions", {.revoked = REVOKED(ENTRY_WITH(""))}, true, 1, "empty",
			"tbsCertList.revokedCertificates[0].crlEntryExtensions"},
		{"invalidity in UTCTime",
			{.revoked = REVOKED(ENTRY_WITH(EXTENSION("551d18", JANUARY)))}, true, 1,
			"time",
			"tbsCertList.revokedCertificates[0].crlEntryExtensions.invalidityDate"},
		{"invalidity",
			{.revoked = REVOKED(
				 ENTRY_WITH(EXTENSION("551d18", "18('20260101000000Z')")))},
			true, 1, NULL, ""},
		{"serial not minimal",
			{.revoked = REVOKED(ENTRY "30(02 02 0001" JANUARY ")" ENTRY)}, false, 1,
			"integer-not-minimal",
			"tbsCertList.revokedCertificates[1].userCertificate"},
		{"entry without a time", {.revoked = REVOKED(ENTRY "30(" SERIAL_ONE ")")}, false, 1,
			"missing", "tbsCertList.revokedCertificates[1].revocationDate"},
		{"entry is no SEQUENCE", {.revoked = REVOKED("05 00" ENTRY)}, false, 0,
			"tag-unexpected", "tbsCertList.revokedCertificates[0]"},
		{"entry is cut", {.revoked = REVOKED(ENTRY "30 20 02 01")}, false, 1, "truncated",
			"tbsCertList.revokedCertificates[1]"},
		{"negative reason",
			{.revoked = REVOKED(ENTRY_WITH(EXTENSION("551d15", "0a 01 ff")))}, false, 0,
			"integer-range",
			"tbsCertList.revokedCertificates[0].crlEntryExtensions.cRLReason"},
		{"reason and more",
			{.revoked = REVOKED(ENTRY_WITH(EXTENSION("551d15", "0a 01 01 00")))}, false,
			0, "trailing", "tbsCertList.revokedCertificates[0].crlEntryExtensions"},
		{"invalidity of nothing", {.revoked = REVOKED(ENTRY_WITH(EXTENSION("551d18", "")))},
			false, 0, "missing",
			"tbsCertList.revokedCertificates[0].crlEntryExtensions.invalidityDate"},
		{"hold instruction",
			{.revoked = REVOKED(ENTRY_WITH(EXTENSION("551d17", "06 02 2a03")))}, true,
			1, NULL, ""},
		{"hold instruction in a SEQUENCE",
			{.revoked = REVOKED(ENTRY_WITH(EXTENSION("551d17", "30(06 02 2a03)")))},
			false, 0, "tag-unexpected",
			"tbsCertList.revokedCertificates[0].crlEntryExtensions."
			"holdInstructionCode"},
		{"issuer of the entry is no SEQUENCE",
			{.revoked = REVOKED(ENTRY_WITH(EXTENSION("551d1d", "82('a')")))}, false, 0,
			"tag-unexpected",
			"tbsCertList.revokedCertificates[0].crlEntryExtensions.certificateIssuer"},
		{"issuer of the entry is nobody",
			{.revoked = REVOKED(ENTRY_WITH(EXTENSION("551d1d", "30()")))}, false, 0,
			"empty",
			"tbsCertList.revokedCertificates[0].crlEntryExtensions.certificateIssuer"},
		/* Extensions. */
		{"no extension", {.extensions = EXTENSIONS("")}, false, 0, "empty",
			"tbsCertList.crlExtensions"},
		{"two numbers", {.extensions = EXTENSIONS(NUMBER NUMBER)}, false, 0, "duplicate",
			"tbsCertList.crlExtensions[1]"},
		{"negative number", {.extensions = EXTENSIONS(EXTENSION("551d14", "02 01 ff"))},
			true, 0, "integer-range", "tbsCertList.crlExtensions[0]"},
		{"number of 21 octets",
			{.extensions = EXTENSIONS(EXTENSION(
				 "551d14", "02 15 010203040506070809101112131415161718192021"))},
			true, 0, "integer-range", "tbsCertList.crlExtensions[0]"},
		{"number and more", {.extensions = EXTENSIONS(EXTENSION("551d14", "02 01 05 00"))},
			false, 0, "trailing", "tbsCertList.crlExtensions[0]"},
		{"delta", {.extensions = EXTENSIONS(NUMBER CRITICAL("551d1b", "02 01 04"))}, true,
			0, NULL, ""},
		{"unknown", {.extensions = EXTENSIONS(EXTENSION("557f01", "05 00"))}, true, 0, NULL,
			""},
		{"unknown twice",
			{.extensions = EXTENSIONS(
				 EXTENSION("557f01", "05 00") EXTENSION("557f01", "05 00"))},
			false, 0, "duplicate", "tbsCertList.crlExtensions[1]"},
		{"FALSE spelled out",
			{.extensions = EXTENSIONS("30(06 03 551d14 01 01 00 04(02 01 05))")}, true,
			0, "default-encoded", "tbsCertList.crlExtensions[0].critical"},
		{"freshest list, empty", {.extensions = EXTENSIONS(EXTENSION("551d2e", ""))}, false,
			0, "missing", "tbsCertList.crlExtensions[0]"},
		{"freshest list", {.extensions = EXTENSIONS(EXTENSION("551d2e", "30(30(82 00))"))},
			true, 0, NULL, ""},
		{"freshest list of anything",
			{.extensions = EXTENSIONS(EXTENSION("551d2e", "30(02 02 0001)"))}, false, 0,
			"integer-not-minimal", "tbsCertList.crlExtensions[0]"},
		{"freshest list and more",
			{.extensions = EXTENSIONS(EXTENSION("551d2e", "30() 00"))}, false, 0,
			"trailing", "tbsCertList.crlExtensions[0]"},
		{"point", {.extensions = IDP("a0(a0(86('http://a.example/')))")}, true, 0, NULL,
			""},
		{"point for users", {.extensions = IDP("81 01 ff")}, true, 0, NULL, ""},
		{"point is empty", {.extensions = IDP("")}, false, 0, "empty",
			"tbsCertList.crlExtensions[1].issuingDistributionPoint"},
		{"point for users and CAs", {.extensions = IDP("81 01 ff 82 01 ff")}, false, 0,
			"value", "tbsCertList.crlExtensions[1].issuingDistributionPoint"},
		{"point with a wrong BOOLEAN", {.extensions = IDP("81 01 01")}, false, 0, "boolean",
			"tbsCertList.crlExtensions[1].issuingDistributionPoint."
			"onlyContainsUserCerts"},
		{"number of octets", {.extensions = EXTENSIONS(EXTENSION("551d14", "04 01 05"))},
			false, 0, "tag-unexpected", "tbsCertList.crlExtensions[0].cRLNumber"},
		{"number empty", {.extensions = EXTENSIONS(EXTENSION("551d14", "02 00"))}, false, 0,
			"integer-empty", "tbsCertList.crlExtensions[0].cRLNumber"},
		{"delta of nothing", {.extensions = EXTENSIONS(CRITICAL("551d1b", ""))}, false, 0,
			"missing", "tbsCertList.crlExtensions[0].baseCRLNumber"},
		{"key by issuer and serial",
			{.extensions = EXTENSIONS(EXTENSION("551d23", "30(a1(82('a')) 82 01 05)"))},
			true, 0, NULL, ""},
		{"key, serial not minimal",
			{.extensions = EXTENSIONS(EXTENSION("551d23", "30(82 02 0005)"))}, false, 0,
			"integer-not-minimal",
			"tbsCertList.crlExtensions[0].authorityKeyIdentifier."
			"authorityCertSerialNumber"},
		{"key, octets alone", {.extensions = EXTENSIONS(EXTENSION("551d23", "04 01 05"))},
			false, 0, "tag-unexpected",
			"tbsCertList.crlExtensions[0].authorityKeyIdentifier"},
		{"key out of order",
			{.extensions = EXTENSIONS(EXTENSION("551d23", "30(82 01 05 80 01 05)"))},
			false, 0, "trailing",
			"tbsCertList.crlExtensions[0].authorityKeyIdentifier"},
		{"point is no SEQUENCE", {.extensions = EXTENSIONS(CRITICAL("551d1c", "31()"))},
			false, 0, "tag-unexpected",
			"tbsCertList.crlExtensions[0].issuingDistributionPoint"},
		{"point relative to the issuer",
			{.extensions = IDP("a0(a1(30(06 03 550403 0c('a'))))")}, true, 0, NULL, ""},
		{"extensions in no SEQUENCE", {.extensions = "a0(31())"}, false, 0,
			"tag-unexpected", "tbsCertList.crlExtensions"},
		{"extensions twice", {.extensions = "a0(30(" NUMBER ")30(" NUMBER "))"}, false, 0,
			"trailing", "tbsCertList.crlExtensions[0]"},
		{"point out of order", {.extensions = IDP("82 01 ff 81 01 ff")}, false, 0,
			"trailing", "tbsCertList.crlExtensions[1].issuingDistributionPoint"},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_crl *crl = make(&rows[i].spec);
		cp_buf path = CP_BUF_EMPTY;
		char *shown;

		UNIT_ROW(rows[i].name, crl->skeleton == rows[i].usable);
		UNIT_ROW(rows[i].name, crl->n_entries == rows[i].n_entries);
		UNIT_ROW(rows[i].name, (crl->n_problems > 0) == (rows[i].problem != NULL));
		if (crl->n_problems > 0 && rows[i].problem != NULL) {
			cp_problem_append_path(&path, &crl->problem);
			shown = cp_buf_finish(&path);
			UNIT_ROW(rows[i].name, strcmp(cp_problem_kind_name(crl->problem.kind),
						       rows[i].problem) == 0);
			UNIT_ROW(rows[i].name, shown != NULL && strcmp(shown, rows[i].path) == 0);
			if (shown != NULL && strcmp(shown, rows[i].path) != 0)
				fprintf(stderr, "is \"%s\"\n", shown);
			cp_free(shown);
		}
		cp_crl_unref(crl);
	}
}

static void
fields_are_found(void)
{
	static const crl_spec spec = {
		.revoked = REVOKED("30(02 02 0080" JULY "30(" EXTENSION("551d15", "0a 01 04")
				CRITICAL("551d1d", "30(a4(" NAME "))") "))" ENTRY),
		.extensions = EXTENSIONS(EXTENSION("551d23", "30(80 03 010203)") CRITICAL(
			"551d14", "02 01 09") CRITICAL("551d1b", "02 01 07") CRITICAL("551d1c",
			"30(a0(a0(86('http://a.example/'))) 83 02 01 16 84 01 ff 85 01 ff)")),
	};
	cp_crl *crl = make(&spec);
	cp_bytes rest = crl->entries;
	cp_crl_entry entry;

	CU_ASSERT(crl->skeleton && crl->version == 2 && crl->algorithms_agree);
	CU_ASSERT(
		crl->this_update == INT64_C(1767225600) && crl->next_update == INT64_C(1782864000));
	CU_ASSERT(crl->inner_algorithm.scheme == CP_SIGNATURE_ECDSA);
	CU_ASSERT(crl->issuer.len == 15 && crl->issuer.data[0] == 0x30);
	CU_ASSERT(crl->tbs.data == crl->der.data + (crl->der.len > 0xff ? 4 : 3));
	CU_ASSERT(cp_bytes_equal(crl->signature, cp_bytes_of("\x01\x02", 2)));
	CU_ASSERT(cp_bytes_equal(crl->aki_key_id, cp_bytes_of("\x01\x02\x03", 3)));
	CU_ASSERT(crl->has_crl_number && crl->crl_number_critical);
	CU_ASSERT(cp_bytes_equal(crl->crl_number, cp_bytes_of("\x09", 1)));
	CU_ASSERT(crl->has_delta && cp_bytes_equal(crl->delta_base, cp_bytes_of("\x07", 1)));
	CU_ASSERT(crl->has_idp && crl->idp_indirect && crl->idp_only_attribute);
	CU_ASSERT(!crl->idp_only_user && !crl->idp_only_ca);
	CU_ASSERT(crl->idp_full_name.len == 19 && crl->idp_relative_name.len == 0);
	CU_ASSERT(crl->idp_has_reasons && crl->idp_reasons == (1u << 3 | 1u << 5 | 1u << 6));
	CU_ASSERT(!crl->has_unknown_critical);
	CU_ASSERT_FATAL(cp_crl_next_entry(&rest, &entry));
	CU_ASSERT(cp_bytes_equal(entry.serial, cp_bytes_of("\x00\x80", 2)));
	CU_ASSERT(entry.revoked_at == INT64_C(1782864000));
	CU_ASSERT(entry.has_reason && entry.reason == 4);
	CU_ASSERT(entry.certificate_issuer.len == 17 && !entry.has_unknown_critical);
	CU_ASSERT_FATAL(cp_crl_next_entry(&rest, &entry));
	CU_ASSERT(entry.serial.len == 1 && !entry.has_reason && entry.certificate_issuer.len == 0);
	CU_ASSERT(!cp_crl_next_entry(&rest, &entry));
	CU_ASSERT(cp_crl_ref(crl) == crl);
	cp_crl_unref(crl);
	cp_crl_unref(crl);
	cp_crl_unref(NULL);
}

static void
unknown_critical_extensions_are_seen(void)
{
	static const struct {
		const char *name;
		crl_spec spec;
		bool seen;
	} rows[] = {
		{"list, not critical", {.extensions = EXTENSIONS(EXTENSION("557f01", "05 00"))},
			false},
		{"list, critical", {.extensions = EXTENSIONS(CRITICAL("557f01", "05 00"))}, true},
		{"entry, not critical",
			{.revoked = REVOKED(ENTRY_WITH(EXTENSION("557f01", "05 00")))}, false},
		{"entry, critical",
			{.revoked = REVOKED(ENTRY ENTRY_WITH(CRITICAL("557f01", "05 00")))}, true},
		{"an entry's extension in the list",
			{.extensions = EXTENSIONS(CRITICAL("551d15", "0a 01 01"))}, true},
		{"a list's extension in an entry",
			{.revoked = REVOKED(ENTRY_WITH(CRITICAL("551d14", "02 01 01")))}, true},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_crl *crl = make(&rows[i].spec);

		UNIT_ROW(rows[i].name, crl->skeleton && crl->has_unknown_critical == rows[i].seen);
		cp_crl_unref(crl);
	}
}

/* More unknown extensions than are compared with each other: the first ones still are. */
static void
many_unknown_extensions_are_read(void)
{
	static const struct {
		const char *name, *last;
		bool usable;
	} rows[] = {
		{"all different", EXTENSION("557f7f", "05 00"), true},
		{"the last is the first again", EXTENSION("557f00", "05 00"), false},
	};
	size_t i;
	unsigned n;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_buf list = CP_BUF_EMPTY;
		crl_spec spec = {NULL};
		char *joined;
		cp_crl *crl;

		cp_buf_append_string(&list, "a0(30(");
		for (n = 0; n < 17; n++)
			cp_buf_printf(&list, EXTENSION("557f%02x", "05 00"), n);
		cp_buf_append_string(&list, rows[i].last);
		cp_buf_append_string(&list, "))");
		joined = cp_buf_finish(&list);
		CP_INVARIANT(joined != NULL);
		spec.extensions = joined;
		crl = make(&spec);
		UNIT_ROW(rows[i].name, crl->skeleton == rows[i].usable);
		cp_crl_unref(crl);
		cp_free(joined);
	}
}

/* Entries are walked only of lists that were read; anything else ends the walk all the same. */
static void
broken_entries_end_the_walk(void)
{
	static const char *const rows[] = {"05 00", "30()", "30(" SERIAL_ONE ")", "30 20 02", "30",
		"30(" SERIAL_ONE JANUARY "30(" EXTENSION("551d15", "02 01 01") "))"};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_buf octets = CP_BUF_EMPTY;
		cp_crl_entry entry;
		cp_bytes rest;

		assemble(&octets, rows[i]);
		rest = cp_bytes_of(octets.data, octets.len);
		UNIT_ROW(rows[i], !cp_crl_next_entry(&rest, &entry) && rest.len == 0);
		cp_buf_clear(&octets);
	}
}

static void
no_octets_are_no_list(void)
{
	cp_crl *crl = cp_crl_read(CP_BYTES_NONE);

	CU_ASSERT_FATAL(crl != NULL);
	CU_ASSERT(!crl->skeleton && crl->n_problems == 1);
	CU_ASSERT(crl->problem.kind == CP_PROBLEM_MISSING);
	cp_crl_unref(crl);
}

#define FRAME "30 83 a00000 30 83 9f0000 020101"

/* Megabytes of elements that say nothing, in each place where there may be many. */
static void
nothing_costs_nothing(void)
{
	static const struct {
		const char *name, *before, *unit;
	} rows[] = {
		{"entries", FRAME ALGORITHM NAME JANUARY "30 83 980000", "\x30\x00"},
		{"entries of zeros", FRAME ALGORITHM NAME JANUARY "30 83 980000", "\x00\x00"},
		{"extensions", FRAME ALGORITHM NAME JANUARY "a0 83 980100 30 83 980000",
			"\x30\x00"},
		{"issuer", FRAME ALGORITHM "30 83 980000", "\x31\x00"},
		{"issuer of zeros", FRAME ALGORITHM "30 83 980000", "\x00\x00"},
		{"zeros", "3083a00000", "\x00\x00"},
		{"sequences", "3083a00000", "\x30\x80"},
	};
	size_t i, n;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_buf der = CP_BUF_EMPTY;
		clock_t begin;
		cp_crl *crl;

		assemble(&der, rows[i].before);
		for (n = 0; n < 5000000; n++)
			cp_buf_append(&der, rows[i].unit, 2);
		CP_INVARIANT(!der.failed);
		begin = clock();
		crl = cp_crl_read(cp_bytes_of(der.data, der.len));
		UNIT_ROW(rows[i].name, crl != NULL && !crl->skeleton);
		/* Bounds a mistake, not the speed: copying alone takes a hundredth of it. */
		UNIT_ROW(rows[i].name, (double)(clock() - begin) / CLOCKS_PER_SEC < 5.0);
		cp_crl_unref(crl);
		cp_buf_clear(&der);
	}
}

#define LOG_ID "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define SCT "00 " LOG_ID " 000001976a2b3c4d 0000 04 03 0003 010203"

static void
timestamps_are_walked(void)
{
	static const struct {
		const char *name, *list;
		bool opens;
		size_t n;
		bool broken;
	} rows[] = {
		{"one", "0034 0032" SCT, true, 1, false},
		{"two", "0068 0032" SCT "0032" SCT, true, 2, false},
		{"another version", "0005 0003 01 0203", true, 1, false},
		{"empty", "0000", false, 0, false},
		{"nothing", "", false, 0, false},
		{"outer length too long", "0035 0032" SCT, false, 0, false},
		{"outer length too short", "0033 0032" SCT, false, 0, false},
		{"inner length too long", "0034 0033" SCT, true, 0, true},
		{"inner length zero", "0002 0000", true, 0, true},
		{"second cut", "0036 0032" SCT "0032", true, 1, true},
		{"octets after the signature", "0035 0033" SCT "00", true, 0, true},
		{"one octet", "0001 00", true, 0, true},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_buf octets = CP_BUF_EMPTY;
		cp_bytes list = CP_BYTES_NONE;
		size_t n = 0;
		bool broken = false;
		cp_sct sct;

		assemble(&octets, rows[i].list);
		UNIT_ROW(rows[i].name, cp_sct_list_open(cp_bytes_of(octets.data, octets.len),
					       &list) == rows[i].opens);
		while (cp_sct_next(&list, &sct, &broken)) {
			n++;
			UNIT_ROW(rows[i].name,
				sct.version == 1 ||
					(sct.log_id.len == 32 &&
						sct.timestamp == UINT64_C(0x1976a2b3c4d) &&
						sct.hash_algorithm == 4 &&
						sct.signature_algorithm == 3 &&
						sct.signature.len == 3 && sct.extensions.len == 0 &&
						sct.whole.len == 50));
		}
		UNIT_ROW(rows[i].name, n == rows[i].n && broken == rows[i].broken);
		cp_buf_clear(&octets);
	}
}

static void
stores_hold_each_list_once(void)
{
	cp_crls *crls = cp_crls_new();
	crl_spec spec = {NULL};
	cp_crl *one = make(&spec), *same = make(&spec);
	certpolicy_error *error = NULL;

	CU_ASSERT_FATAL(crls != NULL);
	CU_ASSERT(cp_crls_add(crls, one) == CERTPOLICY_OK);
	CU_ASSERT(cp_crls_add(crls, same) == CERTPOLICY_OK);
	CU_ASSERT(cp_crls_count(crls) == 1 && cp_crls_at(crls, 0) == one);
	cp_crl_unref(one);
	cp_crl_unref(same);
	CU_ASSERT(
		cp_crls_add_path(crls, SRCDIR "/tests/data/input/crl.pem", NULL) == CERTPOLICY_OK);
	CU_ASSERT(cp_crls_add_path(crls, SRCDIR "/tests/data/input", NULL) == CERTPOLICY_OK);
	CU_ASSERT(cp_crls_count(crls) == 2);
	CU_ASSERT(cp_crls_add_path(crls, SRCDIR "/tests/data/input/leaf.pem", &error) ==
		  CERTPOLICY_ERROR_BAD_INPUT);
	CU_ASSERT_STRING_EQUAL(certpolicy_error_get_code(error), "input.crl");
	certpolicy_error_free(error);
	error = NULL;
	CU_ASSERT(cp_crls_add_path(crls, SRCDIR "/tests/data/none", &error) == CERTPOLICY_ERROR_IO);
	CU_ASSERT_STRING_EQUAL(certpolicy_error_get_code(error), "io.open");
	certpolicy_error_free(error);
	cp_crls_free(crls);
	cp_crls_free(NULL);
}

int
main(void)
{
	static const unit_test tests[] = {
		{"lists are read strictly", lists_are_read_strictly},
		{"fields are found", fields_are_found},
		{"unknown critical extensions are seen", unknown_critical_extensions_are_seen},
		{"many unknown extensions are read", many_unknown_extensions_are_read},
		{"broken entries end the walk", broken_entries_end_the_walk},
		{"no octets are no list", no_octets_are_no_list},
		{"nothing costs nothing", nothing_costs_nothing},
		{"timestamps are walked", timestamps_are_walked},
		{"stores hold each list once", stores_hold_each_list_once},
		{NULL, NULL},
	};

	return unit_main("crl", tests);
}
