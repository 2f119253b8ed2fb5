"""What says that something stored is not what it was?"""


class Differs(Exception):
    """Something stored is not what it was; the message names the first place, in one line."""
