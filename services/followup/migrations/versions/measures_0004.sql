-- What a person's facts add up to, those of files merged into theirs as well. Never edited: later changes
-- are migrations. The places that are filled in: see measures_0001.sql and
-- 0004_merged_people.py.

CREATE OR REPLACE FUNCTION participant_progress_<<suffix>> (<<arguments>>)
RETURNS SETOF participant_progress LANGUAGE sql STABLE AS $$
    WITH known AS (
        -- Of a merged file everything counts for the one that stays, but who the person is and whether they
        -- were accepted: that is the staying file's own.
        SELECT f.id, coalesce(m.into_id, f.applicant_id) AS applicant_id, f.kind, f.business_id, f.about_id,
               f.happened_on, f.recorded_at, f.amount, f.data
        FROM fact f LEFT JOIN <<merged>> m ON m.applicant_id = f.applicant_id
        WHERE <<person>> AND <<in force>>
          AND (m.into_id IS NULL OR f.kind NOT IN (
            'applicants.applicant.registered', 'applicants.applicant.accepted', 'applicants.applicant.declined',
            'applicants.applicant.amended', 'applicants.applicant.withdrawn', 'applicants.applicant.merged'))
    ), held AS (
        SELECT f.* FROM known f WHERE <<f happened>>
    ), person AS (
        SELECT applicant_id,
            (array_agg(data ->> 'area' ORDER BY recorded_at DESC, id DESC) FILTER (WHERE kind IN (
                'applicants.applicant.registered', 'applicants.applicant.accepted', 'applicants.applicant.amended'
            )))[1] AS area,
            (array_agg(data ->> 'sector' ORDER BY recorded_at DESC, id DESC) FILTER (WHERE kind IN (
                'applicants.applicant.registered', 'applicants.applicant.amended'
            )))[1] AS sector,
            (array_agg(data ORDER BY recorded_at, id) FILTER (WHERE kind = 'applicants.applicant.registered'))[1]
                AS baseline,
            (array_agg(data ORDER BY recorded_at DESC, id DESC) FILTER (WHERE kind = 'applicants.applicant.accepted'))[1]
                AS acceptance,
            min(happened_on) FILTER (WHERE kind = 'applicants.applicant.registered') AS registered_on,
            min(happened_on) FILTER (WHERE kind = 'applicants.applicant.accepted') AS accepted_on,
            min(happened_on) FILTER (WHERE kind = 'applicants.applicant.declined') AS declined_on,
            min(happened_on) FILTER (WHERE kind = 'applicants.applicant.referred') AS referred_on,
            min(happened_on) FILTER (WHERE kind = 'training.enrolment.confirmed') AS enrolled_on,
            min(happened_on) FILTER (WHERE kind = 'training.attendance.recorded') AS first_session_on,
            min(happened_on) FILTER (WHERE kind = 'training.certificate.issued') AS certified_on,
            min(happened_on) FILTER (WHERE kind = 'credit.application.submitted') AS loan_applied_on,
            min(happened_on) FILTER (WHERE kind = 'credit.loan.disbursed') AS loan_disbursed_on,
            min(happened_on) FILTER (WHERE kind = 'applicants.applicant.withdrawn') AS withdrawn_on,
            sum(amount) FILTER (WHERE kind = 'training.claim.paid') AS subsidies_paid
        FROM held GROUP BY applicant_id
    ), moved AS (
        -- By how much less (or, corrected, more) is owed and guaranteed, from which day on; each loan's
        -- changes add up, whatever was backdated, reversed or settled in between.
        SELECT applicant_id, data ->> 'loan_id' AS loan_id, sum(amount) AS principal,
            sum((data ->> 'guaranteed')::numeric) AS guaranteed
        FROM held WHERE kind = 'credit.loan.balance_changed' GROUP BY applicant_id, data ->> 'loan_id'
    ), repaid AS (
        -- Loans of the time before those changes were told.
        SELECT applicant_id, data ->> 'loan_id' AS loan_id, sum((data ->> 'principal')::numeric) AS principal
        FROM held WHERE kind = 'credit.loan.repaid' GROUP BY applicant_id, data ->> 'loan_id'
    ), loan AS (
        SELECT d.applicant_id, d.loan_id, d.application_id, d.lent, m.guaranteed,
            coalesce(m.principal, r.principal, 0) AS principal
        FROM (
            SELECT applicant_id, data ->> 'loan_id' AS loan_id, max(about_id) AS application_id, sum(amount) AS lent
            FROM held WHERE kind = 'credit.loan.disbursed' GROUP BY applicant_id, data ->> 'loan_id'
        ) d
        LEFT JOIN moved m USING (applicant_id, loan_id)
        LEFT JOIN repaid r USING (applicant_id, loan_id)
    ), lending AS (
        SELECT applicant_id, sum(lent) AS lent, sum(lent - principal) AS owed
        FROM loan GROUP BY applicant_id
    ), guarantee AS (
        -- It falls with the principal that it covers; without a loan it is nothing once released.
        SELECT g.applicant_id, sum(g.issued - g.freed) AS outstanding
        FROM (
            SELECT h.applicant_id, h.about_id,
                coalesce(sum(h.amount) FILTER (WHERE h.kind = 'credit.guarantee.issued'), 0) AS issued,
                CASE
                    WHEN max(l.lent) IS NOT NULL THEN coalesce(max(l.guaranteed), round(
                        sum(h.amount) FILTER (WHERE h.kind = 'credit.guarantee.issued')
                        * max(l.principal) / max(l.lent), 2), 0)
                    WHEN bool_or(h.kind = 'credit.guarantee.released')
                    THEN coalesce(sum(h.amount) FILTER (WHERE h.kind = 'credit.guarantee.issued'), 0)
                    ELSE 0
                END AS freed
            FROM held h
            LEFT JOIN loan l ON l.applicant_id = h.applicant_id AND l.application_id = h.about_id
            WHERE h.kind IN ('credit.guarantee.issued', 'credit.guarantee.released')
            GROUP BY h.applicant_id, h.about_id
        ) g
        GROUP BY g.applicant_id
    ), own AS (
        SELECT h.applicant_id,
            min(b.registered_on) AS business_registered_on,
            min(b.survives_after) AS due_after,
            min(b.survives_after) FILTER (WHERE b.survived_on IS NULL AND b.closed_on IS NULL) AS unverified_after,
            min(b.survived_on) AS survived_on,
            CASE WHEN bool_and(b.closed_on IS NOT NULL) THEN max(b.closed_on) END AS closed_on
        FROM held h JOIN <<businesses>> b ON b.business_id = h.business_id
        WHERE h.kind = 'followup.business.registered' GROUP BY h.applicant_id
    )
    SELECT p.applicant_id, p.area, p.baseline ->> 'area', p.baseline ->> 'sex', (p.baseline ->> 'birth_year')::int,
        p.baseline ->> 'education', p.baseline ->> 'target_group', p.baseline ->> 'employment_status',
        (p.baseline ->> 'unemployed_since')::date, p.sector, (p.acceptance ->> 'free_of_charge')::boolean,
        p.registered_on, p.accepted_on, p.declined_on, p.referred_on, p.enrolled_on, p.first_session_on,
        p.certified_on, p.loan_applied_on, p.loan_disbursed_on, o.business_registered_on, o.due_after,
        o.unverified_after, o.survived_on, o.closed_on, p.withdrawn_on,
        coalesce(p.subsidies_paid, 0), coalesce(l.lent, 0), coalesce(l.owed, 0), coalesce(g.outstanding, 0)
    FROM person p
    LEFT JOIN lending l USING (applicant_id)
    LEFT JOIN guarantee g USING (applicant_id)
    LEFT JOIN own o USING (applicant_id)
$$
