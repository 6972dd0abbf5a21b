-- Random calls with random values, in a random order: no crash, no error but ours or Lua's own, and nothing goes on but the
-- two certificates that may. CP_FUZZ_SEED and CP_FUZZ_SECONDS (default: 5) say which and how long.

local frame = require "frame"
local certpolicy = require "certpolicy"
local errors = require "certpolicy.errors"
local native = require "certpolicy.native"
local reports = require "certpolicy.report"
require "certpolicy.warnings".handler = function() end

local seconds = tonumber(os.getenv "CP_FUZZ_SECONDS" or 5)
local seed = tonumber(os.getenv "CP_FUZZ_SEED" or os.time())
math.randomseed(seed)
local random = math.random

local good, root = frame.read(frame.file "good.pem"), frame.read(frame.file "root.pem")
local deserving = {} -- the digests of the leaves that may be allowed: the server's, and the root as its own anchor
for _, pem in ipairs { good, root } do
	local engine = assert(certpolicy.engine { anchors = frame.file "root.pem" })
	deserving[assert(engine:describe { chain = { pem } }).certificates[1].sha256] = true
end
local function quiet() end

local function pick(list)
	return list[random(#list)]
end

-- What was made so far, by chance kept and by chance forgotten.
local pool = {}

local function keep(value)
	if value ~= nil then
		pool[random(64)] = value
	end
end

local function newproxy_of(finalizer)
	if rawget(_G, "newproxy") then
		local proxy = rawget(_G, "newproxy")(true)
		getmetatable(proxy).__gc = finalizer
		return proxy
	end
	return setmetatable({}, { __gc = finalizer })
end

local scalars = {
	function() return nil end,
	function() return random() < 0.5 end,
	function() return random(-3, 40) end,
	function() return pick { 0.5, -1e308, 1e308, 0 / 0, 1 / 0, 2 ^ 53, 2 ^ 63, -2 ^ 63, 1767225600 } end,
	function() return pick { "", "a", "a\0b", "\255\254", "pkix", "dev-allow", "public-strict", "localhost", "127.0.0.1",
		"server", "x-own", "deny", "warn", "path.budget", "2026-01-01T00:00:00Z", "TLS1.3", "/nonexistent",
		("x"):rep(5000), "{}", "[]", '{"chain":[]}', '{"chain":[],"peer":null}' } end,
	function() return pick { good, root, good .. root, good:sub(1, 300), "-----BEGIN CERTIFICATE-----\n" } end,
	function() return pick { io.stdout, quiet, certpolicy.null, coroutine.create(quiet), native, certpolicy, string } end,
	function() return function() error "a callback raises" end end,
	function() return function(facts) keep(facts) end end,
	function() return function() coroutine.yield() end end,
	function() return pick { certpolicy.LOCK_ALL, certpolicy.LOCK_TIME } end,
}

local value

local function table_of_values(depth)
	local made = {}

	for i = 1, random(0, 3) do
		made[pick { i, i, random() + 0.5, pick { "chain", "peer", "dns", "anchors", "time", "policy", "id", "session",
			"resumed", "engine", "x-a" } }] = value(depth + 1)
	end
	if random() < 0.05 then
		made.self = made
	end
	if random() < 0.05 then
		setmetatable(made, { __index = function() error "an index raises" end, __gc = quiet, __len = quiet })
	end
	return made
end

local function request()
	local made = { chain = { pick { good, good, root, "junk" } }, peer = pick { { dns = "localhost" }, certpolicy.null, {} },
		policy = pick { "pkix", "dev-allow", "public-strict" }, anchors = pick { { root }, {} } }

	if random() < 0.3 then
		made[pick { "chain", "peer", "time", "policy", "id", "x-a" }] = value(1)
	end
	return made
end

function value(depth)
	local dice = random()

	if dice < 0.25 then
		return pool[random(64)]
	elseif dice < 0.35 and depth < 4 then
		return table_of_values(depth)
	elseif dice < 0.5 and depth < 4 then
		return request()
	end
	return pick(scalars)()
end

-- Everything that can be called: the functions of the modules and the methods of what is in the pool.
local modules = { certpolicy, errors, native, reports, require "certpolicy.suites", require "certpolicy.guard",
	require "certpolicy.request", require "certpolicy.rules" }
local methods = { "evaluate", "evaluate_many", "describe", "forecast", "policy", "count_anchors", "add_anchors",
	"add_anchor_der", "add_intermediates", "add_intermediate_der", "add_crl_der", "add_crls", "add_policy_text",
	"add_denylist", "set_limit", "add_rule", "judge", "admit", "replace", "json", "text", "table", "why",
	"set_explain_path", "add_finding", "count_path", "der", "subject", "issuer", "kind", "zone", "time", "is_anchored",
	"name", "digest", "verdict", "primary", "finding_code", "finding_message", "finding_certificate", "binding",
	"add_certificate_der", "add_chain", "add_peer_host", "add_peer_dns", "add_peer_ip", "set_insecure_no_peer",
	"set_address", "set_time", "set_purpose", "set_policy", "set_own_anchors", "set_ocsp_staple", "add_ocsp",
	"set_sct_list", "set_session", "set_session_fact", "set_session_dh_bits", "describe_request", "forecast_json" }

-- Reads a whole machine's trust, or stops the test.
local left_out = { default = true, attempt = true, object = true, of = true, names = true }

local function some_function()
	local module = pick(modules)
	local names = {}

	for name, member in pairs(module) do
		if not left_out[name] and (type(member) == "function" or type(member) == "table") then
			names[#names + 1] = name
		end
	end
	table.sort(names, function(a, b) return tostring(a) < tostring(b) end)
	return module[pick(names)]
end

local function check_allow(made)
	local allowed = reports.is(made) and (made.verdict == "allow" or made.verdict == "warn")

	if allowed and not deserving[made.certificates[1].sha256] then
		error("seed " .. seed .. ": allowed " .. made:json())
	end
end

local calls, made_reports, problems = 0, 0, 0

local function settle(holds, first, second)
	calls = calls + 1
	if not holds then
		return
	end
	if first == nil and errors.is(second) then
		problems = problems + 1
		tostring(second)
	end
	if reports.is(first) then
		made_reports = made_reports + 1
		check_allow(first)
		local _ = pick { tostring, function(report) return report:json() end, function(report) return report:why() end,
			function(report) return report:text() end, function(report) return report.findings end }(first)
	end
	keep(first)
	keep(second)
end

local function call_function()
	return settle(pcall(some_function(), value(0), value(0), value(0), value(0)))
end

local function call_method()
	local object = pool[random(64)]
	local name = pick(methods)
	local arguments = {}
	local n = random(0, 4)

	for i = 1, n do
		arguments[i] = random() < 0.3 and request() or value(0)
	end
	settle(pcall(function()
		return object[name](object, (table.unpack or unpack)(arguments, 1, n))
	end))
end

local function call_iterator()
	local holds, iterator = pcall(certpolicy.engine)

	if holds and iterator then
		settle(pcall(function()
			for _, report in iterator:evaluate_many(value(0), pick { "pkix", "dev-allow" }) do
				keep(report)
				if random() < 0.3 then
					break
				end
			end
		end))
	end
end

local function call_in_coroutine()
	local co = coroutine.create(pick { call_method, call_function })

	for _ = 1, 3 do
		coroutine.resume(co)
	end
end

-- Objects that are used in finalizers, in whatever order those run.
local function leave_finalizer()
	local held, name = pool[random(64)], pick(methods)

	newproxy_of(function()
		pcall(function() return held[name](held, good, "pkix", 0) end)
	end)
end

local function make()
	local engine = certpolicy.engine(random() < 0.7 and { anchors = frame.file "root.pem" } or nil)

	if random() < 0.3 then
		engine:add_rule("x-own", pick { "info", "warn", "deny" }, "own", pick {
			function() end,
			function() error "raises" end,
			function() return 1 end,
			function() coroutine.yield() end,
			function(facts) facts:add_finding(0, "words") end,
			function(facts) keep(facts) facts:add_finding(value(0), value(0)) end,
			function() return engine:evaluate(request()) end,
			function() collectgarbage() end,
			function() call_method() end,
		})
	end
	keep(engine)
	settle(pcall(engine.evaluate, engine, request(), pick { "pkix", "dev-allow", nil }))
	keep(certpolicy.request(request()))
	keep(certpolicy.guard { engine = engine, policy = pick { "pkix", "dev-allow", nil } })
	keep(pick { native.Engine, native.Request }())
end

local steps = { make, call_function, call_method, call_method, call_method, call_iterator, call_in_coroutine,
	leave_finalizer, function() if random() < 0.05 then collectgarbage() else collectgarbage "step" end end }

frame.case("seed " .. seed .. ", " .. seconds .. " s", function()
	local stop = os.time() + seconds

	make()
	repeat
		for _ = 1, 50 do
			pick(steps)()
		end
	until os.time() >= stop
	pool = {}
	collectgarbage()
	collectgarbage()
	print(("%d calls, %d reports, %d errors of ours"):format(calls, made_reports, problems))
	assert(made_reports > 10 and problems > 10, "nothing was tried")
end)
frame.done()
