-- Version 3: each new case looks for receipts that are over.
CREATE INDEX receipts_expiry ON receipts (expires_at);
