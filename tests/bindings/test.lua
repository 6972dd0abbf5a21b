-- The Lua module: the same reports as batch, errors with codes, no crash on wrong types.

local certpolicy = require "certpolicy"
local rows, expected, anchors = arg[1], arg[2], arg[3]
local failed = 0

local function check(name, holds, seen)
	if not holds then
		failed = failed + 1
		io.stderr:write("failed: ", name, seen and ": " .. tostring(seen) or "", "\n")
	end
end

-- Runs `call`, which must raise an error table with this code.
local function raises(name, code, call)
	local ok, problem = pcall(call)
	check(name, not ok and type(problem) == "table" and problem.code == code,
		type(problem) == "table" and problem.code or problem)
	return problem
end

local text = assert(io.open(anchors)):read("*a")
local chain = {}
for block in text:gmatch("%-%-%-%-%-BEGIN.-%-%-%-%-%-END CERTIFICATE%-%-%-%-%-\n") do
	chain[#chain + 1] = block
end

-- The same bytes as batch.
local engine = certpolicy.engine { anchors = anchors }
local wanted = io.lines(expected)
local n = 0
for row in io.lines(rows) do
	local line = wanted()
	n = n + 1
	if line:find('"verdict":"error"', 1, true) then
		check("row " .. n .. " is an error", not pcall(engine.evaluate, engine, row))
	else
		check("row " .. n, engine:evaluate(row):json() == line)
	end
end
check("rows were judged", n > 0)

-- Tables in, tables out; the report outlives its engine.
local report
do
	local short = certpolicy.engine()
	report = short:evaluate({ chain = chain, peer = { dns = "google.com" } }, "public-strict")
end
collectgarbage()
collectgarbage()
check("verdict", report:verdict() == "deny")
local shown = report:table()
check("kind", shown.classification.kind == "unknown-ca", shown.classification.kind)
check("primary", shown.primary == report:primary())
check("findings", #shown.findings >= 1)
check("text", report:text():find("deny", 1, true) ~= nil)
check("null peer", engine:evaluate({ chain = chain, peer = certpolicy.null,
	time = "2026-02-03T00:00:00Z" }, "pkix"):verdict() == "allow")
check("no anchors", engine:evaluate({ chain = chain, anchors = {}, peer = { dns = "google.com" } },
	"pkix"):verdict() == "deny")
check("description", certpolicy.engine():describe({ chain = chain }):table().verdict == nil)

-- Errors.
local problem = raises("misspelt key", "request.unknown-key", function()
	engine:evaluate({ chian = chain })
end)
check("message names the key", tostring(problem):find("chain", 1, true) ~= nil, tostring(problem))
raises("number as request", "request.bad-type", function() engine:evaluate(3) end)
raises("nil as request", "request.bad-type", function() engine:evaluate(nil) end)
raises("function inside", "request.bad-type", function() engine:evaluate({ chain = print }) end)
raises("mixed keys", "request.bad-type", function() engine:evaluate({ [print] = 1 }) end)
raises("policy of a wrong type", "request.bad-type", function() engine:evaluate({ chain = chain }, {}) end)
local deep = {}
deep.x = deep
raises("endless table", "request.bad-type", function() engine:evaluate(deep) end)
check("not UTF-8", not pcall(engine.evaluate, engine, { chain = { "\255" } }))
local place = raises("policy file", "policy.unknown-key", function()
	certpolicy.engine():add_policy_text("version: 1\npolicies:\n  a: {extend: pkix}\n", "a.yaml")
end)
check("place", type(place) == "table" and place.file == "a.yaml" and place.line == 3)
check("unknown option", not pcall(certpolicy.engine, { anchor = "system" }))
check("frozen", not pcall(engine.add_anchors, engine, anchors))
check("method on nothing", not pcall(report.json, {}))
raises("locked", "request.locked", function()
	engine:evaluate({ chain = chain, policy = "pkix" }, nil, certpolicy.LOCK_ALL)
end)

-- Forecasts.
local forecast = engine:forecast({ chain = chain, peer = certpolicy.null, time = "2026-02-03T00:00:00Z" },
	1924905600, "pkix")
check("forecast", forecast.schema == "certpolicy.forecast/1" and forecast.verdict == "allow", forecast.verdict)
check("its next event", forecast.next.changes[1].code == "validity.expired")
raises("forecast of no request", "request.bad-type", function() engine:forecast(3, 0) end)

-- The catalogue.
check("codes", #certpolicy.codes() > 40, #certpolicy.codes())
check("policies", #certpolicy.policies() == 5)
check("a code", certpolicy.code("path.budget").code == "path.budget")
check("a policy", certpolicy.engine():policy("pkix").name == "pkix")

-- Nothing leaks that the collector cannot see: many errors and reports, then as few bytes as before.
collectgarbage()
collectgarbage()
local before = collectgarbage("count")
for _ = 1, 500 do
	pcall(engine.evaluate, engine, { chian = chain })
	engine:evaluate({ chain = chain, peer = certpolicy.null })
end
collectgarbage()
collectgarbage()
check("memory", collectgarbage("count") - before < 200, collectgarbage("count") - before)

io.stderr:write(_VERSION, ": ", n, " rows, ", failed, " failed\n")
os.exit(failed == 0 and 0 or 1)
