/*
 * An application's own rules: functions of the language that look at the facts of a judgement and add
 * findings. The language supplies cp_callback, what holds a function: cp_callback_hold, _run (a
 * certpolicy_rule) and _release.
 *
 * The facts live for the time of a call. The object that stands for them may live on: it says then that
 * its time is over.
 */
%{
typedef struct cp_facts_view {
	const certpolicy_facts *facts; /* NULL when the call is over */
} cp_facts_view;

typedef struct cp_lent_octets {
	const uint8_t *data; /* NULL: none */
	size_t len;
} cp_lent_octets;

static const certpolicy_facts *
cp_facts_of(const cp_facts_view *view, certpolicy_error **error)
{
	if (view != NULL && view->facts != NULL)
		return view->facts;
	(void)certpolicy_error_set(error, CERTPOLICY_ERROR_BAD_ARGUMENT, "rule.over",
		"the facts of a judgement live for the time of the rule's call only");
	return NULL;
}
%}

#ifdef SWIGPYTHON
%include "python/rules.swg"
#endif
#ifdef SWIGLUA
%include "lua/rules.swg"
#endif

%rename(Facts) cp_facts_view;
%feature("docstring") cp_facts_view "What a rule may look at: the path that was judged, leaf first, and what became of it.";
typedef struct cp_facts_view {} cp_facts_view;
typedef struct cp_lent_octets cp_lent_octets;

%extend cp_facts_view {
	~cp_facts_view(void)
	{
		free($self);
	}
	/* Adds a finding about certificate `certificate` of the path, -1: the whole path. */
	cp_status add_finding(int certificate, const char *name_or_null, certpolicy_error **error)
	{
		const certpolicy_facts *facts = cp_facts_of($self, error);
		int status;

		if (facts == NULL)
			return CERTPOLICY_ERROR_BAD_ARGUMENT;
		status = certpolicy_facts_add_finding(facts, certificate, name_or_null);
		if (status == CERTPOLICY_OK)
			return status;
		return certpolicy_error_set(error, status, "rule.finding",
			status == CERTPOLICY_ERROR_NO_MEMORY
				? "out of memory"
				: "the path has no certificate of that index");
	}
	size_t count_path(certpolicy_error **error)
	{
		return certpolicy_facts_count_path(cp_facts_of($self, error));
	}
	cp_lent_octets der(size_t index, certpolicy_error **error)
	{
		cp_lent_octets der;

		der.data = certpolicy_facts_get_der(cp_facts_of($self, error), index, &der.len);
		return der;
	}
	/* Seconds since 1970-01-01T00:00:00Z. */
	long long not_before(size_t index, certpolicy_error **error)
	{
		return certpolicy_facts_get_not_before(cp_facts_of($self, error), index);
	}
	long long not_after(size_t index, certpolicy_error **error)
	{
		return certpolicy_facts_get_not_after(cp_facts_of($self, error), index);
	}
	const char *subject(size_t index, certpolicy_error **error)
	{
		return certpolicy_facts_get_subject(cp_facts_of($self, error), index);
	}
	const char *issuer(size_t index, certpolicy_error **error)
	{
		return certpolicy_facts_get_issuer(cp_facts_of($self, error), index);
	}
	const char *kind(certpolicy_error **error)
	{
		return certpolicy_facts_get_kind(cp_facts_of($self, error));
	}
	const char *zone(certpolicy_error **error)
	{
		return certpolicy_facts_get_zone(cp_facts_of($self, error));
	}
	int is_anchored(certpolicy_error **error)
	{
		return certpolicy_facts_is_anchored(cp_facts_of($self, error));
	}
	long long time(certpolicy_error **error)
	{
		return certpolicy_facts_get_time(cp_facts_of($self, error));
	}
}

%rename(add_rule) certpolicy_engine::add_own_rule;
%extend certpolicy_engine {
	/* `action`: 1 info, 2 warn, 3 deny. The function lives as long as the engine. */
	cp_status add_own_rule(const char *name, int action, const char *title,
		cp_callback *callback, certpolicy_error **error)
	{
		int status;

		cp_callback_hold(callback);
		status = certpolicy_engine_keep($self, cp_callback_release, callback, error);
		if (status != CERTPOLICY_OK) {
			cp_callback_release(callback);
			return status;
		}
		return certpolicy_engine_add_rule($self, name, (certpolicy_action)action, title,
			cp_callback_run, callback, error);
	}
}
