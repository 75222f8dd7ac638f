"""Several funds: every special account, guarantee and entry names its fund."""

from alembic import op

revision = "0002"
down_revision = "0001"

FIRST = "00000000-0000-7000-8000-000000000001"
"""The fund that there was when there was one."""

UP = f"""
ALTER TABLE fund DROP CONSTRAINT pk_fund, ALTER COLUMN id TYPE VARCHAR(36) USING '{FIRST}';;
ALTER TABLE fund
    ADD COLUMN name VARCHAR(100) NOT NULL DEFAULT '担保基金 Guarantee fund',
    ADD COLUMN opened_on DATE NOT NULL DEFAULT '2002-12-30',
    ADD COLUMN closed_on DATE,
    ADD CONSTRAINT pk_fund PRIMARY KEY (id),
    ADD CONSTRAINT uq_fund_name UNIQUE (name);;
ALTER TABLE fund ALTER COLUMN name DROP DEFAULT, ALTER COLUMN opened_on DROP DEFAULT;;
ALTER TABLE fund_account
    ADD COLUMN fund_id VARCHAR(36) NOT NULL DEFAULT '{FIRST}',
    ADD COLUMN lifted_compensation NUMERIC(16, 2),
    DROP COLUMN suspension_lifted_on,
    DROP CONSTRAINT pk_fund_account;;
ALTER TABLE fund_account
    ADD CONSTRAINT pk_fund_account PRIMARY KEY (fund_id, bank_id),
    ADD CONSTRAINT fk_fund_account_fund_id FOREIGN KEY (fund_id) REFERENCES fund (id);;
ALTER TABLE contribution ADD COLUMN fund_id VARCHAR(36) NOT NULL DEFAULT '{FIRST}',
    ADD CONSTRAINT fk_contribution_fund_id FOREIGN KEY (fund_id) REFERENCES fund (id);;
ALTER TABLE guarantee ADD COLUMN fund_id VARCHAR(36) NOT NULL DEFAULT '{FIRST}',
    ADD CONSTRAINT fk_guarantee_fund_id FOREIGN KEY (fund_id) REFERENCES fund (id);;
ALTER TABLE journal_entry ADD COLUMN fund_id VARCHAR(36) NOT NULL DEFAULT '{FIRST}',
    ADD CONSTRAINT fk_journal_entry_fund_id FOREIGN KEY (fund_id) REFERENCES fund (id);;
ALTER TABLE posting ADD COLUMN fund_id VARCHAR(36) NOT NULL DEFAULT '{FIRST}';;
ALTER TABLE fund_account ALTER COLUMN fund_id DROP DEFAULT;;
ALTER TABLE contribution ALTER COLUMN fund_id DROP DEFAULT;;
ALTER TABLE guarantee ALTER COLUMN fund_id DROP DEFAULT;;
ALTER TABLE journal_entry ALTER COLUMN fund_id DROP DEFAULT;;
ALTER TABLE posting ALTER COLUMN fund_id DROP DEFAULT
"""

DOWN = f"""
ALTER TABLE posting DROP COLUMN fund_id;;
ALTER TABLE journal_entry DROP COLUMN fund_id;;
ALTER TABLE guarantee DROP COLUMN fund_id;;
ALTER TABLE contribution DROP COLUMN fund_id;;
CREATE TEMPORARY TABLE joined ON COMMIT DROP AS
    SELECT bank_id, sum(net) AS net, sum(liability) AS liability, sum(guaranteed_ever) AS guaranteed_ever,
           sum(compensated) AS compensated
    FROM fund_account GROUP BY bank_id;;
DELETE FROM fund_account;;
ALTER TABLE fund_account DROP CONSTRAINT pk_fund_account, DROP COLUMN fund_id, DROP COLUMN lifted_compensation,
    ADD COLUMN suspension_lifted_on DATE, ADD CONSTRAINT pk_fund_account PRIMARY KEY (bank_id);;
INSERT INTO fund_account (bank_id, net, liability, guaranteed_ever, compensated) SELECT * FROM joined;;
UPDATE fund SET (net, liability) = (SELECT sum(net), sum(liability) FROM fund) WHERE id = '{FIRST}';;
DELETE FROM fund WHERE id <> '{FIRST}';;
ALTER TABLE fund DROP CONSTRAINT pk_fund, DROP CONSTRAINT uq_fund_name,
    DROP COLUMN name, DROP COLUMN opened_on, DROP COLUMN closed_on;;
ALTER TABLE fund ALTER COLUMN id TYPE INTEGER USING 1, ADD CONSTRAINT pk_fund PRIMARY KEY (id)
"""


def upgrade() -> None:
    """The one fund becomes the first; all that there is belongs to it."""
    for statement in UP.split(";;"):
        op.execute(statement)


def downgrade() -> None:
    """All funds become one again."""
    for statement in DOWN.split(";;"):
        op.execute(statement)
