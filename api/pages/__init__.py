"""What do people see? Pages over the same doors as the JSON API, working without JavaScript."""

from __future__ import annotations

from api.pages import about, audit, catalogue, dialogue, form, queue, request, sign_in, static

# A trail's address would fit a verb's as well, so `audit` stands before `request`.
ROUTERS = tuple(
    each.router
    for each in (form, dialogue, about, static, sign_in, audit, queue, request, catalogue)
)
