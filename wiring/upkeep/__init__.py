"""How is the data kept safe? Backups, restoring, rotating keys, erasing."""
