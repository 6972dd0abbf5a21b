-- A hundred thousand evaluations, and engines, guards, errors, rules and TLS contexts by the thousand: no growth.

local frame = require "frame"
local certpolicy = require "certpolicy"
local case = frame.case

local good, root = frame.read(frame.file "good.pem"), frame.read(frame.file "root.pem")
local engine = assert(certpolicy.engine { anchors = frame.file "root.pem" })
local request = { chain = { good }, peer = { dns = "localhost" } }
local made = assert(certpolicy.request(request))

-- KiB of memory that is there, after the collector has been.
local function resident()
	collectgarbage()
	collectgarbage()
	return tonumber(frame.read "/proc/self/smaps_rollup":match "Private_Dirty:%s*(%d+)")
end

-- Does `work` n times in all, and holds what is there at the end against a fifth of the way, when everything is warm.
local function grows(n, limit, work)
	for i = 1, n / 5 do
		work(i)
	end
	local before = resident()
	for i = n / 5 + 1, n do
		work(i)
	end
	local grown = resident() - before
	print(("%d times: %d KiB more"):format(n, grown))
	assert(grown < limit, grown .. " KiB more")
end

case("100,000 evaluations", function()
	grows(100000, 2048, function(i)
		local report = assert(engine:evaluate(i % 4 == 0 and request or made, "dev-allow"))
		assert(report.verdict == "allow")
		if i % 50 == 0 then
			local _ = report:json() .. report:text() .. report:why() .. #report.findings
		end
	end)
end)
case("errors", function()
	grows(20000, 2048, function()
		assert(not engine:evaluate({ chian = {} }) and not engine:evaluate "{" and not certpolicy.request { chain = print })
	end)
end)
case("engines, guards and rules", function()
	grows(5000, 4096, function()
		local own = assert(certpolicy.engine())
		assert(own:add_anchors(frame.file "root.pem"))
		assert(own:add_rule("x-own", "deny", "own", function() error {} end))
		assert(not own:evaluate(made, "dev-allow"))
		assert(not assert(certpolicy.guard { engine = own }):judge { chain = { good, root }, peer = "localhost" })
	end)
end)
local has_luasec, luasec = pcall(require, "certpolicy.luasec")
if has_luasec then
	case("contexts of LuaSec", function()
		local guard = assert(certpolicy.guard { engine = engine, policy = "dev-allow" })
		-- The collector does not see OpenSSL's memory either: some hundred wait for it, of 4,800 that would stay in a leak.
		grows(6000, 8192, function()
			assert(luasec.newcontext { mode = "client", protocol = "any", policy = guard })
		end)
	end)
end
frame.done()
