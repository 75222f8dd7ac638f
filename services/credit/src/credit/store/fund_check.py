"""What is kept where it can be locked, recounted from raw postings and records."""

from dataclasses import dataclass

from kit.database import Transaction
from kit.money import Money
from sqlalchemy import Numeric, String, column, select, text


@dataclass(frozen=True)
class Recount:
    """One value that is kept, and what recounting it gave; yuan, or a number of entries."""

    what: str
    fund_id: str
    bank_id: str | None
    kept: Money
    recounted: Money

    @property
    def difference(self) -> Money:
        """Kept less recounted."""
        return self.kept - self.recounted


_ACCOUNTS = """
WITH sums AS (
    SELECT p.fund_id, p.bank_id,
        coalesce(sum(p.amount) FILTER (WHERE p.account = 'special_account'), 0) AS net,
        coalesce(-sum(p.amount) FILTER (WHERE p.account IN ('guarantees_reserved', 'guarantees_effective')), 0)
            AS liability,
        coalesce(sum(p.amount) FILTER (WHERE p.account = 'contingent_claims'), 0) AS contingent,
        coalesce(-sum(p.amount) FILTER (WHERE p.account = 'guarantees_effective' AND e.kind = 'guarantee_effective'), 0)
            AS guaranteed_ever,
        coalesce(sum(p.amount) FILTER (WHERE p.account = 'subrogation_receivable' AND e.kind = 'claim_paid'), 0)
            AS compensated,
        coalesce(sum(p.amount), 0) AS imbalance
    FROM posting p JOIN journal_entry e ON e.id = p.entry_id GROUP BY p.fund_id, p.bank_id
), promised AS (
    SELECT fund_id, bank_id, sum(outstanding) AS outstanding FROM guarantee GROUP BY fund_id, bank_id
), lifts AS (
    SELECT DISTINCT ON (fund_id, bank_id) fund_id, bank_id, compensated
    FROM suspension_lift ORDER BY fund_id, bank_id, id DESC
), moved AS (
    SELECT m.fund_id, m.bank_id, sum(CASE m.kind WHEN 'withdrawal' THEN -m.amount ELSE m.amount END) AS amount
    FROM fund_movement m WHERE NOT EXISTS (SELECT FROM entry_reversal r WHERE r.entry_id = m.entry_id)
    GROUP BY m.fund_id, m.bank_id
), booked AS (
    SELECT p.fund_id, p.bank_id, sum(p.amount) AS amount
    FROM posting p JOIN journal_entry e ON e.id = p.entry_id
    WHERE p.account = 'special_account' AND e.kind IN ('contribution', 'withdrawal', 'fee', 'reversal')
    GROUP BY p.fund_id, p.bank_id
), kept AS (
    SELECT a.*, coalesce(s.net, 0) AS s_net, coalesce(s.liability, 0) AS s_liability,
        coalesce(s.contingent, 0) AS s_contingent, coalesce(s.guaranteed_ever, 0) AS s_guaranteed,
        coalesce(s.compensated, 0) AS s_compensated, coalesce(s.imbalance, 0) AS s_imbalance,
        coalesce(g.outstanding, 0) AS g_outstanding, l.compensated AS l_compensated,
        coalesce(m.amount, 0) AS m_amount, coalesce(b.amount, 0) AS b_amount
    FROM fund_account a
    LEFT JOIN sums s USING (fund_id, bank_id) LEFT JOIN promised g USING (fund_id, bank_id)
    LEFT JOIN lifts l USING (fund_id, bank_id) LEFT JOIN moved m USING (fund_id, bank_id)
    LEFT JOIN booked b USING (fund_id, bank_id)
), orphans AS (
    SELECT s.fund_id, s.bank_id, s.net FROM sums s
    WHERE NOT EXISTS (SELECT FROM fund_account a WHERE a.fund_id = s.fund_id AND a.bank_id = s.bank_id)
), unbalanced AS (
    SELECT fund_id, count(*) AS entries FROM (
        SELECT fund_id, entry_id FROM posting GROUP BY fund_id, entry_id HAVING sum(amount) <> 0
    ) found GROUP BY fund_id
)
SELECT * FROM (
    SELECT 'net' AS what, fund_id, bank_id, net AS kept, s_net AS recounted FROM kept
    UNION ALL SELECT 'liability', fund_id, bank_id, liability, s_liability FROM kept
    UNION ALL SELECT 'guaranteed_ever', fund_id, bank_id, guaranteed_ever, s_guaranteed FROM kept
    UNION ALL SELECT 'compensated', fund_id, bank_id, compensated, s_compensated FROM kept
    UNION ALL SELECT 'lifted_compensation', fund_id, bank_id, coalesce(lifted_compensation, 0),
        coalesce(l_compensated, 0) FROM kept
    UNION ALL SELECT 'guarantees', fund_id, bank_id, g_outstanding, s_liability FROM kept
    UNION ALL SELECT 'contingent_claims', fund_id, bank_id, s_contingent, s_liability FROM kept
    UNION ALL SELECT 'movements', fund_id, bank_id, m_amount, b_amount FROM kept
    UNION ALL SELECT 'debits_less_credits', fund_id, bank_id, 0, s_imbalance FROM kept
    UNION ALL SELECT 'account_without_row', fund_id, bank_id, 0, net FROM orphans
    UNION ALL SELECT 'fund_net', f.id, NULL, f.net, coalesce((SELECT sum(s.net) FROM sums s WHERE s.fund_id = f.id), 0)
        FROM fund f
    UNION ALL SELECT 'fund_liability', f.id, NULL, f.liability,
        coalesce((SELECT sum(s.liability) FROM sums s WHERE s.fund_id = f.id), 0) FROM fund f
    UNION ALL SELECT 'unbalanced_entries', f.id, NULL, 0,
        coalesce((SELECT u.entries FROM unbalanced u WHERE u.fund_id = f.id), 0) FROM fund f
) found
"""


async def recount(tx: Transaction) -> list[Recount]:
    """Every row that holds capacity, recounted by one statement, so that all of it is of one moment."""
    words = (column(name, String) for name in ("what", "fund_id", "bank_id"))
    amounts = (column(name, Numeric) for name in ("kept", "recounted"))
    found = text(_ACCOUNTS).columns(*words, *amounts).subquery("recount")
    rows = await tx.all(select(found).order_by(found.c.fund_id, found.c.bank_id.nulls_first(), found.c.what))
    return [
        Recount(row["what"], row["fund_id"], row["bank_id"], Money(row["kept"]), Money(row["recounted"]))
        for row in rows
    ]
