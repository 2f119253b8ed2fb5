"""Who asks for help, who answers, and by when: the domain of Pyydä apua."""
