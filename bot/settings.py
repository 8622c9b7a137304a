"""Settings: from the environment or `.env`, prefix `GASTHEER_`. Their names are relied upon and stay."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.mail_server import is_loopback, parse_mail_url, parse_mailbox
from event.errors import NotConfigured
from event.ids import TenantId

Cloud = Literal["public", "gcc", "gcc-high", "dod", "china"]
_PUBLIC = (
    "https://login.botframework.com/v1/.well-known/openidconfiguration",
    "https://api.botframework.com",
    "https://login.microsoftonline.com",
    "https://api.botframework.com/.default",
)
_GOVERNMENT = (
    "https://login.botframework.azure.us/v1/.well-known/openidconfiguration",
    "https://api.botframework.us",
    "https://login.microsoftonline.us",
    "https://api.botframework.us/.default",
)
_CHINA = (
    "https://login.botframework.azure.cn/v1/.well-known/openidconfiguration",
    "https://api.botframework.azure.cn",
    "https://login.partner.microsoftonline.cn",
    "https://api.botframework.azure.cn/.default",
)
_CLOUDS: dict[str, tuple[str, str, str, str]] = {
    "public": _PUBLIC,
    "gcc": _PUBLIC,
    "gcc-high": _GOVERNMENT,
    "dod": _GOVERNMENT,
    "china": _CHINA,
}
_BY_CLOUD = ("openid_metadata_url", "token_issuer", "login_url", "bot_scope")


def _named(name: str, *others: str) -> AliasChoices:
    return AliasChoices(f"GASTHEER_{name}", *others)


class Settings(BaseSettings):
    """Frozen. Durations in seconds, paths relative to the working directory. What stands under each is for
    docs/settings.md."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True)

    event: Path | None = Field(None, validation_alias=_named("EVENT"))
    """The event file. Without it the event that ships with Gastheer."""
    data_dir: Path = Field(Path("var"), validation_alias=_named("DATA_DIR"))
    """Where the database is kept, unless `GASTHEER_DATABASE_URL` says otherwise."""
    database_url: str = Field("", validation_alias=_named("DATABASE_URL"))
    """As SQLAlchemy writes it: `sqlite+aiosqlite:///...` or `postgresql+asyncpg://...`.
    Without it `gastheer.db` in the data folder."""
    host: str = Field("127.0.0.1", validation_alias=_named("HOST"))
    """The address of this machine to listen on; `0.0.0.0` for all of them."""
    port: int = Field(3978, ge=0, le=65535, validation_alias=_named("PORT"))
    """The port to listen on; 0 takes a free one."""
    public_url: str = Field("", validation_alias=_named("PUBLIC_URL"))
    """Where people reach this bot by https, for the links in e-mail; this machine's own address without it."""
    mail_url: SecretStr | None = Field(None, validation_alias=_named("MAIL_URL"))
    """The mail server: `smtp://user:password@host:587`, or `smtps://user:password@host:465`. Without it the e-mail road
    is off, and people whom Teams can't reach hear nothing."""
    mail_from: str = Field("", validate_default=True, validation_alias=_named("MAIL_FROM"))
    """The sender of e-mail: `name@domain` or `Name <name@domain>`."""
    link_key: SecretStr | None = Field(None, validation_alias=_named("LINK_KEY"))
    """Signs the links that people get, 32 characters or more; without it one is made at first start and kept in the
    data folder. Several copies of the bot need the same."""
    app_id: str = Field("", validation_alias=_named("APP_ID", "MicrosoftAppId"))
    """The id of the bot's app registration in Entra."""
    app_tenant: TenantId = Field(TenantId(""), validation_alias=_named("APP_TENANT", "MicrosoftAppTenantId"))
    """The id of the bot's own tenant."""
    app_secret: SecretStr | None = Field(None, validation_alias=_named("APP_SECRET", "MicrosoftAppPassword"))
    """The app registration's secret: this, a certificate or a managed identity."""
    app_certificate: Path | None = Field(None, validation_alias=_named("APP_CERTIFICATE"))
    """The path of a PEM file with the app registration's certificate and its private key."""
    app_managed_identity: bool = Field(default=False, validation_alias=_named("APP_MANAGED_IDENTITY"))
    """True when the bot is a user-assigned managed identity in Azure: then there is no secret."""
    tenants: str = Field("own", validation_alias=_named("TENANTS"))
    """Whose traffic is served: `own`, `any`, or tenant ids separated by commas (`own` may be one of them).
    In the event's own meeting chat everybody is."""
    cloud: Cloud = Field("public", validation_alias=_named("CLOUD"))
    """Microsoft's cloud; it sets the four that follow. Each can be set alone."""
    openid_metadata_url: str = Field("", validation_alias=_named("OPENID_METADATA_URL"))
    """Where the keys that sign Teams' requests are announced."""
    token_issuer: str = Field("", validation_alias=_named("TOKEN_ISSUER"))
    """Who issues the tokens of Teams' requests."""
    login_url: str = Field("", validation_alias=_named("LOGIN_URL"))
    """Where the bot signs in."""
    bot_scope: str = Field("", validation_alias=_named("BOT_SCOPE"))
    """What the bot signs in for."""
    pace_tenant: str = Field("45/1", validation_alias=_named("PACE_TENANT"))
    """Most messages to one tenant, as messages per seconds, several separated by commas."""
    pace_conversation: str = Field("6/1,55/30,1700/3600", validation_alias=_named("PACE_CONVERSATION"))
    """Most messages into one conversation, in the same way."""
    pace_mail: str = Field("10/1", validation_alias=_named("PACE_MAIL"))
    """Most letters to the mail server, in the same way; Exchange Online takes `30/60` of one sender."""
    log_format: Literal["console", "json"] | None = Field(None, validation_alias=_named("LOG_FORMAT"))
    """Without it `console` on a terminal and `json` elsewhere."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", validation_alias=_named("LOG_LEVEL"))
    """The least that is logged."""

    @model_validator(mode="before")
    @classmethod
    def _given_by_bare_name(cls, given: dict[str, object]) -> dict[str, object]:
        """Whoever makes Settings in Python leaves the prefix out. The environment may not: PORT may be another's."""
        bare = {name for name in given if name.isupper() and not name.startswith("GASTHEER_")}
        rest = {name: value for name, value in given.items() if name not in bare}
        return rest | {f"GASTHEER_{name}": given[name] for name in bare}

    @field_validator("openid_metadata_url", "login_url", "public_url")
    @classmethod
    def _safe_url(cls, url: str) -> str:
        if url and urlsplit(url).scheme != "https" and not is_loopback_http(url):
            raise ValueError("must be https; plain http is accepted for this machine only")
        return url

    @field_validator("mail_url")
    @classmethod
    def _readable_mail_url(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None:
            parse_mail_url(url.get_secret_value())
        return url

    @field_validator("mail_from")
    @classmethod
    def _readable_mail_from(cls, text: str, before: ValidationInfo) -> str:
        if text:
            parse_mailbox(text)
        elif before.data.get("mail_url") is not None:
            raise ValueError("is needed with GASTHEER_MAIL_URL: say from which address e-mail comes")
        return text

    @field_validator("pace_tenant", "pace_conversation", "pace_mail")
    @classmethod
    def _readable_pace(cls, text: str) -> str:
        parse_pace(text)
        return text

    @model_validator(mode="after")
    def _fill_in(self) -> Self:
        for name, value in zip(_BY_CLOUD, _CLOUDS[self.cloud], strict=True):
            if not getattr(self, name):
                object.__setattr__(self, name, value)
        if not self.database_url:
            object.__setattr__(self, "database_url", f"sqlite+aiosqlite:///{self.data_dir / 'gastheer.db'}")
        return self

    @property
    def served_tenants(self) -> frozenset[str] | None:
        """Tenant ids in lower case; None for any."""
        if self.tenants.strip().casefold() == "any":
            return None
        names = {name.strip().casefold() for name in self.tenants.split(",")} - {""}
        return frozenset(self.app_tenant.casefold() if name == "own" else name for name in names)

    @property
    def stage_is_local(self) -> bool:
        """The identity service is on this machine: a stage, not Teams. Then the connector may be there too."""
        return is_loopback_http(self.openid_metadata_url)


def parse_pace(text: str) -> tuple[tuple[int, float], ...]:
    """`6/1,55/30` as pairs of messages and seconds."""
    try:
        pairs = [one.split("/") for one in text.split(",")]
        found = tuple((int(count), float(seconds)) for count, seconds in pairs)
    except ValueError as error:
        raise ValueError("write messages per seconds, such as 6/1,55/30") from error
    if any(count < 1 or seconds <= 0 for count, seconds in found):
        raise ValueError("messages and seconds must be above 0")
    return found


def is_loopback_http(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "http" and is_loopback(parts.hostname or "")


def load(*, needs_identity: bool = True) -> Settings:
    """The settings, or NotConfigured with every one that is missing or wrong, by its name."""
    try:
        settings = Settings()
    except ValidationError as error:
        lines = [
            f"GASTHEER_{str(one['loc'][0]).upper().removeprefix('GASTHEER_')}: {one['msg']}" for one in error.errors()
        ]
        raise NotConfigured("\n".join(lines)) from None  # pydantic's own text would show the values
    if needs_identity:
        missing = [name for name in ("APP_ID", "APP_TENANT") if not getattr(settings, name.lower())]
        if not (settings.app_secret or settings.app_certificate or settings.app_managed_identity):
            missing.append("APP_SECRET (or APP_CERTIFICATE, or APP_MANAGED_IDENTITY=true)")
        if missing:
            lines = [f"GASTHEER_{name} is not set." for name in missing]
            raise NotConfigured("\n".join([*lines, "To try Gastheer without an identity: gastheer try"]))
    return settings
