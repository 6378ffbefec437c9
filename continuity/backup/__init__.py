"""From a source to recovery points in several repositories: restic does the copying, we do the knowing."""
