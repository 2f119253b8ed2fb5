"""How do staff sign in at the provider of their organisation (OpenID Connect)?"""
