--- lua-http (cqueues) under a policy: each TLS handshake of its clients is judged before a request is sent.
--
--	local request = require "http.request"
--	require "certpolicy.http".enforce "public-strict"
--	local headers, stream = request.new_from_uri("https://example.org/"):go()
--
-- From then on `http.client`, and with it `http.request` and `http.websocket`, judge every connection of the Lua state.
-- The policy is the whole verification: the store and the verify mode of a context (`ctx`) count no longer, its client
-- certificate does. Under "deny" `connect`, `negotiate` and `go` return `nil, err`, and the socket is closed.
--
-- The name is the one that the connection is for (`host`), also through proxies. luaossl keeps no sessions for clients,
-- so that every handshake is a full one; renegotiation is switched off.
-- @module certpolicy.http

local adapter = require "certpolicy.adapter"
local basexx = require "basexx"
local client = require "http.client"
local cqueues_socket = require "cqueues.socket"
local guards = require "certpolicy.guard"
local openssl_context = require "openssl.ssl.context"
local values = require "certpolicy.values"

-- The wire's numbers; another one is refused as no protocol.
local protocols = { [0x300] = "SSL3", [0x301] = "TLS1.0", [0x302] = "TLS1.1", [0x303] = "TLS1.2", [0x304] = "TLS1.3" }
local NO_RENEGOTIATION = 0x40000000 -- SSL_OP_NO_RENEGOTIATION, which luaossl does not name

local M = {}

-- Socket -> what its handshake is judged by: guard, peer, and whether the address is the peer's own.
local negotiating = setmetatable({}, { __mode = "k" })
local guard -- of all clients; nil: nothing is judged

local raw_connect, raw_negotiate = client.connect, client.negotiate

local function chain_of(ssl)
	local sent = ssl:getPeerChain()

	return sent and adapter.chain("toPEM", getmetatable(sent).__ipairs(sent)) or {}
end

-- luaossl hands out PEM.
local function staple_of(ssl)
	local response = ssl:getTLSextStatusOCSPResp()
	local body = response and response:toPEM():match("%-%-\n(.-)\n?%-%-")

	return body and basexx.from_base64((body:gsub("%s", ""))) or nil
end

-- The IP address that a socket is connected to; nobody knows it before the connection is there.
local function address_of(socket)
	local _, address = socket:peername()

	return type(address) == "string" and address or nil
end

local function seen_of(socket, judged)
	local ssl = socket:checktls()

	return {
		chain = chain_of(ssl),
		staple = staple_of(ssl),
		peer = judged.peer,
		address = judged.is_direct and address_of(socket) or nil,
		protocol = protocols[ssl:getVersion "d"] or "unknown",
		cipher = ssl:getCipherInfo().name,
	}
end

-- The policy is the whole verification, and a handshake that came later would be judged by nobody.
local function prepare(ssl)
	ssl:setVerify(openssl_context.VERIFY_NONE)
	ssl:setOptions(NO_RENEGOTIATION)
	ssl:setTLSextStatusType "ocsp"
end

local raw_starttls
raw_starttls = cqueues_socket.interpose("starttls", function(socket, ssl, ...)
	local judged = negotiating[socket]

	if not judged then
		return raw_starttls(socket, ssl, ...)
	end
	prepare(ssl)

	local done, problem, number = raw_starttls(socket, ssl, ...)

	if not done then
		return nil, problem, number
	end
	judged.report, problem = adapter.admit(judged.guard, seen_of, socket, judged)
	if not judged.report then
		socket:close()
		return nil, problem
	end
	return done
end)

local function negotiate(socket, options, timeout, is_direct)
	if not guard or not options.tls then
		return raw_negotiate(socket, options, timeout)
	end
	negotiating[socket] = { guard = guard, peer = options.host, is_direct = is_direct }
	return raw_negotiate(socket, options, timeout)
end

-- lua-http's own connect, without TLS; then what is in its place judged.
local function connect(options, timeout)
	if not guard or not options.tls then
		return raw_connect(options, timeout)
	end

	local plain = values.copy(options)

	plain.tls, plain.ctx, plain.version = false, nil, 1.1

	local connection, problem, number = raw_connect(plain, timeout)
	if not connection then
		return nil, problem, number
	end

	local socket = connection:take_socket()
	local made, denied
	made, denied, number = negotiate(socket, options, timeout, true)
	if not made then
		socket:close()
	end
	return made, denied, number
end

--- Puts all TLS clients of lua-http under a policy. Called again it changes the policy for connections to come.
-- @tparam[opt] string|certpolicy.Guard policy its name, or a guard; nil: the routes of the policy files, else
-- public-strict
-- @treturn boolean true
-- @treturn ?table the error
function M.enforce(policy)
	local made, problem = guards.of(policy)

	if not made then
		return nil, problem
	end
	guard = made
	client.connect = connect
	client.negotiate = function(socket, options, timeout)
		return negotiate(socket, options, timeout)
	end
	return true
end

--- Undoes `enforce`.
function M.release()
	guard = nil
	client.connect, client.negotiate = raw_connect, raw_negotiate
end

return M
