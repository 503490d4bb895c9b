-- name: insert_log!
-- Add a line to a task's log.
INSERT INTO task_logs (task_id, level, message, data) VALUES (:task_id, :level, :message, :data);

-- name: list_logs
-- A task's log in order, continuing after a line.
SELECT * FROM task_logs
WHERE task_id = :task_id AND id > :after AND (:level::text IS NULL OR level = :level)
ORDER BY id
LIMIT :limit;

-- name: last_logs
-- The end of a task's log, in order.
SELECT * FROM (
    SELECT * FROM task_logs WHERE task_id = :task_id ORDER BY id DESC LIMIT :limit
) AS last ORDER BY id;

-- name: open_attempt!
-- A run of the task begins.
INSERT INTO task_attempts (task_id, attempt, run_id, worker_name)
VALUES (:task_id, :attempt, :run_id, :worker_name)
ON CONFLICT (task_id, attempt) DO UPDATE SET run_id = excluded.run_id, worker_name = excluded.worker_name;

-- name: close_attempt!
-- A run of the task has ended; of the provider calls it left open, nobody knows the outcome, and their places are free.
WITH lost AS (
    UPDATE provider_calls SET status = 'lost', finished_at = clock_timestamp()
    WHERE task_id = :task_id AND attempt = :attempt AND status = 'open'
), freed AS (
    UPDATE provider_slots SET given_at = now()
    WHERE task_id = :task_id AND attempt = :attempt AND given_at IS NULL
)
UPDATE task_attempts SET outcome = :outcome, error_info = :error_info, finished_at = clock_timestamp()
WHERE task_id = :task_id AND attempt = :attempt AND finished_at IS NULL;

-- name: open_stage^
-- A try of a stage begins; the attempt owns the task.
INSERT INTO stage_attempts (task_id, attempt, stage, try_number)
SELECT :task_id, :attempt, :stage,
       coalesce((SELECT max(try_number) FROM stage_attempts
                 WHERE task_id = :task_id AND attempt = :attempt AND stage = :stage), 0) + 1
RETURNING id, try_number;

-- name: set_stage_progress!
-- The stage has done this share of its work.
UPDATE stage_attempts SET progress = :progress WHERE id = :id AND status = 'running' AND progress < :progress;

-- name: close_stage!
-- A try of a stage has ended.
UPDATE stage_attempts SET status = :status, error_info = :error_info, metrics = :metrics,
                          progress = CASE WHEN :status = 'succeeded' THEN 1 ELSE progress END,
                          finished_at = clock_timestamp()
WHERE id = :id AND finished_at IS NULL;

-- name: close_open_stages!
-- The attempt is over: whatever was still open ended with it.
UPDATE stage_attempts SET status = :status, finished_at = clock_timestamp()
WHERE task_id = :task_id AND attempt = :attempt AND finished_at IS NULL;

-- name: list_stage_times
-- When stages of some tasks were at work.
SELECT task_id, started_at, finished_at FROM stage_attempts WHERE task_id = ANY(:task_ids) ORDER BY started_at;

-- name: list_stages
-- Every try of every stage of a task, in order.
SELECT * FROM stage_attempts WHERE task_id = :task_id ORDER BY id;

-- name: current_stages
-- How far each stage has come, those that the attempt need not run counting as done.
SELECT stage, max(progress)::float8 AS progress FROM (
    SELECT stage, progress FROM stage_attempts WHERE task_id = :task_id AND attempt = :attempt
    UNION ALL
    SELECT stage, 1 FROM stage_outputs WHERE task_id = :task_id AND NOT is_stale
) AS known GROUP BY stage;

-- name: put_output!
-- Note what a stage hands on; the attempt owns the task.
INSERT INTO stage_outputs (task_id, stage, attempt, manifest)
VALUES (:task_id, :stage, :attempt, :manifest)
ON CONFLICT (task_id, stage) DO UPDATE
SET attempt = excluded.attempt, manifest = excluded.manifest, is_stale = false, created_at = clock_timestamp();

-- name: get_output$
-- What a stage of a task handed on last.
SELECT manifest FROM stage_outputs WHERE task_id = :task_id AND stage = :stage;

-- name: drop_outputs!
-- What these stages handed on no longer fits what went before.
DELETE FROM stage_outputs WHERE task_id = :task_id AND stage = ANY(:stages);

-- name: list_outputs
-- What the stages of a task handed on.
SELECT stage, attempt, manifest FROM stage_outputs WHERE task_id = :task_id;
