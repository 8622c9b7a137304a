"""What Prometheus may read at /metrics: counts and seconds.

Never a person, a conversation, a text or an organisation in a label; and of what others send only the words listed
here, so that nobody can make the labels grow.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

from event.ids import EventId
from event.polls import PollState
from event.registration import State
from event.store import ballots, deliveries, polls, registrations
from event.store.database import Database

disable_created_metrics()  # type: ignore[no-untyped-call]

OTHER = "other"
_TYPES = frozenset(
    {
        "conversationUpdate",
        "event",
        "installationUpdate",
        "invoke",
        "message",
        "messageDelete",
        "messageReaction",
        "messageUpdate",
        "typing",
    }
)
_REASONS = frozenset(
    {
        "",
        # ours
        "answered",
        "mail_off",
        "no_address",
        "no_chat",
        "not_in_it",
        "nothing_to_say",
        "removed",
        "too_late",
        "unreachable",
        "unrenderable",
        "unsubscribed",
        "withdrawn",
        # the connector's, and the wire's
        "ActivityNotFoundInConversation",
        "BadArgument",
        "BotDisabledByAdmin",
        "BotNotInConversationRoster",
        "ClientOSError",
        "ConversationBlockedByUser",
        "ConversationNotFound",
        "ForbiddenOperationException",
        "MessageSizeTooBig",
        "MessageWritesBlocked",
        "NoConnection",
        "PreconditionFailed",
        "ServerDisconnectedError",
        "Throttled",
        "TimeoutError",
        "Unauthorised",
        "UntrustedServiceUrl",
    }
)
_PLACES = frozenset({"login", "mail"})
"""What stands before a colon in a reason; what is behind it stays in the log."""
_HTTP = re.compile(r"Http[1-5]\d\d")
_DELIVERY_STATES = ("planned", "claimed", "sent", "uncertain", "failed", "cancelled")
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What the store knows at this moment, added up."""

    deliveries: Mapping[str, int]
    registrations: Mapping[State, int]
    polls_open: int
    votes: int


async def figures(database: Database, event: EventId) -> Figures:
    async with database.read() as db:
        by_state: dict[str, int] = {}
        for (_, state), number in (await deliveries.counts(db, event)).items():
            by_state[state] = by_state.get(state, 0) + number
        launched = await polls.all_launched(db, event)
        return Figures(
            deliveries=by_state,
            registrations=await registrations.counts(db, event),
            polls_open=sum(one.state is PollState.OPEN for one in launched.values()),
            votes=sum((await ballots.totals(db, event)).values()),
        )


class Metrics:
    """A registry of its own for each bot: several can run in one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        build = _gauge(self.registry, "build_info", "Which version runs; always 1.", "version")
        build.labels(version("gastheer")).set(1)
        self._requests = self._counter("http_requests", "HTTP requests, by route and status.", "route", "status")
        self._seconds = Histogram(
            "gastheer_http_request_seconds",
            "Seconds until an HTTP request was answered.",
            ["route"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._activities = self._counter(
            "activities", "Activities with a good token, by type and what became of them.", "type", "outcome"
        )
        self._held: dict[tuple[str, str], Counter] = {}
        """Looking a label up costs more than counting."""
        self._routes: dict[tuple[str, int], tuple[Counter, Histogram]] = {}
        self._tokens = self._counter("tokens_rejected", "Activities refused for their token, by reason.", "reason")
        self._attempts = self._counter(
            "delivery_attempts", "What became of deliveries that were taken in hand.", "outcome", "reason"
        )

    def activity(self, kind: str, outcome: str) -> None:
        held = self._held.get((kind, outcome))
        if held is None:
            held = self._activities.labels(kind if kind in _TYPES else OTHER, outcome)
            if kind in _TYPES:  # others may have any name
                self._held[kind, outcome] = held
        held.inc()

    def request(self, route: str, status: int, seconds: float) -> None:
        """`route` is the pattern, never the path that was asked for."""
        held = self._routes.get((route, status))
        if held is None:
            held = self._routes[route, status] = (
                self._requests.labels(route, str(status)),
                self._seconds.labels(route),
            )
        held[0].inc()
        held[1].observe(seconds)

    def token_rejected(self, reason: str) -> None:
        self._tokens.labels(reason).inc()

    def delivery(self, outcome: str, reason: str) -> None:
        place = reason.partition(":")[0]
        reason = place if place in _PLACES else reason
        known = reason in _REASONS | _PLACES or _HTTP.fullmatch(reason)
        self._attempts.labels(outcome, reason if known else OTHER).inc()

    def page(self, parts: Mapping[str, bool], now: Figures | None) -> bytes:
        """The text that is scraped. What is only true now is drawn afresh; without figures none are shown."""
        fresh = CollectorRegistry()
        ready = _gauge(fresh, "ready", "Whether a part is well, as /readyz says it.", "part")
        for part, is_well in parts.items():
            ready.labels(part).set(is_well)
        if now is not None:
            in_ledger = _gauge(fresh, "deliveries", "Deliveries in the ledger, by state.", "state")
            for state in _DELIVERY_STATES:
                in_ledger.labels(state).set(now.deliveries.get(state, 0))
            signed_up = _gauge(fresh, "registrations", "Registrations for the event, by state.", "state")
            for one in State:
                signed_up.labels(one.value).set(now.registrations.get(one, 0))
            _gauge(fresh, "polls_open", "Polls that can be voted in.").set(now.polls_open)
            _gauge(fresh, "votes", "Votes that count, in all polls.").set(now.votes)
        return generate_latest(self.registry) + generate_latest(fresh)

    def _counter(self, name: str, what: str, *labels: str) -> Counter:
        return Counter(f"gastheer_{name}", what, labels, registry=self.registry)


def _gauge(registry: CollectorRegistry, name: str, what: str, *labels: str) -> Gauge:
    return Gauge(f"gastheer_{name}", what, labels, registry=registry)
