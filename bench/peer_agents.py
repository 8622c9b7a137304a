"""An empty bot of microsoft-agents-hosting-aiohttp: checks the token, answers each click with the card in $BENCH_CARD.

Its library takes the signing keys of Microsoft's address alone, so that is changed to the stage's; and it asks for a
token for answers that it doesn't send, which is made up here, for its login refuses a stage.
"""

from __future__ import annotations

import asyncio
import json
import os
import re

from aiohttp import web
from microsoft_agents.activity import AdaptiveCardInvokeResponse
from microsoft_agents.hosting.aiohttp import CloudAdapter, jwt_authorization_middleware, start_agent_process
from microsoft_agents.hosting.core import (
    AgentApplication,
    AgentAuthConfiguration,
    MemoryStorage,
    TurnContext,
    TurnState,
)
from microsoft_agents.hosting.core.authorization import (
    AccessTokenProviderBase,
    AuthenticationConstants,
    ConnectionManager,
    _entra_issuers,
)

from bench.measured import obey, say


class MadeUp(AccessTokenProviderBase):
    def __init__(self, configuration: AgentAuthConfiguration) -> None:
        self._configuration = configuration

    @property
    def configuration(self) -> AgentAuthConfiguration:
        return self._configuration

    async def get_access_token(self, *_: object, **__: object) -> str:
        return "made-up"

    def get_token_credential(self) -> object:
        raise NotImplementedError


async def main() -> None:
    issuer = AuthenticationConstants.AGENTS_SDK_TOKEN_ISSUER
    _entra_issuers.BOTFRAMEWORK_JWKS_URIS[issuer] = os.environ["BENCH_KEYS"]
    configuration = AgentAuthConfiguration(
        client_id=os.environ["BENCH_APP_ID"], tenant_id=os.environ["BENCH_TENANT"], validate_issuer=True
    )
    connections = ConnectionManager(MadeUp, {"SERVICE_CONNECTION": configuration})
    agent: AgentApplication[TurnState] = AgentApplication(storage=MemoryStorage(), connection_manager=connections)
    card = json.loads(os.environ["BENCH_CARD"])

    @agent.adaptive_card.action_execute(re.compile(".*"))
    async def clicked(_context: TurnContext, _state: TurnState, _data: object) -> AdaptiveCardInvokeResponse:
        return AdaptiveCardInvokeResponse(status_code=200, type="application/vnd.microsoft.card.adaptive", value=card)

    adapter = CloudAdapter(connection_manager=connections)

    async def receive(request: web.Request) -> web.StreamResponse | None:
        return await start_agent_process(request, agent, adapter)

    app = web.Application(middlewares=[jwt_authorization_middleware])
    app["agent_configuration"] = configuration
    app.router.add_post("/api/messages", receive)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    say("ready", port=runner.addresses[0][1])
    await obey({})


asyncio.run(main())
