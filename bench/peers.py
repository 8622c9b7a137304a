"""A vote of ours against the same click on empty bots of other libraries, which check the token and answer a fixed
card: in turns. Each has an environment of its own under build/."""

from __future__ import annotations

import asyncio
import hashlib
import subprocess
import venv
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median

from bench.client import by_hand, load
from bench.figures import Figure
from bench.meeting import Set, bot, set_up, shown, votes
from bench.served import Served, served
from cards import poll
from cards.texts import texts
from cards.views_ballots import BallotView
from rehearsal.identity import SigningKey
from rehearsal.people import OWN_TENANT

_PEERS = {"peer_agents": "microsoft-agents-hosting-aiohttp", "peer_teams": "microsoft-teams-apps"}
"""Program and library; a list of versions lies beside each program."""
_HERE = Path(__file__).parent
_BUILD = _HERE.parent / "build" / "bench"
_ROUNDS = 5
_VOTES = 3000
_CLICKS = 1000
"""On a peer: enough for it."""
_AIM = 10.0


async def measure() -> list[Figure]:
    pythons = {name: await asyncio.to_thread(_environment, name) for name in _PEERS}
    found: list[Figure] = []
    async with AsyncExitStack() as stack:
        on = await stack.enter_async_context(set_up())
        ours = await stack.enter_async_context(bot(on))
        event = on.stage.event
        view = BallotView(event=event, poll=event.polls[0], marks=(event.polls[0].options[0].key,), voted=True)
        environment = {
            "BENCH_APP_ID": on.stage.app_id,
            "BENCH_TENANT": OWN_TENANT,
            "BENCH_METADATA": on.settings["GASTHEER_OPENID_METADATA_URL"],
            "BENCH_KEYS": f"{on.stage.url}/v1/.well-known/keys",
            "BENCH_CARD": poll.ballot(view, texts(event.languages[0])).json.decode(),
        }
        peers = {
            name: await stack.enter_async_context(
                served("-m", f"bench.{name}", python=str(python), environment=environment)
            )
            for name, python in pythons.items()
        }
        for one in peers.values():
            await _check(one, on)
        await ours.launch(event.polls[:1])
        rounds = []
        for number in range(_ROUNDS + 1):
            bodies = votes(on.stage, event.polls[0], range(number * _VOTES, (number + 1) * _VOTES))
            vote = await load(ours.program, bodies, on.headers, shown, by_hand)
            theirs = [await load(one, bodies[:_CLICKS], on.headers, _card, by_hand) for one in peers.values()]
            rounds.append((vote, theirs))
        del rounds[0]
    for which, name in enumerate(peers):
        rate, their_rate = median(vote.rate for vote, _ in rounds), median(them[which].rate for _, them in rounds)
        found.append(
            Figure(
                what=f"votes/s over clicks/s of an empty bot of {_PEERS[name]}",
                ratio=median(vote.rate / them[which].rate for vote, them in rounds),
                measured=f"{rate:,.0f} to {their_rate:,.0f}/s",
                aim=_AIM,
                more=True,
            )
        )
    return found


def _environment(name: str) -> Path:
    """Its Python, with its library; made anew when the list of versions changed."""
    needs, folder = _HERE / f"{name}.txt", _BUILD / name
    digest = hashlib.sha256(needs.read_bytes()).hexdigest()
    python, done = folder / "bin" / "python", folder / "done"
    if not done.exists() or done.read_text() != digest:
        venv.create(folder, clear=True, with_pip=True)
        pip = [str(python), "-m", "pip", "--disable-pip-version-check", "-qq", "install"]
        subprocess.run([*pip, "--no-deps", "-r", str(needs)], check=True)
        done.write_text(digest)
    return python


async def _check(peer: Served, on: Set) -> None:
    """It does check the token: one that another signed doesn't let anybody in."""
    token = on.stage.identity.token_for(f"{on.stage.url}/", key=SigningKey(kid=on.stage.identity.keys[-1].kid))
    body = votes(on.stage, on.stage.event.polls[0], range(1))[0]
    headers = on.headers | {"Authorization": f"Bearer {token}"}
    async with on.stage.session.post(f"{peer.url}/api/messages", data=body, headers=headers) as answer:
        assert answer.status == 401, answer.status


def _card(answer: bytes) -> bool:
    return b"application/vnd.microsoft.card.adaptive" in answer and b"AdaptiveCard" in answer
