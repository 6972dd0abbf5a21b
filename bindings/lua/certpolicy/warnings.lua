--- What is said when a connection goes on with a warning.
--
-- The default writes the reason and the remedy to stderr, once for each peer and text: a server of development that shows
-- another key is told again. A program that wants them elsewhere replaces `handler`.
-- @module certpolicy.warnings

local M = {}
local MOST = 1000 -- texts that are remembered: what a peer shows may be another each time

local told, n_told = {}, 0

--- What is called with a report that warns, and the peer's name (or nil).
-- @tparam certpolicy.Report report
-- @string[opt] peer
function M.handler(report, peer)
	local why = report:why()
	local key = tostring(peer) .. "\0" .. why

	if told[key] then
		return
	end
	if n_told >= MOST then
		told, n_told = {}, 0
	end
	told[key], n_told = true, n_told + 1
	io.stderr:write("certpolicy: ", tostring(report), "\n", why, "\n")
end

--- Hands a report to the handler when it warns.
-- @local
function M.tell(report, peer)
	if report.verdict == "warn" then
		M.handler(report, type(peer) == "string" and peer or nil)
	end
end

return M
