/*
 * What a character of a name counts as when names are compared: RFC 4518 section 2.2, and of RFC
 * 3454 B.2 the letters of Latin, Greek, Cyrillic and Armenian names. Deviation: no other letters,
 * and no NFKC beyond the full-width forms: a letter and its mark stay two characters.
 */
#include <config.h>
#include "x509/name_char.h"

#define NOTHING INT32_MAX
#define SPACE INT32_MIN

/* Every character from `first` to `last`, or every second one; `more` is added to it. */
static const struct {
	uint32_t first, last;
	uint32_t step;
	int32_t more;
} ranges[] = {
	{0x80, 0x84, 1, NOTHING},
	{0x85, 0x85, 1, SPACE},
	{0x86, 0x9f, 1, NOTHING},
	{0xa0, 0xa0, 1, SPACE},
	{0xad, 0xad, 1, NOTHING},
	{0xb5, 0xb5, 1, 775},
	{0xc0, 0xd6, 1, 32},
	{0xd8, 0xde, 1, 32},
	{0x100, 0x12e, 2, 1},
	{0x132, 0x136, 2, 1},
	{0x139, 0x147, 2, 1},
	{0x14a, 0x176, 2, 1},
	{0x178, 0x178, 1, -121},
	{0x179, 0x17d, 2, 1},
	{0x17f, 0x17f, 1, -268},
	{0x18f, 0x18f, 1, 202},
	{0x1a0, 0x1a0, 1, 1},
	{0x1af, 0x1af, 1, 1},
	{0x1cd, 0x1db, 2, 1},
	{0x1de, 0x1ee, 2, 1},
	{0x1f8, 0x21e, 2, 1},
	{0x222, 0x232, 2, 1},
	{0x34f, 0x34f, 1, NOTHING},
	{0x386, 0x386, 1, 38},
	{0x388, 0x38a, 1, 37},
	{0x38c, 0x38c, 1, 64},
	{0x38e, 0x38f, 1, 63},
	{0x391, 0x3a1, 1, 32},
	{0x3a3, 0x3ab, 1, 32},
	{0x3c2, 0x3c2, 1, 1},
	{0x400, 0x40f, 1, 80},
	{0x410, 0x42f, 1, 32},
	{0x460, 0x480, 2, 1},
	{0x48a, 0x4be, 2, 1},
	{0x4c0, 0x4c0, 1, 15},
	{0x4c1, 0x4cd, 2, 1},
	{0x4d0, 0x52e, 2, 1},
	{0x531, 0x556, 1, 48},
	{0x6dd, 0x6dd, 1, NOTHING},
	{0x70f, 0x70f, 1, NOTHING},
	{0x1680, 0x1680, 1, SPACE},
	{0x1806, 0x1806, 1, NOTHING},
	{0x180b, 0x180e, 1, NOTHING},
	{0x1e00, 0x1e94, 2, 1},
	{0x1e9e, 0x1e9e, 1, CP_NAME_CHAR_SHARP_S - 0x1e9e},
	{0x1ea0, 0x1efe, 2, 1},
	{0x2000, 0x200a, 1, SPACE},
	{0x200b, 0x200f, 1, NOTHING},
	{0x2028, 0x2029, 1, SPACE},
	{0x202a, 0x202e, 1, NOTHING},
	{0x202f, 0x202f, 1, SPACE},
	{0x205f, 0x205f, 1, SPACE},
	{0x2060, 0x2063, 1, NOTHING},
	{0x206a, 0x206f, 1, NOTHING},
	{0x3000, 0x3000, 1, SPACE},
	{0xfe00, 0xfe0f, 1, NOTHING},
	{0xfeff, 0xfeff, 1, NOTHING},
	{0xff01, 0xff20, 1, -0xfee0},
	{0xff21, 0xff3a, 1, 'a' - 0xff21},
	{0xff3b, 0xff5e, 1, -0xfee0},
	{0xfff9, 0xfffc, 1, NOTHING},
	{0x1d173, 0x1d17a, 1, NOTHING},
	{0xe0001, 0xe0001, 1, NOTHING},
	{0xe0020, 0xe007f, 1, NOTHING},
};

uint32_t
cp_name_char_fold_wide(uint32_t c)
{
	size_t i;

	for (i = 0; i < sizeof(ranges) / sizeof(ranges[0]) && ranges[i].first <= c; i++) {
		if (c > ranges[i].last || (c - ranges[i].first) % ranges[i].step != 0)
			continue;
		if (ranges[i].more == NOTHING)
			return CP_NAME_CHAR_NOTHING;
		return ranges[i].more == SPACE ? ' ' : (uint32_t)((int32_t)c + ranges[i].more);
	}
	return c;
}
