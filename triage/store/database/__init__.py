"""How are both databases reached? Engines, tables, transactions and the one writer."""
