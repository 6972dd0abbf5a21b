--- Browser-grade certificate policy for Lua.
--
--	local certpolicy = require "certpolicy"
--	local engine = certpolicy.engine { anchors = { "system" } }
--	local report = engine:evaluate({ chain = { leaf_pem, issuer_pem },
--		peer = { dns = "example.org" } }, "public-strict")
--	if report:verdict() == "deny" then error(report:text()) end
--
-- A request is a table (or its JSON) as doc/schema/request.json describes it, with certpolicy.null
-- where JSON has null. Errors of a call are tables with code, message, status, file, line, column;
-- what is wrong with a certificate is a finding in the report.

local native = require "certpolicy.native"

local M = {
	version = native.version(),
	null = native.null(),
	LOCK_POLICY = native.LOCK_POLICY,
	LOCK_ANCHORS = native.LOCK_ANCHORS,
	LOCK_EXTRA_ANCHORS = native.LOCK_EXTRA_ANCHORS,
	LOCK_INTERMEDIATES = native.LOCK_INTERMEDIATES,
	LOCK_TIME = native.LOCK_TIME,
	LOCK_ALL = native.LOCK_ALL,
}

local Report = {}
Report.__index = Report

--- "allow", "warn" or "deny"; "deny" for a description, which has none.
function Report:verdict()
	return self.native:verdict()
end

--- The code of the finding to mend first, nil when nothing was found.
function Report:primary()
	return self.native:primary()
end

--- One line of JSON, octet for octet what `certpolicy batch` prints.
function Report:json()
	return self.native:json()
end

--- The report for people.
function Report:text(colour, columns)
	return self.native:text(colour and 1 or 0, columns or 80)
end

--- A new table of the whole report; null fields are absent.
function Report:table()
	return native.decode(self.native:json())
end

Report.__tostring = Report.json

local function report_of(object)
	return setmetatable({ native = object }, Report)
end

local Engine = {}
Engine.__index = Engine

--- Judges a request. `policy` (or nil) goes before the request's own; `locked` is a sum of LOCK_*.
function Engine:evaluate(request, policy, locked)
	return report_of(self.native:evaluate(request, policy, locked or 0))
end

--- What will become of a request up to `until_time`, seconds since 1970-01-01T00:00:00Z: a table with the
--- fields of doc/schema/forecast.json; null fields are absent.
function Engine:forecast(request, until_time, policy, locked)
	return native.decode(self.native:forecast_json(request, until_time, policy, locked or 0))
end

--- Describes and classifies without a trust decision.
function Engine:describe(request, locked)
	return report_of(self.native:describe(request, locked or 0))
end

for _, name in ipairs { "add_anchors", "add_public_anchors", "add_anchor_der", "add_public_anchor_der",
	"add_intermediates", "add_crls", "add_policy_file", "add_denylist",
	"add_weak_keys", "add_data", "set_ct_log_list", "set_limit" } do
	Engine[name] = function(self, ...)
		self.native[name](self.native, ...)
		return self
	end
end

--- Loads a policy file from memory; `name` stands for the file in errors.
function Engine:add_policy_text(text, name)
	self.native:add_policy_text(text, name or "<text>")
	return self
end

function Engine:count_anchors()
	return self.native:count_anchors()
end

--- A policy by name: a table with name, digest and all that is in force.
function Engine:policy(name)
	local policy = self.native:policy(name)
	local shown = native.decode(policy:json())

	shown.name, shown.digest = policy:name(), policy:digest()
	return shown
end

local options = {
	anchors = "add_anchors",
	public_anchors = "add_public_anchors",
	intermediates = "add_intermediates",
	crls = "add_crls",
	policy_files = "add_policy_file",
	denylists = "add_denylist",
	weak_keys = "add_weak_keys",
	ct_log_list = "set_ct_log_list",
	data = "add_data",
}

--- A new engine, which trusts nothing but what it is told to. An option that is unknown is an error.
function M.engine(given)
	local engine = setmetatable({ native = native.Engine() }, Engine)

	for option, values in pairs(given or {}) do
		local add = options[option]

		if not add then
			error("certpolicy.engine: unknown option " .. tostring(option), 2)
		end
		for _, value in ipairs(type(values) == "table" and values or { values }) do
			engine[add](engine, value)
		end
	end
	return engine
end

local function names(name_at)
	local list = {}

	repeat
		list[#list + 1] = name_at(#list)
	until not name_at(#list)
	return list
end

--- Every finding code, in the order of the table.
function M.codes()
	return names(native.code_name)
end

--- The policies that are always there.
function M.policies()
	return names(native.policy_builtin_name)
end

--- Everything the library knows of a code.
function M.code(name)
	return native.decode(native.code_json(name))
end

return M
