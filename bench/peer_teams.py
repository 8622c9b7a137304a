"""An empty bot of microsoft-teams-apps: checks the token, answers each click with the card in $BENCH_CARD."""

from __future__ import annotations

import asyncio
import os
import socket

import uvicorn
from fastapi import FastAPI
from microsoft_teams.api import AdaptiveCardActionCardResponse, AdaptiveCardInvokeActivity, AdaptiveCardInvokeResponse
from microsoft_teams.api.auth.cloud_environment import PUBLIC, with_overrides
from microsoft_teams.apps import ActivityContext, App, FastAPIAdapter
from microsoft_teams.cards import AdaptiveCard

from bench.measured import obey, say


class Server(uvicorn.Server):
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for one in sockets or ():
            say("ready", port=one.getsockname()[1])


async def main() -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    made: list[Server] = []

    def server(fastapi: FastAPI) -> Server:
        made.append(Server(uvicorn.Config(fastapi, log_level="warning", access_log=False)))
        return made[0]

    app = App(
        client_id=os.environ["BENCH_APP_ID"],
        client_secret="made-up",  # noqa: S106 - it is never used
        tenant_id=os.environ["BENCH_TENANT"],
        cloud=with_overrides(PUBLIC, openid_metadata_url=os.environ["BENCH_METADATA"]),
        http_server_adapter=FastAPIAdapter(server_factory=server),
    )
    card = AdaptiveCard.model_validate_json(os.environ["BENCH_CARD"])

    @app.on_card_action_execute
    async def clicked(_context: ActivityContext[AdaptiveCardInvokeActivity]) -> AdaptiveCardInvokeResponse:
        return AdaptiveCardActionCardResponse(value=card)

    await app.initialize()
    obeying = asyncio.create_task(obey({}))
    await made[0].serve(sockets=[listening])
    obeying.cancel()


asyncio.run(main())
