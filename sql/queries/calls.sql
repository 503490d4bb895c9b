-- name: lock_ledger$
-- Let one call of a task be decided on at a time, so that its limit of cost holds.
SELECT pg_advisory_xact_lock(hashtext('vidpipe_ledger'), hashtext(:task_id::text));

-- name: spent$
-- What a task has spent or may have spent: a call of unknown outcome counts with its estimate.
SELECT coalesce(sum(CASE WHEN charged = 'yes' THEN cost_usd ELSE estimated_usd END), 0)::float8
FROM provider_calls WHERE task_id = :task_id AND charged <> 'no';

-- name: begin_call$
-- Write down that a call is about to be made; nothing is written once the attempt no longer owns the task.
INSERT INTO provider_calls (task_id, attempt, stage, stage_try, trace_id, provider, operation, subject, model,
                            account, wish, request, estimated_usd, units)
SELECT :task_id, :attempt, :stage, :stage_try, :trace_id, :provider, :operation, :subject, :model,
       :account, :wish, :request, :estimated_usd, :units
FROM (SELECT FROM tasks WHERE id = :task_id AND attempt = :attempt AND status = 'running' FOR SHARE) AS owned
RETURNING id;

-- name: begin_free_call$
-- Write down a call outside of any task.
INSERT INTO provider_calls (trace_id, provider, operation, subject, model, account, wish, request, estimated_usd, units)
VALUES (:trace_id, :provider, :operation, :subject, :model, :account, :wish, :request, :estimated_usd, :units)
RETURNING id;

-- name: note_job!
-- The provider has begun a job and told its id, and perhaps what lets one go on with it and nobody may see.
UPDATE provider_calls SET job_id = :job_id, job_status = 'running', private = :private WHERE id = :id;

-- name: end_job!
-- The job at the provider is over; what let one go on with it is forgotten.
UPDATE provider_calls SET job_status = :job_status, private = NULL WHERE id = :id;

-- name: finish_call!
-- How a call went; what is known of it stays: a later call that went on with it may have told, before its own worker
-- gave it up for lost.
UPDATE provider_calls SET status = :status, http_status = :http_status, request_id = :request_id,
                          error_code = :error_code, error_message = :error_message, charged = :charged,
                          cost_usd = :cost_usd, units = coalesce(:units, units), response = :response,
                          finished_at = clock_timestamp()
WHERE id = :id AND status IN ('open', 'lost');

-- name: unused_call$
-- The last paid call for the same thing, if its answer was not heard or not put to use; not for long, nor for ever.
SELECT id FROM (
    SELECT * FROM provider_calls
    WHERE task_id = :task_id AND provider = :provider AND operation = :operation AND wish = :wish
      AND subject = :subject AND account = :account AND NOT request ? 'continues'
    ORDER BY id DESC LIMIT 1
) AS last
WHERE status IN ('open', 'lost', 'succeeded') AND job_status IS DISTINCT FROM 'failed'
  AND started_at > now() - interval '2 days'
  AND (SELECT count(*) FROM provider_calls AS later
       WHERE later.task_id = :task_id AND later.request ->> 'continues' = last.id::text) < 3;

-- name: settle_call!
-- What a call was charged in the end, such as for a job that is billed by its outcome.
UPDATE provider_calls SET charged = CASE WHEN :cost_usd > 0 THEN 'yes' ELSE 'no' END, cost_usd = :cost_usd
WHERE id = :id;

-- name: earlier_call^
-- The last call with this wish, if it began a job that has not failed, or if nobody knows whether it was received.
SELECT id, job_id, job_status, private, started_at, request FROM (
    SELECT * FROM provider_calls
    WHERE task_id = :task_id AND provider = :provider AND operation = :operation AND wish = :wish
      AND NOT request ? 'continues'
    ORDER BY id DESC LIMIT 1
) AS last
WHERE (job_id IS NOT NULL AND job_status <> 'failed')
   OR (job_id IS NULL AND (status IN ('open', 'lost') OR (status = 'failed' AND charged = 'unknown')));

-- name: list_calls
-- A task's calls in order, continuing after one.
SELECT id, task_id, attempt, stage, stage_try, trace_id, provider, operation, subject, model, status, job_id,
       job_status, request, response, http_status, request_id, error_code, error_message,
       estimated_usd::float8, cost_usd::float8, charged, started_at, finished_at
FROM provider_calls WHERE task_id = :task_id AND id > :after ORDER BY id LIMIT :limit;

-- name: cost_of_task^
-- What a task's calls were expected to cost, what they did cost, and what nobody knows.
SELECT coalesce(sum(estimated_usd), 0)::float8 AS estimated,
       coalesce(sum(cost_usd) FILTER (WHERE charged = 'yes'), 0)::float8 AS spent,
       coalesce(sum(estimated_usd) FILTER (WHERE charged = 'unknown'), 0)::float8 AS uncertain,
       count(*) AS calls
FROM provider_calls WHERE task_id = :task_id;

-- name: cost_of_stage$
-- What the calls of a stage were charged in an attempt.
SELECT coalesce(sum(cost_usd) FILTER (WHERE charged = 'yes'), 0)::float8
FROM provider_calls WHERE task_id = :task_id AND attempt = :attempt AND stage = :stage;

-- name: units_since$
-- What an account has used of a quota since a moment.
SELECT coalesce(sum(units), 0)::float8 FROM provider_calls
WHERE provider = :provider AND account = :account AND operation = ANY(:operations) AND charged <> 'no'
  AND started_at >= :since;

-- name: lock_slots$
-- Let one caller at a time look for a place at a provider.
SELECT pg_advisory_xact_lock(hashtext('vidpipe_slots'), hashtext(:provider || :account));

-- name: sweep_slots!
-- Forget places that no longer count.
DELETE FROM provider_slots
WHERE (given_at IS NOT NULL OR expires_at < now()) AND taken_at < now() - interval '1 minute';

-- name: slots_taken^
-- How many places are taken, how many calls began within the last minute, and when the first of those leaves it.
SELECT count(*) FILTER (WHERE given_at IS NULL AND expires_at > now()) AS taken,
       count(*) FILTER (WHERE taken_at > now() - interval '1 minute') AS recent,
       extract(epoch FROM min(taken_at) FILTER (WHERE taken_at > now() - interval '1 minute')
               + interval '1 minute' - now())::float8 AS until_next
FROM provider_slots WHERE provider = :provider AND account = :account;

-- name: take_slot$
-- Take a place at a provider, for so long at most.
INSERT INTO provider_slots (provider, account, task_id, attempt, expires_at)
VALUES (:provider, :account, :task_id, :attempt, now() + make_interval(secs => :seconds))
RETURNING id;

-- name: give_slot!
-- Give a place back.
UPDATE provider_slots SET given_at = now() WHERE id = :id;

-- name: set_waits!
-- What a try of a stage waits for before it goes on.
UPDATE stage_attempts SET waits = :waits WHERE id = :id;
