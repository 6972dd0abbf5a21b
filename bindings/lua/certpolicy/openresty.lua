--- Clients of nginx with Lua (OpenResty) under a policy: their certificates are judged before a request is answered.
--
--	ssl_verify_client optional_no_ca;
--	access_by_lua_block { require "certpolicy.openresty".client "clients" }
--
-- nginx shows the client's own certificate and nothing of the chain, in resumed sessions too: intermediates are the engine's
-- to know (`certpolicy.engine { intermediates = … }`). It is judged for every request, so that a change of the policy or of
-- the day holds for connections that are open. Servers that nginx connects to are not seen: `doc/lua/one-line.md`.
-- @module certpolicy.openresty

local errors = require "certpolicy.errors"
local guards = require "certpolicy.guard"
local native = require "certpolicy.native"

local M = {}
local NULL = native.null()

-- A client's IP address; "unix:" is none.
local function address_of(variables)
	local address = variables.remote_addr

	return address ~= "unix:" and address or nil
end

-- What nginx knows of the connection in which a request came.
local function seen_of(variables)
	local pem = variables.ssl_client_raw_cert

	if not pem or pem == "" then
		return nil
	end
	return {
		chain = { pem },
		peer = NULL,
		purpose = "client",
		address = address_of(variables),
		protocol = variables.ssl_protocol,
		cipher = variables.ssl_cipher,
	}
end

--- Judges the client of this request; in the access phase.
-- @tparam[opt] string|certpolicy.Guard policy its name, or a guard; nil: the routes of the policy files, else
-- public-strict
-- @treturn certpolicy.Report one that does not deny
-- @treturn ?table the error, of a client without a certificate, too: the request must not be answered
function M.judge(policy)
	local guard, problem = guards.of(policy)

	if not guard then
		return nil, problem
	end

	local seen = seen_of(ngx.var)

	if not seen then
		return nil, errors.new("request.no-certificate", "the client showed no certificate", errors.BAD_ARGUMENT)
	end
	return guard:admit(seen)
end

--- The same, and ends a request that must not be answered with 403 and a line in the log.
-- @tparam[opt] string|certpolicy.Guard policy
-- @treturn certpolicy.Report
function M.client(policy)
	local holds, report, problem = pcall(M.judge, policy)

	if holds and report then
		return report
	end
	ngx.log(ngx.WARN, "certpolicy: ", (tostring(problem or report):match "^[^\n]*"))
	return ngx.exit(ngx.HTTP_FORBIDDEN)
end

return M
