--- A request made once and judged often: reading a chain costs more than looking at it again.
--
--	local request = assert(certpolicy.request { chain = { leaf_der }, peer = { dns = "example.org" } })
--	local report = assert(engine:evaluate(request))
--
-- A request belongs to one coroutine at a time.
-- @classmod certpolicy.Request

local errors = require "certpolicy.errors"
local native = require "certpolicy.native"
local objects = require "certpolicy.objects"

local OBJECT, find, object_of = objects.class "a request is expected"
local LOCKED = {} -- the key of what it could not bring

local Request = { __name = "certpolicy.Request", __metatable = "certpolicy.Request" }
Request.__index = Request

local M = {}

--- Makes a request; see `certpolicy.request`.
-- @local
function M.new(given, locked)
	local object, problem = errors.object(native.request_from_json, given, locked or 0)

	if not object then
		return nil, problem
	end
	return setmetatable({ [OBJECT] = object, [LOCKED] = locked or 0 }, Request)
end

--- The object in C of a request that is judged under locks, nil for anything else. Locks are looked at when a request is
-- read: others, later, cannot be kept, and an error is raised.
-- @local
function M.locked_object(request, locked)
	local object = find(request)

	if object and locked ~= nil and locked ~= 0 and locked ~= request[LOCKED] then
		error(errors.new("argument.value", "this request was made under other locks: they belong into its making",
			errors.BAD_ARGUMENT))
	end
	return object
end

--- Asks for the story of the search beside the verdict: the field `search` of the report.
-- @bool on
-- @treturn certpolicy.Request itself
-- @treturn ?table the error
function Request:set_explain_path(on)
	local object = object_of(self)
	local _, problem = errors.attempt(object.set_explain_path, object, on and 1 or 0)

	if problem then
		return nil, problem
	end
	return self
end

return M
