-- What is needed to go on with a job and may be shown to nobody, such as the address of an upload: who has it can
-- write there. No query but earlier_call reads it, and it goes when the job is over.
ALTER TABLE provider_calls ADD COLUMN private text;
