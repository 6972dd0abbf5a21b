--- What a judgement says: the fields of `doc/schema/report.json`, read when they are first asked for.
--
--	if report.verdict == "deny" then print(report:why()) end
--	for _, finding in ipairs(report.findings) do print(finding) end
--
-- A report cannot be changed, and a field that no report has is an error: a typing mistake in a test of the
-- verdict must not read as "not denied". Fields that are null in JSON are nil. A report keeps all it needs
-- alive by itself. `pairs(report)` goes over the fields in Lua 5.3 and 5.4; in 5.1 and LuaJIT, `pairs(report:table())`.
-- @classmod certpolicy.Report

local errors = require "certpolicy.errors"
local native = require "certpolicy.native"
local objects = require "certpolicy.objects"

local OBJECT, find, object_of = objects.class "a report is expected"
local TABLE = {} -- the key of all its fields, once asked for

-- Lua's collector sees nothing of what C holds for a report: it is told from time to time, or hundreds of them would
-- wait for their end, and each new one take memory that is cold.
local BATCH = 32 -- reports
local WEIGHT = 64 -- KiB
local since = 0 -- reports that were made since it was told

-- As the schema lists them.
local fields = {}
for name in ([[schema library id policy policy_digest time verdict primary peer zone classification browser session findings
	path anchor certificates scts revocation inputs limits search]]):gmatch("%S+") do
	fields[name] = true
end

local MORE = 4 -- findings beside the first that why() tells: hostile chains have hundreds

local Finding = {}

--- A finding as a line: `deny identity.self-signed: the certificate is self-signed`.
function Finding:__tostring()
	return ("%s %s: %s"):format(self.action, self.rule or self.code, self.message)
end

local Report = {}

local function table_of(report)
	local shown = type(report) == "table" and rawget(report, TABLE)

	if not shown then
		shown = native.decode(object_of(report):json())
		for _, finding in ipairs(shown.findings or {}) do
			setmetatable(finding, Finding)
		end
		rawset(report, TABLE, shown)
	end
	return shown
end

--- One line of JSON, octet for octet what `certpolicy batch` prints.
-- @treturn string
function Report:json()
	return object_of(self):json()
end

--- The report for people.
-- @bool[opt] colour with a terminal's colours
-- @int[opt=80] columns the width
-- @treturn string
function Report:text(colour, columns)
	return object_of(self):text(colour and 1 or 0, columns or 80)
end

--- A new table of all fields.
-- @treturn table
function Report:table()
	return native.decode(object_of(self):json())
end

--- Why, in a sentence, and what to do: the message of the finding to mend first and its remedy; in a line each, what
-- makes the verdict besides.
-- @treturn string "" when nothing was found
function Report:why()
	local lines = {}
	local n = 0

	-- The first is the one to mend first.
	for i, finding in ipairs(table_of(self).findings or {}) do
		if i == 1 then
			lines = { finding.message, finding.remediation }
		elseif finding.action == self.verdict then
			n = n + 1
			if n <= MORE then
				lines[#lines + 1] = ("Also: %s [%s]"):format(finding.message, finding.code)
			end
		end
	end
	if n > MORE then
		lines[#lines + 1] = ("Also: %d more"):format(n - MORE)
	end
	return table.concat(lines, "\n")
end

local metatable = { __name = "certpolicy.Report", __metatable = "certpolicy.Report" }

-- Asked for at every connection, and so without the whole report. A description has no verdict: "deny".
local quick = {} -- field -> the method in C, taken from the first report

function metatable.__index(report, name)
	if quick[name] then
		return quick[name](object_of(report))
	end
	if Report[name] then
		return Report[name]
	end
	if not fields[name] then
		error("a report has no field " .. tostring(name), 2)
	end
	return table_of(report)[name]
end

function metatable.__newindex()
	error("a report cannot be changed", 2)
end

function metatable.__pairs(report)
	return pairs(table_of(report))
end

--- The first line of the report for people: `deny: localhost under public-strict (identity.self-signed)`.
function metatable.__tostring(report)
	return (object_of(report):text(0, 200):match("^[^\n]*"))
end

local M = {}

--- Whether a value is a report.
-- @param value anything
-- @treturn boolean
function M.is(value)
	return find(value) ~= nil
end

--- The report of a call that makes one, or `nil, err`.
-- @local
function M.of(call, ...)
	local holds, object = pcall(call, ...)

	if not holds or object == nil then
		return errors.object(function()
			if not holds then
				error(object, 0)
			end
		end)
	end
	since = since + 1
	if since >= BATCH then
		since = 0
		collectgarbage("step", WEIGHT)
	end
	if not quick.verdict then
		quick.verdict, quick.primary = object.verdict, object.primary
	end
	return setmetatable({ [OBJECT] = object }, metatable)
end

--- The names of the fields, for tests.
-- @local
M.fields = fields

return M
