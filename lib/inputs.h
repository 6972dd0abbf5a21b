/* What a judgement rested on, for the report's `inputs`. */
#ifndef CP_INPUTS_H
#define CP_INPUTS_H

#include "engine.h"

/* Fills report->inputs: anchors source by source, lists and revocation data, the policy's file. */
CP_CHECK_RESULT int
cp_inputs_list(certpolicy_report *report, const certpolicy_engine *engine,
	const certpolicy_request *request, const certpolicy_policy *floor);

#endif
