-- A moment within the reach of every calendar that reads it: infinity and 4713 BC have no place here.
CREATE DOMAIN moment AS timestamptz CHECK (VALUE BETWEEN '2000-01-01' AND '2200-01-01');

-- The task table: one row for each request. Programs may insert rows themselves; the only column they
-- must give is payload. Everything else has a default, and the trigger below keeps the derived columns right.
CREATE TABLE tasks (
    id           uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    type         text        NOT NULL DEFAULT 'video_generation',
    status       text        NOT NULL DEFAULT 'pending'
                 CHECK (status IN ('pending', 'running', 'succeeded', 'failed', 'canceled')),
    priority     integer     NOT NULL DEFAULT 0 CHECK (priority BETWEEN -1000 AND 1000),
    payload      jsonb       NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(payload) = 'object'),
    result       jsonb       CHECK (jsonb_typeof(result) = 'object'),
    error        text,
    error_info   jsonb       CHECK (jsonb_typeof(error_info) = 'object'),
    progress     smallint    NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
    trace_id     text        NOT NULL DEFAULT replace(gen_random_uuid()::text, '-', '')
                 CHECK (trace_id ~ '^[0-9a-f]{32}$'),
    dedupe_key   text        CHECK (length(dedupe_key) BETWEEN 1 AND 255),
    owner_id     text        CHECK (length(owner_id) BETWEEN 1 AND 255),
    worker_name  text,
    retry_count  integer     NOT NULL DEFAULT 0 CHECK (retry_count >= 0),
    max_retries  integer     NOT NULL DEFAULT 0 CHECK (max_retries BETWEEN 0 AND 100),
    scheduled_at moment,
    created_at   moment      NOT NULL DEFAULT now(),
    started_at   moment,
    completed_at moment,
    -- Counts the runs of this task. Every write of a worker names its attempt, so a lost one changes nothing.
    attempt      integer     NOT NULL DEFAULT 0,
    run_id       text,
    -- While pending: claimed until then. While running: its worker is believed alive until then.
    lease_until  moment,
    -- Claim order. A larger priority counts as an earlier arrival, so nothing starves.
    sort_at      timestamptz NOT NULL,
    CHECK ((status IN ('succeeded', 'failed', 'canceled')) = (completed_at IS NOT NULL))
) WITH (fillfactor = 80);

CREATE UNIQUE INDEX tasks_dedupe_key ON tasks (dedupe_key) WHERE dedupe_key IS NOT NULL;
CREATE INDEX tasks_claim   ON tasks (sort_at, id)          WHERE status = 'pending';
CREATE INDEX tasks_running ON tasks (lease_until)          WHERE status = 'running';
CREATE INDEX tasks_newest  ON tasks (created_at DESC, id DESC);
CREATE INDEX tasks_trace   ON tasks (trace_id);
CREATE INDEX tasks_owner   ON tasks (owner_id, created_at DESC) WHERE owner_id IS NOT NULL;

-- Keeps sort_at right and accepts a trace id written as a UUID.
-- One step of priority counts as one minute of waiting: the starvation bound is (priority gap) minutes.
CREATE FUNCTION tasks_derive() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.trace_id := lower(replace(NEW.trace_id, '-', ''));
    NEW.sort_at := coalesce(NEW.scheduled_at, NEW.created_at) - NEW.priority * interval '1 minute';
    RETURN NEW;
END $$;

CREATE TRIGGER tasks_derive BEFORE INSERT OR UPDATE OF priority, created_at, scheduled_at, trace_id ON tasks
    FOR EACH ROW EXECUTE FUNCTION tasks_derive();

-- Wakes the dispatcher when there is something to start or a place has become free.
CREATE FUNCTION tasks_wake() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('vidpipe_tasks', NEW.id::text);
    RETURN NULL;
END $$;

CREATE TRIGGER tasks_wake_insert AFTER INSERT ON tasks
    FOR EACH ROW EXECUTE FUNCTION tasks_wake();
CREATE TRIGGER tasks_wake_update AFTER UPDATE OF status ON tasks
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION tasks_wake();

-- What happened to a task, for people.
CREATE TABLE task_logs (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    task_id    uuid        NOT NULL REFERENCES tasks ON DELETE CASCADE,
    level      text        NOT NULL CHECK (level IN ('debug', 'info', 'warning', 'error')),
    message    text        NOT NULL,
    data       jsonb,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX task_logs_of_task ON task_logs (task_id, id);

-- One row for each run of a task.
CREATE TABLE task_attempts (
    task_id     uuid        NOT NULL REFERENCES tasks ON DELETE CASCADE,
    attempt     integer     NOT NULL,
    run_id      text,
    worker_name text,
    outcome     text        CHECK (outcome IN ('succeeded', 'failed', 'canceled')),
    error_info  jsonb,
    started_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at timestamptz,
    PRIMARY KEY (task_id, attempt)
);

-- One row for each try of each stage.
CREATE TABLE stage_attempts (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    task_id     uuid        NOT NULL REFERENCES tasks ON DELETE CASCADE,
    attempt     integer     NOT NULL,
    stage       text        NOT NULL,
    try_number  integer     NOT NULL,
    status      text        NOT NULL DEFAULT 'running'
                CHECK (status IN ('running', 'succeeded', 'failed', 'retrying', 'canceled')),
    progress    real        NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 1),
    error_info  jsonb,
    metrics     jsonb       NOT NULL DEFAULT '{}',
    started_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at timestamptz,
    UNIQUE (task_id, attempt, stage, try_number)
);

-- What each stage of a task handed on last.
CREATE TABLE stage_outputs (
    task_id    uuid        NOT NULL REFERENCES tasks ON DELETE CASCADE,
    stage      text        NOT NULL,
    attempt    integer     NOT NULL,
    manifest   jsonb       NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (task_id, stage)
);
