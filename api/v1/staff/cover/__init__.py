"""Who is away, who stands in, who leaves, and who wants to be told how?"""
