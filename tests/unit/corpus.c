/*
 * Thousands of real certificates, each field held against GnuTLS's reading of it; and broken ones,
 * read without harm. Differences are known by kind, each with its reason; another one fails. Needs
 * shared data
 * ($CERTPOLICY_SHARED or ../shared beside the source tree) and xz.
 */
#include <config.h>
#include "asn1/der.h"
#include "base/buf.h"
#include "base/mem.h"
#include "unit/compare_cert.h"
#include "unit/unit.h"
#include "x509/access.h"
#include "x509/cert.h"
#include "x509/general_name.h"
#include "x509/name.h"
#include "x509/policies.h"

#include <gnutls/x509.h>

static char shared[4096];

typedef struct pair {
	const cp_cert *cert;
	gnutls_x509_crt_t crt;
	const char *file;
	size_t index;
} pair;

static bool
has_problem(const cp_cert *cert, cp_problem_kind kind)
{
	size_t i;

	for (i = 0; i < cert->n_problems && cert->problems[i].kind != kind; i++)
		continue;
	return i < cert->n_problems;
}

static bool
algorithms_differ(const cp_cert *cert)
{
	return has_problem(cert, CP_PROBLEM_ALGORITHMS_DIFFER);
}

static bool
has_bad_oid(const cp_cert *cert)
{
	return has_problem(cert, CP_PROBLEM_OID);
}

static bool
has_bad_time(const cp_cert *cert)
{
	return has_problem(cert, CP_PROBLEM_TIME) && cert->not_before_form == CP_TIME_NONE;
}

static bool
is_p521(const cp_cert *cert)
{
	return cert->key.curve == CP_CURVE_P521 && cert->key.bits == 521;
}

static bool
key_usage_is_unreadable(const cp_cert *cert)
{
	return cert->ext[CP_EXT_KEY_USAGE].present && !cert->ext[CP_EXT_KEY_USAGE].readable;
}

/* A cPSuri with a NUL in it. */
static bool
has_nul_in_cps(const cp_cert *cert)
{
	cp_bytes rest = cert->policies, oid, qualifiers;
	cp_tlv qualifier, id, value;

	while (cp_policies_next(&rest, &oid, &qualifiers)) {
		while (cp_der_walk(&qualifiers, &qualifier)) {
			if (cp_der_walk(&qualifier.content, &id) &&
				cp_oid_find(id.content) == CP_OID_QUALIFIER_CPS &&
				cp_der_walk(&qualifier.content, &value) &&
				memchr(value.content.data, 0, value.content.len) != NULL)
				return true;
		}
	}
	return false;
}

/* Where the two may differ, and who is right why. */
static struct {
	const char *field;
	bool (*holds)(const cp_cert *cert);
	const char *why;
	size_t n;
} known[] = {
	{"import", algorithms_differ,
		"the two AlgorithmIdentifiers differ (RFC 5280 4.1.1.2): GnuTLS reads nothing, we "
		"note "
		"it and read on",
		0},
	{"bits", is_p521, "P-521 has a field of 521 bits (SEC 2); GnuTLS says 528, whole octets",
		0},
	{"certificatePolicies", has_bad_oid,
		"an OID that is not minimal: GnuTLS refuses the extension, we note it and read on",
		0},
	{"certificatePolicies", has_nul_in_cps,
		"a cPSuri with a NUL at its end, which IA5String has (X.680 41): GnuTLS refuses "
		"the "
		"extension",
		0},
	{"keyUsage", key_usage_is_unreadable,
		"an extension whose value is no DER: GnuTLS says absent, we say present and "
		"unreadable",
		0},
	{"notBefore", has_bad_time,
		"a UTCTime without seconds, which RFC 5280 4.1.2.5.1 forbids: GnuTLS reads it, we "
		"note "
		"it",
		0},
};

static size_t n_unknown;

static void
differs(void *user, const char *field)
{
	const pair *p = user;
	size_t i;

	for (i = 0; i < CP_COUNT(known); i++) {
		if (strcmp(known[i].field, field) == 0 && known[i].holds(p->cert)) {
			known[i].n++;
			return;
		}
	}
	fprintf(stderr, "%s #%zu: %s differs\n", p->file, p->index, field);
	n_unknown++;
}

/* All of what a command prints; NULL when there is nothing. */
static uint8_t *
output_of(const char *command, size_t *len)
{
	FILE *pipe = popen(command, "r");
	size_t capacity = 1 << 20, n;
	uint8_t *data = malloc(capacity);

	*len = 0;
	if (pipe == NULL || data == NULL)
		exit(99);
	while ((n = fread(data + *len, 1, capacity - *len, pipe)) > 0) {
		*len += n;
		if (*len == capacity && (data = realloc(data, capacity *= 2)) == NULL)
			exit(99);
	}
	if (pclose(pipe) != 0)
		*len = 0;
	return data;
}

static void
compare_file(const char *file, size_t expected)
{
	char command[8192];
	pair p = {NULL, NULL, file, 0};
	uint8_t *data;
	size_t len;
	cp_bytes rest;
	cp_tlv tlv;

	snprintf(command, sizeof(command), "xz -dc '%s/data/real/12-corpus/%s'", shared, file);
	data = output_of(command, &len);
	rest = cp_bytes_of(data, len);
	for (; cp_der_walk(&rest, &tlv); p.index++) {
		gnutls_datum_t der = {
			(unsigned char *)(uintptr_t)tlv.whole.data, (unsigned)tlv.whole.len};
		cp_cert *cert = cp_cert_read(tlv.whole);

		if (cert == NULL || gnutls_x509_crt_init(&p.crt) != 0)
			exit(99);
		p.cert = cert;
		if (gnutls_x509_crt_import(p.crt, &der, GNUTLS_X509_FMT_DER) == 0)
			compare_cert(cert, p.crt, differs, &p);
		else
			differs(&p, "import");
		gnutls_x509_crt_deinit(p.crt);
		cp_cert_unref(cert);
	}
	CU_ASSERT(p.index == expected);
	free(data);
}

static void
real_certificates_are_read_as_gnutls_reads_them(void)
{
	size_t i;

	compare_file("ccadb_ca_certs.dev.ders.xz", 6261);
	compare_file("ct_log_accepted_roots_extra.dev.ders.xz", 341);
	compare_file("sunlight_precerts.dev.ders.xz", 630);
	CU_ASSERT(n_unknown == 0);
	for (i = 0; i < CP_COUNT(known); i++) {
		printf("\n    %zu x %s: %s", known[i].n, known[i].field, known[i].why);
		/* A difference that is gone should leave the list. */
		UNIT_ROW(known[i].field, known[i].n > 0);
	}
}

/* What a reader of a report would look at, however broken the certificate. */
static void
look_at_everything(const cp_cert *cert)
{
	cp_bytes rest = cert->san, oid, qualifiers;
	cp_buf buf = CP_BUF_EMPTY;
	cp_general_name name;
	cp_subtree subtree;
	cp_extension extension;
	cp_oid method;
	cp_ext_id id;
	size_t i;

	cp_name_append_text(&buf, cert->subject);
	cp_name_append_text(&buf, cert->issuer);
	while (cp_general_name_next(&rest, &name))
		cp_general_name_append_text(&buf, &name);
	for (rest = cert->permitted; cp_subtree_next(&rest, &subtree);)
		cp_general_name_append_text(&buf, &subtree.base);
	for (rest = cert->aia; cp_access_next(&rest, &method, &name);)
		cp_general_name_append_text(&buf, &name);
	for (rest = cert->policies; cp_policies_next(&rest, &oid, &qualifiers);)
		cp_oid_append_dotted(&buf, oid);
	for (rest = cert->extensions; cp_cert_next_extension(cert, &rest, &extension, &id);)
		cp_oid_append_dotted(&buf, extension.oid);
	for (i = 0; i < cert->n_problems; i++)
		cp_problem_append_path(&buf, &cert->problems[i]);
	for (i = 0; i < buf.len; i++) {
		if (buf.data[i] < ' ' || buf.data[i] == 0x7f)
			break;
	}
	CU_ASSERT(i == buf.len && !buf.failed);
	cp_buf_clear(&buf);
	CU_ASSERT(cp_cert_is_self_issued(cert) == cp_name_equal(cert->issuer, cert->subject));
	CU_ASSERT(!cp_name_equal(cert->issuer, cert->subject) ||
		  cp_name_hash(cert->issuer) == cp_name_hash(cert->subject));
}

static void
read_broken_file(const char *path)
{
	static uint8_t octets[4 << 20];
	char full[sizeof(shared) + 8192 + 16];
	FILE *file;
	cp_cert *cert;
	size_t len, i;

	snprintf(full, sizeof(full), "%s/data/real/%s", shared, path);
	file = fopen(full, "rb");
	if (file == NULL)
		return;
	len = fread(octets, 1, sizeof(octets), file);
	fclose(file);
	cert = cp_cert_read(cp_bytes_of(octets, len));
	if (cert == NULL)
		exit(99);
	UNIT_ROW(path, cert->skeleton || cert->n_all_problems > 0);
	UNIT_ROW(path, (cert->n_problems > 0) == (cert->n_all_problems > 0));
	for (i = 0; i < cert->n_problems; i++)
		UNIT_ROW(path, cert->problems[i].offset <= cert->der.len);
	look_at_everything(cert);
	cp_cert_unref(cert);
}

static void
broken_certificates_are_read_without_harm(void)
{
	char line[8192];
	size_t n = 0;
	FILE *file;

	snprintf(line, sizeof(line), "%s/data/real/11-malformed/INDEX.tsv", shared);
	file = fopen(line, "r");
	CU_ASSERT_FATAL(file != NULL);
	while (fgets(line, sizeof(line), file) != NULL) {
		char *tab = strchr(line, '\t');

		if (tab == NULL || strncmp(line, "11-malformed/", 13) != 0)
			continue;
		*tab = '\0';
		read_broken_file(line);
		n++;
	}
	fclose(file);
	CU_ASSERT(n > 1000);
}

int
main(void)
{
	static const unit_test tests[] = {
		{"real certificates are read as GnuTLS reads them",
			real_certificates_are_read_as_gnutls_reads_them},
		{"broken certificates are read without harm",
			broken_certificates_are_read_without_harm},
		{NULL, NULL},
	};
	const char *named = getenv("CERTPOLICY_SHARED");
	char index[8192];
	FILE *file;

	snprintf(shared, sizeof(shared), "%s", named != NULL ? named : SRCDIR "/../shared");
	snprintf(index, sizeof(index), "%s/data/real/12-corpus/INDEX.tsv", shared);
	file = fopen(index, "r");
	if (file == NULL || system("xz --version >/dev/null 2>&1") != 0) {
		printf("skipped: no shared data at %s, or no xz\n", shared);
		return 77;
	}
	fclose(file);
	return unit_main("corpus", tests);
}
