#!/bin/sh
# Makes what the services of compose.yaml prove themselves with, once: an authority that is forgotten afterwards, a
# certificate for each service, and passwords. Each folder below $1 is the volume of one service, and of its user alone.
set -eu
umask 077
cd "${1:-/secrets}"
[ -e acta/made ] && exit 0

DAYS=825
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
openssl req -x509 -newkey rsa:3072 -nodes -days "$DAYS" -subj '/CN=Acta on this machine' \
  -keyout "$work/ca.key" -out "$work/ca.pem" 2>/dev/null

# certificate FOLDER NAME COMMON-NAME DNS-NAME…: FOLDER/NAME.key, FOLDER/NAME.pem and FOLDER/ca/ca.pem
certificate() {
  folder=$1 name=$2 common=$3
  shift 3
  names=''
  for each in "$@"; do names="$names,DNS:$each"; done
  mkdir -p "$folder/ca"
  cp "$work/ca.pem" "$folder/ca/ca.pem"
  openssl req -new -newkey rsa:3072 -nodes -subj "/CN=$common" -keyout "$work/key" -out "$work/request" 2>/dev/null
  # Java reads unencrypted keys as PKCS #8 alone, which is how this writes them.
  openssl pkey -in "$work/key" -out "$folder/$name.key"
  printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth,clientAuth\n' "${names#,}" >"$work/extensions"
  openssl x509 -req -in "$work/request" -CA "$work/ca.pem" -CAkey "$work/ca.key" -CAcreateserial -days "$DAYS" \
    -extfile "$work/extensions" -out "$folder/$name.pem" 2>/dev/null
}

password() { openssl rand -hex 24 | tr -d '\n'; }

certificate acta client acta acta
certificate store server eventstoredb-node store localhost
certificate keys server keys keys localhost
certificate documents server documents documents localhost
certificate kafka server kafka kafka localhost
certificate mail server mail mail localhost
certificate proxy server proxy proxy localhost acta.localhost
cat kafka/server.key kafka/server.pem >kafka/keystore.pem

password >acta/store-password
password >acta/store-admin-password
password >keys/superuser-password
openssl rand -base64 32 >acta/wrapping-key

access=$(openssl rand -hex 10)
secret=$(password)
printf '[default]\naws_access_key_id = %s\naws_secret_access_key = %s\n' "$access" "$secret" >acta/s3-credentials
printf '{"identities":[{"name":"acta","credentials":[{"accessKey":"%s","secretKey":"%s"}],"actions":["Admin","Read","Write","List","Tagging"]}]}\n' \
  "$access" "$secret" >documents/accounts.json

# Who connects with the certificate of that name is admitted, and nobody else.
printf 'local all all trust\nhostssl keys acta all cert\n' >keys/pg_hba.conf

touch acta/made
chown -R 10001:10001 acta
chown -R 1000:1000 store documents kafka mail proxy
chown -R 999:999 keys
