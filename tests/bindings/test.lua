-- The Lua module: the same reports as batch, errors with codes, no crash on wrong types.

local globals = {}
for name in pairs(_G) do
	globals[name] = true
end
local certpolicy = require "certpolicy"
local rows, expected, anchors = arg[1], arg[2], arg[3]
local failed = 0

local function check(name, holds, seen)
	if not holds then
		failed = failed + 1
		io.stderr:write("failed: ", name, seen and ": " .. tostring(seen) or "", "\n")
	end
end

for name in pairs(_G) do
	check("the program's globals are left alone", globals[name], name)
end

-- What a call returned must be nil and an error with this code.
local function fails(name, code, made, problem)
	check(name, made == nil and type(problem) == "table" and problem.code == code and not pcall(assert, made, problem),
		type(problem) == "table" and problem.code or problem or made)
	return problem
end

local text = assert(io.open(anchors)):read("*a")
local chain = {}
for block in text:gmatch("%-%-%-%-%-BEGIN.-%-%-%-%-%-END CERTIFICATE%-%-%-%-%-\n") do
	chain[#chain + 1] = block
end

-- The same bytes as batch.
local engine = assert(certpolicy.engine { anchors = anchors })
local wanted = io.lines(expected)
local n = 0
for row in io.lines(rows) do
	local line = wanted()
	n = n + 1
	if line:find('"verdict":"error"', 1, true) then
		local report, problem = engine:evaluate(row)
		check("row " .. n .. " is an error", report == nil and problem.code)
	else
		check("row " .. n, engine:evaluate(row):json() == line)
		check("row " .. n .. " as a request", certpolicy.request(row) == nil or
			engine:evaluate(certpolicy.request(row)):json() == line)
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
check("verdict", report.verdict == "deny")
check("kind", report.classification.kind == "unknown-ca", report.classification.kind)
check("primary", report.primary == report:table().primary)
check("findings", #report.findings >= 1 and tostring(report.findings[1]):find("^deny ") ~= nil)
check("why", report:why():find(report.findings[1].message, 1, true) == 1)
check("text", report:text():find("deny", 1, true) ~= nil and tostring(report):find("^deny: google.com"), tostring(report))
check("a typing mistake in a field", not pcall(function() return report.verdit end))
check("a report that is changed", not pcall(function() report.verdict = "allow" end))
local schema = require("certpolicy.native").decode(assert(io.open(arg[4])):read("*a")).properties
for field in pairs(schema) do
	check("a report has " .. field, pcall(function() return report[field] end))
end
for field in pairs(report:table()) do
	check("the schema has " .. field, schema[field])
end
check("null peer", engine:evaluate({ chain = chain, peer = certpolicy.null,
	time = "2026-02-03T00:00:00Z" }, "pkix").verdict == "allow")
check("no peer", engine:evaluate({ chain = chain, time = "2026-02-03T00:00:00Z" }, "public-strict"):json()
	:find("identity.peer-missing", 1, true))
check("no anchors", engine:evaluate({ chain = chain, anchors = {}, peer = { dns = "google.com" } },
	"pkix").verdict == "deny")
check("description", certpolicy.engine():describe({ chain = chain }):table().verdict == nil and
	certpolicy.engine():describe({ chain = chain }).verdict == "deny")

-- Errors.
local problem = fails("misspelt key", "request.unknown-key", engine:evaluate({ chian = chain }))
check("message names the key", tostring(problem):find("chain", 1, true) ~= nil, tostring(problem))
check("an error in a text", "it failed: " .. problem .. "!" == "it failed: " .. tostring(problem) .. "!" and
	problem .. problem == tostring(problem) .. tostring(problem))
fails("number as request", "request.bad-type", engine:evaluate(3))
fails("nil as request", "request.bad-type", engine:evaluate(nil))
fails("function inside", "request.bad-type", engine:evaluate({ chain = print }))
fails("mixed keys", "request.bad-type", engine:evaluate({ [print] = 1 }))
fails("a list with a name", "request.bad-type",
	engine:evaluate({ chain = chain, peer = { { dns = "a.example" }, dns = "b.example" } }))
fails("a list with a hole", "request.bad-type", engine:evaluate({ chain = { [1] = chain[1], [3] = chain[1] } }))
fails("not a number", "request.bad-type", engine:evaluate({ chain = chain, id = 0 / 0 }))
fails("policy of a wrong type", "request.bad-type", engine:evaluate({ chain = chain }, {}))
fails("policy with a NUL", "request.bad-value", engine:evaluate({ chain = chain }, "pkix\0"))
fails("unknown policy", "policy.unknown-name", engine:evaluate({ chain = chain }, "pkxi"))
fails("half a number", "argument.value", engine:evaluate({ chain = chain }, nil, 1.5))
fails("a number as text", "argument.value", engine:evaluate({ chain = chain }, nil, "1"))
fails("a negative number", "argument.value", certpolicy.engine():set_limit("paths", -1))
fails("a table as octets", "request.bad-type", certpolicy.engine():add_anchor_der({}))
local deep = {}
deep.x = deep
fails("endless table", "request.bad-type", engine:evaluate(deep))
local shared = {}
for _ = 1, 28 do
	shared = { shared, shared }
end
fails("a table that holds others many times", "request.too-large", engine:evaluate({ chain = shared }))
fails("strings that are too long together", "request.too-large",
	engine:evaluate({ chain = { ("a"):rep(2 ^ 25), ("a"):rep(2 ^ 25) } }))
fails("not UTF-8", "request.bad-type", engine:evaluate({ chain = { "\255" } }))
local place = fails("policy file", "policy.unknown-key",
	certpolicy.engine():add_policy_text("version: 1\npolicies:\n  a: {extend: pkix}\n", "a.yaml"))
check("place", place.file == "a.yaml" and place.line == 3 and
	tostring(place):find("^a.yaml:3:%d+: ") ~= nil, tostring(place))
fails("unknown option", "argument.value", certpolicy.engine { anchor = "system" })
for _, option in ipairs { "anchors", "policy_files", "denylists", "weak_keys" } do
	fails("a list with a hole: " .. option, "argument.value", certpolicy.engine { [option] = { nil, anchors } })
	fails("a list with a name: " .. option, "argument.value", certpolicy.engine { [option] = { first = anchors } })
end
fails("an option of a wrong type", "request.bad-type", certpolicy.engine { crls = false })
fails("frozen", "engine.frozen", engine:add_anchors(anchors))
check("method on nothing", not pcall(report.json, {}) and not pcall(engine.evaluate, {}, {}) and
	not pcall(engine.evaluate, io.stdout, {}))
fails("locked", "request.locked", engine:evaluate({ chain = chain, policy = "pkix" }, nil, certpolicy.LOCK_ALL))
fails("locked in a request", "request.locked",
	certpolicy.request({ chain = chain, policy = "pkix" }, certpolicy.LOCK_ALL))
local plain = certpolicy.request { chain = chain, peer = certpolicy.null, policy = "pkix", time = "2026-02-03T00:00:00Z" }
local timeless = certpolicy.request({ chain = chain, policy = "pkix" }, certpolicy.LOCK_TIME)
for _, made in ipairs { plain, timeless } do
	fails("judged under other locks", "argument.value", engine:evaluate(made, nil, certpolicy.LOCK_ALL))
	fails("described under other locks", "argument.value", engine:describe(made, certpolicy.LOCK_ALL))
	fails("forecast under other locks", "argument.value", engine:forecast(made, 2 ^ 31, nil, certpolicy.LOCK_ALL))
end
check("under its own locks", engine:evaluate(timeless, nil, certpolicy.LOCK_TIME).policy == "pkix")
local function flat(value)
	local parts = {}
	for key, part in pairs(type(value) == "table" and value or {}) do
		parts[#parts + 1] = tostring(key) .. "=" .. flat(part)
	end
	table.sort(parts)
	return type(value) == "table" and "{" .. table.concat(parts, ",") .. "}" or tostring(value)
end
check("a forecast of a request that was made", flat(engine:forecast(plain, 2 ^ 31)) == flat(engine:forecast({ chain = chain,
	peer = certpolicy.null, policy = "pkix", time = "2026-02-03T00:00:00Z" }, 2 ^ 31)), flat(engine:forecast(plain, 2 ^ 31)))
fails("a forecast under an unknown policy", "policy.unknown-name", engine:forecast(plain, 2 ^ 31, "pkxi"))

-- Whole numbers stay what they are.
local echoed = engine:evaluate({ chain = chain, id = { 3, 2 ^ 40, -1, 0.5 } }).id
check("numbers", echoed[1] == 3 and echoed[2] == 2 ^ 40 and echoed[3] == -1 and echoed[4] == 0.5)
check("a NUL in an id", engine:evaluate({ chain = chain, id = "a\0b" }).id == "a\0b")
check("a number beyond 64 bits in an id", engine:evaluate('{"chain": [], "id": 123456789012345678901234567890}').id > 1e29)
if math.type then
	check("integers", math.type(echoed[1]) == "integer" and math.type(echoed[2]) == "integer")
	check("long integers", engine:evaluate({ chain = chain, id = math.maxinteger }).id == math.maxinteger)
end

-- Many, in their order, one at a time.
local given, seen = 0, 0
for i, each, wrong in engine:evaluate_many(function()
	given = given + 1
	check("nothing is read ahead", given == seen + 1)
	return given <= 3 and { chain = given == 2 and 7 or chain, peer = certpolicy.null, id = given } or nil
end, "pkix") do
	seen = seen + 1
	check("order", i == seen)
	if i == 2 then
		fails("an error has its place", "request.bad-type", each, wrong)
	else
		check("its report", each.id == i)
	end
end
check("all of them", seen == 3)
local halfway, told = pcall(function()
	for _ in engine:evaluate_many(function() error("half-way", 0) end) do
		check("nothing came", false)
	end
end)
check("an iterator that raises", not halfway and told == "half-way")

-- A guard, and sessions that are resumed.
local guard = assert(certpolicy.guard { engine = engine, policy = "pkix" })
local shown = { peer = "google.com", chain = chain, protocol = "TLSv1.2", cipher = "ECDHE-RSA-AES128-GCM-SHA256",
	time = 1770076800 }
check("a full handshake", assert(guard:judge(shown)).verdict == "allow")
shown.resumed, shown.chain = true, { chain[1] }
local again = assert(guard:admit(shown))
check("its resumption", again.verdict == "allow" and #again.certificates == #chain)
check("its suite", again.session.cipher == "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", again.session.cipher)
shown.peer = "www.google.com"
local refused = fails("a resumption for another peer", "session.chain-unavailable", guard:admit(shown))
check("the report of the refusal", refused.report.verdict == "deny" and tostring(refused) == refused.report:why())
fails("no handshake", "request.bad-type", guard:judge(3))
fails("a peer of a wrong type", "request.bad-type", guard:judge { peer = 3 })
fails("a purpose of no name", "argument.value", guard:judge { purpose = "sever" })
fails("a typing mistake in what was shown", "request.unknown-key", guard:judge { chain = chain, adress = "192.0.2.1" })
fails("a chain with a hole", "argument.value", guard:judge { chain = { chain[1], nil, chain[2] } })
fails("an unknown option", "argument.value", certpolicy.guard { polcy = "pkix" })
-- By this machine's engine, if it has one.
check("a policy of no name", certpolicy.guard { policy = false } == nil and
	certpolicy.evaluate({ chain = chain }, false) == nil)
for _, nonsense in ipairs { 42, true, print } do
	fails("no options", "argument.value", certpolicy.guard(nonsense))
end
check("a chain in one piece", guard:judge({ peer = "google.com", chain = table.concat(chain), time = 1770076800 }).verdict ==
	"allow")
fails("an engine of a wrong type", "argument.value", certpolicy.guard { engine = {} })
check("nobody said who", guard:judge({ chain = chain, time = 1770076800 }):json():find('"peer":null', 1, true) == nil)

local function native_request()
	local request = require "certpolicy.native".Request()
	request:add_chain(table.concat(chain), nil)
	request:set_insecure_no_peer()
	request:set_policy "pkix"
	request:set_time(1770076800)
	return request
end

-- This machine's engine. The variable names the policy of connections, not that of requests.
check("the variable is set", os.getenv "CERTPOLICY_POLICY" == "dev-allow")
check("a request of this machine", assert(certpolicy.evaluate { chain = chain, peer = { dns = "google.com" } }).policy ==
	"public-strict")
check("its own policy", assert(certpolicy.evaluate { chain = chain, peer = { dns = "google.com" },
	policy = "webpki" }).policy == "webpki")
check("a connection of this machine", assert(assert(certpolicy.guard()):judge(shown)).policy == "dev-allow")
check("one with a policy", assert(assert(certpolicy.guard "webpki"):judge(shown)).policy == "webpki")
fails("false is no policy", "request.bad-type", certpolicy.evaluate({ chain = chain }, false))
fails("false is no policy of a guard", "request.bad-type", certpolicy.guard { policy = false })

-- A warning is told once for each peer and text, and what is remembered of it does not grow without end.
local real_stderr, written = io.stderr, {}
rawset(io, "stderr", { write = function(_, ...) written[#written + 1] = table.concat { ... } end })
local tell = require "certpolicy.warnings".handler
local function saying(words)
	return setmetatable({ why = function() return words end }, { __tostring = function() return "warn" end })
end
for _ = 1, 2 do
	tell(saying "pin A", "localhost")
	tell(saying "pin B", "localhost")
	tell(saying "pin A", "other")
end
check("told once each", #written == 3 and written[1] == "certpolicy: warn\npin A\n", #written)
for i = 1, 1000 do
	tell(saying("text " .. i), "localhost")
end
tell(saying "pin A", "localhost")
check("forgotten at the end", #written == 3 + 1000 + 1, #written)
rawset(io, "stderr", real_stderr)

-- Rules of one's own.
local sound = { chain = chain, peer = certpolicy.null, time = "2026-02-03T00:00:00Z" }
local function ruled(rule, action)
	local made = assert(certpolicy.engine { anchors = anchors })
	return assert(made:add_rule("x-own", action or "deny", "our title", rule))
end
local kept
local denied = assert(ruled(function(facts)
	kept = facts
	check("the path", facts:count_path() >= 1 and #facts:der(0) > 500 and facts:der(99) == nil)
	check("facts", facts:kind() == "private-ca" and facts:zone() == "public" and facts:time() == 1770076800 and
		facts:is_anchored() and facts:not_before(0) < facts:not_after(0) and facts:subject(0):find("google", 1, true))
	facts:add_finding(0)
	facts:add_finding(nil, "our words")
	check("no such certificate", not pcall(facts.add_finding, facts, 99))
	check("half a certificate", not pcall(facts.add_finding, facts, 0.5))
end):evaluate(sound, "pkix"))
check("a rule denies", denied.verdict == "deny" and denied.primary == "x-own" and
	denied.findings[1].message == "our words" and
	denied.findings[2].message == "our title" and denied.findings[2].certificate == 0)
check("facts are over", not pcall(kept.kind, kept) and not pcall(kept.add_finding, kept, 0))
check("a rule that finds nothing", ruled(function() end):evaluate(sound, "pkix").verdict == "allow")
for name, rule in pairs {
	["raises"] = function() error "broken" end,
	["raises nil"] = function() error() end,
	["raises a table"] = function() error {} end,
	["returns nonsense"] = function() return "allow" end,
	["returns false"] = function() return false end,
	["yields"] = function() coroutine.yield() end,
	["runs without an end to its stack"] = function() local function deeper() return 1 + deeper() end deeper() end,
	["judges by its own engine and passes the error on"] = function()
		assert(ruled(function() end):evaluate(sound, "pkix"))
	end,
	["adds a finding of no type"] = function(facts) facts:add_finding(0, {}) end,
} do
	local broken = ruled(rule)
	fails("a rule that " .. name, "rule.failed", broken:evaluate(sound, "pkix"))
	fails("in a coroutine, a rule that " .. name, "rule.failed", coroutine.wrap(function()
		return broken:evaluate(sound, "pkix")
	end)())
	fails("in a guard, a rule that " .. name, "rule.failed",
		assert(certpolicy.guard { engine = broken, policy = "pkix" }):judge(shown))
end
local _, cause = ruled(function() error("broken", 0) end):evaluate(sound)
check("the cause", cause.cause == "broken" and tostring(cause):find(": broken$"), tostring(cause))
local itself = native_request()
local filled = require "certpolicy.native".Engine()
filled:add_anchors(anchors)
local function touches(facts)
	local ok, refusal = pcall(itself.set_time, itself, 3)
	if not ok and refusal.code == "object.in-use" then facts:add_finding(-1, nil) end
end
require "certpolicy.native".hold(filled, touches)
filled:add_rule("x-own", 3, "our title", touches)
check("a rule that changes what is judged", filled:judge(itself, nil):verdict() == "deny" and
	pcall(itself.set_time, itself, 3))
check("another engine within a rule", ruled(function(facts)
	if engine:evaluate(sound, "pkix").verdict == "allow" then facts:add_finding() end
end):evaluate(sound, "pkix").verdict == "deny")
local within = ruled(function() collectgarbage() end)
local guarded = assert(certpolicy.guard { engine = within, policy = "pkix" })
within = nil
collectgarbage()
collectgarbage()
shown.resumed, shown.chain, shown.peer = false, chain, "google.com"
check("a guard keeps the rules of its engine", within == nil and guarded:judge(shown).verdict == "allow")
-- C alone does not keep a function: without the engine of this module it is collected early, which denies.
local bare = require "certpolicy.native".Engine()
bare:add_anchors(anchors)
bare:add_rule("x-own", 3, "t", (function() return function() end end)())
collectgarbage()
collectgarbage()
local collected = select(2, pcall(bare.judge, bare, require "certpolicy.native".request_from_json('{"chain":[]}', 0), nil))
fails("a rule that was collected early", "rule.failed", nil, collected)
-- A rule that knows its engine does not keep it.
local gone = setmetatable({}, { __mode = "v" })
do
	local cyclic = certpolicy.engine()
	cyclic:add_rule("x-own", "deny", "t", function() return cyclic end)
	gone[1] = cyclic
end
collectgarbage()
collectgarbage()
check("an engine that its rule knows is collected", gone[1] == nil)
fails("a rule of no code", "rule.code", certpolicy.engine():add_rule("own", "deny", "t", print))
fails("a rule of no action", "argument.value", certpolicy.engine():add_rule("x-own", "allow", "t", print))
fails("a rule that is no function", "argument.value", certpolicy.engine():add_rule("x-own", "deny", "t", {}))
-- An engine that is made in a coroutine which has ended, and rules that the collector meets.
local made = coroutine.wrap(function() return ruled(function(facts) facts:add_finding() end, "warn") end)()
collectgarbage()
check("registered elsewhere", made:evaluate(sound, "pkix").verdict == "warn")
for _ = 1, 50 do
	ruled(function() end):evaluate(sound)
end
collectgarbage()

-- Forecasts.
local forecast = engine:forecast({ chain = chain, peer = certpolicy.null, time = "2026-02-03T00:00:00Z" },
	1924905600, "pkix")
check("forecast", forecast.schema == "certpolicy.forecast/1" and forecast.verdict == "allow", forecast.verdict)
check("its next event", forecast.next.changes[1].code == "validity.expired")
fails("forecast of no request", "request.bad-type", engine:forecast(3, 0))
fails("forecast until no number", "argument.value", engine:forecast({ chain = chain }, 0.5))

-- The catalogue.
check("codes", #certpolicy.codes() > 40, #certpolicy.codes())
check("policies", #certpolicy.policies() == 5)
check("a code", certpolicy.explain("path.budget").code == "path.budget")
fails("no code", "code.unknown", certpolicy.explain("path.budgte"))
check("a policy", certpolicy.engine():policy("pkix").name == "pkix")

-- Objects that are used when their C half is gone already, as finalizers do; those of other libraries.
local native = require "certpolicy.native"
local object = native.Engine()
local metatable = debug.getmetatable(object)
check("no socket, no address", native.peer_address(-1) == nil and native.peer_address(2 ^ 31 - 1) == nil)
check("the table of objects is hidden", getmetatable(object) == "certpolicy")
metatable.__gc(object)
metatable.__gc(object)
check("a dead object", not pcall(object.count_anchors, object))
check("another library's object", not pcall(object.count_anchors, io.stdout))
-- One whose metatable a program can reach and make look like ours.
for name, other in pairs { file = io.tmpfile(), proxy = rawget(_G, "newproxy") and rawget(_G, "newproxy")(true) } do
	getmetatable(other)[".type"] = "certpolicy_engine *"
	check("another library's object in disguise: " .. name, not pcall(object.count_anchors, other))
	getmetatable(other)[".type"] = nil
end
check("a pointer that is none of ours", not pcall(object.count_anchors, certpolicy.null))

-- Nothing leaks that the collector cannot see: many errors and reports, then as few bytes as before.
collectgarbage()
collectgarbage()
local before = collectgarbage("count")
for _ = 1, 500 do
	engine:evaluate({ chian = chain })
	engine:evaluate({ chain = chain, peer = certpolicy.null })
end
collectgarbage()
collectgarbage()
check("memory", collectgarbage("count") - before < 200, collectgarbage("count") - before)

io.stderr:write(_VERSION, ": ", n, " rows, ", failed, " failed\n")
os.exit(failed == 0 and 0 or 1)
