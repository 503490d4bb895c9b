DROP TABLE stage_outputs, stage_attempts, task_attempts, task_logs, tasks;
DROP FUNCTION tasks_derive(), tasks_wake();
DROP DOMAIN moment;
