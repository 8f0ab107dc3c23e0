-- How postgres-14.hex and postgres-18.hex were made: psql -v out=FILE -f capture.sql
\set ON_ERROR_STOP 1
drop database if exists gold;
create database gold;
\c gold
create type mood as enum ('sad', 'ok');
create domain positive as int check (value > 0);
create table "Ünïcode.t able" (id int primary key, "ö.x" text);
create table users (id int primary key, email text, age positive, m mood, ms mood[], bio text);
alter table users alter bio set storage external;
create table full_t (id int, note text, big text);
alter table full_t replica identity full;
alter table full_t alter big set storage external;
create table nothing_t (id int);
alter table nothing_t replica identity nothing;
create table idx_t (id int not null, v text);
create unique index idx_i on idx_t (id);
alter table idx_t replica identity using index idx_i;
create publication p for all tables;
select pg_create_logical_replication_slot('gold', 'pgoutput');
select pg_replication_origin_create('elsewhere');
insert into users values (1, 'a@b.c', 3, 'ok', '{sad,ok}', repeat('x', 5000));
update users set email = null where id = 1;
update users set id = 2 where id = 1;
delete from users where id = 2;
begin; insert into full_t values (1, 'n', repeat('y', 5000)); update full_t set note = 'm'; delete from full_t; commit;
insert into nothing_t values (-1);
begin; insert into idx_t values (1, 'a'); update idx_t set v = 'b'; update idx_t set id = 2; delete from idx_t; commit;
insert into "Ünïcode.t able" values (1, 'żółw');
begin; truncate users, full_t restart identity cascade; select pg_logical_emit_message(true, 'outbox.orders', '{"a":1}'); rollback;
begin; truncate users, full_t restart identity; truncate idx_t cascade; select pg_logical_emit_message(true, 'outbox.orders', '{"a":1}'); commit;
select pg_logical_emit_message(false, 'audit', '\x00ff'::bytea);
begin; insert into users values (3); savepoint s; insert into users values (4); rollback to s; alter table users add extra numeric default 1.50; insert into users values (5); commit;
select pg_replication_origin_session_setup('elsewhere');
begin; select pg_replication_origin_xact_setup('0/ABCD', '2026-01-02 03:04:05+00'); insert into nothing_t values (7); commit;
select pg_replication_origin_session_reset();
begin; insert into users values (9); drop table nothing_t; commit;
\o
\pset tuples_only on
\pset format unaligned
\o :out
select encode(data, 'hex') from pg_logical_slot_get_binary_changes('gold', null, null, 'proto_version', '1', 'publication_names', 'p', 'messages', 'true');
\o
select pg_drop_replication_slot('gold');
select pg_replication_origin_drop('elsewhere');
