-- Whose file was merged into whose, as known at a moment (NULL: now), and how facts of either are applied.
-- Never edited: later changes are migrations.

CREATE FUNCTION merged_people (known_at timestamptz)
RETURNS TABLE (applicant_id varchar, into_id varchar) LANGUAGE sql STABLE AS $$
    SELECT DISTINCT ON (f.applicant_id) f.applicant_id, f.about_id
    FROM fact f
    WHERE f.kind = 'applicants.applicant.merged' AND (known_at IS NULL OR f.recorded_at <= known_at)
    ORDER BY f.applicant_id, f.recorded_at DESC, f.id DESC
$$
;;
CREATE OR REPLACE FUNCTION apply_added_facts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    businesses text[];
    people text[];
    concerned text[];
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
        SELECT about_id FROM added WHERE kind = 'applicants.applicant.merged'
        UNION
        SELECT f.applicant_id FROM fact f
            WHERE f.series IN (SELECT series FROM added WHERE series IS NOT NULL) AND f.applicant_id IS NOT NULL
        UNION
        SELECT f.applicant_id FROM fact f
            WHERE f.business_id = ANY (businesses) AND f.kind = 'followup.business.registered'
    ) touched;
    IF people IS NOT NULL THEN
        LOOP
            INSERT INTO participant_progress (applicant_id)
                SELECT id FROM unnest(people) AS id ORDER BY id ON CONFLICT DO NOTHING;
            PERFORM FROM participant_progress WHERE applicant_id = ANY (people) ORDER BY applicant_id FOR UPDATE;
            -- Who was merged by somebody else while this waited for the lock is seen only now.
            SELECT array_agg(DISTINCT id ORDER BY id) INTO concerned FROM (
                SELECT unnest(people) AS id
                UNION
                SELECT into_id FROM merged_people(NULL) WHERE applicant_id = ANY (people)
            ) all_of_them;
            EXIT WHEN concerned = people;
            people := concerned;
        END LOOP;
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
