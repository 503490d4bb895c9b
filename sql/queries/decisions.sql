-- name: insert_decision^
-- Note what a person decided.
INSERT INTO task_decisions (task_id, action, scene, data, decided_by)
VALUES (:task_id, :action, :scene, :data, :decided_by)
RETURNING *, true AS is_pending;

-- name: list_decisions
-- What people decided about a task, oldest first, and whether an attempt has begun since.
SELECT *, NOT EXISTS (SELECT FROM task_attempts
                      WHERE task_attempts.task_id = task_decisions.task_id
                        AND started_at > task_decisions.created_at) AS is_pending
FROM task_decisions WHERE task_id = :task_id ORDER BY id;

-- name: mark_stale!
-- What these stages handed on has to be made again; it stays to be looked at until then.
UPDATE stage_outputs SET is_stale = true WHERE task_id = :task_id AND stage = ANY(:stages) AND NOT is_stale;

-- name: fresh_stages
-- The stages of a task that have handed on what still holds.
SELECT stage FROM stage_outputs WHERE task_id = :task_id AND NOT is_stale;

-- name: set_selection!
-- Note the stages that the current attempt shall hold; null: the whole line.
UPDATE tasks SET selection = :selection WHERE id = :id;

-- name: reopen_task^
-- A person wants another attempt: the task goes to its old place in the queue.
UPDATE tasks SET status = 'pending', completed_at = NULL, scheduled_at = NULL, lease_until = NULL, run_id = NULL,
                 worker_name = NULL, error = NULL, error_info = NULL, retry_count = 0,
                 progress = :progress, selection = :selection
WHERE id = :id
RETURNING *;
