-- The same octets as batch, for every row, however the request is given.

local frame = require "frame"
local certpolicy = require "certpolicy"
local native = require "certpolicy.native"
local case, equal = frame.case, frame.equal

local rows, expected = frame.file "rows.jsonl", frame.file "expected.jsonl"
local engine = assert(certpolicy.engine { anchors = frame.file "root.pem" })

-- Calls `judge` with each row and holds its report against batch's line; how many were judged.
local function each(judge)
	local wanted = io.lines(expected)
	local n = 0

	for row in io.lines(rows) do
		local line = wanted()
		local report, problem = judge(row)

		if report ~= "left out" then
			n = n + 1
			if line:find('"verdict":"error"', 1, true) then
				equal(report, nil, "row " .. n)
				assert(line:find('"code":"' .. problem.code .. '"', 1, true), line)
			else
				equal(report and report:json() or problem, line, "row " .. n)
			end
		end
	end
	return n
end

local total
case("as text", function()
	total = each(function(row) return engine:evaluate(row) end)
	print("rows: " .. total)
end)
case("as a request that was made", function()
	equal(each(function(row)
		local request, problem = certpolicy.request(row)
		if not request then
			return nil, problem
		end
		return engine:evaluate(request)
	end), total)
end)
case("as a table", function()
	-- A table that was decoded here has lost null, and {} is a list.
	local n = each(function(row)
		if row:find "null" or row:find "{}" then
			return "left out"
		end
		return engine:evaluate(native.decode(row))
	end)
	print("rows as tables: " .. n)
	assert(n > total / 2, n)
end)
case("many at once", function()
	local wanted = io.lines(expected)
	local n = 0
	for i, report, problem in engine:evaluate_many(io.lines(rows)) do
		local line = wanted()
		n = n + 1
		equal(i, n)
		if report then
			equal(report:json(), line)
		else
			assert(line:find('"code":"' .. problem.code .. '"', 1, true), line)
		end
	end
	equal(n, total)
end)
frame.done()
