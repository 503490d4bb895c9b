ALTER TABLE stage_outputs DROP COLUMN is_stale;
ALTER TABLE tasks DROP COLUMN selection;
DROP TABLE task_decisions;
