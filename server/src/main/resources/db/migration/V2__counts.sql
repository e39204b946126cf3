-- What is asked again and again must not cost more with more connections: how many there are of a
-- kind is kept with every change instead of counted, and the longest rest is the first of an index.

-- By the connections' own states; holds are few, and are counted on top. Several rows carry one
-- number, so that changes of different connections seldom wait for each other.
CREATE TABLE connection_counts (
    provider        VARCHAR(64)  ${ascii} NOT NULL,
    state           VARCHAR(32)  NOT NULL,
    shard           SMALLINT     NOT NULL,
    many            BIGINT       NOT NULL,
    PRIMARY KEY (provider, state, shard)
);
INSERT INTO connection_counts (provider, state, shard, many)
    SELECT provider, state, 0, COUNT(*) FROM connections GROUP BY provider, state;

CREATE INDEX connections_by_rest ON connections (provider, token_since);

CREATE INDEX holds_by_state ON holds (state, connection);
DROP INDEX holds_by_confirmation;
CREATE INDEX holds_by_confirmation ON holds (unconfirmed, since, connection);
