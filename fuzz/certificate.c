/* Certificates: reading, every iterator over what was read, every text, the key against itself. */
#include <config.h>
#include "base/mem.h"
#include "base/text.h"
#include "crypto/crypto.h"
#include "asn1/der.h"
#include "fuzz.h"
#include "x509/access.h"
#include "x509/cert.h"
#include "x509/general_name.h"
#include "x509/name.h"
#include "x509/policies.h"
#include "x509/precert.h"
#include "x509/sct.h"

/* Whatever comes out as text can be shown. */
static void
check_text(cp_buf *buf)
{
	cp_bytes rest = cp_bytes_of(buf->data, buf->len);

	while (rest.len > 0 && !buf->failed) {
		uint32_t c;
		size_t n = cp_utf8_decode(rest, &c);

		CP_INVARIANT(n > 0 && !cp_text_is_unprintable(c));
		rest = cp_bytes_slice(rest, n, rest.len);
	}
	cp_buf_clear(buf);
}

static void
walk_name(cp_bytes name)
{
	cp_name_walk walk = cp_name_walk_start(name);
	cp_buf buf = CP_BUF_EMPTY;
	cp_attribute attribute;

	while (cp_name_walk_next(&walk, &attribute)) {
		(void)fuzz_touch(attribute.whole);
		cp_attribute_append_text(&buf, &attribute);
		check_text(&buf);
		cp_oid_append_dotted(&buf, attribute.oid);
		check_text(&buf);
	}
	cp_name_append_text(&buf, name);
	check_text(&buf);
	CP_INVARIANT(cp_name_equal(name, name));
	(void)cp_name_hash(name);
	(void)cp_name_has_controls(name);
	(void)cp_name_find(name, CP_OID_COMMON_NAME, &attribute);
}

static void
walk_general_names(cp_bytes names)
{
	cp_buf buf = CP_BUF_EMPTY;
	cp_general_name name;

	while (cp_general_name_next(&names, &name)) {
		(void)fuzz_touch(name.value);
		(void)fuzz_touch(name.other_oid);
		cp_general_name_append_text(&buf, &name);
		check_text(&buf);
	}
}

static void
walk_subtrees(cp_bytes subtrees)
{
	cp_buf buf = CP_BUF_EMPTY;
	cp_subtree subtree;

	while (cp_subtree_next(&subtrees, &subtree)) {
		cp_general_name_append_text(&buf, &subtree.base);
		check_text(&buf);
	}
}

static void
walk_policies(const cp_cert *cert)
{
	cp_bytes rest = cert->policies, one, other;
	cp_buf buf = CP_BUF_EMPTY;

	while (cp_policies_next(&rest, &one, &other)) {
		(void)cp_policy_is_any(one);
		(void)fuzz_touch(other);
		cp_oid_append_dotted(&buf, one);
		check_text(&buf);
	}
	rest = cert->policy_mappings;
	while (cp_policy_mappings_next(&rest, &one, &other)) {
		(void)fuzz_touch(one);
		(void)fuzz_touch(other);
	}
}

static void
walk_access(cp_bytes descriptions)
{
	cp_general_name location;
	cp_oid method;

	while (cp_access_next(&descriptions, &method, &location))
		(void)fuzz_touch(location.value);
}

static void
walk_points(cp_bytes points)
{
	cp_distribution_point point;

	while (cp_distribution_point_next(&points, &point)) {
		walk_general_names(point.full_name);
		walk_general_names(point.crl_issuer);
		(void)fuzz_touch(point.relative_name);
	}
}

static void
walk_extensions(const cp_cert *cert)
{
	cp_bytes rest = cert->extensions, oid;
	cp_extension extension;
	cp_ext_id id;
	size_t n = 0;

	while (cp_cert_next_extension(cert, &rest, &extension, &id)) {
		CP_INVARIANT(id <= CP_EXT_OTHER && extension.offset <= cert->der.len);
		(void)fuzz_touch(extension.oid);
		(void)fuzz_touch(extension.value);
		n++;
	}
	CP_INVARIANT(cert->n_all_problems > 0 || n == cert->n_extensions);
	rest = cp_cert_eku_content(cert);
	while (cp_cert_next_oid(&rest, &oid))
		(void)cp_oid_find(oid);
}

static void
walk_timestamps(cp_bytes list)
{
	cp_sct sct;
	bool broken;

	while (cp_sct_next(&list, &sct, &broken))
		(void)fuzz_touch(sct.signature);
}

/* What is put together for a log is one element, and shorter than the certificate. */
static void
check_precert(const cp_cert *cert)
{
	cp_buf tbs = CP_BUF_EMPTY;
	cp_precert precert;
	cp_bytes rest;
	cp_tlv tlv;
	size_t i;

	if (!cp_precert_rebuild(cert, &precert))
		return;
	for (i = 0; i < precert.n_parts; i++)
		cp_buf_append(&tbs, precert.parts[i].data, precert.parts[i].len);
	CP_INVARIANT(!tbs.failed && tbs.len == precert.len && tbs.len < cert->der.len);
	rest = cp_bytes_of(tbs.data, tbs.len);
	CP_INVARIANT(cp_der_split(&rest, &tlv) == CP_DER_OK && rest.len == 0);
	CP_INVARIANT(tlv.tag == CP_DER_SEQUENCE && tlv.flaws == 0);
	cp_buf_clear(&tbs);
}

static void
check_problems(const cp_cert *cert)
{
	cp_buf buf = CP_BUF_EMPTY;
	size_t i;

	CP_INVARIANT(
		cert->n_problems <= cert->n_all_problems && cert->n_problems <= CP_PROBLEMS_KEPT);
	CP_INVARIANT(cert->skeleton || cert->n_problems > 0);
	for (i = 0; i < cert->n_problems; i++) {
		CP_INVARIANT(cert->problems[i].offset <= cert->der.len);
		cp_problem_append_path(&buf, &cert->problems[i]);
		check_text(&buf);
	}
}

static void
check_peek(const cp_cert *cert)
{
	cp_bytes subject, ski;

	if (!cp_cert_peek(cert->der, &subject, &ski))
		CP_INVARIANT(cert->n_all_problems > 0);
	else if (cert->n_all_problems == 0)
		CP_INVARIANT(
			cp_bytes_equal(subject, cert->subject) && cp_bytes_equal(ski, cert->ski));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	cp_cert *cert = cp_cert_read(cp_bytes_of(data, len));

	if (cert == NULL)
		return 0;
	check_problems(cert);
	check_peek(cert);
	walk_name(cert->subject);
	walk_name(cert->issuer);
	(void)cp_cert_is_self_issued(cert);
	walk_extensions(cert);
	walk_general_names(cert->san);
	walk_general_names(cert->ian);
	walk_general_names(cert->aki_issuer);
	walk_subtrees(cert->permitted);
	walk_subtrees(cert->excluded);
	walk_policies(cert);
	walk_access(cert->aia);
	walk_access(cert->sia);
	walk_points(cert->crl_distribution_points);
	walk_points(cert->freshest_crl);
	walk_timestamps(cert->sct_list);
	check_precert(cert);
	if (cert->skeleton)
		CP_INVARIANT(cp_crypto_verify(&cert->key, &cert->outer_algorithm, cert->tbs,
				     cert->signature) <= CP_VERIFY_NO_MEMORY);
	cp_cert_unref(cert);
	return 0;
}
