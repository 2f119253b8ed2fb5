"""Where do editors keep, on pages, what others read?"""
