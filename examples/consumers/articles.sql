-- The table of the application, which is to be copied.
CREATE TABLE articles (
  id bigint PRIMARY KEY,
  name text NOT NULL,
  price numeric(20, 2),
  body text, -- long: PostgreSQL does not send it again as long as it does not change
  changed timestamptz NOT NULL
);
