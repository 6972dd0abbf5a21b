/*
 * Mozilla's certdata.txt: objects of attributes, one a line, values of octets in octal over
 * several. A certificate and what NSS says of it are two objects, joined by issuer, serial number
 * and the certificate's SHA-1. What is cut or odd is an error with its line: half a list is none.
 */
#include <config.h>
#include "base/civil.h"
#include "base/mem.h"
#include "store/roots_read.h"
#include "store/stamp.h"
#include "x509/cert.h"

#include <stdlib.h>

/* Octets of one value; certificates have 2 kB. */
#define LARGEST_VALUE 65536u

typedef enum object_class { CLASS_NONE, CLASS_CERTIFICATE, CLASS_TRUST, CLASS_OTHER } object_class;

typedef enum server_trust { TRUST_UNTOLD, TRUST_NO, TRUST_ANCHOR, TRUST_DISTRUSTED } server_trust;

/* What is wanted of an object of either class. Octets live in the reader's arena. */
typedef struct object {
	object_class class;
	size_t line; /* of its CKA_CLASS */
	cp_bytes label, issuer, serial, value, sha1;
	server_trust server;
	bool in_programme; /* CKA_NSS_MOZILLA_CA_POLICY */
	bool has_distrust_after;
	int64_t distrust_after;
} object;

typedef struct object_list {
	object *list; /* owned */
	size_t n, capacity;
} object_list;

typedef struct certdata {
	cp_roots_reading *reading;
	cp_bytes rest;
	size_t line;
	cp_arena arena; /* octets of this file */
	object open;    /* the object that is being read */
	object_list certificates, trusts;
} certdata;

static int
refuse(const certdata *data, const char *what)
{
	return cp_roots_refuse(data->reading, data->line, "%s", what);
}

/* A line without its end; false behind the last one. */
static bool
next_line(certdata *data, cp_bytes *line)
{
	const uint8_t *end;
	size_t len;

	if (data->rest.len == 0)
		return false;
	end = memchr(data->rest.data, '\n', data->rest.len);
	len = end != NULL ? (size_t)(end - data->rest.data) : data->rest.len;
	*line = cp_bytes_slice(data->rest, 0, len);
	data->rest = cp_bytes_slice(data->rest, len + 1, data->rest.len);
	if (line->len > 0 && line->data[line->len - 1] == '\r')
		line->len--;
	data->line++;
	return true;
}

static bool
is_word(cp_bytes text, const char *word)
{
	return cp_bytes_equal(text, cp_bytes_of_string(word));
}

/* The word that the line begins with; the line moves behind it and the blanks after it. */
static cp_bytes
take_word(cp_bytes *line)
{
	cp_bytes word = *line;
	size_t len = 0, next;

	while (len < word.len && word.data[len] != ' ' && word.data[len] != '\t')
		len++;
	for (next = len; next < word.len && (word.data[next] == ' ' || word.data[next] == '\t');
		next++)
		continue;
	*line = cp_bytes_slice(word, next, word.len);
	return cp_bytes_slice(word, 0, len);
}

/* "\060\127…", three digits an octet. */
static bool
decode_octal(cp_bytes line, uint8_t *out, size_t *len)
{
	size_t i;

	if (line.len % 4 != 0)
		return false;
	for (i = 0; i < line.len; i += 4) {
		const uint8_t *c = line.data + i;

		if (c[0] != '\\' || c[1] < '0' || c[1] > '3' || c[2] < '0' || c[2] > '7' ||
			c[3] < '0' || c[3] > '7')
			return false;
		out[(*len)++] = (uint8_t)((c[1] - '0') << 6 | (c[2] - '0') << 3 | (c[3] - '0'));
	}
	return true;
}

/* How many octets the lines up to END hold at most, so that they are copied once. */
static size_t
measure_octal(cp_bytes rest)
{
	size_t n = 0, i;

	for (i = 0; i < rest.len && rest.data[i] != 'E' && n <= LARGEST_VALUE; i++)
		n += rest.data[i] == '\\';
	return n;
}

static int
read_octal(certdata *data, cp_bytes *value)
{
	size_t room = measure_octal(data->rest), len = 0;
	uint8_t *octets;
	cp_bytes line;

	if (room > LARGEST_VALUE)
		return refuse(data, "a value is too long");
	octets = cp_arena_alloc(&data->arena, room, 1);
	if (octets == NULL)
		return CERTPOLICY_ERROR_NO_MEMORY;
	while (next_line(data, &line)) {
		if (is_word(line, "END")) {
			*value = cp_bytes_of(octets, len);
			return CERTPOLICY_OK;
		}
		if (line.len / 4 > room - len || !decode_octal(line, octets, &len))
			return refuse(data, "these are no octets in octal, and no END");
	}
	return refuse(data, "the file ends within a value: it was cut");
}

/* The classes, of PKCS#11 and of NSS, by the names that they had over time. */
static object_class
class_of(cp_bytes word)
{
	if (is_word(word, "CKO_CERTIFICATE"))
		return CLASS_CERTIFICATE;
	if (is_word(word, "CKO_NSS_TRUST") || is_word(word, "CKO_NETSCAPE_TRUST") ||
		is_word(word, "CKO_TRUST"))
		return CLASS_TRUST;
	return CLASS_OTHER;
}

static const struct {
	const char *word;
	server_trust trust;
} trust_words[] = {
	{"CKT_NSS_TRUSTED_DELEGATOR", TRUST_ANCHOR},
	{"CKT_NETSCAPE_TRUSTED_DELEGATOR", TRUST_ANCHOR},
	{"CKT_TRUST_ANCHOR", TRUST_ANCHOR}, /* PKCS#11 3.2 */
	{"CKT_NSS_NOT_TRUSTED", TRUST_DISTRUSTED},
	{"CKT_NETSCAPE_UNTRUSTED", TRUST_DISTRUSTED},
	{"CKT_NOT_TRUSTED", TRUST_DISTRUSTED},
	{"CKT_NSS_MUST_VERIFY_TRUST", TRUST_NO},
	{"CKT_NETSCAPE_MUST_VERIFY", TRUST_NO},
	{"CKT_TRUST_MUST_VERIFY_TRUST", TRUST_NO},
	{"CKT_NSS_VALID_DELEGATOR", TRUST_NO},
	{"CKT_NETSCAPE_VALID_DELEGATOR", TRUST_NO},
	{"CKT_NSS_TRUSTED", TRUST_NO}, /* as a server's own certificate, not as a root */
	{"CKT_NETSCAPE_TRUSTED", TRUST_NO},
	{"CKT_TRUSTED", TRUST_NO},
	{"CKT_NETSCAPE_VALID", TRUST_NO},
	{"CKT_NSS_TRUST_UNKNOWN", TRUST_NO},
	{"CKT_NETSCAPE_TRUST_UNKNOWN", TRUST_NO},
	{"CKT_TRUST_UNKNOWN", TRUST_NO},
};

static int
read_trust(certdata *data, cp_bytes value)
{
	size_t i;

	for (i = 0; i < CP_COUNT(trust_words); i++) {
		if (!is_word(value, trust_words[i].word))
			continue;
		data->open.server = trust_words[i].trust;
		return CERTPOLICY_OK;
	}
	return refuse(data, "this is no word for a trust that is known here");
}

/* A date that cannot be read would be no date: that is for a person to mend. */
static int
read_distrust_after(certdata *data, cp_bytes type, cp_bytes value)
{
	if (is_word(type, "CK_BBOOL") && is_word(value, "CK_FALSE"))
		return CERTPOLICY_OK;
	data->open.has_distrust_after = true;
	if (is_word(type, "MULTILINE_OCTAL") && cp_stamp_parse(value, &data->open.distrust_after))
		return CERTPOLICY_OK;
	return refuse(data, "the date of distrust cannot be read");
}

static int
read_bool(certdata *data, cp_bytes type, cp_bytes value, bool *answer)
{
	*answer = is_word(value, "CK_TRUE");
	if (is_word(type, "CK_BBOOL") && (*answer || is_word(value, "CK_FALSE")))
		return CERTPOLICY_OK;
	return refuse(data, "this is neither CK_TRUE nor CK_FALSE");
}

/* Attributes of octets, and where they go. */
static cp_bytes *
place_of(object *open, cp_bytes name)
{
	if (is_word(name, "CKA_ISSUER"))
		return &open->issuer;
	if (is_word(name, "CKA_SERIAL_NUMBER"))
		return &open->serial;
	if (is_word(name, "CKA_VALUE"))
		return &open->value;
	if (is_word(name, "CKA_CERT_SHA1_HASH") || is_word(name, "CKA_NSS_CERT_SHA1_HASH"))
		return &open->sha1;
	return NULL;
}

static int
read_attribute(certdata *data, cp_bytes name, cp_bytes type, cp_bytes value)
{
	cp_bytes *place = place_of(&data->open, name);

	if (data->open.class == CLASS_NONE)
		return refuse(data, "an attribute stands before the first CKA_CLASS");
	if (place != NULL && (!is_word(type, "MULTILINE_OCTAL") || place->len > 0))
		return refuse(data, "this attribute wants octets, and once");
	if (place != NULL)
		*place = value;
	if (is_word(name, "CKA_LABEL"))
		data->open.label = value;
	if (is_word(name, "CKA_NSS_MOZILLA_CA_POLICY"))
		return read_bool(data, type, value, &data->open.in_programme);
	if (is_word(name, "CKA_NSS_SERVER_DISTRUST_AFTER"))
		return read_distrust_after(data, type, value);
	if (is_word(name, "CKA_TRUST_SERVER_AUTH") || is_word(name, "CKA_NSS_TRUST_SERVER_AUTH") ||
		is_word(name, "CKA_PKCS_TRUST_SERVER_AUTH"))
		return read_trust(data, value);
	return CERTPOLICY_OK;
}

/* The object is at its end: whether all of it is there. */
static int
close_object(certdata *data)
{
	const object *open = &data->open;
	object_list *list = open->class == CLASS_CERTIFICATE ? &data->certificates : &data->trusts;
	bool whole = open->issuer.len > 0 && open->serial.len > 0;

	if (open->class == CLASS_NONE || open->class == CLASS_OTHER)
		return CERTPOLICY_OK;
	if (open->class == CLASS_CERTIFICATE)
		whole = whole && open->value.len > 0;
	else
		whole = whole && open->server != TRUST_UNTOLD;
	if (!whole)
		return cp_roots_refuse(data->reading, open->line,
			"the object that begins here is not whole: it was cut");
	if (!cp_grow((void **)&list->list, list->n, &list->capacity, sizeof(*list->list)))
		return CERTPOLICY_ERROR_NO_MEMORY;
	list->list[list->n++] = *open;
	return CERTPOLICY_OK;
}

static int
begin_object(certdata *data, cp_bytes class)
{
	int status = close_object(data);

	memset(&data->open, 0, sizeof(data->open));
	data->open.class = class_of(class);
	data->open.line = data->line;
	return status;
}

static int
read_line(certdata *data, cp_bytes line)
{
	cp_bytes name, type, value = CP_BYTES_NONE;
	int status = CERTPOLICY_OK;

	if (line.len == 0 || line.data[0] == '#' || is_word(line, "BEGINDATA"))
		return CERTPOLICY_OK;
	name = take_word(&line);
	if (is_word(name, "CVS_ID"))
		return CERTPOLICY_OK;
	type = take_word(&line);
	if (name.len < 5 || memcmp(name.data, "CKA_", 4) != 0 || type.len == 0)
		return refuse(data, "this is no attribute (CKA_NAME TYPE VALUE)");
	if (is_word(type, "MULTILINE_OCTAL") && line.len == 0)
		status = read_octal(data, &value);
	else if (line.len == 0)
		status = refuse(data, "the attribute has no value: the line was cut");
	else
		value = line;
	if (status != CERTPOLICY_OK)
		return status;
	if (is_word(name, "CKA_CLASS"))
		return begin_object(data, value);
	return read_attribute(data, name, type, value);
}

static int
by_issuer_and_serial(const void *a, const void *b)
{
	const object *left = a, *right = b;
	int order = cp_bytes_compare(left->issuer, right->issuer);

	return order != 0 ? order : cp_bytes_compare(left->serial, right->serial);
}

static bool
is_about(const object *trust, const object *certificate)
{
	uint8_t sha1[CP_SHA1_LEN];

	if (by_issuer_and_serial(trust, certificate) != 0)
		return false;
	if (trust->sha1.len == 0)
		return true;
	cp_crypto_sha1(certificate->value, sha1);
	return cp_bytes_equal(trust->sha1, cp_bytes_of(sha1, sizeof(sha1)));
}

/* What is said of a certificate; NULL: nothing. */
static const object *
find_trust(const certdata *data, const object *certificate)
{
	const object_list *trusts = &data->trusts;
	size_t low = 0, high = trusts->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (by_issuer_and_serial(&trusts->list[middle], certificate) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < trusts->n && by_issuer_and_serial(&trusts->list[low], certificate) == 0;
		low++) {
		if (is_about(&trusts->list[low], certificate))
			return &trusts->list[low];
	}
	return NULL;
}

/* The label without its quotes. */
static cp_bytes
unquote(cp_bytes label)
{
	if (label.len >= 2 && label.data[0] == '"' && label.data[label.len - 1] == '"')
		return cp_bytes_slice(label, 1, label.len - 2);
	return label;
}

/* Who is trusted for servers, who is marked, and who has a date; of others, e-mail's, nothing is
 * said. */
static int
join(certdata *data, const object *certificate)
{
	const object *trust = find_trust(data, certificate);
	cp_bytes subject, key_id;
	cp_root *root;

	if (trust == NULL)
		return cp_roots_refuse(data->reading, certificate->line,
			"nothing is said of the certificate that begins here: the file was cut");
	if (!cp_cert_peek(certificate->value, &subject, &key_id))
		return cp_roots_refuse(data->reading, certificate->line,
			"the certificate that begins here cannot be read");
	if (trust->server == TRUST_NO && !certificate->has_distrust_after)
		return CERTPOLICY_OK;
	root = cp_roots_new_certificate(data->reading, certificate->value);
	if (root == NULL)
		return CERTPOLICY_ERROR_NO_MEMORY;
	root->name = cp_roots_keep_name(data->reading, unquote(certificate->label));
	root->is_distrusted = trust->server == TRUST_DISTRUSTED;
	root->is_anchor = trust->server != TRUST_NO;
	root->is_public = root->is_distrusted || (root->is_anchor && certificate->in_programme);
	root->dates[CP_DISTRUST_BY_NOT_BEFORE] =
		(cp_root_date){true, certificate->has_distrust_after, certificate->distrust_after};
	return CERTPOLICY_OK;
}

static int
read_all(certdata *data)
{
	cp_bytes line;
	size_t i;
	int status = CERTPOLICY_OK;

	while (status == CERTPOLICY_OK && next_line(data, &line))
		status = read_line(data, line);
	if (status == CERTPOLICY_OK)
		status = close_object(data);
	if (status == CERTPOLICY_OK && data->trusts.n > 0)
		qsort(data->trusts.list, data->trusts.n, sizeof(*data->trusts.list),
			by_issuer_and_serial);
	for (i = 0; status == CERTPOLICY_OK && i < data->certificates.n; i++)
		status = join(data, &data->certificates.list[i]);
	return status;
}

int
cp_roots_read_certdata(cp_roots_reading *reading)
{
	certdata data = {.reading = reading, .rest = reading->content};
	int status = read_all(&data);

	cp_free(data.certificates.list);
	cp_free(data.trusts.list);
	cp_arena_clear(&data.arena);
	return status;
}
