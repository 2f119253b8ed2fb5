"""Why does signing in at the organisation's provider end here?"""

from __future__ import annotations

from triage.errors.requests import TriageError


class ProviderAway(TriageError):
    """The provider does not answer, or not as its standard says."""

    code = "provider-away"


class SignInNotBegun(TriageError):
    """This browser began no such sign-in, or too long ago: begin again."""

    code = "sign-in-not-begun"


class ProviderRefused(TriageError):
    """The provider itself let nobody in."""

    code = "provider-refused"


class IdentityUnproven(TriageError):
    """What the provider is said to tell was not signed by it, or was meant for somebody else."""

    code = "identity-unproven"


class NoRoleGiven(TriageError):
    """The provider knows the person; what it tells of them gives no role here."""

    code = "no-role-given"


class AccountDisabled(TriageError):
    """An administrator has disabled the account, or has not yet said whose earlier one it is."""

    code = "account-disabled"


class LocalSignInOff(TriageError):
    """Nobody signs in with a password of this service."""

    code = "local-sign-in-off"


class BadLogoutToken(TriageError):
    """It ends no session: unsigned, old, used before, or no logout token at all."""

    code = "bad-logout-token"
