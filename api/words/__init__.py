"""In which language is a page, and with which words? Texts, templates, languages."""
