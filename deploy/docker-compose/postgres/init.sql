-- Run once, by the postgres image, when its volume is empty.
CREATE ROLE replication LOGIN REPLICATION PASSWORD 'replication';
GRANT CONNECT ON DATABASE app TO replication;

CREATE TABLE users (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    email text UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    line text NOT NULL
);

CREATE PUBLICATION shop FOR TABLE users, audit WITH (publish_via_partition_root = true);
