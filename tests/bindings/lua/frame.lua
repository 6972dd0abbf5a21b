-- What the tests of the Lua module share: cases that are counted, and the servers' log.

local M = {}

local passed, failed, skipped = 0, 0, 0
local folder = os.getenv "CP_LUA_SERVERS"

--- Runs a case; one that raises has failed.
function M.case(name, body)
	local holds, problem = xpcall(body, debug.traceback)

	if holds then
		passed = passed + 1
		print("PASS: " .. name)
	else
		failed = failed + 1
		print("FAIL: " .. name .. ": " .. tostring(problem))
	end
end

function M.skip(name, why)
	skipped = skipped + 1
	print("SKIP: " .. name .. ": " .. why)
end

function M.equal(seen, wanted, what)
	if seen ~= wanted then
		error(("%s: %s, not %s"):format(tostring(what or "value"), tostring(seen), tostring(wanted)), 2)
	end
end

--- nil and an error with this code.
function M.fails(code, made, problem)
	if made ~= nil and made ~= false then
		error("it went on: " .. tostring(made), 2)
	end
	if type(problem) ~= "table" or problem.code ~= code then
		error(("the error is %s (%s), not %s"):format(tostring(type(problem) == "table" and problem.code),
			tostring(problem), code), 2)
	end
	return problem
end

function M.read(path)
	local file = assert(io.open(path, "rb"))
	local text = file:read "*a"

	file:close()
	return text
end

function M.file(name)
	return folder .. "/" .. name
end

function M.port(name)
	return assert(dofile(M.file "ports.lua")[name], name)
end

--- Where a server is.
function M.url(server, path)
	return ("https://localhost:%d%s"):format(M.port(server), path or "/")
end

--- An engine that trusts the servers' root, and a guard of it for each policy: the engine, the guards.
function M.guards(...)
	local certpolicy = require "certpolicy"
	local engine = assert(certpolicy.engine { anchors = M.file "root.pem" })
	local guards = {}

	for i, policy in ipairs { ... } do
		guards[i] = assert(certpolicy.guard { engine = engine, policy = policy })
	end
	return engine, (table.unpack or unpack)(guards)
end

--- Of connections that the servers logged: none sent anything.
function M.nothing_was_sent(lines)
	for _, line in ipairs(lines) do
		M.equal(line:match "octets=(%d+)", "0", line)
	end
end

-- What the servers logged of connections that are over, and how many are not.
local function lines()
	local list = {}
	local open = 0

	for line in io.lines(M.file "log") do
		if line:find " accepted$" then
			open = open + 1
		else
			open = open - 1
			list[#list + 1] = line
		end
	end
	return list, open
end

local function settled(n)
	for _ = 1, 1200 do
		local list, open = lines()

		if #list >= n and open == 0 then
			return list
		end
		require "socket".sleep(0.05)
	end
	error("the servers logged less than " .. n .. " connections", 3)
end

--- Runs `body` and gives the lines that the servers logged for the `n` connections it made, in the order they ended.
function M.logged(n, body)
	local before = #settled(0)

	body()
	return { select(before + 1, (table.unpack or unpack)(settled(before + n))) }
end

--- Loads a module, or skips the rest of the file.
function M.need(module)
	local holds, found = pcall(require, module)

	if holds then
		return found
	end
	M.skip(module, "it is not here for " .. (rawget(_G, "jit") and "LuaJIT" or _VERSION))
	M.done()
	os.exit(0)
end

--- The last call of a file. The state is closed, so that what leaks can be seen.
function M.done()
	print(("# PASS: %d\n# SKIP: %d\n# FAIL: %d"):format(passed, skipped, failed))
	if failed > 0 then
		os.exit(1)
	end
end

return M
