/* Who waits for others makes room for them. */
#ifndef CLI_NET_ASIDE_H
#define CLI_NET_ASIDE_H

#include <stdbool.h>

/* Milliseconds after which that is. */
#define CLI_PATIENCE 40

typedef struct cli_aside {
	void (*step)(void *user); /* called once, when the other side keeps us waiting */
	void *user;
	bool done;
} cli_aside;

/* Steps aside, unless that has been done; NULL is fine. */
void
cli_aside_step(cli_aside *aside);
/* Whether it is still to be done. */
bool
cli_aside_is_due(const cli_aside *aside);

#endif
