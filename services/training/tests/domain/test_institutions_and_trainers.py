from datetime import date

import pytest
from kit.refusal import DatesOutOfOrder, SamePerson
from training.domain.errors.institutions import CertificationOverlaps, InspectionMissing, LicenceTooLong
from training.domain.institution import InstitutionState
from training.domain.packages import Package
from training.domain.trainer import Level, Licence, check_licences

MAY, JUNE = date(2007, 5, 10), date(2007, 6, 1)


def test_no_certificate_without_a_passed_inspection(make):
    school = make.institution(certified=None)
    with pytest.raises(InspectionMissing):
        school.certify(JUNE, date(2009, 5, 31), certified_by="manager", rules=make.provider_rules())
    school.inspect(MAY, passed=False, findings="no fire exit", inspected_by="inspector")
    with pytest.raises(InspectionMissing):
        school.certify(JUNE, date(2009, 5, 31), certified_by="manager", rules=make.provider_rules())
    assert school.state_on(JUNE) is InstitutionState.APPLIED


def test_the_inspector_does_not_certify(make):
    school = make.institution(certified=None)
    school.inspect(MAY, passed=True, findings="good", inspected_by="wang")
    with pytest.raises(SamePerson):
        school.certify(JUNE, date(2009, 5, 31), certified_by="wang", rules=make.provider_rules())


def test_a_certificate_holds_on_both_its_end_days_and_then_shows_as_expired(make):
    school = make.institution(certified=(JUNE, date(2008, 5, 31)))
    assert school.certified_on(JUNE)
    assert school.certified_on(date(2008, 5, 31))
    assert not school.certified_on(date(2008, 6, 1))
    assert school.state_on(date(2008, 6, 1)) is InstitutionState.EXPIRED


def test_a_renewal_needs_an_inspection_of_its_own_and_does_not_overlap(make):
    school = make.institution(certified=(JUNE, date(2008, 5, 31)))
    with pytest.raises(InspectionMissing):
        school.certify(date(2008, 6, 1), date(2009, 5, 31), certified_by="manager", rules=make.provider_rules())
    school.inspect(date(2008, 5, 20), passed=True, findings="still good", inspected_by="inspector")
    with pytest.raises(CertificationOverlaps):
        school.certify(date(2008, 5, 31), date(2009, 5, 31), certified_by="manager", rules=make.provider_rules())
    school.certify(date(2008, 6, 1), date(2009, 5, 31), certified_by="manager", rules=make.provider_rules())
    assert school.certified_on(date(2008, 12, 1))


def test_inspections_come_after_the_application_and_certificates_after_the_inspection(make):
    school = make.institution(certified=None)
    with pytest.raises(DatesOutOfOrder):
        school.inspect(date(2007, 4, 30), passed=True, findings="", inspected_by="inspector")
    school.inspect(MAY, passed=True, findings="", inspected_by="inspector")
    with pytest.raises(DatesOutOfOrder):
        school.certify(date(2007, 5, 9), JUNE, certified_by="manager", rules=make.provider_rules())
    with pytest.raises(DatesOutOfOrder):
        school.certify(JUNE, MAY, certified_by="manager", rules=make.provider_rules())


def test_a_licence_runs_three_years_at_most(make):
    good = Licence(Package.SYB, Level.TRAINER, date(2006, 3, 1), date(2009, 3, 1))
    long = Licence(Package.SYB, Level.MASTER_TRAINER, date(2006, 3, 1), date(2009, 3, 2))
    check_licences([good], make.rules())
    with pytest.raises(LicenceTooLong) as refused:
        check_licences([good, long], make.rules())
    assert refused.value.where == "licences[1].valid_to"


def test_a_licence_is_for_one_package(make):
    trainer = make.trainer()
    assert trainer.licensed(Package.SYB, date(2007, 8, 6))
    assert not trainer.licensed(Package.IYB, date(2007, 8, 6))
