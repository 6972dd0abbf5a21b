# The shape of requests, reports and forecasts (JSON Schema 2020-12).
schemadir = $(pkgdatadir)/schema
dist_schema_DATA = doc/schema/forecast.json doc/schema/report.json doc/schema/request.json doc/schema/roots.json
