/* lib/asn1/ber.c and what tells containers by it: elements of BER, shapes, SignedData. */
#include <config.h>
#include "asn1/ber.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "unit/der_text.h"
#include "unit/unit.h"
#include "x509/input.h"
#include "x509/pkcs7.h"
#include "x509/shape.h"

static void
elements_are_whole_or_refused(void)
{
	static const struct {
		const char *name, *octets;
		const char *content, *rest; /* NULL: refused */
	} rows[] = {
		{"primitive", "04{aabb}05", "aabb", "05"},
		{"empty", "30{}", "", ""},
		{"long form of a short length", "048102aabb", "aabb", ""},
		{"leading zeros of a length", "0484000000 01aa", "aa", ""},
		{"nothing", "", NULL, NULL},
		{"tag alone", "30", NULL, NULL},
		{"length alone", "3081", NULL, NULL},
		{"length cut", "308201", NULL, NULL},
		{"content cut", "3003 0500", NULL, NULL},
		{"content of 2^31 octets", "308480000000 00", NULL, NULL},
		{"content of 2^64 octets", "3089010000000000000000 00", NULL, NULL},
		{"length of ff", "30ff 00", NULL, NULL},
		{"high tag", "1f1f 00", NULL, NULL},
		{"high tag cut", "1f81", NULL, NULL},
		{"indefinite", "3080 0500 0000 02", "0500", "02"},
		{"indefinite and empty", "3080 0000", "", ""},
		{"indefinite inside", "3080 3080 0500 0000 0401aa 0000", "3080 0500 0000 0401aa",
			""},
		{"definite inside hides zeros", "3080 0402 0000 0000", "0402 0000", ""},
		{"indefinite in a definite one is looked at later", "3004 3080 0000", "3080 0000",
			""},
		{"indefinite and primitive", "0480 0000", NULL, NULL},
		{"indefinite and primitive inside", "3080 0480 0000 0000", NULL, NULL},
		{"no end of contents", "3080 0500", NULL, NULL},
		{"half an end of contents", "3080 0500 00", NULL, NULL},
		{"one end for two", "3080 3080 0500 0000", NULL, NULL},
		{"end of contents with content", "3080 0001aa 0000", "0001aa", ""},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_bytes octets = der_text(rows[i].octets), rest = octets, content;
		cp_ber element;
		bool taken = cp_ber_next(&rest, &element);

		UNIT_ROW(rows[i].name, taken == (rows[i].content != NULL));
		if (taken && rows[i].content != NULL) {
			UNIT_ROW(rows[i].name, element.tag == octets.data[0]);
			UNIT_ROW(rows[i].name,
				cp_bytes_equal(element.content, der_text(rows[i].content)));
			UNIT_ROW(rows[i].name, cp_bytes_equal(rest, der_text(rows[i].rest)));
			UNIT_ROW(rows[i].name, element.whole.data == octets.data &&
						       element.whole.len == octets.len - rest.len);
		} else {
			UNIT_ROW(rows[i].name, cp_bytes_equal(rest, octets));
		}
		rest = octets;
		UNIT_ROW(rows[i].name,
			!cp_ber_take(&rest, 0x03, &content) && cp_bytes_equal(rest, octets));
	}
}

static void
small_numbers_are_taken(void)
{
	static const struct {
		const char *octets;
		bool taken;
		uint64_t value;
	} rows[] = {
		{"02{00}", true, 0},
		{"02{0003}", true, 3},
		{"02{7fffffffffffffff}", true, INT64_MAX},
		{"02{0000000000000000 01}", false, 0},
		{"02{}", false, 0},
		{"02{ff}", false, 0},
		{"0a{01}", false, 0},
		{"0202 01", false, 0},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_bytes rest = der_text(rows[i].octets);
		uint64_t value = 0;

		UNIT_ROW(rows[i].octets, cp_ber_take_unsigned(&rest, &value) == rows[i].taken);
		UNIT_ROW(rows[i].octets, value == rows[i].value);
	}
}

#define SIGNED_DATA "06{2a864886f70d010702}"
#define DATA "06{2a864886f70d010701}"
#define ALGORITHM "30{06{2a03}}"
#define NAME "30{31{30{06{550403}0c{'a'}}}}"
#define TIME "17{'260101000000Z'}"
#define KEY "30{" ALGORITHM "03{00}}"
#define TBS(version, names) "30{" version "02{05}" ALGORITHM names "}"

static void
shapes_are_told_by_their_first_elements(void)
{
	static const struct {
		const char *name, *octets;
		cp_shape shape;
	} rows[] = {
		{"certificate",
			"30{" TBS("a0{02{02}}", NAME "30{" TIME TIME "}" NAME KEY) ALGORITHM "}",
			CP_SHAPE_CERTIFICATE},
		{"certificate of v1",
			"30{" TBS("", NAME "30{" TIME TIME "}" NAME KEY) ALGORITHM "}",
			CP_SHAPE_CERTIFICATE},
		{"nothing", "", CP_SHAPE_CERTIFICATE},
		{"empty", "30{}", CP_SHAPE_CERTIFICATE},
		{"a set", "31{" SIGNED_DATA "}", CP_SHAPE_CERTIFICATE},
		{"a cut sequence inside", "30{3005}", CP_SHAPE_CERTIFICATE},

		{"list", "30{30{02{01}" ALGORITHM NAME TIME "}}", CP_SHAPE_CRL},
		{"list of v1", "30{30{" ALGORITHM NAME TIME "}}", CP_SHAPE_CRL},
		{"list, GeneralizedTime", "30{30{" ALGORITHM NAME "18{'20500101000000Z'}}}",
			CP_SHAPE_CRL},
		{"list without a time", "30{30{02{01}" ALGORITHM NAME "}}", CP_SHAPE_CERTIFICATE},
		{"list with a cut version", "30{30{0209}}", CP_SHAPE_CERTIFICATE},
		{"list without an issuer", "30{30{02{01}" ALGORITHM TIME "}}",
			CP_SHAPE_CERTIFICATE},

		{"request", "30{30{02{00}" NAME KEY "a0{}}}", CP_SHAPE_OTHER},
		{"request of nobody", "30{30{02{00}30{}" KEY "a0{}}}", CP_SHAPE_OTHER},
		{"request of version 1", "30{30{02{01}" NAME KEY "a0{}}}", CP_SHAPE_CERTIFICATE},
		{"request without a key", "30{30{02{00}" NAME "a0{}}}", CP_SHAPE_CERTIFICATE},
		{"request by no name", "30{30{02{00}30{05{}}" KEY "}}", CP_SHAPE_CERTIFICATE},

		{"public key", KEY, CP_SHAPE_OTHER},
		{"encrypted key", "30{" ALGORITHM "04{00}}", CP_SHAPE_OTHER},
		{"key without an algorithm", "30{30{}03{00}}", CP_SHAPE_CERTIFICATE},
		{"key, something else", "30{" ALGORITHM "05{}}", CP_SHAPE_CERTIFICATE},
		{"private key", "30{02{00}" ALGORITHM "04{00}}", CP_SHAPE_OTHER},

		{"SignedData", "30{" SIGNED_DATA "a0{}}", CP_SHAPE_PKCS7},
		{"other content", "30{" DATA "a0{}}", CP_SHAPE_CERTIFICATE},
		{"PKCS#12", "30{02{03}30{" DATA "}}", CP_SHAPE_PKCS12},
		{"PKCS#12, signed", "30{02{03}30{" SIGNED_DATA "}}", CP_SHAPE_PKCS12},
		{"PKCS#12 of version 4", "30{02{04}30{" DATA "}}", CP_SHAPE_OTHER},
		{"PKCS#12 of nothing", "30{02{03}30{}}", CP_SHAPE_OTHER},
		{"PKCS#12 of another arc", "30{02{03}30{06{2a864886f70d010901}}}", CP_SHAPE_OTHER},
		{"PKCS#12 of the arc itself", "30{02{03}30{06{2a864886f70d0107}}}", CP_SHAPE_OTHER},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++)
		UNIT_ROW(rows[i].name, cp_shape_of(der_text(rows[i].octets)) == rows[i].shape);
}

static void
names_are_found_or_not(void)
{
	static const struct {
		const char *name, *octets;
		bool found;
	} rows[] = {
		{"v3", "30{" TBS("a0{02{02}}", "30{01}30{}30{02}") "}", true},
		{"v1", "30{" TBS("", "30{01}30{}30{02}") "}", true},
		{"nothing", "", false},
		{"empty", "30{}", false},
		{"version cut", "30{30{a005}}", false},
		{"no serial number", "30{30{a0{02{02}}" ALGORITHM "30{01}30{}30{02}}}", false},
		{"no algorithm", "30{30{02{05}}}", false},
		{"no issuer", "30{" TBS("", "") "}", false},
		{"no validity", "30{" TBS("", "30{01}" TIME "30{02}") "}", false},
		{"no subject", "30{" TBS("", "30{01}30{}") "}", false},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_bytes issuer, subject;
		bool found = cp_shape_names(der_text(rows[i].octets), &issuer, &subject);

		UNIT_ROW(rows[i].name, found == rows[i].found);
		UNIT_ROW(rows[i].name,
			!found || (cp_bytes_equal(issuer, der_text("30{01}")) &&
					  cp_bytes_equal(subject, der_text("30{02}"))));
	}
}

#define CONTENT_INFO(signed_data) "30{" SIGNED_DATA "a0{" signed_data "}}"
#define FIELDS(fields) CONTENT_INFO("30{02{01}31{}30{" DATA "}" fields "}")

static void
signed_data_is_opened(void)
{
	static const struct {
		const char *name, *octets;
		const char *certificates, *crls; /* NULL: refused */
	} rows[] = {
		{"neither", FIELDS("31{}"), "", ""},
		{"certificates", FIELDS("a0{30{}}31{}"), "30{}", ""},
		{"lists", FIELDS("a1{30{}}31{}"), "", "30{}"},
		{"both", FIELDS("a0{3003020101}a1{30{}}31{}"), "3003020101", "30{}"},
		{"indefinite",
			"3080" SIGNED_DATA "a080 3080 02{01}31{}3080" DATA
			"0000 a080 30{} 0000 31{}"
			"0000 0000 0000",
			"30{}", ""},
		{"certificates cut", FIELDS("a005"), NULL, NULL},
		{"lists cut", FIELDS("a0{}a105"), NULL, NULL},
		{"lists before certificates", FIELDS("a1{}a0{}31{}"), NULL, NULL},
		{"no signers", FIELDS("a0{}"), NULL, NULL},
		{"no content", CONTENT_INFO("30{02{01}31{}31{}}"), NULL, NULL},
		{"no digests", CONTENT_INFO("30{02{01}30{" DATA "}31{}}"), NULL, NULL},
		{"no version", CONTENT_INFO("30{31{}30{" DATA "}31{}}"), NULL, NULL},
		{"no data", CONTENT_INFO(""), NULL, NULL},
		{"implicit", "30{" SIGNED_DATA "30{02{01}31{}30{" DATA "}31{}}}", NULL, NULL},
		{"no type", "30{a0{}}", NULL, NULL},
		{"a set", "31{}", NULL, NULL},
		{"nothing", "", NULL, NULL},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_bytes certificates, crls;
		bool opened = cp_pkcs7_open(der_text(rows[i].octets), &certificates, &crls);

		UNIT_ROW(rows[i].name, opened == (rows[i].crls != NULL));
		if (!opened || rows[i].crls == NULL)
			continue;
		UNIT_ROW(
			rows[i].name, cp_bytes_equal(certificates, der_text(rows[i].certificates)));
		UNIT_ROW(rows[i].name, cp_bytes_equal(crls, der_text(rows[i].crls)));
	}
}

/* What was handed over: one letter each, and how far. */
typedef struct handed {
	char kinds[128];
	size_t n, stop_at; /* 0: never */
} handed;

static int
note(void *user, cp_object_kind kind, cp_bytes der CP_UNUSED)
{
	handed *all = user;

	CP_INVARIANT(all->n + 1 < sizeof(all->kinds));
	all->kinds[all->n++] = kind == CP_OBJECT_CERTIFICATE ? 'c' : 'l';
	return all->n == all->stop_at ? CERTPOLICY_ERROR_LIMIT : CERTPOLICY_OK;
}

/* SignedData with so many of both, and something between that is neither. */
static cp_bytes
container(unsigned n_certificates, unsigned n_crls)
{
	cp_buf text = CP_BUF_EMPTY;
	cp_bytes der;
	char *joined;
	unsigned i;

	cp_buf_append_string(&text, "30{" SIGNED_DATA "a0{30{02{01}31{}30{" DATA "}a0{a1{}");
	for (i = 0; i < n_certificates; i++)
		cp_buf_printf(&text, "30{" TBS("", "30{30%02x}30{}30{30%02x}") "}", i + 1, i);
	cp_buf_append_string(&text, "}a1{");
	for (i = 0; i < n_crls; i++)
		cp_buf_append_string(&text, "30{}");
	cp_buf_append_string(&text, "}31{}}}}");
	joined = cp_buf_finish(&text);
	CP_INVARIANT(joined != NULL);
	der = der_text(joined);
	cp_free(joined);
	return der;
}

static void
containers_hand_over_all_they_hold(void)
{
	static const struct {
		const char *name;
		unsigned n_certificates, n_crls;
		size_t stop_at;
		int status;
	} rows[] = {
		{"one of each", 1, 1, 0, CERTPOLICY_OK},
		{"as many as a leaf is sought among", 64, 2, 0, CERTPOLICY_OK},
		{"more", 65, 2, 0, CERTPOLICY_OK},
		{"more, stopped", 65, 2, 3, CERTPOLICY_ERROR_LIMIT},
		{"many lists", 0, 65, 0, CERTPOLICY_OK},
		{"stopped at a list", 2, 2, 3, CERTPOLICY_ERROR_LIMIT},
		{"nothing", 0, 0, 0, CERTPOLICY_ERROR_BAD_INPUT},
	};
	size_t i, n;

	for (i = 0; i < CP_COUNT(rows); i++) {
		handed all = {.stop_at = rows[i].stop_at};
		size_t expected = rows[i].n_certificates + rows[i].n_crls;

		UNIT_ROW(rows[i].name,
			cp_input_each(container(rows[i].n_certificates, rows[i].n_crls), NULL, NULL,
				note, &all, NULL) == rows[i].status);
		UNIT_ROW(rows[i].name, all.n == (rows[i].stop_at > 0 ? rows[i].stop_at : expected));
		for (n = 0; n < all.n; n++)
			UNIT_ROW(rows[i].name,
				all.kinds[n] == (n < rows[i].n_certificates ? 'c' : 'l'));
	}
}

#define BAG(type, value) "30{06{2a864886f70d010c0a01" type "}a0{30{" value "}}}"
#define CERTIFICATE_BAG BAG("03", "06{2a864886f70d01091601}a0{04{30{}}}")
#define CRL_BAG BAG("04", "06{2a864886f70d01091701}a0{04{30{}}}")
#define PFX(bags) "30{02{03}30{" DATA "a0{04{30{30{" DATA "a0{04{30{" bags "}}}}}}}}}"

static void
lists_come_out_of_pkcs12(void)
{
	static const struct {
		const char *octets, *kinds;
		size_t stop_at;
	} rows[] = {
		{PFX(CRL_BAG CERTIFICATE_BAG CRL_BAG), "cll", 0},
		{PFX(CRL_BAG CERTIFICATE_BAG CRL_BAG), "c", 1},
		{PFX(CRL_BAG CERTIFICATE_BAG CRL_BAG), "cl", 2},
		{PFX(CRL_BAG), "l", 0},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		handed all = {.stop_at = rows[i].stop_at};

		CU_ASSERT(cp_input_each(der_text(rows[i].octets), NULL, NULL, note, &all, NULL) ==
			  (rows[i].stop_at > 0 ? CERTPOLICY_ERROR_LIMIT : CERTPOLICY_OK));
		UNIT_ROW(rows[i].kinds, strcmp(all.kinds, rows[i].kinds) == 0);
	}
}

int
main(void)
{
	static const unit_test tests[] = {
		{"elements are whole or refused", elements_are_whole_or_refused},
		{"small numbers are taken", small_numbers_are_taken},
		{"shapes are told by their first elements",
			shapes_are_told_by_their_first_elements},
		{"names are found or not", names_are_found_or_not},
		{"SignedData is opened", signed_data_is_opened},
		{"containers hand over all they hold", containers_hand_over_all_they_hold},
		{"lists come out of PKCS#12", lists_come_out_of_pkcs12},
		{NULL, NULL},
	};
	int status = unit_main("containers", tests);

	der_text_free_all();
	return status;
}
