/* The pins of the policy that judged, for this peer: what was known before. */
#include <config.h>
#include "facts.h"

#include "../catalogue.h"

#include <string.h>
#include <strings.h>

json_t *
why_pins(const why_facts *facts)
{
	certpolicy_policy *policy = NULL;
	certpolicy_error *error = NULL;
	json_t *object = NULL, *pin, *list = json_array();
	size_t i;

	if (certpolicy_policy_find(facts->engine, why_word(facts, "policy"), &policy, &error) ==
		CERTPOLICY_OK)
		(void)cli_catalogue_read(certpolicy_policy_to_json(policy), &object);
	json_array_foreach(json_object_get(object, "pins"), i, pin)
	{
		if (strcasecmp(cli_catalogue_string(pin, "peer"), why_word(facts, "peer")) == 0)
			json_array_append(list, pin);
	}
	json_decref(object);
	certpolicy_policy_free(policy);
	certpolicy_error_free(error);
	return list;
}

void
why_look_at_pins(why_facts *facts)
{
	json_t *pins, *pin;
	size_t i;

	if (why_facts_find(facts, "pin.mismatch") == NULL &&
		why_facts_find(facts, "pin.expired") == NULL)
		return;
	pins = why_pins(facts);
	json_array_foreach(pins, i, pin)
	{
		why_add_evidence(facts, "the pinned key is %.60s, until %.10s",
			cli_catalogue_string(pin, "spki"),
			*cli_catalogue_string(pin, "until") != '\0'
				? cli_catalogue_string(pin, "until")
				: "further notice");
	}
	why_add_evidence(facts, "the key now is %.60s", why_word(facts, "pin"));
	json_decref(pins);
}
