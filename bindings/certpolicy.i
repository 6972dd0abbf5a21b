/*
 * One interface for every language that SWIG serves: objects with methods, errors as exceptions.
 * Language files (python.swg, lua.swg) map errors, strings and tables; nothing else differs.
 *
 * Every method that can fail ends in `certpolicy_error **error`, which no caller sees: the typemap
 * raises. Reports keep what they need alive in C, so that no wrapper has to keep a parent.
 */
%module native

%{
#include <certpolicy/certpolicy.h>
#include <string.h>
%}

/* What the languages supply: cp_raise(error), and how text with its length and owned text travel. */
#ifdef SWIGPYTHON
%include "python/python.swg"
#endif
#ifdef SWIGLUA
%include "lua/lua.swg"
#endif

%typemap(in, numinputs = 0) certpolicy_error **error (certpolicy_error *failure = NULL) {
	$1 = &failure;
}

/* A status that is not success came with an error, which is raised: nothing is left to hand over. */
%{
typedef int cp_status;
%}
typedef int cp_status;

%nodefaultctor;
%nodefaultdtor;
%rename(Engine) certpolicy_engine;
%rename(Report) certpolicy_report;
%rename(Policy) certpolicy_policy;
typedef struct certpolicy_engine {} certpolicy_engine;
typedef struct certpolicy_report {} certpolicy_report;
typedef struct certpolicy_policy {} certpolicy_policy;

%newobject certpolicy_engine::evaluate;
%newobject certpolicy_engine::describe;
%newobject certpolicy_engine::policy;
%newobject certpolicy_engine::forecast_json;
%newobject code_json;
%newobject certpolicy_policy::json;
%newobject certpolicy_report::json;
%newobject certpolicy_report::text;

/* Methods without a body are the C functions of that name: certpolicy_engine_add_anchors, … */
%extend certpolicy_engine {
	certpolicy_engine(void)
	{
		return certpolicy_engine_new();
	}
	~certpolicy_engine(void)
	{
		certpolicy_engine_free($self);
	}
	cp_status add_anchors(const char *source, certpolicy_error **error);
	cp_status add_public_anchors(const char *path, certpolicy_error **error);
	cp_status add_anchor_der(const uint8_t *der, size_t der_len, certpolicy_error **error);
	cp_status add_public_anchor_der(const uint8_t *der, size_t der_len, certpolicy_error **error);
	cp_status add_intermediates(const char *path, certpolicy_error **error);
	cp_status add_crls(const char *path, certpolicy_error **error);
	cp_status add_policy_file(const char *path, certpolicy_error **error);
	cp_status add_policy_text(const char *text, size_t text_len, const char *name,
		certpolicy_error **error);
	cp_status add_denylist(const char *path, certpolicy_error **error);
	cp_status add_weak_keys(const char *path, certpolicy_error **error);
	cp_status add_data(const char *folder, certpolicy_error **error);
	cp_status set_ct_log_list(const char *path, certpolicy_error **error);
	cp_status set_limit(const char *name, unsigned long value, certpolicy_error **error);
	size_t count_anchors(void);
	certpolicy_policy *policy(const char *name, certpolicy_error **error)
	{
		certpolicy_policy *policy = NULL;

		(void)!certpolicy_policy_find($self, name, &policy, error);
		return policy;
	}
	/* `text`: a request as JSON (doc/schema/request.json). `locked`: CERTPOLICY_LOCK_*. */
	certpolicy_report *evaluate(const char *text, size_t text_len, const char *policy_or_null,
		unsigned locked, certpolicy_error **error)
	{
		certpolicy_request *request = NULL;
		certpolicy_policy *policy = NULL;
		certpolicy_report *report = NULL;

		CP_LET_OTHERS_RUN
		if (certpolicy_request_from_json(text, text_len, locked, &request, error) == 0 &&
			(policy_or_null == NULL ||
				certpolicy_policy_find($self, policy_or_null, &policy, error) == 0))
			(void)!certpolicy_evaluate($self, policy, request, &report, error);
		certpolicy_policy_free(policy);
		certpolicy_request_free(request);
		CP_RUN_ALONE
		return report;
	}
	/* `until`: seconds since 1970-01-01T00:00:00Z. One line of doc/schema/forecast.json. */
	char *forecast_json(const char *text, size_t text_len, long long until,
		const char *policy_or_null, unsigned locked, certpolicy_error **error)
	{
		certpolicy_request *request = NULL;
		certpolicy_policy *policy = NULL;
		certpolicy_forecast *forecast = NULL;
		char *json = NULL;

		CP_LET_OTHERS_RUN
		if (certpolicy_request_from_json(text, text_len, locked, &request, error) == 0 &&
			(policy_or_null == NULL ||
				certpolicy_policy_find($self, policy_or_null, &policy, error) == 0) &&
			certpolicy_forecast_make($self, policy, request, until, &forecast, error) == 0)
			json = certpolicy_forecast_to_json(forecast, NULL, 0);
		certpolicy_forecast_free(forecast);
		certpolicy_policy_free(policy);
		certpolicy_request_free(request);
		CP_RUN_ALONE
		return json;
	}
	certpolicy_report *describe(const char *text, size_t text_len, unsigned locked,
		certpolicy_error **error)
	{
		certpolicy_request *request = NULL;
		certpolicy_report *report = NULL;

		CP_LET_OTHERS_RUN
		if (certpolicy_request_from_json(text, text_len, locked, &request, error) == 0)
			(void)!certpolicy_describe($self, request, &report, error);
		certpolicy_request_free(request);
		CP_RUN_ALONE
		return report;
	}
}

%extend certpolicy_report {
	~certpolicy_report(void)
	{
		certpolicy_report_free($self);
	}
	/* The same octets that `certpolicy batch` prints. */
	char *json(void)
	{
		return certpolicy_report_to_json($self);
	}
	char *text(int colour, unsigned columns)
	{
		return certpolicy_report_to_text($self, colour, columns);
	}
	const char *verdict(void)
	{
		return certpolicy_verdict_name(certpolicy_report_get_verdict($self));
	}
	const char *primary(void)
	{
		return certpolicy_report_get_primary($self);
	}
}

%extend certpolicy_policy {
	~certpolicy_policy(void)
	{
		certpolicy_policy_free($self);
	}
	const char *name(void)
	{
		return certpolicy_policy_get_name($self);
	}
	const char *digest(void)
	{
		return certpolicy_policy_get_digest($self);
	}
	char *json(void)
	{
		return certpolicy_policy_to_json($self);
	}
}

%inline %{
static char *
code_json(const char *code, certpolicy_error **error)
{
	char *json = NULL;

	(void)!certpolicy_code_to_json(code, &json, error);
	return json;
}
%}

#define LOCK_POLICY 1
#define LOCK_ANCHORS 2
#define LOCK_EXTRA_ANCHORS 4
#define LOCK_INTERMEDIATES 8
#define LOCK_TIME 16
#define LOCK_ALL 31

%rename(version) certpolicy_version;
const char *certpolicy_version(void);
%rename(code_name) certpolicy_code_name;
const char *certpolicy_code_name(size_t index);
%rename(policy_builtin_name) certpolicy_policy_builtin_name;
const char *certpolicy_policy_builtin_name(size_t index);
