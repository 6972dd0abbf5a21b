/* What each client would do. */
#ifndef CLI_WHY_CLIENTS_H
#define CLI_WHY_CLIENTS_H

#include "facts.h"

/* [{client, store, accepts, detail}] for what was judged, an empty array otherwise. A new
 * reference; NULL without memory. */
json_t *
why_clients(const why_facts *facts);

#endif
