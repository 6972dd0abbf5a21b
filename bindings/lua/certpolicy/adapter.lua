--- How the adapters ask a guard about a handshake that is over.
-- @module certpolicy.adapter

local errors = require "certpolicy.errors"

local M = {}

--- A chain in PEM.
-- @string method what a certificate is called with for its PEM
-- @param ... the certificates, leaf first: an iterator as `for` takes it
-- @treturn {string,...}
function M.chain(method, ...)
	local chain = {}

	for i, certificate in ... do
		chain[i] = certificate[method](certificate)
	end
	return chain
end

local function admit(guard, seen_of, ...)
	return guard:admit(seen_of(...))
end

--- `Guard:admit` of what a function says of the handshake. Whatever goes wrong on the way is a denial.
-- @tparam certpolicy.Guard guard
-- @func seen_of called with the rest; returns what the handshake showed
-- @treturn ?certpolicy.Report
-- @treturn ?table the error
function M.admit(guard, seen_of, ...)
	local holds, report, problem = pcall(admit, guard, seen_of, ...)

	if holds and (report or problem) then
		return report, problem
	end
	return nil, errors.new("guard.failed", "the judgement failed: " .. tostring(report), errors.INTERNAL)
end

return M
