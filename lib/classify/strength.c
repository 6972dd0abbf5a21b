/* Looking strengths up in the crypto table. The rows and their sources are in strength.def. */
#include <config.h>
#include "classify/strength.h"

#include "base/civil.h"
#include "base/compiler.h"

#include <limits.h>

#define ALWAYS INT64_MIN
#define NEVER INT64_MAX
#define ANY_BITS UINT_MAX

/* Seconds; the unit test shows them as dates. NIST SP 800-57 part 1 r5 table 4: "through 2030". */
#define START_OF_2031 CP_UTC(2031, 1, 1)
#define END_OF_2030 (START_OF_2031 - 1)
/* CA/B BR 2.2.6 7.1.3.2: no SHA-1 from 2026-09-15. */
#define SHA1_END CP_UTC(2026, 9, 15)
#define SHA1_LAST (SHA1_END - 1)

static const cp_strength_row rows[] = {
#define CP_STRENGTH_KEY(KEY, FROM, TO, STRENGTH, SINCE, UNTIL, SOURCE)                             \
	{true, CP_KEY_##KEY, FROM, TO, CP_SIGNATURE_UNKNOWN, CP_HASH_UNKNOWN,                      \
		CP_STRENGTH_##STRENGTH, SINCE, UNTIL, SOURCE},
#define CP_STRENGTH_SIGNATURE(SCHEME, HASH, STRENGTH, SINCE, UNTIL, SOURCE)                        \
	{false, CP_KEY_UNKNOWN, 0, 0, CP_SIGNATURE_##SCHEME, CP_HASH_##HASH,                       \
		CP_STRENGTH_##STRENGTH, SINCE, UNTIL, SOURCE},
#include "classify/strength.def"
};

/* What stands in no row. */
static const cp_strength_row unlisted = {.since = ALWAYS,
	.until = NEVER,
	.strength = CP_STRENGTH_WEAK,
	.source = "none: nobody lists it"};

static bool
is_in_force(const cp_strength_row *row, int64_t time)
{
	return time >= row->since && time <= row->until;
}

const cp_strength_row *
cp_strength_of_key(const cp_public_key *key, int64_t time)
{
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		if (rows[i].is_key && rows[i].key == key->type && key->bits >= rows[i].from_bits &&
			key->bits <= rows[i].to_bits && is_in_force(&rows[i], time))
			return &rows[i];
	}
	return &unlisted;
}

const cp_strength_row *
cp_strength_of_signature(const cp_signature_algorithm *algorithm, int64_t time)
{
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		if (!rows[i].is_key && rows[i].scheme == algorithm->scheme &&
			(rows[i].hash == CP_HASH_ANY || rows[i].hash == algorithm->hash) &&
			is_in_force(&rows[i], time))
			return &rows[i];
	}
	return &unlisted;
}

size_t
cp_strength_rows(const cp_strength_row **list)
{
	*list = rows;
	return CP_COUNT(rows);
}
