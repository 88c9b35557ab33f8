#!/bin/sh
# Makes the secrets a deployment needs, each a file of random characters: `deploy/secrets.sh FOLDER`.
# Prints where each is, as `.env` wants it: `deploy/secrets.sh FOLDER >> .env`.
# A secret that exists is never overwritten. Only the folder keeps others out: the services run under different users,
# so each file must be readable inside the one container it is mounted into.
set -eu
folder=${1:?"usage: deploy/secrets.sh FOLDER"}
mkdir -p "$folder"
chmod 0700 "$folder"
folder=$(cd "$folder" && pwd)

make_secret() {
    printf '%s_FILE=%s/%s\n' "$(echo "$1" | tr '[:lower:]' '[:upper:]')" "$folder" "$1"
    test -s "$folder/$1" && return
    rm -f "$folder/.$1.new"
    "$2" > "$folder/.$1.new"
    chmod 0444 "$folder/.$1.new"
    mv "$folder/.$1.new" "$folder/$1"
    echo "made $folder/$1" >&2
}
hexadecimal() { head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }
fernet() { head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '\n'; }

for name in metadata_password warehouse_admin_password warehouse_password console_password broker_password \
    api_secret_key jwt_secret pseudonym_key landing_key admin_password; do
    make_secret "$name" hexadecimal
done
make_secret fernet_key fernet
make_secret_url() { printf 'postgresql://monitor:%s@warehouse:5432/monitor' "$(cat "$folder/warehouse_password")"; }
make_secret warehouse_url make_secret_url
make_console_url() { printf 'postgresql://monitor_console:%s@warehouse:5432/monitor' "$(cat "$folder/console_password")"; }
make_secret console_url make_console_url
