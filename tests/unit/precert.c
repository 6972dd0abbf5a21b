/* lib/x509/precert.c: a certificate with timestamps gives, without them, the TBSCertificate of the
 * same one that was made without. */
#include <config.h>
#include "x509/precert.h"
#include "base/mem.h"
#include "unit/make_cert.h"
#include "unit/unit.h"

#define SCTS "1.3.6.1.4.1.11129.2.4.2"
#define OTHER "1.3.6.1.4.1.32473.1"

/* Content of an extension, as hexadecimal: OCTET STRING { that many octets }. */
static const char *
octets(size_t n)
{
	static char text[2 * 70010];
	size_t len, i;

	CP_INVARIANT(n < 70000);
	if (n < 128)
		snprintf(text, sizeof(text), "04%02zx", n);
	else
		snprintf(text, sizeof(text), "0483%06zx", n);
	if (n >= 128 && n < 65536)
		snprintf(text, sizeof(text), n < 256 ? "0481%02zx" : "0482%04zx", n);
	len = strlen(text);
	for (i = 0; i < n; i++)
		memcpy(text + len + 2 * i, "5a", 2);
	text[len + 2 * n] = '\0';
	return text;
}

static cp_cert *
made(const unit_extension *extensions, bool bare)
{
	const unit_cert_spec spec = {.subject = "CN=a.example",
		.names = bare ? NULL : "dns:a.example",
		.is_not_ca = !bare,
		.no_ski = bare,
		.no_aki = bare,
		.extensions = extensions};
	cp_cert *cert = cp_cert_read(unit_cert(&spec));

	CP_INVARIANT(cert != NULL && cert->skeleton);
	return cert;
}

static bool
joins_to(const cp_precert *precert, cp_bytes expected)
{
	size_t i, at = 0;

	for (i = 0; i < precert->n_parts; i++) {
		cp_bytes part = precert->parts[i];

		if (!cp_bytes_equal(part, cp_bytes_slice(expected, at, part.len)))
			return false;
		at += part.len;
	}
	return at == expected.len && precert->len == at;
}

/* Lengths around those where DER takes an octet more; first, in between, last. */
static void
timestamps_are_cut_out_wherever_they_stand(void)
{
	static const size_t sizes[] = {0, 10, 100, 120, 127, 200, 255, 300, 65000, 66000};
	size_t i, k;

	for (i = 0; i < CP_COUNT(sizes); i++) {
		for (k = 0; k < 3; k++) {
			const unit_extension scts = {SCTS, octets(sizes[i]), false};
			const unit_extension other = {OTHER, "0500", false};
			const unit_extension more = {"1.3.6.1.4.1.32473.2", "0500", false};
			const unit_extension with[3][4] = {
				{scts, other, more}, {other, scts, more}, {other, more, scts}};
			const unit_extension without[] = {other, more, {NULL, NULL, false}};
			cp_cert *cert = made(with[k], false), *plain = made(without, false);
			cp_precert precert;
			char row[64];

			snprintf(row, sizeof(row), "%zu octets, place %zu", sizes[i], k);
			UNIT_ROW(row, cp_precert_rebuild(cert, &precert));
			UNIT_ROW(row, joins_to(&precert, plain->tbs));
			cp_cert_unref(cert);
			cp_cert_unref(plain);
		}
	}
}

static void
without_other_extensions_the_field_goes_too(void)
{
	static const unit_extension scts[] = {{SCTS, "0401ff", false}, {NULL, NULL, false}};
	static const uint8_t version[] = {0xa0, 3, 2, 1, 2};
	cp_cert *cert = made(scts, true);
	cp_precert precert;
	cp_bytes last;

	CU_ASSERT(cert->n_extensions == 1);
	CU_ASSERT(cp_precert_rebuild(cert, &precert));
	CU_ASSERT(precert.n_parts == 2);
	last = precert.parts[1];
	CU_ASSERT(
		cp_bytes_equal(cp_bytes_slice(last, 0, 5), cp_bytes_of(version, sizeof(version))));
	CU_ASSERT(cp_bytes_equal(
		cp_bytes_slice(last, last.len - cert->key.spki.len, last.len), cert->key.spki));
	cp_cert_unref(cert);
}

static void
what_is_not_read_well_is_not_rebuilt(void)
{
	static const unit_extension scts[] = {{SCTS, "0401ff", false}, {NULL, NULL, false}};
	static const unit_extension none[] = {{OTHER, "0500", false}, {NULL, NULL, false}};
	cp_cert *cert = made(none, false), *whole = made(scts, false);
	cp_precert precert;
	size_t i, n_rebuilt = 0;

	CU_ASSERT(!cp_precert_rebuild(cert, &precert));
	cp_cert_unref(cert);
	cert = made(scts, false);
	cert->has_duplicate_extension = true;
	CU_ASSERT(!cp_precert_rebuild(cert, &precert));
	cp_cert_unref(cert);
	cert = made(scts, false);
	cert->has_lost_extension = true;
	CU_ASSERT(!cp_precert_rebuild(cert, &precert));
	cp_cert_unref(cert);
	/* Cut anywhere, and with any octet changed: nothing is read beyond it, and what is put
	 * together is never longer than the certificate. */
	for (i = 0; i < whole->der.len; i++) {
		uint8_t *copy = cp_memdup(whole->der.data, whole->der.len);

		CP_INVARIANT(copy != NULL);
		cert = cp_cert_read(cp_bytes_of(copy, i));
		CP_INVARIANT(cert != NULL);
		if (cp_precert_rebuild(cert, &precert))
			CU_ASSERT(precert.len < cert->der.len);
		cp_cert_unref(cert);
		copy[i] ^= 1;
		cert = cp_cert_read(cp_bytes_of(copy, whole->der.len));
		CP_INVARIANT(cert != NULL);
		if (cp_precert_rebuild(cert, &precert)) {
			n_rebuilt++;
			CU_ASSERT(precert.len < cert->der.len);
		}
		cp_cert_unref(cert);
		cp_free(copy);
	}
	CU_ASSERT(n_rebuilt > 0);
	cp_cert_unref(whole);
}

int
main(void)
{
	static const unit_test tests[] = {
		{"timestamps are cut out wherever they stand",
			timestamps_are_cut_out_wherever_they_stand},
		{"without other extensions the field goes too",
			without_other_extensions_the_field_goes_too},
		{"what is not read well is not rebuilt", what_is_not_read_well_is_not_rebuilt},
		{NULL, NULL},
	};

	return unit_main("precert", tests);
}
