"""What the gateway is told by its environment (``QIBU_…``)."""

from pathlib import Path

from kit.settings import Settings
from pydantic import Field

SERVICES = ("applicants", "training", "credit", "followup")
"""The services behind the gateway, in the order in which a participant meets them."""

_CHECKOUT = Path(__file__).parents[3]


class GatewaySettings(Settings):
    """Where the services are, which keys sign tokens, and how much and how long is allowed."""

    applicants_url: str = "http://127.0.0.1:8001"
    training_url: str = "http://127.0.0.1:8002"
    credit_url: str = "http://127.0.0.1:8003"
    followup_url: str = "http://127.0.0.1:8004"

    contracts: Path = _CHECKOUT / "contracts" / "http"
    """Folder of the services' OpenAPI documents, ``<service>.json``: the table of routes."""
    token_private_key_file: Path | None = None
    admin_password_file: Path | None = None
    """Read once, when there is no account named ``admin`` yet."""
    public_url: str = ""
    """The address that others know the gateway by; taken from the request when empty."""

    trusted_proxies: str = ""
    """Addresses of reverse proxies before the gateway, by comma: what they say in X-Forwarded-For is believed."""

    max_body_bytes: int = Field(default=2 * 1024 * 1024, ge=1024)
    max_upload_bytes: int = Field(default=32 * 1024 * 1024, ge=1024)
    body_seconds: float = Field(default=30.0, gt=0)
    """How long a caller may take to send a request's body."""
    upstream_seconds: float = Field(default=120.0, gt=0)
    """How long a service may take to answer: a bank's file of 100,000 repayments takes its time."""
    connect_seconds: float = Field(default=2.0, gt=0)
    public_calls_per_minute: int = Field(default=120, ge=1)
    """Of public pages, from one address, without an account."""
    story_seconds: float = Field(default=5.0, gt=0)
    """How long a participant's story waits for a service before it says that the part is missing."""

    @property
    def proxies(self) -> frozenset[str]:
        """The addresses in ``trusted_proxies``."""
        return frozenset(address.strip() for address in self.trusted_proxies.split(",") if address.strip())

    @property
    def addresses(self) -> dict[str, str]:
        """Each service's address, without a slash at its end."""
        return {service: str(getattr(self, f"{service}_url")).rstrip("/") for service in SERVICES}
