--- Browser-grade certificate policy for Lua 5.1, 5.3, 5.4 and LuaJIT.
--
--	local certpolicy = require "certpolicy"
--	local engine = assert(certpolicy.engine { anchors = { "system" } })
--	local report = assert(engine:evaluate({ chain = { leaf_pem, issuer_pem },
--		peer = { dns = "example.org" } }, "public-strict"))
--	if report.verdict == "deny" then error(report:why()) end
--
-- A request is a table (or its JSON) as `doc/schema/request.json` describes it, with `certpolicy.null` where JSON has
-- null: a peer that is left out and one that is null on purpose are two things. What fails returns `nil, err`
-- (`certpolicy.errors`); what is wrong with a certificate is a finding in the report. Whole numbers stay whole
-- numbers; one that is not is refused where a whole one is due.
-- @module certpolicy

local engines = require "certpolicy.engine"
local errors = require "certpolicy.errors"
local guards = require "certpolicy.guard"
local machine = require "certpolicy.machine"
local native = require "certpolicy.native"
local requests = require "certpolicy.request"

local M = {
	--- The version of the C library.
	version = native.version(),
	--- JSON's null in requests: `peer = certpolicy.null` says on purpose that no name is checked. Another library's null
	-- (`cjson.null`, `ngx.null`) is none, and an error.
	null = native.null(),
	--- Lua's `assert`, which in Lua 5.1 takes no errors but strings.
	assert = errors.assert,
	--- What requests from elsewhere may not bring; a sum of these.
	LOCK_POLICY = native.LOCK_POLICY,
	LOCK_ANCHORS = native.LOCK_ANCHORS,
	LOCK_EXTRA_ANCHORS = native.LOCK_EXTRA_ANCHORS,
	LOCK_INTERMEDIATES = native.LOCK_INTERMEDIATES,
	LOCK_TIME = native.LOCK_TIME,
	LOCK_ALL = native.LOCK_ALL,
}

--- A new engine, which trusts nothing but what it is told to.
-- @tparam[opt] table options lists (or one each) by name: `anchors`, `public_anchors`, `intermediates`, `crls`,
-- `policy_files`, `denylists`, `weak_keys`, `ct_log_list`, `data`; an unknown one, and a list with a hole, is an error
-- @treturn certpolicy.Engine
-- @treturn ?table the error
function M.engine(options)
	return engines.new(options)
end

--- A request made once, for `Engine:evaluate` and `Engine:describe`.
-- @tparam table|string request as `doc/schema/request.json` has it
-- @int[opt=0] locked what it may not bring: a sum of `LOCK_*`
-- @treturn certpolicy.Request
-- @treturn ?table the error
function M.request(request, locked)
	return requests.new(request, locked)
end

--- A new guard, which judges handshakes.
-- @tparam[opt] table|string options the name of a policy, or a table of `policy` and `engine`. Without an engine it is this
-- machine's, and without a policy for that the one that `CERTPOLICY_POLICY` names; else the routes of the policy files
-- decide, else public-strict
-- @treturn certpolicy.Guard
-- @treturn ?table the error
function M.guard(options)
	return guards.new(options)
end

--- The engine of this machine: what the command trusts (`certpolicy.machine`). Made once.
-- @function default
M.default = machine.engine

local function with_default(name)
	return function(...)
		local engine, problem = machine.engine()

		if not engine then
			return nil, problem
		end
		return engine[name](engine, ...)
	end
end

--- `Engine:evaluate` of this machine's engine. `CERTPOLICY_POLICY` is for connections and for the command: it is not looked
-- at here.
-- @function evaluate
-- @tparam table|string request
-- @string[opt] policy
-- @int[opt=0] locked
-- @treturn certpolicy.Report
-- @treturn ?table the error
M.evaluate = with_default "evaluate"

--- `Engine:evaluate_many` of this machine's engine.
-- @function evaluate_many
M.evaluate_many = with_default "evaluate_many"

--- `Engine:describe` of this machine's engine.
-- @function describe
M.describe = with_default "describe"

--- `Engine:forecast` of this machine's engine.
-- @function forecast
M.forecast = with_default "forecast"

local function names(name_at)
	local list = {}

	repeat
		list[#list + 1] = name_at(#list)
	until not name_at(#list)
	return list
end

--- Every finding code, in the order of the table.
-- @treturn {string,...}
function M.codes()
	return names(native.code_name)
end

--- The policies that are always there.
-- @treturn {string,...}
function M.policies()
	return names(native.policy_builtin_name)
end

local Code = {
	__name = "certpolicy.Code",
	__tostring = function(code)
		return code.code .. ": " .. code.means
	end,
}

--- Everything the library knows of a code: what it means, why it matters, the remedy, the clauses.
-- @string code
-- @treturn table
-- @treturn ?table the error, which has the nearest right word
function M.explain(code)
	local json, problem = errors.object(native.code_json, code)

	if not json then
		return nil, problem
	end
	return setmetatable(native.decode(json), Code)
end

return M
