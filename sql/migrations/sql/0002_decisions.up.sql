-- What people decided about a task's scenes, its presenter and its retries. Rows are only ever added.
CREATE TABLE task_decisions (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    task_id    uuid        NOT NULL REFERENCES tasks ON DELETE CASCADE,
    action     text        NOT NULL,
    -- Null for what concerns the presenter or the whole task.
    scene      integer     CHECK (scene >= 1),
    data       jsonb       NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(data) = 'object'),
    decided_by text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK (CASE WHEN scene IS NULL
                THEN action IN ('portrait', 'without', 'restore', 'retry')
                ELSE action IN ('edit', 'redo', 'replace', 'placeholder', 'drop', 'restore') END)
);
CREATE INDEX task_decisions_of_task ON task_decisions (task_id, id);

-- The stages that the current attempt holds; null: the whole line.
ALTER TABLE tasks ADD COLUMN selection text[];

-- A stale output is still there to be looked at, but its stage has to run again before the task is done.
ALTER TABLE stage_outputs ADD COLUMN is_stale boolean NOT NULL DEFAULT false;
