/* Instants as NSS writes them into its attributes. */
#include <config.h>
#include "store/stamp.h"
#include "base/civil.h"

#include <stdio.h>

bool
cp_stamp_parse(cp_bytes text, int64_t *seconds)
{
	char iso[32];
	const char *digits = (const char *)text.data;
	int century = 20;

	if (text.len == 15) {
		if (memchr("0123456789", digits[0], 10) == NULL ||
			memchr("0123456789", digits[1], 10) == NULL)
			return false;
		century = (digits[0] - '0') * 10 + (digits[1] - '0');
		digits += 2;
	} else if (text.len != 13) {
		return false;
	}
	snprintf(iso, sizeof(iso), "%02d%.2s-%.2s-%.2sT%.2s:%.2s:%.2s%.1s", century, digits,
		digits + 2, digits + 4, digits + 6, digits + 8, digits + 10, digits + 12);
	return cp_time_parse(cp_bytes_of_string(iso), false, seconds);
}
