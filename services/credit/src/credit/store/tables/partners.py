"""Table: the people who borrow together with an applicant."""

from typing import Any, ClassVar

import sqlalchemy as sa

from credit.store.tables.base import Base, id_column, table_of


class ApplicationPartnerRow(Base, table=True):
    """A partner in an application; never changed. The lead applicant is not among them."""

    __tablename__ = "application_partner"
    __table_args__: ClassVar[Any] = (sa.Index("ix_application_partner_applicant", "applicant_id"),)

    application_id: str = id_column(primary_key=True, foreign_key="loan_application.id")
    applicant_id: str = id_column(primary_key=True)


application_partner = table_of(ApplicationPartnerRow)
