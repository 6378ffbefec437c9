"""The configuration to start from, and a writer for configurations that programs make."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: What ``continuity init`` writes where there is no configuration yet.
STARTER = """\
# What is protected, where its copies are, and what is promised. Check it with: continuity policy check
# Relative paths are relative to this file. ${NAME} and ${NAME:-default} come from the environment.
version: 1
language: en                  # of reports and messages: en or fr
timezone: Europe/Paris
state: state                  # the directory of everything continuity remembers; keep it, it holds the evidence

client:
  name: home
  title: My first client

sites:                        # places: whatever burns or floods takes all that is in one
  here: {title: This machine}
  # elsewhere: {title: Another building}
  # cloud: {title: An object store}

repositories:                 # where copies live; init makes a password for each and seals it in the vault
  disk:
    adapter: local
    path: backup              # better: the mount point of another disk, since one disk is one failure domain
    site: here
    medium: disk
    credential: this-machine  # whoever can write there; one credential is one failure domain

  # A server that takes SFTP. Its host key is pinned: ssh-keyscan HOST > known_hosts, then compare the fingerprint.
  # remote:
  #   adapter: sftp
  #   host: backup.example.org
  #   user: backup
  #   identity: {file: ~/.ssh/id_ed25519}
  #   known_hosts: known_hosts
  #   path: /srv/continuity
  #   site: elsewhere
  #   medium: disk
  #   credential: sftp-backup

  # An S3 store with Object Lock: what is written cannot be destroyed for 30 days, by anyone.
  # object:
  #   adapter: s3
  #   endpoint: https://s3.example.org
  #   bucket: my-backup
  #   region: us-east-1
  #   access_key: {env: S3_ACCESS_KEY}       # a secret is never written here: {env: NAME} or {file: PATH}
  #   secret_key: {env: S3_SECRET_KEY}
  #   lock: {mode: compliance, period: 30d}
  #   site: cloud
  #   medium: object
  #   credential: s3-writer

assets:                       # what must survive
  configuration:
    title: Configuration of this machine
    criticality: standard     # critical, important or standard
    site: here
    policy: bronze            # bronze: one copy; silver: 3-2-1; gold: 3-2-1-1-0, with the three repositories above
    source: {kind: files, paths: [/etc], exclude: ["*.tmp", ".cache/"]}
    copies: [disk]            # with all three: [disk, remote, object]

# unprotected:                # what deliberately has no copies, and why: continuity policy gaps
#   scratch: {path: /srv/tmp, reason: rebuilt each night}
"""

_STARTER_FR = """\
# Ce qui est protégé, où sont ses copies, et ce qui est promis. À vérifier avec : continuity policy check
# Les chemins relatifs partent de ce fichier. ${NOM} et ${NOM:-défaut} viennent de l'environnement.
version: 1
language: fr                  # des rapports et des messages : fr ou en
timezone: Europe/Paris
state: state                  # le répertoire de tout ce que continuity retient ; à garder, il contient les preuves

client:
  name: maison
  title: Mon premier client

sites:                        # des lieux : ce qui brûle ou inonde l'un emporte tout ce qu'il contient
  ici: {title: Cette machine}
  # ailleurs: {title: Un autre bâtiment}
  # nuage: {title: Un magasin d'objets}

repositories:                 # où vivent les copies ; init crée un mot de passe pour chacune, scellé dans le coffre
  disque:
    adapter: local
    path: sauvegarde          # mieux : le point de montage d'un autre disque, car un disque est un domaine de panne
    site: ici
    medium: disk
    credential: cette-machine # qui peut y écrire ; un même identifiant est un même domaine de panne

  # Un serveur SFTP. Sa clé d'hôte est épinglée : ssh-keyscan HOTE > known_hosts, puis comparer l'empreinte.
  # distant:
  #   adapter: sftp
  #   host: sauvegarde.example.org
  #   user: sauvegarde
  #   identity: {file: ~/.ssh/id_ed25519}
  #   known_hosts: known_hosts
  #   path: /srv/continuity
  #   site: ailleurs
  #   medium: disk
  #   credential: sftp-sauvegarde

  # Un magasin S3 avec Object Lock : ce qui est écrit ne peut être détruit pendant 30 jours, par personne.
  # objet:
  #   adapter: s3
  #   endpoint: https://s3.example.org
  #   bucket: ma-sauvegarde
  #   region: us-east-1
  #   access_key: {env: S3_ACCESS_KEY}       # un secret ne s'écrit jamais ici : {env: NOM} ou {file: CHEMIN}
  #   secret_key: {env: S3_SECRET_KEY}
  #   lock: {mode: compliance, period: 30d}
  #   site: nuage
  #   medium: object
  #   credential: s3-ecriture

assets:                       # ce qui doit survivre
  configuration:
    title: Configuration de cette machine
    criticality: standard     # critical, important ou standard
    site: ici
    policy: bronze            # bronze : une copie ; silver : 3-2-1 ; gold : 3-2-1-1-0, avec les trois dépôts ci-dessus
    source: {kind: files, paths: [/etc], exclude: ["*.tmp", ".cache/"]}
    copies: [disque]          # avec les trois : [disque, distant, objet]

# unprotected:                # ce qui n'a volontairement aucune copie, et pourquoi : continuity policy gaps
#   brouillon: {path: /srv/tmp, reason: refait chaque nuit}
"""

#: The same by language.
STARTERS = {"en": STARTER, "fr": _STARTER_FR}

_BARE_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def write_document(plain: Mapping[str, Any]) -> str:
    """Return ``plain`` (mappings, lists, text, numbers, flags, None) as a document that loads back to just that.

    The order is kept and the same input gives the same text. Text is quoted and ``${`` escaped, so no value is
    taken for anything else.
    """
    return "".join(f"{line}\n" for line in _lines(plain, ""))


def _lines(value: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, item in value.items():
        name = key if _BARE_KEY.fullmatch(key) else _quoted(key)
        if isinstance(item, dict) and item:
            yield f"{indent}{name}:"
            yield from _lines(item, indent + "  ")
        else:
            yield f"{indent}{name}: {_flow(item)}"


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_quoted(key)}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _quoted(value.replace("${", "$${")) if isinstance(value, str) else json.dumps(value)


def _quoted(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)
