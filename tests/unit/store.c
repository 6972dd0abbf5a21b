/* lib/store: anchors from everywhere, how they merge, and pools of certificates. */
#include <config.h>
#include "store/anchors.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "store/anchor_stage.h"
#include "store/pool.h"
#include "unit/make_cert.h"
#include "unit/unit.h"
#include "x509/name.h"

#include <pthread.h>
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif
#include <sys/stat.h>
#include <unistd.h>

/* Debian's untouched copy of Mozilla's list. */
#define DEBIAN_FOLDER "/usr/share/ca-certificates/mozilla"

/* A folder of this run's own, removed at the end. */
static char scratch[200];

static const char *
scratch_path(const char *name)
{
	static char path[400];

	snprintf(path, sizeof(path), "%s/%s", scratch, name);
	return path;
}

static void
write_file(const char *name, const void *data, size_t len)
{
	FILE *file = fopen(scratch_path(name), "wb");

	CP_INVARIANT(file != NULL && fwrite(data, 1, len, file) == len && fclose(file) == 0);
}

static void
write_text(const char *name, const char *text)
{
	write_file(name, text, strlen(text));
}

static cp_bytes
make(const char *subject, unsigned serial)
{
	unit_cert_spec spec = {.subject = subject, .serial = serial, .is_ca = true};

	return unit_cert(&spec);
}

static const cp_anchor *
find_exact(const cp_anchors *anchors, cp_bytes der)
{
	uint8_t sha256[CP_SHA256_LEN];

	cp_crypto_sha256(der, sha256);
	return cp_anchors_find_exact(anchors, sha256);
}

static cp_anchors *
new_store(void)
{
	cp_anchors *anchors = cp_anchors_new();

	CP_INVARIANT(anchors != NULL);
	return anchors;
}

static void
terms_of_two_sources_merge(void)
{
	static cp_scope_entry a = {.name = (char *)(uintptr_t) "a.example"},
			      b = {.name = (char *)(uintptr_t) "b.example"};
	static const struct {
		const char *name;
		cp_anchor_terms terms[2];
		cp_anchor expected;
	} rows[] = {
		{"private twice", {{.source = "x"}, {.source = "y"}}, {.source = "x"}},
		{"public once", {{.source = "x"}, {.source = "y", .is_public = true}},
			{.source = "x", .is_public = true}},
		{"distrusted once",
			{{.source = "x", .programme_distrusted = true}, {.source = "y"}},
			{.source = "x", .programme_distrusted = true}},
		{"a date once",
			{{.source = "x"},
				{.source = "y", .has_distrust_after = true, .distrust_after = -5}},
			{.source = "x", .has_distrust_after = true, .distrust_after = -5}},
		{"the earlier date",
			{{.source = "x", .has_sct_not_after = true, .sct_not_after = 7},
				{.source = "y", .has_sct_not_after = true, .sct_not_after = 6}},
			{.source = "x", .has_sct_not_after = true, .sct_not_after = 6}},
		{"bounds once: none",
			{{.source = "x", .constrained = true, .permitted = &a, .n_permitted = 1},
				{.source = "y"}},
			{.source = "x"}},
		{"bounds later: none",
			{{.source = "x"}, {.source = "y",
						  .constrained = true,
						  .permitted = &a,
						  .n_permitted = 1}},
			{.source = "x"}},
		{"bounds twice: both",
			{{.source = "x", .constrained = true, .permitted = &a, .n_permitted = 1},
				{.source = "x",
					.constrained = true,
					.permitted = &b,
					.n_permitted = 1}},
			{.source = "x", .constrained = true, .n_permitted = 2}},
		{"nothing permitted",
			{{.source = "x", .constrained = true},
				{.source = "y", .constrained = true}},
			{.source = "x", .constrained = true}},
	};
	cp_bytes der = make("CN=root", 1);
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_anchors *anchors = new_store();
		const cp_anchor *expected = &rows[i].expected, *anchor;

		CU_ASSERT(cp_anchors_add(anchors, der, &rows[i].terms[0], NULL) == 0);
		CU_ASSERT(cp_anchors_add(anchors, der, &rows[i].terms[1], NULL) == 0);
		CU_ASSERT(cp_anchors_freeze(anchors, NULL) == 0);
		UNIT_ROW(rows[i].name, cp_anchors_count(anchors) == 1);
		anchor = find_exact(anchors, der);
		CU_ASSERT_FATAL(anchor != NULL);
		UNIT_ROW(rows[i].name, strcmp(anchor->source, expected->source) == 0);
		UNIT_ROW(rows[i].name, anchor->is_public == expected->is_public);
		UNIT_ROW(rows[i].name,
			anchor->programme_distrusted == expected->programme_distrusted);
		UNIT_ROW(rows[i].name, anchor->has_distrust_after == expected->has_distrust_after &&
					       anchor->distrust_after == expected->distrust_after);
		UNIT_ROW(rows[i].name, anchor->has_sct_not_after == expected->has_sct_not_after &&
					       anchor->sct_not_after == expected->sct_not_after);
		UNIT_ROW(rows[i].name, anchor->constrained == expected->constrained &&
					       anchor->n_permitted == expected->n_permitted);
		if (anchor->n_permitted == 2)
			UNIT_ROW(rows[i].name, strcmp(anchor->permitted[1].name, "b.example") == 0);
		cp_anchors_free(anchors);
	}
}

static void
anchors_are_found_by_subject_and_octets(void)
{
	cp_bytes first = make("CN=One Root,O=a", 1), other = make("CN=one  ROOT,O=a", 2),
		 third = make("CN=third", 3);
	cp_anchor_terms terms = {.source = "test"};
	cp_cert *asked = cp_cert_read(first), *read;
	cp_anchors *anchors = new_store();
	const cp_anchor *found[3];

	CU_ASSERT_FATAL(asked != NULL);
	CU_ASSERT(find_exact(anchors, first) == NULL);
	CU_ASSERT(cp_anchors_find_subject(anchors, asked->subject, asked->subject_hash, found, 3) ==
		  0);
	CU_ASSERT(cp_anchors_add(anchors, first, &terms, NULL) == 0);
	CU_ASSERT(cp_anchors_add(anchors, third, &terms, NULL) == 0);
	CU_ASSERT(cp_anchors_add(anchors, other, &terms, NULL) == 0);
	CU_ASSERT(cp_anchors_freeze(anchors, NULL) == 0 && cp_anchors_freeze(anchors, NULL) == 0);
	CU_ASSERT(cp_anchors_find_subject(anchors, asked->subject, asked->subject_hash, found, 3) ==
		  2);
	CU_ASSERT(cp_anchors_find_subject(anchors, asked->subject, asked->subject_hash, found, 1) ==
		  2);
	CU_ASSERT(cp_anchors_find_subject(anchors, asked->subject, asked->subject_hash, NULL, 0) ==
		  2);
	CU_ASSERT_FATAL(find_exact(anchors, third) != NULL);
	CU_ASSERT(find_exact(anchors, cp_bytes_of_string("x")) == NULL);
	read = cp_anchors_cert(found[0]);
	CU_ASSERT(read != NULL && cp_bytes_equal(read->der, found[0]->der));
	CU_ASSERT(cp_anchors_cert(found[0]) == read);
	cp_anchors_free(anchors);
	cp_anchors_free(NULL);
	cp_cert_unref(asked);
}

static void *
read_anchor(void *anchor)
{
	return cp_anchors_cert(anchor);
}

static void
anchors_are_read_once_by_many_threads(void)
{
	cp_bytes der = make("CN=shared", 1);
	cp_anchor_terms terms = {.source = "test"};
	cp_anchors *anchors = new_store();
	pthread_t threads[8];
	void *anchor, *first, *other;
	size_t i;

	CU_ASSERT(cp_anchors_add(anchors, der, &terms, NULL) == 0);
	CU_ASSERT(cp_anchors_freeze(anchors, NULL) == 0);
	anchor = (void *)(uintptr_t)find_exact(anchors, der);
	for (i = 0; i < CP_COUNT(threads); i++)
		CP_INVARIANT(pthread_create(&threads[i], NULL, read_anchor, anchor) == 0);
	pthread_join(threads[0], &first);
	CU_ASSERT(first != NULL);
	for (i = 1; i < CP_COUNT(threads); i++) {
		pthread_join(threads[i], &other);
		CU_ASSERT(other == first);
	}
	cp_anchors_free(anchors);
}

static void
sources_say_what_they_brought(void)
{
	cp_bytes both[2] = {make("CN=one", 1), make("CN=two", 2)};
	cp_anchor_terms a = {.source = "a"}, b = {.source = "b"};
	cp_anchors *anchors = new_store();
	const cp_source_row *rows;
	uint8_t digest[CP_SHA256_LEN];

	CU_ASSERT(cp_anchors_add(anchors, both[0], &a, NULL) == 0);
	CU_ASSERT(cp_anchors_add(anchors, both[0], &b, NULL) == 0);
	CU_ASSERT(cp_anchors_add(anchors, both[1], &a, NULL) == 0);
	CU_ASSERT(cp_anchors_freeze(anchors, NULL) == 0);
	CU_ASSERT_FATAL(cp_anchors_sources(anchors, &rows) == 2);
	CU_ASSERT_STRING_EQUAL(rows[0].source, "a");
	CU_ASSERT(rows[0].n_anchors == 2 && rows[1].n_anchors == 1);
	cp_crypto_sha256_parts(both, 2, digest);
	CU_ASSERT(memcmp(rows[0].sha256, digest, sizeof(digest)) == 0);
	cp_crypto_sha256(both[0], digest);
	CU_ASSERT(memcmp(rows[1].sha256, digest, sizeof(digest)) == 0);
	cp_anchors_free(anchors);
}

/* Two certificates as text, the second cut short; and others. */
static cp_bytes one, two;

static void
write_files(void)
{
	char text[8000];

	one = make("CN=one", 1);
	two = make("CN=two", 2);
	snprintf(text, sizeof(text), "first\n%ssecond\n%s", unit_pem(one), unit_pem(two));
	write_text("two.pem", text);
	text[strlen(text) - 60] = '\0';
	write_text("cut.pem", text);
	write_file("one.der", one.data, one.len);
	write_text("empty.pem", "");
	write_text("text.txt", "no certificate here\n");
	snprintf(text, sizeof(text), "%s%s", unit_pem(one),
		"-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n");
	write_text("odd.pem", text);
	CP_INVARIANT(mkdir(scratch_path("folder"), 0700) == 0);
	write_file("folder/b.der", two.data, two.len);
	write_text("folder/a.pem", unit_pem(one));
	write_text("folder/README", "not a certificate\n");
	write_text("folder/.hidden.pem", unit_pem(make("CN=hidden", 3)));
	write_text("folder/broken.pem", "-----BEGIN CERTIFICATE-----\n*\n");
	CP_INVARIANT(mkdir(scratch_path("folder/below"), 0700) == 0);
	CP_INVARIANT(mkdir(scratch_path("nothing"), 0700) == 0);
}

static void
files_and_folders_are_read_whole_or_not_at_all(void)
{
	static const struct {
		const char *path;
		int status;
		size_t n;
	} rows[] = {
		{"two.pem", CERTPOLICY_OK, 2},
		{"one.der", CERTPOLICY_OK, 1},
		{"folder", CERTPOLICY_OK, 2},
		{"cut.pem", CERTPOLICY_ERROR_BAD_INPUT, 0},
		{"odd.pem", CERTPOLICY_ERROR_BAD_INPUT, 0},
		{"empty.pem", CERTPOLICY_ERROR_BAD_INPUT, 0},
		{"text.txt", CERTPOLICY_ERROR_BAD_INPUT, 0},
		{"nothing", CERTPOLICY_ERROR_BAD_INPUT, 0},
		{"missing.pem", CERTPOLICY_ERROR_IO, 0},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_anchors *anchors = new_store();
		certpolicy_error *error = NULL;
		const cp_source_row *sources;
		int status =
			cp_anchors_add_source(anchors, scratch_path(rows[i].path), false, &error);

		UNIT_ROW(rows[i].path, status == rows[i].status);
		UNIT_ROW(rows[i].path, (error != NULL) == (status != CERTPOLICY_OK));
		UNIT_ROW(rows[i].path, cp_anchors_count(anchors) == rows[i].n);
		UNIT_ROW(rows[i].path, cp_anchors_freeze(anchors, NULL) == 0);
		UNIT_ROW(rows[i].path, cp_anchors_sources(anchors, &sources) == (rows[i].n > 0));
		if (rows[i].n > 0)
			UNIT_ROW(rows[i].path, strncmp(sources[0].source, "file:/", 6) == 0);
		certpolicy_error_free(error);
		cp_anchors_free(anchors);
	}
}

static void
files_are_private_unless_it_is_said(void)
{
	bool is_public;
	int i;

	for (i = 0; i < 2; i++) {
		cp_anchors *anchors = new_store();

		is_public = i == 1;
		CU_ASSERT(cp_anchors_add_source(
				  anchors, scratch_path("one.der"), is_public, NULL) == 0);
		CU_ASSERT_FATAL(find_exact(anchors, one) != NULL);
		CU_ASSERT(find_exact(anchors, one)->is_public == is_public);
		cp_anchors_free(anchors);
	}
}

/* "system" with the two variables set to names in the scratch folder, NULL: not set. */
static int
load_system(const char *file, const char *folder, cp_anchors **anchors)
{
	certpolicy_error *error = NULL;
	int status;

	unsetenv("SSL_CERT_FILE");
	unsetenv("SSL_CERT_DIR");
	if (file != NULL)
		setenv("SSL_CERT_FILE", scratch_path(file), 1);
	if (folder != NULL)
		setenv("SSL_CERT_DIR", scratch_path(folder), 1);
	*anchors = new_store();
	status = cp_anchors_add_source(*anchors, "system", true, &error);
	CU_ASSERT((error != NULL) == (status != CERTPOLICY_OK));
	certpolicy_error_free(error);
	unsetenv("SSL_CERT_FILE");
	unsetenv("SSL_CERT_DIR");
	return status;
}

static void
the_environment_is_all_of_the_system(void)
{
	static const struct {
		const char *name, *file, *folder;
		int status;
		size_t n;
	} rows[] = {
		{"a file", "two.pem", NULL, CERTPOLICY_OK, 2},
		{"a folder", NULL, "folder", CERTPOLICY_OK, 2},
		{"both", "one.der", "folder", CERTPOLICY_OK, 2},
		{"a file that is not there", "missing.pem", NULL, CERTPOLICY_ERROR_IO, 0},
		{"a folder that is not there", NULL, "missing", CERTPOLICY_ERROR_IO, 0},
		{"an empty folder", NULL, "nothing", CERTPOLICY_ERROR_BAD_INPUT, 0},
		{"a file that is not there, and a folder", "missing.pem", "folder",
			CERTPOLICY_ERROR_IO, 0},
		{"an odd certificate is passed over", "odd.pem", NULL, CERTPOLICY_OK, 1},
		{"a file that was cut", "cut.pem", NULL, CERTPOLICY_ERROR_BAD_INPUT, 0},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_anchors *anchors;

		UNIT_ROW(rows[i].name,
			load_system(rows[i].file, rows[i].folder, &anchors) == rows[i].status);
		UNIT_ROW(rows[i].name, cp_anchors_count(anchors) == rows[i].n);
		if (find_exact(anchors, one) != NULL)
			UNIT_ROW(rows[i].name, !find_exact(anchors, one)->is_public);
		cp_anchors_free(anchors);
	}
}

/* A root that the machine trusts is public once a publication at hand names it; one of a file is
 * not, whatever is said of it. */
static void
publications_tell_the_systems_roots_apart(void)
{
	static const struct {
		const char *name;
		bool is_public; /* by the publication */
		bool from_file; /* not from the system */
		bool expected;
	} rows[] = {
		{"named as public", true, false, true},
		{"named, and not as public", false, false, false},
		{"a file's", true, true, false},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_anchors *anchors;
		uint8_t sha256[CP_SHA256_LEN];
		cp_buf buf = CP_BUF_EMPTY;
		int64_t date = 0;

		if (rows[i].from_file) {
			anchors = new_store();
			CU_ASSERT(cp_anchors_add_source(anchors, scratch_path("one.der"), false,
					  NULL) == CERTPOLICY_OK);
		} else {
			CU_ASSERT(load_system("one.der", NULL, &anchors) == CERTPOLICY_OK);
		}
		cp_crypto_sha256(one, sha256);
		cp_buf_append_string(
			&buf, "{\"schema\": \"certpolicy.roots/1\", \"roots\": [{\"sha256\": \"");
		cp_buf_append_hex(&buf, cp_bytes_of(sha256, sizeof(sha256)));
		cp_buf_printf(&buf, "\", \"public\": %s}]}", rows[i].is_public ? "true" : "false");
		CU_ASSERT(cp_roots_read(cp_anchors_roots(anchors), cp_bytes_of(buf.data, buf.len),
				  "made", &date, NULL) == CERTPOLICY_OK);
		cp_buf_clear(&buf);
		CU_ASSERT(cp_anchors_freeze(anchors, NULL) == CERTPOLICY_OK);
		CU_ASSERT_FATAL(find_exact(anchors, one) != NULL);
		UNIT_ROW(rows[i].name, find_exact(anchors, one)->is_public == rows[i].expected);
		UNIT_ROW(rows[i].name, find_exact(anchors, one)->is_local == rows[i].from_file);
		cp_anchors_free(anchors);
	}
}

typedef struct census {
	size_t n, n_public, n_distrusted, n_dated;
} census;

static census
count(const cp_anchor_stage *stage)
{
	census counted = {0, 0, 0, 0};
	size_t i;

	for (i = 0; i < stage->n_anchors; i++) {
		counted.n++;
		counted.n_public += stage->anchors[i].is_public;
		counted.n_distrusted += stage->anchors[i].programme_distrusted;
		counted.n_dated += stage->anchors[i].has_distrust_after;
	}
	return counted;
}

/* Whose libnss3 (3.87.1) has 140 roots for servers, one that is marked, and TrustCor's date. */
static bool
is_debian_12(void)
{
	return system("grep -qs '^VERSION_ID=\"12\"' /etc/os-release && "
		      "grep -qs '^ID=debian' /etc/os-release") == 0;
}

static void
nss_gives_mozillas_roots(void)
{
	cp_arena arena = CP_ARENA_EMPTY;
	cp_anchor_stage stage = {.arena = &arena};
	certpolicy_error *error = NULL;
	int status = cp_anchor_stage_nss(&stage, &error);
	census counted = count(&stage);

	if (status == CERTPOLICY_ERROR_NOT_FOUND) {
		printf("(skipped: no libnssckbi.so) ");
		CU_ASSERT(error != NULL && counted.n == 0);
	} else {
		CU_ASSERT(status == CERTPOLICY_OK);
		CU_ASSERT(counted.n > 100 && counted.n < 400 && counted.n_public == counted.n);
		CU_ASSERT(counted.n_distrusted < 10 && counted.n_dated < 50);
		if (is_debian_12())
			CU_ASSERT(counted.n == 141 && counted.n_distrusted == 1 &&
				  counted.n_dated == 3);
		CU_ASSERT(cp_anchor_stage_nss(&stage, NULL) == CERTPOLICY_OK &&
			  stage.n_anchors == counted.n);
	}
	certpolicy_error_free(error);
	cp_anchor_stage_clear(&stage);
	cp_arena_clear(&arena);
}

/* Most of what a machine trusts is some programme's; a root that somebody added never is. */
static void
the_system_knows_public_roots(void)
{
	cp_arena arena = CP_ARENA_EMPTY;
	cp_anchor_stage stage = {.arena = &arena};
	certpolicy_error *error = NULL;
	int status = cp_anchor_stage_system(&stage, &error);
	bool at_hand = access(DEBIAN_FOLDER, R_OK) == 0;
	census counted = count(&stage);

	if (status != CERTPOLICY_OK)
		printf("(skipped: this machine has no roots) ");
	else
		CU_ASSERT(counted.n > 0 && (!at_hand || counted.n_public > counted.n / 2));
	certpolicy_error_free(error);
	cp_anchor_stage_clear(&stage);
	cp_arena_clear(&arena);
}

/* A run of allocation failures: nothing is half-added, nothing leaks. */
static void
sources_survive_want_of_memory(void)
{
	char path[400];
	bool done = false;
	long allowed;

	snprintf(path, sizeof(path), "%s", scratch_path("two.pem"));
	for (allowed = 0; allowed < 500 && !done; allowed++) {
		cp_anchors *anchors = new_store();
		int status;

		cp_mem_fail_after(allowed, true);
		status = cp_anchors_add_source(anchors, path, false, NULL);
		cp_mem_fail_after(-1, false);
		done = status == CERTPOLICY_OK;
		CU_ASSERT(done || status == CERTPOLICY_ERROR_NO_MEMORY);
		CU_ASSERT(cp_anchors_count(anchors) == (done ? 2 : 0));
		cp_anchors_free(anchors);
	}
	CU_ASSERT(done && allowed > 3);
}

static bool
run(const char *command)
{
	return system(command) == 0;
}

/* A token with two certificates, made by the tools of SoftHSM and GnuTLS. */
static bool
make_token(void)
{
	char command[2000];
	FILE *conf;

	if (!run("command -v softhsm2-util p11tool >/dev/null"))
		return false;
	CP_INVARIANT(mkdir(scratch_path("tokens"), 0700) == 0);
	conf = fopen(scratch_path("softhsm2.conf"), "w");
	CP_INVARIANT(conf != NULL);
	fprintf(conf, "directories.tokendir = %s/tokens\nobjectstore.backend = file\n", scratch);
	fclose(conf);
	setenv("SOFTHSM2_CONF", scratch_path("softhsm2.conf"), 1);
	write_text("t1.pem", unit_pem(make("CN=on the token", 1)));
	write_text("t2.pem", unit_pem(make("CN=on the token too", 2)));
	snprintf(command, sizeof(command),
		"(softhsm2-util --init-token --free --label cptest --pin 1234 --so-pin 1234 && "
		"for i in 1 2; do p11tool --batch --login --set-pin=1234 --write "
		"--load-certificate %s/t$i.pem --label t$i 'pkcs11:token=cptest'; done) "
		">/dev/null 2>&1",
		scratch);
	return run(command);
}

static void
tokens_are_read_by_uri(void)
{
	static const struct {
		const char *uri;
		int status;
		size_t n;
	} rows[] = {
		{"pkcs11:token=cptest", CERTPOLICY_OK, 2},
		{"pkcs11:token=cptest;object=t2", CERTPOLICY_OK, 1},
		{"pkcs11:token=cptest;type=private", CERTPOLICY_ERROR_BAD_INPUT, 0},
		{"pkcs11:token=nosuchtoken", CERTPOLICY_ERROR_BAD_INPUT, 0},
		{"pkcs11:token=cptest?module-path=/tmp/evil.so", CERTPOLICY_ERROR_BAD_ARGUMENT, 0},
		{"pkcs11:token=cptest;colour=red", CERTPOLICY_ERROR_BAD_ARGUMENT, 0},
		{"pkcs11:%", CERTPOLICY_ERROR_BAD_ARGUMENT, 0},
	};
	size_t i;

	if (!make_token()) {
		printf("(skipped: no softhsm2-util or p11tool) ");
		return;
	}
#ifdef __SANITIZE_ADDRESS__
	/* SoftHSM keeps its objects when it is finalised. */
	__lsan_disable();
#endif
	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_anchors *anchors = new_store();
		certpolicy_error *error = NULL;

		UNIT_ROW(rows[i].uri, cp_anchors_add_source(anchors, rows[i].uri, false, &error) ==
					      rows[i].status);
		UNIT_ROW(rows[i].uri, (error != NULL) == (rows[i].status != CERTPOLICY_OK));
		UNIT_ROW(rows[i].uri, cp_anchors_count(anchors) == rows[i].n);
		certpolicy_error_free(error);
		cp_anchors_free(anchors);
	}
#ifdef __SANITIZE_ADDRESS__
	__lsan_enable();
#endif
}

/* The store as it grows: every certificate once, found whatever else is there. */
static void
many_anchors_are_found(void)
{
	enum { MANY = 3000 };
	cp_bytes model = make("CN=0000", 1);
	cp_anchor_terms terms = {.source = "test"};
	cp_anchors *anchors = new_store();
	uint8_t *der = cp_memdup(model.data, model.len);
	const cp_anchor *found[2];
	cp_cert *asked;
	size_t at, i, n = 0;

	CU_ASSERT_FATAL(der != NULL);
	for (at = 0; at + 4 <= model.len; at++) {
		if (memcmp(der + at, "0000", 4) != 0)
			continue;
		for (i = 0; i < MANY; i++) {
			char digits[8];

			snprintf(digits, sizeof(digits), "%04u", (unsigned)i);
			memcpy(der + at, digits, 4);
			n += cp_anchors_add(anchors, cp_bytes_of(der, model.len), &terms, NULL) ==
			     0;
			n += cp_anchors_add(anchors, cp_bytes_of(der, model.len), &terms, NULL) ==
			     0;
		}
		memcpy(der + at, "0000", 4);
	}
	CU_ASSERT(n >= 2 * MANY && cp_anchors_count(anchors) >= MANY);
	CU_ASSERT(cp_anchors_freeze(anchors, NULL) == 0);
	asked = cp_cert_read(model);
	CU_ASSERT_FATAL(asked != NULL);
	CU_ASSERT(cp_anchors_find_subject(anchors, asked->subject, asked->subject_hash, found, 2) >=
		  1);
	CU_ASSERT(find_exact(anchors, model) != NULL);
	cp_cert_unref(asked);
	cp_anchors_free(anchors);
	cp_free(der);
}

/* Many names of the same few attributes: their hashes must not fall together. */
static void
hashes_of_names_depend_on_the_order(void)
{
	cp_cert *one_way = cp_cert_read(make("CN=x,CN=y,CN=y,CN=x", 1));
	cp_cert *other_way = cp_cert_read(make("CN=y,CN=x,CN=x,CN=y", 1));

	CU_ASSERT_FATAL(one_way != NULL && other_way != NULL);
	CU_ASSERT(cp_name_hash(one_way->subject) == cp_name_hash(one_way->issuer));
	CU_ASSERT(cp_name_hash(one_way->subject) != cp_name_hash(other_way->subject));
	cp_cert_unref(one_way);
	cp_cert_unref(other_way);
}

static void
pools_keep_each_certificate_once(void)
{
	cp_cert *certs[4] = {cp_cert_read(make("CN=a", 1)), cp_cert_read(make("CN=A", 2)),
		cp_cert_read(make("CN=b", 3)), cp_cert_read(cp_bytes_of_string("broken"))};
	cp_cert *found[2][3];
	size_t round, i;

	for (round = 0; round < 2; round++) {
		cp_pool *pool = cp_pool_new();

		CU_ASSERT_FATAL(pool != NULL);
		for (i = 0; i < 8; i++)
			CU_ASSERT(cp_pool_add(pool, certs[round == 0 ? i % 4 : 3 - i % 4]) == 0);
		CU_ASSERT(cp_pool_freeze(pool) == 0 && cp_pool_freeze(pool) == 0);
		CU_ASSERT(cp_pool_count(pool) == 4);
		CU_ASSERT(cp_pool_find_subject(pool, certs[1]->subject, certs[1]->subject_hash,
				  found[round], 3) == 2);
		CU_ASSERT(cp_pool_find_subject(pool, certs[2]->subject, certs[2]->subject_hash,
				  &found[round][2], 1) == 1);
		CU_ASSERT(cp_pool_find_subject(
				  pool, certs[0]->der, cp_name_hash(certs[0]->der), NULL, 0) == 0);
		cp_pool_free(pool);
	}
	CU_ASSERT(memcmp(found[0], found[1], sizeof(found[0])) == 0);
	CU_ASSERT(found[0][2] == certs[2]);
	cp_pool_free(NULL);
	for (i = 0; i < 4; i++)
		cp_cert_unref(certs[i]);
}

int
main(void)
{
	static const unit_test tests[] = {
		{"terms of two sources merge", terms_of_two_sources_merge},
		{"anchors are found by subject and octets",
			anchors_are_found_by_subject_and_octets},
		{"anchors are read once by many threads", anchors_are_read_once_by_many_threads},
		{"sources say what they brought", sources_say_what_they_brought},
		{"files and folders are read whole or not at all",
			files_and_folders_are_read_whole_or_not_at_all},
		{"files are private unless it is said", files_are_private_unless_it_is_said},
		{"the environment is all of the system", the_environment_is_all_of_the_system},
		{"publications tell the system's roots apart",
			publications_tell_the_systems_roots_apart},
		{"NSS gives Mozilla's roots", nss_gives_mozillas_roots},
		{"the system knows public roots", the_system_knows_public_roots},
		{"sources survive want of memory", sources_survive_want_of_memory},
		{"tokens are read by URI", tokens_are_read_by_uri},
		{"many anchors are found", many_anchors_are_found},
		{"hashes of names depend on the order", hashes_of_names_depend_on_the_order},
		{"pools keep each certificate once", pools_keep_each_certificate_once},
		{NULL, NULL},
	};
	char command[300];
	int status;

	snprintf(scratch, sizeof(scratch), "%s/store-test-XXXXXX", BUILDDIR);
	if (mkdtemp(scratch) == NULL)
		return 99;
	write_files();
	status = unit_main("store", tests);
	snprintf(command, sizeof(command), "rm -rf '%s'", scratch);
	return run(command) ? status : 99;
}
