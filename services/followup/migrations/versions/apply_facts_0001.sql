-- Brings the read model up to date for all facts that one statement added. Never edited.
--
-- Rows are locked in order before they are computed, and each statement below sees what was
-- committed before it began: so whoever comes second computes from the facts of both, and the end is
-- the same whatever the order. It needs READ COMMITTED, which is what services use.

CREATE FUNCTION apply_added_facts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    businesses text[];
    people text[];
BEGIN
    SELECT array_agg(DISTINCT business_id ORDER BY business_id) INTO businesses
    FROM added WHERE business_id IS NOT NULL;
    IF businesses IS NOT NULL THEN
        INSERT INTO business_progress (business_id)
            SELECT id FROM unnest(businesses) AS id ORDER BY id ON CONFLICT DO NOTHING;
        PERFORM FROM business_progress WHERE business_id = ANY (businesses) ORDER BY business_id FOR UPDATE;
        UPDATE business_progress b
            SET (registered_on, survives_after, survived_on, closed_on, workers)
              = (n.registered_on, n.survives_after, n.survived_on, n.closed_on, n.workers)
            FROM business_progress_of(businesses) n WHERE n.business_id = b.business_id;
    END IF;

    SELECT array_agg(DISTINCT applicant_id ORDER BY applicant_id) INTO people FROM (
        SELECT applicant_id FROM added WHERE applicant_id IS NOT NULL
        UNION
        SELECT f.applicant_id FROM fact f
            WHERE f.series IN (SELECT series FROM added WHERE series IS NOT NULL) AND f.applicant_id IS NOT NULL
        UNION
        SELECT f.applicant_id FROM fact f
            WHERE f.business_id = ANY (businesses) AND f.kind = 'followup.business.registered'
    ) touched;
    IF people IS NOT NULL THEN
        INSERT INTO participant_progress (applicant_id)
            SELECT id FROM unnest(people) AS id ORDER BY id ON CONFLICT DO NOTHING;
        PERFORM FROM participant_progress WHERE applicant_id = ANY (people) ORDER BY applicant_id FOR UPDATE;
        UPDATE participant_progress p SET 
            area = n.area, baseline_area = n.baseline_area, sex = n.sex, birth_year = n.birth_year,
            education = n.education, target_group = n.target_group,
            employment_status = n.employment_status, unemployed_since = n.unemployed_since,
            sector = n.sector, free_of_charge = n.free_of_charge, registered_on = n.registered_on,
            accepted_on = n.accepted_on, declined_on = n.declined_on, referred_on = n.referred_on,
            enrolled_on = n.enrolled_on, first_session_on = n.first_session_on,
            certified_on = n.certified_on, loan_applied_on = n.loan_applied_on,
            loan_disbursed_on = n.loan_disbursed_on, business_registered_on = n.business_registered_on,
            due_after = n.due_after, unverified_after = n.unverified_after, survived_on = n.survived_on,
            closed_on = n.closed_on, withdrawn_on = n.withdrawn_on,
            subsidies_paid = coalesce(n.subsidies_paid, 0),
            loans_disbursed = coalesce(n.loans_disbursed, 0),
            outstanding_principal = coalesce(n.outstanding_principal, 0),
            guarantees_outstanding = coalesce(n.guarantees_outstanding, 0)
            FROM unnest(people) AS who LEFT JOIN participant_progress_of(people) n ON n.applicant_id = who
            WHERE p.applicant_id = who AND p IS DISTINCT FROM n;
    END IF;
    RETURN NULL;
END $$
;;
CREATE TRIGGER fact_added AFTER INSERT ON fact REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION apply_added_facts()
