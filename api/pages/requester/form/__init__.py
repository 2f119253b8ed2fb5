"""How does somebody ask for help on a page? The form, its paths, the receipt and later details."""
