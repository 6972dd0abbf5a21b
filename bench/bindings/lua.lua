-- What a judgement costs in Lua beyond C: a small request, everything warm, the verdict read. Both run in one process, in
-- turn, so that a machine that slows down slows both. The folder of certificates is the first argument.

local certpolicy = require "certpolicy"
local loop = require "loop"

local folder, rounds, n = arg[1], tonumber(arg[2] or 40), 100
local LIMIT = 5 -- us

local function read(name)
	local file = assert(io.open(folder .. "/" .. name, "rb"))
	local text = file:read "*a"

	file:close()
	return text
end

local text = ('{"chain": ["%s"], "peer": {"dns": "localhost"}, "time": "%s"}'):format(
	read "good.pem":gsub("\n", "\\n"), os.date("!%Y-%m-%dT%H:%M:%SZ"))
local anchors = folder .. "/root.pem"
local engine = assert(certpolicy.engine { anchors = anchors })
local request = assert(certpolicy.request(text))

local function seconds(given)
	local start = os.clock()

	for _ = 1, n do
		if assert(engine:evaluate(given, "dev-allow")).verdict ~= "allow" then
			error "a benchmark of wrong answers is none"
		end
	end
	return os.clock() - start
end

local function median(list)
	table.sort(list)
	return list[math.floor(#list / 2) + 1]
end

local function compare(what, given, made)
	local c, lua, more = {}, {}, {}

	seconds(given)
	for i = 1, rounds do
		c[i] = loop(anchors, text, "dev-allow", n, made) / n * 1e6
		lua[i] = seconds(given) / n * 1e6
		more[i] = lua[i] - c[i]
	end
	local difference = median(more)
	print(("%-28s C %7.2f us, Lua %7.2f us, %5.2f us more (limit %d)"):format(what, median(c), median(lua), difference, LIMIT))
	return difference <= LIMIT
end

print((rawget(_G, "jit") and "LuaJIT" or _VERSION) .. ", medians of " .. rounds .. " rounds of " .. n)
local holds = compare("a request that was made", request, true)
holds = compare("the text of a request", text, false) and holds
if not holds then
	io.stderr:write "more than the limit\n"
	os.exit(1)
end
