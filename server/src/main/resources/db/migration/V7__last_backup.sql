-- When the last whole backup was begun: milliseconds since 1970.
-- It may be there: H2 keeps a table that a killed start made before it was noted as made.
CREATE TABLE IF NOT EXISTS last_backup (
    only_row        SMALLINT    NOT NULL PRIMARY KEY CHECK (only_row = 1),
    taken_at        BIGINT      NOT NULL
);
