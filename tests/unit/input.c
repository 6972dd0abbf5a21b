/* lib/x509/input.c and the containers: which form is what, in which order, and what is refused. */
#include <config.h>
#include "x509/input.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "unit/unit.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER SRCDIR "/tests/data/input/"
#define LARGE ((size_t)1 << 26)

/* Files of the fixture folder live until exit. */
static cp_bytes
fixture(const char *name)
{
	char path[512];
	cp_bytes data;

	snprintf(path, sizeof(path), FOLDER "%s", name);
	if (cp_input_read_file(path, LARGE, &data, NULL) != CERTPOLICY_OK) {
		fprintf(stderr, "%s is missing\n", path);
		exit(99);
	}
	return data;
}

static void
release(cp_bytes bytes)
{
	cp_free((void *)(uintptr_t)bytes.data);
}

/* What was found, a letter an object: l the leaf, a its CA, r the list, o other, x what else. */
typedef struct found {
	cp_bytes leaf, ca, crl;
	char letters[64];
	size_t n;
	int answer; /* of the callback */
} found;

static found
nothing_found(void)
{
	found f = {
		fixture("leaf.der"), fixture("ca.der"), fixture("crl.der"), "", 0, CERTPOLICY_OK};

	return f;
}

static void
forget(found *f)
{
	release(f->leaf);
	release(f->ca);
	release(f->crl);
}

static int
note(void *user, cp_object_kind kind, cp_bytes der)
{
	found *f = user;
	char letter = 'x';

	if (kind == CP_OBJECT_CERTIFICATE && cp_bytes_equal(der, f->leaf))
		letter = 'l';
	else if (kind == CP_OBJECT_CERTIFICATE && cp_bytes_equal(der, f->ca))
		letter = 'a';
	else if (kind == CP_OBJECT_CRL && cp_bytes_equal(der, f->crl))
		letter = 'r';
	else if (kind == CP_OBJECT_OTHER)
		letter = 'o';
	if (f->n + 1 < sizeof(f->letters))
		f->letters[f->n++] = letter;
	return f->answer;
}

static void
expect(const char *row, cp_bytes data, const char *password, const char *letters, const char *code,
	size_t line)
{
	found f = nothing_found();
	certpolicy_error *error = NULL;
	int status = cp_input_each(data, row, password, note, &f, &error);

	UNIT_ROW(row, (status == CERTPOLICY_OK) == (code == NULL));
	UNIT_ROW(row, strcmp(f.letters, letters) == 0);
	if (strcmp(f.letters, letters) != 0)
		fprintf(stderr, "found \"%s\"\n", f.letters);
	if (code != NULL) {
		UNIT_ROW(row, strcmp(certpolicy_error_get_code(error), code) == 0);
		UNIT_ROW(row, certpolicy_error_get_line(error) == line);
		UNIT_ROW(row, certpolicy_error_get_file(error) != NULL);
	}
	certpolicy_error_free(error);
	forget(&f);
}

static void
files_are_told_by_content(void)
{
	static const char many[] = "lalalalalalalalalalalalalalala";
	static const struct {
		const char *file, *password, *found, *code;
	} rows[] = {
		{"leaf.der", NULL, "l", NULL},
		{"leaf.pem", NULL, "l", NULL},
		{"trusted.pem", NULL, "l", NULL},
		{"crl.der", NULL, "r", NULL},
		{"crl.pem", NULL, "r", NULL},
		{"key.pem", NULL, "o", NULL},
		{"key.der", NULL, "o", NULL},
		{"key-encrypted.der", NULL, "o", NULL},
		{"key-public.der", NULL, "o", NULL},
		{"request.pem", NULL, "o", NULL},
		{"request.der", NULL, "o", NULL},
		{"certs.p7b", NULL, "la", NULL},
		{"certs-crl.pem", NULL, "lar", NULL},
		{"cms.pem", NULL, "la", NULL},
		{"stream.p7m", NULL, "la", NULL},
		{"modern.p12", "secret", "la", NULL},
		{"modern.p12", NULL, "", "input.password"},
		{"modern.p12", "", "", "input.password"},
		{"modern.p12", "Secret", "", "input.password"},
		{"modern.p12", "\xff", "", "input.password"},
		{"legacy.p12", "secret", "la", NULL},
		{"legacy.p12", "wrong", "", "input.password"},
		{"sha512.p12", "secret", "la", NULL},
		{"unicode.p12", "p\xc3\xa4ssw\xc3\xb6rt\xe2\x82\xac\xf0\x9d\x84\x9e", "la", NULL},
		/* PBMAC1 (RFC 9579), which GnuTLS 3.7 does not read. */
		{"pbmac1.p12", "secret", "", "input.unsupported"},
		{"pieces.p12", NULL, "la", NULL},
		{"empty.p12", NULL, "la", NULL},
		{"empty.p12", "", "la", NULL},
		{"plain.p12", NULL, "la", NULL},
		{"plain.p12", "whatever", "la", NULL},
		/* More than 31 in one safe, which GnuTLS would cut. */
		{"many.p12", "secret", many, NULL},
		{"too-many.p12", "secret", "", "input.unsupported"},
		{"slow.p12", "secret", "", "input.too-costly"},
		{"slow-legacy.p12", "secret", "", "input.too-costly"},
		{"slow-mac.p12", "secret", "", "input.too-costly"},
		{"streebog.p12", "secret", "", "input.unsupported"},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_bytes data = fixture(rows[i].file);

		expect(rows[i].file, data, rows[i].password, rows[i].found, rows[i].code, 0);
		release(data);
	}
}

/* Puts files in place of their names in braces. */
static char *
expand(const char *text)
{
	cp_buf buf = CP_BUF_EMPTY;
	char *expanded;

	while (*text != '\0') {
		const char *end = *text == '{' ? strchr(text, '}') : NULL;
		char name[64];
		cp_bytes data;

		if (end == NULL) {
			cp_buf_append_char(&buf, *text++);
			continue;
		}
		snprintf(name, sizeof(name), "%.*s", (int)(end - text - 1), text + 1);
		if (strncmp(name, "base64 ", 7) == 0) {
			data = fixture(name + 7);
			cp_buf_append_base64(&buf, data);
		} else {
			data = fixture(name);
			cp_buf_append(&buf, data.data, data.len);
		}
		release(data);
		text = end + 1;
	}
	expanded = cp_buf_finish(&buf);
	CP_INVARIANT(expanded != NULL);
	return expanded;
}

static void
text_is_read(void)
{
	static const struct {
		const char *text, *found, *code;
		size_t line;
	} rows[] = {
		/* Text around and between. */
		{"subject: leaf\n{leaf.pem}\n# -----BEGIN\n{crl.pem}bye", "lr", NULL, 0},
		{"0\x29 my root\n{leaf.pem}", "l", NULL, 0},
		{"\xef\xbb\xbf{leaf.pem}", "l", NULL, 0},
		{"{key.pem}{leaf.pem}", "ol", NULL, 0},
		{"{leaf.pem}{certs-crl.pem}", "llar", NULL, 0},
		{"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: X,-\n\n"
		 "!!\n-----END RSA PRIVATE KEY-----\n{leaf.pem}",
			"ol", NULL, 0},
		{"-----BEGIN X509 CERTIFICATE-----\n{base64 leaf.der}\n-----END X509 "
		 "CERTIFICATE-----",
			"l", NULL, 0},
		{"-----BEGIN CERTIFICATE-----\nX-Note: a\n  b\n\n{base64 leaf.der}\n"
		 "-----END CERTIFICATE-----\n",
			"l", NULL, 0},
		{"  -----BEGIN CERTIFICATE-----  \n  {base64 leaf.der}\n  -----END "
		 "CERTIFICATE-----",
			"l", NULL, 0},
		{"-----BEGIN PKCS12-----\n{base64 plain.p12}\n-----END PKCS12-----", "la", NULL, 0},
		{"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "x", NULL, 0},
		/* Base64 alone. */
		{"{base64 leaf.der}", "l", NULL, 0},
		{"\n {base64 leaf.der} \r\n", "l", NULL, 0},
		{"{base64 certs.p7b}", "la", NULL, 0},
		{"{base64 crl.der}\n", "r", NULL, 0},
		/* Broken blocks. */
		{"a\nb\n-----BEGIN CERTIFICATE-----\nMIIB\n", "", "input.pem", 3},
		{"-----BEGIN CERTIFICATE-----", "", "input.pem", 1},
		{"\n-----BEGIN CERTIFICATE\nMIIB\n", "", "input.pem", 2},
		{"\n-----BEGIN CERTIFICATE-----MIIB-----END CERTIFICATE-----\n", "", "input.pem",
			2},
		{"-----BEGIN CERTIFICATE-----\nMIIB\n-----END X509 CRL-----\n", "", "input.pem", 3},
		{"-----BEGIN CERTIFICATE-----\nMIIB\n-----BEGIN CERTIFICATE-----\n", "",
			"input.pem", 3},
		{"{leaf.pem}-----END CERTIFICATE-----\n", "l", "input.pem", 9},
		{"-----BEGIN CERTIFICATE-----\nMIIB\nMI*B\n-----END CERTIFICATE-----", "",
			"input.pem", 3},
		{"-----BEGIN CERTIFICATE-----\r\nMIIB\r\nMI-B\r\n-----END CERTIFICATE-----", "",
			"input.pem", 3},
		{"-----BEGIN CERTIFICATE-----\rMIIB\rMI*B\r-----END CERTIFICATE-----", "",
			"input.pem", 3},
		{"-----BEGIN CERTIFICATE-----\nMIIBMII\n-----END CERTIFICATE-----", "", "input.pem",
			3},
		{"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----", "", "input.pem", 2},
		{"-----BEGIN CERTIFICATE-----\nA: b\nMIIB\n-----END CERTIFICATE-----", "",
			"input.pem", 1},
		{"-----BEGIN PKCS7-----\n{base64 leaf.der}\n-----END PKCS7-----", "", "input.pem",
			1},
		/* Nothing. */
		{"", "", "input.empty", 0},
		{" \r\n\t\n", "", "input.empty", 0},
		{"\xef\xbb\xbf\n", "", "input.empty", 0},
		{"hello\n", "", "input.unreadable", 0},
		{"aGVsbG8gd29ybGQ=\n", "", "input.unreadable", 0},
		{"0", "", "input.unreadable", 0},
		{"\xff\xfe-", "", "input.unreadable", 0},
		{"\xfe\xff-", "", "input.unreadable", 0},
		{"-----BEGIN CERTIFICATE-----\nA: b\nMIIB\n", "", "input.pem", 1},
		{"-----BEGIN CERTIFICATE-----\nA: b\n", "", "input.pem", 1},
		{"-----BEGIN CERTIFICATE-----\nMIIB ----- MIIB\n-----END CERTIFICATE\n", "",
			"input.pem", 3},
		{"-----BEGIN -----\n{base64 leaf.der}\n-----END -----\n", "o", NULL, 0},
		{"-----BEGIN ----\n{base64 leaf.der}\n-----END -----\n", "", "input.pem", 1},
		{"{base64 leaf.der}!", "", "input.unreadable", 0},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		char *text = expand(rows[i].text);

		expect(rows[i].text, cp_bytes_of_string(text), NULL, rows[i].found, rows[i].code,
			rows[i].line);
		cp_free(text);
	}
}

/* The same PEM with other line ends. */
static void
line_ends_do_not_matter(void)
{
	static const char *const ends[] = {"\n", "\r\n", "\r", " \n", "\n\n"};
	char *text = expand("x\n{leaf.pem}y\n{crl.pem}");
	size_t i, at;

	for (i = 0; i < CP_COUNT(ends); i++) {
		cp_buf buf = CP_BUF_EMPTY;
		char *changed;

		for (at = 0; text[at] != '\0'; at++) {
			if (text[at] == '\n')
				cp_buf_append_string(&buf, ends[i]);
			else
				cp_buf_append_char(&buf, text[at]);
		}
		changed = cp_buf_finish(&buf);
		expect(ends[i], cp_bytes_of_string(changed), NULL, "lr", NULL, 0);
		cp_free(changed);
	}
	cp_free(text);
}

static void
der_stands_in_rows(void)
{
	static const struct {
		const char *name;
		const char *parts[4];
		const char *tail;
		size_t tail_len;
		const char *found;
	} rows[] = {
		{"two", {"leaf.der", "ca.der"}, "", 0, "la"},
		{"with a list", {"leaf.der", "crl.der", "ca.der"}, "", 0, "lra"},
		{"with a container", {"certs.p7b", "crl.der"}, "", 0, "lar"},
		{"junk stays with its object", {"leaf.der", "ca.der"}, "\n", 1, "lx"},
		{"a cut one is one", {"leaf.der"}, "\x30\x82\x01\x00\x30", 5, "lx"},
		{"not minimal", {NULL}, "\x30\x81\x05\x30\x03\x02\x01\x01", 8, "x"},
		{"indefinite", {NULL}, "\x30\x80\x30\x00\x00\x00", 6, "x"},
		{"endless", {NULL}, "\x30\x80\x30\x80\x30\x80", 6, "x"},
	};
	size_t i, k;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_buf buf = CP_BUF_EMPTY;

		for (k = 0; k < 4 && rows[i].parts[k] != NULL; k++) {
			cp_bytes part = fixture(rows[i].parts[k]);

			cp_buf_append(&buf, part.data, part.len);
			release(part);
		}
		cp_buf_append(&buf, rows[i].tail, rows[i].tail_len);
		expect(rows[i].name, cp_bytes_of(buf.data, buf.len), NULL, rows[i].found, NULL, 0);
		cp_buf_clear(&buf);
	}
}

/* Every cut and every changed octet of a container gives an answer, and objects or an error. */
static void
broken_containers_are_answered(void)
{
	static const struct {
		const char *file, *password;
		size_t step;
	} rows[] = {
		{"certs.p7b", NULL, 1},
		{"stream.p7m", NULL, 1},
		{"plain.p12", NULL, 1},
		{"pieces.p12", NULL, 1},
		{"modern.p12", "secret", 7},
		{"legacy.p12", "secret", 7},
		{"pbmac1.p12", "secret", 7},
	};
	size_t i, at;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_bytes data = fixture(rows[i].file);
		uint8_t *copy = cp_memdup(data.data, data.len);

		CP_INVARIANT(copy != NULL);
		for (at = 0; at < data.len; at += rows[i].step) {
			found f = nothing_found();
			certpolicy_error *error = NULL;
			int status = cp_input_each(
				cp_bytes_of(copy, at), NULL, rows[i].password, note, &f, &error);

			UNIT_ROW(rows[i].file, (status == CERTPOLICY_OK) == (error == NULL));
			certpolicy_error_free(error);
			copy[at] ^= 0x15;
			status = cp_input_each(cp_bytes_of(copy, data.len), NULL, rows[i].password,
				note, &f, NULL);
			UNIT_ROW(rows[i].file, status != CERTPOLICY_OK || f.n > 0);
			copy[at] ^= 0x15;
			forget(&f);
		}
		cp_free(copy);
		release(data);
	}
}

/* What containers cost is counted over all those of an input. */
static void
many_containers_are_too_costly(void)
{
	cp_bytes one = fixture("plain.p12");
	size_t within = 64 * 1024 / one.len, n;

	for (n = within; n <= within + 1; n++) {
		cp_buf buf = CP_BUF_EMPTY;
		certpolicy_error *error = NULL;
		found f = nothing_found();
		size_t i;
		int status;

		for (i = 0; i < n; i++)
			cp_buf_append(&buf, one.data, one.len);
		status =
			cp_input_each(cp_bytes_of(buf.data, buf.len), NULL, NULL, note, &f, &error);
		CU_ASSERT(status == (n == within ? CERTPOLICY_OK : CERTPOLICY_ERROR_LIMIT));
		CU_ASSERT(n == within ||
			  strcmp(certpolicy_error_get_code(error), "input.too-costly") == 0);
		certpolicy_error_free(error);
		cp_buf_clear(&buf);
		forget(&f);
	}
	release(one);
}

static void
a_callback_can_stop(void)
{
	found f = nothing_found();
	cp_bytes data = fixture("certs.p7b");

	f.answer = CERTPOLICY_ERROR_LIMIT;
	CU_ASSERT(cp_input_each(data, NULL, NULL, note, &f, NULL) == CERTPOLICY_ERROR_LIMIT);
	CU_ASSERT(f.n == 1);
	release(data);
	forget(&f);
}

static void
one_object_is_decoded_strictly(void)
{
	static const struct {
		const char *text;
		const char *file; /* what comes out; NULL: refused */
	} rows[] = {
		{"{leaf.pem}", "leaf.der"},
		{" \n{leaf.pem}\r\n ", "leaf.der"},
		{"{trusted.pem}", "leaf.der"},
		{"{crl.pem}", "crl.der"},
		{"{base64 leaf.der}", "leaf.der"},
		{"\n{base64 leaf.der}\n", "leaf.der"},
		{"{base64 crl.der}", "crl.der"},
		{"-----BEGIN CERTIFICATE-----\n{base64 key.der}\n-----END CERTIFICATE-----",
			"key.der"},
		{"", NULL},
		{"\n", NULL},
		{"x{leaf.pem}", NULL},
		{"{leaf.pem}x", NULL},
		{"{leaf.pem}{leaf.pem}", NULL},
		{"{leaf.pem}{base64 leaf.der}", NULL},
		{"{key.pem}", NULL},
		{"{request.pem}", NULL},
		{"{certs-crl.pem}", NULL},
		{"{base64 leaf.der}=", NULL},
		{"{base64 leaf.der}*", NULL},
		{"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----", NULL},
		{"-----BEGIN CERTIFICATE-----\nAAA\n-----END CERTIFICATE-----", NULL},
		{"-----BEGIN CERTIFICATE-----\n{base64 leaf.der}", NULL},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		char *text = expand(rows[i].text);
		cp_bytes der;
		bool no_memory;
		bool decoded = cp_input_decode_one(cp_bytes_of_string(text), &der, &no_memory);

		UNIT_ROW(rows[i].text, decoded == (rows[i].file != NULL) && !no_memory);
		if (decoded && rows[i].file != NULL) {
			cp_bytes expected = fixture(rows[i].file);

			UNIT_ROW(rows[i].text, cp_bytes_equal(der, expected));
			release(expected);
		}
		UNIT_ROW(rows[i].text, decoded || der.data == NULL);
		release(der);
		cp_free(text);
	}
}

static void
files_are_read_up_to_a_limit(void)
{
	static const struct {
		const char *path;
		size_t limit;
		const char *code;
	} rows[] = {
		{FOLDER "leaf.der", LARGE, NULL},
		{FOLDER "leaf.der", 100, "io.too-large"},
		{FOLDER, LARGE, "io.open"},
		{FOLDER "none", LARGE, "io.open"},
		{"/dev/zero", 100000, "io.too-large"},
		{"/dev/null", 0, NULL},
		{FOLDER "leaf.der", SIZE_MAX, NULL},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		certpolicy_error *error = NULL;
		cp_bytes data;
		int status = cp_input_read_file(rows[i].path, rows[i].limit, &data, &error);

		UNIT_ROW(rows[i].path, (status == CERTPOLICY_OK) == (rows[i].code == NULL));
		if (rows[i].code != NULL) {
			UNIT_ROW(rows[i].path,
				strcmp(certpolicy_error_get_code(error), rows[i].code) == 0);
			UNIT_ROW(rows[i].path,
				strstr(certpolicy_error_get_message(error), rows[i].path) != NULL);
		}
		certpolicy_error_free(error);
		release(data);
	}
}

/* Reads from `file` as standard input, which is closed afterwards; -1: from none at all. */
static int
read_as_stdin(int file, size_t limit, cp_bytes *data, certpolicy_error **error)
{
	int saved = dup(STDIN_FILENO), status;

	CP_INVARIANT(saved >= 0);
	if (file >= 0)
		CP_INVARIANT(dup2(file, STDIN_FILENO) == STDIN_FILENO && close(file) == 0);
	else
		CP_INVARIANT(close(STDIN_FILENO) == 0);
	status = cp_input_read_file("-", limit, data, error);
	dup2(saved, STDIN_FILENO);
	close(saved);
	return status;
}

/* The end of a pipe, whose size nobody knows, with so many octets in it. */
static int
pipe_of(size_t len)
{
	static const uint8_t sent[40000];
	int ends[2];

	CP_INVARIANT(pipe(ends) == 0 && write(ends[1], sent, len) == (ssize_t)len);
	close(ends[1]);
	return ends[0];
}

static void
standard_input_is_read(void)
{
	cp_bytes data;

	CU_ASSERT(read_as_stdin(pipe_of(40000), LARGE, &data, NULL) == CERTPOLICY_OK);
	CU_ASSERT(data.len == 40000);
	release(data);
	CU_ASSERT(read_as_stdin(pipe_of(100), 100, &data, NULL) == CERTPOLICY_OK);
	CU_ASSERT(data.len == 100);
	release(data);
}

static void
standard_input_may_fail(void)
{
	static const struct {
		const char *name, *code;
	} rows[] = {
		{"more than the limit", "io.too-large"},
		{"closed", "io.read"},
		{"for writing only", "io.read"},
	};
	int files[] = {pipe_of(101), -1, open("/dev/null", O_WRONLY)};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		certpolicy_error *error = NULL;
		cp_bytes data;

		UNIT_ROW(
			rows[i].name, read_as_stdin(files[i], 100, &data, &error) != CERTPOLICY_OK);
		UNIT_ROW(rows[i].name, data.data == NULL);
		UNIT_ROW(rows[i].name, strcmp(certpolicy_error_get_code(error), rows[i].code) == 0);
		UNIT_ROW(rows[i].name,
			strstr(certpolicy_error_get_message(error), "standard input") != NULL);
		certpolicy_error_free(error);
	}
}

static void
folders_are_listed_in_order(void)
{
	char **files;
	size_t n, i;

	CU_ASSERT_FATAL(cp_input_list_files(FOLDER, &files, &n, NULL) == CERTPOLICY_OK);
	CU_ASSERT(n > 20);
	for (i = 1; i < n; i++)
		UNIT_ROW(files[i], strcmp(files[i - 1], files[i]) < 0);
	cp_input_free_list(files, n);
	CU_ASSERT_FATAL(cp_input_list_files("-", &files, &n, NULL) == CERTPOLICY_OK);
	CU_ASSERT(n == 1 && strcmp(files[0], "-") == 0);
	cp_input_free_list(files, n);
}

/* Only files count, and those that links lead to; what waits, hides or leads nowhere does not. */
static void
folders_hold_more_than_files(void)
{
	char folder[] = "folder.XXXXXX", at[64], **files;
	long allow;
	size_t n;
	int status = CERTPOLICY_ERROR_NO_MEMORY;

	CP_INVARIANT(mkdtemp(folder) != NULL);
	CP_INVARIANT(chdir(folder) == 0 && mkdir("inside", 0700) == 0 && mkfifo("pipe", 0600) == 0);
	CP_INVARIANT(symlink("nowhere", "dangling") == 0 &&
		     symlink(FOLDER "leaf.der", "link") == 0 && symlink("link", ".hidden") == 0);
	CP_INVARIANT(chdir("..") == 0);
	for (allow = 0; status == CERTPOLICY_ERROR_NO_MEMORY && allow < 20; allow++) {
		cp_mem_fail_after(allow, true);
		status = cp_input_list_files(folder, &files, &n, NULL);
		cp_mem_fail_after(-1, false);
		CU_ASSERT(status == CERTPOLICY_OK || (files == NULL && n == 0));
	}
	snprintf(at, sizeof(at), "%s/link", folder);
	CU_ASSERT_FATAL(status == CERTPOLICY_OK && n == 1);
	CU_ASSERT_STRING_EQUAL(files[0], at);
	cp_input_free_list(files, n);
	cp_mem_fail_after(0, true);
	CU_ASSERT(cp_input_list_files("-", &files, &n, NULL) == CERTPOLICY_ERROR_NO_MEMORY);
	cp_mem_fail_after(-1, false);
	CP_INVARIANT(chdir(folder) == 0 && rmdir("inside") == 0 && unlink("pipe") == 0);
	CP_INVARIANT(unlink("dangling") == 0 && unlink("link") == 0 && unlink(".hidden") == 0);
	CP_INVARIANT(chdir("..") == 0 && rmdir(folder) == 0);
}

/* A folder that is there and does not open, as when a process has no file left. */
static void
folders_may_not_open(void)
{
	certpolicy_error *error = NULL;
	struct rlimit saved, none;
	char **files;
	size_t n;
	int status;

	CP_INVARIANT(getrlimit(RLIMIT_NOFILE, &saved) == 0);
	none = saved;
	none.rlim_cur = 0;
	CP_INVARIANT(setrlimit(RLIMIT_NOFILE, &none) == 0);
	status = cp_input_list_files(FOLDER, &files, &n, &error);
	CP_INVARIANT(setrlimit(RLIMIT_NOFILE, &saved) == 0);
	CU_ASSERT(status == CERTPOLICY_ERROR_IO && files == NULL && n == 0);
	CU_ASSERT_STRING_EQUAL(certpolicy_error_get_code(error), "io.read");
	certpolicy_error_free(error);
}

/* Whichever allocation fails, the answer is "no memory" or all there is. */
static void
missing_memory_is_said(void)
{
	static const struct {
		const char *file, *password;
	} rows[] = {{"leaf.pem", NULL}, {"modern.p12", "secret"}, {"pieces.p12", NULL},
		{"many.p12", "secret"}};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_bytes data = fixture(rows[i].file);
		found f = nothing_found();
		long allow;
		int status = CERTPOLICY_ERROR_NO_MEMORY;

		for (allow = 0; status == CERTPOLICY_ERROR_NO_MEMORY && allow < 200; allow++) {
			cp_mem_fail_after(allow, true);
			status = cp_input_each(data, NULL, rows[i].password, note, &f, NULL);
			cp_mem_fail_after(-1, false);
		}
		UNIT_ROW(rows[i].file, status == CERTPOLICY_OK && allow > 1);
		forget(&f);
		release(data);
	}
}

int
main(void)
{
	static const unit_test tests[] = {
		{"files are told by their content", files_are_told_by_content},
		{"text is read", text_is_read},
		{"line ends do not matter", line_ends_do_not_matter},
		{"DER stands in rows", der_stands_in_rows},
		{"broken containers are answered", broken_containers_are_answered},
		{"many containers are too costly", many_containers_are_too_costly},
		{"a callback can stop", a_callback_can_stop},
		{"one object is decoded strictly", one_object_is_decoded_strictly},
		{"files are read up to a limit", files_are_read_up_to_a_limit},
		{"standard input is read", standard_input_is_read},
		{"standard input may fail", standard_input_may_fail},
		{"folders are listed in order", folders_are_listed_in_order},
		{"folders hold more than files", folders_hold_more_than_files},
		{"folders may not open", folders_may_not_open},
		{"missing memory is said", missing_memory_is_said},
		{NULL, NULL},
	};

	return unit_main("input", tests);
}
