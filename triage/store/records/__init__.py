"""Which rows last beside the events? Accounts, sessions, submissions, catalogues."""
