--- Errors of a call, handed back as `nil, err`.
--
-- An error is a table with `code` (stable, dotted), `message`, `status` (a negative number) and, where they are
-- known, `file`, `line` and `column`; `tostring(err)` and `..` show it, and `assert` raises it. Errors of the program
-- itself (a method called on something else, a missing argument) are raised by Lua as ever.
-- @module certpolicy.errors

local native = require "certpolicy.native"

local M = {}
local metatable = native.error_metatable()

--- The `status` of errors that are made here; the C library has more (`certpolicy/types.h`).
M.BAD_ARGUMENT = -2
M.UNSUPPORTED = -9
M.INTERNAL = -11
--- The `status` of an error that stands for a verdict: the policy denies.
M.DENIED = -100
local NO_MEMORY = -1

-- Programs write "it failed: " .. err, as they may with LuaSocket's.
function metatable.__concat(left, right)
	return tostring(left) .. tostring(right)
end

--- Whether a value is an error of this module.
-- @param value anything
-- @treturn boolean
function M.is(value)
	return type(value) == "table" and getmetatable(value) == metatable
end

--- Makes an error.
-- @string code a dotted code
-- @string message a sentence: lower case, no full stop
-- @int status one of the numbers of `certpolicy/types.h`
-- @treturn table the error
function M.new(code, message, status)
	return setmetatable({ code = code, message = message, status = status }, metatable)
end

--- Lua's `assert`, which in Lua 5.1 takes no errors but strings.
-- @param value what was returned
-- @param problem the error behind nil
-- @param ... the rest
-- @return all of it, when the value is neither nil nor false
function M.assert(value, problem, ...)
	if not value then
		error(problem, 0)
	end
	return value, problem, ...
end

local function settle(holds, first, ...)
	if holds then
		return first, ...
	end
	if M.is(first) then
		return nil, first
	end
	error(first, 0)
end

--- Calls a function; an error of this module becomes `nil, err`, any other is raised again.
-- @func call what to call
-- @param ... its arguments
-- @return what it returned
function M.attempt(call, ...)
	return settle(pcall(call, ...))
end

--- The same for a function that makes an object: without one and without an error, memory ran out.
-- @func call what to call
-- @param ... its arguments
-- @return the object; or nil
-- @treturn ?table the error
function M.object(call, ...)
	local made, problem = M.attempt(call, ...)

	if made == nil and problem == nil then
		problem = M.new("library.no-memory", "out of memory", NO_MEMORY)
	end
	return made, problem
end

return M
