--- LuaSec under a policy: every handshake is judged when it is over and before anything is sent.
--
--	local ssl = require "certpolicy.luasec" -- instead of require "ssl"
--	local conn = assert(ssl.wrap(sock, { mode = "client", protocol = "any", policy = "public-strict" }))
--	conn:sni "example.org"
--	assert(conn:dohandshake())
--
-- `policy` takes the place of `verify = "none"`: a policy's name or a `certpolicy.Guard`; without one the routes of
-- the policy files decide, else public-strict. The policy is the whole verification: `verify`, `cafile` and `capath` of
-- a client count no longer, and what is trusted is the engine's business. Under "deny" `dohandshake` returns `nil, err`
-- and the connection is closed; `err.report` says why.
--
-- The connection stays LuaSec's own: its method `dohandshake` is replaced, for connections of contexts that were made here,
-- whoever wraps a socket by them, and `send` and `receive` are shut until the policy admits. Renegotiation is switched off,
-- so that no handshake goes by.
-- @module certpolicy.luasec

local adapter = require "certpolicy.adapter"
local core = require "ssl.core"
local errors = require "certpolicy.errors"
local guards = require "certpolicy.guard"
local native = require "certpolicy.native"
local ssl = require "ssl"
local values = require "certpolicy.values"

local M = values.copy(ssl)

local raw_newcontext, raw_wrap = ssl.newcontext, ssl.wrap
local NULL = native.null()

local contexts = setmetatable({}, { __mode = "k" }) -- context -> what its connections are judged by
local connections = setmetatable({}, { __mode = "k" }) -- connection -> what it is judged by, its report or problem

local function list_of(value)
	return type(value) == "table" and value or { value }
end

-- What LuaSec is given in place of our settings: it checks nothing itself, and asks clients for a certificate.
local function settings_of(given)
	local settings = values.copy(given)
	local options = {}

	settings.policy, settings.peer, settings.cafile, settings.capath = nil, nil, nil, nil
	settings.verify = "none"
	for _, option in ipairs(list_of(given.options)) do
		options[#options + 1] = option
	end
	if ssl.config.options.no_renegotiation then
		options[#options + 1] = "no_renegotiation"
	end
	if given.mode == "server" then
		settings.cafile, settings.capath = given.cafile, given.capath
		settings.verify = { "peer", "fail_if_no_peer_cert" }
		settings.verifyext = { "lsec_continue", "lsec_ignore_purpose" }
	end
	settings.options = options
	return settings
end

--- LuaSec's `newcontext`, with `policy` and `peer` among its settings.
-- @tparam table settings LuaSec's, and `policy` (a name or a guard), `peer` (who it should be: a name, an address, or
-- `certpolicy.null`; else the name that `sni` is called with; a client sends it as SNI). In a server the peer is a client,
-- whose name nobody checks unless `peer` says it
-- @return the context
-- @treturn ?table|string the error
function M.newcontext(settings)
	if type(settings) ~= "table" then
		return nil, errors.new("argument.value", "settings are a table", errors.BAD_ARGUMENT)
	end

	local guard, problem = guards.of(settings.policy)

	if not guard then
		return nil, problem
	end

	local context
	context, problem = raw_newcontext(settings_of(settings))
	if not context then
		return nil, problem
	end

	local is_server = settings.mode == "server"
	local peer = settings.peer

	if peer == nil and is_server then
		peer = NULL
	end
	contexts[context] = { guard = guard, peer = peer, purpose = is_server and "client" or "server" }
	return context
end

local function is_address(peer)
	return peer:find "^[%d.]+$" ~= nil or peer:find(":", 1, true) ~= nil
end

-- Whoever makes a connection of a context that was made here, LuaSec's own `wrap` too, makes one that is judged.
local raw_create = core.create

function core.create(context, ...)
	local connection, problem = raw_create(context, ...)
	local terms = connection and contexts[context]

	if terms then
		connections[connection] = { guard = terms.guard, peer = terms.peer, purpose = terms.purpose }
		if terms.purpose == "server" and type(terms.peer) == "string" and not is_address(terms.peer) then
			connection:sni(terms.peer)
		end
	end
	return connection, problem
end

--- LuaSec's `wrap`, with settings or a context of `newcontext` above.
-- @param socket a TCP socket of LuaSocket
-- @param settings a table, or a context made here
-- @return the connection
-- @treturn ?table|string the error
function M.wrap(socket, settings)
	local context, problem = settings

	if type(settings) == "table" then
		context, problem = M.newcontext(settings)
		if not context then
			return nil, problem
		end
	end

	if context == nil or not contexts[context] then
		return nil, errors.new("argument.value", "a context of certpolicy.luasec is expected", errors.BAD_ARGUMENT)
	end

	return raw_wrap(socket, context)
end

--- The report of a connection's handshake.
-- @param connection one that was made here
-- @treturn ?certpolicy.Report nil when nothing was judged
function M.report(connection)
	return connections[connection] and connections[connection].report
end

local function seen_of(connection, judged)
	return {
		chain = adapter.chain("pem", ipairs(connection:getpeerchain() or {})),
		peer = judged.peer == nil and judged.sni or judged.peer,
		purpose = judged.purpose,
		address = native.peer_address(connection:getfd()), -- a socket may be wrapped before it is connected
		protocol = connection:info "protocol",
		cipher = connection:info "cipher",
	}
end

-- LuaSec's methods as they are when this is loaded, from a connection that goes nowhere.
local nowhere = errors.assert(raw_newcontext { mode = "client", protocol = "any" })
local methods = getmetatable(errors.assert(core.create(nowhere))).__index
local raw_dohandshake, raw_sni, raw_close = methods.dohandshake, methods.sni, methods.close

core.setmethod("sni", function(connection, name, ...)
	local judged = connections[connection]

	if judged and judged.problem then -- closed, which LuaSec's own does not look at
		return nil, judged.problem
	end
	if judged and type(name) == "string" then
		judged.sni = name
	end
	return raw_sni(connection, name, ...)
end)

-- Shut until the policy admits. LuaSec opens them when the handshake is over, and what is raised from then on (memory that
-- runs out, a time limit of the program, a finalizer) must not leave them so.
for _, name in ipairs { "send", "receive" } do
	local raw = methods[name]

	core.setmethod(name, function(connection, ...)
		local judged = connections[connection]

		if judged and not judged.is_admitted then
			return nil, "closed"
		end
		return raw(connection, ...)
	end)
end

core.setmethod("dohandshake", function(connection, ...)
	local judged = connections[connection]

	if judged and judged.problem then
		return nil, judged.problem
	end

	local done, problem = raw_dohandshake(connection, ...)

	if not done or not judged or judged.is_admitted then
		return done, problem
	end

	local report, denial = adapter.admit(judged.guard, seen_of, connection, judged)

	judged.report, judged.problem = report or denial.report, denial
	if not report then
		raw_close(connection)
		return nil, denial
	end
	judged.is_admitted = true
	return done
end)

local injected

--- Puts a policy under LuaSec itself, for code that cannot be changed: clients made by `ssl.wrap` and `ssl.newcontext`,
-- `ssl.https` and `socket.http` with https URLs, redirects too. What kept those functions for itself before is not
-- reached. Servers are left alone, unless their settings have a `policy`.
-- @tparam[opt] string|certpolicy.Guard policy
-- @treturn boolean true
-- @treturn ?table the error
function M.inject(policy)
	local guard, problem = guards.of(policy)

	if not guard then
		return nil, problem
	end

	local function with_policy(settings)
		local changed = values.copy(settings)

		changed.policy = settings.policy or guard
		return changed
	end
	local function is_ours(settings)
		return type(settings) == "table" and (settings.mode ~= "server" or settings.policy ~= nil)
	end

	injected = true
	function ssl.newcontext(settings)
		if is_ours(settings) then
			return M.newcontext(with_policy(settings))
		end
		return raw_newcontext(settings)
	end
	function ssl.wrap(socket, settings)
		if is_ours(settings) then
			return M.wrap(socket, with_policy(settings))
		end
		return raw_wrap(socket, settings)
	end
	return true
end

--- Undoes `inject`.
function M.eject()
	if injected then
		ssl.newcontext, ssl.wrap, injected = raw_newcontext, raw_wrap, nil
	end
end

return M
