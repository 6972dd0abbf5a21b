/*
 * What a character of a name counts as when names are compared: RFC 4518 2.2, with libunistring's
 * case folding for that of RFC 3454 B.2. Deviation: no normalisation (RFC 4518 2.3) but of the
 * full-width forms: a letter and its mark stay two characters.
 */
#include <config.h>
#include "x509/name_char.h"

#include <unicase.h>
#include <unictype.h>

/* The full-width forms of what ASCII can show, and how far from it they stand. */
#define FULL_WIDTH_FIRST 0xff01
#define FULL_WIDTH_LAST 0xff5e
#define FULL_WIDTH_OFFSET 0xfee0

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

/* Some Greek letters of this block fold to a letter and its iota. */
#define GREEK_EXTENDED_FIRST 0x1f00
#define GREEK_EXTENDED_LAST 0x1fff

/*
 * A peer chooses what names are made of, and folding is slow: most letters are a capital or its
 * small letter, which stands for both, and to see that takes a third of the time. Dotless i
 * would become i that way, and the capital of sharp s has a small letter without a capital.
 */
static bool
folds_plainly(uint32_t c, uint32_t *small)
{
	uint32_t capital = uc_toupper(c);

	*small = uc_tolower(capital);
	if (capital == c && *small == c)
		return false;
	if (*small < 0x80 || (c >= GREEK_EXTENDED_FIRST && c <= GREEK_EXTENDED_LAST))
		return false;
	return *small == c || uc_toupper(*small) != *small;
}

/* What has no case, or more than a capital and a small letter. */
static size_t
fold_slowly(uint32_t c, uint32_t folded[CP_NAME_CHAR_FOLDED_MAX])
{
	size_t n = CP_NAME_CHAR_FOLDED_MAX;

	/* Of one character all that it folds to fits, so that nothing is allocated. */
	if (uc_is_property_cased(c) && u32_casefold(&c, 1, NULL, NULL, folded, &n) == folded)
		return n;
	folded[0] = c;
	return 1;
}

size_t
cp_name_char_fold_wide(uint32_t c, uint32_t folded[CP_NAME_CHAR_FOLDED_MAX])
{
	folded[0] = c;
	if (c >= CP_NAME_CHAR_BAD)
		return 1;
	if (c >= FULL_WIDTH_FIRST && c <= FULL_WIDTH_LAST)
		return cp_name_char_fold(c - FULL_WIDTH_OFFSET, folded);
	if (folds_plainly(c, folded))
		return 1;
	if (uc_is_general_category_withtable(c, UC_CATEGORY_MASK_L))
		return fold_slowly(c, folded);
	folded[0] = ' ';
	if (counts_for_a_space(c))
		return 1;
	return counts_for_nothing(c) ? 0 : fold_slowly(c, folded);
}
