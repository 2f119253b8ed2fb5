"""Who is signed in, and how is that kept safe? Passwords, sessions, limits, cookies."""
