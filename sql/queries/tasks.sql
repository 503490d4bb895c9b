-- name: insert_task^
-- Create a task; nothing is returned when its dedupe key is taken.
INSERT INTO tasks (type, priority, payload, trace_id, dedupe_key, owner_id, max_retries, scheduled_at)
VALUES (:type, :priority, :payload, :trace_id, :dedupe_key, :owner_id, :max_retries, :scheduled_at)
ON CONFLICT (dedupe_key) WHERE dedupe_key IS NOT NULL DO NOTHING
RETURNING *;

-- name: get_task^
-- One task by its id.
SELECT * FROM tasks WHERE id = :id;

-- name: get_task_by_dedupe_key^
-- The task that holds a dedupe key.
SELECT * FROM tasks WHERE dedupe_key = :dedupe_key;

-- name: lock_task^
-- One task by its id, held until the transaction ends.
SELECT *, lease_until > now() AS is_leased FROM tasks WHERE id = :id FOR UPDATE;

-- name: own_task$
-- Hold a task for its attempt until the transaction ends; null once the attempt no longer owns it. Whoever changes a
-- task and its stages holds the task first: in any other order, the end of an attempt and its worker could deadlock.
SELECT true FROM tasks WHERE id = :id AND attempt = :attempt AND status = 'running' FOR NO KEY UPDATE;

-- name: list_tasks
-- Newest first, narrowed by whatever is not null; before_* continue after the last row of a page.
SELECT * FROM tasks
WHERE (:type::text IS NULL OR type = :type)
  AND (:status::text IS NULL OR status = :status)
  AND (:owner_id::text IS NULL OR owner_id = :owner_id)
  AND (:trace_id::text IS NULL OR trace_id = :trace_id)
  AND (:before_created_at::timestamptz IS NULL
       OR (created_at, id) < (:before_created_at::timestamptz, :before_id::uuid))
ORDER BY created_at DESC, id DESC
LIMIT :limit;

-- name: count_by_status
-- How many tasks stand in each status.
SELECT status, count(*) AS count FROM tasks GROUP BY status;

-- name: count_busy$
-- Tasks that are running, or claimed and about to run.
SELECT count(*) FROM tasks
WHERE status = 'running' OR (status = 'pending' AND lease_until > now());

-- name: has_pending$
-- Whether at least so many tasks wait; looks at no more rows than that.
SELECT count(*) >= :most FROM (SELECT 1 FROM tasks WHERE status = 'pending' LIMIT :most) AS waiting;

-- name: lock_claims$
-- Let one dispatcher claim at a time, so that the limit holds; released when the transaction ends.
SELECT pg_advisory_xact_lock(hashtext('vidpipe_claims'));

-- name: claim_next^
-- Take the first due task that nobody has claimed: its next attempt begins.
UPDATE tasks SET attempt = attempt + 1, run_id = NULL, worker_name = NULL,
                 lease_until = now() + make_interval(secs => :lease_seconds)
WHERE id = (
    SELECT id FROM tasks
    WHERE status = 'pending'
      AND (scheduled_at IS NULL OR scheduled_at <= now())
      AND (lease_until IS NULL OR lease_until <= now())
    ORDER BY sort_at, id
    LIMIT 1
    FOR UPDATE SKIP LOCKED
)
RETURNING *;

-- name: seconds_until_due$
-- How long until the next pending task may be claimed; null when there is none.
SELECT extract(epoch FROM min(greatest(scheduled_at, lease_until)) - now())::float8
FROM tasks
WHERE status = 'pending' AND greatest(scheduled_at, lease_until) > now();

-- name: set_run_id!
-- Note the run that a claimed attempt was launched as.
UPDATE tasks SET run_id = :run_id WHERE id = :id AND attempt = :attempt AND status IN ('pending', 'running');

-- name: release_claim!
-- Give a claimed task back: its launch failed.
UPDATE tasks SET lease_until = NULL, run_id = NULL, scheduled_at = now() + make_interval(secs => :wait_seconds)
WHERE id = :id AND attempt = :attempt AND status = 'pending';

-- name: start_task^
-- A run takes the task up.
UPDATE tasks SET status = 'running', attempt = :attempt, run_id = :run_id, worker_name = :worker_name,
                 started_at = coalesce(started_at, now()), completed_at = NULL,
                 error = NULL, error_info = NULL, progress = :progress, selection = :selection,
                 lease_until = now() + make_interval(secs => :lease_seconds)
WHERE id = :id
RETURNING *;

-- name: renew_lease!
-- The worker of this attempt is alive. Another of its stages may be silent for longer: its lease is not cut short.
UPDATE tasks SET lease_until = greatest(lease_until, now() + make_interval(secs => :lease_seconds))
WHERE id = :id AND attempt = :attempt AND status = 'running';

-- name: keep_lease!
-- The worker of this attempt will be silent for a while: it waits before the next try of a stage.
UPDATE tasks SET lease_until = greatest(lease_until, now() + make_interval(secs => :seconds))
WHERE id = :id AND attempt = :attempt AND status = 'running';

-- name: raise_progress!
-- Progress only ever grows within an attempt.
UPDATE tasks SET progress = :progress
WHERE id = :id AND attempt = :attempt AND status = 'running' AND progress < :progress;

-- name: complete_task^
-- The attempt has made the video.
UPDATE tasks SET status = 'succeeded', result = :result, progress = 100, completed_at = now(), lease_until = NULL,
                 error = NULL, error_info = NULL
WHERE id = :id AND attempt = :attempt AND status = 'running'
RETURNING *;

-- name: note_error!
-- Show what failed while the rest of the run still winds down.
UPDATE tasks SET error = :error, error_info = :error_info
WHERE id = :id AND attempt = :attempt AND status = 'running' AND error_info IS NULL;

-- name: fail_task^
-- The attempt has failed for good. A task that was opened again keeps its attempt, but has no run any more.
UPDATE tasks SET status = 'failed', error = :error, error_info = :error_info, completed_at = now(), lease_until = NULL
WHERE id = :id AND attempt = :attempt AND run_id IS NOT DISTINCT FROM :run_id AND status IN ('pending', 'running')
RETURNING *;

-- name: retry_task^
-- The attempt has failed, and the task goes back to the queue for another.
UPDATE tasks SET status = 'pending', error = :error, error_info = :error_info, retry_count = retry_count + 1,
                 lease_until = NULL, run_id = NULL, worker_name = NULL,
                 scheduled_at = now() + make_interval(secs => :wait_seconds)
WHERE id = :id AND attempt = :attempt AND run_id IS NOT DISTINCT FROM :run_id AND status IN ('pending', 'running')
RETURNING *;

-- name: give_back_task!
-- The worker must stop; the task waits for another, in its old place.
UPDATE tasks SET status = 'pending', lease_until = NULL, run_id = NULL, worker_name = NULL,
                 error = NULL, error_info = NULL
WHERE id = :id AND attempt = :attempt AND status = 'running';

-- name: cancel_attempt^
-- The run of this attempt was stopped by a person.
UPDATE tasks SET status = 'canceled', completed_at = now(), lease_until = NULL
WHERE id = :id AND attempt = :attempt AND run_id IS NOT DISTINCT FROM :run_id AND status IN ('pending', 'running')
RETURNING *;

-- name: cancel_task^
-- A person no longer wants it. What its worker still writes misses, as the task no longer runs.
UPDATE tasks SET status = 'canceled', completed_at = now(), lease_until = NULL
WHERE id = :id AND status IN ('pending', 'running')
RETURNING *;

-- name: list_running
-- Running tasks, with whether their worker has missed its lease.
SELECT *, lease_until <= now() AS is_lost FROM tasks WHERE status = 'running' ORDER BY started_at;

-- name: ping$
-- Whether the database answers.
SELECT 1;

-- name: set_patience#
-- No statement of this connection may wait for ever.
SET statement_timeout = '30s';
SET lock_timeout = '20s';
