"""What stops a process of ours from doing what it was asked? Said in one line, with what to do."""


class Refused(Exception):
    """Something about the machine, the data or the wish itself; the message is one line."""
