-- LuaSec under a policy, against real servers: allow and deny, first and again, nothing sent under deny.

local frame = require "frame"
local socket = frame.need "socket"
frame.need "ssl"
local certpolicy = require "certpolicy"
local luasec = require "certpolicy.luasec"
local raw = require "ssl"
local case, equal, fails, nothing_was_sent = frame.case, frame.equal, frame.fails, frame.nothing_was_sent

local engine, development, public = frame.guards("dev-allow", "public-strict")

local function connect(name)
	local made = assert(socket.tcp())

	made:settimeout(60)
	assert(made:connect("127.0.0.1", frame.port(name)))
	return made
end

local function settings(guard, more)
	local made = { mode = "client", protocol = "any", policy = guard, peer = "localhost" }

	for name, value in pairs(more or {}) do
		made[name] = value
	end
	return made
end

-- A request over a new connection: its answer, or nil and the error of the handshake.
local function ask(name, given)
	local connection = assert(luasec.wrap(connect(name), given))
	connection:settimeout(60)
	local done, problem = connection:dohandshake()
	local sent = connection:send "GET / HTTP/1.0\r\n\r\n"

	if not done then
		equal(sent, nil, "a send after deny")
		equal(connection:receive(1), nil, "a receive after deny")
		if type(problem) == "table" then
			equal(select(2, connection:dohandshake()), problem, "a second handshake after deny")
		end
		return nil, problem, connection
	end
	local answer = connection:receive "*l"
	connection:close()
	return answer, nil, connection
end

for _, server in ipairs { "good", "old" } do
	case(server .. ": allowed, twice, by one context", function()
		local context = assert(luasec.newcontext(settings(development)))
		local lines = frame.logged(2, function()
			for _ = 1, 2 do
				local answer, problem, connection = ask(server, context)
				equal(answer, "HTTP/1.1 200 X", problem)
				equal(luasec.report(connection).verdict, "allow")
			end
		end)
		for _, line in ipairs(lines) do
			equal(line, server .. " reused=no octets=18", "LuaSec offers no session")
		end
	end)
	case(server .. ": denied, twice, by one context", function()
		local context = assert(luasec.newcontext(settings(public)))
		nothing_was_sent(frame.logged(2, function()
			for _ = 1, 2 do
				local answer, problem, connection = ask(server, context)
				fails("root.not-public", answer, problem)
				equal(problem.report.verdict, "deny")
				equal(luasec.report(connection), problem.report)
				assert(tostring(problem):find("public", 1, true), tostring(problem))
			end
		end))
	end)
end

-- Servers of others, which may still be starting.
local function reach(port)
	for _ = 1, 200 do
		local made = assert(socket.tcp())
		made:settimeout(60)
		if made:connect("127.0.0.1", port) then
			return made
		end
		made:close()
		socket.sleep(0.1)
	end
	error "the server does not start"
end
for name, port in pairs(dofile(frame.file "others.lua")) do
	case(name .. ": allowed and denied", function()
		for _ = 1, 2 do
			local connection = assert(luasec.wrap(reach(port), settings(development)))
			connection:settimeout(60)
			assert(connection:dohandshake())
			connection:send "GET / HTTP/1.0\r\n\r\n"
			equal(connection:receive "*l":match "^HTTP/1%.%d 200", "HTTP/1.0 200")
			connection:close()
			connection = assert(luasec.wrap(reach(port), settings(public)))
			fails("root.not-public", connection:dohandshake())
		end
	end)
end
case("another server's certificate", function()
	nothing_was_sent(frame.logged(1, function()
		fails("identity.name-mismatch", ask("mislaid", settings(development, { peer = "example.org" })))
	end))
end)
case("the name of sni is the peer's", function()
	nothing_was_sent(frame.logged(1, function()
		local connection = assert(luasec.wrap(connect "good", { mode = "client", protocol = "any", policy = development }))
		connection:sni "example.org"
		fails("identity.name-mismatch", connection:dohandshake())
	end))
end)
case("nobody said who it should be", function()
	nothing_was_sent(frame.logged(1, function()
		local connection = assert(luasec.wrap(connect "good", { mode = "client", protocol = "any", policy = development }))
		fails("identity.peer-missing", connection:dohandshake())
	end))
end)
case("the address is the one that the handshake went to, of a socket that is wrapped before it is connected, too", function()
	local zoned = assert(certpolicy.engine { anchors = frame.file "root.pem" })
	assert(zoned:add_policy_text "{version: 1, zones: {dmz: [127.0.0.0/8]}}")
	local guard = assert(certpolicy.guard { engine = zoned, policy = "dev-allow" })
	local plain, handle = assert(socket.tcp4()), assert(socket.tcp())
	local connection = assert(luasec.wrap(plain, settings(guard)))
	handle:setfd(connection:getfd())
	assert(handle:connect("127.0.0.1", frame.port "good"))
	handle:setfd(require "ssl.core".SOCKET_INVALID)
	fails("scope.private-in-public", connection:dohandshake())
	equal(luasec.report(connection).zone, "dmz")
end)
case("on purpose no name", function()
	equal(ask("mislaid", settings(development, { peer = certpolicy.null })), nil)
	local guard = assert(certpolicy.guard { engine = engine, policy = "pkix" })
	equal(ask("mislaid", settings(guard, { peer = certpolicy.null })), "HTTP/1.1 200 X")
end)
case("self-signed for development: a warning that names the pin", function()
	local warnings = require "certpolicy.warnings"
	local before, told = warnings.handler, nil
	warnings.handler = function(report, peer)
		told = peer .. " " .. report:why()
	end
	equal(ask("own", settings(development)), "HTTP/1.1 200 X")
	warnings.handler = before
	assert(told:find("^localhost ") and told:find("sha256/", 1, true), told)
end)
case("verify none does not switch it off", function()
	nothing_was_sent(frame.logged(1, function()
		fails("root.not-public", ask("good", settings(public, { verify = "none" })))
	end))
end)
case("a server without a certificate", function()
	nothing_was_sent(frame.logged(1, function()
		local answer, problem = ask("anonymous", settings(development, { protocol = "tlsv1_2", ciphers = "AECDH:@SECLEVEL=0" }))
		equal(answer, nil)
		assert(type(problem) == "table" and problem.report.verdict == "deny", problem)
	end))
end)
case("without the handshake nothing is sent", function()
	nothing_was_sent(frame.logged(1, function()
		local connection = assert(luasec.wrap(connect "good", settings(development)))
		equal(connection:send "GET / HTTP/1.0\r\n\r\n", nil)
		connection:close()
	end))
end)
case("a judgement that raises denies", function()
	local warnings = require "certpolicy.warnings"
	local before = warnings.handler
	warnings.handler = function() error "no" end
	nothing_was_sent(frame.logged(1, function()
		fails("guard.failed", ask("own", settings(development)))
	end))
	warnings.handler = before
end)
case("a handshake that raises before there is a verdict leaves the connection shut", function()
	local compiler = rawget(_G, "jit") or { off = function() end, on = function() end } -- compiled code calls no hooks
	local context = assert(luasec.newcontext(settings(public)))
	local raised = 0

	compiler.off()
	nothing_was_sent(frame.logged(60, function()
		for n = 1, 60 do
			local connection = assert(luasec.wrap(connect "good", context))
			connection:settimeout(60)
			-- The program's time is up, as a hook on the n-th instruction says it.
			local holds = pcall(function()
				debug.sethook(function()
					debug.sethook()
					error("time is up", 0)
				end, "", n)
				connection:dohandshake()
			end)
			debug.sethook()
			raised = raised + (holds and 0 or 1)
			equal(connection:send "GET / HTTP/1.0\r\n\r\n", nil, "a send after instruction " .. n)
			equal(connection:receive(1), nil, "a receive after instruction " .. n)
			if holds then
				equal(select(2, connection:sni "localhost"), select(2, connection:dohandshake()))
			end
			connection:close()
		end
	end))
	compiler.on()
	assert(raised > 10, raised)
end)
case("wrong settings", function()
	fails("argument.value", luasec.newcontext(3))
	fails("argument.value", luasec.newcontext { mode = "client", protocol = "any", policy = 3 })
	fails("policy.unknown-name", luasec.newcontext { mode = "client", protocol = "any", policy = "pbulic-strict" })
	fails("argument.value", luasec.wrap(connect "good", assert(raw.newcontext { mode = "client", protocol = "any" })))
	equal(luasec.newcontext { mode = "client", protocol = "no such", policy = development }, nil)
end)

-- A server under a policy: clients are judged.
local function serve(guard, client)
	local listener = assert(socket.bind("127.0.0.1", 0))
	local _, port = listener:getsockname()
	local command = ("printf 'hello\\n' | openssl s_client -quiet -connect 127.0.0.1:%s -tls1_2 %s >%s 2>&1 &"):format(
		port, client and ("-cert %s -key %s"):format(frame.file(client .. ".pem"), frame.file(client .. ".key")) or "",
		frame.file "client.log")
	os.execute(command)
	listener:settimeout(60)
	local accepted = assert(listener:accept())
	listener:close()
	local connection = assert(luasec.wrap(accepted, { mode = "server", protocol = "any", policy = guard,
		certificate = frame.file "good.pem", key = frame.file "good.key" }))
	connection:settimeout(60)
	local done, problem = connection:dohandshake()
	local line = done and connection:receive "*l" or nil
	connection:close()
	return line, problem
end
case("a server allows a client", function()
	local guard = assert(certpolicy.guard { engine = engine, policy = "pkix" })
	local line, problem = serve(guard, "client")
	equal(line, "hello", problem)
end)
case("a server denies a client whose certificate is for servers", function()
	fails("usage.extended-key-usage", serve(development, "good"))
end)
case("a server denies a client without a certificate", function()
	local line, problem = serve(development)
	equal(line, nil)
	assert(problem)
end)

-- LuaSec itself, unchanged but for what was made here; and under a policy when it is injected.
case("connections of ssl itself are left alone", function()
	local connection = assert(raw.wrap(connect "own", { mode = "client", protocol = "any", verify = "none" }))
	assert(connection:dohandshake())
	equal(luasec.report(connection), nil)
	connection:close()
end)
case("a context of ours in the hands of LuaSec's own wrap, as other libraries call it", function()
	local context = assert(luasec.newcontext(settings(public)))
	nothing_was_sent(frame.logged(2, function()
		local connection = assert(raw.wrap(connect "good", context))
		fails("root.not-public", connection:dohandshake())
		equal(connection:send "GET / HTTP/1.0\r\n\r\n", nil)

		local core = require "ssl.core"
		local plain = connect "good"
		connection = assert(core.create(context))
		core.setfd(connection, plain:getfd())
		plain:setfd(core.SOCKET_INVALID)
		fails("root.not-public", connection:dohandshake())
	end))
end)
case("inject and eject", function()
	assert(luasec.inject(public))
	nothing_was_sent(frame.logged(1, function()
		local connection = assert(raw.wrap(connect "good", { mode = "client", protocol = "any", verify = "none" }))
		connection:sni "localhost"
		fails("root.not-public", connection:dohandshake())
	end))
	luasec.eject()
	local connection = assert(raw.wrap(connect "good", { mode = "client", protocol = "any", verify = "none" }))
	assert(connection:dohandshake())
	connection:close()
end)
frame.done()
