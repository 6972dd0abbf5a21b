/* lib/base/map.c: regular files of every size, and what is none. */
#include <config.h>
#include "base/map.h"
#include "unit/unit.h"

#include <certpolicy/certpolicy.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "map-XXXXXX";

static const char *
in_folder(const char *name)
{
	static char path[64];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void
write_file(const char *name, const char *content, size_t len)
{
	FILE *file = fopen(in_folder(name), "wb");

	if (file == NULL || fwrite(content, 1, len, file) != len || fclose(file) != 0)
		exit(99);
}

static void
a_file_is_its_octets(void)
{
	static char page[3 * 4096 + 1];
	static const size_t lens[] = {0, 1, 4095, 4096, 4097, sizeof(page)};
	size_t i;

	for (i = 0; i < sizeof(page); i++)
		page[i] = (char)(i * 7 + i / 251);
	for (i = 0; i < CP_COUNT(lens); i++) {
		cp_map map;

		write_file("octets", page, lens[i]);
		CU_ASSERT_FATAL(
			cp_map_open(in_folder("octets"), lens[i], &map, NULL) == CERTPOLICY_OK);
		CU_ASSERT(cp_bytes_equal(map.bytes, cp_bytes_of(page, lens[i])));
		CU_ASSERT((map.bytes.data == NULL) == (lens[i] == 0));
		cp_map_close(&map);
		CU_ASSERT(map.bytes.len == 0 && map.bytes.data == NULL);
		cp_map_close(&map);
	}
}

/* A file that took the name is not what was opened. */
static void
what_is_replaced_stays(void)
{
	char from[64];
	cp_map map;

	write_file("name", "old", 3);
	write_file("newer", "newer", 5);
	CU_ASSERT_FATAL(cp_map_open(in_folder("name"), 16, &map, NULL) == CERTPOLICY_OK);
	snprintf(from, sizeof(from), "%s", in_folder("newer"));
	CU_ASSERT_FATAL(rename(from, in_folder("name")) == 0);
	CU_ASSERT(cp_bytes_equal(map.bytes, cp_bytes_of_string("old")));
	cp_map_close(&map);
	CU_ASSERT_FATAL(cp_map_open(in_folder("name"), 16, &map, NULL) == CERTPOLICY_OK);
	CU_ASSERT(cp_bytes_equal(map.bytes, cp_bytes_of_string("newer")));
	cp_map_close(&map);
}

static void
a_link_is_followed(void)
{
	cp_map map;

	write_file("target", "there", 5);
	CU_ASSERT_FATAL(symlink("target", in_folder("link")) == 0);
	CU_ASSERT_FATAL(cp_map_open(in_folder("link"), 16, &map, NULL) == CERTPOLICY_OK);
	CU_ASSERT(cp_bytes_equal(map.bytes, cp_bytes_of_string("there")));
	cp_map_close(&map);
}

static void
what_cannot_be_mapped(void)
{
	static const struct {
		const char *name, *path, *code;
		int status;
	} rows[] = {
		{"not there", "none", "io.open", CERTPOLICY_ERROR_IO},
		{"a folder", "folder", "io.open", CERTPOLICY_ERROR_IO},
		{"a pipe", "pipe", "io.open", CERTPOLICY_ERROR_IO},
		{"below a file", "target/below", "io.open", CERTPOLICY_ERROR_IO},
		{"a link to itself", "circle", "io.open", CERTPOLICY_ERROR_IO},
		{"one octet too large", "large", "io.too-large", CERTPOLICY_ERROR_LIMIT},
	};
	size_t i;

	write_file("large", "0123456789abcdefg", 17);
	CU_ASSERT_FATAL(mkdir(in_folder("folder"), 0700) == 0);
	CU_ASSERT_FATAL(mkfifo(in_folder("pipe"), 0600) == 0);
	CU_ASSERT_FATAL(symlink("circle", in_folder("circle")) == 0);
	for (i = 0; i < CP_COUNT(rows); i++) {
		certpolicy_error *error = NULL;
		cp_map map;

		UNIT_ROW(rows[i].name,
			cp_map_open(in_folder(rows[i].path), 16, &map, &error) == rows[i].status);
		UNIT_ROW(rows[i].name, map.bytes.len == 0 && map.bytes.data == NULL);
		UNIT_ROW(rows[i].name,
			error != NULL &&
				strcmp(certpolicy_error_get_code(error), rows[i].code) == 0 &&
				strstr(certpolicy_error_get_message(error), rows[i].path) != NULL);
		certpolicy_error_free(error);
	}
}

/* The descriptor is closed at once. */
static void
nothing_stays_open(void)
{
	int before = open("/dev/null", O_RDONLY), after;
	cp_map map;

	CU_ASSERT_FATAL(before >= 0);
	(void)close(before);
	CU_ASSERT_FATAL(cp_map_open(in_folder("target"), 16, &map, NULL) == CERTPOLICY_OK);
	after = open("/dev/null", O_RDONLY);
	CU_ASSERT(after == before);
	(void)close(after);
	cp_map_close(&map);
}

static void
remove_all(void)
{
	static const char *const files[] = {
		"octets", "name", "target", "link", "pipe", "circle", "large"};
	size_t i;

	for (i = 0; i < CP_COUNT(files); i++)
		(void)unlink(in_folder(files[i]));
	(void)rmdir(in_folder("folder"));
	(void)rmdir(folder);
}

int
main(void)
{
	static const unit_test tests[] = {
		{"a file is its octets", a_file_is_its_octets},
		{"what is replaced stays", what_is_replaced_stays},
		{"a link is followed", a_link_is_followed},
		{"what cannot be mapped", what_cannot_be_mapped},
		{"nothing stays open", nothing_stays_open},
		{NULL, NULL},
	};
	int result;

	if (mkdtemp(folder) == NULL)
		return 99;
	result = unit_main("map", tests);
	remove_all();
	return result;
}
