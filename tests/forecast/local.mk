# Forecasts, against what is judged at the instants they speak of.
check_PROGRAMS += tests/forecast/rows
tests_forecast_rows_SOURCES = tests/forecast/rows.c
tests_forecast_rows_CPPFLAGS = $(AM_CPPFLAGS)
tests_forecast_rows_CFLAGS = $(AM_CFLAGS)
tests_forecast_rows_LDADD = lib/libcertpolicy.la
EXTRA_DIST += tests/forecast/ics.py tests/forecast/corpus.py tests/forecast/forecast.py tests/forecast/run.sh
TESTS += tests/forecast/run.sh
