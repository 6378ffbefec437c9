#!/bin/bash
# Records the files beside this one again; $1 is the newer restic. See README.md.
set -eu
out=$(cd "$(dirname "$0")" && pwd)
mkdir -p /srv/example/sub
cd /srv/example
printf 'hello\n' > plain.txt
printf 'x' > "sub/it's \"quoted\" <&>.txt"
printf 'yy' > $'line\nbreak'
printf 'zzz' > $'foreign-\xff-byte'
printf '1' > sub/unreadable
chmod 000 sub/unreadable
ln -s plain.txt link
mkfifo pipe
touch -d '2021-03-04T05:06:07.123456789Z' plain.txt
touch -d '1969-12-31T23:59:59.5Z' $'line\nbreak'
touch -d '2020-01-01T00:00:00Z' $'foreign-\xff-byte'
chown -R nobody .
chown root sub/unreadable
export RESTIC_PASSWORD=example TZ=Europe/Paris
for pair in "0.14 restic" "0.18 $1"; do
  set -- $pair
  export HOME=/srv/home-$1
  mkdir -p "$HOME" "/srv/repository-$1"
  chown nobody "$HOME" "/srv/repository-$1"
  nobody="setpriv --reuid nobody --clear-groups $2 --cache-dir $HOME/cache"
  here="$nobody -r /srv/repository-$1"
  $here init -q
  $here backup --json --host example --tag continuity:run=01example --tag continuity:asset=files -- /srv/example \
    > "$out/backup-$1.jsonl" 2> "$out/backup-$1.stderr" || true
  $here snapshots --json > "$out/snapshots-$1.json"
  $here ls --json --no-lock latest > "$out/nodes-$1.jsonl"
  RESTIC_PASSWORD=wrong $here snapshots --json 2> "$out/wrong-password-$1.stderr" || true
  $nobody -r /srv/nowhere snapshots --json 2> "$out/no-repository-$1.stderr" || true
  "$2" version > "$out/version-$1.txt"
done
rm -rf /srv/example /srv/repository-0.1? /srv/home-0.1?
