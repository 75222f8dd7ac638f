"""What the verbs of this service make happen; ``events/published`` tells the others."""

from credit.domain.happened import applications, fund, loans, route

Happened = fund.Happened | applications.Happened | loans.Happened | route.Happened
