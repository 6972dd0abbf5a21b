# Makes docstrings for SWIG of the comments in the C headers: awk -f docstrings.awk HEADER… >docstrings.i
# A comment speaks of the declarations below it, up to the next empty line.

# The methods that a function is in the languages, with blanks between; "" for none.
function method_of(name) {
	if (name in others)
		return others[name]
	if (!match(name, /^certpolicy_(engine|request|report|guard|policy|facts)_/))
		return ""
	class = substr(name, 1, RLENGTH - 1)
	name = substr(name, RLENGTH + 1)
	if (class == "certpolicy_facts")
		class = "cp_facts_view"
	if (class != "certpolicy_engine")
		sub(/^get_/, "", name)
	return class "::" name
}

function finish() {
	comment = text
	gsub(/^[ \t\n]+|[ \t\n]+$/, "", comment)
}

BEGIN {
	others["certpolicy_evaluate"] = "certpolicy_engine::judge certpolicy_engine::evaluate"
	others["certpolicy_describe"] = "certpolicy_engine::describe_request certpolicy_engine::describe"
	others["certpolicy_forecast_make"] = "certpolicy_engine::forecast_request certpolicy_engine::forecast_json"
	others["certpolicy_policy_find"] = "certpolicy_engine::policy"
	others["certpolicy_policy_to_json"] = "certpolicy_policy::json"
	others["certpolicy_report_to_json"] = "certpolicy_report::json"
	others["certpolicy_report_to_text"] = "certpolicy_report::text"
	others["certpolicy_guard_judge"] = "certpolicy_guard::judge_request"
	others["certpolicy_guard_replace"] = "certpolicy_guard::replace_terms"
	others["certpolicy_engine_add_rule"] = "certpolicy_engine::add_own_rule"
}

# Inside a comment.
inside {
	line = $0
	if (index(line, "*/")) {
		sub(/[ \t]*\*\/.*/, "", line)
		inside = 0
	}
	sub(/^[ \t]*\*? ?/, "", line)
	text = text "\n" line
	if (!inside)
		finish()
	next
}
/^\/\*/ {
	line = $0
	sub(/^\/\*+ ?/, "", line)
	inside = !index(line, "*/")
	sub(/[ \t]*\*\/.*/, "", line)
	text = line
	if (!inside)
		finish()
	next
}
/^[ \t]*$/ {
	comment = ""
	next
}
match($0, /^certpolicy_[a-z0-9_]+\(/) {
	name = substr($0, 1, RLENGTH - 1)
	n = comment == "" ? 0 : split(method_of(name), methods, " ")
	for (i = 1; i <= n; i++)
		printf "%%feature(\"docstring\") %s %%{%s\n\nC: %s()%%}\n", methods[i], comment, name
}
