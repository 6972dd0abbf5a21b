/*
 * Readers side by side.
 *
 *     readers POOL FIRST N
 *
 * Every mutant is read by us, by GnuTLS and by OpenSSL. One that we find well formed and GnuTLS
 * accepts is compared field by field. Where GnuTLS reads otherwise or refuses, the kind is known
 * and stands in a table with its reason; anything else is printed and fails. A DEFAULT value that
 * is spelled out counts as well formed: that is against the profile only.
 */
#include <config.h>
#include "asn1/der.h"
#include "base/mem.h"
#include "mutants/mutate.h"
#include "unit/compare_cert.h"
#include "x509/access.h"
#include "x509/general_name.h"
#include "x509/name.h"
#include "x509/policies.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#ifdef CP_HAVE_OPENSSL
#include <openssl/err.h>
#include <openssl/x509v3.h>
#endif

typedef struct reading {
	size_t number;
	const cp_cert *cert;
	gnutls_x509_crt_t crt;
	const char *what;
	der_tree *tree; /* for whoever needs one */
} reading;

static struct {
	size_t ours, gnutls, openssl, both, unknown;
} counts;

/* The kinds of difference. */

/* GnuTLS counts seconds from 1970 on. */
static bool
is_before_1970(const reading *r)
{
	return r->cert->not_before < 0 || r->cert->not_after < 0;
}

/* The key as it stands is of no use, and we say so; or GnuTLS has no such curve. */
static bool
has_useless_key(const reading *r)
{
	return r->cert->key.flaws != 0 || r->cert->key.curve == CP_CURVE_UNKNOWN;
}

static bool
is_p521(const reading *r)
{
	return r->cert->key.curve == CP_CURVE_P521;
}

/* GOST keys, and signature algorithms where a key's algorithm should stand. */
static bool
has_unknown_key(const reading *r)
{
	return r->cert->key.type == CP_KEY_UNKNOWN;
}

static bool
has_empty_signature(const reading *r)
{
	return r->cert->signature.len == 0;
}

static bool
has_empty_key_id(const reading *r)
{
	return (r->cert->ext[CP_EXT_SUBJECT_KEY_ID].present && r->cert->ski.len == 0) ||
	       (r->cert->aki_has_key_id && r->cert->aki_key_id.len == 0);
}

static bool
has_half_aki(const reading *r)
{
	return r->cert->aki_has_issuer != r->cert->aki_has_serial;
}

/* Bits behind decipherOnly, the ninth. */
static bool
has_many_usages(const reading *r)
{
	cp_bytes value = r->cert->ext[CP_EXT_KEY_USAGE].value;

	return value.len > 5 || (value.len == 5 && (value.data[4] & 0x7f) != 0);
}

static bool
has_long_path(const reading *r)
{
	return r->cert->path_len > INT_MAX;
}

static bool
has_empty_extension(const reading *r)
{
	cp_bytes rest = r->cert->extensions;
	cp_extension extension;
	cp_ext_id id;

	while (cp_cert_next_extension(r->cert, &rest, &extension, &id)) {
		if (extension.value.len == 0)
			return true;
	}
	return false;
}

/* An arc of 64 bits or more, anywhere. */
static bool
has_large_arc(const reading *r)
{
	size_t i, at, octets;

	tree_clear(r->tree);
	(void)tree_read(r->tree, r->cert->der);
	for (i = 0; i < r->tree->n; i++) {
		cp_bytes oid = r->tree->nodes[i].lead;

		if (r->tree->nodes[i].tag != CP_DER_OID)
			continue;
		for (at = octets = 0; at < oid.len; at++) {
			octets = (oid.data[at] & 0x80) != 0 ? octets + 1 : 0;
			if (octets == 9)
				return true;
		}
	}
	return false;
}

/* No attribute, or one without an octet: GnuTLS fails to make text of it. */
static bool
is_bare(cp_bytes dn)
{
	cp_name_walk walk = cp_name_walk_start(dn);
	cp_attribute attribute;
	size_t n;

	for (n = 0; cp_name_walk_next(&walk, &attribute); n++) {
		if (attribute.value.len == 0)
			return true;
	}
	return n == 0;
}

/* x400Address, ediPartyName, or a name without an octet. */
static bool
is_odd(const cp_general_name *name)
{
	return name->type == CP_GN_X400 || name->type == CP_GN_EDI_PARTY || name->value.len == 0 ||
	       (name->type == CP_GN_DIRECTORY && is_bare(name->value));
}

static bool
has_odd(cp_bytes names)
{
	cp_general_name name;

	while (cp_general_name_next(&names, &name)) {
		if (is_odd(&name))
			return true;
	}
	return false;
}

static bool
has_odd_name(const reading *r)
{
	return has_odd(r->cert->san) || has_odd(r->cert->ian);
}

static bool
has_odd_issuer(const reading *r)
{
	return has_odd(r->cert->aki_issuer);
}

static bool
has_odd_access(const reading *r)
{
	cp_bytes rest = r->cert->aia;
	cp_general_name name;
	cp_oid method;

	while (cp_access_next(&rest, &method, &name)) {
		if (is_odd(&name))
			return true;
	}
	return false;
}

/* Ones behind a zero: RFC 4632 knows prefixes only. */
static bool
is_prefix(cp_bytes mask)
{
	bool ended = false;
	size_t i;

	for (i = 0; i < 8 * mask.len; i++) {
		bool one = (mask.data[i / 8] & 0x80 >> i % 8) != 0;

		if (one && ended)
			return false;
		ended |= !one;
	}
	return true;
}

static bool
has_empty_label(cp_bytes name)
{
	size_t i;

	if (name.len == 1 && name.data[0] == '.')
		return true;
	for (i = 1; i < name.len; i++) {
		if (name.data[i - 1] == '.' && name.data[i] == '.')
			return true;
	}
	return false;
}

static bool
has_odd_constraint(const reading *r)
{
	cp_bytes lists[] = {r->cert->permitted, r->cert->excluded};
	cp_subtree subtree;
	size_t i;

	for (i = 0; i < CP_COUNT(lists); i++) {
		while (cp_subtree_next(&lists[i], &subtree)) {
			cp_bytes value = subtree.base.value;

			if (is_odd(&subtree.base) || subtree.base.type == CP_GN_REGISTERED_ID ||
				subtree.base.type == CP_GN_OTHER_NAME ||
				((subtree.base.type == CP_GN_DNS ||
					 subtree.base.type == CP_GN_EMAIL) &&
					has_empty_label(value)) ||
				(subtree.base.type == CP_GN_IP &&
					!is_prefix(
						cp_bytes_slice(value, value.len / 2, value.len))))
				return true;
		}
	}
	return false;
}

static bool
has_qualifiers(const reading *r)
{
	cp_bytes rest = r->cert->policies, oid, qualifiers;

	while (cp_policies_next(&rest, &oid, &qualifiers)) {
		if (qualifiers.len > 0)
			return true;
	}
	return false;
}

/* Without a name, or with an odd one. */
static bool
has_odd_point(const reading *r)
{
	cp_bytes rest = r->cert->crl_distribution_points;
	cp_distribution_point point;

	while (cp_distribution_point_next(&rest, &point)) {
		if ((point.full_name.len == 0 && point.relative_name.len == 0) ||
			has_odd(point.full_name))
			return true;
	}
	return false;
}

static bool
has_timestamps(const reading *r)
{
	return r->cert->ext[CP_EXT_SCT_LIST].present;
}

static bool
has_other_extension(const reading *r)
{
	cp_bytes rest = r->cert->extensions;
	cp_extension extension;
	cp_ext_id id;

	while (cp_cert_next_extension(r->cert, &rest, &extension, &id)) {
		if (id == CP_EXT_OTHER)
			return true;
	}
	return false;
}

static bool
is_text(unsigned tag)
{
	return tag == CP_DER_UTF8_STRING || tag == CP_DER_PRINTABLE_STRING ||
	       tag == CP_DER_IA5_STRING || tag == CP_DER_TELETEX_STRING ||
	       tag == CP_DER_BMP_STRING || tag == CP_DER_UNIVERSAL_STRING ||
	       tag == CP_DER_NUMERIC_STRING || tag == CP_DER_VISIBLE_STRING;
}

/* A RelativeDistinguishedName, or the nameRelativeToCRLIssuer of a distribution point. */
static bool
holds_attributes(const tree_node *node)
{
	return node->tag == CP_DER_SET || node->tag == CP_DER_CONTEXT_CONSTRUCTED(1);
}

/* Also with a tag that no tree takes. */
static bool
is_all_text(cp_bytes dn)
{
	cp_name_walk walk = cp_name_walk_start(dn);
	cp_attribute attribute;

	while (cp_name_walk_next(&walk, &attribute)) {
		if (!is_text(cp_der_peek(attribute.whole)))
			return false;
	}
	return true;
}

/*
 * An AttributeTypeAndValue without text, in whatever name: what we find well formed is of a type
 * that RFC 5280 does not know, and so of any syntax.
 */
static bool
has_other_attribute(const reading *r)
{
	const tree_node *set, *attribute;
	size_t i;

	if (!is_all_text(r->cert->issuer) || !is_all_text(r->cert->subject))
		return true;
	tree_clear(r->tree);
	(void)tree_read(r->tree, r->cert->der);
	for (i = 0; i < r->tree->n; i++) {
		set = &r->tree->nodes[i];
		for (attribute = holds_attributes(set) ? set->first : NULL; attribute != NULL;
			attribute = attribute->next) {
			if (attribute->tag == CP_DER_SEQUENCE && tree_count(attribute) == 2 &&
				attribute->first->tag == CP_DER_OID &&
				!is_text(attribute->first->next->tag))
				return true;
		}
	}
	return false;
}

static struct {
	const char *field;
	bool (*holds)(const reading *r);
	const char *why;
	size_t n;
} known[] = {
	{"notBefore", is_before_1970, "GnuTLS has no dates before 1970 (RFC 5280 4.1.2.5)", 0},
	{"notAfter", is_before_1970, "likewise", 0},
	{"key", has_useless_key, "we name the type of a key that cannot be used, and its flaw", 0},
	{"key", has_unknown_key, "an algorithm for signatures is none for keys (RFC 3279 2.3)", 0},
	{"bits", is_p521, "P-521 has a field of 521 bits (SEC 2)", 0},
	{"bits", has_unknown_key, "GnuTLS knows GOST keys", 0},
	{"bits", has_useless_key, "the size of a key that cannot be used", 0},
	{"modulus", has_useless_key, "likewise: zero or negative", 0},
	{"modulus", has_unknown_key, "likewise", 0},
	{"publicExponent", has_useless_key, "likewise", 0},
	{"publicExponent", has_unknown_key, "likewise", 0},
	{"point", has_useless_key, "likewise: not as long as the curve asks", 0},
	{"signature", has_empty_signature, "GnuTLS calls an empty BIT STRING an error", 0},
	{"extension", has_empty_extension, "GnuTLS calls an empty extnValue an error", 0},
	{"extensions", has_empty_extension, "likewise", 0},
	{"number of extensions", has_empty_extension, "likewise", 0},
	{"subjectKeyIdentifier", has_empty_key_id, "GnuTLS calls an empty one an error", 0},
	{"keyIdentifier", has_empty_key_id, "likewise", 0},
	{"authorityCertIssuer", has_half_aki,
		"without authorityCertSerialNumber, which is against the profile (RFC 5280 "
		"4.2.1.1)",
		0},
	{"keyUsage", has_many_usages,
		"bits behind the ninth, which X.680 22.7 does not forbid: we leave them out", 0},
	{"basicConstraints", has_long_path,
		"pathLenConstraint is INTEGER (0..MAX); GnuTLS's is 32 bits", 0},
	{"import", has_large_arc, "X.660 sets no end to arcs; libtasn1 stops at 64 bits", 0},
	{"nameConstraints", has_large_arc, "likewise", 0},
	{"import", has_odd_name, "GnuTLS has no x400Address or ediPartyName, and no empty names",
		0},
	{"subjectAltName", has_odd_name, "likewise", 0},
	{"issuerAltName", has_odd_name, "likewise", 0},
	{"nameConstraints", has_odd_constraint,
		"GnuTLS knows four forms of names, whole labels and masks that are prefixes; we "
		"read "
		"on and refuse what is held against others",
		0},
	{"extKeyUsage", has_large_arc, "as above", 0},
	{"certificatePolicies", has_large_arc, "as above", 0},
	{"certificatePolicies", has_qualifiers,
		"GnuTLS wants explicitText in a user notice, and printable characters", 0},
	{"authorityCertIssuer", has_odd_issuer, "as above", 0},
	{"keyIdentifier", has_odd_issuer, "as above", 0},
	{"authorityInfoAccess", has_odd_access, "as above", 0},
	{"authorityInfoAccess", has_large_arc, "as above", 0},
	{"cRLDistributionPoints", has_odd_point, "as above, or no name at all: GnuTLS stops there",
		0},
	{"OpenSSL", has_timestamps, "a list of timestamps that cannot be read is no timestamps", 0},
	{"OpenSSL", has_other_extension, "extensions of other standards are not ours to read", 0},
	{"OpenSSL", has_other_attribute,
		"a value that is no string, of an attribute that RFC 5280 "
		"does not know: ANY (RFC 5280 4.1.2.4)",
		0},
};

/* Whether OpenSSL reads the certificate, its key and every extension that it knows. */
#ifdef CP_HAVE_OPENSSL
static bool
openssl_reads(cp_bytes der)
{
	const unsigned char *at = der.data;
	X509 *x509 = d2i_X509(NULL, &at, (long)der.len);
	bool reads = x509 != NULL && at == der.data + der.len;
	int i;

	for (i = 0; reads && i < X509_get_ext_count(x509); i++) {
		X509_EXTENSION *extension = X509_get_ext(x509, i);
		int nid = OBJ_obj2nid(X509_EXTENSION_get_object(extension));
		const X509V3_EXT_METHOD *method = X509V3_EXT_get_nid(nid);
		void *value;

		if (method == NULL)
			continue;
		value = X509V3_EXT_d2i(extension);
		reads = value != NULL;
		if (value != NULL && method->it != NULL)
			ASN1_item_free(value, ASN1_ITEM_ptr(method->it));
		else if (value != NULL && method->ext_free != NULL)
			method->ext_free(value);
	}
	X509_free(x509);
	ERR_clear_error();
	return reads;
}
#else
static bool
openssl_reads(cp_bytes der)
{
	return der.len > 0;
}
#endif

static void
show(const reading *r, const char *field)
{
	cp_buf text = CP_BUF_EMPTY;
	char *digits;

	cp_buf_append_hex(&text, r->cert->der);
	digits = cp_buf_finish(&text);
	printf("%zu\t%s\t%s\topenssl %s\t%s\n", r->number, field, r->what,
		openssl_reads(r->cert->der) ? "reads" : "refuses", digits);
	cp_free(digits);
	counts.unknown++;
}

static void
differs(void *user, const char *field)
{
	const reading *r = user;
	size_t i;

	for (i = 0; i < CP_COUNT(known); i++) {
		if (strcmp(known[i].field, field) == 0 && known[i].holds(r)) {
			known[i].n++;
			return;
		}
	}
	show(r, field);
}

static bool
is_malformed(const cp_cert *cert)
{
	size_t i;

	for (i = 0; i < cert->n_problems; i++) {
		if (cp_problem_is_malformed(&cert->problems[i]))
			return true;
	}
	return false;
}

static void
read_one(cp_bytes der, size_t number, const mutator *m)
{
	gnutls_datum_t datum = {(unsigned char *)(uintptr_t)der.data, (unsigned)der.len};
	reading r = {number, cp_cert_read(der), NULL, m->what, m->donor};
	bool ours, theirs, openssl;

	if (r.cert == NULL || gnutls_x509_crt_init(&r.crt) != 0)
		exit(99);
	ours = !is_malformed(r.cert);
	theirs = gnutls_x509_crt_import(r.crt, &datum, GNUTLS_X509_FMT_DER) == 0;
	counts.ours += ours;
	counts.gnutls += theirs;
	counts.both += ours && theirs;
	openssl = openssl_reads(der);
	counts.openssl += openssl;
	if (ours && !openssl)
		differs(&r, "OpenSSL");
	if (ours && theirs)
		compare_cert(r.cert, r.crt, differs, &r);
	else if (ours)
		differs(&r, "import");
	gnutls_x509_crt_deinit(r.crt);
	cp_cert_unref((cp_cert *)(uintptr_t)r.cert);
}

int
main(int argc, char **argv)
{
	cp_buf der = CP_BUF_EMPTY;
	size_t first, n, i;
	mutator m;
	cert_pool pool;

	if (argc != 4)
		return 64;
	first = strtoull(argv[2], NULL, 10);
	n = strtoull(argv[3], NULL, 10);
	pool_read(argv[1], &pool);
	mutator_init(&m, &pool);
	for (i = first; i < first + n; i++) {
		mutator_seed(&m, i);
		cp_buf_clear(&der);
		mutate(&m, pool.items[mutator_pick(&m, pool.n)], &der);
		read_one(cp_bytes_of(der.data, der.len), i, &m);
	}
	cp_buf_clear(&der);
	mutator_free(&m);
	pool_free(&pool);
	printf("%zu mutants: %zu read by us, %zu by GnuTLS, %zu by both, %zu by OpenSSL\n", n,
		counts.ours, counts.gnutls, counts.both, counts.openssl);
	for (i = 0; i < CP_COUNT(known); i++) {
		if (known[i].n > 0)
			printf("  %8zu %s: %s\n", known[i].n, known[i].field, known[i].why);
	}
	return counts.unknown > 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
