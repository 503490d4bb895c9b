-- Every call to a provider: the intent is written before it is sent, the outcome after it.
CREATE TABLE provider_calls (
    id            bigint        GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Null for calls outside of tasks, such as a test of a key.
    task_id       uuid          REFERENCES tasks ON DELETE CASCADE,
    attempt       integer       NOT NULL DEFAULT 0,
    stage         text          NOT NULL DEFAULT '',
    stage_try     integer       NOT NULL DEFAULT 0,
    trace_id      text          NOT NULL,
    provider      text          NOT NULL,
    operation     text          NOT NULL,
    subject       text          NOT NULL DEFAULT '',
    model         text          NOT NULL DEFAULT '',
    account       text          NOT NULL DEFAULT '',
    wish          text          NOT NULL,
    status        text          NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'succeeded', 'failed', 'lost')),
    -- A job the call created at the provider, and how that went.
    job_id        text,
    job_status    text          CHECK (job_status IN ('running', 'succeeded', 'failed')),
    request       jsonb         NOT NULL DEFAULT '{}',
    response      jsonb         NOT NULL DEFAULT '{}',
    http_status   integer,
    request_id    text          NOT NULL DEFAULT '',
    error_code    text,
    error_message text,
    estimated_usd numeric(12,6) NOT NULL DEFAULT 0,
    cost_usd      numeric(12,6) NOT NULL DEFAULT 0,
    units         double precision NOT NULL DEFAULT 0,
    -- Unknown until the provider has answered: a call that was lost may have been paid.
    charged       text          NOT NULL DEFAULT 'unknown' CHECK (charged IN ('yes', 'no', 'unknown')),
    started_at    timestamptz   NOT NULL DEFAULT clock_timestamp(),
    finished_at   timestamptz
);
CREATE INDEX provider_calls_of_task ON provider_calls (task_id, id);
CREATE INDEX provider_calls_by_time ON provider_calls (provider, started_at);

-- Places at a provider that are taken now, for limits that hold across processes.
CREATE TABLE provider_slots (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    provider   text        NOT NULL,
    account    text        NOT NULL,
    -- Whose attempt holds it: when that ends, its places are free.
    task_id    uuid,
    attempt    integer,
    taken_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- A holder that died gives its place back by then.
    expires_at timestamptz NOT NULL,
    -- Given-back places stay for a minute: they count for the limit per minute.
    given_at   timestamptz
);
CREATE INDEX provider_slots_of_account ON provider_slots (provider, account, taken_at);

-- Pauses before the next try: of the whole stage, or of its parts.
ALTER TABLE stage_attempts ADD COLUMN waits jsonb NOT NULL DEFAULT '[]';
