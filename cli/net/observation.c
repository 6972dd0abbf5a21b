/* What was seen, as a value: whether it can be judged, and its end. */
#include <config.h>
#include "probe.h"

#include <stdlib.h>
#include <string.h>

bool
cli_observation_is_judgeable(const cli_observation *seen)
{
	return seen->code == NULL && seen->is_proved && seen->n_chain > 0;
}

static void
clear_list(gnutls_datum_t *list, size_t n)
{
	size_t i;

	for (i = 0; list != NULL && i < n; i++)
		gnutls_free(list[i].data);
	free(list);
}

void
cli_observation_clear(cli_observation *seen)
{
	clear_list(seen->chain, seen->n_chain);
	clear_list(seen->staples, seen->n_chain);
	gnutls_free(seen->sct_list.data);
	if (seen->session != NULL)
		gnutls_deinit(seen->session);
	memset(seen, 0, sizeof(*seen));
}
