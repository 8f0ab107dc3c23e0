-- The consumer's own database: the copy, and how far it is.
CREATE TABLE articles (
  id bigint PRIMARY KEY,
  name text NOT NULL,
  price numeric(20, 2),
  body text,
  changed timestamptz NOT NULL
);

-- The position of the last event that is in the copy, for each source (PostgreSQL's system identifier).
CREATE TABLE progress (
  source text PRIMARY KEY,
  epoch bigint NOT NULL,
  lsn pg_lsn NOT NULL,
  ordinal bigint NOT NULL
);

-- Where the copy may lack changes: load it again, then delete the row.
CREATE TABLE gaps (
  id text PRIMARY KEY,
  reason text NOT NULL,
  message text NOT NULL,
  noticed timestamptz NOT NULL DEFAULT now()
);
