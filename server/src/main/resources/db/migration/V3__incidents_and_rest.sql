-- What may be a compromise. Times are milliseconds since 1970.
CREATE TABLE incidents (
    id              VARCHAR(32)  ${ascii} NOT NULL PRIMARY KEY,
    revision        BIGINT       NOT NULL,
    kind            VARCHAR(32)  NOT NULL,
    severity        VARCHAR(16)  NOT NULL,
    state           VARCHAR(16)  NOT NULL,
    provider        VARCHAR(64)  ${ascii},
    opened_at       BIGINT       NOT NULL,
    image           BYTEA        NOT NULL
);
CREATE INDEX incidents_by_time ON incidents (opened_at, id);
CREATE INDEX incidents_by_state ON incidents (state, opened_at, id);

CREATE TABLE incident_connections (
    connection      VARCHAR(200) ${ascii} NOT NULL,
    incident        VARCHAR(32)  ${ascii} NOT NULL,
    PRIMARY KEY (connection, incident)
);
CREATE INDEX incident_connections_by_incident ON incident_connections (incident);

-- Whether a token had been somebody else's before it came here: then its return tells nothing. Of
-- what is here already nobody knows it.
ALTER TABLE fingerprints ADD COLUMN imported BOOLEAN DEFAULT TRUE NOT NULL;

-- What rests is found by state as well, so that what cannot be refreshed is never in the way of what
-- can.
DROP INDEX connections_by_rest;
CREATE INDEX connections_by_rest ON connections (provider, state, token_since, id);
