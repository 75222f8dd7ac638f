"""What the verbs of this service make happen; ``events/published`` tells the others."""

from credit.domain.happened import applications, claims, fund, loans, route, securities, subsidies

Happened = (
    fund.Happened
    | applications.Happened
    | loans.Happened
    | securities.Happened
    | claims.Happened
    | subsidies.Happened
    | route.Happened
)
