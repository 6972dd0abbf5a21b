/* A list of steps that grows up to a bound. */
#include <config.h>
#include "path/trail.h"
#include "base/mem.h"

void
cp_trail_add(cp_trail *trail, const cp_trail_step *step)
{
	cp_trail_step *kept;

	if (trail == NULL)
		return;
	if (trail->n_steps == CP_TRAIL_MAX) {
		trail->n_left_out++;
		return;
	}
	if (!cp_grow((void **)&trail->steps, trail->n_steps, &trail->capacity,
		    sizeof(*trail->steps))) {
		trail->failed = true;
		return;
	}
	kept = &trail->steps[trail->n_steps++];
	*kept = *step;
	kept->stage = trail->stage;
	kept->cert = cp_cert_ref(step->cert);
	kept->issuer = step->issuer != NULL ? cp_cert_ref(step->issuer) : NULL;
}

void
cp_trail_clear(cp_trail *trail)
{
	size_t i;

	for (i = 0; i < trail->n_steps; i++) {
		cp_cert_unref(trail->steps[i].cert);
		cp_cert_unref(trail->steps[i].issuer);
	}
	cp_free(trail->steps);
	memset(trail, 0, sizeof(*trail));
}

const char *
cp_trail_step_name(const cp_trail_step *step)
{
	static const char *const names[] = {
		[CP_TRAIL_PATH] = "path",
		[CP_TRAIL_FOLLOWED] = "followed",
		[CP_TRAIL_SIGNED] = "signed",
		[CP_TRAIL_NO_ANCHOR_ABOVE] = "no-anchor-above",
		[CP_TRAIL_LOOP] = "loop",
		[CP_TRAIL_RULED_OUT] = "ruled-out",
		[CP_TRAIL_BAD_SIGNATURE] = "bad-signature",
		[CP_TRAIL_UNSUPPORTED] = "unsupported",
		[CP_TRAIL_LIMIT] = "limit",
	};

	return step->outcome == CP_TRAIL_END ? cp_path_end_name(step->end) : names[step->outcome];
}
