/* A certificate as JSON: what could be read of it, and the problems met on the way. */
#include <config.h>
#include "render/json_certificate.h"

#include "x509/access.h"
#include "x509/general_name.h"
#include "x509/name.h"
#include "x509/policies.h"

/* keyUsage as RFC 5280 4.2.1.3 spells its bits. */
static const char *const key_usages[] = {"digitalSignature", "nonRepudiation", "keyEncipherment",
	"dataEncipherment", "keyAgreement", "keyCertSign", "cRLSign", "encipherOnly",
	"decipherOnly"};

/* Writes what `buf` holds as a string and empties it. */
static void
flush(cp_writer *writer, const char *name, cp_buf *buf)
{
	if (buf->failed)
		writer->buf->failed = true;
	else
		cp_write_bytes(writer, name, cp_bytes_of(buf->data, buf->len));
	buf->len = 0;
}

static void
write_digests(cp_writer *writer, const cp_cert *cert)
{
	cp_bytes spki = cp_bytes_of(cert->spki_sha256, CP_SHA256_LEN);

	cp_write_hex(writer, "sha256", "", cp_bytes_of(cert->sha256, CP_SHA256_LEN));
	if (cert->key.spki.len == 0)
		return;
	cp_write_hex(writer, "spki_sha256", "", spki);
	cp_write_base64(writer, "pin", "sha256/", spki);
}

static void
write_identity(cp_writer *writer, const cp_cert *cert, cp_buf *buf)
{
	if (cert->subject.len > 0) {
		cp_name_append_shown(buf, cert->subject);
		flush(writer, "subject", buf);
	}
	if (cert->issuer.len > 0) {
		cp_name_append_shown(buf, cert->issuer);
		flush(writer, "issuer", buf);
	}
	if (cert->serial.len > 0)
		cp_write_hex(writer, "serial", "", cert->serial);
	if (cert->not_before_form != CP_TIME_NONE)
		cp_write_time(writer, "not_before", cert->not_before);
	if (cert->not_after_form != CP_TIME_NONE)
		cp_write_time(writer, "not_after", cert->not_after);
}

static void
write_names(cp_writer *writer, const cp_cert *cert, cp_buf *buf)
{
	cp_bytes rest = cert->san;
	cp_general_name name;

	cp_write_array(writer, "names");
	while (cp_general_name_next(&rest, &name)) {
		cp_general_name_append_shown(buf, &name);
		flush(writer, NULL, buf);
	}
	cp_write_array_end(writer);
}

static void
write_key(cp_writer *writer, const cp_cert *cert)
{
	if (cert->key.spki.len > 0) {
		cp_write_string(writer, "key", cp_key_name(&cert->key));
		if (cert->key.bits > 0)
			cp_write_uint(writer, "bits", cert->key.bits);
	}
	if (cert->outer_algorithm.whole.len > 0)
		cp_write_string(writer, "signature", cp_signature_name(&cert->outer_algorithm));
}

static void
write_key_usage(cp_writer *writer, const cp_cert *cert)
{
	size_t i;

	if (!cert->ext[CP_EXT_KEY_USAGE].present)
		return;
	cp_write_array(writer, "key_usage");
	for (i = 0; i < CP_COUNT(key_usages); i++) {
		if (cert->key_usage & 1u << i)
			cp_write_string(writer, NULL, key_usages[i]);
	}
	cp_write_array_end(writer);
}

static void
write_oid(cp_writer *writer, cp_bytes oid, cp_buf *buf)
{
	const char *name = cp_oid_name(cp_oid_find(oid));

	if (name != NULL)
		cp_buf_append_string(buf, name);
	else
		cp_oid_append_dotted(buf, oid);
	flush(writer, NULL, buf);
}

static void
write_extended_key_usage(cp_writer *writer, const cp_cert *cert, cp_buf *buf)
{
	cp_bytes rest;
	cp_bytes oid;

	if (!cert->ext[CP_EXT_EXTENDED_KEY_USAGE].present)
		return;
	rest = cp_cert_eku_content(cert);
	cp_write_array(writer, "extended_key_usage");
	while (cp_cert_next_oid(&rest, &oid))
		write_oid(writer, oid, buf);
	cp_write_array_end(writer);
}

static void
write_policies(cp_writer *writer, const cp_cert *cert, cp_buf *buf)
{
	cp_bytes rest = cert->policies;
	cp_bytes policy, qualifiers;

	if (!cert->ext[CP_EXT_CERTIFICATE_POLICIES].present)
		return;
	cp_write_array(writer, "policies");
	while (cp_policies_next(&rest, &policy, &qualifiers)) {
		cp_oid_append_dotted(buf, policy);
		flush(writer, NULL, buf);
	}
	cp_write_array_end(writer);
}

/* Where the issuer's certificate or its OCSP responder can be found, as far as it is a URI. */
static void
write_access(cp_writer *writer, const char *name, const cp_cert *cert, cp_oid wanted, cp_buf *buf)
{
	cp_bytes rest = cert->aia;
	cp_general_name location;
	cp_oid method;
	bool open = false;

	while (cp_access_next(&rest, &method, &location)) {
		if (method != wanted || location.type != CP_GN_URI)
			continue;
		if (!open)
			cp_write_array(writer, name);
		open = true;
		cp_buf_append_escaped(buf, location.value);
		flush(writer, NULL, buf);
	}
	if (open)
		cp_write_array_end(writer);
}

static void
write_crl_urls(cp_writer *writer, const cp_cert *cert, cp_buf *buf)
{
	cp_bytes rest = cert->crl_distribution_points;
	cp_distribution_point point;
	cp_general_name name;
	bool open = false;

	while (cp_distribution_point_next(&rest, &point)) {
		while (cp_general_name_next(&point.full_name, &name)) {
			if (name.type != CP_GN_URI)
				continue;
			if (!open)
				cp_write_array(writer, "crls");
			open = true;
			cp_buf_append_escaped(buf, name.value);
			flush(writer, NULL, buf);
		}
	}
	if (open)
		cp_write_array_end(writer);
}

static void
write_problems(cp_writer *writer, const cp_cert *cert, cp_buf *buf)
{
	size_t i;

	if (cert->n_problems == 0)
		return;
	cp_write_array(writer, "problems");
	for (i = 0; i < cert->n_problems; i++) {
		const cp_problem *problem = &cert->problems[i];

		cp_write_object(writer, NULL);
		cp_write_string(writer, "kind", cp_problem_kind_name(problem->kind));
		cp_problem_append_path(buf, problem);
		flush(writer, "path", buf);
		cp_write_uint(writer, "offset", problem->offset);
		cp_write_object_end(writer);
	}
	cp_write_array_end(writer);
	if (cert->n_all_problems > cert->n_problems)
		cp_write_uint(writer, "n_problems", cert->n_all_problems);
}

void
cp_write_certificate(cp_writer *writer, const cp_cert *cert)
{
	cp_buf buf = CP_BUF_EMPTY;

	cp_write_object(writer, NULL);
	write_digests(writer, cert);
	write_identity(writer, cert, &buf);
	write_names(writer, cert, &buf);
	cp_write_bool(writer, "is_ca", cert->is_ca);
	if (cert->has_path_len)
		cp_write_uint(writer, "path_length", cert->path_len);
	if (cert->version > 0)
		cp_write_int(writer, "version", cert->version);
	write_key(writer, cert);
	write_key_usage(writer, cert);
	write_extended_key_usage(writer, cert, &buf);
	if (cert->ski.len > 0)
		cp_write_hex(writer, "subject_key_id", "", cert->ski);
	if (cert->aki_key_id.len > 0)
		cp_write_hex(writer, "authority_key_id", "", cert->aki_key_id);
	write_policies(writer, cert, &buf);
	write_access(writer, "ca_issuers", cert, CP_OID_ACCESS_CA_ISSUERS, &buf);
	write_access(writer, "ocsp", cert, CP_OID_ACCESS_OCSP, &buf);
	write_crl_urls(writer, cert, &buf);
	if (cert->must_staple)
		cp_write_bool(writer, "must_staple", true);
	cp_write_bool(writer, "well_formed", cert->n_all_problems == 0);
	write_problems(writer, cert, &buf);
	cp_write_object_end(writer);
	cp_buf_clear(&buf);
}
