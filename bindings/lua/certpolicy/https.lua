--- `ssl.https` under a policy: LuaSocket's HTTP over connections of `certpolicy.luasec`.
--
--	local https = require "certpolicy.https" "public-strict" -- instead of require "ssl.https"
--	local body, code = https.request "https://example.org/"
--
-- What is called here is a policy's name, a `certpolicy.Guard` or nothing (the routes of the policy files, else
-- public-strict). A denied connection gives `nil, err` before the request is sent. Redirects are followed, to https only,
-- and the server of each is judged by its own name; LuaSocket's own would go on without a policy from the second server on.
-- @module certpolicy.https

local errors = require "certpolicy.errors"
local guards = require "certpolicy.guard"
local http = require "socket.http"
local ltn12 = require "ltn12"
local luasec = require "certpolicy.luasec"
local socket = require "socket"
local url = require "socket.url"
local values = require "certpolicy.values"

local PORT = 443
local TIMEOUT = 60 -- seconds, as ssl.https has it
local MAX_REDIRECTS = 5 -- and where `maxredirects` is none of LuaSocket's numbers
local MAX_HELD = 65536 -- octets of the body of an answer that redirects
local redirecting = { [301] = true, [302] = true, [303] = true, [307] = true, [308] = true }

-- The settings of a request that are LuaSec's or ours.
local ours = { "alpn", "certificate", "certificates", "ciphers", "ciphersuites", "curve", "curveslist", "key", "options",
	"password", "peer", "protocol" }

local function settings_of(request, guard)
	local settings = { mode = "client", policy = guard, protocol = "any", options = { "all", "no_sslv3" } }

	for _, name in ipairs(ours) do
		if request[name] ~= nil then
			settings[name] = request[name]
		end
	end
	return settings
end

-- A socket whose connect goes on to the end of the handshake; all else is the connection's.
local Socket = {}

function Socket.__index(self, name)
	local method = Socket[name]

	return method or function(_, ...)
		return self.sock[name](self.sock, ...)
	end
end

function Socket:connect(host, port)
	local done, problem = self.sock:connect(host, port)
	local connection

	self.seen.host, self.seen.port = host, tostring(port)
	if not done then
		return nil, problem
	end
	connection, problem = luasec.wrap(self.sock, self.settings)
	if not connection then
		return nil, problem
	end
	self.sock = connection
	connection:settimeout(self.timeout)
	if not self.settings.peer then
		connection:sni(host)
	end
	done, problem = connection:dohandshake()
	if not done then
		connection:close()
		return nil, problem
	end
	return 1
end

function Socket:settimeout()
	return self.sock:settimeout(self.timeout)
end

-- LuaSocket reads an answer's head by lines; `code` is the last one's before the body.
function Socket:receive(...)
	local line, problem, partial = self.sock:receive(...)

	if line and not self.in_body then
		self.seen.code = tonumber(line:match("^HTTP/%d*%.%d* (%d%d%d)")) or self.seen.code
		self.in_body = line == "" and self.seen.code ~= 100
	end
	return line, problem, partial
end

local function problem_of(given)
	return nil, errors.new("argument.value", given, errors.BAD_ARGUMENT)
end

-- What an answer that redirects has as its body is held back until it is known whether it is followed.
local function sink_of(given, seen)
	local sink = given.sink or ltn12.sink.null()
	local n = 0

	return function(chunk, problem)
		if not redirecting[seen.code] then
			return sink(chunk, problem)
		end
		seen.is_over = chunk == nil
		n = n + #(chunk or "")
		if n > MAX_HELD then
			return nil, "the body of a redirect is too long"
		end
		seen.held[#seen.held + 1] = chunk
		return 1
	end
end

-- A request as LuaSocket wants it; nil and an error for what cannot be judged.
local function prepare(given, tcp, seen)
	if type(given.url) ~= "string" then
		return problem_of "a request needs its url"
	end
	if http.PROXY or given.proxy then
		return problem_of "proxies are not supported: the handshake with the server is not seen"
	end
	if given.create then
		return problem_of "create is not permitted: the connection is made here"
	end

	local request = values.copy(given)
	local parsed = url.parse(given.url, { port = PORT, scheme = "https" })

	if not parsed or parsed.scheme ~= "https" then
		return problem_of "only https is judged"
	end
	request.url = url.build(parsed)
	request.create = tcp(request, seen)
	request.sink = sink_of(given, seen)
	request.redirect = false
	return request
end

-- Where to go on, as LuaSocket decides it; nil: nowhere.
local function next_url(given, code, headers, n)
	local method = given.method or "GET"
	local location = headers and headers.location
	local most = tonumber(given.maxredirects) or MAX_REDIRECTS

	if not redirecting[code] or not location or given.source or given.redirect == false or n >= most or
		(method ~= "GET" and method ~= "HEAD") then
		return nil
	end
	location = url.absolute(given.url, (location:gsub("%s", "")))
	return url.parse(location).scheme == "https" and location or nil
end

-- What LuaSocket takes in place of the URL's own.
local components = { "authority", "fragment", "host", "params", "path", "port", "query", "scheme", "uri", "userinfo" }

-- Headers that are for one server alone, as browsers and curl have it.
local private = { authorization = true, cookie = true }

local function public_headers(given)
	local headers = {}

	for name, value in pairs(given or {}) do
		headers[name] = not private[tostring(name):lower()] and value or nil
	end
	return headers
end

-- The request for a redirect's location. What was said of the server that redirects is not said of another one: who it
-- should be, and what a user is known by there.
local function redirected(given, location, seen)
	local request = values.copy(given)
	local parsed = url.parse(location, { port = PORT })

	for _, name in ipairs(components) do
		request[name] = nil
	end
	if parsed.host ~= seen.host or tostring(parsed.port) ~= seen.port then
		request.peer, request.user = nil, nil
		request.headers = public_headers(given.headers)
	end
	request.url = location
	return request
end

local function release(given, seen)
	local sink = given.sink or ltn12.sink.null()

	for _, chunk in ipairs(seen.held) do
		sink(chunk)
	end
	if seen.is_over then
		sink(nil)
	end
end

local function follow(given, tcp)
	local current = given
	local n = 0

	while true do
		local seen = { held = {} }
		local request, problem = prepare(current, tcp, seen)

		if not request then
			return nil, problem
		end

		local result, code, headers, status = http.request(request)
		local following = result and next_url(current, code, headers, n)

		if not following then
			release(given, seen)
			return result, code, headers, status
		end
		n = n + 1
		current = redirected(current, following, seen)
	end
end

local M = {}

--- The functions of `ssl.https` under a policy.
-- @tparam[opt] string|certpolicy.Guard policy
-- @treturn table `request(url or table, body)` as LuaSocket has it; `TIMEOUT`, seconds for each step of a connection (60),
-- which may be changed; `tcp(settings)`, which gives a `create` for `socket.http`: use that with `redirect = false`, since
-- LuaSocket drops it when it follows one
-- @treturn ?table the error
function M.new(policy)
	local guard, problem = guards.of(policy)

	if not guard then
		return nil, problem
	end

	local api = { TIMEOUT = TIMEOUT }

	local function tcp(settings, seen)
		return function()
			local made, wrong = socket.tcp()

			return made and setmetatable({ sock = made, timeout = api.TIMEOUT, seen = seen or {}, in_body = false,
				settings = settings_of(settings or {}, guard) }, Socket), wrong
		end
	end
	local function request(given, body)
		if type(given) == "table" then
			return follow(given, tcp)
		end

		local parts = {}
		local result, code, headers, status = follow({
			url = given,
			method = body and "POST" or nil,
			sink = ltn12.sink.table(parts),
			source = body and ltn12.source.string(body) or nil,
			headers = body and { ["content-length"] = #body,
				["content-type"] = "application/x-www-form-urlencoded" } or nil,
		}, tcp)

		return result and table.concat(parts), code, headers, status
	end
	api.request, api.tcp = request, tcp
	return api
end

return setmetatable(M, {
	__call = function(_, policy)
		return errors.assert(M.new(policy))
	end,
})
