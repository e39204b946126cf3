-- What each receiver of notices has been told of an incident.
CREATE TABLE notice_marks (
    receiver        VARCHAR(64)  ${ascii} NOT NULL,
    incident        VARCHAR(32)  ${ascii} NOT NULL,
    severity        VARCHAR(16)  NOT NULL,
    state           VARCHAR(16)  NOT NULL,
    PRIMARY KEY (receiver, incident)
);
CREATE INDEX notice_marks_by_state ON notice_marks (receiver, state);
