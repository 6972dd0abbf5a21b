/*
 * What a character of a name counts as when names are compared: RFC 4518 2.2, with libunistring's
 * case folding for that of RFC 3454 B.2. Deviation: no normalisation (RFC 4518 2.3) but of the
 * full-width forms: a letter and its mark stay two characters.
 */
#include <config.h>
#include "base/compiler.h"
#include "x509/name_char.h"

#include <unicase.h>
#include <unictype.h>

/* The full-width forms of what ASCII can show, and how far from it they stand. */
#define FULL_WIDTH_FIRST 0xff01
#define FULL_WIDTH_LAST 0xff5e
#define FULL_WIDTH_OFFSET 0xfee0

/* Those of the first two planes. */
#define CHARS_WITH_CASE 0x20000

/* Controls, format characters, what selects a variant, and what RFC 4518 2.2 names beside them. */
static bool
counts_for_nothing(uint32_t c)
{
	return c == 0x34f || c == 0x1806 || c == 0xfffc || uc_is_property_variation_selector(c) ||
	       uc_is_general_category_withtable(c, UC_CATEGORY_MASK_Cc | UC_CATEGORY_MASK_Cf);
}

static bool
counts_for_a_space(uint32_t c)
{
	return c == 0x85 || uc_is_general_category_withtable(c, UC_CATEGORY_MASK_Z);
}

static size_t
fold_anew(uint32_t c, uint32_t folded[CP_NAME_CHAR_FOLDED_MAX])
{
	size_t n = CP_NAME_CHAR_FOLDED_MAX;

	folded[0] = c;
	if (c >= CP_NAME_CHAR_BAD)
		return 1;
	if (counts_for_a_space(c)) {
		folded[0] = ' ';
		return 1;
	}
	if (counts_for_nothing(c))
		return 0;
	if (c >= CHARS_WITH_CASE)
		return 1;
	if (c >= FULL_WIDTH_FIRST && c <= FULL_WIDTH_LAST)
		c -= FULL_WIDTH_OFFSET;
	/* Of one character all that it folds to fits, so that nothing is allocated. */
	if (u32_casefold(&c, 1, NULL, NULL, folded, &n) != folded) {
		folded[0] = c;
		return 1;
	}
	return n;
}

/*
 * Asking libunistring takes five times as long as folding ASCII, and a peer chooses what names are
 * made of. What it said of these characters is kept: by whichever thread asked first, and all are
 * told the same.
 */
#define IS_KEPT UINT32_C(0x80000000)
#define CHAR_MASK UINT32_C(0x1fffff)
#define COUNT_SHIFT 24
static uint32_t first_kept[CHARS_WITH_CASE]; /* IS_KEPT, how many there are, the first of them */
static uint32_t others_kept[CHARS_WITH_CASE]; /* the second and, above it, the third */

static void
keep(uint32_t c, const uint32_t folded[CP_NAME_CHAR_FOLDED_MAX], size_t n)
{
	uint32_t first = n > 0 ? folded[0] : 0, second = n > 1 ? folded[1] : 0,
		 third = n > 2 ? folded[2] : 0;

	if (second > 0xffff || third > 0xffff)
		return;
	cp_atomic_store(&others_kept[c], second | third << 16);
	cp_atomic_store(&first_kept[c], IS_KEPT | (uint32_t)n << COUNT_SHIFT | first);
}

size_t
cp_name_char_fold_wide(uint32_t c, uint32_t folded[CP_NAME_CHAR_FOLDED_MAX])
{
	uint32_t kept = c < CHARS_WITH_CASE ? cp_atomic_load(&first_kept[c]) : 0;
	size_t n = (kept & ~IS_KEPT) >> COUNT_SHIFT;

	if (kept == 0) {
		n = fold_anew(c, folded);
		if (c < CHARS_WITH_CASE)
			keep(c, folded, n);
		return n;
	}
	folded[0] = kept & CHAR_MASK;
	if (n > 1) {
		uint32_t others = cp_atomic_load(&others_kept[c]);

		folded[1] = others & 0xffff;
		folded[2] = others >> 16;
	}
	return n;
}
