/* Every field that GnuTLS has too, against GnuTLS's reading of the same certificate. */
#include <config.h>
#include "unit/compare_cert.h"
#include "asn1/der.h"
#include "base/buf.h"
#include "base/mem.h"
#include "x509/access.h"
#include "x509/general_name.h"
#include "x509/name.h"
#include "x509/policies.h"

#include <gnutls/abstract.h>
#include <gnutls/x509-ext.h>
#include <stdlib.h>

typedef struct pair {
	const cp_cert *cert;
	gnutls_x509_crt_t crt;
	compare_differs *told;
	void *user;
} pair;

static void
differs(const pair *p, const char *field)
{
	p->told(p->user, field);
}

static void
same(const pair *p, const char *field, bool equal)
{
	if (!equal)
		differs(p, field);
}

static bool
equal_datum(cp_bytes bytes, const gnutls_datum_t *datum)
{
	return cp_bytes_equal(bytes, cp_bytes_of(datum->data, datum->size));
}

/* As numbers: GnuTLS writes a sign octet, or leaves leading zeros out. */
static bool
equal_number(cp_bytes number, gnutls_datum_t *datum)
{
	cp_bytes theirs = cp_bytes_of(datum->data, datum->size);

	while (theirs.len > 0 && theirs.data[0] == 0)
		theirs = cp_bytes_slice(theirs, 1, theirs.len);
	while (number.len > 0 && number.data[0] == 0)
		number = cp_bytes_slice(number, 1, number.len);
	return cp_bytes_equal(number, theirs);
}

static bool
equal_oid(cp_bytes content, const char *dotted)
{
	cp_buf buf = CP_BUF_EMPTY;
	char *text;
	bool equal;

	cp_oid_append_dotted(&buf, content);
	text = cp_buf_finish(&buf);
	equal = text != NULL && strcmp(text, dotted) == 0;
	cp_free(text);
	return equal;
}

static void
compare_names(const pair *p)
{
	gnutls_datum_t dn;

	same(p, "subject",
		gnutls_x509_crt_get_raw_dn(p->crt, &dn) == 0 && equal_datum(p->cert->subject, &dn));
	gnutls_free(dn.data);
	same(p, "issuer",
		gnutls_x509_crt_get_raw_issuer_dn(p->crt, &dn) == 0 &&
			equal_datum(p->cert->issuer, &dn));
	gnutls_free(dn.data);
}

static void
compare_numbers_and_dates(const pair *p)
{
	uint8_t octets[1 << 16];
	size_t len = sizeof(octets);

	same(p, "version", gnutls_x509_crt_get_version(p->crt) == p->cert->version);
	same(p, "serial",
		gnutls_x509_crt_get_serial(p->crt, octets, &len) == 0 &&
			cp_bytes_equal(p->cert->serial, cp_bytes_of(octets, len)));
	same(p, "notBefore", gnutls_x509_crt_get_activation_time(p->crt) == p->cert->not_before);
	same(p, "notAfter", gnutls_x509_crt_get_expiration_time(p->crt) == p->cert->not_after);
	len = sizeof(octets);
	same(p, "signature",
		gnutls_x509_crt_get_signature(p->crt, (char *)octets, &len) == 0 &&
			cp_bytes_equal(p->cert->signature, cp_bytes_of(octets, len)));
	len = sizeof(octets);
	same(p, "issuerUniqueID",
		(gnutls_x509_crt_get_issuer_unique_id(p->crt, (char *)octets, &len) == 0) ==
			p->cert->has_issuer_uid);
	len = sizeof(octets);
	same(p, "subjectUniqueID",
		(gnutls_x509_crt_get_subject_unique_id(p->crt, (char *)octets, &len) == 0) ==
			p->cert->has_subject_uid);
}

static cp_key_type
key_type(int algorithm)
{
	switch (algorithm) {
	case GNUTLS_PK_RSA:
		return CP_KEY_RSA;
	case GNUTLS_PK_RSA_PSS:
		return CP_KEY_RSA_PSS;
	case GNUTLS_PK_ECDSA:
		return CP_KEY_EC;
	case GNUTLS_PK_EDDSA_ED25519:
		return CP_KEY_ED25519;
	case GNUTLS_PK_EDDSA_ED448:
		return CP_KEY_ED448;
	case GNUTLS_PK_ECDH_X25519:
		return CP_KEY_X25519;
	case GNUTLS_PK_ECDH_X448:
		return CP_KEY_X448;
	case GNUTLS_PK_DSA:
		return CP_KEY_DSA;
	default:
		return CP_KEY_UNKNOWN;
	}
}

/* The TBSCertificate by nothing but its lengths: inside the outer head, up to its own end. */
static cp_bytes
slice_tbs(cp_bytes der)
{
	size_t outer = der.data[1] < 0x80 ? 2 : 2 + (der.data[1] & 0x7f), head, len, i;
	cp_bytes tbs = cp_bytes_slice(der, outer, der.len);

	head = tbs.data[1] < 0x80 ? 2 : 2 + (tbs.data[1] & 0x7f);
	len = tbs.data[1] < 0x80 ? tbs.data[1] : 0;
	for (i = 2; i < head; i++)
		len = len << 8 | tbs.data[i];
	return cp_bytes_slice(tbs, 0, head + len);
}

static void
compare_key_and_algorithms(const pair *p)
{
	unsigned bits = 0;
	int algorithm = gnutls_x509_crt_get_pk_algorithm(p->crt, &bits);
	gnutls_datum_t modulus, exponent, x, y;
	gnutls_ecc_curve_t curve;
	char oid[256];
	size_t len = sizeof(oid);

	same(p, "key", key_type(algorithm) == p->cert->key.type);
	same(p, "bits", algorithm < 0 || bits == p->cert->key.bits);
	same(p, "signatureAlgorithm",
		gnutls_x509_crt_get_signature_oid(p->crt, oid, &len) == 0 &&
			equal_oid(p->cert->outer_algorithm.oid, oid));
	same(p, "tbsCertificate", cp_bytes_equal(p->cert->tbs, slice_tbs(p->cert->der)));
	if (gnutls_x509_crt_get_pk_rsa_raw(p->crt, &modulus, &exponent) == 0) {
		same(p, "modulus", equal_number(p->cert->key.modulus, &modulus));
		same(p, "publicExponent", equal_number(p->cert->key.exponent, &exponent));
		gnutls_free(modulus.data);
		gnutls_free(exponent.data);
	} else if (algorithm == GNUTLS_PK_ECDSA &&
		   gnutls_x509_crt_get_pk_ecc_raw(p->crt, &curve, &x, &y) == 0) {
		same(p, "point",
			equal_number(p->cert->key.point_x, &x) &&
				equal_number(p->cert->key.point_y, &y));
		gnutls_free(x.data);
		gnutls_free(y.data);
	}
}

static void
compare_extensions(const pair *p)
{
	cp_bytes rest = p->cert->extensions;
	cp_extension extension;
	cp_ext_id id;
	unsigned i;

	for (i = 0;; i++) {
		bool ours = cp_cert_next_extension(p->cert, &rest, &extension, &id);
		char oid[256];
		size_t len = sizeof(oid);
		unsigned critical;
		gnutls_datum_t data = {NULL, 0};
		bool theirs =
			gnutls_x509_crt_get_extension_info(p->crt, i, oid, &len, &critical) == 0 &&
			gnutls_x509_crt_get_extension_data2(p->crt, i, &data) == 0;

		if (ours && theirs)
			same(p, "extension",
				equal_oid(extension.oid, oid) && critical == extension.critical &&
					equal_datum(extension.value, &data));
		gnutls_free(data.data);
		if (ours != theirs)
			differs(p, "extensions");
		if (!ours || !theirs)
			break;
	}
	same(p, "number of extensions", i == p->cert->n_extensions);
}

static bool
same_general_name(const cp_general_name *name, unsigned type, const gnutls_datum_t *value)
{
	switch (type) {
	case GNUTLS_SAN_DNSNAME:
		return name->type == CP_GN_DNS && equal_datum(name->value, value);
	case GNUTLS_SAN_RFC822NAME:
		return name->type == CP_GN_EMAIL && equal_datum(name->value, value);
	case GNUTLS_SAN_URI:
		return name->type == CP_GN_URI && equal_datum(name->value, value);
	case GNUTLS_SAN_IPADDRESS:
		return name->type == CP_GN_IP && equal_datum(name->value, value);
	case GNUTLS_SAN_DN: /* as text */
		return name->type == CP_GN_DIRECTORY;
	case GNUTLS_SAN_REGISTERED_ID:
		return name->type == CP_GN_REGISTERED_ID;
	default:
		return name->type == CP_GN_OTHER_NAME;
	}
}

static void
compare_names_of(const pair *p, cp_ext_id id, const char *field)
{
	cp_bytes value = p->cert->ext[id].value, rest = p->cert->san;
	gnutls_datum_t raw = {(unsigned char *)(uintptr_t)value.data, (unsigned)value.len};
	gnutls_subject_alt_names_t names;
	cp_general_name name;
	gnutls_datum_t data;
	unsigned i, type;

	if (id == CP_EXT_ISSUER_ALT_NAME)
		rest = p->cert->ian;
	if (!p->cert->ext[id].present)
		return;
	if (gnutls_subject_alt_names_init(&names) != 0)
		exit(99);
	if (gnutls_x509_ext_import_subject_alt_names(&raw, names, 0) != 0) {
		differs(p, field);
	} else {
		for (i = 0; gnutls_subject_alt_names_get(names, i, &type, &data, NULL) == 0; i++) {
			if (!cp_general_name_next(&rest, &name) ||
				!same_general_name(&name, type, &data))
				differs(p, field);
		}
		same(p, field, rest.len == 0);
		same(p, field, id == CP_EXT_ISSUER_ALT_NAME || i == p->cert->n_san);
	}
	gnutls_subject_alt_names_deinit(names);
}

static void
compare_usage(const pair *p)
{
	const cp_cert *cert = p->cert;
	cp_bytes rest = cp_cert_eku_content(cert), oid;
	unsigned critical, ca, usage, ours = 0, n;
	int path_len, status;

	status = gnutls_x509_crt_get_basic_constraints(p->crt, &critical, &ca, &path_len);
	same(p, "basicConstraints", (status >= 0) == cert->ext[CP_EXT_BASIC_CONSTRAINTS].present);
	if (status >= 0)
		same(p, "basicConstraints",
			(ca != 0) == cert->is_ca && (path_len >= 0) == cert->has_path_len &&
				(path_len < 0 || (uint64_t)path_len == cert->path_len));
	for (n = 0; n < 9; n++) {
		if ((cert->key_usage & 1u << n) != 0)
			ours |= n < 8 ? 0x80u >> n : 0x8000u;
	}
	status = gnutls_x509_crt_get_key_usage(p->crt, &usage, &critical);
	same(p, "keyUsage", (status >= 0) == cert->ext[CP_EXT_KEY_USAGE].present);
	same(p, "keyUsage", status < 0 || usage == ours);
	for (n = 0;; n++) {
		char dotted[256];
		size_t len = sizeof(dotted);
		bool we = cp_cert_next_oid(&rest, &oid);
		bool they = gnutls_x509_crt_get_key_purpose_oid(
				    p->crt, n, dotted, &len, &critical) == 0;

		same(p, "extKeyUsage", we == they && (!we || equal_oid(oid, dotted)));
		if (!we || !they)
			break;
	}
	same(p, "extKeyUsage", n == cert->n_eku);
}

static void
compare_key_ids(const pair *p)
{
	uint8_t octets[4096];
	unsigned critical;
	size_t len = sizeof(octets);
	int status = gnutls_x509_crt_get_subject_key_id(p->crt, octets, &len, &critical);

	same(p, "subjectKeyIdentifier",
		(status == 0) == p->cert->ext[CP_EXT_SUBJECT_KEY_ID].present);
	if (status == 0)
		same(p, "subjectKeyIdentifier",
			cp_bytes_equal(p->cert->ski, cp_bytes_of(octets, len)));
	len = sizeof(octets);
	status = gnutls_x509_crt_get_authority_key_id(p->crt, octets, &len, &critical);
	same(p, "keyIdentifier", (status == 0) == p->cert->aki_has_key_id);
	if (status == 0)
		same(p, "keyIdentifier",
			cp_bytes_equal(p->cert->aki_key_id, cp_bytes_of(octets, len)));
}

static void
compare_aki_serial(const pair *p)
{
	uint8_t octets[4096], name[4096];
	size_t len = sizeof(octets), name_len = sizeof(name);
	unsigned type;
	int status = gnutls_x509_crt_get_authority_key_gn_serial(
		p->crt, 0, name, &name_len, &type, octets, &len, NULL);

	same(p, "authorityCertIssuer", (status >= 0) == p->cert->aki_has_issuer);
	if (status >= 0)
		same(p, "authorityCertSerialNumber",
			cp_bytes_equal(p->cert->aki_serial, cp_bytes_of(octets, len)));
}

static gnutls_datum_t
value_of(const pair *p, cp_ext_id id)
{
	cp_bytes value = p->cert->ext[id].value;
	gnutls_datum_t raw = {(unsigned char *)(uintptr_t)value.data, (unsigned)value.len};

	return raw;
}

static void
compare_access(const pair *p)
{
	gnutls_datum_t raw = value_of(p, CP_EXT_AUTHORITY_INFO_ACCESS), oid, location;
	cp_bytes rest = p->cert->aia;
	gnutls_x509_aia_t aia;
	cp_general_name name;
	cp_oid method;
	unsigned i, type;

	if (!p->cert->ext[CP_EXT_AUTHORITY_INFO_ACCESS].present)
		return;
	if (gnutls_x509_aia_init(&aia) != 0)
		exit(99);
	same(p, "authorityInfoAccess", gnutls_x509_ext_import_aia(&raw, aia, 0) == 0);
	for (i = 0; gnutls_x509_aia_get(aia, i, &oid, &type, &location) == 0; i++)
		same(p, "authorityInfoAccess",
			cp_access_next(&rest, &method, &name) &&
				same_general_name(&name, type, &location));
	same(p, "authorityInfoAccess", rest.len == 0);
	gnutls_x509_aia_deinit(aia);
}

/* GnuTLS gives the fullNames of all points in one row. */
static bool
next_point_name(cp_bytes *points, cp_distribution_point *point, cp_general_name *name)
{
	while (!cp_general_name_next(&point->full_name, name)) {
		if (!cp_distribution_point_next(points, point))
			return false;
	}
	return true;
}

static void
compare_points(const pair *p)
{
	gnutls_datum_t raw = value_of(p, CP_EXT_CRL_DISTRIBUTION_POINTS), location;
	cp_bytes rest = p->cert->crl_distribution_points;
	cp_distribution_point point;
	gnutls_x509_crl_dist_points_t points;
	unsigned i, type, reasons;
	cp_general_name name;

	if (!p->cert->ext[CP_EXT_CRL_DISTRIBUTION_POINTS].present)
		return;
	if (gnutls_x509_crl_dist_points_init(&points) != 0)
		exit(99);
	memset(&point, 0, sizeof(point));
	same(p, "cRLDistributionPoints",
		gnutls_x509_ext_import_crl_dist_points(&raw, points, 0) == 0);
	for (i = 0; gnutls_x509_crl_dist_points_get(points, i, &type, &location, &reasons) == 0;
		i++)
		same(p, "cRLDistributionPoints",
			next_point_name(&rest, &point, &name) &&
				same_general_name(&name, type, &location));
	same(p, "cRLDistributionPoints", !next_point_name(&rest, &point, &name));
	gnutls_x509_crl_dist_points_deinit(points);
}

static void
compare_constraints(const pair *p)
{
	gnutls_datum_t raw = value_of(p, CP_EXT_NAME_CONSTRAINTS), base;
	cp_bytes permitted = p->cert->permitted, excluded = p->cert->excluded;
	gnutls_x509_name_constraints_t constraints;
	cp_subtree subtree;
	unsigned i, type;

	if (!p->cert->ext[CP_EXT_NAME_CONSTRAINTS].present)
		return;
	if (gnutls_x509_name_constraints_init(&constraints) != 0)
		exit(99);
	if (gnutls_x509_ext_import_name_constraints(&raw, constraints, 0) != 0) {
		differs(p, "nameConstraints");
		gnutls_x509_name_constraints_deinit(constraints);
		return;
	}
	for (i = 0; gnutls_x509_name_constraints_get_permitted(constraints, i, &type, &base) == 0;
		i++)
		same(p, "nameConstraints",
			cp_subtree_next(&permitted, &subtree) &&
				same_general_name(&subtree.base, type, &base));
	for (i = 0; gnutls_x509_name_constraints_get_excluded(constraints, i, &type, &base) == 0;
		i++)
		same(p, "nameConstraints",
			cp_subtree_next(&excluded, &subtree) &&
				same_general_name(&subtree.base, type, &base));
	same(p, "nameConstraints", permitted.len == 0 && excluded.len == 0);
	gnutls_x509_name_constraints_deinit(constraints);
}

static void
compare_policies(const pair *p)
{
	cp_bytes rest = p->cert->policies, oid, qualifiers;
	unsigned i, critical;

	for (i = 0;; i++) {
		gnutls_x509_policy_st policy;
		bool ours = cp_policies_next(&rest, &oid, &qualifiers);
		int status = gnutls_x509_crt_get_policy(p->crt, i, &policy, &critical);

		if (status != 0 && status != GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE) {
			differs(p, "certificatePolicies");
			break;
		}
		same(p, "certificatePolicies",
			ours == (status == 0) && (!ours || equal_oid(oid, policy.oid)));
		if (status == 0)
			gnutls_x509_policy_release(&policy);
		if (!ours || status != 0)
			break;
	}
}

void
compare_cert(const cp_cert *cert, gnutls_x509_crt_t crt, compare_differs *told, void *user)
{
	const pair whole = {cert, crt, told, user}, *p = &whole;

	compare_names(p);
	compare_numbers_and_dates(p);
	compare_key_and_algorithms(p);
	compare_extensions(p);
	compare_names_of(p, CP_EXT_SUBJECT_ALT_NAME, "subjectAltName");
	compare_names_of(p, CP_EXT_ISSUER_ALT_NAME, "issuerAltName");
	compare_usage(p);
	compare_key_ids(p);
	compare_aki_serial(p);
	compare_access(p);
	compare_points(p);
	compare_constraints(p);
	compare_policies(p);
}
