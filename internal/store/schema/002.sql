-- Version 2: files that come in piece by piece, and purges that desks are told of.

-- The sealed bytes of files, in pieces of at most 1 MiB. A file is in sight once an entry has its name, and then
-- nothing of it expires. There is no reference to entries: most of a file is here before its entry is.
CREATE TABLE pieces (
    entry_id   TEXT   NOT NULL,
    number     BIGINT NOT NULL,                 -- rising without gaps; not from 1 where the seal was replaced
    sealed     BYTEA  NOT NULL,
    expires_at BIGINT,                          -- Unix seconds; NULL once the file is whole
    PRIMARY KEY (entry_id, number)
);
CREATE INDEX pieces_expiry ON pieces (expires_at);

-- When a desk is told: a certificate has a place in the order of entries.
ALTER TABLE certificates ADD COLUMN sequence BIGINT NOT NULL DEFAULT 0;
CREATE INDEX certificates_sequence ON certificates (sequence);

-- What no desk has yet is counted once a day, and looked for whenever one asks.
CREATE INDEX entries_unfetched ON entries (fetched, sequence);
