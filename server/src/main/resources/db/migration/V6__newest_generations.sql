-- Which generation of a connection is the newest is asked before each refresh, and must not cost more
-- with more of them.
DROP INDEX fingerprints_by_connection;
CREATE INDEX fingerprints_by_connection ON fingerprints (connection, generation);
