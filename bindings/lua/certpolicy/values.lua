--- What a program hands over, taken as it was meant: what cannot be understood is an error, and nothing is left out.
--
-- These raise errors of `certpolicy.errors`; whoever calls them hands those back.
-- @module certpolicy.values

local errors = require "certpolicy.errors"

local M = {}

--- The values of a list; anything else but nil is a list of one.
--
-- A list with a hole is shorter than whoever wrote it believes (`{ os.getenv "A", os.getenv "B" }`), and what goes missing
-- may be a floor or a list of what is denied.
-- @param given nil, a value, a list
-- @string name what it is called in the error
-- @treturn table
function M.list(given, name)
	if type(given) ~= "table" then
		return { given }
	end

	local n = 0

	for _ in pairs(given) do
		n = n + 1
	end
	for i = 1, n do
		if given[i] == nil then
			error(errors.new("argument.value", name .. " is no list from 1 on without a hole", errors.BAD_ARGUMENT))
		end
	end
	return given
end

--- What a table holds now: whoever wrote it may write on.
-- @tparam table given
-- @treturn table
function M.copy(given)
	local copy = {}

	for key, value in pairs(given) do
		copy[key] = value
	end
	return copy
end

--- Refuses keys that nobody reads: a typing mistake must not switch a check off.
-- @tparam table given
-- @tparam table known by key
-- @string code of the error
function M.check_keys(given, known, code)
	for key in pairs(given) do
		if not known[key] then
			error(errors.new(code, "unknown key " .. tostring(key), errors.BAD_ARGUMENT))
		end
	end
end

return M
