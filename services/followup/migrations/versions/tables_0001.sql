-- The first form of follow-up's tables. Never edited: later changes are migrations.
CREATE TABLE business (
    id VARCHAR(36) NOT NULL,
    name TEXT NOT NULL,
    licence_number VARCHAR(18) NOT NULL,
    registered_on DATE NOT NULL,
    sector VARCHAR(4) NOT NULL,
    area VARCHAR(12) NOT NULL,
    address TEXT NOT NULL,
    form VARCHAR(20) NOT NULL,
    licence_seen_on DATE NOT NULL,
    survives_after DATE NOT NULL,
    state VARCHAR(12) NOT NULL,
    closed_on DATE,
    survival_said DATE,
    jobs_workers INTEGER,
    jobs_on DATE,
    policy_version TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_business PRIMARY KEY (id),
    CONSTRAINT uq_business_licence_number UNIQUE (licence_number)
)
;;
CREATE INDEX ix_business_area ON business (area varchar_pattern_ops, id)
;;
CREATE INDEX ix_business_state ON business (state, id)
;;
CREATE TABLE business_progress (
    business_id VARCHAR(36) NOT NULL,
    registered_on DATE,
    survives_after DATE,
    survived_on DATE,
    closed_on DATE,
    workers INTEGER,
    CONSTRAINT pk_business_progress PRIMARY KEY (business_id)
)
;;
CREATE TABLE fact (
    id VARCHAR(36) NOT NULL,
    line INTEGER NOT NULL,
    kind VARCHAR(48) NOT NULL,
    applicant_id VARCHAR(36),
    business_id VARCHAR(36),
    about_id VARCHAR(36),
    series VARCHAR(64),
    version INTEGER NOT NULL,
    happened_on DATE NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    amount NUMERIC(16, 2),
    data JSONB NOT NULL,
    CONSTRAINT pk_fact PRIMARY KEY (id, line),
    CONSTRAINT ck_fact_version CHECK (version >= 1)
)
;;
CREATE INDEX ix_fact_applicant_id ON fact (applicant_id)
;;
CREATE INDEX ix_fact_business_id ON fact (business_id) WHERE business_id IS NOT NULL
;;
CREATE INDEX ix_fact_series ON fact (series, version) WHERE series IS NOT NULL
;;
CREATE TABLE participant_progress (
    applicant_id VARCHAR(36) NOT NULL,
    area VARCHAR(12),
    baseline_area VARCHAR(12),
    sex VARCHAR(1),
    birth_year INTEGER,
    education VARCHAR(32),
    target_group VARCHAR(32),
    employment_status VARCHAR(32),
    unemployed_since DATE,
    sector VARCHAR(16),
    free_of_charge BOOLEAN,
    registered_on DATE,
    accepted_on DATE,
    declined_on DATE,
    referred_on DATE,
    enrolled_on DATE,
    first_session_on DATE,
    certified_on DATE,
    loan_applied_on DATE,
    loan_disbursed_on DATE,
    business_registered_on DATE,
    due_after DATE,
    unverified_after DATE,
    survived_on DATE,
    closed_on DATE,
    withdrawn_on DATE,
    subsidies_paid NUMERIC(16, 2) DEFAULT '0' NOT NULL,
    loans_disbursed NUMERIC(16, 2) DEFAULT '0' NOT NULL,
    outstanding_principal NUMERIC(16, 2) DEFAULT '0' NOT NULL,
    guarantees_outstanding NUMERIC(16, 2) DEFAULT '0' NOT NULL,
    CONSTRAINT pk_participant_progress PRIMARY KEY (applicant_id)
)
;;
CREATE INDEX ix_participant_progress_area ON participant_progress (area varchar_pattern_ops, applicant_id)
;;
CREATE TABLE business_owner (
    business_id VARCHAR(36) NOT NULL,
    applicant_id VARCHAR(36) NOT NULL,
    CONSTRAINT pk_business_owner PRIMARY KEY (business_id, applicant_id),
    CONSTRAINT fk_business_owner_business_id FOREIGN KEY(business_id) REFERENCES business (id)
)
;;
CREATE INDEX ix_business_owner_applicant_id ON business_owner (applicant_id)
;;
CREATE TABLE visit (
    id VARCHAR(36) NOT NULL,
    business_id VARCHAR(36) NOT NULL,
    area VARCHAR(12) NOT NULL,
    kind VARCHAR(12) NOT NULL,
    state VARCHAR(12) NOT NULL,
    due_from DATE,
    due_by DATE,
    version INTEGER NOT NULL,
    CONSTRAINT pk_visit PRIMARY KEY (id),
    CONSTRAINT fk_visit_business_id FOREIGN KEY(business_id) REFERENCES business (id)
)
;;
CREATE INDEX ix_visit_area ON visit (area varchar_pattern_ops, state, due_by)
;;
CREATE INDEX ix_visit_business_id ON visit (business_id)
;;
CREATE INDEX ix_visit_state_due ON visit (state, due_by, id)
;;
CREATE TABLE visit_record (
    id VARCHAR(36) NOT NULL,
    visit_id VARCHAR(36) NOT NULL,
    business_id VARCHAR(36) NOT NULL,
    version INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    visited_on DATE NOT NULL,
    outcome VARCHAR(12) NOT NULL,
    closed_on DATE,
    reason TEXT,
    people JSONB,
    turnover NUMERIC(16, 2),
    costs NUMERIC(16, 2),
    owner_income NUMERIC(16, 2),
    problems TEXT,
    evidence JSONB NOT NULL,
    policy_version TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_visit_record PRIMARY KEY (id),
    CONSTRAINT uq_visit_record_visit_id_version UNIQUE (visit_id, version),
    CONSTRAINT ck_visit_record_closed_on CHECK ((outcome = 'closed') = (closed_on IS NOT NULL)),
    CONSTRAINT fk_visit_record_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id),
    CONSTRAINT fk_visit_record_business_id FOREIGN KEY(business_id) REFERENCES business (id)
)
;;
CREATE INDEX ix_visit_record_business_id ON visit_record (business_id, sequence)
