"""What do people see? Pages over the same parts as the JSON API, working without JavaScript."""

from __future__ import annotations

from api.pages import static, translator
from api.pages.requester import about, accessibility, leaving
from api.pages.requester.dialogue import (
    details,
    dialogue,
    feedback,
    new_receipt,
    own_copy,
    rights,
)
from api.pages.requester.form import form
from api.pages.staff import consultations, entering, heaps, ticks
from api.pages.staff.account import (
    notice_settings,
    own_account,
    provider_sign_in,
    second_factor,
    second_step,
    sign_in,
)
from api.pages.staff.audit import certificate, data_requests, log, log_reviews, response_times
from api.pages.staff.audit import watching as audit
from api.pages.staff.cover import absences, leavers, rota
from api.pages.staff.editing import accessibility_list, catalogue, crisis, reply_templates
from api.pages.staff.queue import next_up, search, visits
from api.pages.staff.queue import page as queue
from api.pages.staff.request import drafts, inserting, presence, printed
from api.pages.staff.request import page as request

# The address of a trail, of a certificate, of ticks, of a draft, of a ready text, of a print or of
# a new request would fit a verb's or a request's as well: `audit`, `certificate`, `ticks`,
# `drafts`, `inserting`, `printed` and `entering` stand before `request`.
ROUTERS = tuple(
    each.router
    for each in (
        form,
        leaving,
        dialogue,
        new_receipt,
        details,
        rights,
        own_copy,
        feedback,
        about,
        accessibility,
        static,
        translator,
        sign_in,
        provider_sign_in,
        audit,
        certificate,
        response_times,
        data_requests,
        log,
        log_reviews,
        consultations,
        ticks,
        drafts,
        presence,
        printed,
        entering,
        inserting,
        queue,
        next_up,
        search,
        visits,
        heaps,
        absences,
        rota,
        leavers,
        notice_settings,
        own_account,
        second_factor,
        second_step,
        crisis,
        reply_templates,
        accessibility_list,
        request,
        catalogue,
    )
)
