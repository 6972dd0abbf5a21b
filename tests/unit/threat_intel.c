/*
 * lib/store: threat lists as they are published: all of 09-threat-intel, held against the figures
 * that are stated there. Needs shared data ($CERTPOLICY_SHARED or ../shared beside the source
 * tree).
 */
#include <config.h>
#include "base/json_scan.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/denylist.h"
#include "store/threat_pattern.h"
#include "unit/unit.h"

#include <string.h>
#include <unistd.h>

#define NOW INT64_C(1796083200) /* 2026-12-01T00:00:00Z */

static char shared[4096];

static void
path_of(const char *name, size_t len, char path[8192])
{
	snprintf(path, 8192, "%s/data/real/%.*s", shared, (int)len, name);
}

/* A member of an object; nothing when it is not there. */
static cp_json_value
member(const cp_json_value *object, const char *name)
{
	cp_bytes inner = object->inner;
	cp_json_value key, value;

	while (cp_json_next_member(&inner, &key, &value)) {
		if (cp_json_is_word(&key, name))
			return value;
	}
	memset(&value, 0, sizeof(value));
	return value;
}

static cp_denylist *
list_of(const char *path)
{
	cp_denylist *list = cp_denylist_new();

	CP_INVARIANT(list != NULL);
	if (cp_denylist_add_file(list, path, NULL) == CERTPOLICY_OK)
		return list;
	cp_denylist_free(list);
	return NULL;
}

static bool
find(const cp_denylist *list, cp_threat_section section, cp_bytes hex, cp_threat_hit *hit)
{
	uint8_t digest[CP_THREAT_KEY_MAX];

	return cp_threat_digest(hex, cp_threat_key_len(section), digest) &&
	       cp_denylist_find_digest(list, section, digest, CP_THREAT_CERTIFICATE, NOW, hit);
}

/* "listed" with its reason, or "not_listed". */
static void
judge_digest(const cp_denylist *list, const cp_json_value *row, const char *name)
{
	cp_json_value inputs = member(row, "inputs"), expected = member(row, "expected");
	cp_json_value reason = member(row, "expected_code_if_known");
	cp_threat_hit hit;
	bool found = find(list, CP_THREAT_SHA1, member(&inputs, "sha1").inner, &hit);

	UNIT_ROW(name, found == cp_json_is_word(&expected, "listed"));
	UNIT_ROW(name, !found || cp_bytes_equal(hit.label, reason.inner));
	UNIT_ROW(name, !found || (hit.has_listed && hit.list->has_date));
}

static uint64_t
number_of(const cp_json_value *value)
{
	return value->kind == CP_JSON_NUMBER ? strtoull((const char *)value->inner.data, NULL, 10)
					     : 0;
}

/* How many rows an index of the file has, of all or of one reason. */
static uint64_t
count_rows(cp_bytes index_octets, const cp_bytes *reason)
{
	cp_threat_index index;
	cp_threat_section section;
	cp_threat_note note;
	const uint8_t *key;
	uint64_t n = 0;
	cp_threat_walk walk;

	if (cp_threat_index_open(index_octets, "index", &index, NULL) != CERTPOLICY_OK)
		return 0;
	walk = cp_threat_walk_start(&index);
	while (cp_threat_walk_next(&walk, &section, &key, &note) == CP_THREAT_ROW)
		n += reason == NULL || cp_bytes_equal(*reason, note.label);
	cp_threat_index_close(&index);
	return n;
}

static void
judge_rows(const char *path, const cp_json_value *row, const char *name)
{
	const char *files[] = {path};
	cp_json_value inputs = member(row, "inputs"), rows = member(&inputs, "rows");
	cp_json_value distinct = member(&inputs, "distinct_sha1"), pair, reason, n;
	cp_bytes top = member(&inputs, "reasons_top").inner, inner;
	cp_denylist_about about;
	cp_map map = CP_MAP_NONE;

	UNIT_ROW(name,
		cp_denylist_write_index(files, 1, "intel.tmp", &about, NULL) == CERTPOLICY_OK);
	UNIT_ROW(name, about.n_entries == number_of(&rows) && about.n_skipped == 0);
	CU_ASSERT_EQUAL(cp_map_open("intel.tmp", SIZE_MAX, &map, NULL), CERTPOLICY_OK);
	UNIT_ROW(name, count_rows(map.bytes, NULL) == number_of(&distinct));
	while (cp_json_next_element(&top, &pair)) {
		inner = pair.inner;
		CU_ASSERT_TRUE(
			cp_json_next_element(&inner, &reason) && cp_json_next_element(&inner, &n));
		UNIT_ROW(name, count_rows(map.bytes, &reason.inner) == number_of(&n));
	}
	cp_map_close(&map);
	unlink("intel.tmp");
}

/* Each certificate is found by the strongest of its digests. */
static void
judge_hashes(const cp_denylist *list, const cp_json_value *inputs, const char *name)
{
	static const char *const names[] = {"SHA-256", "SHA-1", "MD5"};
	static const cp_threat_section sections[] = {
		CP_THREAT_SHA256, CP_THREAT_SHA1, CP_THREAT_MD5};
	cp_bytes rest = member(inputs, "hashes").inner;
	cp_json_value hashes;
	cp_threat_hit hit;
	size_t i;

	while (cp_json_next_element(&rest, &hashes)) {
		for (i = 0; i < CP_COUNT(names); i++) {
			cp_json_value digest = member(&hashes, names[i]);

			if (digest.inner.len == 0)
				continue;
			UNIT_ROW(name, find(list, sections[i], digest.inner, &hit));
			break;
		}
	}
}

/* All that the patterns speak of is a certificate with a digest. */
static void
judge_patterns(const cp_denylist *list, const cp_json_value *inputs, const char *name)
{
	cp_bytes rest = member(inputs, "indicator_patterns").inner;
	cp_threat_clauses clauses = {NULL, 0, 0, 0};
	cp_json_value pattern;
	uint8_t text[8192];
	cp_threat_hit hit;

	while (cp_json_next_element(&rest, &pattern)) {
		const cp_threat_subject *subject;
		size_t section = CP_THREAT_SHA256;

		CP_INVARIANT(pattern.inner.len <= sizeof(text));
		CU_ASSERT_EQUAL(
			cp_threat_pattern_read(
				cp_bytes_of(text, cp_json_unescape(&pattern, text)), &clauses),
			CERTPOLICY_OK);
		UNIT_ROW(name, clauses.n == 1 && clauses.n_unusable == 0);
		if (clauses.n != 1)
			continue;
		subject = &clauses.list[0].subject;
		while (section > 0 && !subject->has_digest[section])
			section--;
		UNIT_ROW(
			name, cp_denylist_find_digest(list, (cp_threat_section)section,
				      subject->digests[section], CP_THREAT_CERTIFICATE, NOW, &hit));
	}
	cp_threat_clauses_clear(&clauses);
}

static void
judge_case(const cp_json_value *row)
{
	cp_json_value id = member(row, "id"), files = member(row, "files");
	cp_json_value inputs = member(row, "inputs"), file = member(&files, "csv");
	char name[256], path[8192];
	cp_denylist *list;

	snprintf(name, sizeof(name), "%.*s", (int)id.inner.len, (const char *)id.inner.data);
	if (file.inner.len == 0)
		file = member(&files, "bundle");
	path_of((const char *)file.inner.data, file.inner.len, path);
	list = list_of(path);
	UNIT_ROW(name, list != NULL);
	if (list == NULL)
		return;
	if (member(&inputs, "sha1").inner.len > 0)
		judge_digest(list, row, name);
	else if (member(&inputs, "rows").inner.len > 0)
		judge_rows(path, row, name);
	else
		judge_hashes(list, &inputs, name);
	judge_patterns(list, &inputs, name);
	cp_denylist_free(list);
}

static void
stated_cases_come_out(void)
{
	char path[8192];
	cp_map map = CP_MAP_NONE;
	cp_bytes rest;
	cp_json_value row;
	size_t n = 0;

	path_of("09-threat-intel/cases.jsonl", 27, path);
	CU_ASSERT_EQUAL_FATAL(cp_map_open(path, SIZE_MAX, &map, NULL), CERTPOLICY_OK);
	for (rest = map.bytes; cp_json_next(&rest, &row); n++)
		judge_case(&row);
	CU_ASSERT_TRUE(n > 50);
	cp_map_close(&map);
}

/* The list as abuse.ch lays it out and as somebody exported it again: the same rows. */
static void
both_layouts_say_the_same(void)
{
	static const char *const names[] = {"09-threat-intel/sslbl_official_layout.csv",
		"09-threat-intel/sslbl_sslblacklist_2023-12-22.csv"};
	const char *files[1];
	char paths[2][8192];
	cp_denylist_about about;
	cp_denylist *other;
	cp_map map = CP_MAP_NONE;
	cp_threat_index index;
	cp_threat_walk walk;
	cp_threat_section section;
	cp_threat_note note;
	cp_threat_hit hit;
	const uint8_t *key;
	bool right = true;

	path_of(names[0], strlen(names[0]), paths[0]);
	path_of(names[1], strlen(names[1]), paths[1]);
	files[0] = paths[0];
	CU_ASSERT_EQUAL(
		cp_denylist_write_index(files, 1, "intel.tmp", &about, NULL), CERTPOLICY_OK);
	CU_ASSERT_TRUE(about.has_date && about.date == INT64_C(1703228280));
	CU_ASSERT_EQUAL_FATAL(cp_map_open("intel.tmp", SIZE_MAX, &map, NULL), CERTPOLICY_OK);
	CU_ASSERT_EQUAL_FATAL(
		cp_threat_index_open(map.bytes, "index", &index, NULL), CERTPOLICY_OK);
	other = list_of(paths[1]);
	CU_ASSERT_PTR_NOT_NULL_FATAL(other);
	walk = cp_threat_walk_start(&index);
	while (cp_threat_walk_next(&walk, &section, &key, &note) == CP_THREAT_ROW)
		right = right &&
			cp_denylist_find_digest(
				other, section, key, CP_THREAT_CERTIFICATE, NOW, &hit) &&
			cp_bytes_equal(note.label, hit.label) && note.times.listed == hit.listed &&
			note.times.has_listed;
	CU_ASSERT_TRUE(right);
	cp_denylist_free(other);
	cp_threat_index_close(&index);
	cp_map_close(&map);
	unlink("intel.tmp");
}

/* What only describes formats is no list, and says so. */
static void
descriptions_are_no_lists(void)
{
	static const char *const names[] = {
		"09-threat-intel/misp_object_x509_definition.json",
		"09-threat-intel/stix/misp_mapping_external_stix21_to_misp_objects.json",
		"09-threat-intel/stix/misp_mapping_misp_objects_to_stix21.json",
		"09-threat-intel/stix/misp_mapping_stix21_to_misp_objects.json",
	};
	char path[8192];
	size_t i;

	for (i = 0; i < CP_COUNT(names); i++) {
		cp_denylist *list;

		path_of(names[i], strlen(names[i]), path);
		CU_ASSERT_EQUAL(access(path, R_OK), 0);
		list = list_of(path);
		UNIT_ROW(names[i], list == NULL);
		cp_denylist_free(list);
	}
}

int
main(void)
{
	static const unit_test tests[] = {
		{"stated cases come out", stated_cases_come_out},
		{"both layouts say the same", both_layouts_say_the_same},
		{"descriptions are no lists", descriptions_are_no_lists},
		{NULL, NULL},
	};
	const char *named = getenv("CERTPOLICY_SHARED");
	char path[8192];

	snprintf(shared, sizeof(shared), "%s", named != NULL ? named : SRCDIR "/../shared");
	path_of("09-threat-intel/cases.jsonl", 27, path);
	if (access(path, R_OK) != 0) {
		printf("skipped: no shared data at %s\n", shared);
		return 77;
	}
	return unit_main("threat_intel", tests);
}
