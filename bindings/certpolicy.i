/*
 * One interface for every language that SWIG serves: objects with methods, errors as exceptions.
 * Language files (python.swg, lua.swg) map errors, strings and octets; nothing else differs.
 *
 * Every method that can fail ends in `certpolicy_error **error`, which no caller sees: the typemap
 * raises. What C counts references of (engines, policies, guards, reports) keeps what it needs alive
 * itself, so that no wrapper has to keep a parent.
 *
 * Strings that C takes without a length are refused when they hold a NUL: "a\0b" is not "a".
 */
%module native

%{
#include <certpolicy/certpolicy.h>
#include <stdlib.h>
#include <string.h>
%}

/* What takes its time (judging, reading files) lets other threads of the interpreter run. */
#ifdef SWIGPYTHON
%nothread;
%define CP_SLOW(NAME)
%thread NAME;
%enddef
#else
%define CP_SLOW(NAME)
%enddef
#endif

/* How octets with their length, paths, names and owned text travel, and errors. */
%{
typedef struct cp_binding_octets {
	uint8_t data[CERTPOLICY_BINDING_LEN];
} cp_binding_octets;
%}
typedef struct cp_binding_octets cp_binding_octets;
#ifdef SWIGPYTHON
%include "python/python.swg"
%include "python/numbers.swg"
#endif
#ifdef SWIGLUA
%include "lua/lua.swg"
#endif
%apply (const uint8_t *octets, size_t octets_len) {
	(const uint8_t *der, size_t der_len), (const uint8_t *data, size_t data_len),
	(const uint8_t *response, size_t response_len), (const uint8_t *list, size_t list_len)
};
%apply const char *name {const char *title};
%apply const char *name_or_null {
	const char *password, const char *protocol, const char *cipher, const char *group,
	const char *scheme
};

%typemap(in, numinputs = 0) certpolicy_error **error (certpolicy_error *failure = NULL) {
	$1 = &failure;
}

/* A status that is not success came with an error, which is raised: nothing is left to hand over. */
%{
typedef int cp_status;

/* Freezes the engine of a guard, which other threads cannot change from now on. */
static int
cp_settle(certpolicy_guard *guard, certpolicy_error **error)
{
	uint8_t binding[CERTPOLICY_BINDING_LEN];
	certpolicy_request *request = certpolicy_request_new();
	int status = certpolicy_guard_get_binding(guard, request, binding, error);

	certpolicy_request_free(request);
	return status;
}
%}
typedef int cp_status;
typedef int certpolicy_purpose;
typedef int certpolicy_session_fact;

/* What the C headers say of each call, made by docstrings.awk. */
#ifdef CP_DOCSTRINGS
%include "docstrings.i"
#endif

%nodefaultctor;
%nodefaultdtor;
%include "rules.i"
%include "busy.i"
%rename(Engine) certpolicy_engine;
%rename(Report) certpolicy_report;
%rename(Policy) certpolicy_policy;
%rename(Request) certpolicy_request;
%rename(Guard) certpolicy_guard;
%rename(judge) certpolicy_guard::judge_request;
%rename(replace) certpolicy_guard::replace_terms;
typedef struct certpolicy_engine {} certpolicy_engine;
typedef struct certpolicy_report {} certpolicy_report;
typedef struct certpolicy_policy {} certpolicy_policy;
typedef struct certpolicy_request {} certpolicy_request;
typedef struct certpolicy_guard {} certpolicy_guard;

%newobject certpolicy_engine::evaluate;
%newobject certpolicy_engine::describe;
%newobject certpolicy_engine::judge;
%newobject certpolicy_engine::describe_request;
%newobject certpolicy_guard::judge_request;
%newobject request_from_json;
%newobject certpolicy_engine::policy;
%newobject certpolicy_engine::forecast_json;
%newobject certpolicy_engine::forecast_request;
%newobject code_json;
%newobject certpolicy_policy::json;
%newobject certpolicy_report::json;
%newobject certpolicy_report::text;

CP_SLOW(certpolicy_engine::add_anchors)
CP_SLOW(certpolicy_engine::add_public_anchors)
CP_SLOW(certpolicy_engine::add_intermediates)
CP_SLOW(certpolicy_engine::add_crls)
CP_SLOW(certpolicy_engine::add_policy_file)
CP_SLOW(certpolicy_engine::add_denylist)
CP_SLOW(certpolicy_engine::add_weak_keys)
CP_SLOW(certpolicy_engine::add_data)
CP_SLOW(certpolicy_engine::set_ct_log_list)
CP_SLOW(certpolicy_engine::evaluate)
CP_SLOW(certpolicy_engine::judge)
CP_SLOW(certpolicy_engine::describe)
CP_SLOW(certpolicy_engine::describe_request)
CP_SLOW(certpolicy_engine::forecast_json)
CP_SLOW(certpolicy_engine::forecast_request)
CP_SLOW(certpolicy_guard::judge_request)

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
	cp_status add_anchors(const char *path, certpolicy_error **error);
	cp_status add_public_anchors(const char *path, certpolicy_error **error);
	cp_status add_anchor_der(const uint8_t *der, size_t der_len, certpolicy_error **error);
	cp_status add_public_anchor_der(const uint8_t *der, size_t der_len, certpolicy_error **error);
	cp_status add_intermediates(const char *path, certpolicy_error **error);
	cp_status add_intermediate_der(const uint8_t *der, size_t der_len, certpolicy_error **error);
	cp_status add_crl_der(const uint8_t *der, size_t der_len, certpolicy_error **error);
	cp_status add_crls(const char *path, certpolicy_error **error);
	cp_status add_policy_file(const char *path, certpolicy_error **error);
	cp_status add_policy_text(const char *text, size_t text_len, const char *name,
		certpolicy_error **error);
	cp_status add_denylist(const char *path, certpolicy_error **error);
	cp_status add_weak_keys(const char *path, certpolicy_error **error);
	cp_status add_data(const char *path, certpolicy_error **error);
	cp_status set_ct_log_list(const char *path, certpolicy_error **error);
	cp_status set_limit(const char *name, unsigned long long value, certpolicy_error **error);
	size_t count_anchors(void);
	certpolicy_policy *policy(const char *name, certpolicy_error **error)
	{
		certpolicy_policy *policy = NULL;

		(void)!certpolicy_policy_find($self, name, &policy, error);
		return policy;
	}
	/* `text`: a request as JSON (doc/schema/request.json). `locked`: CERTPOLICY_LOCK_*. */
	certpolicy_report *evaluate(const char *text, size_t text_len, const char *name_or_null,
		unsigned locked, certpolicy_error **error)
	{
		certpolicy_request *request = NULL;
		certpolicy_policy *policy = NULL;
		certpolicy_report *report = NULL;

		if (certpolicy_request_from_json(text, text_len, locked, &request, error) == 0 &&
			(name_or_null == NULL ||
				certpolicy_policy_find($self, name_or_null, &policy, error) == 0))
			(void)!certpolicy_evaluate($self, policy, request, &report, error);
		certpolicy_policy_free(policy);
		certpolicy_request_free(request);
		return report;
	}
	/* The policy, or none, goes before the request's own. */
	certpolicy_report *judge(
		certpolicy_request *request, certpolicy_policy *policy_or_none, certpolicy_error **error)
	{
		certpolicy_report *report = NULL;

		(void)!certpolicy_evaluate($self, policy_or_none, request, &report, error);
		return report;
	}
	certpolicy_report *describe_request(certpolicy_request *request, certpolicy_error **error)
	{
		certpolicy_report *report = NULL;

		(void)!certpolicy_describe($self, request, &report, error);
		return report;
	}
	/* `until`: seconds since 1970-01-01T00:00:00Z. One line of doc/schema/forecast.json. */
	char *forecast_request(certpolicy_request *request, long long until,
		certpolicy_policy *policy_or_none, certpolicy_error **error)
	{
		certpolicy_forecast *forecast = NULL;
		char *json = NULL;

		if (certpolicy_forecast_make(
			    $self, policy_or_none, request, until, &forecast, error) == 0)
			json = certpolicy_forecast_to_json(forecast, NULL, 0);
		certpolicy_forecast_free(forecast);
		return json;
	}
	/* The same of a request's JSON. `until`: seconds since 1970-01-01T00:00:00Z. One line of doc/schema/forecast.json. */
	char *forecast_json(const char *text, size_t text_len, long long until,
		const char *name_or_null, unsigned locked, certpolicy_error **error)
	{
		certpolicy_request *request = NULL;
		certpolicy_policy *policy = NULL;
		certpolicy_forecast *forecast = NULL;
		char *json = NULL;

		if (certpolicy_request_from_json(text, text_len, locked, &request, error) == 0 &&
			(name_or_null == NULL ||
				certpolicy_policy_find($self, name_or_null, &policy, error) == 0) &&
			certpolicy_forecast_make($self, policy, request, until, &forecast, error) == 0)
			json = certpolicy_forecast_to_json(forecast, NULL, 0);
		certpolicy_forecast_free(forecast);
		certpolicy_policy_free(policy);
		certpolicy_request_free(request);
		return json;
	}
	certpolicy_report *describe(const char *text, size_t text_len, unsigned locked,
		certpolicy_error **error)
	{
		certpolicy_request *request = NULL;
		certpolicy_report *report = NULL;

		if (certpolicy_request_from_json(text, text_len, locked, &request, error) == 0)
			(void)!certpolicy_describe($self, request, &report, error);
		certpolicy_request_free(request);
		return report;
	}
}

%extend certpolicy_request {
	certpolicy_request(void)
	{
		return certpolicy_request_new();
	}
	~certpolicy_request(void)
	{
		certpolicy_request_free($self);
	}
	cp_status add_certificate_der(const uint8_t *der, size_t der_len, certpolicy_error **error);
	cp_status add_chain(const uint8_t *data, size_t data_len, const char *password,
		certpolicy_error **error);
	cp_status add_peer_host(const char *name, certpolicy_error **error);
	cp_status add_peer_dns(const char *name, certpolicy_error **error);
	cp_status add_peer_ip(const char *name, certpolicy_error **error);
	cp_status add_peer_email(const char *name, certpolicy_error **error);
	cp_status add_peer_uri(const char *name, certpolicy_error **error);
	cp_status add_peer_srv(const char *name, certpolicy_error **error);
	cp_status set_insecure_no_peer(certpolicy_error **error);
	cp_status set_address(const char *name, certpolicy_error **error);
	cp_status set_time(long long seconds, certpolicy_error **error);
	/* 0: server, 1: client, 2: any. */
	cp_status set_purpose(certpolicy_purpose purpose, certpolicy_error **error);
	cp_status set_policy(const char *name, certpolicy_error **error);
	cp_status set_own_anchors(certpolicy_error **error);
	cp_status add_anchor_der(const uint8_t *der, size_t der_len, certpolicy_error **error);
	cp_status add_intermediate_der(const uint8_t *der, size_t der_len, certpolicy_error **error);
	cp_status add_crl_der(const uint8_t *der, size_t der_len, certpolicy_error **error);
	cp_status set_ocsp_staple(
		size_t index, const uint8_t *response, size_t response_len, certpolicy_error **error);
	cp_status add_ocsp(const uint8_t *response, size_t response_len, certpolicy_error **error);
	cp_status set_sct_list(const uint8_t *list, size_t list_len, certpolicy_error **error);
	cp_status set_session(const char *protocol, const char *cipher, const char *group,
		int resumed, certpolicy_error **error);
	/* 0: extended master secret, 1: secure renegotiation, 2: compression, 3: early data. */
	cp_status set_session_fact(
		certpolicy_session_fact fact, int holds, certpolicy_error **error);
	cp_status set_session_signature(const char *scheme, certpolicy_error **error);
	cp_status set_session_dh_bits(unsigned bits, certpolicy_error **error);
	cp_status set_explain_path(int on, certpolicy_error **error);
}

%extend certpolicy_guard {
	certpolicy_guard(certpolicy_engine *engine, certpolicy_policy *policy_or_none,
		certpolicy_error **error)
	{
		certpolicy_guard *guard = NULL;

		if (certpolicy_guard_new(engine, policy_or_none, &guard, error) == 0 &&
			cp_settle(guard, error) != 0) {
			certpolicy_guard_free(guard);
			guard = NULL;
		}
		return guard;
	}
	~certpolicy_guard(void)
	{
		certpolicy_guard_free($self);
	}
	cp_status replace_terms(certpolicy_engine *engine, certpolicy_policy *policy_or_none,
		certpolicy_error **error)
	{
		int status = certpolicy_guard_replace($self, engine, policy_or_none, error);

		return status == CERTPOLICY_OK ? cp_settle($self, error) : status;
	}
	/* Of a resumed session the request receives what the full handshake showed. */
	certpolicy_report *judge_request(certpolicy_request *request, certpolicy_error **error)
	{
		certpolicy_report *report = NULL;

		(void)!certpolicy_guard_judge($self, request, &report, error);
		return report;
	}
	cp_binding_octets binding(certpolicy_request *request, certpolicy_error **error)
	{
		cp_binding_octets binding;

		memset(&binding, 0, sizeof(binding));
		(void)!certpolicy_guard_get_binding($self, request, binding.data, error);
		return binding;
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
	const char *policy(void)
	{
		return certpolicy_report_get_policy($self);
	}
	/* Seconds since 1970-01-01T00:00:00Z. */
	long long time(void)
	{
		return certpolicy_report_get_time($self);
	}
	const char *kind(void)
	{
		return certpolicy_report_get_kind($self);
	}
	const char *validation(void)
	{
		return certpolicy_report_get_validation($self);
	}
	const char *zone(void)
	{
		return certpolicy_report_get_zone($self);
	}
	/* The TLS alert (RFC 8446 6.2) for a denied connection; -1 when it is not denied. */
	int alert(void)
	{
		return certpolicy_report_get_alert($self);
	}
	size_t count_findings(void);
	const char *finding_code(size_t index)
	{
		return certpolicy_report_get_finding_code($self, index);
	}
	const char *finding_rule(size_t index)
	{
		return certpolicy_report_get_finding_rule($self, index);
	}
	const char *finding_action(size_t index)
	{
		return certpolicy_action_name(certpolicy_report_get_finding_action($self, index));
	}
	const char *finding_severity(size_t index)
	{
		return certpolicy_severity_name(certpolicy_report_get_finding_severity($self, index));
	}
	/* Index into the report's certificates; -1 when it is about the path, session or request. */
	int finding_certificate(size_t index)
	{
		return certpolicy_report_get_finding_certificate($self, index);
	}
	const char *finding_message(size_t index)
	{
		return certpolicy_report_get_finding_message($self, index);
	}
	const char *finding_why(size_t index)
	{
		return certpolicy_report_get_finding_why($self, index);
	}
	const char *finding_remediation(size_t index)
	{
		return certpolicy_report_get_finding_remediation($self, index);
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
static certpolicy_request *
request_from_json(const char *text, size_t text_len, unsigned locked, certpolicy_error **error)
{
	certpolicy_request *request = NULL;

	(void)!certpolicy_request_from_json(text, text_len, locked, &request, error);
	return request;
}

static char *
code_json(const char *name, certpolicy_error **error)
{
	char *json = NULL;

	(void)!certpolicy_code_to_json(name, &json, error);
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

#ifdef SWIGPYTHON
/* How wrappers end is the interpreter's to say: no name leads to it. */
%pythoncode %{
for _class in (Engine, Request, Report, Policy, Guard, Facts):
    del _class.thisown, _class.__swig_destroy__
del _class
%}
#endif
