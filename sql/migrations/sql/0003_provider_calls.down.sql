ALTER TABLE stage_attempts DROP COLUMN waits;
DROP TABLE provider_slots;
DROP TABLE provider_calls;
