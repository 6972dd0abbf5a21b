--- What is said when a connection goes on with a warning.
--
-- The default writes the reason and the remedy to stderr, once for each peer and code. A program that wants them
-- elsewhere replaces `handler`.
-- @module certpolicy.warnings

local M = {}
local told = {}

--- What is called with a report that warns, and the peer's name (or nil).
-- @tparam certpolicy.Report report
-- @string[opt] peer
function M.handler(report, peer)
	local key = tostring(peer) .. "\0" .. tostring(report.primary)

	if not told[key] then
		told[key] = true
		io.stderr:write("certpolicy: ", tostring(report), "\n", report:why(), "\n")
	end
end

--- Hands a report to the handler when it warns.
-- @local
function M.tell(report, peer)
	if report.verdict == "warn" then
		M.handler(report, type(peer) == "string" and peer or nil)
	end
end

return M
