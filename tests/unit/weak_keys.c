/* lib/store/weak_keys.c: published lists in all their forms (tests/data/weak-keys/make), and what
 * is no list. */
#include <config.h>
#include "base/mem.h"
#include "base/text.h"
#include "store/weak_keys.h"
#include "unit/unit.h"
#include "x509/input.h"
#include "x509/read.h"

#define DATA SRCDIR "/tests/data/weak-keys/"

static cp_bytes
file_of(const char *name)
{
	char path[1024];
	cp_bytes content;

	snprintf(path, sizeof(path), "%s%s", DATA, name);
	if (cp_input_read_file(path, 1 << 20, &content, NULL) != CERTPOLICY_OK)
		exit(99);
	return content;
}

/* A public key as read, and its digest; `der` is for cp_free. */
typedef struct known {
	cp_bytes der;
	cp_public_key key;
	uint8_t spki_sha256[CP_SHA256_LEN];
} known;

static known
key_of(const char *name)
{
	known made = {.der = file_of(name)};
	cp_bytes rest = made.der;
	cp_der_reader reader;

	cp_der_reader_init(&reader, made.der, NULL, 0);
	if (!cp_read_public_key(&reader, &rest, &made.key))
		exit(99);
	cp_crypto_sha256(made.key.spki, made.spki_sha256);
	return made;
}

/* What a list of this content says of a key. */
static const char *
find(cp_bytes content, const known *one)
{
	static char source[16];
	cp_weak_keys *lists = cp_weak_keys_new();
	const char *found;

	CP_INVARIANT(lists != NULL);
	CU_ASSERT(cp_weak_keys_add(lists, content, "list", NULL) == CERTPOLICY_OK);
	found = cp_weak_keys_find(lists, &one->key, one->spki_sha256);
	snprintf(source, sizeof(source), "%s", found != NULL ? found : "");
	cp_weak_keys_free(lists);
	return source;
}

static void
every_form_is_searched(void)
{
	static const struct {
		const char *list;
		bool rsa, p256, ed25519;
	} rows[] = {
		{"openssl.txt", true, false, false},
		{"openssh.txt", true, false, false},
		{"spki.txt", true, true, true},
		{"badkeys.dat", true, true, true},
	};
	const char *const names[] = {"rsa.der", "p256.der", "ed25519.der"};
	size_t i, j;

	for (i = 0; i < CP_COUNT(rows); i++) {
		const bool listed[] = {rows[i].rsa, rows[i].p256, rows[i].ed25519};
		cp_bytes content = file_of(rows[i].list);

		for (j = 0; j < CP_COUNT(names); j++) {
			known one = key_of(names[j]);

			UNIT_ROW(rows[i].list,
				strcmp(find(content, &one), listed[j] ? "list" : "") == 0);
			/* Another key of the same kind is not on it. */
			((uint8_t *)(uintptr_t)one.der.data)[40] ^= 1;
			cp_crypto_sha256(one.key.spki, one.spki_sha256);
			UNIT_ROW(rows[i].list, strcmp(find(content, &one), "") == 0);
			cp_free((void *)(uintptr_t)one.der.data);
		}
		cp_free((void *)(uintptr_t)content.data);
	}
}

/* badkeys knows a point by its x. */
static void
points_of_every_form_are_found(void)
{
	known one = key_of("p256.der");
	cp_bytes content = file_of("badkeys.dat");
	uint8_t *point = (uint8_t *)(uintptr_t)one.key.key.data;

	point[0] = 7;
	CU_ASSERT_STRING_EQUAL(find(content, &one), "list");
	point[0] = 3;
	one.key.key.len = 33;
	CU_ASSERT_STRING_EQUAL(find(content, &one), "list");
	one.key.key.len = 1;
	CU_ASSERT_STRING_EQUAL(find(content, &one), "");
	one.key.key.len = 0;
	CU_ASSERT_STRING_EQUAL(find(content, &one), "");
	cp_free((void *)(uintptr_t)content.data);
	cp_free((void *)(uintptr_t)one.der.data);
}

static void
write_hex(const uint8_t *octets, size_t len, char *text)
{
	size_t i;

	for (i = 0; i < len; i++)
		snprintf(text + 2 * i, 3, "%02x", octets[i]);
}

/* The last digits of the SHA-1 of "Modulus=ABC\n", and of a number too large for any use. */
static void
moduli_are_written_as_openssl_writes_them(void)
{
	static const uint8_t modulus[] = {0x0a, 0xbc};
	static uint8_t large[2049], whole[CP_SHA1_LEN];
	known one = key_of("rsa.der");
	char line[21];

	cp_crypto_sha1(cp_bytes_of_string("Modulus=ABC\n"), whole);
	write_hex(whole + 10, 10, line);
	one.key.modulus = cp_bytes_of(modulus, sizeof(modulus));
	CU_ASSERT_STRING_EQUAL(find(cp_bytes_of(line, 20), &one), "list");
	memset(large, 0xff, sizeof(large));
	one.key.modulus = cp_bytes_of(large, sizeof(large));
	CU_ASSERT_STRING_EQUAL(find(cp_bytes_of(line, 20), &one), "");
	one.key.modulus.len--;
	one.key.exponent = cp_bytes_of(large, 65);
	CU_ASSERT_STRING_EQUAL(find(cp_bytes_of(line, 20), &one), "");
	one.key.exponent.len--;
	CU_ASSERT_STRING_EQUAL(find(cp_bytes_of(line, 20), &one), "");
	cp_free((void *)(uintptr_t)one.der.data);
}

#define SHORT "00112233445566778899"
#define LONG "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF"
#define ROW "\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e"

static void
what_is_no_list_is_refused(void)
{
	static const struct {
		const char *name;
		cp_bytes content;
		bool good;
		size_t line; /* of the error; 0: the whole file */
	} rows[] = {
#define TEXT(name, text, good, line) {name, {(const uint8_t *)(text), sizeof(text) - 1}, good, line}
		TEXT("nothing", "", false, 0),
		TEXT("comments only", "# a list\n\n#\n", false, 0),
		TEXT("one", SHORT, true, 0),
		TEXT("one, as Windows writes it", "\xef\xbb\xbf# \xc3\xa9\r\n" SHORT "\r\n", true,
			0),
		TEXT("whole digests", LONG "\n" LONG "  # twice\n", true, 0),
		TEXT("a digit less", SHORT "\n0011223344556677889\n", false, 2),
		TEXT("a digit more", "0" SHORT "\n", false, 1),
		TEXT("no digit", "#\ng0112233445566778899\n", false, 2),
		TEXT("a short one behind a long one", LONG "\n" SHORT "\n", false, 2),
		TEXT("a long one behind a short one", SHORT "\n\n" LONG "\n", false, 3),
		TEXT("two on a line", SHORT " " SHORT "\n", false, 1),
		TEXT("cut off", LONG "\n0011", false, 2),
		TEXT("a page that says no", "<html>\n", false, 1),
		TEXT("a NUL", SHORT "\n\0", false, 0),
		TEXT("rows", ROW "\x01" ROW "\x02", true, 0),
		TEXT("a row and a half", ROW "\x01\x90\x91", false, 0),
		TEXT("rows out of order", ROW "\x02" ROW "\x01", false, 0),
		TEXT("zeros", "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
			false, 0),
		TEXT("packed by xz",
			"\xfd"
			"7zXZ\0\0\x04\xe6\xd6\xb4\x46\x02\0\x21\x01\x16",
			false, 0),
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_weak_keys *lists = cp_weak_keys_new();
		certpolicy_error *error = NULL;
		int status;

		CP_INVARIANT(lists != NULL);
		status = cp_weak_keys_add(lists, rows[i].content, "list", &error);
		UNIT_ROW(rows[i].name, (status == CERTPOLICY_OK) == rows[i].good);
		UNIT_ROW(rows[i].name, certpolicy_error_get_line(error) == rows[i].line);
		UNIT_ROW(rows[i].name, rows[i].good || status == CERTPOLICY_ERROR_BAD_INPUT);
		certpolicy_error_free(error);
		cp_weak_keys_free(lists);
	}
	cp_weak_keys_free(NULL);
}

/* Several lists; one that is refused leaves the others as they are. */
static void
the_first_list_is_named(void)
{
	cp_weak_keys *lists = cp_weak_keys_new();
	known one = key_of("rsa.der");
	cp_bytes first = file_of("badkeys.dat"), second = file_of("openssl.txt");

	CP_INVARIANT(lists != NULL);
	CU_ASSERT(cp_weak_keys_find(lists, &one.key, one.spki_sha256) == NULL);
	CU_ASSERT(cp_weak_keys_add(lists, cp_bytes_of_string(LONG), "none", NULL) == CERTPOLICY_OK);
	CU_ASSERT(cp_weak_keys_find(lists, &one.key, one.spki_sha256) == NULL);
	CU_ASSERT(cp_weak_keys_add(lists, cp_bytes_of_string("no"), "bad", NULL) != CERTPOLICY_OK);
	CU_ASSERT(cp_weak_keys_add(lists, first, "first", NULL) == CERTPOLICY_OK);
	CU_ASSERT(cp_weak_keys_add(lists, second, "second", NULL) == CERTPOLICY_OK);
	CU_ASSERT_STRING_EQUAL(cp_weak_keys_find(lists, &one.key, one.spki_sha256), "first");
	one.key.spki.len = 0; /* no key was read */
	CU_ASSERT(cp_weak_keys_find(lists, &one.key, one.spki_sha256) == NULL);
	cp_weak_keys_free(lists);
	cp_free((void *)(uintptr_t)first.data);
	cp_free((void *)(uintptr_t)second.data);
	cp_free((void *)(uintptr_t)one.der.data);
}

/* Each of many is found, in whatever order they were given. */
static void
lists_without_order_are_sorted(void)
{
	enum { N = 1000 };
	static char text[N * 65 + 1];
	known one = key_of("p256.der");
	cp_weak_keys *lists = cp_weak_keys_new();
	uint8_t digest[CP_SHA256_LEN];
	size_t i;

	CP_INVARIANT(lists != NULL);
	for (i = 0; i < N; i++) {
		cp_crypto_sha256(cp_bytes_of(&i, sizeof(i)), digest);
		write_hex(digest, sizeof(digest), text + 65 * i);
		text[65 * i + 64] = '\n';
	}
	CU_ASSERT(cp_weak_keys_add(lists, cp_bytes_of(text, (size_t)N * 65), "list", NULL) ==
		  CERTPOLICY_OK);
	for (i = 0; i < 2 * N; i++) {
		cp_crypto_sha256(cp_bytes_of(&i, sizeof(i)), digest);
		CU_ASSERT((cp_weak_keys_find(lists, &one.key, digest) != NULL) == (i < N));
	}
	cp_weak_keys_free(lists);
	cp_free((void *)(uintptr_t)one.der.data);
}

int
main(void)
{
	static const unit_test tests[] = {
		{"every form is searched", every_form_is_searched},
		{"points of every form are found", points_of_every_form_are_found},
		{"moduli are written as OpenSSL writes them",
			moduli_are_written_as_openssl_writes_them},
		{"what is no list is refused", what_is_no_list_is_refused},
		{"the first list is named", the_first_list_is_named},
		{"lists without order are sorted", lists_without_order_are_sorted},
		{NULL, NULL},
	};

	return unit_main("weak_keys", tests);
}
