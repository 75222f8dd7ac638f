-- What facts add up to. Never edited: later changes are migrations.
--
-- Each measure is written once and made into two functions: NAME_of(ids) for the read model as
-- it is now, NAME_as_of(as_of, known_at) for any past day as known at any past moment (NULL: now).
-- The migration puts the one or the other in place of: <<f known>> (which facts are known and not
-- superseded), <<f happened>> (which of them had happened), <<suffix>>, <<arguments>> and <<businesses>>.

CREATE FUNCTION business_progress_<<suffix>> (<<arguments>>)
RETURNS SETOF business_progress LANGUAGE sql STABLE AS $$
    WITH held AS (
        SELECT f.kind, f.business_id, f.happened_on, f.data,
               f.data ->> 'outcome' AS outcome,
               (f.data ->> 'visited_on')::date AS visited_on,
               (f.data ->> 'sequence')::int AS sequence
        FROM fact f
        WHERE f.kind IN ('followup.business.registered', 'followup.visit.recorded')
          AND <<f.business_id known>> AND <<f happened>>
    ), registered AS (
        SELECT business_id, min(happened_on) AS registered_on,
               min((data ->> 'survives_after')::date) AS survives_after
        FROM held WHERE kind = 'followup.business.registered' GROUP BY business_id
    ), closure AS (
        SELECT DISTINCT ON (c.business_id) c.business_id, c.happened_on AS closed_on
        FROM held c
        WHERE c.outcome = 'closed' AND NOT EXISTS (
            SELECT FROM held o
            WHERE o.business_id = c.business_id AND o.outcome = 'operating' AND o.happened_on > c.happened_on)
        ORDER BY c.business_id, c.visited_on DESC, c.sequence DESC
    ), survival AS (
        SELECT v.business_id, min(v.visited_on) AS survived_on
        FROM held v JOIN registered r USING (business_id)
        WHERE v.outcome = 'operating' AND v.visited_on > r.survives_after GROUP BY v.business_id
    ), counted AS (
        SELECT DISTINCT ON (business_id) business_id, (data ->> 'workers')::int AS workers
        FROM held WHERE data ->> 'workers' IS NOT NULL
        ORDER BY business_id, visited_on DESC, outcome = 'closed' DESC, sequence DESC
    )
    SELECT r.business_id, r.registered_on, r.survives_after, s.survived_on, c.closed_on,
           CASE WHEN c.closed_on IS NULL THEN n.workers ELSE 0 END
    FROM registered r
    LEFT JOIN survival s USING (business_id)
    LEFT JOIN closure c USING (business_id)
    LEFT JOIN counted n USING (business_id)
$$
;;
CREATE FUNCTION participant_progress_<<suffix>> (<<arguments>>)
RETURNS SETOF participant_progress LANGUAGE sql STABLE AS $$
    WITH known AS (
        SELECT f.* FROM fact f WHERE <<f.applicant_id known>>
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
    ), repaid AS (
        -- What is owed follows from all that came in, for a backdated repayment changes how the others
        -- were split. Each repayment tells the balance after all recorded until then.
        SELECT applicant_id, data ->> 'loan_id' AS loan_id, (data ->> 'balance')::numeric AS balance,
            sum(amount) OVER (PARTITION BY applicant_id, data ->> 'loan_id' ORDER BY recorded_at, id) AS paid
        FROM known WHERE kind = 'credit.loan.repaid'
    ), loan AS (
        SELECT e.applicant_id, e.loan_id, e.application_id, e.lent,
            CASE WHEN e.closed THEN 0 ELSE coalesce(r.balance, e.lent - e.principal) END AS owed
        FROM (
            SELECT applicant_id, data ->> 'loan_id' AS loan_id,
                max(about_id) FILTER (WHERE kind = 'credit.loan.disbursed') AS application_id,
                coalesce(sum(amount) FILTER (WHERE kind = 'credit.loan.disbursed'), 0) AS lent,
                coalesce(sum(amount) FILTER (WHERE kind = 'credit.loan.repaid'), 0) AS paid,
                coalesce(sum((data ->> 'principal')::numeric) FILTER (WHERE kind = 'credit.loan.repaid'), 0)
                    AS principal,
                bool_or(kind = 'credit.loan.closed') AS closed
            FROM held WHERE kind IN ('credit.loan.disbursed', 'credit.loan.repaid', 'credit.loan.closed')
            GROUP BY applicant_id, data ->> 'loan_id'
        ) e
        LEFT JOIN repaid r ON r.applicant_id = e.applicant_id AND r.loan_id = e.loan_id AND r.paid = e.paid
    ), lending AS (
        SELECT applicant_id, sum(lent) AS lent, sum(greatest(owed, 0)) FILTER (WHERE lent > 0) AS owed
        FROM loan GROUP BY applicant_id
    ), guarantee AS (
        -- It falls with the principal that it covers, and is nothing once released.
        SELECT g.applicant_id, sum(CASE WHEN g.lent > 0 THEN round(g.issued * g.owed / g.lent, 2) ELSE g.issued END)
            FILTER (WHERE NOT g.released) AS outstanding
        FROM (
            SELECT h.applicant_id, h.about_id,
                coalesce(sum(h.amount) FILTER (WHERE h.kind = 'credit.guarantee.issued'), 0) AS issued,
                bool_or(h.kind = 'credit.guarantee.released') AS released,
                max(l.lent) AS lent, max(greatest(l.owed, 0)) AS owed
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
