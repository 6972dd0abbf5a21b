--- The engine: what is trusted and what is known, shared by any number of judgements.
--
-- It trusts nothing until it is told to. The first evaluation freezes it. Everything that can fail returns
-- `nil, err` (`certpolicy.errors`); what adds something returns the engine, so that calls can be chained
-- through `assert`. An engine belongs to one Lua state; its coroutines may all use it.
-- @classmod certpolicy.Engine

local errors = require "certpolicy.errors"
local native = require "certpolicy.native"
local objects = require "certpolicy.objects"
local reports = require "certpolicy.report"
local requests = require "certpolicy.request"
local rules = require "certpolicy.rules"
local values = require "certpolicy.values"

local OBJECT, find, object_of = objects.class "an engine is expected"
local POLICIES = {} -- the key of the policies that were asked for, by name
local RULES = {} -- the key of the functions of its rules, which C knows by number; the object in C holds them
local WEIGHT = 64 -- KiB that an engine may well have outside of Lua: the collector is told
local actions = { info = 1, warn = 2, deny = 3 }

local Engine = { __name = "certpolicy.Engine", __metatable = "certpolicy.Engine" }
Engine.__index = Engine

-- A policy in C by its name, which means the same as long as the engine lives.
local function find_policy(engine, name)
	local policy = engine[OBJECT]:policy(name)

	engine[POLICIES][name] = policy
	return policy
end

-- nil for no name; an error is raised.
local function policy_of(engine, name)
	if name == nil then
		return nil
	end
	return engine[POLICIES][name] or errors.assert(errors.object(find_policy, engine, name))
end

-- What the methods below do, once their errors are raised. A request was made, or is one in JSON.
local function evaluate(engine, request, policy, locked)
	local object = engine[OBJECT]
	local made = requests.locked_object(request, locked)

	if made then
		return object:judge(made, policy_of(engine, policy))
	end
	return object:evaluate(request, policy, locked or 0)
end

local function describe(engine, request, locked)
	local object = engine[OBJECT]
	local made = requests.locked_object(request, locked)

	if made then
		return object:describe_request(made)
	end
	return object:describe(request, locked or 0)
end

local function forecast(engine, request, until_time, policy, locked)
	local object = engine[OBJECT]
	local made = requests.locked_object(request, locked)

	if made then
		return object:forecast_request(made, until_time, policy_of(engine, policy))
	end
	return object:forecast_json(request, until_time, policy, locked or 0)
end

function Engine:__tostring()
	return ("certpolicy.Engine: %d anchors"):format(object_of(self):count_anchors())
end

--- Judges a request.
-- @tparam table|string|certpolicy.Request request as `doc/schema/request.json` has it, a table or its text, or one
-- that was made by `certpolicy.request`
-- @string[opt] policy the name of a policy, which goes before the request's own
-- @int[opt=0] locked what the request may not bring: a sum of `certpolicy.LOCK_*`; of one that was made, what it was made
-- under
-- @treturn certpolicy.Report there is one whenever there is a verdict, deny included
-- @treturn ?table the error: nothing was judged, and the connection must not go on
function Engine:evaluate(request, policy, locked)
	object_of(self)
	return reports.of(evaluate, self, request, policy, locked)
end

--- Describes and classifies without a trust decision. The verdict of such a report reads "deny".
-- @tparam table|string|certpolicy.Request request
-- @int[opt=0] locked
-- @treturn certpolicy.Report
-- @treturn ?table the error
function Engine:describe(request, locked)
	object_of(self)
	return reports.of(describe, self, request, locked)
end

--- What will become of a request: a table with the fields of `doc/schema/forecast.json`.
-- @tparam table|string|certpolicy.Request request
-- @int until_time seconds since 1970-01-01T00:00:00Z
-- @string[opt] policy
-- @int[opt=0] locked
-- @treturn table null fields are absent
-- @treturn ?table the error
function Engine:forecast(request, until_time, policy, locked)
	object_of(self)

	local json, problem = errors.object(forecast, self, request, until_time, policy, locked)

	if not json then
		return nil, problem
	end
	return errors.attempt(native.decode, json)
end

local function next_of(list)
	if type(list) == "function" then
		return list
	end
	if type(list) ~= "table" then
		error("evaluate_many: a list or an iterator is expected", 3)
	end

	local at = 0
	return function()
		at = at + 1
		return list[at]
	end
end

--- Judges many requests, one after the other, in their order: `for n, report, err in engine:evaluate_many(io.lines(file))`.
--
-- Nothing is read ahead and nothing is kept, so that memory stays flat. Lua has one thread, and so has this;
-- `certpolicy batch --jobs` uses all cores. An error the list's own iterator raises passes through.
-- @tparam table|func list a list, or a function that gives the next one until nil
-- @string[opt] policy
-- @int[opt=0] locked
-- @treturn func an iterator of the number, the report (nil: see the error), the error
function Engine:evaluate_many(list, policy, locked)
	local n = 0
	local following = next_of(list)

	object_of(self)
	return function()
		local request = following()

		if request == nil then
			return nil
		end
		n = n + 1
		return n, self:evaluate(request, policy, locked)
	end
end

local Policy = {
	__name = "certpolicy.Policy",
	__tostring = function(policy)
		return ("%s (%s)"):format(policy.name, policy.digest)
	end,
}

--- A policy by its name.
-- @string name
-- @treturn table `name`, `digest` and all that is in force
-- @treturn ?table the error
function Engine:policy(name)
	local object = object_of(self)
	local policy, problem = errors.object(object.policy, object, name)

	if not policy then
		return nil, problem
	end

	local shown = native.decode(policy:json())

	shown.name, shown.digest = policy:name(), policy:digest()
	return setmetatable(shown, Policy)
end

--- How many anchors it trusts.
-- @treturn int
function Engine:count_anchors()
	return object_of(self):count_anchors()
end

for _, name in ipairs { "add_anchors", "add_public_anchors", "add_anchor_der", "add_public_anchor_der",
	"add_intermediates", "add_intermediate_der", "add_crls", "add_crl_der", "add_policy_file", "add_denylist",
	"add_weak_keys", "add_data", "set_ct_log_list", "set_limit" } do
	Engine[name] = function(self, ...)
		local object = object_of(self)
		local _, problem = errors.attempt(object[name], object, ...)

		if problem then
			return nil, problem
		end
		return self
	end
end

--- Loads a policy file from memory.
-- @string text
-- @string[opt="<text>"] name what stands for the file in errors
-- @treturn certpolicy.Engine itself
-- @treturn ?table the error
function Engine:add_policy_text(text, name)
	local object = object_of(self)
	local _, problem = errors.attempt(object.add_policy_text, object, text, name or "<text>")

	if problem then
		return nil, problem
	end
	return self
end

--- Adds a rule of the application's own; see `certpolicy.Facts`. It lives as long as the engine.
-- @string code `x-` and letters, digits, dots, hyphens
-- @string action what its findings do under every policy that does not name the code: "info", "warn" or "deny"
-- @string title the message of a finding without one of its own
-- @func rule called with a `certpolicy.Facts` for every path that is judged; returns nothing
-- @treturn certpolicy.Engine itself
-- @treturn ?table the error
function Engine:add_rule(code, action, title, rule)
	local object = object_of(self)

	if type(rule) ~= "function" or not actions[action] then
		return nil, errors.new("argument.value", "a rule has an action (info, warn or deny) and a function",
			errors.BAD_ARGUMENT)
	end

	local called = rules.callable(rule)

	table.insert(self[RULES], called)

	local _, problem = errors.attempt(object.add_rule, object, code, actions[action], title, called)

	if problem then
		return nil, problem
	end
	return self
end

-- In the order in which they are taken: imported data bring a list of CT logs unless there is one.
local options = {
	{ "anchors", "add_anchors" },
	{ "public_anchors", "add_public_anchors" },
	{ "intermediates", "add_intermediates" },
	{ "crls", "add_crls" },
	{ "policy_files", "add_policy_file" },
	{ "denylists", "add_denylist" },
	{ "weak_keys", "add_weak_keys" },
	{ "ct_log_list", "set_ct_log_list" },
	{ "data", "add_data" },
}

local known = {}
for _, option in ipairs(options) do
	known[option[1]] = true
end

local M = {}

local function make(given)
	local object = errors.assert(errors.object(native.Engine))
	local engine = setmetatable({ [OBJECT] = object, [POLICIES] = {}, [RULES] = {} }, Engine)

	native.hold(object, engine[RULES])
	values.check_keys(given, known, "argument.value")
	for _, option in ipairs(options) do
		local name, add = option[1], option[2]

		for _, value in ipairs(values.list(given[name], name)) do
			errors.assert(engine[add](engine, value))
		end
	end
	return engine
end

--- A new engine; see `certpolicy.engine`.
-- @local
function M.new(given)
	collectgarbage("step", WEIGHT)
	return errors.object(make, given or {})
end

--- The object in C of an engine, nil for anything else.
-- @local
M.object = find

return M
