-- lua-http under a policy, against real servers: allow and deny, first and again, redirects, nothing sent under deny.

local frame = require "frame"
frame.need "socket"
local request = frame.need "http.request"
local client = frame.need "http.client"
local certpolicy = require "certpolicy"
local enforced = require "certpolicy.http"
local cqueues_socket = require "cqueues.socket"
local openssl_context = require "openssl.ssl.context"
local case, equal, fails = frame.case, frame.equal, frame.fails
local url, nothing_was_sent = frame.url, frame.nothing_was_sent

local engine, development, public = frame.guards("dev-allow", "public-strict")

local function get(server, path)
	local headers, stream = request.new_from_uri(url(server, path)):go(60)

	if not headers then
		return nil, stream
	end
	return stream:get_body_as_string(60), headers:get ":status"
end

case("without a policy lua-http's own check stands", function()
	equal((get "good"), nil)
end)
for _, server in ipairs { "good", "old" } do
	case(server .. ": allowed, first and again", function()
		assert(enforced.enforce(development))
		for _, line in ipairs(frame.logged(2, function()
			for _ = 1, 2 do
				local body, status = get(server)
				equal(body, "hello", status)
			end
		end)) do
			assert(line:find "reused=no", line)
		end
	end)
	case(server .. ": denied, first and again", function()
		assert(enforced.enforce(public))
		nothing_was_sent(frame.logged(2, function()
			for _ = 1, 2 do
				local problem = fails("root.not-public", get(server))
				equal(problem.report.verdict, "deny")
				equal(#problem.report.certificates >= 1, true)
			end
		end))
	end)
end
case("a redirect is followed, and each server judged", function()
	assert(enforced.enforce(development))
	equal((get("good", "/to/old/")), "hello")
	for _, line in ipairs(frame.logged(2, function()
		fails("usage.extended-key-usage", get("good", "/to/elsewhere/"))
	end)) do
		assert(not line:find "^elsewhere" or line:find "octets=0$", line)
	end
end)
case("a context of one's own: its client certificate counts, its checks do not", function()
	assert(enforced.enforce(public))
	local context = openssl_context.new("TLS", false)
	context:setVerify(openssl_context.VERIFY_NONE)
	nothing_was_sent(frame.logged(1, function()
		local asked = request.new_from_uri(url "good")
		asked.ctx = context
		fails("root.not-public", asked:go(60))
	end))
	assert(enforced.enforce(development))
	context:setVerify(openssl_context.VERIFY_PEER)
	local asked = request.new_from_uri(url "good")
	asked.ctx = context
	assert(asked:go(60))
end)
case("another server's certificate", function()
	assert(enforced.enforce(assert(certpolicy.guard { engine = engine, policy = "pkix" })))
	nothing_was_sent(frame.logged(1, function()
		fails("identity.name-mismatch", client.connect({ host = "127.0.0.1", port = frame.port "mislaid", tls = true }, 60))
	end))
end)
case("the address is the one that the handshake went to, of a server that does not answer at once, too", function()
	local zoned = assert(certpolicy.engine { anchors = frame.file "root.pem" })
	assert(zoned:add_policy_text "{version: 1, zones: {dmz: [127.0.0.0/8]}}")
	-- As from afar: before the handshake nobody knows whom the socket has reached.
	local raw_peername
	raw_peername = cqueues_socket.interpose("peername", function(socket)
		if socket:checktls() then
			return raw_peername(socket)
		end
		return nil, "not connected"
	end)
	assert(enforced.enforce(assert(certpolicy.guard { engine = zoned, policy = "internal-pinned" })))
	local _, problem = get "good"
	cqueues_socket.interpose("peername", raw_peername)
	equal(problem.report.zone, "dmz")
end)
case("HTTP/2 is judged before its first frame", function()
	assert(enforced.enforce(public))
	nothing_was_sent(frame.logged(1, function()
		fails("root.not-public", client.connect({ host = "localhost", port = frame.port "good", tls = true, version = 2 }, 60))
	end))
end)
case("inside a coroutine of cqueues", function()
	assert(enforced.enforce(public))
	local queue = require "cqueues".new()
	nothing_was_sent(frame.logged(1, function()
		queue:wrap(function()
			fails("root.not-public", get "good")
		end)
		assert(queue:loop(60))
	end))
end)
case("a policy that nobody knows", function()
	fails("policy.unknown-name", enforced.enforce "dev-alow")
end)
case("released, lua-http's own check stands again", function()
	enforced.release()
	equal((get "good"), nil)
end)
frame.done()
