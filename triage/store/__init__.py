"""Where does what must last live? Events, keys, accounts, sessions and the access log."""
