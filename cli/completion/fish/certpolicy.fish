# Completion of certpolicy for fish. The command itself says what may follow.
function __certpolicy_complete
	set -l words (commandline -opc) (commandline -ct)
	for line in ($words[1] __complete $words[2..-1] 2>/dev/null)
		if test "$line" = :file
			__fish_complete_path (commandline -ct)
		else
			echo $line
		end
	end
end
complete -c certpolicy -f -a '(__certpolicy_complete)'
