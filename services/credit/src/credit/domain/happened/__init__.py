"""What the verbs of this service make happen; ``events/published`` tells the others."""

from credit.domain.happened import applications, claims, fund, loans, route, subsidies

Happened = (
    fund.Happened | applications.Happened | loans.Happened | claims.Happened | subsidies.Happened | route.Happened
)
