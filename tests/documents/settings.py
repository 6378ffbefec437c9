"""Settings of three adapters, as their authors would write them."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - pydantic looks it up

from continuity.model.documents.fields import Port, RepositorySettings, SecretReference


class LocalSettings(RepositorySettings):
    path: Path


class SftpSettings(RepositorySettings):
    host: str
    port: Port = 22
    user: str
    identity: SecretReference
    known_hosts: Path
    path: str


class S3Settings(RepositorySettings):
    endpoint: str
    bucket: str
    region: str = "us-east-1"
    access_key: SecretReference
    secret_key: SecretReference


ADAPTERS: dict[str, type[RepositorySettings]] = {"local": LocalSettings, "sftp": SftpSettings, "s3": S3Settings}
