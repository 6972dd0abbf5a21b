/*
 * Published weak keys: each list is one block of sorted rows of one width, searched by halves. The
 * rows are what was published, a shortened digest or a whole one; a key is looked up by making the
 * same digest of it.
 */
#include <config.h>
#include "store/weak_keys.h"

#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/lines.h"
#include "store/published_keys.h"

#include <stdlib.h>

typedef enum form {
	FORM_DEBIAN, /* openssl-blacklist or openssh-blacklist: nothing tells them apart */
	FORM_SPKI,
	FORM_BADKEYS
} form;

#define DEBIAN_LEN 10u
#define BADKEYS_LEN 15u

/* What is longer is no key that anybody could use (crypto_gnutls.c). */
#define MODULUS_MAX 2048u
#define EXPONENT_MAX 64u

/* An entry is the beginning of its row. */
static const struct {
	size_t entry_len, row_len;
} forms[] = {
	[FORM_DEBIAN] = {DEBIAN_LEN, DEBIAN_LEN},
	[FORM_SPKI] = {CP_SHA256_LEN, CP_SHA256_LEN},
	[FORM_BADKEYS] = {BADKEYS_LEN, BADKEYS_LEN + 1},
};

typedef struct list {
	char *source;  /* owned */
	uint8_t *rows; /* owned, sorted */
	size_t n;
	form form;
} list;

struct cp_weak_keys {
	list *lists; /* in the order given */
	size_t n, capacity;
	bool has[CP_COUNT(forms)];
};

cp_weak_keys *
cp_weak_keys_new(void)
{
	return cp_calloc(1, sizeof(cp_weak_keys));
}

static void
clear(list *one)
{
	cp_free(one->source);
	cp_free(one->rows);
}

void
cp_weak_keys_free(cp_weak_keys *lists)
{
	size_t i;

	if (lists == NULL)
		return;
	for (i = 0; i < lists->n; i++)
		clear(&lists->lists[i]);
	cp_free(lists->lists);
	cp_free(lists);
}

/* ---- reading ---- */

static int
compare_debian(const void *a, const void *b)
{
	return memcmp(a, b, DEBIAN_LEN);
}

static int
compare_spki(const void *a, const void *b)
{
	return memcmp(a, b, CP_SHA256_LEN);
}

static bool
is_ascending(const list *one)
{
	size_t len = forms[one->form].row_len, i;

	for (i = 1; i < one->n; i++) {
		if (memcmp(one->rows + (i - 1) * len, one->rows + i * len, len) >= 0)
			return false;
	}
	return true;
}

/* Published lists mostly are in order already; one that somebody kept by hand need not be. */
static void
sort(list *one)
{
	if (!is_ascending(one))
		qsort(one->rows, one->n, forms[one->form].row_len,
			one->form == FORM_DEBIAN ? compare_debian : compare_spki);
}

static int
refuse_line(const list *one, size_t number, certpolicy_error **error)
{
	(void)cp_error_set(error, CERTPOLICY_ERROR_BAD_INPUT, "input.weak-keys",
		one->n == 0 ? "this is neither 20 nor 64 hexadecimal digits"
		: one->form == FORM_DEBIAN
			? "this is not 20 hexadecimal digits like the lines before"
			: "this is not 64 hexadecimal digits like the lines before");
	cp_error_set_place(error, one->source, number, 0);
	return CERTPOLICY_ERROR_BAD_INPUT;
}

/* The first entry tells the form of all. No line is shorter than two digits an octet. */
static int
read_lines(list *one, cp_bytes text, certpolicy_error **error)
{
	size_t number = 0, len;
	cp_bytes line;

	one->rows = cp_malloc(text.len / 2);
	if (one->rows == NULL)
		return cp_error_no_memory(error);
	cp_lines_begin(&text);
	while (cp_lines_next(&text, &line)) {
		number++;
		if (line.len == 0)
			continue;
		if (one->n == 0)
			one->form = line.len == (size_t)2 * DEBIAN_LEN ? FORM_DEBIAN : FORM_SPKI;
		len = forms[one->form].row_len;
		if (line.len != 2 * len || !cp_hex_decode(line, one->rows + one->n * len))
			return refuse_line(one, number, error);
		one->n++;
	}
	sort(one);
	return CERTPOLICY_OK;
}

static int
read_rows(list *one, cp_bytes content, certpolicy_error **error)
{
	size_t len = forms[FORM_BADKEYS].row_len;

	one->form = FORM_BADKEYS;
	one->rows = cp_memdup(content.data, content.len);
	if (one->rows == NULL)
		return cp_error_no_memory(error);
	one->n = content.len / len;
	if (content.len % len == 0 && is_ascending(one))
		return CERTPOLICY_OK;
	return cp_error_set(error, CERTPOLICY_ERROR_BAD_INPUT, "input.weak-keys",
		"%s is damaged or packed: neither text nor rows of %zu octets in order",
		one->source, len);
}

static bool
is_text(cp_bytes content)
{
	return content.len == 0 ||
	       (memchr(content.data, 0, content.len) == NULL && cp_utf8_is_valid(content));
}

static int
read_list(list *one, cp_bytes content, certpolicy_error **error)
{
	int status =
		is_text(content) ? read_lines(one, content, error) : read_rows(one, content, error);
	uint8_t *fitting;

	if (status == CERTPOLICY_OK && one->n == 0)
		return cp_error_set(error, CERTPOLICY_ERROR_BAD_INPUT, "input.weak-keys",
			"%s lists no keys", one->source);
	if (status != CERTPOLICY_OK)
		return status;
	fitting = cp_realloc(one->rows, one->n, forms[one->form].row_len);
	if (fitting == NULL)
		return cp_error_no_memory(error);
	one->rows = fitting;
	return CERTPOLICY_OK;
}

int
cp_weak_keys_add(
	cp_weak_keys *lists, cp_bytes content, const char *source, certpolicy_error **error)
{
	list one = {.source = cp_strdup(source)};
	int status;

	if (one.source == NULL ||
		!cp_grow((void **)&lists->lists, lists->n, &lists->capacity, sizeof(*lists->lists)))
		status = cp_error_no_memory(error);
	else
		status = read_list(&one, content, error);
	if (status != CERTPOLICY_OK) {
		clear(&one);
		return status;
	}
	lists->lists[lists->n++] = one;
	lists->has[one.form] = true;
	return CERTPOLICY_OK;
}

bool
cp_weak_keys_are_empty(const cp_weak_keys *lists)
{
	return lists->n == 0;
}

/* ---- looking up ---- */

/* What a key is called on lists; false: keys of its kind are on no list of the form. */
typedef struct identity {
	bool has_modulus, has_ssh, has_number;
	uint8_t modulus_sha1[CP_SHA1_LEN], ssh_md5[CP_MD5_LEN];
	uint8_t number_sha256[CP_SHA256_LEN];
} identity;

/* "Modulus=" and "\n" around what `openssl x509 -noout -modulus` prints: no zero in front. */
static void
digest_modulus(cp_bytes modulus, uint8_t sha1[CP_SHA1_LEN])
{
	static const char digits[] = "0123456789ABCDEF", before[] = "Modulus=";
	uint8_t text[sizeof(before) + 2 * MODULUS_MAX];
	size_t len = sizeof(before) - 1, i;

	memcpy(text, before, len);
	for (i = 0; i < modulus.len; i++) {
		if (i > 0 || modulus.data[0] >= 0x10)
			text[len++] = (uint8_t)digits[modulus.data[i] >> 4];
		text[len++] = (uint8_t)digits[modulus.data[i] & 15];
	}
	text[len++] = '\n';
	cp_crypto_sha1(cp_bytes_of(text, len), sha1);
}

/* A string or, with its zero in front, an mpint (RFC 4251 5). */
static size_t
put_string(uint8_t *out, cp_bytes content, bool with_zero)
{
	size_t len = content.len + (with_zero ? 1 : 0), i;

	for (i = 0; i < 4; i++)
		out[i] = (uint8_t)(len >> (24 - 8 * i));
	if (with_zero)
		out[4] = 0;
	memcpy(out + 4 + len - content.len, content.data, content.len);
	return 4 + len;
}

/* The key as SSH has it: "ssh-rsa", exponent, modulus (RFC 4253 6.6). */
static void
digest_ssh(cp_bytes modulus, cp_bytes exponent, uint8_t md5[CP_MD5_LEN])
{
	uint8_t blob[3 * 5 + 7 + EXPONENT_MAX + MODULUS_MAX];
	size_t len = put_string(blob, cp_bytes_of_string("ssh-rsa"), false);

	len += put_string(blob + len, exponent, exponent.data[0] >= 0x80);
	len += put_string(blob + len, modulus, modulus.data[0] >= 0x80);
	cp_crypto_md5(cp_bytes_of(blob, len), md5);
}

/* The x of a point, whatever its form: after one octet, alone or before y. */
static cp_bytes
point_x(cp_bytes point)
{
	bool alone = point.len > 0 && (point.data[0] == 2 || point.data[0] == 3);
	size_t len = point.len > 0 ? point.len - 1 : 0;

	return cp_bytes_slice(point, 1, alone ? len : len / 2);
}

/* By what number badkeys knows a key: without zeros in front. Nothing for DSA, which no policy that
 * asks for strong keys takes. */
static cp_bytes
number_of(const cp_public_key *key)
{
	cp_bytes number = CP_BYTES_NONE;

	switch (key->type) {
	case CP_KEY_RSA:
	case CP_KEY_RSA_PSS:
		number = key->modulus;
		break;
	case CP_KEY_EC:
		number = point_x(key->key);
		break;
	case CP_KEY_ED25519:
	case CP_KEY_ED448:
	case CP_KEY_X25519:
	case CP_KEY_X448:
		number = key->key;
		break;
	case CP_KEY_DSA:
	case CP_KEY_ML_DSA:
	case CP_KEY_SLH_DSA:
	case CP_KEY_UNKNOWN:
		break;
	}
	while (number.len > 0 && number.data[0] == 0)
		number = cp_bytes_slice(number, 1, number.len);
	return number.len <= MODULUS_MAX ? number : CP_BYTES_NONE;
}

static void
identify(const cp_weak_keys *lists, const cp_public_key *key, identity *names)
{
	cp_bytes n = key->modulus, e = key->exponent, number;

	memset(names, 0, sizeof(*names));
	if (lists->has[FORM_DEBIAN] && n.len > 0 && n.len <= MODULUS_MAX) {
		names->has_modulus = true;
		digest_modulus(n, names->modulus_sha1);
		names->has_ssh = e.len > 0 && e.len <= EXPONENT_MAX;
		if (names->has_ssh)
			digest_ssh(n, e, names->ssh_md5);
	}
	number = lists->has[FORM_BADKEYS] ? number_of(key) : CP_BYTES_NONE;
	if (number.len > 0) {
		names->has_number = true;
		cp_crypto_sha256(number, names->number_sha256);
	}
}

static bool
has_entry(const list *one, const uint8_t *entry)
{
	size_t entry_len = forms[one->form].entry_len, row_len = forms[one->form].row_len;
	size_t low = 0, high = one->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = memcmp(one->rows + middle * row_len, entry, entry_len);

		if (order == 0)
			return true;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

static bool
is_listed(const list *one, const identity *names, const uint8_t *spki_sha256)
{
	switch (one->form) {
	case FORM_DEBIAN:
		return (names->has_modulus &&
			       has_entry(one, names->modulus_sha1 + CP_SHA1_LEN - DEBIAN_LEN)) ||
		       (names->has_ssh && has_entry(one, names->ssh_md5 + CP_MD5_LEN - DEBIAN_LEN));
	case FORM_SPKI:
		return has_entry(one, spki_sha256);
	case FORM_BADKEYS:
		return names->has_number && has_entry(one, names->number_sha256);
	}
	return false;
}

const char *
cp_weak_keys_find(const cp_weak_keys *lists, const cp_public_key *key,
	const uint8_t spki_sha256[CP_SHA256_LEN])
{
	const char *built_in;
	identity names;
	size_t i;

	if (key->spki.len == 0)
		return NULL;
	built_in = cp_published_key_find(spki_sha256);
	if (built_in != NULL)
		return built_in;
	identify(lists, key, &names);
	for (i = 0; i < lists->n; i++) {
		if (is_listed(&lists->lists[i], &names, spki_sha256))
			return lists->lists[i].source;
	}
	return NULL;
}
