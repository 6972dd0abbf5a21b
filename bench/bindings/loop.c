/*
 * The same work in C, beside which bench/bindings/lua.lua measures the Lua module: a module of its own, so
 * that both run in one process, in turn.
 */
#include <certpolicy/certpolicy.h>

#include <lauxlib.h>
#include <lua.h>
#include <time.h>

static double
now(void)
{
	struct timespec at;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
	return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static int
refuse(lua_State *L, certpolicy_error *error)
{
	lua_pushstring(L, error != NULL ? certpolicy_error_get_message(error) : "out of memory");
	certpolicy_error_free(error);
	return lua_error(L);
}

typedef struct loop_work {
	certpolicy_engine *engine;
	certpolicy_policy *policy;
	certpolicy_request *request;
	const char *text;
	size_t text_len;
	const char *policy_name;
	certpolicy_error *error;
} loop_work;

/* A request as text, as one that comes as a line of JSON. */
static int
judge_text(loop_work *work)
{
	certpolicy_request *request = NULL;
	certpolicy_policy *policy = NULL;
	certpolicy_report *report = NULL;
	int allowed;

	if (certpolicy_request_from_json(work->text, work->text_len, 0, &request, &work->error) != 0 ||
		certpolicy_policy_find(work->engine, work->policy_name, &policy, &work->error) != 0 ||
		certpolicy_evaluate(work->engine, policy, request, &report, &work->error) != 0)
		return 0;
	allowed = certpolicy_report_get_verdict(report) == CERTPOLICY_VERDICT_ALLOW;
	certpolicy_report_free(report);
	certpolicy_policy_free(policy);
	certpolicy_request_free(request);
	return allowed;
}

static int
judge_request(loop_work *work)
{
	certpolicy_report *report = NULL;
	int allowed;

	if (certpolicy_evaluate(work->engine, work->policy, work->request, &report, &work->error) != 0)
		return 0;
	allowed = certpolicy_report_get_verdict(report) == CERTPOLICY_VERDICT_ALLOW;
	certpolicy_report_free(report);
	return allowed;
}

/* run(anchors, text, policy, n, made) -> seconds of processor time for n judgements that allow. */
static int
run(lua_State *L)
{
	loop_work work = {0};
	int n = (int)luaL_checkinteger(L, 4);
	int made = lua_toboolean(L, 5);
	double start;
	int i;

	work.engine = certpolicy_engine_new();
	work.text = luaL_checklstring(L, 2, &work.text_len);
	work.policy_name = luaL_checkstring(L, 3);
	if (certpolicy_engine_add_anchors(work.engine, luaL_checkstring(L, 1), &work.error) != 0 ||
		certpolicy_request_from_json(work.text, work.text_len, 0, &work.request, &work.error) != 0 ||
		certpolicy_policy_find(work.engine, work.policy_name, &work.policy, &work.error) != 0 ||
		!judge_text(&work))
		return refuse(L, work.error);
	start = now();
	for (i = 0; i < n; i++)
		if (!(made ? judge_request(&work) : judge_text(&work)))
			return refuse(L, work.error);
	lua_pushnumber(L, now() - start);
	certpolicy_request_free(work.request);
	certpolicy_policy_free(work.policy);
	certpolicy_engine_free(work.engine);
	return 1;
}

__attribute__((visibility("default"))) int
luaopen_loop(lua_State *L)
{
	lua_pushcfunction(L, run);
	return 1;
}
