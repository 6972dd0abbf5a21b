/*
 * Certificate and TBSCertificate (RFC 5280 4.1): one walk over the DER, which the certificate owns
 * in one block with the struct. Keys, names and extensions are read by their own files.
 */
#include <config.h>
#include "x509/cert.h"
#include "base/budget.h"
#include "base/mem.h"
#include "x509/name.h"
#include "x509/read.h"

#include <limits.h>

/* Version ::= INTEGER { v1(0), v2(1), v3(2) }, in [0] EXPLICIT DEFAULT v1 */
static void
read_version(cp_der_reader *reader, cp_bytes *rest, cp_cert *cert)
{
	uint64_t number;
	cp_tlv outer, tlv;

	cert->version = 1;
	if (!cp_der_open_optional(reader, rest, CP_DER_CONTEXT_CONSTRUCTED(0), "version", &outer))
		return;
	cert->version = 0;
	if (cp_der_take(reader, &outer.content, CP_DER_INTEGER, NULL, &tlv) &&
		cp_der_read_unsigned(reader, &tlv, &number)) {
		cert->version = number < INT_MAX ? (int)number + 1 : INT_MAX;
		if (number == 0)
			cp_der_problem(reader, CP_PROBLEM_DEFAULT_ENCODED, outer.whole.data);
		else if (number > 2)
			cp_der_problem(reader, CP_PROBLEM_VALUE, tlv.whole.data);
	}
	cp_der_end(reader, outer.content);
	cp_der_leave(reader);
}

static bool
read_validity(cp_der_reader *reader, cp_bytes *rest, cp_cert *cert)
{
	cp_tlv validity;

	if (!cp_der_open(reader, rest, CP_DER_SEQUENCE, "validity", &validity))
		return false;
	(void)cp_read_time(
		reader, &validity.content, "notBefore", &cert->not_before, &cert->not_before_form);
	(void)cp_read_time(
		reader, &validity.content, "notAfter", &cert->not_after, &cert->not_after_form);
	cp_der_end(reader, validity.content);
	cp_der_leave(reader);
	return cert->not_before_form != CP_TIME_NONE && cert->not_after_form != CP_TIME_NONE;
}

/* A field that only some versions have (RFC 5280 4.1.2.8, 4.1.2.9). */
static void
needs_version(cp_der_reader *reader, const cp_cert *cert, int version, const cp_tlv *field)
{
	if (cert->version != 0 && cert->version < version)
		cp_der_problem(reader, CP_PROBLEM_VERSION, field->whole.data);
}

/* UniqueIdentifier ::= BIT STRING */
static bool
read_unique_id(
	cp_der_reader *reader, cp_bytes *rest, const cp_cert *cert, unsigned tag, const char *field)
{
	unsigned unused;
	cp_bytes bits;
	cp_tlv tlv;

	if (!cp_der_open_optional(reader, rest, tag, field, &tlv))
		return false;
	needs_version(reader, cert, 2, &tlv);
	(void)cp_der_read_bits(reader, &tlv, &bits, &unused);
	cp_der_leave(reader);
	return true;
}

/* The OIDs of extensions without a row, sorted. */
typedef struct seen_oids {
	size_t n;
	cp_bytes oids[CP_EXTENSIONS_MAX];
} seen_oids;

/* False when the OID was there before. */
static bool
add_oid(seen_oids *seen, cp_bytes oid)
{
	size_t low = 0, high = seen->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = cp_bytes_compare(oid, seen->oids[middle]);

		if (order == 0)
			return false;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	memmove(&seen->oids[low + 1], &seen->oids[low], (seen->n - low) * sizeof(seen->oids[0]));
	seen->oids[low] = oid;
	seen->n++;
	return true;
}

static void
read_one_extension(cp_der_reader *reader, const cp_tlv *element, cp_cert *cert, seen_oids *unknown)
{
	cp_bytes whole = element->whole;
	cp_extension extension;
	cp_ext_id id;
	bool repeated;

	if (!cp_read_extension(reader, &whole, &extension)) {
		cert->has_lost_extension |= element->tag == CP_DER_SEQUENCE;
		return;
	}
	id = cp_ext_find(extension.oid);
	repeated = id == CP_EXT_OTHER ? !add_oid(unknown, extension.oid) : cert->ext[id].present;
	if (id == CP_EXT_OTHER && extension.critical)
		cert->has_unknown_critical = true;
	if (repeated) {
		cert->has_duplicate_extension = true;
		cp_der_problem(reader, CP_PROBLEM_DUPLICATE, element->whole.data);
	} else if (id != CP_EXT_OTHER) {
		cp_read_known_extension(reader, id, &extension, cert);
		cert->ext[id] = extension;
	}
}

#define TAG_EXTENSIONS CP_DER_CONTEXT_CONSTRUCTED(3)

/* False when they end before their octets do: what follows is lost. */
static bool
read_each_extension(cp_der_reader *reader, cp_bytes rest, cp_cert *cert)
{
	seen_oids unknown;
	cp_tlv element;

	unknown.n = 0;
	while (rest.len > 0) {
		cp_der_at(reader, cert->n_extensions);
		if (cert->n_extensions == CP_EXTENSIONS_MAX) {
			cp_der_problem(reader, CP_PROBLEM_TOO_LARGE, rest.data);
			return false;
		}
		if (!cp_der_next(reader, &rest, &element))
			return false;
		cert->n_extensions++;
		read_one_extension(reader, &element, cert, &unknown);
	}
	return true;
}

/* Extensions ::= SEQUENCE SIZE (1..MAX) OF Extension, in [3] EXPLICIT */
static void
read_extensions(cp_der_reader *reader, cp_bytes *rest, cp_cert *cert)
{
	cp_tlv outer, sequence;

	if (cp_der_peek(*rest) != TAG_EXTENSIONS)
		return;
	if (!cp_der_open(reader, rest, TAG_EXTENSIONS, "extensions", &outer)) {
		cert->has_lost_extension = true;
		return;
	}
	cert->has_extensions = true;
	needs_version(reader, cert, 3, &outer);
	if (cp_der_take(reader, &outer.content, CP_DER_SEQUENCE, NULL, &sequence)) {
		cp_der_not_empty(reader, &sequence);
		cert->extensions = sequence.content;
		cert->has_lost_extension |= !read_each_extension(reader, sequence.content, cert);
	} else {
		cert->has_lost_extension = true;
	}
	cert->has_lost_extension |= outer.content.len > 0;
	cp_der_leave(reader);
	cp_der_end(reader, outer.content);
}

static bool
has_extensions_left(cp_bytes rest)
{
	cp_tlv element;

	while (cp_der_walk(&rest, &element)) {
		if (element.tag == TAG_EXTENSIONS)
			return true;
	}
	return false;
}

/* What stands behind the key; what is cut there has the extensions behind it. */
static void
read_optional_parts(cp_der_reader *reader, cp_bytes rest, cp_cert *cert)
{
	const uint8_t *cut = reader->cut;

	cert->has_issuer_uid =
		read_unique_id(reader, &rest, cert, CP_DER_CONTEXT(1), "issuerUniqueID");
	cert->has_subject_uid =
		read_unique_id(reader, &rest, cert, CP_DER_CONTEXT(2), "subjectUniqueID");
	cert->has_lost_extension = reader->cut != cut;
	read_extensions(reader, &rest, cert);
	cert->has_lost_extension |= has_extensions_left(rest);
	cp_der_end(reader, rest);
}

/* Answers whether all that a path needs was there. */
static bool
read_tbs(cp_der_reader *reader, cp_bytes rest, cp_cert *cert)
{
	bool complete;

	read_version(reader, &rest, cert);
	(void)cp_der_take_integer(reader, &rest, CP_DER_INTEGER, "serialNumber", &cert->serial);
	complete = cp_read_signature_algorithm(reader, &rest, "signature", &cert->inner_algorithm);
	complete &= cp_read_name(reader, &rest, "issuer", &cert->issuer);
	complete &= read_validity(reader, &rest, cert);
	complete &= cp_read_name(reader, &rest, "subject", &cert->subject);
	complete &= cp_read_public_key(reader, &rest, &cert->key);
	cert->issuer_empty = cp_name_walk_start(cert->issuer).rdns.len == 0;
	cert->subject_empty = cp_name_walk_start(cert->subject).rdns.len == 0;
	cert->issuer_hash = cp_name_hash(cert->issuer);
	cert->subject_hash = cp_name_hash(cert->subject);
	read_optional_parts(reader, rest, cert);
	return complete;
}

/* RFC 5280 4.1.1.2: the same octets. Then what was read once need not be read again. */
static bool
read_outer_algorithm(cp_der_reader *reader, cp_bytes *rest, cp_cert *cert)
{
	cp_bytes inner = cert->inner_algorithm.whole, after = *rest;
	cp_tlv element;

	if (inner.len > 0 && cp_der_walk(&after, &element) &&
		cp_bytes_equal(inner, element.whole)) {
		cert->outer_algorithm = cert->inner_algorithm;
		cert->algorithms_agree = true;
		*rest = after;
		return true;
	}
	if (!cp_read_signature_algorithm(
		    reader, rest, "signatureAlgorithm", &cert->outer_algorithm))
		return false;
	cp_der_enter(reader, "signatureAlgorithm");
	cp_der_problem(reader, CP_PROBLEM_ALGORITHMS_DIFFER, cert->outer_algorithm.whole.data);
	cp_der_leave(reader);
	return true;
}

static bool
read_signature(cp_der_reader *reader, cp_bytes *rest, cp_cert *cert)
{
	cp_tlv bits;
	bool readable;

	if (!cp_der_open(reader, rest, CP_DER_BIT_STRING, "signatureValue", &bits))
		return false;
	readable = cp_der_read_octet_bits(reader, &bits, &cert->signature);
	cp_der_leave(reader);
	return readable;
}

/* Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue } */
static void
read_certificate(cp_der_reader *reader, cp_cert *cert)
{
	cp_bytes rest = cert->der;
	cp_tlv certificate, tbs;
	bool complete;

	if (cp_der_peek(rest) != CP_DER_SEQUENCE) {
		cp_der_problem(reader, CP_PROBLEM_NOT_A_CERTIFICATE, rest.data);
		return;
	}
	if (!cp_der_take(reader, &rest, CP_DER_SEQUENCE, NULL, &certificate))
		return;
	cp_der_end(reader, rest);
	rest = certificate.content;
	if (!cp_der_open(reader, &rest, CP_DER_SEQUENCE, "tbsCertificate", &tbs))
		return;
	complete = read_tbs(reader, tbs.content, cert) && (tbs.flaws & CP_TLV_CUT) == 0;
	cp_der_leave(reader);
	if ((tbs.flaws & CP_TLV_CUT) == 0)
		cert->tbs = tbs.whole;
	complete &= read_outer_algorithm(reader, &rest, cert);
	complete &= read_signature(reader, &rest, cert);
	cp_der_end(reader, rest);
	cert->skeleton = complete && (certificate.flaws & CP_TLV_CUT) == 0;
}

/* Hands the problems over; false without memory. */
static bool
keep_problems(const cp_der_reader *reader, cp_cert *cert)
{
	cert->n_problems = reader->n_problems;
	cert->n_all_problems = reader->n_all_problems;
	cert->has_explicit_default = reader->n_all_problems > reader->n_malformed;
	if (reader->n_problems == 0)
		return true;
	cert->problems =
		cp_memdup(reader->problems, reader->n_problems * sizeof(reader->problems[0]));
	return cert->problems != NULL;
}

/* One block: the struct, and behind it the octets. */
static cp_cert *
new_cert(cp_bytes der)
{
	cp_cert *cert;
	size_t size;

	if (!cp_size_add(sizeof(*cert), der.len, &size))
		return NULL;
	cert = cp_malloc(size);
	if (cert == NULL)
		return NULL;
	memset(cert, 0, sizeof(*cert));
	cert->references = 1;
	cert->der = cp_bytes_of(cert + 1, der.len);
	if (der.len > 0)
		memcpy(cert + 1, der.data, der.len);
	return cert;
}

cp_cert *
cp_cert_read(cp_bytes der)
{
	bool too_large = der.len > cp_limit_default(CP_LIMIT_CERTIFICATE_OCTETS);
	cp_cert *cert = new_cert(too_large ? CP_BYTES_NONE : der);
	cp_problem problems[CP_PROBLEMS_KEPT];
	cp_der_reader reader;

	if (cert == NULL)
		return NULL;
	cp_der_reader_init(&reader, cert->der, problems, CP_COUNT(problems));
	cert->was_too_large = too_large;
	if (too_large) {
		cp_der_problem(&reader, CP_PROBLEM_TOO_LARGE, cert->der.data);
	} else {
		read_certificate(&reader, cert);
		cp_crypto_sha256(cert->der, cert->sha256);
	}
	if (cert->key.spki.len > 0)
		cp_crypto_sha256(cert->key.spki, cert->spki_sha256);
	if (!keep_problems(&reader, cert)) {
		cp_free(cert);
		return NULL;
	}
	return cert;
}

cp_cert *
cp_cert_ref(cp_cert *cert)
{
	cp_atomic_increment(&cert->references);
	return cert;
}

void
cp_cert_unref(cp_cert *cert)
{
	if (cert == NULL || cp_atomic_decrement(&cert->references) > 0)
		return;
	cp_free(cert->problems);
	cp_free(cert);
}

const cp_problem *
cp_cert_first_malformed(const cp_cert *cert)
{
	size_t i;

	for (i = 0; i < cert->n_problems; i++) {
		if (cp_problem_is_malformed(&cert->problems[i]))
			return &cert->problems[i];
	}
	return NULL;
}

bool
cp_cert_is_self_issued(const cp_cert *cert)
{
	return cp_name_equal(cert->subject, cert->issuer);
}
