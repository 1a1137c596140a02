-- The whole schema of version 1, for SQLite and PostgreSQL alike. BYTEA is a name that SQLite takes for any
-- column. Days are YYYY-MM-DD. Whatever is not BYTEA here, whoever copies the database can read; so each
-- column that stands here in clear is one that docs/security.md accounts for, and a test lists them.

-- The sequence last given out. It rises under the lock of every change.
CREATE TABLE last_sequence (
    one   BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    value BIGINT NOT NULL
);
INSERT INTO last_sequence (one, value) VALUES (1, 0);

CREATE TABLE cases (
    number         TEXT    NOT NULL PRIMARY KEY,
    received_on    TEXT    NOT NULL CHECK (length(received_on) = 10),
    recipient      TEXT    NOT NULL,            -- the case's own age recipient, public
    is_open        BOOLEAN NOT NULL,
    closed_on      TEXT    CHECK (length(closed_on) = 10),
    text_purge_on  TEXT    CHECK (length(text_purge_on) = 10),
    facts_purge_on TEXT    CHECK (length(facts_purge_on) = 10),
    hold           BOOLEAN NOT NULL
);

-- A case has one code; two while the person has not yet used the new one for a code that the office issued.
CREATE TABLE codes (
    lookup           BYTEA   NOT NULL PRIMARY KEY,  -- derived from the code, tells nothing of it
    case_number      TEXT    NOT NULL REFERENCES cases (number) ON DELETE CASCADE,
    wrapped_identity BYTEA   NOT NULL,              -- the case's identity, which the code alone unwraps
    issued_by_office BOOLEAN NOT NULL
);
CREATE INDEX codes_case ON codes (case_number);

CREATE TABLE entries (
    id           TEXT    NOT NULL PRIMARY KEY,
    case_number  TEXT    NOT NULL REFERENCES cases (number) ON DELETE CASCADE,
    number       BIGINT  NOT NULL CHECK (number > 0),
    received_on  TEXT    NOT NULL CHECK (length(received_on) = 10),
    side         TEXT    NOT NULL CHECK (side IN ('person', 'office')),
    sequence     BIGINT  NOT NULL UNIQUE,
    fetched      BOOLEAN NOT NULL,
    apart        BOOLEAN NOT NULL,              -- suspected spam
    sealed       BYTEA,                         -- text or a file; NULL once purged, or where there is none
    sealed_facts BYTEA,                         -- with a purge day of its own
    UNIQUE (case_number, number)
);

-- What makes a confirm repeatable for 24 hours, useless without K, which is stored nowhere.
CREATE TABLE receipts (
    k_hash      BYTEA  NOT NULL PRIMARY KEY,    -- SHA-256(K)
    r           BYTEA  NOT NULL,
    case_number TEXT   NOT NULL REFERENCES cases (number) ON DELETE CASCADE,
    body_mac    BYTEA  NOT NULL,                -- HMAC(K, body)
    secret_id   TEXT   NOT NULL,                -- the line of the secret file that derived the code
    expires_at  BIGINT NOT NULL                 -- Unix seconds
);
CREATE INDEX receipts_case ON receipts (case_number);

-- Front-line channels given as the answer; of these nothing else is stored.
CREATE TABLE channel_answers (
    topic   TEXT   NOT NULL,
    month   TEXT   NOT NULL CHECK (length(month) = 7),
    answers BIGINT NOT NULL,
    PRIMARY KEY (topic, month)
);

-- A notice that waits to be sent: how many new entries there are, for one mail address or one webhook.
CREATE TABLE outbox (
    id      TEXT    NOT NULL PRIMARY KEY,       -- its Message-ID, the same on a retry
    target  TEXT    NOT NULL,
    day     TEXT    NOT NULL CHECK (length(day) = 10),
    waiting BIGINT  NOT NULL,
    sent    BOOLEAN NOT NULL,
    UNIQUE (target, day)
);

-- What stays of a purged case.
CREATE TABLE certificates (
    case_number TEXT NOT NULL,
    rule        TEXT NOT NULL,
    day         TEXT NOT NULL CHECK (length(day) = 10),
    PRIMARY KEY (case_number, rule)
);

-- The one sealed entry that the health check writes again and again.
CREATE TABLE health (
    one    BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    sealed BYTEA  NOT NULL
);
