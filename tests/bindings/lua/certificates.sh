# Makes the certificates of the test servers in the folder $1. Run by scripts/check-lua.
# root signs good, old, mislaid (another name) and client; own is self-signed; anonymous speaks without a certificate.
set -eu
mkdir -p "$1"
cd "$1"
key='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes'
# shellcheck disable=SC2086 # words are wanted
sign() { # FILE NAMES USAGE: the first name is the common name, too
	openssl req $key -keyout "$1.key" -out "$1.csr" -subj "/CN=$(echo "$2" | sed "s/^DNS://; s/,.*//")" 2>/dev/null
	printf '%s\n' basicConstraints=critical,CA:FALSE keyUsage=critical,digitalSignature "extendedKeyUsage=$3" \
		"subjectAltName=$2" subjectKeyIdentifier=hash authorityKeyIdentifier=keyid >"$1.ext"
	openssl x509 -req -in "$1.csr" -CA root.pem -CAkey root.secret -CAcreateserial -days 90 -extfile "$1.ext" -out "$1.pem" 2>/dev/null
}
# shellcheck disable=SC2086
openssl req -x509 $key -keyout root.secret -out root.pem -days 900 -subj "/O=Example/CN=Example root" \
	-addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null
sign good DNS:localhost,IP:127.0.0.1 serverAuth
sign old DNS:localhost,IP:127.0.0.1 serverAuth
sign mislaid DNS:elsewhere.example serverAuth
sign client DNS:client.example clientAuth
# shellcheck disable=SC2086
openssl req -x509 $key -keyout own.key -out own.pem -days 90 -subj /CN=localhost -addext subjectAltName=DNS:localhost 2>/dev/null
# Denied for localhost, too, under every policy: it is a client's.
sign elsewhere DNS:localhost clientAuth
cp own.pem anonymous.pem
cp own.key anonymous.key
