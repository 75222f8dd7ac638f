"""What an institution could claim: earned milestones with the agreement's price and the facts they rest on."""

from collections.abc import Collection

import sqlalchemy as sa
from kit.database import Transaction
from sqlalchemy import RowMapping

from training.domain.agreement import Agreement
from training.domain.claim_lines import Facts
from training.domain.lodging import Offer
from training.domain.prices import price_of
from training.store.claimable import lock_claimable
from training.store.course_facts import RulesAsOf
from training.store.milestones import certificate, enrolment, milestone, training_class


async def offers_of(tx: Transaction, agreement: Agreement, rules_as_of: RulesAsOf, *, lock: bool) -> list[Offer]:
    """The earned, unclaimed milestones under ``agreement``, priced; locked when they are to be claimed."""
    claimable = await lock_claimable(tx, agreement, rules_as_of, lock=lock)
    known = await _known(tx, [line.milestone_id for line in claimable])
    terms = agreement.terms
    return [
        Offer(
            line,
            price_of(
                terms,
                line.package,
                line.milestone,
                known[line.milestone_id]["target_group"],
                line.earned_on,
                line.amount,
                known[line.milestone_id]["policy_version"],
            ),
            _facts(known[line.milestone_id]),
        )
        for line in claimable
    ]


async def _known(tx: Transaction, milestone_ids: Collection[str]) -> dict[str, RowMapping]:
    """By milestone, the facts behind it."""
    if not milestone_ids:
        return {}
    rows = await tx.all(
        sa.select(
            milestone.c.id,
            milestone.c.policy_version,
            milestone.c.certificate_number,
            milestone.c.certificate_issued_on,
            milestone.c.earned_on,
            milestone.c.business_id,
            milestone.c.business_registered_on,
            training_class.c.starts_on,
            training_class.c.ends_on,
            enrolment.c.target_group,
        )
        .join(certificate, certificate.c.id == milestone.c.certificate_id)
        .join(enrolment, enrolment.c.id == certificate.c.enrolment_id)
        .join(training_class, training_class.c.id == milestone.c.class_id)
        .where(milestone.c.id == sa.any_(sa.literal(list(milestone_ids), sa.ARRAY(sa.String))))
    )
    return {row["id"]: row for row in rows}


def _facts(row: RowMapping) -> Facts:
    return Facts(
        certificate_number=row["certificate_number"],
        certificate_issued_on=row["certificate_issued_on"],
        course_began_on=row["starts_on"],
        course_ended_on=row["ends_on"],
        earned_on=row["earned_on"],
        target_group=row["target_group"],
        business_id=row["business_id"],
        business_registered_on=row["business_registered_on"],
    )
