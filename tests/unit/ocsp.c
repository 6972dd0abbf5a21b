/* lib/x509/ocsp.c: responses put together from text, sound ones and ones broken in one place. */
#include <config.h>
#include "x509/ocsp.h"
#include "base/buf.h"
#include "unit/der_text.h"
#include "unit/unit.h"

#define TIME(text) "18{'" text "Z'}"
#define SHA1 "30{06{2b0e03021a}0500}"
#define NAME "30{31{30{06{550403}0c{'ca'}}}}"
#define HASH_A "04{00112233445566778899aabbccddeeff00112233}"
#define HASH_B "04{ffeeddccbbaa99887766554433221100ffeeddcc}"
#define CERT_ID "30{" SHA1 HASH_A HASH_B "02{05}}"
#define GOOD "8000"
#define THIS TIME("20260101000000")
#define NEXT "a0{" TIME("20260108000000") "}"
#define SINGLE "30{" CERT_ID GOOD THIS NEXT "}"
#define BY_NAME "a1{" NAME "}"
#define DATA(fields) "30{" fields "}"
#define PLAIN DATA(BY_NAME THIS "30{" SINGLE "}")
#define ECDSA "30{06{2a8648ce3d040302}}"
#define BASIC(data, more) "30{" data ECDSA "03{00 30{}}" more "}"
#define OF_TYPE(type, basic) "30{0a{00}a0{30{06{" type "}04{" basic "}}}}"
#define RESPONSE(data) OF_TYPE("2b0601050507300101", BASIC(data, ""))
#define WITH_SINGLE(fields) RESPONSE(DATA(BY_NAME THIS "30{30{" fields "}}"))
#define WITH_EXTENSIONS(extensions) WITH_SINGLE(CERT_ID GOOD THIS "a1{30{" extensions "}}")
#define EXTENSION(oid, value) "30{06{" oid "}04{" value "}}"
#define CRITICAL(oid, value) "30{06{" oid "}01{ff}04{" value "}}"
#define ALL_EXTENSIONS(extensions)                                                                 \
	RESPONSE(DATA(BY_NAME THIS "30{" SINGLE "}a1{30{" extensions "}}"))

static cp_ocsp
read(const char *text)
{
	cp_ocsp ocsp;

	cp_ocsp_read(der_text(text), &ocsp);
	return ocsp;
}

/* The first single response. */
static bool
first_of(const cp_ocsp *ocsp, cp_ocsp_single *single)
{
	cp_bytes rest = ocsp->singles;

	return cp_ocsp_next_single(&rest, single);
}

static void
reads_every_field(void)
{
	cp_ocsp ocsp = read(RESPONSE(PLAIN));
	cp_ocsp_single single;

	CU_ASSERT(ocsp.skeleton && ocsp.n_problems == 0 && ocsp.has_status && ocsp.status == 0);
	CU_ASSERT(cp_bytes_equal(ocsp.responder_name, der_text(NAME)));
	CU_ASSERT(ocsp.responder_key_hash.len == 0 && ocsp.certs.len == 0);
	CU_ASSERT(ocsp.produced_at == INT64_C(1767225600));
	CU_ASSERT(ocsp.algorithm.scheme == CP_SIGNATURE_ECDSA &&
		  ocsp.algorithm.hash == CP_HASH_SHA256);
	CU_ASSERT(cp_bytes_equal(ocsp.signature, der_text("30{}")));
	CU_ASSERT(cp_bytes_equal(ocsp.tbs, der_text(PLAIN)));
	CU_ASSERT(ocsp.n_singles == 1 && first_of(&ocsp, &single));
	CU_ASSERT(single.hash == CP_HASH_SHA1 && single.status == CP_OCSP_GOOD);
	CU_ASSERT(single.issuer_name_hash.len == 20 && single.issuer_name_hash.data[1] == 0x11);
	CU_ASSERT(single.issuer_key_hash.len == 20 && single.issuer_key_hash.data[1] == 0xee);
	CU_ASSERT(cp_bytes_equal(single.serial, cp_bytes_of("\x05", 1)));
	CU_ASSERT(single.this_update == INT64_C(1767225600) && single.has_next_update &&
		  single.next_update == INT64_C(1767830400) && single.reason == -1);
}

static void
reads_what_is_rare(void)
{
	cp_ocsp ocsp = read(RESPONSE(DATA("a2{04{0123}}" THIS "30{}")));
	cp_ocsp_single single;
	cp_bytes rest, der;

	CU_ASSERT(ocsp.skeleton && ocsp.n_singles == 0 && ocsp.responder_name.len == 0);
	CU_ASSERT(cp_bytes_equal(ocsp.responder_key_hash, der_text("0123")));
	ocsp = read(WITH_SINGLE(CERT_ID "a1{" THIS "a0{0a{04}}}" THIS));
	CU_ASSERT(ocsp.skeleton && first_of(&ocsp, &single));
	CU_ASSERT(single.status == CP_OCSP_REVOKED && single.reason == 4 &&
		  !single.has_next_update && single.revoked_at == INT64_C(1767225600));
	ocsp = read(WITH_SINGLE(CERT_ID "8200" THIS));
	CU_ASSERT(ocsp.skeleton && first_of(&ocsp, &single) && single.status == CP_OCSP_UNKNOWN);
	ocsp = read(OF_TYPE("2b0601050507300101", BASIC(PLAIN, "a0{30{30{0500}30{}}}")));
	rest = ocsp.certs;
	CU_ASSERT(ocsp.skeleton && cp_ocsp_next_cert(&rest, &der) &&
		  cp_bytes_equal(der, der_text("30{0500}")) && cp_ocsp_next_cert(&rest, &der) &&
		  !cp_ocsp_next_cert(&rest, &der));
	ocsp = read("30{0a{03}}");
	CU_ASSERT(!ocsp.skeleton && ocsp.has_status && ocsp.n_problems == 0 &&
		  strcmp(cp_ocsp_status_name(ocsp.status), "tryLater") == 0);
	CU_ASSERT(cp_ocsp_status_name(4) == NULL && cp_ocsp_status_name(7) == NULL);
}

static void
finds_a_serial_number(void)
{
	cp_ocsp ocsp = read(RESPONSE(DATA(BY_NAME THIS "30{" SINGLE "30{30{" SHA1 HASH_B HASH_A
						       "02{06}}" GOOD THIS "}" SINGLE "}")));
	cp_bytes rest = ocsp.singles;
	cp_ocsp_single single;

	CU_ASSERT(ocsp.n_singles == 3);
	CU_ASSERT(cp_ocsp_next_of_serial(&rest, cp_bytes_of("\x06", 1), &single) &&
		  single.issuer_name_hash.data[0] == 0xff);
	CU_ASSERT(!cp_ocsp_next_of_serial(&rest, cp_bytes_of("\x06", 1), &single));
	rest = ocsp.singles;
	CU_ASSERT(cp_ocsp_next_of_serial(&rest, cp_bytes_of("\x05", 1), &single) &&
		  cp_ocsp_next_of_serial(&rest, cp_bytes_of("\x05", 1), &single) &&
		  !cp_ocsp_next_of_serial(&rest, cp_bytes_of("\x05", 1), &single));
	rest = ocsp.singles;
	CU_ASSERT(!cp_ocsp_next_of_serial(&rest, cp_bytes_of("\x00\x05", 2), &single));
}

static void
knows_extensions(void)
{
	cp_ocsp ocsp = read(WITH_EXTENSIONS(CRITICAL("2b06010401d679020405", "04{0001 00}")));
	cp_ocsp_single single;

	CU_ASSERT(ocsp.skeleton && first_of(&ocsp, &single) && !single.has_unknown_critical);
	CU_ASSERT(cp_bytes_equal(single.sct_list, der_text("0001 00")));
	ocsp = read(WITH_EXTENSIONS(EXTENSION("2b06010401d679020405", "0500")));
	CU_ASSERT(ocsp.skeleton && ocsp.n_problems == 1 && first_of(&ocsp, &single) &&
		  single.sct_list.len == 0);
	ocsp = read(WITH_EXTENSIONS(
		EXTENSION("2b0601050507300106", TIME("20200101000000")) EXTENSION("2a03", "00")));
	CU_ASSERT(ocsp.skeleton && ocsp.n_problems == 0);
	ocsp = read(WITH_EXTENSIONS(CRITICAL("2a03", "00")));
	CU_ASSERT(ocsp.skeleton && first_of(&ocsp, &single) && single.has_unknown_critical &&
		  !ocsp.has_unknown_critical);
	ocsp = read(ALL_EXTENSIONS(CRITICAL("2b0601050507300102", "0102")));
	CU_ASSERT(ocsp.skeleton && !ocsp.has_unknown_critical);
	ocsp = read(ALL_EXTENSIONS(CRITICAL("2a03", "00")));
	CU_ASSERT(ocsp.skeleton && ocsp.has_unknown_critical);
	/* SCTs are of a single response (RFC 6962 3.3). */
	ocsp = read(ALL_EXTENSIONS(CRITICAL("2b06010401d679020405", "04{0001 00}")));
	CU_ASSERT(ocsp.skeleton && ocsp.has_unknown_critical);
}

static void
records_what_is_wrong(void)
{
	static const struct {
		const char *name, *response, *kind, *path;
		bool usable;
	} rows[] = {
		{"nothing", "", "missing", "", false},
		{"no sequence", "0500", "tag-unexpected", "", false},
		{"no status", "30{}", "missing", "responseStatus", false},
		{"status as INTEGER", "30{02{00}}", "tag-unexpected", "responseStatus", false},
		{"a status that is none", "30{0a{04}}", "value", "responseStatus", false},
		{"a status of two octets", "30{0a{0003}}", "integer-not-minimal", "responseStatus",
			false},
		{"octets behind an error", "30{0a{03}0500}", "trailing", "", false},
		{"no response", "30{0a{00}}", "missing", "responseBytes", false},
		{"another type", OF_TYPE("2b0601050507300102", BASIC(PLAIN, "")), "value",
			"responseBytes", false},
		{"octets behind it", RESPONSE(PLAIN) "00", "trailing", "", false},
		{"octets in its frame",
			"30{0a{00}a0{30{06{2b0601050507300101}04{" BASIC(PLAIN, "") "}}}0500}",
			"trailing", "", false},
		{"octets behind the basic response",
			OF_TYPE("2b0601050507300101", BASIC(PLAIN, "") "0500"), "trailing",
			"responseBytes", false},
		{"octets behind the signature", OF_TYPE("2b0601050507300101", BASIC(PLAIN, "0500")),
			"trailing", "responseBytes.basicOCSPResponse", false},
		{"a signature of bits",
			OF_TYPE("2b0601050507300101", "30{" PLAIN ECDSA "03{0100}}"), "bit-string",
			"responseBytes.basicOCSPResponse.signature", false},
		{"an empty set of certificates is fine",
			OF_TYPE("2b0601050507300101", BASIC(PLAIN, "a0{30{}}")), NULL, NULL, true},
		{"a certificate that is none",
			OF_TYPE("2b0601050507300101", BASIC(PLAIN, "a0{30{30{}0500}}")),
			"tag-unexpected", "responseBytes.basicOCSPResponse.certs[1]", false},
		{"version 2", RESPONSE(DATA("a0{02{01}}" BY_NAME THIS "30{" SINGLE "}")), "value",
			"responseBytes.basicOCSPResponse.tbsResponseData.version", false},
		{"version 1 spelled out",
			RESPONSE(DATA("a0{02{00}}" BY_NAME THIS "30{" SINGLE "}")),
			"default-encoded",
			"responseBytes.basicOCSPResponse.tbsResponseData.version", true},
		{"no responder", RESPONSE(DATA(THIS "30{" SINGLE "}")), "tag-unexpected",
			"responseBytes.basicOCSPResponse.tbsResponseData.responderID", false},
		{"a responder that is no name", RESPONSE(DATA("a1{0500}" THIS "30{" SINGLE "}")),
			"tag-unexpected",
			"responseBytes.basicOCSPResponse.tbsResponseData.responderID.byName",
			false},
		{"two responders in one", RESPONSE(DATA("a2{04{01}04{02}}" THIS "30{" SINGLE "}")),
			"trailing", "responseBytes.basicOCSPResponse.tbsResponseData.responderID",
			false},
		{"producedAt as UTCTime",
			RESPONSE(DATA(BY_NAME "17{'260101000000Z'}30{" SINGLE "}")),
			"tag-unexpected",
			"responseBytes.basicOCSPResponse.tbsResponseData.producedAt", false},
		{"a fraction of a second",
			RESPONSE(DATA(BY_NAME TIME("20260101000000.5") "30{" SINGLE "}")), "time",
			"responseBytes.basicOCSPResponse.tbsResponseData.producedAt", false},
		{"no serial number", WITH_SINGLE("30{" SHA1 HASH_A HASH_B "}" GOOD THIS), "missing",
			"responseBytes.basicOCSPResponse.tbsResponseData.responses[0].certID."
			"serialNumber",
			false},
		{"a serial number that is not minimal",
			WITH_SINGLE("30{" SHA1 HASH_A HASH_B "02{0005}}" GOOD THIS),
			"integer-not-minimal",
			"responseBytes.basicOCSPResponse.tbsResponseData.responses[0].certID."
			"serialNumber",
			false},
		{"good with content", WITH_SINGLE(CERT_ID "80{00}" THIS), "value",
			"responseBytes.basicOCSPResponse.tbsResponseData.responses[0].certStatus",
			false},
		{"a status of a certificate that is none", WITH_SINGLE(CERT_ID "8300" THIS),
			"tag-unexpected",
			"responseBytes.basicOCSPResponse.tbsResponseData.responses[0].certStatus",
			false},
		{"revoked at no time", WITH_SINGLE(CERT_ID "a1{}" THIS), "missing",
			"responseBytes.basicOCSPResponse.tbsResponseData.responses[0].certStatus."
			"revocationTime",
			false},
		{"a reason that is not assigned",
			WITH_SINGLE(CERT_ID "a1{" THIS "a0{0a{07}}}" THIS), "value",
			"responseBytes.basicOCSPResponse.tbsResponseData.responses[0].certStatus."
			"revocationReason.cRLReason",
			true},
		{"a negative reason", WITH_SINGLE(CERT_ID "a1{" THIS "a0{0a{ff}}}" THIS),
			"integer-range",
			"responseBytes.basicOCSPResponse.tbsResponseData.responses[0].certStatus."
			"revocationReason.cRLReason",
			false},
		{"two nextUpdates", WITH_SINGLE(CERT_ID GOOD THIS "a0{" THIS THIS "}"), "trailing",
			"responseBytes.basicOCSPResponse.tbsResponseData.responses[0].nextUpdate",
			false},
		{"no thisUpdate", WITH_SINGLE(CERT_ID GOOD), "missing",
			"responseBytes.basicOCSPResponse.tbsResponseData.responses[0].thisUpdate",
			false},
		{"an empty list of extensions", WITH_EXTENSIONS(""), "empty",
			"responseBytes.basicOCSPResponse.tbsResponseData.responses[0]."
			"singleExtensions",
			false},
		{"an extension twice",
			ALL_EXTENSIONS(EXTENSION("2a03", "00") EXTENSION("2a03", "00")),
			"duplicate",
			"responseBytes.basicOCSPResponse.tbsResponseData.responseExtensions[1]",
			false},
		{"the second single response", RESPONSE(DATA(BY_NAME THIS "30{" SINGLE "0500}")),
			"tag-unexpected",
			"responseBytes.basicOCSPResponse.tbsResponseData.responses[1]", false},
		{"a length that is not minimal",
			"30{0a{00}a0{30{06{2b0601050507300101}0481 02 3000}}}",
			"length-not-minimal", NULL, false},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_ocsp ocsp = read(rows[i].response);
		cp_buf path = CP_BUF_EMPTY;

		UNIT_ROW(rows[i].name, ocsp.skeleton == rows[i].usable);
		UNIT_ROW(rows[i].name, (ocsp.n_problems > 0) == (rows[i].kind != NULL));
		if (rows[i].kind == NULL)
			continue;
		UNIT_ROW(rows[i].name,
			strcmp(cp_problem_kind_name(ocsp.problem.kind), rows[i].kind) == 0);
		cp_problem_append_path(&path, &ocsp.problem);
		cp_buf_append_char(&path, '\0');
		if (rows[i].path != NULL)
			UNIT_ROW((const char *)path.data,
				strcmp((const char *)path.data, rows[i].path) == 0);
		cp_buf_clear(&path);
	}
}

/* Whatever is cut off, nothing is usable, and nothing beyond it is read. */
static void
survives_cuts(void)
{
	cp_bytes whole = der_text(WITH_EXTENSIONS(CRITICAL("2b06010401d679020405", "04{0001 00}")));
	size_t len;

	for (len = 0; len < whole.len; len++) {
		cp_ocsp ocsp;

		cp_ocsp_read(cp_bytes_slice(whole, 0, len), &ocsp);
		CU_ASSERT(!ocsp.skeleton && ocsp.n_problems > 0);
	}
}

int
main(void)
{
	static const unit_test tests[] = {
		{"reads every field", reads_every_field},
		{"reads what is rare", reads_what_is_rare},
		{"finds a serial number", finds_a_serial_number},
		{"knows extensions", knows_extensions},
		{"records what is wrong", records_what_is_wrong},
		{"survives cuts", survives_cuts},
		{NULL, NULL},
	};
	int result = unit_main("ocsp", tests);

	der_text_free_all();
	return result;
}
