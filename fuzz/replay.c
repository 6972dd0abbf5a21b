/*
 * Runs a fuzz target over files: those of the folders and files given, or of its own seed folder.
 * Every input is copied to memory of exactly its size, so that sanitizers see a step beyond it.
 */
#include <config.h>
#include "base/error.h"
#include "base/mem.h"
#include "fuzz.h"
#include "x509/input.h"

#include <stdio.h>
#include <stdlib.h>

#define SEEDS SRCDIR "/fuzz/seeds/" CP_FUZZ_TARGET
#define LARGEST ((size_t)1 << 26)

static void
fail(const certpolicy_error *error)
{
	fprintf(stderr, "%s\n", certpolicy_error_get_message(error));
	exit(99);
}

static void
replay(const char *path)
{
	certpolicy_error *error = NULL;
	cp_bytes data;
	uint8_t *exact;

	if (cp_input_read_file(path, LARGEST, &data, &error) != CERTPOLICY_OK)
		fail(error);
	exact = malloc(data.len);
	if (exact == NULL && data.len > 0)
		exit(99);
	if (data.len > 0)
		memcpy(exact, data.data, data.len);
	cp_free((void *)(uintptr_t)data.data);
	(void)LLVMFuzzerTestOneInput(exact, data.len);
	free(exact);
}

static size_t
replay_all(const char *path)
{
	certpolicy_error *error = NULL;
	size_t n, i;
	char **files;

	if (cp_input_list_files(path, &files, &n, &error) != CERTPOLICY_OK)
		fail(error);
	for (i = 0; i < n; i++) {
		if (getenv("VERBOSE") != NULL)
			fprintf(stderr, "%s\n", files[i]);
		replay(files[i]);
	}
	cp_input_free_list(files, n);
	return n;
}

int
main(int argc, char **argv)
{
	size_t n = 0;
	int i;

	for (i = 1; i < argc; i++)
		n += replay_all(argv[i]);
	if (argc < 2)
		n = replay_all(SEEDS);
	printf("%s: %zu inputs\n", CP_FUZZ_TARGET, n);
	return n > 0 ? EXIT_SUCCESS : 99;
}
