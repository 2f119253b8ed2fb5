"""How does word of what happened reach people outside: by e-mail, SMS and web hook?"""
