-- ssl.https and socket.http under a policy: every server of a redirect is judged.

local frame = require "frame"
frame.need "ssl"
local http = frame.need "socket.http"
local ltn12 = require "ltn12"
local certpolicy = require "certpolicy"
local https_of = require "certpolicy.https"
local luasec = require "certpolicy.luasec"
local case, equal, fails, url = frame.case, frame.equal, frame.fails, frame.url

local engine, lenient, strict = frame.guards("dev-allow", "public-strict")
local development, public = https_of(lenient), https_of(strict)

-- The octets of each connection, in the order they ended.
local function octets(lines)
	local list = {}
	for i, line in ipairs(lines) do
		list[i] = tonumber(line:match "octets=(%d+)")
	end
	return list
end

for _, server in ipairs { "good", "old" } do
	case("https: " .. server .. " allowed, first and again", function()
		for _ = 1, 2 do
			local body, code = development.request(url(server))
			equal(body, "hello", code)
			equal(code, 200)
		end
	end)
	case("https: " .. server .. " denied, first and again", function()
		local sent = octets(frame.logged(2, function()
			for _ = 1, 2 do
				local problem = fails("root.not-public", public.request(url(server)))
				equal(problem.report.verdict, "deny")
			end
		end))
		equal(sent[1] + sent[2], 0)
	end)
end
case("https: a table with a sink", function()
	local parts = {}
	local result, code = development.request { url = url "good", sink = ltn12.sink.table(parts) }
	equal(result, 1, code)
	equal(table.concat(parts), "hello")
end)
case("https: a body is sent", function()
	local body, code = development.request(url "good", "a=b")
	equal(body, "hello", code)
end)
case("https: a redirect is followed, and each server judged", function()
	local body, code = development.request(url("good", "/to/old/"))
	equal(body, "hello", code)
	body, code = development.request(url("good", "/to/old/to/good/"))
	equal(body, "hello", code)
end)
case("https: a redirect to a server that is denied", function()
	local lines = frame.logged(3, function()
		fails("usage.extended-key-usage", development.request(url("good", "/to/old/to/elsewhere/")))
	end)
	for _, line in ipairs(lines) do
		assert(not line:find "^elsewhere" or line:find "octets=0$", line)
	end
end)
case("https: what is said of a server is not said of the one that it redirects to", function()
	local checked = https_of(assert(certpolicy.guard { engine = engine, policy = "pkix" }))
	-- The URL's own parts, given beside it, are the first server's.
	local result, code = checked.request { url = url("old", "/nowhere"), port = frame.port "good", uri = "/to/old/" }
	equal(result, 1, code)
	equal(code, 200)
	for _, peer in ipairs { certpolicy.null, "localhost" } do
		for _, line in ipairs(frame.logged(2, function()
			fails("identity.name-mismatch", checked.request { url = url("good", "/to/mislaid/"), peer = peer })
		end)) do
			assert(not line:find "^mislaid" or line:find "octets=0$", line)
		end
	end
	local body = {}
	result, code = checked.request { url = url("good", "/to/good/asked"), user = "u", password = "secret", peer = "127.0.0.1",
		sink = ltn12.sink.table(body) }
	equal(result, 1, code)
	assert(table.concat(body):find "[Aa]uthorization: Basic", "at the same server")
	body = {}
	result, code = checked.request { url = url("good", "/to/old/asked"), user = "u", password = "secret",
		sink = ltn12.sink.table(body) }
	equal(result, 1, code)
	assert(not table.concat(body):find "[Aa]uthorization", "at another one")
	local headers = { Cookie = "secret", authorization = "secret", ["x-other"] = "said" }
	for path, words in pairs { ["/to/good/asked"] = { "Cookie: secret", "uthorization: secret", "ther: said" },
		["/to/old/asked"] = { "ther: said" } } do
		body = {}
		result, code = checked.request { url = url("good", path), headers = headers, sink = ltn12.sink.table(body) }
		equal(result, 1, code)
		for _, word in ipairs(words) do
			assert(table.concat(body):lower():find(word:lower(), 1, true), path .. ": " .. word)
		end
		equal(table.concat(body):find("secret", 1, true) ~= nil, #words > 1, path)
	end
	equal(headers.Cookie, "secret")
end)
case("https: a redirect to http is not followed", function()
	local body, code = development.request(url("good", "/plain"))
	equal(code, 302)
	equal(body, "plain")
end)
case("https: no more redirects than five, and the last answer whole", function()
	local body, code = development.request(url("good", ("/to/good"):rep(7) .. "/"))
	equal(code, 302)
	equal(body, "moved")
end)
case("https: maxredirects", function()
	for most, wanted in pairs { [0] = 302, [1] = 302, [2] = 200 } do
		local _, code = development.request { url = url("good", "/to/good/to/good/"), maxredirects = most }
		equal(code, wanted, "maxredirects = " .. most)
	end
end)
case("https: a sink is told when it is over, once", function()
	for _, path in ipairs { "/", "/plain", "/empty", "/to/old/" } do
		local ends = 0
		local result, code = development.request { url = url("good", path), sink = function(chunk)
			ends = ends + (chunk == nil and 1 or 0)
			return 1
		end }
		equal(result, 1, code)
		equal(ends, 1, path)
	end
end)
case("https: redirect = false", function()
	local _, code = development.request { url = url("good", "/to/old/"), redirect = false }
	equal(code, 302)
end)
case("https: what cannot be judged is refused", function()
	fails("argument.value", development.request { url = url "good", proxy = "http://127.0.0.1:1" })
	fails("argument.value", development.request { url = url "good", create = print })
	fails("argument.value", development.request "http://localhost/")
	fails("argument.value", development.request {})
	fails("policy.unknown-name", https_of.new "dev-alow")
	assert(not pcall(https_of, {}))
end)
case("https: a server that says nothing", function()
	local listening = assert(require "socket".bind("127.0.0.1", 0))
	local _, port = listening:getsockname()
	local hurried = https_of(strict)
	hurried.TIMEOUT = 0.2
	local body, problem = hurried.request(("https://127.0.0.1:%d/"):format(port))
	equal(body, nil)
	assert(problem == "timeout" or problem == "wantread", problem)
	listening:close()
end)
case("socket.http: create", function()
	equal((http.request { url = url "good", create = development.tcp(), redirect = false }), 1)
	local sent = octets(frame.logged(1, function()
		fails("root.not-public", http.request { url = url "good", create = public.tcp(), redirect = false })
	end))
	equal(sent[1], 0)
end)
case("ssl.https and socket.http, injected", function()
	local raw = require "ssl.https"
	assert(luasec.inject(strict))
	local sent = octets(frame.logged(2, function()
		fails("root.not-public", raw.request(url "good"))
		fails("root.not-public", http.request(url "good"))
	end))
	equal(sent[1] + sent[2], 0)
	luasec.eject()
	assert(luasec.inject(lenient))
	equal((http.request(url "good")), "hello")
	local lines = frame.logged(2, function()
		fails("usage.extended-key-usage", http.request(url("good", "/to/elsewhere/")))
	end)
	for _, line in ipairs(lines) do
		assert(not line:find "^elsewhere" or line:find "octets=0$", line)
	end
	luasec.eject()
	equal((raw.request(url "own")), "hello")
end)
frame.done()
