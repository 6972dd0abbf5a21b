/* Certificates of others, issued anew beneath a root of our own. */
#include <config.h>
#include "mutants/adopt.h"
#include "asn1/der.h"
#include "base/civil.h"
#include "unit/der_text.h"
#include "x509/cert.h"
#include "x509/general_name.h"

#include <gnutls/abstract.h>
#include <stdio.h>
#include <stdlib.h>

#define ALGORITHM "30{06{2a8648ce3d040302}}"
#define ROOT_NAME "30{31{30{06{550403} 0c{'Root of the mutants'}}}}"
#define ISSUING_NAME "30{31{30{06{550403} 0c{'Issuer of the mutants'}}}}"
#define ROOT_ID "a000000000000000000000000000000000000001"
#define ISSUING_ID "a000000000000000000000000000000000000002"
#define CA_EXTENSIONS(id)                                                                          \
	"30{06{551d13} 01{ff} 04{30{01{ff}}}} 30{06{551d0f} 01{ff} 04{03{0106}}}"                  \
	"30{06{551d0e} 04{04{" id "}}} 30{06{551d23} 04{30{80{" ROOT_ID "}}}}"
#define LONG_VALIDITY "30{17{'500101000000Z'} 18{'99991231235959Z'}}"

static gnutls_privkey_t keys[ADOPT_N_KEYS];
static cp_buf spkis[ADOPT_N_KEYS];

static void
read_key(adopt_key key, const char *name)
{
	char path[4096];
	gnutls_datum_t pem, der;
	gnutls_pubkey_t public;

	snprintf(path, sizeof(path), "%s/tests/mutants/keys/%s.pem", SRCDIR, name);
	if (gnutls_load_file(path, &pem) != 0 || gnutls_privkey_init(&keys[key]) != 0 ||
		gnutls_privkey_import_x509_raw(keys[key], &pem, GNUTLS_X509_FMT_PEM, NULL, 0) !=
			0 ||
		gnutls_pubkey_init(&public) != 0 ||
		gnutls_pubkey_import_privkey(public, keys[key], 0, 0) != 0 ||
		gnutls_pubkey_export2(public, GNUTLS_X509_FMT_DER, &der) != 0)
		exit(99);
	cp_buf_append(&spkis[key], der.data, der.size);
	gnutls_pubkey_deinit(public);
	gnutls_free(pem.data);
	gnutls_free(der.data);
}

void
adopt_start(void)
{
	read_key(ADOPT_ROOT, "root");
	read_key(ADOPT_ISSUING, "issuing");
	read_key(ADOPT_LEAF, "leaf");
}

void
adopt_stop(void)
{
	size_t i;

	for (i = 0; i < ADOPT_N_KEYS; i++) {
		gnutls_privkey_deinit(keys[i]);
		cp_buf_clear(&spkis[i]);
	}
	der_text_free_all();
}

static cp_bytes
bytes_of(const cp_buf *buf)
{
	return cp_bytes_of(buf->data, buf->len);
}

cp_bytes
adopt_algorithm(void)
{
	static const uint8_t algorithm[] = {
		0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02};

	return cp_bytes_of(algorithm, sizeof(algorithm));
}

void
adopt_sign(adopt_key key, cp_bytes octets, cp_buf *signature)
{
	gnutls_datum_t data = {(unsigned char *)(uintptr_t)octets.data, (unsigned)octets.len}, out;

	if (gnutls_privkey_sign_data(keys[key], GNUTLS_DIG_SHA256, GNUTLS_PRIVKEY_FLAG_REPRODUCIBLE,
		    &data, &out) != 0)
		exit(99);
	cp_buf_append(signature, out.data, out.size);
	gnutls_free(out.data);
}

static void
put_head(cp_buf *buf, uint8_t tag, size_t len)
{
	cp_buf_append_char(buf, (char)tag);
	if (len >= 0x80)
		cp_buf_append_char(buf, (char)(len < 0x100 ? 0x81 : len < 0x10000 ? 0x82 : 0x83));
	if (len >= 0x10000)
		cp_buf_append_char(buf, (char)(len >> 16));
	if (len >= 0x100)
		cp_buf_append_char(buf, (char)(len >> 8));
	cp_buf_append_char(buf, (char)len);
}

void
adopt_assemble(cp_bytes tbs, cp_bytes algorithm, cp_bytes signature, cp_buf *out)
{
	cp_buf body = CP_BUF_EMPTY;

	cp_buf_append(&body, tbs.data, tbs.len);
	cp_buf_append(&body, algorithm.data, algorithm.len);
	put_head(&body, CP_DER_BIT_STRING, signature.len + 1);
	cp_buf_append_char(&body, 0);
	cp_buf_append(&body, signature.data, signature.len);
	put_head(out, CP_DER_SEQUENCE, body.len);
	cp_buf_append(out, body.data, body.len);
	cp_buf_clear(&body);
}

static void
issue(cp_bytes tbs, adopt_key key, cp_buf *out)
{
	cp_buf signature = CP_BUF_EMPTY;

	adopt_sign(key, tbs, &signature);
	adopt_assemble(tbs, adopt_algorithm(), bytes_of(&signature), out);
	cp_buf_clear(&signature);
}

/* A certificate of texts, but for the issuer's name. */
static void
issue_text(const char *subject, cp_bytes issuer, const char *validity, adopt_key key,
	const char *extensions, adopt_key by, cp_buf *out)
{
	cp_buf text = CP_BUF_EMPTY;
	char *whole;

	cp_buf_append_string(&text, "30{ a0{02{02}} 02{5b01} " ALGORITHM);
	cp_buf_append_hex(&text, issuer);
	cp_buf_printf(&text, " %s %s ", validity, subject);
	cp_buf_append_hex(&text, bytes_of(&spkis[key]));
	cp_buf_printf(&text, " a3{30{%s}} }", extensions);
	whole = cp_buf_finish(&text);
	if (whole == NULL)
		exit(99);
	issue(der_text(whole), by, out);
	free(whole);
}

static void
issue_root(adopted_chain *adopted)
{
	issue_text(ROOT_NAME, der_text(ROOT_NAME), LONG_VALIDITY, ADOPT_ROOT,
		CA_EXTENSIONS(ROOT_ID), ADOPT_ROOT, &adopted->root);
}

/* A leaf of ours under the name and key identifier of a CA taken in. */
static void
issue_leaf(const cp_cert *ca, adopted_chain *adopted)
{
	cp_buf extensions = CP_BUF_EMPTY;
	char validity[128], from[CP_TIME_TEXT_LEN], *text;
	cp_civil day;

	cp_civil_from_seconds(adopted->time, &day);
	cp_time_format(adopted->time, from);
	snprintf(validity, sizeof(validity), "30{%s{'%.*s%02d%02d000000Z'} %s{'%.*s1231235959Z'}}",
		day.year < 2050 ? "17" : "18", day.year < 2050 ? 2 : 4,
		from + (day.year < 2050 ? 2 : 0), day.month, day.day, day.year < 2050 ? "17" : "18",
		day.year < 2050 ? 2 : 4, from + (day.year < 2050 ? 2 : 0));
	cp_buf_append_string(&extensions,
		"30{06{551d0f} 01{ff} 04{03{0780}}} 30{06{551d25} 04{30{06{2b06010505070301}}}}"
		"30{06{551d11} 04{30{82{'www.example.com'}}}}"
		"30{06{551d20} 04{30{30{06{67810c010201}}}}}");
	if (ca->ski.len > 0) {
		cp_buf_append_string(&extensions, "30{06{551d23} 04{30{80{");
		cp_buf_append_hex(&extensions, ca->ski);
		cp_buf_append_string(&extensions, "}}}}");
	}
	text = cp_buf_finish(&extensions);
	if (text == NULL)
		exit(99);
	issue_text(
		"30{}", ca->subject, validity, ADOPT_LEAF, text, ADOPT_ISSUING, &adopted->chain[0]);
	free(text);
	strcpy(adopted->peer, "www.example.com");
}

/* False when the tree is full. */
static bool
replace(der_tree *tree, tree_node *parent, tree_node *child, cp_bytes der)
{
	tree_node *node = tree_read(tree, der);

	if (node == NULL)
		return false;
	node->next = child->next;
	*tree_link(parent, child) = node;
	return true;
}

static bool
is_extension(const tree_node *extension, const char *oid)
{
	return extension->first != NULL && cp_bytes_equal(extension->first->lead, der_text(oid));
}

/* Our authorityKeyIdentifier in place of theirs; and what makes a precertificate goes. */
static bool
adopt_extensions(der_tree *tree, tree_node *extensions, const char *aki)
{
	tree_node *child, *next, *last = NULL;
	bool found = false;

	for (child = extensions->first; child != NULL; child = next) {
		next = child->next;
		if (is_extension(child, "551d23")) {
			found = replace(tree, extensions, child, der_text(aki));
		} else if (is_extension(child, "2b06010401d679020403")) {
			*tree_link(extensions, child) = next;
		} else {
			last = child;
		}
	}
	if (!found && last != NULL)
		found = (last->next = tree_read(tree, der_text(aki))) != NULL;
	return found;
}

static bool
adopt_tbs(der_tree *tree, const cp_cert *cert, adopted_chain *adopted, cp_buf *tbs)
{
	tree_node *root = tree_read(tree, cert->tbs), *child;
	bool is_ca = cert->is_ca;

	if (root == NULL || root->first == NULL ||
		root->first->tag != CP_DER_CONTEXT_CONSTRUCTED(0))
		return false;
	if (tree_count(root) < 8 || !replace(tree, root, tree_child(root, 2), adopt_algorithm()) ||
		!replace(tree, root, tree_child(root, 3),
			der_text(is_ca ? ROOT_NAME : ISSUING_NAME)) ||
		(is_ca &&
			!replace(tree, root, tree_child(root, 6), bytes_of(&spkis[ADOPT_ISSUING]))))
		return false;
	child = tree_child(root, tree_count(root) - 1);
	if (child->tag != CP_DER_CONTEXT_CONSTRUCTED(3) || child->first == NULL ||
		!adopt_extensions(tree, child->first,
			is_ca ? "30{06{551d23} 04{30{80{" ROOT_ID "}}}}"
			      : "30{06{551d23} 04{30{80{" ISSUING_ID "}}}}"))
		return false;
	adopted->at = is_ca;
	adopted->signed_by = is_ca ? ADOPT_ROOT : ADOPT_ISSUING;
	tree_write(tbs, root);
	return true;
}

/* A DNS name without a wildcard, in letters that need no escape. */
static void
find_peer(const cp_cert *cert, char *peer, size_t capacity)
{
	cp_bytes rest = cert->san;
	cp_general_name name;

	peer[0] = '\0';
	while (cp_general_name_next(&rest, &name)) {
		snprintf(
			peer, capacity, "%.*s", (int)name.value.len, (const char *)name.value.data);
		if (name.type == CP_GN_DNS && name.value.len > 0 && name.value.len < capacity &&
			strspn(peer, "abcdefghijklmnopqrstuvwxyz0123456789.-") == name.value.len)
			return;
	}
	peer[0] = '\0';
}

bool
adopt(der_tree *tree, cp_bytes der, adopted_chain *adopted)
{
	cp_cert *cert = cp_cert_read(der);
	cp_buf tbs = CP_BUF_EMPTY;
	bool done = false;

	memset(adopted, 0, sizeof(*adopted));
	tree_clear(tree);
	if (cert == NULL)
		exit(99);
	if (cert->skeleton && cert->not_before <= cert->not_after &&
		adopt_tbs(tree, cert, adopted, &tbs)) {
		adopted->time = cert->not_before + (cert->not_after - cert->not_before) / 2;
		issue(bytes_of(&tbs), adopted->signed_by, &adopted->chain[adopted->at]);
		issue_root(adopted);
		if (adopted->at == 1)
			issue_leaf(cert, adopted);
		else
			issue_text(ISSUING_NAME, der_text(ROOT_NAME), LONG_VALIDITY, ADOPT_ISSUING,
				CA_EXTENSIONS(ISSUING_ID), ADOPT_ROOT, &adopted->chain[1]);
		if (adopted->at == 0)
			find_peer(cert, adopted->peer, sizeof(adopted->peer));
		done = true;
	}
	cp_buf_clear(&tbs);
	cp_cert_unref(cert);
	der_text_free_all();
	return done;
}

void
adopt_clear(adopted_chain *adopted)
{
	cp_buf_clear(&adopted->chain[0]);
	cp_buf_clear(&adopted->chain[1]);
	cp_buf_clear(&adopted->root);
}
