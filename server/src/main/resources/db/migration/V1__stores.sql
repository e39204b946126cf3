-- The index beside the rotation journal. Rows are kept as images; the columns beside an image are
-- what rows are found by. Times are milliseconds since 1970. Runs on H2 and PostgreSQL.

CREATE TABLE store_mark (
    only_row        SMALLINT    NOT NULL PRIMARY KEY CHECK (only_row = 1),
    store_id        VARCHAR(36) NOT NULL,
    applied_through BIGINT      NOT NULL,
    distrusted_at   BIGINT
);

CREATE TABLE providers (
    name            VARCHAR(64) ${ascii} NOT NULL PRIMARY KEY,
    revision        BIGINT NOT NULL,
    idle_ttl        BIGINT,
    image           BYTEA  NOT NULL
);

-- state and reason are the connection's own; a standing hold wins over them.
-- token_since is when the refresh token was last used, while there is one.
CREATE TABLE connections (
    id              VARCHAR(200) ${ascii} NOT NULL PRIMARY KEY,
    provider        VARCHAR(64)  ${ascii} NOT NULL,
    state           VARCHAR(32)  NOT NULL,
    reason          VARCHAR(32),
    generation      BIGINT       NOT NULL,
    revision        BIGINT       NOT NULL,
    issuer          VARCHAR,
    client_id       VARCHAR,
    subject         VARCHAR,
    token_since     BIGINT,
    image           BYTEA        NOT NULL
);
CREATE INDEX connections_by_provider ON connections (provider, id);
CREATE INDEX connections_by_grant ON connections (subject, client_id, issuer);

CREATE TABLE connection_labels (
    connection      VARCHAR(200) ${ascii} NOT NULL,
    label           VARCHAR NOT NULL,
    setting         VARCHAR NOT NULL,
    PRIMARY KEY (connection, label)
);
CREATE INDEX connection_labels_by_setting ON connection_labels (label, setting, connection);

-- One row for each refresh token that was ever adopted.
CREATE TABLE fingerprints (
    fingerprint     BYTEA        NOT NULL PRIMARY KEY,
    connection      VARCHAR(200) ${ascii} NOT NULL,
    generation      BIGINT       NOT NULL
);
CREATE INDEX fingerprints_by_connection ON fingerprints (connection);

CREATE TABLE tombstones (
    connection      VARCHAR(200) ${ascii} NOT NULL PRIMARY KEY,
    generation      BIGINT NOT NULL,
    revision        BIGINT NOT NULL,
    deleted_at      BIGINT NOT NULL
);
CREATE INDEX tombstones_by_time ON tombstones (deleted_at);

-- state and reason are null where the hold has been lifted.
CREATE TABLE holds (
    connection      VARCHAR(200) ${ascii} NOT NULL PRIMARY KEY,
    epoch           BIGINT  NOT NULL,
    since           BIGINT  NOT NULL,
    state           VARCHAR(32),
    reason          VARCHAR(32),
    unconfirmed     BOOLEAN NOT NULL,
    image           BYTEA   NOT NULL,
    mac             BYTEA   NOT NULL
);
CREATE INDEX holds_by_confirmation ON holds (unconfirmed, since);

CREATE TABLE pending_authorizations (
    state_hash      VARCHAR(64) NOT NULL PRIMARY KEY,
    ticket_hash     VARCHAR(64),
    phase           VARCHAR(16) NOT NULL,
    expires_at      BIGINT      NOT NULL,
    image           BYTEA       NOT NULL
);
CREATE UNIQUE INDEX pending_authorizations_by_ticket ON pending_authorizations (ticket_hash);
CREATE INDEX pending_authorizations_by_expiry ON pending_authorizations (expires_at);
