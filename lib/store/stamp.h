/* Instants as NSS writes them into its attributes. */
#ifndef CP_STORE_STAMP_H
#define CP_STORE_STAMP_H

#include "base/bytes.h"
#include "base/compiler.h"

/* "YYMMDDhhmmssZ", of this century, or "YYYYMMDDhhmmssZ". */
CP_CHECK_RESULT bool
cp_stamp_parse(cp_bytes text, int64_t *seconds);

#endif
