/* lib/x509: certificates as read. Each row changes one field of a plain certificate. */
#include <config.h>
#include "base/mem.h"
#include "unit/der_text.h"
#include "unit/unit.h"
#include "x509/access.h"
#include "x509/cert.h"
#include "x509/general_name.h"
#include "x509/name.h"
#include "x509/name_char.h"
#include "x509/policies.h"

#include <unicase.h>
#include <unictype.h>

/* The fields of a certificate, in order; TAIL stands behind it. */
typedef enum field {
	VERSION_FIELD,
	SERIAL,
	ALGORITHM,
	ISSUER,
	VALIDITY,
	SUBJECT,
	SPKI,
	UIDS,
	EXTENSIONS,
	TBS_TAIL,
	OUTER_ALGORITHM,
	SIGNATURE,
	CERTIFICATE_TAIL,
	TAIL,
	N_FIELDS,
	WHOLE /* the row is all there is */
} field;

#define ECDSA "30{06{2a8648ce3d040302}}"
#define CN(string_type_and_value) "30{31{30{06{550403}" string_type_and_value "}}}"
#define POINT                                                                                      \
	"046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"                       \
	"4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
#define P256 "30{06{2a8648ce3d0201}06{2a8648ce3d030107}}"
#define EC_KEY "30{" P256 "03{00" POINT "}}"
#define EXT(oid, value) "30{06{" oid "}04{" value "}}"
#define CRITICAL(oid, value) "30{06{" oid "}01{ff}04{" value "}}"
#define EXTS(list) "a3{30{" list "}}"
#define SAN(names) EXTS(EXT("551d11", "30{" names "}"))

static const char *const plain[N_FIELDS] = {
	[VERSION_FIELD] = "a0{02{02}}",
	[SERIAL] = "02{0a}",
	[ALGORITHM] = ECDSA,
	[ISSUER] = CN("0c{'ca'}"),
	[VALIDITY] = "30{17{'260101000000Z'}17{'270101000000Z'}}",
	[SUBJECT] = CN("0c{'leaf'}"),
	[SPKI] = EC_KEY,
	[UIDS] = "",
	[EXTENSIONS] = SAN("82{'a.example'}"),
	[TBS_TAIL] = "",
	[OUTER_ALGORITHM] = ECDSA,
	[SIGNATURE] = "03{00 3000}",
	[CERTIFICATE_TAIL] = "",
	[TAIL] = "",
};

/* A plain certificate with `text` in place of one field. */
static cp_bytes
certificate(field changed, const char *text)
{
	cp_buf buf = CP_BUF_EMPTY;
	cp_bytes der;
	char *all;
	int i;

	if (changed == WHOLE)
		return der_text(text);
	cp_buf_append_string(&buf, "30{30{");
	for (i = 0; i < N_FIELDS; i++) {
		if (i == OUTER_ALGORITHM || i == TAIL)
			cp_buf_append_string(&buf, "}");
		cp_buf_append_string(&buf, i == (int)changed ? text : plain[i]);
	}
	all = cp_buf_finish(&buf);
	der = der_text(all);
	cp_free(all);
	return der;
}

static cp_cert *
read_certificate(field changed, const char *text)
{
	cp_cert *cert = cp_cert_read(certificate(changed, text));

	if (cert == NULL)
		exit(99);
	return cert;
}

/* What a buffer holds is this text. */
static bool
says(cp_buf *buf, const char *text)
{
	char *string = cp_buf_finish(buf);
	bool same = string != NULL && strcmp(string, text) == 0;

	if (!same)
		fprintf(stderr, "\"%s\" instead of \"%s\"\n", string, text);
	cp_free(string);
	return same;
}

#define T "tbsCertificate."
#define X "tbsCertificate.extensions[0]."

/* One problem each: its kind, the octets at its offset, its path. */
static const struct {
	const char *name;
	field changed;
	const char *text;
	cp_problem_kind kind;
	const char *at, *path;
} problem_rows[] = {
	{"nothing", WHOLE, "", CP_PROBLEM_NOT_A_CERTIFICATE, "", ""},
	{"a letter", WHOLE, "'-----BEGIN'", CP_PROBLEM_NOT_A_CERTIFICATE, "2d", ""},
	{"a set", WHOLE, "31{}", CP_PROBLEM_NOT_A_CERTIFICATE, "31", ""},
	{"an empty sequence", WHOLE, "30{}", CP_PROBLEM_MISSING, "", "tbsCertificate"},
	{"a cut head", WHOLE, "3082", CP_PROBLEM_TRUNCATED, "3082", ""},
	{"a cut certificate", WHOLE, "3006 30{02{01}}", CP_PROBLEM_TRUNCATED, "3006", ""},
	{"indefinite", WHOLE, "3080 0000", CP_PROBLEM_LENGTH_INDEFINITE, "3080", ""},
	{"behind the certificate", TAIL, "00", CP_PROBLEM_TRAILING, "00", ""},
	{"behind the signature", CERTIFICATE_TAIL, "0500", CP_PROBLEM_TRAILING, "0500", ""},
	{"behind the extensions", TBS_TAIL, "0500", CP_PROBLEM_TRAILING, "0500", "tbsCertificate"},

	{"v1 spelled out", VERSION_FIELD, "a0{02{00}}", CP_PROBLEM_DEFAULT_ENCODED, "a0",
		T "version"},
	{"v4", VERSION_FIELD, "a0{02{03}}", CP_PROBLEM_VALUE, "0201", T "version"},
	{"version beyond counting", VERSION_FIELD, "a0{02{00ffffffffffffffff}}", CP_PROBLEM_VALUE,
		"0209", T "version"},
	{"version negative", VERSION_FIELD, "a0{02{ff}}", CP_PROBLEM_INTEGER_RANGE, "0201ff",
		T "version"},
	{"version empty", VERSION_FIELD, "a0{}", CP_PROBLEM_MISSING, "", T "version"},
	{"version twice", VERSION_FIELD, "a0{02{02}02{02}}", CP_PROBLEM_TRAILING, "0201",
		T "version"},
	{"v1 with extensions", VERSION_FIELD, "", CP_PROBLEM_VERSION, "a3", T "extensions"},
	{"v2 with extensions", VERSION_FIELD, "a0{02{01}}", CP_PROBLEM_VERSION, "a3",
		T "extensions"},
	{"serial not minimal", SERIAL, "02{000a}", CP_PROBLEM_INTEGER_NOT_MINIMAL, "0202",
		T "serialNumber"},
	{"serial empty", SERIAL, "02{}", CP_PROBLEM_INTEGER_EMPTY, "0200", T "serialNumber"},
	{"serial no integer", SERIAL, "04{01}", CP_PROBLEM_TAG_UNEXPECTED, "0401",
		T "serialNumber"},
	{"serial long length", SERIAL, "0281010a", CP_PROBLEM_LENGTH_NOT_MINIMAL, "0281",
		T "serialNumber"},
	{"serial high tag", SERIAL, "1f02010a", CP_PROBLEM_TAG_NOT_MINIMAL, "1f02",
		T "serialNumber"},

	{"algorithms differ", OUTER_ALGORITHM, "30{06{2a8648ce3d040303}}",
		CP_PROBLEM_ALGORITHMS_DIFFER, "300a", "signatureAlgorithm"},
	{"algorithms differ in a NULL", OUTER_ALGORITHM, "30{06{2a8648ce3d040302}0500}",
		CP_PROBLEM_ALGORITHMS_DIFFER, "300c", "signatureAlgorithm"},
	{"signature with unused bits", SIGNATURE, "03{01 3000}", CP_PROBLEM_BIT_STRING, "0303",
		"signatureValue"},
	{"signature empty", SIGNATURE, "03{}", CP_PROBLEM_BIT_STRING, "0300", "signatureValue"},
	{"signature missing", SIGNATURE, "", CP_PROBLEM_MISSING, "", "signatureValue"},
	{"signature of octets", SIGNATURE, "04{00}", CP_PROBLEM_TAG_UNEXPECTED, "0401",
		"signatureValue"},

	{"empty RDN", SUBJECT, "30{31{}}", CP_PROBLEM_EMPTY, "3100", T "subject[0]"},
	{"RDN no set", SUBJECT, "30{30{}}", CP_PROBLEM_TAG_UNEXPECTED, "3000", T "subject[0]"},
	{"RDN order", SUBJECT, "30{31{30{06{55040a}0c{'b'}}30{06{550403}0c{'a'}}}}",
		CP_PROBLEM_SET_ORDER, "3008", T "subject[0]"},
	{"attribute without value", SUBJECT, "30{31{30{06{550403}}}}", CP_PROBLEM_MISSING, "",
		T "subject[0].commonName"},
	{"attribute of three", SUBJECT, "30{31{30{06{550403}0c{'a'}0500}}}", CP_PROBLEM_TRAILING,
		"0500", T "subject[0]"},
	{"OID cut", SUBJECT, "30{31{30{06{5581}0c{'a'}}}}", CP_PROBLEM_OID, "06025581",
		T "subject[0].type"},
	{"PrintableString with NUL", SUBJECT, CN("13{6100}"), CP_PROBLEM_STRING, "1302",
		T "subject[0].commonName"},
	{"PrintableString with *", ISSUER, CN("13{'*.a'}"), CP_PROBLEM_STRING, "1303",
		T "issuer[0].commonName"},
	{"UTF8String broken", SUBJECT, CN("0c{ff}"), CP_PROBLEM_STRING, "0c01",
		T "subject[0].commonName"},
	{"BMPString odd", SUBJECT, CN("1e{006100}"), CP_PROBLEM_STRING, "1e03",
		T "subject[0].commonName"},
	{"commonName of IA5String", SUBJECT, CN("16{'a'}"), CP_PROBLEM_STRING_TYPE, "1601",
		T "subject[0].commonName"},
	{"country of UTF8String", SUBJECT, "30{31{30{06{550406}0c{'DE'}}}}", CP_PROBLEM_STRING_TYPE,
		"0c02", T "subject[0].countryName"},
	{"email of UTF8String", SUBJECT, "30{31{30{06{2a864886f70d010901}0c{'a@b'}}}}",
		CP_PROBLEM_STRING_TYPE, "0c03", T "subject[0].emailAddress"},
	{"unknown attribute broken", SUBJECT, "30{31{30{06{2a03}30{02{0001}}}}}",
		CP_PROBLEM_INTEGER_NOT_MINIMAL, "02020001", T "subject[0].value"},

	{"time without seconds", VALIDITY, "30{17{'2601010000Z'}17{'270101000000Z'}}",
		CP_PROBLEM_TIME, "170b", T "validity.notBefore"},
	{"time with a zone", VALIDITY, "30{17{'260101000000Z'}17{'270101000000+0000'}}",
		CP_PROBLEM_TIME, "1711", T "validity.notAfter"},
	{"no such day", VALIDITY, "30{17{'260230000000Z'}17{'270101000000Z'}}", CP_PROBLEM_TIME,
		"170d", T "validity.notBefore"},
	{"time with a fraction", VALIDITY, "30{17{'260101000000Z'}18{'20500101000000.5Z'}}",
		CP_PROBLEM_TIME, "1811", T "validity.notAfter"},
	{"no notAfter", VALIDITY, "30{17{'260101000000Z'}}", CP_PROBLEM_MISSING, "",
		T "validity.notAfter"},
	{"time as a string", VALIDITY, "30{17{'260101000000Z'}16{'270101000000Z'}}",
		CP_PROBLEM_TAG_UNEXPECTED, "160d", T "validity.notAfter"},

	{"key with unused bits", SPKI, "30{" P256 "03{01 0400}}", CP_PROBLEM_BIT_STRING, "0303",
		T "subjectPublicKeyInfo.subjectPublicKey"},
	{"RSA modulus not minimal", SPKI,
		"30{30{06{2a864886f70d010101}0500}03{00 30{02{0001}02{03}}}}",
		CP_PROBLEM_INTEGER_NOT_MINIMAL, "0202",
		T "subjectPublicKeyInfo.subjectPublicKey.modulus"},
	{"behind the key", SPKI, "30{" P256 "03{00" POINT "}0500}", CP_PROBLEM_TRAILING, "0500",
		T "subjectPublicKeyInfo"},

	{"issuer UID in v1", WHOLE,
		"30{30{02{0a}" ECDSA CN("0c{'ca'}") "30{17{'260101000000Z'}17{'270101000000Z'}}" CN(
			"0c{'a'}") EC_KEY "81{00aa}}" ECDSA "03{00 3000}}",
		CP_PROBLEM_VERSION, "8102", T "issuerUniqueID"},
	{"UID constructed", UIDS, "a1{03{00}}", CP_PROBLEM_TRAILING, "a1", "tbsCertificate"},
	{"UID bits", UIDS, "81{0801}", CP_PROBLEM_BIT_STRING, "8102", T "issuerUniqueID"},

	{"no extension", EXTENSIONS, "a3{30{}}", CP_PROBLEM_EMPTY, "3000", T "extensions"},
	{"extensions empty", EXTENSIONS, "a3{}", CP_PROBLEM_MISSING, "", T "extensions"},
	{"critical 01", EXTENSIONS, EXTS("30{06{551d0e}01{01}04{04{aa}}}"), CP_PROBLEM_BOOLEAN,
		"010101", X "critical"},
	{"critical FALSE", EXTENSIONS, EXTS("30{06{551d0e}01{00}04{04{aa}}}"),
		CP_PROBLEM_DEFAULT_ENCODED, "010100", X "critical"},
	{"extension without value", EXTENSIONS, EXTS("30{06{551d0e}}"), CP_PROBLEM_MISSING, "",
		X "extnValue"},
	{"extension twice", EXTENSIONS, EXTS(EXT("551d0e", "04{aa}") EXT("551d0e", "04{aa}")),
		CP_PROBLEM_DUPLICATE, "300a", T "extensions[1]"},
	{"unknown extension twice", EXTENSIONS, EXTS(EXT("2a03", "00") EXT("2a03", "01")),
		CP_PROBLEM_DUPLICATE, "3007", T "extensions[1]"},
	{"behind a value", EXTENSIONS, EXTS(EXT("551d0e", "04{aa}00")), CP_PROBLEM_TRAILING, "00",
		X "subjectKeyIdentifier"},
	{"value cut", EXTENSIONS, EXTS(EXT("551d0e", "0402aa")), CP_PROBLEM_TRUNCATED, "0402",
		X "subjectKeyIdentifier"},

	{"keyUsage with zero bits", EXTENSIONS, EXTS(EXT("551d0f", "03{0080}")),
		CP_PROBLEM_BIT_STRING, "03020080", X "keyUsage"},
	{"cA FALSE", EXTENSIONS, EXTS(EXT("551d13", "30{01{00}}")), CP_PROBLEM_DEFAULT_ENCODED,
		"010100", X "basicConstraints.cA"},
	{"path length negative", EXTENSIONS, EXTS(EXT("551d13", "30{01{ff}02{ff}}")),
		CP_PROBLEM_INTEGER_RANGE, "0201ff", X "basicConstraints.pathLenConstraint"},
	{"no purpose", EXTENSIONS, EXTS(EXT("551d25", "30{}")), CP_PROBLEM_EMPTY, "3000",
		X "extKeyUsage"},
	{"purpose no OID", EXTENSIONS, EXTS(EXT("551d25", "30{06{551d2500}0500}")),
		CP_PROBLEM_TAG_UNEXPECTED, "0500", X "extKeyUsage[1]"},
	{"no name", EXTENSIONS, SAN(""), CP_PROBLEM_EMPTY, "3000", X "subjectAltName"},
	{"dNSName not ASCII", EXTENSIONS, SAN("82{'a'}82{c3bc}"), CP_PROBLEM_STRING, "8202",
		X "subjectAltName[1].dNSName"},
	{"address of 5", EXTENSIONS, SAN("87{0102030405}"), CP_PROBLEM_VALUE, "8705",
		X "subjectAltName[0].iPAddress"},
	{"address with a mask", EXTENSIONS, SAN("87{0a000000ff000000}"), CP_PROBLEM_VALUE, "8708",
		X "subjectAltName[0].iPAddress"},
	{"unknown name", EXTENSIONS, SAN("89{'a'}"), CP_PROBLEM_TAG_UNEXPECTED, "8901",
		X "subjectAltName[0]"},
	{"dNSName constructed", EXTENSIONS, SAN("a2{82{'a'}}"), CP_PROBLEM_TAG_UNEXPECTED, "a203",
		X "subjectAltName[0]"},
	{"registeredID cut", EXTENSIONS, SAN("88{5581}"), CP_PROBLEM_OID, "8802",
		X "subjectAltName[0].registeredID"},
	{"directoryName implicit", EXTENSIONS, SAN("a4{31{}}"), CP_PROBLEM_TAG_UNEXPECTED, "3100",
		X "subjectAltName[0].directoryName"},
	{"otherName without value", EXTENSIONS, SAN("a0{06{2a03}}"), CP_PROBLEM_MISSING, "",
		X "subjectAltName[0].otherName.value"},
	{"otherName too deep", EXTENSIONS,
		SAN("a0{06{2a03}a0{30{30{30{30{30{30{30{30{30{30{30{30{30{30{30{30{30{30{30{30{30{"
		    "30{30{30{30{30{30{30{30{30{30{30{30{}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}"),
		CP_PROBLEM_TOO_DEEP, "3000", X "subjectAltName[0].otherName.value"},
	{"x400Address of a string", EXTENSIONS, SAN("a3{13{'a'}}"), CP_PROBLEM_TAG_UNEXPECTED,
		"1301", X "subjectAltName[0].x400Address.built-in-standard-attributes"},
	{"x400Address of four parts", EXTENSIONS, SAN("a3{30{} 30{} 31{} 0500}"),
		CP_PROBLEM_TRAILING, "0500", X "subjectAltName[0].x400Address"},
	{"ediPartyName", EXTENSIONS, SAN("a5{a1{16{'a'}}}"), CP_PROBLEM_STRING_TYPE, "1601",
		X "subjectAltName[0].ediPartyName.partyName"},
	{"subtrees empty", EXTENSIONS, EXTS(EXT("551d1e", "30{a0{}}")), CP_PROBLEM_EMPTY, "a000",
		X "nameConstraints.permittedSubtrees"},
	{"subtree without mask", EXTENSIONS, EXTS(EXT("551d1e", "30{a1{30{87{0a000000}}}}")),
		CP_PROBLEM_VALUE, "8704", X "nameConstraints.excludedSubtrees[0].iPAddress"},
	{"minimum 0", EXTENSIONS, EXTS(EXT("551d1e", "30{a1{30{82{'a'}80{00}}}}")),
		CP_PROBLEM_DEFAULT_ENCODED, "8001",
		X "nameConstraints.excludedSubtrees[0].minimum"},
	{"no policy", EXTENSIONS, EXTS(EXT("551d20", "30{}")), CP_PROBLEM_EMPTY, "3000",
		X "certificatePolicies"},
	{"no qualifier", EXTENSIONS, EXTS(EXT("551d20", "30{30{06{2a03}30{}}}")), CP_PROBLEM_EMPTY,
		"3000", X "certificatePolicies[0].policyQualifiers"},
	{"CPS of UTF8String", EXTENSIONS,
		EXTS(EXT("551d20", "30{30{06{2a03}30{30{06{2b06010505070201}0c{'http:'}}}}}")),
		CP_PROBLEM_TAG_UNEXPECTED, "0c05",
		X "certificatePolicies[0].policyQualifiers[0].cPSuri"},
	{"notice of PrintableString", EXTENSIONS,
		EXTS(EXT("551d20", "30{30{06{2a03}30{30{06{2b06010505070202}30{13{'a'}}}}}}")),
		CP_PROBLEM_STRING_TYPE, "1301",
		X "certificatePolicies[0].policyQualifiers[0].userNotice.explicitText"},
	{"no mapping", EXTENSIONS, EXTS(EXT("551d21", "30{}")), CP_PROBLEM_EMPTY, "3000",
		X "policyMappings"},
	{"mapping of one", EXTENSIONS, EXTS(EXT("551d21", "30{30{06{2a03}}}")), CP_PROBLEM_MISSING,
		"", X "policyMappings[0].subjectDomainPolicy"},
	{"skip certs negative", EXTENSIONS, EXTS(EXT("551d24", "30{80{ff}}")),
		CP_PROBLEM_INTEGER_RANGE, "8001", X "policyConstraints.requireExplicitPolicy"},
	{"inhibitAnyPolicy empty", EXTENSIONS, EXTS(EXT("551d36", "02{}")),
		CP_PROBLEM_INTEGER_EMPTY, "0200", X "inhibitAnyPolicy"},
	{"no point", EXTENSIONS, EXTS(EXT("551d1f", "30{}")), CP_PROBLEM_EMPTY, "3000",
		X "cRLDistributionPoints"},
	{"point name of neither", EXTENSIONS, EXTS(EXT("551d1f", "30{30{a0{82{'a'}}}}")),
		CP_PROBLEM_TAG_UNEXPECTED, "8201",
		X "cRLDistributionPoints[0].distributionPoint.nameRelativeToCRLIssuer"},
	{"access without location", EXTENSIONS,
		EXTS(EXT("2b06010505070101", "30{30{06{2b06010505073001}}}")), CP_PROBLEM_MISSING,
		"", X "authorityInfoAccess[0].accessLocation"},
	{"attributes without values", EXTENSIONS, EXTS(EXT("551d09", "30{30{06{2a03}31{}}}")),
		CP_PROBLEM_EMPTY, "3100", X "subjectDirectoryAttributes[0].values"},
	{"AKI explicit", EXTENSIONS, EXTS(EXT("551d23", "30{a0{04{aa}}}")), CP_PROBLEM_TRAILING,
		"a0", X "authorityKeyIdentifier"},
	{"notice of an organisation alone", EXTENSIONS,
		EXTS(EXT("551d20", "30{30{06{2a03}30{30{06{2b06010505070202}30{30{0c{'o'}}}}}}}")),
		CP_PROBLEM_MISSING, "",
		X "certificatePolicies[0].policyQualifiers[0].userNotice.noticeRef.noticeNumbers"},
	{"notice of nobody", EXTENSIONS,
		EXTS(EXT("551d20", "30{30{06{2a03}30{30{06{2b06010505070202}30{30{}}}}}}")),
		CP_PROBLEM_MISSING, "",
		X "certificatePolicies[0].policyQualifiers[0].userNotice.noticeRef.noticeNumbers"},
	{"notice by no text", EXTENSIONS,
		EXTS(EXT("551d20",
			"30{30{06{2a03}30{30{06{2b06010505070202}30{30{13{'o'}30{02{01}}}}}}}}")),
		CP_PROBLEM_STRING_TYPE, "1301",
		X "certificatePolicies[0].policyQualifiers[0].userNotice.noticeRef.organization"},
	{"notice number of octets", EXTENSIONS,
		EXTS(EXT("551d20",
			"30{30{06{2a03}30{30{06{2b06010505070202}30{30{0c{'o'}30{04{01}}}}}}}}")),
		CP_PROBLEM_TAG_UNEXPECTED, "0401",
		X "certificatePolicies[0].policyQualifiers[0].userNotice.noticeRef.noticeNumbers"},
	{"notice cut", EXTENSIONS,
		EXTS(EXT("551d20", "30{30{06{2a03}30{30{06{2b06010505070202}30{0c05}}}}}")),
		CP_PROBLEM_TRUNCATED, "0c05",
		X "certificatePolicies[0].policyQualifiers[0].userNotice.explicitText"},
	{"notice without its head", EXTENSIONS,
		EXTS(EXT("551d20", "30{30{06{2a03}30{30{06{2b06010505070202}30{0c}}}}}")),
		CP_PROBLEM_TRUNCATED, "0c",
		X "certificatePolicies[0].policyQualifiers[0].userNotice.explicitText"},
	{"qualifier of anything, missing", EXTENSIONS,
		EXTS(EXT("551d20", "30{30{06{2a03}30{30{06{2a05}}}}}")), CP_PROBLEM_MISSING, "",
		X "certificatePolicies[0].policyQualifiers[0].qualifier"},
	{"policyConstraints no SEQUENCE", EXTENSIONS, EXTS(EXT("551d24", "31{}")),
		CP_PROBLEM_TAG_UNEXPECTED, "3100", X "policyConstraints"},
	{"maximum negative", EXTENSIONS, EXTS(EXT("551d1e", "30{a1{30{82{'a'}81{ff}}}}")),
		CP_PROBLEM_INTEGER_RANGE, "8101", X "nameConstraints.excludedSubtrees[0].maximum"},
	{"organisation in a SET", EXTENSIONS, EXTS(EXT("67810c0301", "31{}")),
		CP_PROBLEM_TAG_UNEXPECTED, "3100", X "cabfOrganizationIdentifier"},
	{"organisation's state with *", EXTENSIONS,
		EXTS(EXT("67810c0301", "30{13{'VAT'}13{'DE'}80{'*'}0c{'1'}}")), CP_PROBLEM_STRING,
		"8001", X "cabfOrganizationIdentifier.registrationStateOrProvince"},
	{"assigner of IA5String", EXTENSIONS, SAN("a5{a0{16{'a'}}a1{0c{'p'}}}"),
		CP_PROBLEM_STRING_TYPE, "1601", X "subjectAltName[0].ediPartyName.nameAssigner"},
	{"party of nobody", EXTENSIONS, SAN("a5{a1{}}"), CP_PROBLEM_EMPTY, "a100",
		X "subjectAltName[0].ediPartyName.partyName"},
	{"otherName of nothing", EXTENSIONS, SAN("a0{06{2a03}a0{}}"), CP_PROBLEM_EMPTY, "a000",
		X "subjectAltName[0].otherName.value"},
	{"statements of nothing", EXTENSIONS, EXTS(EXT("2b06010505070103", "30{30{}}")),
		CP_PROBLEM_MISSING, "", X "qcStatements[0].statementId"},
	{"statement broken", EXTENSIONS, EXTS(EXT("2b06010505070103", "30{30{06{2a03}02{0001}}}")),
		CP_PROBLEM_INTEGER_NOT_MINIMAL, "02020001", X "qcStatements[0]"},
	{"statement cut", EXTENSIONS, EXTS(EXT("2b06010505070103", "30{30{06{2a03}02}}")),
		CP_PROBLEM_TRUNCATED, "02", X "qcStatements[0]"},
	{"modulus of octets", SPKI, "30{30{06{2a864886f70d010101}0500}03{00 30{04{05}02{03}}}}",
		CP_PROBLEM_TAG_UNEXPECTED, "0401",
		T "subjectPublicKeyInfo.subjectPublicKey.modulus"},
	{"TLS feature of OID", EXTENSIONS, EXTS(EXT("2b06010505070118", "30{06{2a03}}")),
		CP_PROBLEM_TAG_UNEXPECTED, "0602", X "tlsFeature"},
	{"poison with content", EXTENSIONS, EXTS(CRITICAL("2b06010401d679020403", "0501ff")),
		CP_PROBLEM_VALUE, "0501", X "precertificatePoison"},
	{"no-check empty", EXTENSIONS, EXTS(EXT("2b0601050507300105", "")), CP_PROBLEM_MISSING, "",
		X "ocspNoCheck"},
	{"organisation of UTF8String", EXTENSIONS,
		EXTS(EXT("67810c0301", "30{0c{'VAT'}13{'DE'}0c{'1'}}")), CP_PROBLEM_TAG_UNEXPECTED,
		"0c03", X "cabfOrganizationIdentifier.registrationSchemeIdentifier"},
};

static void
problems_are_noted_with_their_place(void)
{
	size_t i;

	for (i = 0; i < CP_COUNT(problem_rows); i++) {
		cp_cert *cert = read_certificate(problem_rows[i].changed, problem_rows[i].text);
		cp_bytes at = der_text(problem_rows[i].at);
		const cp_problem *problem = cert->problems;
		cp_buf path = CP_BUF_EMPTY;

		UNIT_ROW(problem_rows[i].name, cert->n_all_problems >= 1);
		if (problem != NULL) {
			UNIT_ROW(problem_rows[i].name, problem->kind == problem_rows[i].kind);
			UNIT_ROW(problem_rows[i].name,
				cp_bytes_equal(
					at, cp_bytes_slice(cert->der, problem->offset, at.len)));
			cp_problem_append_path(&path, problem);
			UNIT_ROW(problem_rows[i].name, says(&path, problem_rows[i].path));
		}
		cp_cert_unref(cert);
	}
}

/* Of what a row breaks, the rest is read all the same. */
static void
reading_goes_on(void)
{
	size_t i;

	for (i = 0; i < CP_COUNT(problem_rows); i++) {
		cp_cert *cert;

		if (problem_rows[i].changed != EXTENSIONS && problem_rows[i].changed != SERIAL)
			continue;
		cert = read_certificate(problem_rows[i].changed, problem_rows[i].text);
		UNIT_ROW(problem_rows[i].name, cert->skeleton);
		UNIT_ROW(problem_rows[i].name, cert->n_all_problems == 1);
		UNIT_ROW(problem_rows[i].name, cert->not_after == INT64_C(1798761600));
		UNIT_ROW(problem_rows[i].name, cert->key.type == CP_KEY_EC);
		cp_cert_unref(cert);
	}
}

static void
every_kind_has_words_and_a_row(void)
{
	int kind;
	size_t i;

	for (kind = 0; kind <= CP_PROBLEM_NOT_A_CERTIFICATE; kind++) {
		const char *name = cp_problem_kind_name((cp_problem_kind)kind);

		CU_ASSERT_FATAL(name != NULL);
		UNIT_ROW(name, cp_problem_kind_text((cp_problem_kind)kind) != NULL);
		for (i = 0; i < CP_COUNT(problem_rows); i++) {
			if ((int)problem_rows[i].kind == kind)
				break;
		}
		/* too-large has a test of its own. */
		UNIT_ROW(name, i < CP_COUNT(problem_rows) || kind == CP_PROBLEM_TOO_LARGE);
	}
}

/* Odd, but none of the syntax's business. */
static void
what_the_syntax_allows_is_no_problem(void)
{
	static const struct {
		const char *name;
		field changed;
		const char *text;
	} rows[] = {
		{"plain", TAIL, ""},
		{"serial negative", SERIAL, "02{80}"},
		{"serial zero", SERIAL, "02{00}"},
		{"serial of 21", SERIAL, "02{7f0102030405060708090a0b0c0d0e0f1011121314}"},
		{"empty subject", SUBJECT, "30{}"},
		{"UTF8String with NUL", SUBJECT, CN("0c{610062}")},
		{"empty string", SUBJECT, CN("0c{}")},
		{"TeletexString", SUBJECT, CN("14{'M' fc 'ller'}")},
		{"two attributes in order", SUBJECT,
			"30{31{30{06{550403}0c{'b'}}30{06{55040a}0c{'a'}}}}"},
		{"unknown attribute of anything", SUBJECT, "30{31{30{06{2a03}30{02{01}}}}}"},
		{"dates the wrong way round", VALIDITY,
			"30{17{'270101000000Z'}17{'260101000000Z'}}"},
		{"GeneralizedTime before 2050", VALIDITY,
			"30{18{'20260101000000Z'}18{'20270101000000Z'}}"},
		{"no extensions", EXTENSIONS, ""},
		{"unknown extension of anything", EXTENSIONS, EXTS(EXT("2a03", "ffff"))},
		{"dNSName with NUL", EXTENSIONS, SAN("82{610062}")},
		{"dNSName empty", EXTENSIONS, SAN("82{}")},
		{"no statements", EXTENSIONS, EXTS(EXT("2b06010505070103", "30{}"))},
		{"SCT list cut", EXTENSIONS, EXTS(EXT("2b06010401d679020402", "04{00ff}"))},
		{"SCT list no octets", EXTENSIONS, EXTS(EXT("2b06010401d679020402", "ff"))},
		{"empty nameConstraints", EXTENSIONS, EXTS(EXT("551d1e", "30{}"))},
		{"empty policyConstraints", EXTENSIONS, EXTS(EXT("551d24", "30{}"))},
		{"point of reasons only", EXTENSIONS, EXTS(EXT("551d1f", "30{30{81{0780}}}"))},
		{"organisation's state", EXTENSIONS,
			EXTS(EXT("67810c0301", "30{13{'VAT'}13{'DE'}80{'NI'}0c{'1'}}"))},
		{"point relative to its issuer", EXTENSIONS,
			EXTS(EXT("551d1f", "30{30{a0{a1{30{06{550403}0c{'a'}}}}}}"))},
		{"maximum", EXTENSIONS, EXTS(EXT("551d1e", "30{a1{30{82{'a'}81{00}}}}"))},
		{"ediPartyName with an assigner", EXTENSIONS, SAN("a5{a0{0c{'a'}}a1{13{'p'}}}")},
		{"statement without more", EXTENSIONS,
			EXTS(EXT("2b06010505070103", "30{30{06{2a03}}}"))},
		{"notice with a reference", EXTENSIONS,
			EXTS(EXT("551d20", "30{30{06{2a03}30{30{06{2b06010505070202}"
					   "30{30{0c{'o'}30{02{01}02{02}}}1a{'t'}}}}}}"))},
		{"qualifier of anything", EXTENSIONS,
			EXTS(EXT("551d20", "30{30{06{2a03}30{30{06{2a05}30{02{01}}}}}}"))},
		{"unique identifiers", UIDS, "81{00aa}82{00bb}"},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_cert *cert = read_certificate(rows[i].changed, rows[i].text);

		UNIT_ROW(rows[i].name, cert->n_all_problems == 0);
		UNIT_ROW(rows[i].name, cert->skeleton);
		cp_cert_unref(cert);
	}
}

static void
plain_fields_are_views(void)
{
	cp_cert *cert = read_certificate(TAIL, "");
	cp_cert *again = cp_cert_ref(cert);
	uint8_t digest[CP_SHA256_LEN];

	cp_cert_unref(again);
	CU_ASSERT(cert->version == 3);
	CU_ASSERT(cp_bytes_equal(cert->serial, der_text("0a")));
	CU_ASSERT(cp_bytes_equal(cert->issuer, der_text(plain[ISSUER])));
	CU_ASSERT(cp_bytes_equal(cert->subject, der_text(plain[SUBJECT])));
	CU_ASSERT(!cert->subject_empty && !cp_cert_is_self_issued(cert));
	CU_ASSERT(cert->not_before == INT64_C(1767225600));
	CU_ASSERT(cert->not_before_form == CP_TIME_UTC);
	CU_ASSERT(cert->algorithms_agree);
	CU_ASSERT(cert->inner_algorithm.scheme == CP_SIGNATURE_ECDSA);
	CU_ASSERT(cert->inner_algorithm.hash == CP_HASH_SHA256);
	CU_ASSERT(cp_bytes_equal(cert->signature, der_text("3000")));
	CU_ASSERT(cert->key.curve == CP_CURVE_P256 && cert->key.bits == 256);
	CU_ASSERT(cert->key.flaws == 0);
	CU_ASSERT(cert->key.point_x.len == 32 && cert->key.point_x.data[0] == 0x6b);
	CU_ASSERT(cert->key.point_y.len == 32 && cert->key.point_y.data[0] == 0x4f);
	CU_ASSERT(cp_bytes_equal(cert->key.spki, der_text(EC_KEY)));
	cp_crypto_sha256(cert->der, digest);
	CU_ASSERT(memcmp(digest, cert->sha256, sizeof(digest)) == 0);
	cp_crypto_sha256(cert->key.spki, digest);
	CU_ASSERT(memcmp(digest, cert->spki_sha256, sizeof(digest)) == 0);
	CU_ASSERT(cert->tbs.data > cert->der.data &&
		  cert->tbs.data + cert->tbs.len < cert->der.data + cert->der.len);
	CU_ASSERT(cert->n_san == 1 && cert->n_extensions == 1);
	cp_cert_unref(cert);
	cp_cert_unref(NULL);
}

#define ALL_EXTENSIONS                                                                             \
	EXT("551d23", "30{80{aabb}a1{82{'x'}}82{05}}")                                             \
	EXT("551d0e", "04{cc}")                                                                    \
	CRITICAL("551d0f", "03{070680}")                                                           \
	EXT("551d20",                                                                              \
		"30{30{06{67810c010201}}30{06{551d2000}30{30{06{2b06010505070201}16{'u'}}}}}")     \
	EXT("551d21", "30{30{06{2a03}06{2a04}}}")                                                  \
	EXT("551d11", "30{82{'a'}81{'b@c'}87{c0000201}86{'u:'}88{2a03}}")                          \
	EXT("551d12", "30{82{'i'}}")                                                               \
	CRITICAL("551d13", "30{01{ff}02{010000000000000000}}")                                     \
	CRITICAL("551d1e", "30{a0{30{82{'p'}}}a1{30{87{0a000000ff000000}80{01}81{02}}}}")          \
	EXT("551d24", "30{80{00}81{01}}")                                                          \
	EXT("551d25", "30{06{2b06010505070301}06{2a03}06{551d2500}}")                              \
	EXT("551d1f", "30{30{a0{a0{86{'u:'}}}81{0560}a2{82{'y'}}}}")                               \
	EXT("551d36", "02{02}")                                                                    \
	EXT("2b06010505070101",                                                                    \
		"30{30{06{2b06010505073001}86{'o:'}}30{06{2b06010505073002}86{'i:'}}}")            \
	EXT("2b06010505070118", "30{02{05}02{11}}")                                                \
	EXT("2b06010401d679020402", "04{0003 010203}")                                             \
	EXT("2b0601050507300105", "0500")                                                          \
	CRITICAL("2a05", "ff")

static void
extensions_become_facts(void)
{
	cp_cert *cert = read_certificate(EXTENSIONS, EXTS(ALL_EXTENSIONS));

	CU_ASSERT(cert->n_all_problems == 0 && cert->n_extensions == 18);
	CU_ASSERT(cert->has_unknown_critical && !cert->has_duplicate_extension);
	CU_ASSERT(cert->aki_has_key_id && cert->aki_has_issuer && cert->aki_has_serial);
	CU_ASSERT(cp_bytes_equal(cert->aki_key_id, der_text("aabb")));
	CU_ASSERT(cp_bytes_equal(cert->aki_serial, der_text("05")));
	CU_ASSERT(cp_bytes_equal(cert->ski, der_text("cc")));
	CU_ASSERT(cert->key_usage == (CP_KU_KEY_CERT_SIGN | CP_KU_CRL_SIGN | CP_KU_DECIPHER_ONLY));
	CU_ASSERT(cert->ext[CP_EXT_KEY_USAGE].critical && cert->ext[CP_EXT_KEY_USAGE].readable);
	CU_ASSERT(cert->is_ca && cert->has_path_len && cert->path_len == UINT64_MAX);
	CU_ASSERT(cert->eku == (CP_EKU_SERVER_AUTH | CP_EKU_OTHER | CP_EKU_ANY));
	CU_ASSERT(cert->n_eku == 3 && cert->n_san == 5);
	CU_ASSERT(cert->has_permitted && cert->has_excluded);
	CU_ASSERT(cert->has_require_explicit && cert->require_explicit == 0);
	CU_ASSERT(cert->has_inhibit_mapping && cert->inhibit_mapping == 1);
	CU_ASSERT(cert->has_inhibit_any && cert->inhibit_any == 2);
	CU_ASSERT(cert->must_staple && cert->must_staple_v2);
	CU_ASSERT(cp_bytes_equal(cert->sct_list, der_text("010203")));
	CU_ASSERT(cert->ext[CP_EXT_OCSP_NO_CHECK].present);
	CU_ASSERT(!cert->ext[CP_EXT_PRECERTIFICATE_POISON].present);
	cp_cert_unref(cert);
}

static void
purposes_are_told(void)
{
	static const struct {
		const char *oid;
		unsigned purpose;
	} rows[] = {
		{"2b06010505070301", CP_EKU_SERVER_AUTH},
		{"2b06010505070302", CP_EKU_CLIENT_AUTH},
		{"2b06010505070303", CP_EKU_CODE_SIGNING},
		{"2b06010505070304", CP_EKU_EMAIL_PROTECTION},
		{"2b06010505070308", CP_EKU_TIME_STAMPING},
		{"2b06010505070309", CP_EKU_OCSP_SIGNING},
		{"551d2500", CP_EKU_ANY},
		{"6086480186f8420401", CP_EKU_NETSCAPE_SGC},
		{"2b06010401d679020404", CP_EKU_PRECERTIFICATE_SIGNING},
		{"2b060105050703", CP_EKU_OTHER},
		{"551d25", CP_EKU_OTHER},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_buf text = CP_BUF_EMPTY;
		cp_cert *cert;
		char *joined;

		cp_buf_printf(&text, EXTS(EXT("551d25", "30{06{%s}}")), rows[i].oid);
		joined = cp_buf_finish(&text);
		cert = read_certificate(EXTENSIONS, joined);
		UNIT_ROW(rows[i].oid, cert->eku == rows[i].purpose && cert->n_eku == 1);
		cp_cert_unref(cert);
		cp_free(joined);
	}
}

static void
sequences_are_walked(void)
{
	cp_cert *cert = read_certificate(EXTENSIONS, EXTS(ALL_EXTENSIONS));
	cp_bytes rest = cert->extensions, oid, other;
	cp_distribution_point point;
	cp_extension extension;
	cp_general_name name;
	cp_subtree subtree;
	size_t n = 0, other_n = 0;
	cp_oid method;
	cp_ext_id id;

	for (; cp_cert_next_extension(cert, &rest, &extension, &id); n++) {
		if (id == CP_EXT_OTHER)
			other_n++;
		else
			CU_ASSERT(cp_bytes_equal(extension.value, cert->ext[id].value) &&
				  extension.critical == cert->ext[id].critical &&
				  extension.readable);
	}
	CU_ASSERT(n == 18 && other_n == 1);

	rest = cp_cert_eku_content(cert);
	for (n = 0; cp_cert_next_oid(&rest, &oid);)
		n++;
	CU_ASSERT(n == 3);

	rest = cert->policies;
	CU_ASSERT(cp_policies_next(&rest, &oid, &other) && other.len == 0);
	CU_ASSERT(cp_oid_find(oid) == CP_OID_POLICY_DV && !cp_policy_is_any(oid));
	CU_ASSERT(cp_policies_next(&rest, &oid, &other) && other.len > 0 && cp_policy_is_any(oid));
	CU_ASSERT(!cp_policies_next(&rest, &oid, &other));

	rest = cert->policy_mappings;
	CU_ASSERT(cp_policy_mappings_next(&rest, &oid, &other));
	CU_ASSERT(cp_bytes_equal(oid, der_text("2a03")) && cp_bytes_equal(other, der_text("2a04")));
	CU_ASSERT(!cp_policy_mappings_next(&rest, &oid, &other));

	rest = cert->aia;
	CU_ASSERT(cp_access_next(&rest, &method, &name) && method == CP_OID_ACCESS_OCSP);
	CU_ASSERT(name.type == CP_GN_URI && cp_bytes_equal(name.value, der_text("'o:'")));
	CU_ASSERT(cp_access_next(&rest, &method, &name) && method == CP_OID_ACCESS_CA_ISSUERS);
	CU_ASSERT(!cp_access_next(&rest, &method, &name));

	rest = cert->crl_distribution_points;
	CU_ASSERT(cp_distribution_point_next(&rest, &point));
	CU_ASSERT(point.has_reasons && point.reasons == (1u << 1 | 1u << 2));
	CU_ASSERT(point.relative_name.len == 0);
	CU_ASSERT(cp_general_name_next(&point.full_name, &name) && name.type == CP_GN_URI);
	CU_ASSERT(cp_general_name_next(&point.crl_issuer, &name) && name.type == CP_GN_DNS);
	CU_ASSERT(!cp_distribution_point_next(&rest, &point));

	rest = cert->permitted;
	CU_ASSERT(cp_subtree_next(&rest, &subtree) && subtree.base.type == CP_GN_DNS);
	CU_ASSERT(!subtree.has_minimum && !subtree.has_maximum);
	CU_ASSERT(!cp_subtree_next(&rest, &subtree));
	rest = cert->excluded;
	CU_ASSERT(cp_subtree_next(&rest, &subtree) && subtree.base.type == CP_GN_IP);
	CU_ASSERT(subtree.has_minimum && subtree.minimum == 1 && subtree.has_maximum);
	cp_cert_unref(cert);
}

static void
general_names_are_shown(void)
{
	static const struct {
		const char *der, *text;
	} rows[] = {
		{"82{'example.org'}", "DNS:example.org"},
		{"82{'a' 00 'b' 0a}", "DNS:a\\x00b\\x0a"},
		{"81{'a@b'}", "email:a@b"},
		{"86{'https://a/'}", "URI:https://a/"},
		{"87{c0000201}", "IP:192.0.2.1"},
		{"87{20010db8000000000000000000000001}", "IP:2001:db8::1"},
		{"87{20010db8000100010001000100010000}", "IP:2001:db8:1:1:1:1:1:0"},
		{"87{00000000000000000000000000000000}", "IP:::"},
		{"87{00010000000000000001000000000000}", "IP:1::1:0:0:0"},
		{"87{c0000200ffffff00}", "IP:192.0.2.0/24"},
		{"87{0a000000ff00ff00}", "IP:10.0.0.0/255.0.255.0"},
		{"87{0000000000000000}", "IP:0.0.0.0/0"},
		{"87{20010db8000000000000000000000000 ffffffff000000000000000000000000}",
			"IP:2001:db8::/32"},
		{"87{010203}", "IP:#010203"},
		{"a4{" CN("0c{'x'}") "}", "dirName:CN=x"},
		{"88{2a03}", "RID:1.2.3"},
		{"a0{06{2b060104018237140203}a0{0c{'u@d' e280ae}}}",
			"otherName:1.3.6.1.4.1.311.20.2.3=u@d\\u{202e}"},
		{"a0{06{2b06010505070807}a0{16{'_a.b' 0a}}}", "SRV:_a.b\\x0a"},
		{"a0{06{2b06010505070807}a0{0c{'_a.b'}}}", "otherName:1.3.6.1.5.5.7.8.7=_a.b"},
		{"a0{06{2a03}a0{02{05}}}", "otherName:1.2.3=#020105"},
		{"a3{30{}}", "x400Address:#3000"},
		{"a0{06{2a03}a0{02{05}02{06}}}", "otherName:1.2.3=#020105"},
		{"a5{a1{0c{'p'}}}", "ediPartyName:#a1030c0170"},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_bytes rest = der_text(rows[i].der);
		cp_buf buf = CP_BUF_EMPTY;
		cp_general_name name;

		UNIT_ROW(rows[i].text, cp_general_name_next(&rest, &name));
		cp_general_name_append_text(&buf, &name);
		UNIT_ROW(rows[i].text, says(&buf, rows[i].text));
		UNIT_ROW(rows[i].text, !cp_general_name_next(&rest, &name));
	}
}

static void
broken_lists_end_the_walk(void)
{
	static const char *const rows[] = {"82", "8205'a'", "89{'a'}", "a4{}", "a0{06{2a03}}",
		"02{05}", "82{'a'}82", "30{82}", "30{}", "30{02{01}}", "a0{02{05}a0{0500}}",
		"a0{06{2a03}a0{05}}", "a0{06}"};
	static const char *const mappings[] = {
		"30{06{2a03}}", "30{06{2a03}02}", "30{06{2a03}02{01}}", "30{06{2a03}06}"};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_bytes rest = der_text(rows[i]), a, b;
		cp_distribution_point point;
		cp_general_name name;
		cp_subtree subtree;
		cp_oid method;

		while (cp_general_name_next(&rest, &name))
			continue;
		UNIT_ROW(rows[i], rest.len == 0);
		rest = der_text(rows[i]);
		UNIT_ROW(rows[i], !cp_subtree_next(&rest, &subtree) && rest.len == 0);
		rest = der_text(rows[i]);
		UNIT_ROW(rows[i], !cp_access_next(&rest, &method, &name) && rest.len == 0);
		rest = der_text(rows[i]);
		UNIT_ROW(rows[i], !cp_policies_next(&rest, &a, &b) && rest.len == 0);
		rest = der_text(rows[i]);
		UNIT_ROW(rows[i], !cp_policy_mappings_next(&rest, &a, &b) && rest.len == 0);
		rest = der_text(rows[i]);
		while (cp_distribution_point_next(&rest, &point))
			continue;
		UNIT_ROW(rows[i], rest.len == 0);
	}
	for (i = 0; i < CP_COUNT(mappings); i++) {
		cp_bytes rest = der_text(mappings[i]), a, b;

		UNIT_ROW(mappings[i], !cp_policy_mappings_next(&rest, &a, &b) && rest.len == 0);
	}
}

#define RDN(oid, value) "31{30{06{" oid "}" value "}}"

static void
names_are_compared(void)
{
	static const struct {
		const char *name, *a, *b;
		bool equal, within; /* within: a in b */
	} rows[] = {
		{"same", CN("0c{'a'}"), CN("0c{'a'}"), true, true},
		{"case", CN("0c{'EXAMPLE ca'}"), CN("13{'Example CA'}"), true, true},
		{"spaces", CN("0c{'  a   b '}"), CN("13{'A B'}"), true, true},
		{"only spaces and nothing", CN("0c{'  '}"), CN("0c{}"), true, true},
		{"spaces are not nothing", CN("0c{'ab'}"), CN("0c{'a b'}"), false, false},
		{"BMP and UTF-8", CN("1e{00e4 0062}"), CN("0c{c3a4 'B'}"), true, true},
		{"Latin-1 and UTF-8", CN("14{e4}"), CN("0c{c3a4}"), true, true},
		{"universal", CN("1c{00000061}"), CN("13{'A'}"), true, true},
		{"Latin case", CN("0c{c3a4 c598 c5b8}"), CN("0c{c384 c599 c3bf}"), true, true},
		{"Greek case", CN("0c{cea3 ce86}"), CN("0c{cf82 ceac}"), true, true},
		{"Cyrillic case", CN("0c{d096 d089}"), CN("0c{d0b6 d199}"), true, true},
		{"Vietnamese case", CN("0c{e1bb86 c6a0}"), CN("0c{e1bb87 c6a1}"), true, true},
		{"Deseret case", CN("0c{f0909080}"), CN("0c{f09090a8}"), true, true},
		{"a dotless i is no i", CN("0c{c4b1}"), CN("0c{'i'}"), false, false},
		{"a ligature", CN("0c{efac81}"), CN("0c{'FI'}"), true, true},
		{"a variant", CN("0c{'a' efb88f 'b'}"), CN("0c{'ab'}"), true, true},
		{"sharp s", CN("0c{'a ' c39f 'e'}"), CN("0c{'A  SSE'}"), true, true},
		{"a large sharp s", CN("1e{1e9e}"), CN("0c{c39f}"), true, true},
		{"one s less", CN("0c{c39f}"), CN("0c{'s'}"), false, false},
		{"other letters", CN("0c{c3a4}"), CN("0c{'a'}"), false, false},
		{"neither letters nor far away", CN("0c{c397}"), CN("0c{c3b7}"), false, false},
		{"full width", CN("0c{efbca1 efbc91}"), CN("13{'a1'}"), true, true},
		{"other spaces", CN("0c{c2a0 'a' e38080 e28080 'b'}"), CN("13{'a b'}"), true, true},
		{"zero width", CN("0c{efbbbf 'a' e2808b 'b' c2ad}"), CN("13{'ab'}"), true, true},
		{"controls", CN("0c{'a' 00 'b' 7f}"), CN("13{'ab'}"), true, true},
		{"nothing between spaces", CN("0c{'a ' e2808b ' b'}"), CN("13{'a b'}"), true, true},
		{"broken is not what it looks like", CN("0c{e4}"), CN("14{e4}"), false, false},
		{"NUL", CN("0c{610062}"), CN("0c{'a'}"), false, false},
		{"prefix", CN("0c{'ab'}"), CN("0c{'a'}"), false, false},
		{"type", "30{" RDN("550403", "0c{'a'}") "}", "30{" RDN("55040a", "0c{'a'}") "}",
			false, false},
		{"no string", CN("02{05}"), CN("02{05}"), true, true},
		{"no strings of different tags", CN("02{05}"), CN("0a{05}"), false, false},
		{"empty", "30{}", "30{}", true, true},
		{"within", "30{" RDN("550406", "13{'DE'}") RDN("55040a", "0c{'O'}") "}",
			"30{" RDN("550406", "13{'de'}") "}", false, true},
		{"not within", "30{" RDN("55040a", "0c{'O'}") RDN("550406", "13{'DE'}") "}",
			"30{" RDN("550406", "13{'DE'}") "}", false, false},
		{"within nothing", CN("0c{'a'}"), "30{}", false, true},
		{"nothing within", "30{}", CN("0c{'a'}"), false, false},
		{"any order", "30{31{30{06{550403}0c{'b'}}30{06{55040a}0c{'A'}}}}",
			"30{31{30{06{55040a}13{'a'}}30{06{550403}0c{'B'}}}}", true, true},
		{"one twice", "30{31{30{06{550403}0c{'a'}}30{06{550403}0c{'a'}}}}",
			"30{31{30{06{550403}0c{'a'}}30{06{550403}0c{'b'}}}}", false, false},
		{"fewer", "30{31{30{06{550403}0c{'a'}}30{06{550403}0c{'b'}}}}",
			"30{31{30{06{550403}0c{'a'}}}}", false, false},
		{"other RDNs", "30{31{30{06{550403}0c{'a'}}30{06{55040a}0c{'b'}}}}",
			"30{" RDN("550403", "0c{'a'}") RDN("55040a", "0c{'b'}") "}", false, false},
		{"broken", "30{31{30{06{550403}0c}}}", "30{31{30{06{550403}16}}}", false, false},
		{"broken behind", "30{" RDN("550403", "0c{'a'}") "02{00}}",
			"30{" RDN("550403", "0c{'a'}") "}", false, true},
		{"no names", "", "02{05}", false, false},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_bytes a = der_text(rows[i].a), b = der_text(rows[i].b);

		UNIT_ROW(rows[i].name, cp_name_equal(a, b) == rows[i].equal);
		UNIT_ROW(rows[i].name, cp_name_equal(b, a) == rows[i].equal);
		UNIT_ROW(rows[i].name, cp_name_is_within(a, b) == rows[i].within);
		UNIT_ROW(rows[i].name, !rows[i].equal || cp_name_hash(a) == cp_name_hash(b));
	}
}

/* An RDN of `n` attributes, more than any order is tried for, and `last` behind them. */
static cp_bytes
large_set(const char *attribute, int n, const char *last)
{
	cp_buf text = CP_BUF_EMPTY;
	cp_bytes name;
	char *joined;
	int i;

	cp_buf_append_string(&text, "30{31{");
	for (i = 0; i < n; i++)
		cp_buf_printf(&text, "30{06{550403}%s%02d'}}", attribute, i);
	cp_buf_append_string(&text, last);
	cp_buf_append_string(&text, "}}");
	joined = cp_buf_finish(&text);
	name = der_text(joined);
	cp_free(joined);
	return name;
}

static void
large_sets_are_compared_as_they_stand(void)
{
	static const struct {
		const char *name, *last, *other_last;
		int n, other_n;
		bool equal;
	} rows[] = {
		{"same", "", "", 40, 40, true},
		{"one more", "", "", 40, 41, false},
		{"last differs", "30{06{550403}0c{'a'}}", "30{06{550403}0c{'b'}}", 40, 40, false},
		{"last of one", "30{06{550403}0c{'a'}}", "", 40, 40, false},
		{"one is broken", "30{06{550403}0c}", "", 40, 40, false},
		{"both are broken", "30{06{550403}0c}", "30{06{550403}0c}", 40, 40, false},
		{"no attribute", "02{00}", "", 40, 40, false},
		{"small and large", "", "", 2, 40, false},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_bytes a = large_set("0c{'A", rows[i].n, rows[i].last);
		cp_bytes b = large_set("13{'a", rows[i].other_n, rows[i].other_last);

		UNIT_ROW(rows[i].name, cp_name_equal(a, b) == rows[i].equal);
		UNIT_ROW(rows[i].name, cp_name_equal(b, a) == rows[i].equal);
		UNIT_ROW(rows[i].name, !rows[i].equal || cp_name_hash(a) == cp_name_hash(b));
	}
}

/* Whether a letter counts for the same as what Unicode folds it to. */
static bool
folds_as_its_folding(uint32_t c)
{
	uint32_t ours[CP_NAME_CHAR_FOLDED_MAX], again[2 * CP_NAME_CHAR_FOLDED_MAX];
	uint32_t folded[CP_NAME_CHAR_FOLDED_MAX];
	size_t n = cp_name_char_fold(c, ours), n_folded = CP_NAME_CHAR_FOLDED_MAX, n_again = 0, i;

	CP_INVARIANT(u32_casefold(&c, 1, NULL, NULL, folded, &n_folded) == folded);
	for (i = 0; i < n_folded && n_again <= CP_NAME_CHAR_FOLDED_MAX; i++)
		n_again += cp_name_char_fold(folded[i], again + n_again);
	return n == n_again && memcmp(ours, again, n * sizeof(*ours)) == 0;
}

/* The shorter way that most letters take leads to where Unicode's folding does. */
static void
letters_fold_as_unicode_has_them(void)
{
	size_t n_differ = 0, lengths[CP_NAME_CHAR_FOLDED_MAX + 1] = {0};
	uint32_t c, ours[CP_NAME_CHAR_FOLDED_MAX];

	for (c = 0x80; c < CP_NAME_CHAR_BAD + 0x100; c++) {
		lengths[cp_name_char_fold(c, ours)]++;
		n_differ += c < CP_NAME_CHAR_BAD &&
			    uc_is_general_category_withtable(c, UC_CATEGORY_MASK_L) &&
			    !folds_as_its_folding(c);
	}
	CU_ASSERT_EQUAL(n_differ, 0);
	CU_ASSERT(lengths[0] > 0 && lengths[1] > 0 && lengths[2] > 0 && lengths[3] > 0);
	CU_ASSERT(cp_name_char_fold_wide(0xff21, ours) == 1 && ours[0] == 'a');
	CU_ASSERT(cp_name_char_fold_wide(0x2003, ours) == 1 && ours[0] == ' ');
	CU_ASSERT(cp_name_char_fold_wide(0x200b, ours) == 0);
}

static void
names_are_shown(void)
{
	static const struct {
		const char *der, *text;
		bool has_controls;
	} rows[] = {
		{"30{}", "", false},
		{"30{" RDN("550406", "13{'DE'}") RDN("55040a", "0c{'a, b'}")
				RDN("550403", "0c{'c'}") "}",
			"CN=c,O=a\\, b,C=DE", false},
		{"30{31{30{06{550403}0c{'b'}}30{06{55040a}0c{'a'}}}}", "CN=b+O=a", false},
		{CN("0c{' a '}"), "CN=\\ a\\ ", false},
		{CN("0c{'#a'}"), "CN=\\#a", false},
		{CN("0c{'a+\"\\<>;='}"), "CN=a\\+\\\"\\\\\\<\\>\\;=", false},
		{CN("0c{'a' 00 'b'}"), "CN=a\\00b", true},
		{CN("0c{'a' 0a}"), "CN=a\\0A", true},
		{CN("0c{'a' e280ae}"), "CN=a\\E2\\80\\AE", true},
		{CN("0c{'a' e2808d}"), "CN=a\\E2\\80\\8D", false},
		{CN("0c{c3bc}"), "CN=\xc3\xbc", false},
		{CN("0c{ff}"), "CN=\\FF", false},
		{CN("14{fc}"), "CN=\xc3\xbc", false},
		{CN("1e{00fc 20ac}"), "CN=\xc3\xbc\xe2\x82\xac", false},
		{CN("1c{0001f600}"), "CN=\xf0\x9f\x98\x80", false},
		{CN("1e{d800}"), "CN=\\D8\\00", false},
		{CN("1e{00}"), "CN=\\00", false},
		{CN("1c{00110000}"), "CN=\\00\\11\\00\\00", false},
		{CN("13{fc}"), "CN=\\FC", false},
		{CN("0c{'a' 7f}"), "CN=a\\7F", true},
		{CN("0c{c280}"), "CN=\\C2\\80", true},
		{CN("0c{d89c}"), "CN=\\D8\\9C", true},
		{CN("0c{e2808e}"), "CN=\\E2\\80\\8E", true},
		{CN("0c{e2808f}"), "CN=\\E2\\80\\8F", true},
		{CN("0c{e280a8}"), "CN=\\E2\\80\\A8", true},
		{CN("0c{e281a6}"), "CN=\\E2\\81\\A6", true},
		{CN("0c{e281aa}"), "CN=\\E2\\81\\AA", false},
		{CN("02{05}"), "CN=#020105", false},
		{"30{" RDN("2a03", "0c{'x'}") "}", "1.2.3=#0c0178", false},
		{"30{" RDN("2a864886f70d010901", "16{'a@b'}") "}", "emailAddress=a@b", false},
		{"30{" RDN("0992268993f22c640119", "16{'org'}")
				RDN("0992268993f22c640119", "16{'example'}") "}",
			"DC=example,DC=org", false},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_bytes name = der_text(rows[i].der);
		cp_buf buf = CP_BUF_EMPTY;

		cp_name_append_text(&buf, name);
		UNIT_ROW(rows[i].text, says(&buf, rows[i].text));
		UNIT_ROW(rows[i].text, cp_name_has_controls(name) == rows[i].has_controls);
	}
}

static void
attributes_are_found(void)
{
	cp_bytes name = der_text("30{" RDN("550403", "0c{'first'}") RDN("55040a", "0c{'o'}")
			RDN("550403", "0c{'la' 0a 'st'}") "}");
	cp_buf buf = CP_BUF_EMPTY;
	cp_attribute attribute;

	CU_ASSERT(cp_name_find(name, CP_OID_COMMON_NAME, &attribute) && attribute.rdn == 2);
	cp_attribute_append_text(&buf, &attribute);
	CU_ASSERT(says(&buf, "la\\x0ast"));
	CU_ASSERT(!cp_name_find(name, CP_OID_COUNTRY, &attribute));
}

#define RSA "30{06{2a864886f70d010101}0500}"
#define RSA_KEY(modulus, exponent) "30{" RSA "03{00 30{02{" modulus "}02{" exponent "}}}}"

static void
keys_are_told_with_their_flaws(void)
{
	static const struct {
		const char *name, *spki;
		cp_key_type type;
		cp_curve curve;
		unsigned bits, flaws;
	} rows[] = {
		{"P-256", EC_KEY, CP_KEY_EC, CP_CURVE_P256, 256, 0},
		{"compressed",
			"30{" P256 "03{00 02 "
			"0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20}}",
			CP_KEY_EC, CP_CURVE_P256, 256, CP_KEY_FLAW_POINT_COMPRESSED},
		{"hybrid", "30{" P256 "03{00 06 0102}}", CP_KEY_EC, CP_CURVE_P256, 256,
			CP_KEY_FLAW_POINT_HYBRID | CP_KEY_FLAW_POINT_LENGTH},
		{"short", "30{" P256 "03{00 0401}}", CP_KEY_EC, CP_CURVE_P256, 256,
			CP_KEY_FLAW_POINT_LENGTH},
		{"infinity", "30{" P256 "03{00 00}}", CP_KEY_EC, CP_CURVE_P256, 256,
			CP_KEY_FLAW_POINT_LENGTH},
		{"unknown curve", "30{30{06{2a8648ce3d0201}06{2a03}}03{00" POINT "}}", CP_KEY_EC,
			CP_CURVE_UNKNOWN, 0, 0},
		{"explicit curve", "30{30{06{2a8648ce3d0201}30{02{01}}}03{00" POINT "}}", CP_KEY_EC,
			CP_CURVE_UNKNOWN, 0, CP_KEY_FLAW_EXPLICIT_CURVE},
		{"implicit curve", "30{30{06{2a8648ce3d0201}0500}03{00" POINT "}}", CP_KEY_EC,
			CP_CURVE_UNKNOWN, 0, CP_KEY_FLAW_PARAMETERS},
		{"no curve", "30{30{06{2a8648ce3d0201}}03{00" POINT "}}", CP_KEY_EC,
			CP_CURVE_UNKNOWN, 0, CP_KEY_FLAW_PARAMETERS},
		{"RSA", RSA_KEY("00c1", "010001"), CP_KEY_RSA, CP_CURVE_NONE, 8, 0},
		{"RSA without NULL", "30{30{06{2a864886f70d010101}}03{00 30{02{05}02{03}}}}",
			CP_KEY_RSA, CP_CURVE_NONE, 3, CP_KEY_FLAW_PARAMETERS},
		{"RSA even", RSA_KEY("04", "02"), CP_KEY_RSA, CP_CURVE_NONE, 3,
			CP_KEY_FLAW_MODULUS_EVEN | CP_KEY_FLAW_EXPONENT_EVEN |
				CP_KEY_FLAW_EXPONENT_SMALL},
		{"RSA exponent 1", RSA_KEY("05", "01"), CP_KEY_RSA, CP_CURVE_NONE, 3,
			CP_KEY_FLAW_EXPONENT_SMALL},
		{"RSA negative", RSA_KEY("85", "03"), CP_KEY_RSA, CP_CURVE_NONE, 0,
			CP_KEY_FLAW_NEGATIVE},
		{"RSA zero", RSA_KEY("05", "00"), CP_KEY_RSA, CP_CURVE_NONE, 3,
			CP_KEY_FLAW_NEGATIVE},
		{"RSA no sequence", "30{" RSA "03{00 02{05}}}", CP_KEY_RSA, CP_CURVE_NONE, 0,
			CP_KEY_FLAW_UNREADABLE},
		{"RSA trailing", "30{" RSA "03{00 30{02{05}02{03}}00}}", CP_KEY_RSA, CP_CURVE_NONE,
			3, CP_KEY_FLAW_UNREADABLE},
		{"Ed25519",
			"30{30{06{2b6570}}03{00 "
			"0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20}}",
			CP_KEY_ED25519, CP_CURVE_NONE, 256, 0},
		{"Ed25519 with NULL, short", "30{30{06{2b6570}0500}03{00 01}}", CP_KEY_ED25519,
			CP_CURVE_NONE, 256, CP_KEY_FLAW_PARAMETERS | CP_KEY_FLAW_POINT_LENGTH},
		{"Ed448 short", "30{30{06{2b6571}}03{00 01}}", CP_KEY_ED448, CP_CURVE_NONE, 456,
			CP_KEY_FLAW_POINT_LENGTH},
		{"X25519 short", "30{30{06{2b656e}}03{00 01}}", CP_KEY_X25519, CP_CURVE_NONE, 256,
			CP_KEY_FLAW_POINT_LENGTH},
		{"X448 short", "30{30{06{2b656f}}03{00 01}}", CP_KEY_X448, CP_CURVE_NONE, 448,
			CP_KEY_FLAW_POINT_LENGTH},
		{"DSA", "30{30{06{2a8648ce380401}30{02{0b}02{05}02{03}}}03{00 02{04}}}", CP_KEY_DSA,
			CP_CURVE_NONE, 4, 0},
		{"DSA inherits", "30{30{06{2a8648ce380401}}03{00 02{04}}}", CP_KEY_DSA,
			CP_CURVE_NONE, 0, CP_KEY_FLAW_INHERITED},
		{"DSA without q", "30{30{06{2a8648ce380401}30{02{0b}}}03{00 02{04}}}", CP_KEY_DSA,
			CP_CURVE_NONE, 0, CP_KEY_FLAW_PARAMETERS},
		{"DSA without g", "30{30{06{2a8648ce380401}30{02{0b}02{05}}}03{00 02{04}}}",
			CP_KEY_DSA, CP_CURVE_NONE, 0, CP_KEY_FLAW_PARAMETERS},
		{"DSA with one number too many",
			"30{30{06{2a8648ce380401}30{02{0b}02{05}02{03}02{03}}}03{00 02{04}}}",
			CP_KEY_DSA, CP_CURVE_NONE, 0, CP_KEY_FLAW_PARAMETERS},
		{"DSA without p", "30{30{06{2a8648ce380401}30{}}03{00 02{04}}}", CP_KEY_DSA,
			CP_CURVE_NONE, 0, CP_KEY_FLAW_PARAMETERS},
		{"DSA of NULL", "30{30{06{2a8648ce380401}0500}03{00 02{04}}}", CP_KEY_DSA,
			CP_CURVE_NONE, 0, CP_KEY_FLAW_PARAMETERS},
		{"DSA, p negative", "30{30{06{2a8648ce380401}30{02{8b}02{05}02{03}}}03{00 02{04}}}",
			CP_KEY_DSA, CP_CURVE_NONE, 0, CP_KEY_FLAW_PARAMETERS},
		{"DSA, y zero", "30{30{06{2a8648ce380401}30{02{0b}02{05}02{03}}}03{00 02{00}}}",
			CP_KEY_DSA, CP_CURVE_NONE, 4, CP_KEY_FLAW_UNREADABLE},
		{"ML-DSA-44, short", "30{30{06{608648016503040311}}03{00 01}}", CP_KEY_ML_DSA,
			CP_CURVE_NONE, 0, CP_KEY_FLAW_UNREADABLE},
		{"SLH-DSA",
			"30{30{06{608648016503040314}}03{00 "
			"0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20}}",
			CP_KEY_SLH_DSA, CP_CURVE_NONE, 0, 0},
		{"SLH-DSA of 192 bits, short",
			"30{30{06{60864801650304031d}0500}03{00 "
			"0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20}}",
			CP_KEY_SLH_DSA, CP_CURVE_NONE, 0,
			CP_KEY_FLAW_PARAMETERS | CP_KEY_FLAW_UNREADABLE},
		{"unknown", "30{30{06{2a03}0500}03{00 01}}", CP_KEY_UNKNOWN, CP_CURVE_NONE, 0, 0},
		{"PSS", "30{30{06{2a864886f70d01010a}}03{00 30{02{05}02{03}}}}", CP_KEY_RSA_PSS,
			CP_CURVE_NONE, 3, 0},
		{"PSS of NULL", "30{30{06{2a864886f70d01010a}0500}03{00 30{02{05}02{03}}}}",
			CP_KEY_RSA_PSS, CP_CURVE_NONE, 3, CP_KEY_FLAW_PARAMETERS},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_cert *cert = read_certificate(SPKI, rows[i].spki);

		UNIT_ROW(rows[i].name, cert->key.type == rows[i].type);
		UNIT_ROW(rows[i].name, cert->key.curve == rows[i].curve);
		UNIT_ROW(rows[i].name, cert->key.bits == rows[i].bits);
		UNIT_ROW(rows[i].name, cert->key.flaws == rows[i].flaws);
		UNIT_ROW(rows[i].name, cert->key.spki.len > 0);
		cp_cert_unref(cert);
	}
}

#define SHA256 "30{06{608648016503040201}0500}"
#define MGF(hash) "30{06{2a864886f70d010108}" hash "}"
#define PSS(parameters) "30{06{2a864886f70d01010a}" parameters "}"

static void
signature_algorithms_are_told(void)
{
	static const struct {
		const char *name, *algorithm;
		cp_signature_scheme scheme;
		cp_hash hash, mgf_hash;
		unsigned salt_len;
		bool wrong, absent;
		size_t n_problems; /* beside the two that differ */
	} rows[] = {
		{"ECDSA", ECDSA, CP_SIGNATURE_ECDSA, CP_HASH_SHA256, 0, 0, false, false, 0},
		{"ECDSA with NULL", "30{06{2a8648ce3d040302}0500}", CP_SIGNATURE_ECDSA,
			CP_HASH_SHA256, 0, 0, true, false, 0},
		{"RSA", "30{06{2a864886f70d01010b}0500}", CP_SIGNATURE_RSA_PKCS1, CP_HASH_SHA256, 0,
			0, false, false, 0},
		{"RSA without NULL", "30{06{2a864886f70d01010b}}", CP_SIGNATURE_RSA_PKCS1,
			CP_HASH_SHA256, 0, 0, false, true, 0},
		{"RSA with a sequence", "30{06{2a864886f70d01010b}30{}}", CP_SIGNATURE_RSA_PKCS1,
			CP_HASH_SHA256, 0, 0, true, false, 0},
		{"Ed25519", "30{06{2b6570}}", CP_SIGNATURE_ED25519, CP_HASH_SHA512, 0, 0, false,
			false, 0},
		{"Ed448 with NULL", "30{06{2b6571}0500}", CP_SIGNATURE_ED448, CP_HASH_SHAKE256, 0,
			0, true, false, 0},
		{"ML-DSA", "30{06{608648016503040312}}", CP_SIGNATURE_ML_DSA, CP_HASH_UNKNOWN, 0, 0,
			false, false, 0},
		{"SLH-DSA with NULL", "30{06{60864801650304031f}0500}", CP_SIGNATURE_SLH_DSA,
			CP_HASH_UNKNOWN, 0, 0, true, false, 0},
		{"unknown", "30{06{2a03}0500}", CP_SIGNATURE_UNKNOWN, CP_HASH_UNKNOWN, 0, 0, false,
			false, 0},
		{"PSS", PSS("30{a0{" SHA256 "}a1{" MGF(SHA256) "}a2{02{20}}}"),
			CP_SIGNATURE_RSA_PSS, CP_HASH_SHA256, CP_HASH_SHA256, 32, false, false, 0},
		{"PSS, hashes without NULL",
			PSS("30{a0{30{06{608648016503040201}}}a1{" MGF(
				"30{06{608648016503040201}}") "}a2{02{20}}}"),
			CP_SIGNATURE_RSA_PSS, CP_HASH_SHA256, CP_HASH_SHA256, 32, false, false, 0},
		{"PSS of defaults", PSS("30{}"), CP_SIGNATURE_RSA_PSS, CP_HASH_SHA1, CP_HASH_SHA1,
			20, false, false, 0},
		{"PSS, defaults spelled out", PSS("30{a2{02{14}}a3{02{01}}}"), CP_SIGNATURE_RSA_PSS,
			CP_HASH_SHA1, CP_HASH_SHA1, 20, false, false, 2},
		{"PSS without parameters", PSS(""), CP_SIGNATURE_RSA_PSS, CP_HASH_SHA1, 0, 0, true,
			true, 0},
		{"PSS of NULL", PSS("0500"), CP_SIGNATURE_RSA_PSS, CP_HASH_SHA1, CP_HASH_SHA1, 20,
			true, false, 0},
		{"PSS, trailer 2", PSS("30{a3{02{02}}}"), CP_SIGNATURE_RSA_PSS, CP_HASH_SHA1,
			CP_HASH_SHA1, 20, true, false, 0},
		{"PSS, another mask", PSS("30{a1{30{06{2a03}" SHA256 "}}}"), CP_SIGNATURE_RSA_PSS,
			CP_HASH_SHA1, CP_HASH_SHA1, 20, true, false, 0},
		{"PSS of MD5", PSS("30{a0{30{06{2a864886f70d0205}0500}}}"), CP_SIGNATURE_RSA_PSS,
			CP_HASH_MD5, CP_HASH_SHA1, 20, false, false, 0},
		{"PSS of MD2", PSS("30{a0{30{06{2a864886f70d0202}0500}}}"), CP_SIGNATURE_RSA_PSS,
			CP_HASH_MD2, CP_HASH_SHA1, 20, false, false, 0},
		{"PSS of SHA-224", PSS("30{a0{30{06{608648016503040204}0500}}}"),
			CP_SIGNATURE_RSA_PSS, CP_HASH_SHA224, CP_HASH_SHA1, 20, false, false, 0},
		{"PSS of an unknown hash", PSS("30{a0{30{06{2a03}0500}}}"), CP_SIGNATURE_RSA_PSS,
			CP_HASH_UNKNOWN, CP_HASH_SHA1, 20, false, false, 0},
		{"PSS of SHA-1 spelled out",
			PSS("30{a0{30{06{2b0e03021a}0500}}a1{" MGF("30{06{2b0e03021a}0500}") "}}"),
			CP_SIGNATURE_RSA_PSS, CP_HASH_SHA1, CP_HASH_SHA1, 20, false, false, 2},
		{"PSS, hash with a sequence", PSS("30{a0{30{06{608648016503040201}30{}}}}"),
			CP_SIGNATURE_RSA_PSS, CP_HASH_SHA256, CP_HASH_SHA1, 20, true, false, 0},
		{"PSS, hash an OID", PSS("30{a0{06{608648016503040201}}}"), CP_SIGNATURE_RSA_PSS,
			CP_HASH_SHA1, CP_HASH_SHA1, 20, true, false, 1},
		{"PSS, mask an OID", PSS("30{a1{06{2a864886f70d010108}}}"), CP_SIGNATURE_RSA_PSS,
			CP_HASH_SHA1, CP_HASH_SHA1, 20, true, false, 1},
		{"PSS, mask without a hash", PSS("30{a1{" MGF("") "}}"), CP_SIGNATURE_RSA_PSS,
			CP_HASH_SHA1, CP_HASH_SHA1, 20, true, false, 0},
		{"PSS, mask of NULL", PSS("30{a1{" MGF("0500") "}}"), CP_SIGNATURE_RSA_PSS,
			CP_HASH_SHA1, CP_HASH_SHA1, 20, true, false, 1},
		{"PSS, salt of octets", PSS("30{a2{04{20}}}"), CP_SIGNATURE_RSA_PSS, CP_HASH_SHA1,
			CP_HASH_SHA1, 20, true, false, 1},
		{"PSS, salt negative", PSS("30{a2{02{ff}}}"), CP_SIGNATURE_RSA_PSS, CP_HASH_SHA1,
			CP_HASH_SHA1, 20, true, false, 1},
		{"PSS, salt huge", PSS("30{a2{02{0100000000}}}"), CP_SIGNATURE_RSA_PSS,
			CP_HASH_SHA1, CP_HASH_SHA1, UINT32_MAX, false, false, 0},
		{"PSS, out of order", PSS("30{a2{02{20}}a0{" SHA256 "}}"), CP_SIGNATURE_RSA_PSS,
			CP_HASH_SHA1, CP_HASH_SHA1, 32, true, false, 1},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_cert *cert = read_certificate(ALGORITHM, rows[i].algorithm);
		const cp_signature_algorithm *algorithm = &cert->inner_algorithm;
		bool same = cp_bytes_equal(algorithm->whole, der_text(ECDSA));

		UNIT_ROW(rows[i].name, algorithm->scheme == rows[i].scheme);
		UNIT_ROW(rows[i].name, algorithm->hash == rows[i].hash);
		UNIT_ROW(rows[i].name, algorithm->mgf_hash == rows[i].mgf_hash);
		UNIT_ROW(rows[i].name, algorithm->salt_len == rows[i].salt_len);
		UNIT_ROW(rows[i].name, algorithm->parameters_wrong == rows[i].wrong);
		UNIT_ROW(rows[i].name, algorithm->parameters_absent == rows[i].absent);
		UNIT_ROW(rows[i].name, cert->algorithms_agree == same);
		UNIT_ROW(rows[i].name, cert->n_all_problems == rows[i].n_problems + !same);
		cp_cert_unref(cert);
	}
}

/* The quick look agrees with the reading. */
static void
a_peek_finds_subject_and_key_id(void)
{
	static const char *const rows[] = {EXTS(ALL_EXTENSIONS), "",
		EXTS(CRITICAL("551d0e", "04{dd}")), EXTS(EXT("551d0e", "dd")),
		EXTS(EXT("551d0f", "03{0106}"))};
	/* What only the reader makes something of. */
	static const char *const without[] = {EXTS("30{06{551d0e}01}"),
		EXTS("30{06{551d0e}0101ff}"), EXTS("30{06{551d0e}05{}}"), EXTS("30{06}"),
		EXTS(EXT("551d0e", "")), "a3{}"};
	cp_bytes subject, ski;
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_cert *cert = read_certificate(EXTENSIONS, rows[i]);

		UNIT_ROW(rows[i], cp_cert_peek(cert->der, &subject, &ski));
		UNIT_ROW(rows[i], cp_bytes_equal(subject, cert->subject));
		UNIT_ROW(rows[i], cp_bytes_equal(ski, cert->ski));
		cp_cert_unref(cert);
	}
	for (i = 0; i < CP_COUNT(without); i++) {
		UNIT_ROW(without[i],
			cp_cert_peek(certificate(EXTENSIONS, without[i]), &subject, &ski));
		UNIT_ROW(without[i], ski.len == 0);
	}
	CU_ASSERT(!cp_cert_peek(CP_BYTES_NONE, &subject, &ski));
	CU_ASSERT(!cp_cert_peek(der_text("30{30{02{01}}}"), &subject, &ski));
	CU_ASSERT(!cp_cert_peek(der_text("04{30{}}"), &subject, &ski));
}

static void
too_much_is_not_read(void)
{
	size_t large = 100u << 20, i;
	uint8_t *octets = calloc(large, 1);
	cp_buf buf = CP_BUF_EMPTY;
	char *text;
	cp_cert *cert;

	CU_ASSERT_FATAL(octets != NULL);
	octets[0] = 0x30;
	cert = cp_cert_read(cp_bytes_of(octets, large));
	CU_ASSERT_FATAL(cert != NULL);
	CU_ASSERT(cert->n_problems == 1 && cert->problems[0].kind == CP_PROBLEM_TOO_LARGE);
	CU_ASSERT(cert->der.len == 0 && !cert->skeleton);
	cp_cert_unref(cert);
	free(octets);

	cp_buf_append_string(&buf, "a3{30{");
	for (i = 0; i <= CP_EXTENSIONS_MAX; i++)
		cp_buf_printf(&buf, EXT("2a%02x%02x", "00"), (unsigned)(0x81 + i / 128),
			(unsigned)(i % 128));
	cp_buf_append_string(&buf, "}}");
	text = cp_buf_finish(&buf);
	cert = read_certificate(EXTENSIONS, text);
	CU_ASSERT(cert->n_all_problems == 1 && cert->problems[0].kind == CP_PROBLEM_TOO_LARGE);
	CU_ASSERT(cert->n_extensions == CP_EXTENSIONS_MAX);
	cp_cert_unref(cert);
	cp_free(text);
}

/* However many problems, few are kept, and one that is malformed is among them. */
static void
defaults_never_hide_what_is_malformed(void)
{
	cp_buf buf = CP_BUF_EMPTY;
	cp_cert *cert;
	char *text;
	size_t i, n_malformed = 0;

	cp_buf_append_string(&buf, "a3{30{");
	for (i = 0; i < 40; i++)
		cp_buf_printf(&buf, "30{06{2a03%02x}01{00}04{00}}", (unsigned)i);
	cp_buf_append_string(&buf, EXT("551d25", "30{}") "}}");
	text = cp_buf_finish(&buf);
	cert = read_certificate(EXTENSIONS, text);
	CU_ASSERT(cert->n_all_problems == 41 && cert->n_problems == CP_PROBLEMS_KEPT);
	CU_ASSERT(cert->has_explicit_default);
	for (i = 0; i < cert->n_problems; i++)
		n_malformed += cp_problem_is_malformed(&cert->problems[i]);
	CU_ASSERT(n_malformed == 1);
	cp_cert_unref(cert);
	cp_free(text);
}

/* Every prefix, and every octet changed in three ways, is read without harm. */
static void
any_octets_are_read(void)
{
	cp_bytes der = certificate(EXTENSIONS, EXTS(ALL_EXTENSIONS));
	uint8_t *copy = malloc(der.len);
	size_t i, clean = 0;
	cp_cert *cert;
	int way;

	CU_ASSERT_FATAL(copy != NULL);
	for (i = 0; i < der.len; i++) {
		cert = cp_cert_read(cp_bytes_of(der.data, i));
		clean += cert == NULL || cert->n_all_problems == 0 || cert->skeleton;
		cp_cert_unref(cert);
		for (way = 0; way < 3; way++) {
			static const uint8_t masks[] = {0x01, 0x80, 0xff};
			cp_bytes subject, ski;

			memcpy(copy, der.data, der.len);
			copy[i] ^= masks[way];
			cert = cp_cert_read(cp_bytes_of(copy, der.len));
			CU_ASSERT_FATAL(cert != NULL);
			(void)cp_name_hash(cert->subject);
			(void)cp_cert_is_self_issued(cert);
			if (cp_cert_peek(cert->der, &subject, &ski))
				CU_ASSERT(subject.len <= der.len);
			cp_cert_unref(cert);
		}
	}
	CU_ASSERT(clean == 0);
	free(copy);
}

static void
without_memory_there_is_no_certificate(void)
{
	cp_bytes der = certificate(SERIAL, "02{}");
	cp_cert *cert = NULL;
	long n;

	for (n = 0; n < 10 && cert == NULL; n++) {
		cp_mem_fail_after(n, true);
		cert = cp_cert_read(der);
		cp_mem_fail_after(-1, false);
		CU_ASSERT(cert == NULL || cert->n_problems == 1);
	}
	CU_ASSERT(n == 3); /* the certificate, its problems */
	cp_cert_unref(cert);
}

int
main(void)
{
	static const unit_test tests[] = {
		{"problems are noted with their place", problems_are_noted_with_their_place},
		{"reading goes on", reading_goes_on},
		{"every kind has words and a row", every_kind_has_words_and_a_row},
		{"what the syntax allows is no problem", what_the_syntax_allows_is_no_problem},
		{"plain fields are views", plain_fields_are_views},
		{"extensions become facts", extensions_become_facts},
		{"purposes are told", purposes_are_told},
		{"sequences are walked", sequences_are_walked},
		{"general names are shown", general_names_are_shown},
		{"broken lists end the walk", broken_lists_end_the_walk},
		{"names are compared", names_are_compared},
		{"large sets are compared as they stand", large_sets_are_compared_as_they_stand},
		{"names are shown", names_are_shown},
		{"attributes are found", attributes_are_found},
		{"keys are told with their flaws", keys_are_told_with_their_flaws},
		{"signature algorithms are told", signature_algorithms_are_told},
		{"a peek finds subject and key id", a_peek_finds_subject_and_key_id},
		{"too much is not read", too_much_is_not_read},
		{"defaults never hide what is malformed", defaults_never_hide_what_is_malformed},
		{"any octets are read", any_octets_are_read},
		{"without memory there is no certificate", without_memory_there_is_no_certificate},
		{"letters fold as Unicode has them", letters_fold_as_unicode_has_them},
		{NULL, NULL},
	};
	int status = unit_main("x509", tests);

	der_text_free_all();
	return status;
}
