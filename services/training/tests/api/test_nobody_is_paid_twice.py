"""However claims, payments, clawbacks, revocations and late events interleave, nobody is paid twice for a result."""

from datetime import date, timedelta
from random import Random

import pytest
import sqlalchemy as sa
from kit.ids import new_id

FIRSTS = ("2007-08-06", "2007-09-10")
LEARNERS = 3
STEPS = 60
MOVED_AT_LEAST = 8
"""So many steps of a walk changed something; the others met an empty desk."""

BOOKS = """
SELECT a.budget, a.reserved, a.paid, a.clawed_back,
       (SELECT coalesce(sum(l.amount), 0) FROM claim_line l JOIN claim c ON c.id = l.claim_id
        WHERE c.agreement_id = a.id AND l.state IN ('paid', 'clawed_back')) AS lines_paid,
       (SELECT coalesce(sum(l.amount), 0) FROM claim_line l JOIN claim c ON c.id = l.claim_id
        WHERE c.agreement_id = a.id AND l.state = 'clawed_back') AS lines_back,
       (SELECT coalesce(sum(l.amount), 0) FROM claim_line l JOIN claim c ON c.id = l.claim_id
        WHERE c.agreement_id = a.id AND l.state IN ('claimed', 'confirmed')) AS lines_reserved
FROM agreement a WHERE a.id = :agreement
"""
TWICE = """
SELECT m.applicant_id, m.milestone FROM claim_line l JOIN claim c ON c.id = l.claim_id
JOIN milestone m ON m.id = l.milestone_id
WHERE c.agreement_id = :agreement AND l.state = 'paid'
GROUP BY m.applicant_id, m.package, m.milestone HAVING count(*) > 1
"""
PAID_AND_VALID = """
SELECT coalesce(sum(l.amount), 0) AS yuan FROM claim_line l JOIN claim c ON c.id = l.claim_id
JOIN milestone m ON m.id = l.milestone_id
WHERE c.agreement_id = :agreement AND l.state = 'paid' AND m.state = 'paid' AND m.invalid_on IS NULL
"""


class Walk:
    """One institution's money, moved by whoever may move it, in an order that a seed decides."""

    def __init__(self, school, service, seed):
        self.school, self.service, self.random = school, service, Random(seed)
        self.today = date(2008, 7, 21)
        self.people, self.certificates, self.shops = [], [], {}
        self.claims, self.batches = [], []
        self.done = {}

    async def set_up(self):
        await self.school.bank_account()
        for first in FIRSTS:
            taught = await self.school.certified_class(LEARNERS, first)
            self.people += taught.applicants
            self.certificates += taught.numbers

    @property
    def on(self):
        return str(self.today)

    async def step(self):
        often = [self.claims_all, self.decides, self.draws, self.answers, self.claws_back] * 2
        seldom = [self.starts, self.survives, self.withdrawn, self.cancels, self.revokes, self.finds_false, self.repays]
        verb = self.random.choice([*often, *seldom])
        self.today += timedelta(days=self.random.choice([0, 1, 1, 1, 2, 9]))
        if await verb():
            self.done[verb.__name__] = self.done.get(verb.__name__, 0) + 1
        await self.books_hold()

    async def starts(self):
        owner = self.random.choice(self.people)
        if owner in self.shops:
            return False
        self.shops[owner] = await self.school.business(owner, "2008-01-05")
        return True

    async def survives(self):
        owner = self.random.choice(self.people)
        if owner not in self.shops:
            return False
        await self.school.survival(owner, self.shops[owner], "2008-01-05", "2008-07-10")
        return True

    async def withdrawn(self):
        owner = self.random.choice(self.people)
        if owner not in self.shops:
            return False
        data = {"business_id": self.shops[owner], "owners": [owner], "withdrawn_on": self.on}
        await self.service.deliver("followup.survival.withdrawn", self.shops[owner], data)
        return True

    async def claims_all(self):
        body = {"agreement_id": self.school.agreement, "claimed_on": self.on}
        answer = await self.school.office.post("/v1/claims", body)
        if answer.is_success:
            self.claims.append(answer.json()["id"])
        return self.fair(answer, "nothing_to_claim", "claims_suspended", "claim_window_closed")

    async def decides(self):
        if not self.claims:
            return False
        claim_id = self.claims.pop(0)
        if (await self.school.manager.get(f"/v1/claims/{claim_id}")).json()["state"] != "lodged":
            return False
        false = [1] if self.random.random() < 0.05 else []
        claim = await self.school.verify(claim_id, self.on, false)
        if claim["state"] == "verified":
            await self.school.approve(claim_id, self.on)
        return True

    async def draws(self):
        page = (await self.school.finance.get(f"/v1/claims?institution_id={self.school.id}")).json()["items"]
        own = [claim["id"] for claim in page if claim["state"] == "approved"]
        if not own:
            return False
        body = {"drawn_on": self.on, "claim_ids": own}
        answer = await self.school.finance.post("/v1/payment-batches", body)
        if answer.is_success:
            self.batches.append(answer.json()["id"])
        return self.fair(answer)

    async def answers(self):
        batch_id = await self.next_batch()
        if not batch_id:
            return False
        sent = await self.school.send({"id": batch_id}, self.on)
        status = self.random.choice(["paid", "paid", "rejected"])
        lines = [
            {"end_to_end_id": order["end_to_end_id"], "status": status, "value_on": self.on, "reason": "户名不符"}
            for order in sent["orders"]
            if order["state"] == "sent"
        ]
        path = f"/v1/payment-batches/{batch_id}/confirmation"
        for _ in range(2 if lines else 0):
            await self.school.finance.ok(path, {"lines": lines})
        return True

    async def cancels(self):
        batch_id = await self.next_batch()
        if not batch_id:
            return False
        body = {"cancelled_on": self.on, "reason": "drawn up too early"}
        await self.school.finance.ok(f"/v1/payment-batches/{batch_id}/cancellation", body)
        return True

    async def next_batch(self):
        return self.batches.pop(0) if self.batches else None

    async def revokes(self):
        if len(self.certificates) < LEARNERS or self.random.random() < 0.5:
            return False
        number = self.certificates.pop(self.random.randrange(len(self.certificates)))
        body = {"cause": "attendance_false", "proposed_on": self.on, "reason": "never attended"}
        proposed = await self.school.inspector.ok(f"/v1/certificates/{number}/revocation", body)
        decision = {"decided_on": self.on, "confirmed": True, "reason": "seen"}
        await self.school.manager.ok(f"/v1/certificate-revocations/{proposed['id']}/decision", decision)
        return True

    async def finds_false(self):
        page = (await self.school.finance.get(f"/v1/claims?institution_id={self.school.id}")).json()["items"]
        paid = [claim["id"] for claim in page if claim["state"] == "paid"]
        if not paid or self.random.random() < 0.5:
            return False
        body = {"proposed_on": self.on, "claim_id": self.random.choice(paid), "line": 1, "reason": "never there"}
        answer = await self.school.finance.post("/v1/clawbacks", body)
        return self.fair(answer, "not_due_back")

    async def claws_back(self):
        await self.school.finance.ok("/v1/clawbacks/due", {"proposed_on": self.on})
        waiting = await self.clawbacks("proposed")
        for one in waiting:
            body = {"decided_on": self.on, "confirmed": self.random.random() < 0.8}
            await self.school.manager.ok(f"/v1/clawbacks/{one['id']}/decision", body)
        return bool(waiting)

    async def repays(self):
        confirmed = await self.clawbacks("confirmed")
        if not confirmed:
            return False
        path = f"/v1/clawbacks/{self.random.choice(confirmed)['id']}/repayment"
        await self.school.finance.ok(path, {"repaid_on": self.on, "receipt": new_id()})
        return True

    async def clawbacks(self, state):
        query = f"/v1/clawbacks?institution_id={self.school.id}&state={state}"
        return (await self.school.finance.get(query)).json()["items"]

    @staticmethod
    def fair(answer, *codes):
        assert answer.is_success or answer.json()["code"] in codes, answer.text
        return answer.is_success

    async def ask(self, query):
        async with self.service.database.reading(self.service.call) as tx:
            return await tx.all(sa.text(query).bindparams(agreement=self.school.agreement))

    async def books_hold(self):
        (row,) = await self.ask(BOOKS)
        assert row["paid"] == row["lines_paid"]
        assert row["clawed_back"] == row["lines_back"]
        assert row["reserved"] == row["lines_reserved"]
        path = f"/v1/institutions/{self.school.id}/statement?since=2008-07-21&until=2100-12-31&limit=1"
        [stands] = (await self.school.office.get(path)).json()["agreements"]
        told = {key: stands["closing"][key] for key in ("budget", "reserved", "paid", "clawed_back")}
        assert told == {key: f"{row[key]:.2f}" for key in told}
        assert row["reserved"] + row["paid"] - row["clawed_back"] <= row["budget"]
        assert await self.ask(TWICE) == []

    async def settles_everything(self):
        """What is under way ends and everything due comes back: then only valid results are paid for."""
        while self.batches:
            await self.answers()
        for _ in range(3):
            self.today += timedelta(days=1)
            await self.school.finance.ok("/v1/clawbacks/due", {"proposed_on": self.on})
            for one in await self.clawbacks("proposed"):
                body = {"decided_on": self.on, "confirmed": True}
                await self.school.manager.ok(f"/v1/clawbacks/{one['id']}/decision", body)
            for one in await self.clawbacks("confirmed"):
                body = {"repaid_on": self.on, "receipt": new_id()}
                await self.school.finance.ok(f"/v1/clawbacks/{one['id']}/repayment", body)
        await self.books_hold()
        (row,) = await self.ask(BOOKS)
        (valid,) = await self.ask(PAID_AND_VALID)
        assert row["paid"] - row["clawed_back"] == valid["yuan"]


@pytest.mark.parametrize("seed", range(16))
async def test_nobody_is_paid_twice_in_any_order_of_events(school, service, seed):
    walk = Walk(school, service, seed)
    await walk.set_up()
    claim = await school.lodge("2008-07-20")
    await school.verify(claim["id"], "2008-07-20")
    await school.approve(claim["id"], "2008-07-20")
    await school.pay("2008-07-20", claim["id"])
    for _ in range(STEPS):
        await walk.step()
    await walk.settles_everything()
    assert sum(walk.done.values()) >= MOVED_AT_LEAST, walk.done
