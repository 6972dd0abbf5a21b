--- What an application's own rule sees of a judgement, and how it adds findings.
--
--	assert(engine:add_rule("x-corp.issuer", "deny", "not issued by our CA", function(facts)
--		if facts:issuer(0) ~= "CN=Corp CA" then facts:add_finding(0) end
--	end))
--
-- A rule can add findings, and soften nothing. Should it raise an error, return something, yield out of itself or judge
-- by an engine with rules, the evaluation is an error (`rule.failed`, with what was raised as its `cause`). The facts
-- live for the time of the call; kept longer, every method raises an error.
--
-- Certificates of the path are counted as reports count them: 0 is the leaf.
-- @classmod certpolicy.Facts

local objects = require "certpolicy.objects"

local OBJECT, _, object_of = objects.class "facts are expected"

local Facts = { __name = "certpolicy.Facts", __metatable = "certpolicy.Facts" }
Facts.__index = Facts

--- Adds a finding under the rule's code.
-- @int[opt=-1] certificate the one of the path that it is about; -1: the whole path
-- @string[opt] message nil: the rule's title
function Facts:add_finding(certificate, message)
	local object = object_of(self)

	object:add_finding(certificate == nil and -1 or certificate, message)
end

--- How many certificates the path has.
-- @function count_path
-- @treturn int

--- The octets of a certificate.
-- @function der
-- @int index
-- @treturn ?string

--- Its first instant, seconds since 1970-01-01T00:00:00Z; 0 when it cannot be read.
-- @function not_before
-- @int index
-- @treturn int

--- Its last instant.
-- @function not_after
-- @int index
-- @treturn int

--- Its subject (RFC 4514).
-- @function subject
-- @int index
-- @treturn ?string

--- Its issuer (RFC 4514).
-- @function issuer
-- @int index
-- @treturn ?string

--- "self-signed", "private-ca", …
-- @function kind
-- @treturn string

--- The peer's zone: "development", "internal", …
-- @function zone
-- @treturn string

--- The instant of judgement, seconds since 1970-01-01T00:00:00Z.
-- @function time
-- @treturn int
for _, name in ipairs { "count_path", "der", "not_before", "not_after", "subject", "issuer", "kind", "zone", "time" } do
	Facts[name] = function(self, ...)
		local object = object_of(self)

		return object[name](object, ...)
	end
end

--- Whether the path ends in an anchor.
-- @treturn boolean
function Facts:is_anchored()
	return object_of(self):is_anchored() == 1
end

local M = {}

--- What C calls for a rule: the function, with the facts as they are documented here.
-- @local
function M.callable(rule)
	return function(object)
		return rule(setmetatable({ [OBJECT] = object }, Facts))
	end
end

return M
