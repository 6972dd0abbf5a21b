--- A guard judges the handshakes of a program, resumed ones too.
--
-- It keeps what a full handshake showed (chain, staples), by peer, purpose and leaf, and judges it anew when a
-- session of it is resumed. A resumed session whose full handshake it did not allow itself is denied with
-- `session.chain-unavailable`. The adapters (`certpolicy.luasec`, `certpolicy.http`) make one by themselves.
-- @classmod certpolicy.Guard

local engines = require "certpolicy.engine"
local errors = require "certpolicy.errors"
local machine = require "certpolicy.machine"
local native = require "certpolicy.native"
local objects = require "certpolicy.objects"
local reports = require "certpolicy.report"
local suites = require "certpolicy.suites"
local values = require "certpolicy.values"
local warnings = require "certpolicy.warnings"

local OBJECT, find, object_of = objects.class "a guard is expected"

local NULL = native.null()
local purposes = { server = 0, client = 1, any = 2 }

local Guard = { __name = "certpolicy.Guard", __metatable = "certpolicy.Guard" }
Guard.__index = Guard

local function add_peer(request, peer)
	if peer == NULL then
		request:set_insecure_no_peer()
	elseif peer ~= nil then
		request:add_peer_host(peer)
	end
end

-- TLS libraries write "TLSv1.3" and, for 1.0, "TLSv1".
local function protocol_of(name)
	return type(name) == "string" and name:gsub("^(D?TLS)v1$", "%11.0"):gsub("^(D?[ST][SL][LS])v", "%1") or name
end

local function add_session(request, seen)
	local cipher = seen.cipher

	if cipher ~= nil then
		cipher = type(cipher) == "string" and suites.iana(cipher) or cipher
	end
	request:set_session(protocol_of(seen.protocol), cipher, seen.group, seen.resumed and 1 or 0)
end

local shown = { chain = true, peer = true, protocol = true, cipher = true, group = true, resumed = true, staple = true,
	address = true, purpose = true, time = true }

-- The chain goes before the staple, which belongs to its leaf.
local function request_of(seen)
	local request = native.Request()

	if type(seen) ~= "table" then
		error(errors.new("request.bad-type", "what a handshake showed is a table", errors.BAD_ARGUMENT))
	end
	values.check_keys(seen, shown, "request.unknown-key")
	for _, certificate in ipairs(values.list(seen.chain, "chain")) do
		request:add_chain(certificate, nil)
	end
	add_peer(request, seen.peer)
	add_session(request, seen)
	if seen.staple ~= nil then
		request:set_ocsp_staple(0, seen.staple)
	end
	if seen.address ~= nil then
		request:set_address(seen.address)
	end
	if seen.time ~= nil then
		request:set_time(seen.time)
	end
	request:set_purpose(purposes[seen.purpose or "server"] or -1)
	return request
end

--- Judges a handshake that is over.
-- @tparam table seen what it showed: `chain` (PEM or DER or a list, leaf first; of a resumed session what is known),
-- `peer` (a name or address; `certpolicy.null`: on purpose none; nil: nobody said), `protocol`, `cipher` (IANA's or
-- OpenSSL's name), `group`, `resumed`, `staple` (an OCSPResponse in DER), `address` (the IP address it went to), `purpose`
-- ("server", "client", "any"), `time` (seconds since 1970-01-01T00:00:00Z); another key is an error
-- @treturn certpolicy.Report after "deny" the connection must not go on
-- @treturn ?table the error: nothing was judged, and the connection must not go on
function Guard:judge(seen)
	local object = object_of(self)
	local request, problem = errors.object(request_of, seen)

	if not request then
		return nil, problem
	end
	return reports.of(object.judge, object, request)
end

--- The same as a yes or no, for whoever is about to send: `nil, err` for a denial, too. A warning is told
-- (`certpolicy.warnings`), and the connection goes on.
-- @tparam table seen
-- @treturn certpolicy.Report one that does not deny
-- @treturn ?table the error; its `code` is the finding's to mend first, its `report` the whole report, its message says
-- why and what to do
function Guard:admit(seen)
	local report, problem = self:judge(seen)

	if not report then
		return nil, problem
	end
	if report.verdict == "allow" or report.verdict == "warn" then
		warnings.tell(report, seen.peer)
		return report
	end
	problem = errors.new(report.primary, report:why(), errors.DENIED)
	problem.report = report
	return nil, problem
end

local function policy_of(engine, name)
	if name == nil then
		return nil
	end
	return engine:policy(name)
end

--- Another engine (new lists, say) and policy for the handshakes to come.
-- @tparam certpolicy.Engine engine
-- @string[opt] policy its name
-- @treturn certpolicy.Guard itself
-- @treturn ?table the error
function Guard:replace(engine, policy)
	local object = object_of(self)
	local engine_object = engines.object(engine) or error("an engine is expected", 2)
	local _, problem = errors.attempt(function()
		object:replace(engine_object, policy_of(engine_object, policy))
	end)

	if problem then
		return nil, problem
	end
	native.hold(object, engine_object)
	return self
end

local M = {}

local options = { engine = true, policy = true }

local function make(given)
	if type(given) ~= "table" then
		error(errors.new("argument.value", "a policy's name or a table is expected", errors.BAD_ARGUMENT))
	end
	values.check_keys(given, options, "argument.value")

	local engine, policy = given.engine, given.policy

	if engine == nil then
		engine = errors.assert(machine.engine())
		policy = machine.policy(policy)
	end

	local object = engines.object(engine)

	if not object then
		error(errors.new("argument.value", "an engine is expected", errors.BAD_ARGUMENT))
	end

	local guard = native.Guard(object, policy_of(object, policy))

	native.hold(guard, object) -- and with it the rules
	return setmetatable({ [OBJECT] = guard }, Guard)
end

--- A new guard; see `certpolicy.guard`.
-- @local
function M.new(given)
	if type(given) == "string" then
		given = { policy = given }
	end
	return errors.object(make, given == nil and {} or given)
end

--- Whether a value is a guard.
-- @local
function M.is(value)
	return find(value) ~= nil and getmetatable(value) == "certpolicy.Guard"
end

-- By the name of their policy, "" for none.
local shared = {}

--- What an adapter was given, as a guard: a guard, the name of a policy (one guard each, made once), nil.
-- @local
function M.of(given)
	if M.is(given) then
		return given
	end
	if given ~= nil and type(given) ~= "string" then
		return nil, errors.new("argument.value", "a policy's name or a guard is expected", errors.BAD_ARGUMENT)
	end

	local problem

	if not shared[given or ""] then
		shared[given or ""], problem = M.new { policy = given }
	end
	return shared[given or ""], problem
end

return M
