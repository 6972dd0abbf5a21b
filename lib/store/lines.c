/* Lines of text, one after the other. What stands on them is the caller's business. */
#include <config.h>
#include "store/lines.h"
#include "base/text.h"

void
cp_lines_begin(cp_bytes *rest)
{
	if (cp_bytes_equal(cp_bytes_slice(*rest, 0, 3), cp_bytes_of_string("\xef\xbb\xbf")))
		*rest = cp_bytes_slice(*rest, 3, rest->len);
}

bool
cp_lines_next(cp_bytes *rest, cp_bytes *line)
{
	const uint8_t *end, *comment;
	size_t len;

	if (rest->len == 0)
		return false;
	end = memchr(rest->data, '\n', rest->len);
	len = end != NULL ? (size_t)(end - rest->data) : rest->len;
	*line = cp_bytes_slice(*rest, 0, len);
	*rest = cp_bytes_slice(*rest, len + 1, rest->len);
	comment = line->len > 0 ? memchr(line->data, '#', line->len) : NULL;
	if (comment != NULL)
		line->len = (size_t)(comment - line->data);
	*line = cp_text_trim(*line, " \t\r");
	return true;
}
