"""How do staff find a request by what is said in it?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.http.access import Staff, parts_of
from api.v1.description import OF_STAFF, problems
from api.v1.queries import SearchQuery
from api.v1.staff.requests.search_answers import FoundAnswer, found_answer
from projections.door.requests.search import Search

router = APIRouter(tags=["staff"])


@router.get(
    "/api/v1/search",
    operation_id="search",
    summary="Find a request by its words",
    responses=problems(401, 403, 422, 503, meaning=OF_STAFF),
)
async def search(
    request: Request, actor: Staff, asked: Annotated[SearchQuery, Query()]
) -> FoundAnswer:
    """Requests in which every word of `q` stands, or a part of a longer word that it is.

    Words are looked for in the requests that you read without giving a reason, references in all
    that you may know of. Case and accents do not count, nor how a telephone number is spelled.
    Open requests come first, the newest of them first. `searched` is how many were looked through;
    `more` tells that there may be more than the answer has. Each request that is found by its words
    is a read of it in the access log. What is asked stands in no log of the service; see that it
    stands in none of yours.
    """
    question = Search(typed=asked.q, limit=asked.limit)
    return found_answer(await parts_of(request).reading_room.ask(question, actor))
