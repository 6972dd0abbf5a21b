--- OpenSSL's names of cipher suites in IANA's words, which is what is judged.
--
-- LuaSec and luaossl tell OpenSSL's name only. A name that does not follow the pattern stays as it is: a suite
-- that nobody knows is refused as a weak one is (`doc/sessions.md`).
-- @module certpolicy.suites

local M = {}

-- Beginnings of OpenSSL's names, longest first, and the exchange they stand for.
local exchanges = {
	{ "ECDHE-ECDSA-", "ECDHE_ECDSA" },
	{ "ECDHE-RSA-", "ECDHE_RSA" },
	{ "ECDHE-PSK-", "ECDHE_PSK" },
	{ "DHE-RSA-", "DHE_RSA" },
	{ "DHE-DSS-", "DHE_DSS" },
	{ "DHE-PSK-", "DHE_PSK" },
	{ "RSA-PSK-", "RSA_PSK" },
	{ "AECDH-", "ECDH_anon" },
	{ "ADH-", "DH_anon" },
	{ "ECDHE-ARIA", "ECDHE_RSA", "ARIA" },
	{ "PSK-", "PSK" },
	{ "SRP-", nil },
	{ "GOST", nil },
	{ "IANA-GOST", nil },
	{ "", "RSA" },
}

-- What is left of the name, and the cipher it stands for.
local ciphers = {
	{ "^(%u+)(%d+)%-GCM%-SHA(%d+)$", "%1_%2_GCM_SHA%3" },
	{ "^(%u+)(%d+)%-CCM(8?)$", function(name, bits, tag)
		return name .. "_" .. bits .. "_CCM" .. (tag == "" and "" or "_" .. tag)
	end },
	{ "^CHACHA20%-POLY1305$", "CHACHA20_POLY1305_SHA256" },
	{ "^DES%-CBC3%-SHA$", "3DES_EDE_CBC_SHA" },
	{ "^3DES%-EDE%-CBC%-SHA$", "3DES_EDE_CBC_SHA" },
	{ "^(%u+)(%d+)%-CBC%-SHA(%d*)$", "%1_%2_CBC_SHA%3" },
	{ "^(%u+)(%d+)%-SHA(%d*)$", function(name, bits, hash)
		return (name == "RC" and "RC4_128_SHA" or name .. "_" .. bits .. "_CBC_SHA") .. hash
	end },
	{ "^SEED%-SHA$", "SEED_CBC_SHA" },
	{ "^NULL%-(%u+%d*)$", "NULL_%1" },
}

local function cipher_of(name)
	for _, row in ipairs(ciphers) do
		if name:find(row[1]) then
			return (name:gsub(row[1], row[2]))
		end
	end
	return nil
end

-- PSK's suites of CCM with a short tag are the only ones whose names say DHE another way round.
local irregular = {
	["DHE-PSK-AES128-CCM8"] = "TLS_PSK_DHE_WITH_AES_128_CCM_8",
	["DHE-PSK-AES256-CCM8"] = "TLS_PSK_DHE_WITH_AES_256_CCM_8",
}

--- IANA's name of a suite.
-- @string name OpenSSL's name
-- @treturn string IANA's, or `name` itself where it follows no pattern
function M.iana(name)
	if name:sub(1, 4) == "TLS_" or irregular[name] then
		return irregular[name] or name
	end
	for _, row in ipairs(exchanges) do
		if name:sub(1, #row[1]) == row[1] then
			local cipher = row[2] and cipher_of((row[3] or "") .. name:sub(#row[1] + 1))

			return cipher and "TLS_" .. row[2] .. "_WITH_" .. cipher or name
		end
	end
end

return M
