/* Text files of one entry a line. */
#ifndef CP_STORE_LINES_H
#define CP_STORE_LINES_H

#include "base/bytes.h"

/* Takes the mark of UTF-8 off that some editors put first. */
void
cp_lines_begin(cp_bytes *rest);

/* Takes a line off: without its comment ("#" and what follows) and the white space around the rest,
 * and so empty where there is no entry. False at the end. */
bool
cp_lines_next(cp_bytes *rest, cp_bytes *line);

#endif
