-- When the last whole backup was begun: milliseconds since 1970.
CREATE TABLE last_backup (
    only_row        SMALLINT    NOT NULL PRIMARY KEY CHECK (only_row = 1),
    taken_at        BIGINT      NOT NULL
);
