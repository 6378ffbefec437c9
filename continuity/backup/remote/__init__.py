"""Files and databases of another host that has sshd, and nothing of ours: read there, or streamed here."""
