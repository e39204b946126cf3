-- How far the store has come with its newest key term. Times are milliseconds since 1970.
CREATE TABLE key_rewraps (
    only_row        SMALLINT    NOT NULL PRIMARY KEY CHECK (only_row = 1),
    term            INTEGER     NOT NULL,
    begun_at        BIGINT      NOT NULL,
    proven          BOOLEAN     NOT NULL
);
