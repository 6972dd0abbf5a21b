--- Tables of Lua that stand for an object in C.
-- @module certpolicy.objects

local M = {}

--- What a class of such tables needs.
-- @string expected what is said of a value in the place of one: "an engine is expected"
-- @treturn table the key under which a table holds its object
-- @treturn func the object of a value; nil: it is none of this class
-- @treturn func the object of what a method was called on, or an error of who called it
function M.class(expected)
	local key = {}

	local function find(value)
		return type(value) == "table" and rawget(value, key) or nil
	end
	local function object_of(value)
		return find(value) or error(expected, 3)
	end
	return key, find, object_of
end

return M
