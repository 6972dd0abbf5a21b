/*
 * The certificate and key that a server may ask us for: files, or what a token holds. A PIN that
 * the token refused is never tried again: tokens count, and lock.
 */
#include <config.h>
#include "network.h"
#include "cli.h"
#include "fail.h"
#include "input.h"
#include "options.h"

#include <gnutls/pkcs11.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct cli_pin {
	const cli_settings *settings;
	pthread_mutex_t lock;
	char pin[CLI_PASSWORD_ROOM];
	bool is_known;
};

/* The PIN of --pin-file, or what the terminal says. */
static int
find_pin(struct cli_pin *own, const char *token, unsigned flags)
{
	if ((flags & GNUTLS_PIN_WRONG) != 0)
		return -1;
	if (own->is_known)
		return 0;
	if (own->settings->pin_file != NULL) {
		if (cli_input_first_line(own->settings, own->settings->pin_file, own->pin) != 0)
			return -1;
	} else if (!cli_input_ask("PIN", token, own->pin)) {
		return -1;
	}
	own->is_known = true;
	return 0;
}

static int
give_pin(void *user, int attempt, const char *url, const char *label, unsigned flags, char *pin,
	size_t room)
{
	struct cli_pin *own = user;
	int status;

	(void)attempt;
	(void)url;
	pthread_mutex_lock(&own->lock);
	status = find_pin(own, label, flags);
	if (status == 0 && strlen(own->pin) < room)
		strcpy(pin, own->pin);
	else
		status = -1;
	pthread_mutex_unlock(&own->lock);
	return status;
}

static bool
is_url(const char *text)
{
	return gnutls_url_is_supported(text) != 0 && strchr(text, ':') != NULL &&
	       strncmp(text, "file:", 5) != 0;
}

/* PEM or DER, a URL, or both in a PKCS#12 file; the content tells. */
static int
load(gnutls_certificate_credentials_t credentials, const char *cert, const char *key,
	const char *password)
{
	int status = gnutls_certificate_set_x509_key_file2(
		credentials, cert, key != NULL ? key : cert, GNUTLS_X509_FMT_PEM, password, 0);

	if (status >= 0 || is_url(cert))
		return status;
	if (key == NULL) {
		int other = gnutls_certificate_set_x509_simple_pkcs12_file(
			credentials, cert, GNUTLS_X509_FMT_DER, password);

		return other >= 0 ? other : status;
	}
	if (gnutls_certificate_set_x509_key_file2(
		    credentials, cert, key, GNUTLS_X509_FMT_DER, password, 0) >= 0)
		return 0;
	return status;
}

static int
load_with_password(const cli_settings *settings, gnutls_certificate_credentials_t credentials)
{
	char password[CLI_PASSWORD_ROOM];
	const char *key = settings->key;
	int code, status;

	if (settings->password_file != NULL) {
		code = cli_input_password(settings, password);
		if (code != 0)
			return code;
	}
	status = load(credentials, settings->cert, key,
		settings->password_file != NULL ? password : NULL);
	if (status == GNUTLS_E_DECRYPTION_FAILED && settings->password_file == NULL &&
		cli_input_ask("Password", key != NULL ? key : settings->cert, password))
		status = load(credentials, settings->cert, key, password);
	explicit_bzero(password, sizeof(password));
	if (status >= 0)
		return 0;
	return cli_fail(settings, "connect.credentials", "cannot use --cert %s%s%s: %s",
		settings->cert, key != NULL ? " with --key " : "", key != NULL ? key : "",
		gnutls_strerror(status));
}

int
cli_credentials_load(const cli_settings *settings, gnutls_certificate_credentials_t *credentials,
	struct cli_pin **pin)
{
	struct cli_pin *own;

	*credentials = NULL;
	*pin = NULL;
	if (settings->cert == NULL)
		return settings->key == NULL ? 0
					     : cli_fail_usage(settings->command,
						       "--key is for a certificate: --cert");
	own = calloc(1, sizeof(*own));
	if (own == NULL || gnutls_certificate_allocate_credentials(credentials) < 0) {
		free(own);
		return cli_fail_no_memory();
	}
	pthread_mutex_init(&own->lock, NULL);
	own->settings = settings;
	*pin = own;
	gnutls_certificate_set_pin_function(*credentials, give_pin, own);
	return load_with_password(settings, *credentials);
}

void
cli_credentials_free(gnutls_certificate_credentials_t credentials, struct cli_pin *pin)
{
	if (credentials != NULL)
		gnutls_certificate_free_credentials(credentials);
	if (pin == NULL)
		return;
	pthread_mutex_destroy(&pin->lock);
	explicit_bzero(pin->pin, sizeof(pin->pin));
	free(pin);
}
