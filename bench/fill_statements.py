"""The statements of `bench.fill`: what each writes into a database that holds reference data and the rows of `bench.fill`, in order.

Officers, sessions, enrolments and certificates follow from their numbers, so that the same numbers give the same country.
Steps through the officers are prime numbers, so that neighbours in one table are none in the next.
"""

ACCOUNTS = """
    INSERT INTO accounts_user (password, is_superuser, service_number, full_name, language, theme, is_active, is_staff, date_joined)
    SELECT '!', false, '01' || lpad(n::text, 8, '0'), 'Officer ' || n, 'bn', 'light', true, false, now()
    FROM generate_series(1, %(accounts)s) n
"""
TRAINERS = """
    WITH made AS (
        INSERT INTO accounts_user (password, is_superuser, email, full_name, language, theme, is_active, is_staff, date_joined)
        SELECT '!', false, 'trainer' || n || '@example.org', 'Trainer ' || n, 'en', 'light', true, false, now()
        FROM generate_series(2, %(trainers)s) n RETURNING id
    )
    INSERT INTO programmes_teammember (programme_id, user_id, role, since) SELECT %(big)s, id, 'trainer', now() FROM made
"""
# The officers of the big programme have the ids from 1 to %(officers)s, those of the small one follow.
OFFICERS = """
    INSERT INTO participants_officer (id, force_id, service_number, name_en, name_bn, honours, sex, rank_id, unit_id,
        district_id, designation, mobile, email, joined_on, user_id, programme_id, created_at, updated_at)
    SELECT n, %(force)s, '01' || lpad(n::text, 8, '0'), w.name_en, w.name_bn, '', w.sex,
        r.ids[1 + n * 31 %% array_length(r.ids, 1)], u.ids[1 + n * 37 %% array_length(u.ids, 1)],
        d.ids[1 + n * 41 %% array_length(d.ids, 1)], '',
        '+8801' || (3 + n %% 7) || lpad((n::bigint * 9973 %% 100000000)::text, 8, '0'), '',
        DATE '2000-01-01' + (n %% 8000)::int, a.id, CASE WHEN n > %(officers)s THEN %(small)s ELSE %(big)s END, now(), now()
    FROM generate_series(1, %(officers)s + %(officers_of_small)s) n
    JOIN bench_name w ON w.id = n::bigint * 7919 %% %(names)s
    LEFT JOIN accounts_user a ON a.service_number = '01' || lpad(n::text, 8, '0')
    CROSS JOIN (SELECT array_agg(id ORDER BY id) ids FROM participants_rank) r
    CROSS JOIN (SELECT array_agg(id ORDER BY id) ids FROM participants_unit WHERE kind = 'district') u
    CROSS JOIN (SELECT array_agg(id ORDER BY id) ids FROM programmes_place WHERE kind = 'district') d
"""
POSTINGS = """
    INSERT INTO participants_posting (officer_id, rank_id, unit_id, since, has_left)
    SELECT id, rank_id, unit_id, DATE '2022-01-01', false FROM participants_officer
"""
# Those of the names and of the mobile are as the product makes them; the others only fall on officers as its own do.
KEYS = """
    INSERT INTO participants_officerkey (key, officer_id)
    SELECT k.key, n FROM generate_series(1, %(officers)s + %(officers_of_small)s) n
        JOIN bench_name_key k ON k.name_id = n::bigint * 7919 %% %(names)s
    UNION SELECT %(mobiles)s + reverse(right(mobile, 10))::bigint, id FROM participants_officer
    UNION SELECT hashtextextended(kind || CASE kind
            WHEN 'number, last' THEN right(service_number, 5) WHEN 'number, sorted' THEN (id %% 20000)::text
            WHEN 'words, unit' THEN split_part(name_en, ' ', 1) || unit_id ELSE name_en || unit_id END, 0), id
        FROM participants_officer CROSS JOIN unnest(ARRAY['number, last', 'number, sorted', 'words, unit', 'name, unit']) kind
    ORDER BY 1, 2
"""
SESSIONS = """
    INSERT INTO trainings_trainingsession (id, code, phase_id, course_id, title_en, title_bn, place_id, venue_en, venue_bn,
        starts_on, ends_on, capacity, state, state_reason, nominations_to, women_share, closed_at, closed_by_id)
    SELECT %(first)s + n, %(prefix)s || lpad(n::text, 5, '0'), p.ids[1 + n %% array_length(p.ids, 1)],
        c.ids[1 + n %% array_length(c.ids, 1)], 'Session ' || n, 'সেশন ' || n, d.ids[1 + n * 7 %% array_length(d.ids, 1)],
        'Police Lines', 'পুলিশ লাইন্স', day, day + 2, GREATEST(30, %(seats)s),
        CASE WHEN day + 2 < CURRENT_DATE - 14 THEN 'closed' WHEN day + 2 < CURRENT_DATE THEN 'held'
            WHEN day <= CURRENT_DATE THEN 'running' WHEN n %% 3 = 0 THEN 'draft' ELSE 'scheduled' END,
        '', '', 0, CASE WHEN day + 2 < CURRENT_DATE - 14 THEN day + 5 END, NULL
    FROM generate_series(1, %(sessions)s) n
    CROSS JOIN LATERAL (SELECT CURRENT_DATE - 1000 + (n::bigint * 1040 / %(sessions)s)::int AS day) when_held
    CROSS JOIN (SELECT array_agg(id ORDER BY id) ids FROM programmes_phase WHERE programme_id = %(programme)s) p
    CROSS JOIN (SELECT array_agg(id ORDER BY id) ids FROM trainings_course WHERE programme_id = %(programme)s) c
    CROSS JOIN (SELECT array_agg(id ORDER BY id) ids FROM programmes_place WHERE kind = 'district') d
"""
DAYS = """
    INSERT INTO trainings_sessionday (session_id, number, date, has_morning, has_afternoon)
    SELECT id, n, starts_on + n - 1, true, true FROM trainings_trainingsession CROSS JOIN generate_series(1, 3) n
"""
SESSION_TRAINERS = """
    INSERT INTO trainings_sessiontrainer (session_id, user_id, role)
    SELECT s.id, t.ids[1 + (s.id + n) %% array_length(t.ids, 1)], CASE WHEN n = 0 THEN 'lead' ELSE 'co_trainer' END
    FROM trainings_trainingsession s JOIN programmes_phase p ON p.id = s.phase_id AND p.programme_id = %(big)s
    CROSS JOIN generate_series(0, 1) n
    CROSS JOIN (SELECT array_agg(user_id ORDER BY user_id) ids FROM programmes_teammember WHERE role = 'trainer') t
"""
# %(first_officer)s: the id before the first one of the programme; %(step)s is a prime that does not divide %(among)s.
ENROLMENTS = """
    INSERT INTO trainings_enrolment (session_id, officer_id, rank_id, unit_id, state, state_reason, was_confirmed,
        half_days_attended, half_days_held, is_override, is_shared, created_at)
    SELECT s.id, o.id, o.rank_id, o.unit_id,
        CASE WHEN n %% 20 = 7 THEN 'withdrawn' WHEN s.state NOT IN ('closed', 'held') THEN 'confirmed'
            WHEN n %% 10 = 3 THEN 'not_completed' ELSE 'completed' END,
        '', true, CASE WHEN s.state = 'closed' THEN CASE WHEN n %% 10 = 3 THEN 3 ELSE 6 END END,
        CASE WHEN s.state = 'closed' THEN 6 END, false, false, s.starts_on - 10
    FROM generate_series(0, %(enrolments)s - 1) n
    JOIN trainings_trainingsession s ON s.id = %(first)s + 1 + n::bigint * %(sessions)s / %(enrolments)s
    JOIN participants_officer o ON o.id = %(first_officer)s + 1 + n::bigint * %(step)s %% %(among)s
"""
MARKS = """
    INSERT INTO trainings_attendancemark (enrolment_id, day_id, half, mark, source, marked_by_id, marked_at, is_blanket)
    SELECT e.id, d.id, half, CASE e.id %% 9 WHEN 0 THEN 'absent' WHEN 1 THEN 'late' ELSE 'present' END, 'grid', %(by)s, now(), false
    FROM trainings_trainingsession s JOIN trainings_sessionday d ON d.session_id = s.id AND d.date < CURRENT_DATE
    JOIN trainings_enrolment e ON e.session_id = s.id AND e.state <> 'withdrawn'
    CROSS JOIN unnest(ARRAY['morning', 'afternoon']) half
    WHERE s.state IN ('held', 'running')
"""
BATCHES = """
    INSERT INTO certificates_certificatebatch (public_id, session_id, design_id, requested_by_id, created_at)
    SELECT gen_random_uuid(), s.id, %(design)s, %(by)s, s.closed_at + interval '1 day'
    FROM trainings_trainingsession s JOIN programmes_phase p ON p.id = s.phase_id AND p.programme_id = %(programme)s
    WHERE s.state = 'closed'
"""
# Who completed first has one; the sessions closed last wait for theirs.
CERTIFICATES = """
    INSERT INTO certificates_certificate (enrolment_id, batch_id, design_id, serial, code, facts, state, reason, reason_bn,
        state_changed_at, pdf, sha256, size, issued_at, issued_by_id)
    SELECT e.id, b.id, %(design)s, printed.serial, printed.code,
        %(facts)s::jsonb || jsonb_build_object('serial', printed.serial, 'code', printed.code,
            'verify_url', 'http://testserver/verify/' || printed.code || '/', 'name_en', o.name_en, 'name_bn', o.name_bn,
            'rank_en', r.name_en, 'rank_bn', r.name_bn,
            'dates_en', to_char(s.starts_on, 'FMDD FMMonth YYYY'), 'place_en', s.venue_en, 'place_bn', s.venue_bn),
        CASE WHEN e.n %% 100 = 9 THEN 'revoked' ELSE 'issued' END,
        CASE WHEN e.n %% 100 = 9 THEN 'Given by mistake.' ELSE '' END, '',
        CASE WHEN e.n %% 100 = 9 THEN s.closed_at + interval '30 days' END,
        'certificates/' || left(md5(printed.code), 2) || '/' || md5(printed.code) || '.pdf',
        encode(sha256(printed.code::bytea), 'hex'), 150000,
        s.closed_at + interval '1 day' + e.n %% 3600 * interval '1 second', %(by)s
    FROM (
        SELECT e.*, row_number() OVER (ORDER BY e.id) n FROM trainings_enrolment e
        JOIN trainings_trainingsession s ON s.id = e.session_id AND s.state = 'closed'
        JOIN programmes_phase p ON p.id = s.phase_id AND p.programme_id = %(programme)s
        WHERE e.state = 'completed' LIMIT %(certificates)s
    ) e
    JOIN trainings_trainingsession s ON s.id = e.session_id
    JOIN certificates_certificatebatch b ON b.session_id = s.id
    JOIN participants_officer o ON o.id = e.officer_id
    JOIN participants_rank r ON r.id = e.rank_id
    CROSS JOIN LATERAL (
        SELECT %(code)s || to_char(s.closed_at, '-YYYY-') || lpad(e.n::text, 6, '0') AS serial,
            translate(upper(left(md5(%(code)s || e.n), 26)), 'ILOU', '1100') AS code
    ) printed
"""
HAND_OVERS = """
    INSERT INTO certificates_handover (ceremony_id, enrolment_id, place, seat, state)
    SELECT %(ceremony)s, e.id, row_number() OVER (ORDER BY e.id), '', 'pending'
    FROM trainings_enrolment e JOIN certificates_certificate c ON c.enrolment_id = e.id AND c.state = 'issued'
    JOIN certificates_ceremonysession cs ON cs.session_id = e.session_id AND cs.ceremony_id = %(ceremony)s
"""
PAIRS = """
    INSERT INTO participants_duplicatepair (officer_low_id, officer_high_id, score, evidence, found_at)
    SELECT n * 2 - 1, n * 2, 0.9, '[]', now() FROM generate_series(1, %(pairs)s) n
"""
# Without hashes that fit: the trail of an invented country is not checked.
AUDIT = """
    INSERT INTO accounts_auditentry (at, actor_id, verb, target_type, target_id, details, request_id, previous_hash, hash,
        sequence, form, programme_id, seal)
    SELECT now() - (%(audit)s - n) * interval '90 seconds', %(by)s,
        (ARRAY['officer.changed', 'enrolment.added', 'certificate.issued', 'attendance.marked'])[1 + n %% 4],
        (ARRAY['participants.officer', 'trainings.enrolment', 'certificates.certificate', 'trainings.trainingsession'])[1 + n %% 4],
        (1 + n %% %(officers)s)::text, '{}', '', encode(sha256(('a' || n)::bytea), 'hex'),
        encode(sha256(('a' || (n + 1))::bytea), 'hex'), n, 2, CASE WHEN n %% 1000 = 3 THEN %(small)s ELSE %(big)s END, ''
    FROM generate_series(1, %(audit)s) n
"""
