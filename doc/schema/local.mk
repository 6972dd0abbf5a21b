# The shape of requests, reports, forecasts, and of what check, env, doctor and why say (JSON Schema
# 2020-12).
schemadir = $(pkgdatadir)/schema
dist_schema_DATA = doc/schema/check.json doc/schema/doctor.json doc/schema/env.json \
	doc/schema/forecast.json doc/schema/report.json doc/schema/request.json doc/schema/roots.json \
	doc/schema/why.json
