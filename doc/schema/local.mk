# The shape of requests and reports (JSON Schema 2020-12).
schemadir = $(pkgdatadir)/schema
dist_schema_DATA = doc/schema/report.json doc/schema/request.json doc/schema/roots.json
