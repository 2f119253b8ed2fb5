"""Why may a template for replies not be kept? One class a refusal."""

from triage.errors.requests import TriageError


class UnknownTemplate(TriageError):
    """There is no such template."""

    code = "unknown-template"


class TemplateChanged(TriageError):
    """Somebody else has changed it since it was read."""

    code = "template-changed"


class UnknownPlaceholder(TriageError):
    """The text in `language` has a placeholder outside the closed set, or a loose brace."""

    code = "unknown-placeholder"


class PlaceholderWithoutValue(TriageError):
    """No unit of the catalogue has what the placeholder stands for."""

    code = "placeholder-without-value"


class PersonalInTemplate(TriageError):
    """The text in `language` holds an identity code, an address or a number of somebody."""

    code = "personal-in-template"
