/* The page of certpolicy why, laid out from its JSON. */
#ifndef CLI_WHY_SHOW_H
#define CLI_WHY_SHOW_H

#include <jansson.h>

/* An exit code. */
int
why_show(const json_t *document);

#endif
