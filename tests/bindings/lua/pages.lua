-- The blocks of doc/lua/one-line.md, run as they stand: literally they deny the test's server, which no public root signed,
-- and nothing is sent; with the policy for development in place of the public one they go on, with a warning.

local frame = require "frame"
local socket = frame.need "socket"
frame.need "ssl"
local warnings = require "certpolicy.warnings"
local case, equal = frame.case, frame.equal

local page = frame.read(os.getenv "CP_LUA_SOURCE" .. "/doc/lua/one-line.md")
local load_text = rawget(_G, "loadstring") or load

local function run(block)
	local luasec = require "certpolicy.luasec"
	local chunk = assert(load_text(block))

	if rawget(_G, "setfenv") then -- Lua 5.1's assert would hide the error
		rawget(_G, "setfenv")(chunk, setmetatable({ assert = require "certpolicy".assert }, { __index = _G }))
	end

	local holds, problem = pcall(chunk)

	luasec.eject()
	return holds, problem
end

-- The page's port is 8443; the test's server has whatever was free.
local function at(block, server)
	return (block:gsub("8443", tostring(frame.port(server))))
end

local n = 0
for title, block in page:gmatch "<%!%-%- (run) %-%->\n```lua\n(.-)\n```" do
	n = n + 1
	local name = ("%s, block %d"):format(title, n)
	if block:find "http%.request\"" and block:find "certpolicy.http\"" and not pcall(require, "http.request") then
		frame.skip(name, "lua-http is not here")
	else
		case(name .. ": as it stands it denies", function()
			local lines = frame.logged(1, function()
				local holds, problem = run(at(block, "own"))
				equal(holds, false)
				equal(type(problem) == "table" and problem.report and problem.report.verdict, "deny", tostring(problem))
			end)
			equal(lines[1]:match "octets=(%d+)", "0")
		end)
		case(name .. ": with the policy for development it warns", function()
			local told
			warnings.handler = function(report)
				told = report:why()
			end
			local changed, times = block:gsub("public%-strict", "dev-allow")
			equal(times, 1)
			local holds, problem = run(at(changed, "own"))
			equal(holds, true, tostring(problem))
			assert(told and told:find("sha256/", 1, true), "the warning has the pin")
		end)
	end
end
case("the page has blocks", function()
	equal(n, 4)
	assert(socket)
end)

-- The Lua blocks of the page about the bindings, each with what it speaks of.
local certpolicy = require "certpolicy"
local bindings = frame.read(os.getenv "CP_LUA_SOURCE" .. "/doc/bindings.md")
local blocks, seen = 0, 0
for block in bindings:gmatch "```lua\n(.-)\n```" do
	blocks = blocks + 1
	case("doc/bindings.md, block " .. blocks, function()
		local names = {
			leaf_pem = frame.read(frame.file "good.pem"),
			issuer_pem = frame.read(frame.file "root.pem"),
			engine = assert(certpolicy.engine()),
			certpolicy = certpolicy,
			assert = certpolicy.assert,
			hang_up = function(problem) seen = problem.report.verdict == "deny" and seen + 1 or seen end,
			print = function(what) seen = type(what) == "string" and what ~= "" and seen + 1 or seen end,
			io = { lines = function() return io.lines(frame.file "some.jsonl") end },
		}
		local some = assert(io.open(frame.file "some.jsonl", "w"))
		some:write('{"chain": []}\n')
		some:close()
		setmetatable(names, { __index = _G })
		local chunk = rawget(_G, "setfenv") and rawget(_G, "setfenv")(assert(load_text(block)), names) or
			assert(load(block, "block", "t", names))
		chunk()
	end)
end
case("what they deny was denied", function()
	equal(blocks >= 4, true)
	equal(seen, 2) -- the first one's reason, the last one's hang_up
	local line = frame.read(os.getenv "CP_LUA_SOURCE" .. "/README.md"):match "In Lua, `(.-)`"
	assert(page:find("```lua\n" .. line:gsub("%p", "%%%0") .. "\n"), "README.md's line is a block of the page")
end)
frame.done()
