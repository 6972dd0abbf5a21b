/*
 * Objects out of bytes of any form. Here the form is told and every object handed over; what a PEM
 * block is stands in pem.c, what DER holds in shape.c, the containers in pkcs7.c and
 * crypto/container.c. Containers do not nest: nothing here calls itself.
 */
#include <config.h>
#include "x509/input.h"
#include "asn1/ber.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "crypto/container.h"
#include "x509/pem.h"
#include "x509/pkcs7.h"
#include "x509/shape.h"

/* Larger sets of certificates are handed over as they are stored: no leaf is sought. */
#define LEAF_SOUGHT_AMONG 64u

typedef struct reading {
	const char *password;
	cp_object_callback *callback;
	void *user;
	certpolicy_error **error;
	cp_pkcs12_allowance allowance;
	size_t n_objects;
	size_t line;     /* of the PEM block that is being read; 0 outside of one */
	uint8_t *buffer; /* owned; what base64 is decoded into, one block after another */
	size_t capacity;
} reading;

static int
emit(reading *r, cp_object_kind kind, cp_bytes der)
{
	r->n_objects++;
	return r->callback(r->user, kind, der);
}

static int
bad_input(reading *r, const char *code, const char *message)
{
	return cp_error_set(r->error, CERTPOLICY_ERROR_BAD_INPUT, code, "%s", message);
}

static bool
issues_another(const cp_bytes *subjects, const cp_bytes *issuers, size_t n, size_t which)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (i != which && cp_bytes_equal(issuers[i], subjects[which]))
			return true;
	}
	return false;
}

/* The only certificate that issued none of the others; n when names do not tell. */
static size_t
find_leaf(const cp_bytes *certificates, size_t n)
{
	cp_bytes subjects[LEAF_SOUGHT_AMONG], issuers[LEAF_SOUGHT_AMONG];
	size_t leaf = n, i;

	if (n > LEAF_SOUGHT_AMONG)
		return n;
	for (i = 0; i < n; i++) {
		if (!cp_shape_names(certificates[i], &issuers[i], &subjects[i]))
			return n;
	}
	for (i = 0; i < n; i++) {
		if (issues_another(subjects, issuers, n, i))
			continue;
		if (leaf != n)
			return n;
		leaf = i;
	}
	return leaf;
}

static int
emit_certificates(reading *r, const cp_bytes *certificates, size_t n, size_t leaf)
{
	int status = CERTPOLICY_OK;
	size_t i;

	if (leaf < n)
		status = emit(r, CP_OBJECT_CERTIFICATE, certificates[leaf]);
	for (i = 0; i < n && status == CERTPOLICY_OK; i++) {
		if (i != leaf)
			status = emit(r, CP_OBJECT_CERTIFICATE, certificates[i]);
	}
	return status;
}

/* The first LEAF_SOUGHT_AMONG of a field's elements, and how many there are. */
static bool
collect(cp_bytes field, cp_bytes found[LEAF_SOUGHT_AMONG], size_t *n)
{
	cp_bytes der;
	bool broken;

	for (*n = 0; cp_pkcs7_next(&field, &der, &broken); ++*n) {
		if (*n < LEAF_SOUGHT_AMONG)
			found[*n] = der;
	}
	return !broken;
}

static int
emit_field(reading *r, cp_bytes field, cp_object_kind kind)
{
	int status = CERTPOLICY_OK;
	cp_bytes der;
	bool broken;

	while (status == CERTPOLICY_OK && cp_pkcs7_next(&field, &der, &broken))
		status = emit(r, kind, der);
	return status;
}

static int
read_pkcs7(reading *r, cp_bytes ber)
{
	cp_bytes certificates, crls, few[LEAF_SOUGHT_AMONG];
	size_t n_certificates, n_crls;
	int status;

	if (!cp_pkcs7_open(ber, &certificates, &crls) || !collect(crls, few, &n_crls) ||
		!collect(certificates, few, &n_certificates))
		return bad_input(r, "input.pkcs7", "the PKCS#7 container is broken");
	if (n_certificates <= LEAF_SOUGHT_AMONG)
		status = emit_certificates(r, few, n_certificates, find_leaf(few, n_certificates));
	else
		status = emit_field(r, certificates, CP_OBJECT_CERTIFICATE);
	return status == CERTPOLICY_OK ? emit_field(r, crls, CP_OBJECT_CRL) : status;
}

static int
read_pkcs12(reading *r, cp_bytes ber)
{
	cp_pkcs12 opened;
	int status = cp_pkcs12_open(ber, r->password, &r->allowance, &opened, r->error);
	size_t i;

	if (status == CERTPOLICY_OK)
		status = emit_certificates(r, opened.certificates, opened.n_certificates,
			opened.leaf_is_first
				? 0
				: find_leaf(opened.certificates, opened.n_certificates));
	for (i = 0; i < opened.n_crls && status == CERTPOLICY_OK; i++)
		status = emit(r, CP_OBJECT_CRL, opened.crls[i]);
	cp_pkcs12_clear(&opened);
	return status;
}

static int
read_object(reading *r, cp_bytes der)
{
	switch (cp_shape_of(der)) {
	case CP_SHAPE_CRL:
		return emit(r, CP_OBJECT_CRL, der);
	case CP_SHAPE_PKCS7:
		return read_pkcs7(r, der);
	case CP_SHAPE_PKCS12:
		return read_pkcs12(r, der);
	case CP_SHAPE_OTHER:
		return emit(r, CP_OBJECT_OTHER, der);
	case CP_SHAPE_CERTIFICATE:
		break;
	}
	return emit(r, CP_OBJECT_CERTIFICATE, der);
}

/*
 * Objects one after the other. What follows an object and is no SEQUENCE stays with it: the
 * reader of certificates says that it should not be there.
 */
static int
read_row(reading *r, cp_bytes data)
{
	int status = CERTPOLICY_OK;

	while (data.len > 0 && status == CERTPOLICY_OK) {
		cp_bytes rest = data, object = data;
		cp_ber element;

		if (cp_ber_next(&rest, &element) &&
			(rest.len == 0 || rest.data[0] == CP_DER_SEQUENCE))
			object = element.whole;
		status = read_object(r, object);
		data = cp_bytes_slice(data, object.len, data.len);
	}
	return status;
}

/* Decodes into r->buffer; *valid is false for what is not base64. */
static int
decode(reading *r, cp_bytes text, cp_bytes *der, bool *valid)
{
	size_t len;

	if (text.len > r->capacity) {
		cp_free(r->buffer);
		r->capacity = 0;
		r->buffer = cp_malloc(text.len);
		if (r->buffer == NULL)
			return cp_error_no_memory(r->error);
		r->capacity = text.len;
	}
	*valid = cp_base64_decode(text, r->buffer, &len);
	*der = *valid ? cp_bytes_of(r->buffer, len) : CP_BYTES_NONE;
	return CERTPOLICY_OK;
}

/* OpenSSL's TRUSTED CERTIFICATE is a certificate and then what its owner trusts it for. */
static cp_bytes
first_element(cp_bytes der)
{
	cp_bytes rest = der;
	cp_ber element;

	return cp_ber_next(&rest, &element) ? element.whole : der;
}

typedef enum block_kind {
	BLOCK_OTHER, /* keys stay undecoded */
	BLOCK_CERTIFICATE,
	BLOCK_TRUSTED_CERTIFICATE,
	BLOCK_CRL,
	BLOCK_CONTAINER
} block_kind;

static block_kind
kind_of_block(const cp_pem_block *block)
{
	static const struct {
		const char *label;
		block_kind kind;
	} labels[] = {
		{"CERTIFICATE", BLOCK_CERTIFICATE},
		{"X509 CERTIFICATE", BLOCK_CERTIFICATE},
		{"TRUSTED CERTIFICATE", BLOCK_TRUSTED_CERTIFICATE},
		{"X509 CRL", BLOCK_CRL},
		{"PKCS7", BLOCK_CONTAINER},
		{"PKCS #7 SIGNED DATA", BLOCK_CONTAINER},
		{"CMS", BLOCK_CONTAINER},
		{"PKCS12", BLOCK_CONTAINER},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(labels); i++) {
		if (cp_pem_label_is(block, labels[i].label))
			return labels[i].kind;
	}
	return BLOCK_OTHER;
}

static int
read_container(reading *r, cp_bytes der)
{
	switch (cp_shape_of(der)) {
	case CP_SHAPE_PKCS7:
		return read_pkcs7(r, der);
	case CP_SHAPE_PKCS12:
		return read_pkcs12(r, der);
	default:
		return bad_input(r, "input.pem", "the PEM block does not hold what its label says");
	}
}

static int
read_block(reading *r, cp_bytes text, const cp_pem_block *block)
{
	block_kind kind = kind_of_block(block);
	size_t body_begin = (size_t)(block->body.data - text.data);
	cp_bytes der;
	bool valid;
	int status;

	if (kind == BLOCK_OTHER)
		return emit(r, CP_OBJECT_OTHER, CP_BYTES_NONE);
	status = decode(r, block->body, &der, &valid);
	if (status != CERTPOLICY_OK)
		return status;
	if (!valid || der.len == 0) {
		r->line = cp_pem_line(text, body_begin + cp_pem_bad_octet(block->body));
		return bad_input(r, "input.pem",
			valid ? "the PEM block is empty" : "the PEM block is not base64");
	}
	switch (kind) {
	case BLOCK_CRL:
		return emit(r, CP_OBJECT_CRL, der);
	case BLOCK_CONTAINER:
		return read_container(r, der);
	case BLOCK_TRUSTED_CERTIFICATE:
		return emit(r, CP_OBJECT_CERTIFICATE, first_element(der));
	default:
		return emit(r, CP_OBJECT_CERTIFICATE, der);
	}
}

/* Reads every PEM block; *n_blocks tells whether it was PEM at all. */
static int
read_pem(reading *r, cp_bytes text, size_t *n_blocks)
{
	size_t offset = 0;
	const char *what;
	cp_pem_block block;
	int status = CERTPOLICY_OK;

	*n_blocks = 0;
	while (status == CERTPOLICY_OK) {
		cp_pem_result result = cp_pem_next(text, &offset, &block, &what);

		if (result == CP_PEM_NONE)
			return CERTPOLICY_OK;
		++*n_blocks;
		if (result == CP_PEM_BROKEN) {
			r->line = cp_pem_line(text, offset);
			return bad_input(r, "input.pem", what);
		}
		status = read_block(r, text, &block);
		if (status != CERTPOLICY_OK && r->line == 0)
			r->line = cp_pem_line(text, block.begin);
	}
	return status;
}

/*
 * A SEQUENCE begins with "0" of ASCII. What follows it in text is printable; a length above 127 is
 * not, and no object of interest is shorter than that.
 */
static bool
looks_like_der(cp_bytes data)
{
	return data.len >= 2 && data.data[0] == CP_DER_SEQUENCE &&
	       ((data.data[1] & 0x80) != 0 || memchr(data.data, 0, data.len) != NULL ||
		       memchr(data.data, CP_DER_INTEGER, data.len) != NULL);
}

static bool
is_blank(cp_bytes text)
{
	size_t i;

	for (i = 0; i < text.len; i++) {
		if (text.data[i] != ' ' && (text.data[i] < '\t' || text.data[i] > '\r'))
			return false;
	}
	return true;
}

static bool
starts_with(cp_bytes data, const char *prefix)
{
	return cp_bytes_equal(cp_bytes_slice(data, 0, strlen(prefix)), cp_bytes_of_string(prefix));
}

static int
read_any(reading *r, cp_bytes data)
{
	size_t n_blocks;
	cp_bytes der;
	bool valid;
	int status;

	if (starts_with(data, "\xef\xbb\xbf"))
		data = cp_bytes_slice(data, 3, data.len);
	if (is_blank(data))
		return bad_input(r, "input.empty", "there is nothing in it");
	if (looks_like_der(data))
		return read_row(r, data);
	if (starts_with(data, "\xff\xfe") || starts_with(data, "\xfe\xff"))
		return bad_input(
			r, "input.unreadable", "it is UTF-16 text: save it as ASCII or UTF-8");
	status = read_pem(r, data, &n_blocks);
	if (status != CERTPOLICY_OK || n_blocks > 0)
		return status;
	if (cp_pem_bad_octet(data) == data.len) {
		status = decode(r, data, &der, &valid);
		if (status != CERTPOLICY_OK)
			return status;
		if (valid && looks_like_der(der))
			return read_row(r, der);
	}
	return bad_input(
		r, "input.unreadable", "it is none of PEM, DER, base64 of DER, PKCS#7 and PKCS#12");
}

int
cp_input_each(cp_bytes data, const char *name, const char *password, cp_object_callback *callback,
	void *user, certpolicy_error **error)
{
	reading r = {password, callback, user, error, {CP_PKCS12_ITERATIONS, CP_PKCS12_OCTETS}, 0,
		0, NULL, 0};
	int status = read_any(&r, data);

	if (status == CERTPOLICY_OK && r.n_objects == 0)
		status = bad_input(
			&r, "input.empty", "the container holds nothing that can be used");
	if (status != CERTPOLICY_OK)
		cp_error_set_place(error, name, r.line, 0);
	cp_free(r.buffer);
	return status;
}

/* PEM with one block and nothing but white space around it. */
static bool
single_block(cp_bytes text, cp_bytes *body, bool *is_trusted)
{
	size_t offset = 0;
	const char *what;
	cp_pem_block block;
	block_kind kind;

	if (cp_pem_next(text, &offset, &block, &what) != CP_PEM_BLOCK ||
		!is_blank(cp_bytes_slice(text, 0, block.begin)) ||
		!is_blank(cp_bytes_slice(text, block.end, text.len)))
		return false;
	kind = kind_of_block(&block);
	*body = block.body;
	*is_trusted = kind == BLOCK_TRUSTED_CERTIFICATE;
	return *is_trusted || kind == BLOCK_CERTIFICATE || kind == BLOCK_CRL;
}

bool
cp_input_decode_one(cp_bytes text, cp_bytes *der, bool *no_memory)
{
	cp_bytes body = text;
	bool is_trusted = false;
	uint8_t *out;
	size_t len;

	*der = CP_BYTES_NONE;
	*no_memory = false;
	if (cp_pem_bad_octet(text) < text.len && !single_block(text, &body, &is_trusted))
		return false;
	out = cp_malloc(body.len);
	if (out == NULL) {
		*no_memory = true;
		return false;
	}
	if (!cp_base64_decode(body, out, &len) || len == 0) {
		cp_free(out);
		return false;
	}
	*der = cp_bytes_of(out, len);
	if (is_trusted)
		*der = first_element(*der);
	return true;
}
