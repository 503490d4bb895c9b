-- Where the presenter stands is a decision too.
ALTER TABLE task_decisions DROP CONSTRAINT task_decisions_check;
ALTER TABLE task_decisions ADD CONSTRAINT task_decisions_check
    CHECK (CASE WHEN scene IS NULL
                THEN action IN ('portrait', 'place', 'without', 'restore', 'thumbnail', 'retry')
                ELSE action IN ('edit', 'redo', 'replace', 'placeholder', 'drop', 'restore') END);
