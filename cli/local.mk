# The command: installed headers only, one file a command.
bin_PROGRAMS += certpolicy
certpolicy_SOURCES = \
	cli/main.c cli/cli.h \
	cli/batch.c cli/check.c cli/codes.c cli/complete.c cli/data.c cli/describe.c cli/explain.c \
	cli/forecast.c cli/policy.c \
	cli/calendar.c cli/calendar.h \
	cli/catalogue.c cli/catalogue.h \
	cli/chain_file.c cli/chain_file.h \
	cli/check_json.c cli/check_monitor.c cli/check_put.c cli/check_put.h \
	cli/checked.c cli/checked.h \
	cli/crowd.c cli/crowd.h \
	cli/data_folder.c cli/data_folder.h \
	cli/doctor/answers.c cli/doctor/answers.def cli/doctor/answers.h \
	cli/doctor/clock.c cli/doctor/doctor.c cli/doctor/doctor.h \
	cli/doctor/handshake.c cli/doctor/known_answers.c \
	cli/doctor/roots.c cli/doctor/state.c \
	cli/env/document.h cli/env/env.c cli/env/gather.c \
	cli/env/judge.c cli/env/judge.h \
	cli/env/parse.c cli/env/parse.h cli/env/parse_apt.c cli/env/parse_shell.c \
	cli/env/policies.c cli/env/read.c \
	cli/env/setting.h cli/env/settings.def cli/env/show.c \
	cli/env/stores.c cli/env/stores.def \
	cli/env/table.c cli/env/undo.c \
	cli/fail.c cli/fail.h \
	cli/folder.c cli/folder.h \
	cli/forecast_text.c cli/forecast_text.h \
	cli/help.c cli/help.h \
	cli/input.c cli/input.h \
	cli/instant.c cli/instant.h \
	cli/lines.c cli/lines.h \
	cli/nearest.c cli/nearest.h \
	cli/net/addresses.c cli/net/aside.h \
	cli/net/attempt.c cli/net/attempt.h \
	cli/net/credentials.c \
	cli/net/deadline.c cli/net/deadline.h \
	cli/net/dial.c cli/net/dial.h \
	cli/net/network.c cli/net/network.h \
	cli/net/observation.c \
	cli/net/observe.c cli/net/observe.h \
	cli/net/probe.c cli/net/probe.h \
	cli/net/proxy.c cli/net/proxy.h \
	cli/net/proxy_env.c cli/net/proxy_http.c cli/net/proxy_socks.c \
	cli/net/resolve.c cli/net/resolve.h \
	cli/net/said.c cli/net/said.h \
	cli/net/service.c cli/net/service.h \
	cli/net/starttls.c cli/net/starttls.h \
	cli/net/starttls_binary.c cli/net/starttls_lines.c cli/net/starttls_xmpp.c \
	cli/net/target.c cli/net/target.h \
	cli/net/tls.c \
	cli/net/tls_messages.c cli/net/tls_messages.h \
	cli/net/tls_outcome.c cli/net/tls_outcome.h \
	cli/net/wire.c cli/net/wire.h \
	cli/options.c cli/options.h \
	cli/output.c cli/output.h \
	cli/policy_draft.c cli/policy_edit.c cli/policy_edit.h \
	cli/policy_text.c cli/policy_text.h \
	cli/policy_files.c cli/policy_files.h \
	cli/policy_show.c cli/policy_show.h \
	cli/progress.c cli/progress.h \
	cli/setup.c cli/setup.h \
	cli/subject.c cli/subject.h \
	cli/target_list.c cli/target_list.h \
	cli/trust.c \
	cli/why/cause.c cli/why/cause.h cli/why/causes.def \
	cli/why/clients.c cli/why/clients.def cli/why/clients.h \
	cli/why/edit.c cli/why/edit.h \
	cli/why/exception.c cli/why/exception.h \
	cli/why/facts.c cli/why/facts.h \
	cli/why/fix.c cli/why/fix.h cli/why/fixes.def \
	cli/why/lookup.c cli/why/names.c cli/why/notes.c cli/why/pins.c \
	cli/why/shell.c cli/why/shell.h \
	cli/why/show.c cli/why/show.h \
	cli/why/why.c cli/why/words.c \
	cli/window.c cli/window.h
EXTRA_DIST += cli/doctor/make
certpolicy_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/cli
certpolicy_CFLAGS = $(AM_CFLAGS) $(GNUTLS_CFLAGS) $(JANSSON_CFLAGS) $(YAML_CFLAGS)
certpolicy_LDADD = adapters/gnutls/libcertpolicy-gnutls.la lib/libcertpolicy.la $(GNUTLS_LIBS) \
	$(JANSSON_LIBS) $(YAML_LIBS) -lpthread

cp_bashcompdir = $(datadir)/bash-completion/completions
cp_zshcompdir = $(datadir)/zsh/site-functions
cp_fishcompdir = $(datadir)/fish/vendor_completions.d
dist_cp_bashcomp_DATA = cli/completion/bash/certpolicy
dist_cp_zshcomp_DATA = cli/completion/zsh/_certpolicy
dist_cp_fishcomp_DATA = cli/completion/fish/certpolicy.fish
