--- The engine of this machine: what the command `certpolicy` trusts when nobody says more.
--
-- The system's anchors, the data imported below `$XDG_DATA_HOME`, and the policy files of
-- `/etc/certpolicy/policy.d`, `$XDG_CONFIG_HOME/certpolicy` and `CERTPOLICY_FILE`, a floor among them.
-- @module certpolicy.machine

local engines = require "certpolicy.engine"
local errors = require "certpolicy.errors"
local native = require "certpolicy.native"

local M = {}
local MACHINE_FOLDER = "/etc/certpolicy/policy.d"

-- A folder below one that a variable names, else below HOME. As XDG has it, a relative one does not count.
local function folder_below(variable, home_folder)
	local base = os.getenv(variable)

	if base and base:sub(1, 1) == "/" then
		return base .. "/certpolicy"
	end
	base = os.getenv("HOME")
	return base and base:sub(1, 1) == "/" and base .. "/" .. home_folder .. "/certpolicy" or nil
end

local function is_policy_file(name)
	return name:sub(1, 1) ~= "." and (name:find(".%.ya?ml$") or name:find(".%.json$")) ~= nil
end

local function add_policy_folder(engine, folder)
	local names = native.names(folder) or {}

	table.sort(names) -- by octets under the C locale, in which Lua runs unless the program says otherwise
	for _, name in ipairs(names) do
		if is_policy_file(name) then
			errors.assert(engine:add_policy_file(folder .. "/" .. name))
		end
	end
end

local function make()
	local engine = errors.assert(engines.new { anchors = "system" })
	local data = folder_below("XDG_DATA_HOME", ".local/share")
	local own = folder_below("XDG_CONFIG_HOME", ".config")
	local file = os.getenv("CERTPOLICY_FILE")

	if data and native.names(data) then
		errors.assert(engine:add_data(data))
	end
	add_policy_folder(engine, MACHINE_FOLDER)
	if own then
		add_policy_folder(engine, own)
	end
	if file and file ~= "" then
		errors.assert(engine:add_policy_file(file))
	end
	return engine
end

local made

--- The engine of this machine, made once in a Lua state.
-- @treturn certpolicy.Engine
-- @treturn ?table the error
function M.engine()
	local problem

	if not made then
		made, problem = errors.attempt(make)
	end
	return made, problem
end

--- The policy that was asked for, whatever it is; for nil the one that `CERTPOLICY_POLICY` names; nil: the routes of the
-- policy files, else public-strict.
-- @string[opt] asked
-- @treturn ?string
function M.policy(asked)
	local name = os.getenv("CERTPOLICY_POLICY")

	if asked == nil and name ~= "" then
		return name
	end
	return asked
end

return M
