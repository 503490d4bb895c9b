ALTER TABLE provider_calls DROP COLUMN private;
