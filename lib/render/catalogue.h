/* What the table knows of a code, for explaining it. */
#ifndef CP_RENDER_CATALOGUE_H
#define CP_RENDER_CATALOGUE_H

#include "base/buf.h"
#include "rules/rule.h"

/* Appends one JSON object. In its texts a placeholder stands as <name>. */
void
cp_catalogue_append_json(cp_buf *buf, cp_code code);

#endif
