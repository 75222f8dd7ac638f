"""Builders for the nouns of training, each with believable defaults."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from kit.money import Money
from training.domain.agreement import Agreement
from training.domain.assessment_rules import AssessmentRules, Criterion, FileItem, RatingItem
from training.domain.attendance_rules import AttendanceRules
from training.domain.check_facts import Claimable
from training.domain.check_rules import CheckName, CheckRule, CheckRules, Severity
from training.domain.claim_lines import Facts
from training.domain.claim_rules import ClaimRules
from training.domain.enrolment import Applicant, Enrolment, FeeReason
from training.domain.flag_rules import FlagRules
from training.domain.institution import Institution
from training.domain.lodging import Offer
from training.domain.milestones import Certified
from training.domain.packages import Milestone, Package
from training.domain.payment_rules import Payer, PaymentRules
from training.domain.plan_rules import Grounds, PlanRules
from training.domain.prices import PriceSource, PriceUsed
from training.domain.provider_rules import ChecklistItem, DocumentKind, ProviderRules
from training.domain.rules import PackageRules, Rules
from training.domain.trainer import Level, Licence, Trainer
from training.domain.training_class import Session, TrainingClass

REFUTING = frozenset(
    {
        CheckName.CERTIFICATE_VALID,
        CheckName.DOCUMENT_NOT_REUSED,
        CheckName.NOT_CLAIMED_BEFORE,
        CheckName.TRAINER_LICENSED,
        CheckName.CLASS_HOURS_TAUGHT,
        CheckName.ATTENDANCE_NOT_OVERLAPPING,
        CheckName.ATTENDANCE_SUFFICIENT,
        CheckName.BUSINESS_NOT_OLDER_THAN_COURSE,
        CheckName.REGISTRATION_NUMBER_VALID,
    }
)


@dataclass(frozen=True)
class Make:
    """One builder per noun."""

    def rules(self, **changes: Any) -> Rules:
        subsidised = {"GYB": ("24", 100), "SYB": ("70", 1000), "IYB": ("70", 1000), "EYB": ("70", 0)}
        values: dict[str, Any] = {
            "version": "training@2007-07-01",
            "capacity_min": 20,
            "capacity_max": 30,
            "trainers_min": 2,
            "licence_years": 3,
            "enrolment_open_days": 3,
            "plan": PlanRules(3, 7, frozenset({Grounds.WEATHER}), absent_owes=False),
            "attendance_share": Decimal("0.90"),
            "packages": {
                Package(name): PackageRules(Decimal(hours), Money(1000), Money(subsidy))
                for name, (hours, subsidy) in subsidised.items()
            },
            "milestone_shares": {
                Milestone.M1: Decimal("0.50"),
                Milestone.M2: Decimal("0.50"),
                Milestone.M3: Decimal("0.10"),
            },
            "start_within_months": 6,
            "bonus_groups": frozenset({"laid_off", "registered_unemployed"}),
            "bonus_needs_timely_start": False,
            "certificate_prefix": "JJ",
            "backdating_days": 36500,
            "attendance": AttendanceRules(late_hours_lost=Decimal(1), most_rows=20_000),
            "assessment": self.assessment_rules(),
            "checks": self.check_rules(),
            "claims": self.claim_rules(),
            "providers": self.provider_rules(),
            "payments": self.payment_rules(),
            "sources": {"milestone.M1.share": "seminar report"},
        }
        return Rules(**(values | changes))

    def assessment_rules(self, **changes: Any) -> AssessmentRules:
        def upload(item: str, minimum: int, when: str = "always") -> FileItem:
            return FileItem(item, item, item, "upload", minimum, when)

        books = ("completion", "roster", "attendance", "plans", "grades", "ratings")
        values: dict[str, Any] = {
            "graders": {Package.GYB: 1, Package.SYB: 2, Package.IYB: 2, Package.EYB: 2},
            "max_attempts": 3,
            "grading_days": 10,
            "criteria": (Criterion("market", "Market", "市场", 40), Criterion("finance", "Finance", "财务", 60)),
            "excellent_from": Decimal("85.0"),
            "pass_from": Decimal("60.0"),
            "tie_cooling_months": 12,
            "paper_grading": True,
            "rating_items": (RatingItem("content", "Content", "内容"), RatingItem("trainers", "Trainers", "讲师")),
            "rating_min_shown": 5,
            "rating_window_days": 60,
            "file_items": (
                *(FileItem(book, book, book, book, 1, "always") for book in books),
                upload("photos", 2),
                upload("fee_receipts", 1, "paying_learners"),
            ),
            "file_working_days": 10,
            "file_rating_share": Decimal("0.50"),
            "certificate_needs_file": False,
        }
        return AssessmentRules(**(values | changes))

    def rules_as_of(self, **changes: Any) -> Callable[[date], Rules]:
        rules = self.rules(**changes)
        return lambda _day: rules

    def check_rules(self, **changes: Any) -> CheckRules:
        values: dict[str, Any] = {
            "of": {
                name: CheckRule(Severity.REFUTES if name in REFUTING else Severity.WARNS, 5, "rulebook section 3")
                for name in CheckName
            },
            "phone_people_max": 2,
            "address_businesses_max": 2,
            "single_owners_max": 2,
            "partners_max": 5,
            "owner_months": 12,
            "lasted_days": 60,
            "last_days": 7,
            "same_day_starts": 4,
            "sheets_min": 6,
            "learners_min": 12,
            "sheet_late_days": 14,
            "sheet_late_share": Decimal("0.50"),
            "unified_from": date(2015, 10, 1),
            "former_divisions": frozenset({"500381"}),
            "flags": FlagRules(30, 24, 3, 1, 1, 20, 20, 60),
        }
        return CheckRules(**(values | changes))

    def claim_rules(self, **changes: Any) -> ClaimRules:
        values: dict[str, Any] = {
            "window_months": 12,
            "false_share": Decimal("0.10"),
            "confidence": Decimal("0.95"),
            "topup_share": Decimal("0.20"),
            "pays_below": Decimal("0.05"),
            "suspends_above": Decimal("0.20"),
            "attempts": 3,
            "attempts_over_days": 14,
            "untraceable_is_error": True,
            "date_tolerance_days": 7,
            "task_days": 20,
        }
        return ClaimRules(**(values | changes))

    def payment_rules(self) -> PaymentRules:
        return PaymentRules(Payer("专户", "5001160000000000001", "102653000017", "江津支行"), appeal_days=15)

    def provider_rules(self, **changes: Any) -> ProviderRules:
        values: dict[str, Any] = {
            "documents": {
                "premises": DocumentKind("premises", "Premises", "场地", required=True),
                "other": DocumentKind("other", "Other papers", "其他", required=False),
            },
            "checklist": {
                "rooms": ChecklistItem("rooms", "Rooms", "教室", 60, critical=True),
                "equipment": ChecklistItem("equipment", "Equipment", "设备", 30, critical=False),
                "records": ChecklistItem("records", "Records", "档案", 10, critical=False),
            },
            "inspection_pass_score": Decimal("0.80"),
            "inspection_valid_days": 180,
            "inspection_needs_master_trainer": False,
            "certification_months": 24,
            "reapply_months": 12,
            "reminder_days": (90, 30, 7),
            "renewal_courses": 2,
            "renewal_late_days": 180,
            "results_volume": 20,
            "survival_due_days": 14,
        }
        return ProviderRules(**(values | changes))

    def institution(self, certified: tuple[date, date] | None = (date(2007, 6, 1), date(2009, 5, 31))) -> Institution:
        made = Institution("school", "Jijiang school", "500116101", date(2007, 5, 1))
        made.receive("premises", date(2007, 5, 1), None)
        if certified is not None:
            made.inspect(date(2007, 5, 10), passed=True, findings="two rooms", inspected_by="inspector")
            made.certify(*certified, certified_by="manager", rules=self.provider_rules())
        return made

    def trainer(self, trainer_id: str = "t1", valid: tuple[date, date] | None = None, **changes: Any) -> Trainer:
        start, end = valid or (date(2006, 1, 1), date(2008, 12, 31))
        licence = Licence(Package.SYB, Level.TRAINER, start, end)
        return Trainer(trainer_id, changes.get("institution_id", "school"), changes.get("name", trainer_id), (licence,))

    def session(self, number: int = 1, **changes: Any) -> Session:
        values: dict[str, Any] = {
            "held_on": date(2007, 8, 6) + timedelta(days=number - 1),
            "starts_at": time(9),
            "hours": Decimal(7),
            "trainer_id": "t1" if number % 2 else "t2",
            "venue": "room 1",
        }
        return Session(number=number, **(values | changes))

    def training_class(self, **changes: Any) -> TrainingClass:
        values: dict[str, Any] = {
            "class_id": "class",
            "number": "JJ-SYB-2007-C001",
            "institution_id": "school",
            "package": Package.SYB,
            "capacity": 25,
            "fee": Money(800),
            "venue": "room 1",
            "trainer_ids": ("t1", "t2"),
            "sessions": tuple(self.session(n) for n in range(1, 11)),
        }
        return TrainingClass(**(values | changes))

    def applicant(self, **changes: Any) -> Applicant:
        values: dict[str, Any] = {
            "accepted_on": date(2007, 7, 10),
            "free_of_charge": True,
            "target_group": "laid_off",
            "withdrawn_on": None,
        }
        return Applicant("person", **(values | changes))

    def enrolment(self, enrolment_id: str = "e1", **changes: Any) -> Enrolment:
        values: dict[str, Any] = {
            "class_id": "class",
            "applicant_id": f"person-{enrolment_id}",
            "package": Package.SYB,
            "enrolled_on": date(2007, 7, 20),
            "free": True,
            "reason": FeeReason.ENTITLED,
            "target_group": "laid_off",
            "uses_entitlement": True,
        }
        return Enrolment(enrolment_id, **(values | changes))

    def certified(self, **changes: Any) -> Certified:
        values: dict[str, Any] = {
            "certificate_id": "certificate",
            "number": "JJ-SYB-2007-00001",
            "applicant_id": "person",
            "enrolment_id": "e1",
            "class_id": "class",
            "institution_id": "school",
            "package": Package.SYB,
            "issued_on": date(2007, 8, 31),
            "class_started_on": date(2007, 8, 6),
            "free": True,
            "target_group": "laid_off",
        }
        return Certified(**(values | changes))

    def agreement(self, budget: int | str = 10_000) -> Agreement:
        return Agreement("agreement", "school", date(2007, 7, 1), date(2008, 6, 30), Money(budget), Money(0), Money(0))

    def offer(self, number: int = 1, price: int | None = None, **changes: Any) -> Offer:
        line = self.claimable(number, **changes)
        facts = Facts(
            certificate_number=line.certificate_number,
            certificate_issued_on=line.certificate_issued_on,
            course_began_on=line.class_started_on,
            course_ended_on=date(2007, 8, 15),
            earned_on=line.earned_on,
            target_group="laid_off",
            business_id="shop" if line.business_registered_on else None,
            business_registered_on=line.business_registered_on,
        )
        amount = line.amount if price is None else Money(price)
        return Offer(line, PriceUsed(amount, PriceSource.POLICY, 1, "by policy", "按政策"), facts)

    def claimable(self, number: int = 1, **changes: Any) -> Claimable:
        values: dict[str, Any] = {
            "milestone": Milestone.M1,
            "package": Package.SYB,
            "applicant_id": f"person-{number:03d}",
            "amount": Money(500),
            "earned_on": date(2007, 8, 31),
            "certificate_number": f"JJ-SYB-2007-{number:05d}",
            "certificate_issued_on": date(2007, 8, 31),
            "class_started_on": date(2007, 8, 6),
            "business_registered_on": None,
        }
        return Claimable(milestone_id=f"milestone-{number}", **(values | changes))


@pytest.fixture(scope="session")
def make() -> Make:
    return Make()
