-- What the desk keeps in its folder. Sealed bytes, hashes, pins and cursors; nothing here can be read without an
-- office identity but what stands in clear on the server too. Days are YYYY-MM-DD.

CREATE TABLE marks (          -- cursor, pins (JSON), the server's recipients (JSON), when was last synced and audited
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE cases (
    number           TEXT    NOT NULL PRIMARY KEY,
    recipient        TEXT    NOT NULL,            -- pinned: the case's own, as the server named it first
    recipient_now    TEXT    NOT NULL,            -- as the server named it last
    issued_by_office BOOLEAN NOT NULL,
    person_key       TEXT    NOT NULL DEFAULT '', -- pinned: the person's first signing key
    told             TEXT    NOT NULL DEFAULT ''  -- state and purge days as last told to the server (JSON)
);

CREATE TABLE entries (
    id           TEXT    NOT NULL PRIMARY KEY,
    case_number  TEXT    NOT NULL,
    number       INTEGER NOT NULL,
    received_on  TEXT    NOT NULL,
    side         TEXT    NOT NULL,
    sequence     INTEGER NOT NULL,
    since        INTEGER NOT NULL,                -- the sequence that it came with first
    apart        BOOLEAN NOT NULL,
    file         BOOLEAN NOT NULL,                -- its sealed bytes are a file in files/
    size         INTEGER NOT NULL,                -- of those bytes
    sealed       BLOB,                            -- NULL for files, and once purged
    sealed_facts BLOB,
    hash         BLOB,                            -- pinned: SHA-256 of sealed, or of the file
    facts_hash   BLOB,                            -- pinned: SHA-256 of sealed_facts
    sealed_to    TEXT    NOT NULL DEFAULT '',     -- the list it was re-sealed to, by its hash
    missing      BOOLEAN NOT NULL DEFAULT FALSE,  -- the server no longer has it
    gone         BOOLEAN NOT NULL DEFAULT FALSE   -- and somebody accepted that
);
CREATE INDEX entries_case ON entries (case_number, number);

CREATE TABLE offers (         -- what the server sent in the place of an entry that is here; nothing changes before somebody accepts it
    id     TEXT NOT NULL PRIMARY KEY,
    kind   TEXT NOT NULL,
    record TEXT NOT NULL      -- JSON, with the sealed bytes
);

CREATE TABLE certificates (
    case_number TEXT NOT NULL,
    rule        TEXT NOT NULL,
    day         TEXT NOT NULL,
    disputed    BOOLEAN NOT NULL DEFAULT FALSE, -- the server purged it, and it is kept here
    PRIMARY KEY (case_number, rule)
);

CREATE TABLE outbox (
    place  INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    id     TEXT    NOT NULL UNIQUE,
    held   TEXT    NOT NULL,                      -- empty, or why it is not sent
    letter TEXT    NOT NULL                       -- JSON, with the sealed bytes
);

CREATE TABLE reseals (        -- a new seal that was made and maybe sent, so that it is known again when the answer is lost
    id         TEXT NOT NULL PRIMARY KEY,
    hash       BLOB,
    facts_hash BLOB,
    sealed_to  TEXT NOT NULL,
    sealed     BLOB,
    facts      BLOB
);
