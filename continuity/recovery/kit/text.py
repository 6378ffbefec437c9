"""What stands in a kit for people who have nothing of ours: the script that opens it, and how to go on. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.ground.timestamps import write_time

if TYPE_CHECKING:
    from continuity.recovery.kit.label import Label

OPEN = """\
#!/bin/sh
# Opens the kit into the new directory DIR, with gpg, tar and sha256sum alone:   sh open.sh DIR
# Ouvre le kit dans le nouveau répertoire DIR, avec gpg, tar et sha256sum seuls : sh open.sh DIR
# The passphrase is asked for; without a terminal it is the first line of standard input.
set -eu
umask 077
fail() { code=$1; shift; printf '%s\\n' "$@" >&2; exit "$code"; }
[ $# -eq 1 ] || fail 2 "usage: sh open.sh DIR"
for program in gpg tar sha256sum; do
    command -v "$program" >/dev/null || fail 4 "$program is missing (apt-get install gnupg tar coreutils)"
done
here=$(cd "$(dirname "$0")" && pwd)
(cd "$here" && sha256sum --quiet -c SHA256SUMS) || fail 1 "this kit was cut or altered: take another copy of it" \\
    "ce kit est coupé ou altéré : en prendre un autre exemplaire"
mkdir -- "$1" || fail 5 "name a directory that does not exist yet" "nommer un répertoire qui n'existe pas encore"
to=$(cd -- "$1" && pwd)
case $to in
    *[!A-Za-z0-9/._-]*) rmdir "$to"; fail 2 "$to: only letters, digits and . _ - / please: ssh reads these names" ;;
esac
if [ -t 0 ]; then
    printf 'Passphrase: ' >&2
    trap 'stty echo' EXIT
    stty -echo
fi
IFS= read -r passphrase || [ -n "$passphrase" ] || fail 2 "no passphrase was given"
mkdir "$to/.gnupg"
printf '%s\\n' "$passphrase" | gpg --homedir "$to/.gnupg" --batch --quiet --no-tty --no-options \\
    --pinentry-mode loopback --passphrase-fd 0 --output "$to/sealed.tar" --decrypt "$here/sealed.tar.gpg" ||
    { rm -rf "$to"; fail 1 "the kit does not open with this passphrase" "cette phrase de passe n'ouvre pas le kit"; }
unset passphrase
tar -xf "$to/sealed.tar" -C "$to"
rm -rf "$to/sealed.tar" "$to/.gnupg"
(cd "$to" && sha256sum --quiet -c SHA256SUMS) || fail 1 "the sealed part is not whole"
(cd "$here" && sha256sum --quiet -c "$to/OUTSIDE") || fail 1 "what lies around the sealed part was altered"
printf '%s\\n' "" "opened / ouvert : $to" "  $to/GUIDE.md" >&2
for script in "$to"/restic/*/*/restic; do
    printf '%s\\n' "  $script snapshots" >&2
done
"""

_README = """\
RECOVERY KIT / KIT DE RECONSTRUCTION
{server}, {created}
{clients}

[en] Keep this file and what opens it in different places, outside of the server's own. Whoever has both has every
  backup and every secret. Before anything is typed, compare sha256sum of the kit with the paper or the evidence.

  WITH continuity, on a new machine: install restic, gnupg and continuity {software}, then
      continuity kit restore KIT --to /etc/continuity --vault-key-file /root/vault.key
  which writes the documents, makes the vault anew, and brings the state back from one surviving repository.

  WITHOUT continuity, on a bare Debian:   apt-get install restic gnupg     (openssh-client for SFTP)
      tar -xf KIT && cd continuity-kit
      sh open.sh /root/opened
  For each repository there is then a script that is restic itself with all it needs:
      /root/opened/restic/CLIENT/REPOSITORY/restic snapshots
      /root/opened/restic/CLIENT/REPOSITORY/restic restore latest --tag continuity:asset=ASSET --target /root/back
  /root/opened/GUIDE.md lists them with their real names; /root/opened/runbooks/CLIENT holds the runbooks to follow.
  When all is done, remove /root/opened: it is not sealed.

[fr] Garder ce fichier et ce qui l'ouvre en des lieux différents, ailleurs qu'auprès du serveur. Qui a les deux a toutes
  les sauvegardes et tous les secrets. Avant toute saisie, comparer sha256sum du kit avec le papier ou les preuves.

  AVEC continuity, sur une machine neuve : installer restic, gnupg et continuity {software}, puis
      continuity kit restore KIT --to /etc/continuity --vault-key-file /root/vault.key
  qui écrit les documents, refait le coffre, et reprend l'état dans un dépôt survivant.

  SANS continuity, sur une Debian nue :   apt-get install restic gnupg     (openssh-client pour SFTP)
      tar -xf KIT && cd continuity-kit
      sh open.sh /root/opened
  Il y a alors pour chaque dépôt un script qui est restic lui-même avec tout ce qu'il lui faut :
      /root/opened/restic/CLIENT/DEPOT/restic snapshots
      /root/opened/restic/CLIENT/DEPOT/restic restore latest --tag continuity:asset=ACTIF --target /root/back
  /root/opened/GUIDE.md les donne avec leurs vrais noms ; /root/opened/runbooks/CLIENT contient les procédures à suivre.
  À la fin, supprimer /root/opened : rien n'y est scellé.

WHAT OPENS IT / CE QUI L'OUVRE
  {opens}
  sealed.tar.gpg: OpenPGP (RFC 4880), AES-256, passphrase stretched by iterated SHA-512; any OpenPGP program opens it.
"""
_BY_CHOICE = "The passphrase chosen when it was made. / La phrase de passe choisie à sa création."
_BY_SHARES = """\
Any {needed} of {made} shares (SLIP-39, 20 words each); with Python 3, words with their numbers, then Ctrl-D:
  {needed} parts sur {made}, n'importe lesquelles (SLIP-39, 20 mots) ; avec Python 3, mots et numéros, puis Ctrl-D :
      python3 continuity-kit/join/join.py
  prints the passphrase. / affiche la phrase de passe."""


def readme(label: Label) -> bytes:
    """Return what a stranger reads first, in both languages."""
    opens = _BY_CHOICE
    if label.shares:
        opens = _BY_SHARES.format(needed=label.shares[0], made=label.shares[1])
    clients = ", ".join(label.clients)
    created = write_time(label.created)
    return _README.format(
        server=label.server, created=created, clients=clients, software=label.software, opens=opens
    ).encode()
