/* lib/data and the kinds: what is imported comes back, all of it or with an error. */
#include <config.h>
#include "data/content.h"
#include "data_kinds.h"
#include "base/error.h"
#include "base/mem.h"
#include "unit/unit.h"
#include "x509/input.h"

#include <certpolicy/data.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static char scratch[200];

static const char *
path_of(const char *name)
{
	static char path[400];

	snprintf(path, sizeof(path), "%s/%s", scratch, name);
	return path;
}

static void
write_text(const char *path, const char *text)
{
	FILE *file = fopen(path, "wb");

	CP_INVARIANT(file != NULL && fputs(text, file) >= 0 && fclose(file) == 0);
}

/* A kind of the tests' own: builds one file of the others, one after the other. */
static int
build_one(const char *const *files, size_t n, const char *out, cp_data_about *about,
	certpolicy_error **error)
{
	int file = open(out, O_WRONLY | O_TRUNC);
	size_t i;
	int status = CERTPOLICY_OK;

	for (i = 0; i < n && status == CERTPOLICY_OK; i++) {
		cp_bytes content = CP_BYTES_NONE;

		status = cp_input_read_file(files[i], 1000, &content, error);
		if (status == CERTPOLICY_OK &&
			write(file, content.data, content.len) != (ssize_t)content.len)
			status = CERTPOLICY_ERROR_IO;
		cp_free((void *)(uintptr_t)content.data);
	}
	close(file);
	about->entries = n;
	return status;
}

static char loaded[100];

static int
load_one(certpolicy_engine *engine, const cp_data_item *item, cp_bytes content,
	certpolicy_error **error)
{
	cp_bytes octets;
	int status = cp_input_read_file(item->path, sizeof(loaded), &octets, error);

	(void)engine;
	CU_ASSERT(content.len == 0);
	if (status != CERTPOLICY_OK)
		return status;
	snprintf(loaded, sizeof(loaded), "%.*s", (int)octets.len, (const char *)octets.data);
	cp_free((void *)(uintptr_t)octets.data);
	return CERTPOLICY_OK;
}

static const cp_data_kind merged = {"merged", "several into one", CP_DATA_MERGED, CP_INPUT_CRL,
	1000, NULL, build_one, load_one};

static void
several_become_one(void)
{
	char folder[400], a[400], b[400];
	const char *files[] = {a, b, "missing"};
	const int64_t date = 1000;
	certpolicy_engine *engine = certpolicy_engine_new();
	certpolicy_error *error = NULL;
	cp_manifest manifest;
	bool is_there;

	CU_ASSERT_FATAL(engine != NULL);
	snprintf(folder, sizeof(folder), "%s", path_of("deep/down/folder"));
	snprintf(a, sizeof(a), "%s", path_of("a"));
	snprintf(b, sizeof(b), "%s", path_of("b"));
	write_text(a, "first ");
	write_text(b, "second");
	CU_ASSERT(cp_data_import_files(folder, &merged, files, 2, &date, 5000, &error) ==
		  CERTPOLICY_OK);
	CU_ASSERT(cp_data_import_files(folder, &merged, files, 3, &date, 6000, &error) ==
			  CERTPOLICY_ERROR_IO &&
		  error != NULL);
	certpolicy_error_free(error);
	error = NULL;
	CU_ASSERT(
		cp_manifest_read(folder, "merged", &manifest, &is_there, &error) == CERTPOLICY_OK &&
		is_there);
	CU_ASSERT_FATAL(manifest.n == 1);
	CU_ASSERT(manifest.imported == 5000 && manifest.items[0].date == 1000 &&
		  manifest.items[0].entries == 2 && manifest.items[0].octets == 12);
	CU_ASSERT(strstr(manifest.items[0].source, "/a and 1 more") != NULL);
	CU_ASSERT(cp_data_load(engine, folder, &merged, NULL) == CERTPOLICY_OK &&
		  strcmp(loaded, "first second") == 0);
	CU_ASSERT(engine->n_files == 1 && engine->files[0].has_date &&
		  engine->files[0].date == 1000 && engine->files[0].kind == CP_INPUT_CRL);
	CU_ASSERT(cp_data_check_digest(&manifest.items[0], NULL) == CERTPOLICY_OK);
	write_text(manifest.items[0].path, "first sekond");
	CU_ASSERT(cp_data_check_size(&manifest.items[0], NULL) == CERTPOLICY_OK);
	CU_ASSERT(cp_data_check_digest(&manifest.items[0], NULL) == CERTPOLICY_ERROR_BAD_INPUT);
	write_text(manifest.items[0].path, "first secon");
	CU_ASSERT(cp_data_load(engine, folder, &merged, &error) == CERTPOLICY_ERROR_BAD_INPUT);
	CU_ASSERT(strcmp(certpolicy_error_get_code(error), "data.damaged") == 0);
	certpolicy_error_free(error);
	cp_manifest_clear(&manifest);
	certpolicy_engine_free(engine);
}

#define DIGEST "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define ITEM(file, sha256)                                                                         \
	"{\"file\": \"" file "\", \"source\": \"s\", \"date\": \"2026-01-01T00:00:00Z\", "         \
	"\"octets\": 5, \"entries\": 0, \"sha256\": \"" sha256 "\"}"
#define MANIFEST(items)                                                                            \
	"{\"schema\": \"certpolicy.data/1\", \"kind\": \"crl\", "                                  \
	"\"imported\": \"2026-01-01T00:00:00Z\", \"items\": [" items "]}"

static void
manifests_are_read_strictly(void)
{
	static const struct {
		const char *name, *text;
		bool sound;
	} rows[] = {
		{"sound", MANIFEST(ITEM("crl-0123456789abcdef", DIGEST)), true},
		{"empty", "", false},
		{"cut", "{\"schema\": \"certpolicy.data/1\"", false},
		{"no object", "[]", false},
		{"no items", MANIFEST(""), false},
		{"another's file", MANIFEST(ITEM("crl-0123456789abcdee", DIGEST)), false},
		{"elsewhere", MANIFEST(ITEM("../crl-0123456789abcdef", DIGEST)), false},
		{"another kind's", MANIFEST(ITEM("roots-0123456789abcdef", DIGEST)), false},
		{"half a digest", MANIFEST(ITEM("crl-0123456789abcdef", "0123456789abcdef")),
			false},
		{"no source", MANIFEST("{\"file\": \"crl-0123456789abcdef\"}"), false},
		{"an item that is none", MANIFEST("1"), false},
		{"of another kind",
			"{\"schema\": \"certpolicy.data/1\", \"kind\": \"roots\", \"imported\": "
			"\"2026-01-01T00:00:00Z\", \"items\": [" ITEM(
				"crl-0123456789abcdef", DIGEST) "]}",
			false},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		certpolicy_error *error = NULL;
		cp_manifest manifest;
		bool is_there = false;
		int status;

		write_text(path_of("crl.json"), rows[i].text);
		status = cp_manifest_read(scratch, "crl", &manifest, &is_there, &error);
		UNIT_ROW(rows[i].name, is_there);
		UNIT_ROW(rows[i].name,
			status == (rows[i].sound ? CERTPOLICY_OK : CERTPOLICY_ERROR_BAD_INPUT));
		UNIT_ROW(rows[i].name, rows[i].sound || strcmp(certpolicy_error_get_code(error),
								"data.damaged") == 0);
		UNIT_ROW(rows[i].name, manifest.n == rows[i].sound);
		certpolicy_error_free(error);
		cp_manifest_clear(&manifest);
	}
}

static void
what_cannot_be_written_is_an_error(void)
{
	char file[400];
	const char *files[] = {file};
	certpolicy_error *error = NULL;

	snprintf(file, sizeof(file), "%s", path_of("a"));
	write_text(file, "x");
	CU_ASSERT(cp_data_import_files(file, &merged, files, 1, NULL, 0, &error) ==
			  CERTPOLICY_ERROR_IO &&
		  strcmp(certpolicy_error_get_code(error), "data.write") == 0);
	certpolicy_error_free(error);
	error = NULL;
	CU_ASSERT(certpolicy_data_import(scratch, "crls", files, 1, NULL, &error) ==
			  CERTPOLICY_ERROR_NOT_FOUND &&
		  strcmp(certpolicy_error_get_code(error), "data.unknown-kind") == 0);
	certpolicy_error_free(error);
	CU_ASSERT(certpolicy_data_import(scratch, "roots", NULL, 0, NULL, NULL) ==
		  CERTPOLICY_ERROR_BAD_ARGUMENT);
}

int
main(void)
{
	static const unit_test tests[] = {
		{"several become one", several_become_one},
		{"manifests are read strictly", manifests_are_read_strictly},
		{"what cannot be written is an error", what_cannot_be_written_is_an_error},
		{NULL, NULL},
	};
	const char *base = getenv("TMPDIR");
	char command[300];
	int code;

	snprintf(scratch, sizeof(scratch), "%s/certpolicy-data.XXXXXX",
		base != NULL ? base : "/tmp");
	if (mkdtemp(scratch) == NULL)
		return 99;
	code = unit_main("data", tests);
	snprintf(command, sizeof(command), "rm -rf '%s'", scratch);
	return system(command) == 0 ? code : 99;
}
