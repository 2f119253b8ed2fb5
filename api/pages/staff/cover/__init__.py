"""Where do staff plan, on pages, who is away, on duty, or gone?"""
