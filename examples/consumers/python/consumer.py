"""Keeps a copy of the table public.articles: every change once and in order, whatever is killed."""

import asyncio
import json
import os
import re

import nats
import psycopg
from nats.errors import TimeoutError
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

NATS_URL = os.environ.get("NATS_URL", "nats://localhost:4222")
DATABASE_URL = os.environ.get("DATABASE_URL", "postgresql://localhost/copy")
STREAM = os.environ.get("STREAM", "db")
PREFIX = os.environ.get("PREFIX", "db")
NAME = os.environ.get("CONSUMER", "articles")

# Where an event stands: Pgws-Position, and the epoch in Pgws-Chain.
POSITION = re.compile(
    r"(?P<source>\d+)\.\d+/(?P<lsn>[0-9A-F]+/[0-9A-F]+)/(?P<ordinal>\d+) \d+ [0-9a-f]+ (?P<epoch>\d+) .*"
)

# Changes one row when the event is new, and none when it was handled before.
ADVANCE = """
    INSERT INTO progress AS p VALUES (%(source)s, %(epoch)s, %(lsn)s, %(ordinal)s)
    ON CONFLICT (source) DO UPDATE SET epoch = excluded.epoch, lsn = excluded.lsn, ordinal = excluded.ordinal
    WHERE (p.epoch, p.lsn, p.ordinal) < (excluded.epoch, excluded.lsn, excluded.ordinal)"""

# Behind a gap positions may begin again further back.
MOVE = """
    INSERT INTO progress AS p VALUES (%(source)s, %(epoch)s, %(lsn)s, %(ordinal)s)
    ON CONFLICT (source) DO UPDATE SET epoch = excluded.epoch, lsn = excluded.lsn, ordinal = excluded.ordinal"""

GAP = "INSERT INTO gaps (id, reason, message) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"

# PostgreSQL takes the values out of the JSON itself: no digit is lost on the way.
# A row may be there already when the copy was loaded after the event.
PUT = """
    INSERT INTO articles
    SELECT r.* FROM (SELECT %(event)s::jsonb -> 'data' AS data) event
    LEFT JOIN articles a ON a.id = (data ->> 'id')::bigint
    CROSS JOIN jsonb_populate_record(a, data) r
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, price = excluded.price,
      body = excluded.body, changed = excluded.changed"""

# A column that is not in data (it stands in unchanged) keeps its value.
# dataOld has the key that the row had, if that changed.
UPDATE = """
    UPDATE articles a SET (id, name, price, body, changed) =
      (SELECT r.* FROM jsonb_populate_record(a, %(event)s::jsonb -> 'data') r)
    WHERE id = coalesce(%(event)s::jsonb #>> '{dataOld,id}', %(event)s::jsonb #>> '{data,id}')::bigint
      AND NOT EXISTS (
        SELECT FROM articles b WHERE b.id = (%(event)s::jsonb #>> '{data,id}')::bigint AND b.id <> a.id)"""

FORGET = "DELETE FROM articles WHERE id = (%(event)s::jsonb #>> '{dataOld,id}')::bigint"

DELETE = "DELETE FROM articles WHERE id = (%(event)s::jsonb #>> '{data,id}')::bigint"


async def apply(db, position, body):
    """Brings one event into the copy, unless it is there; in one transaction with its position."""
    event = json.loads(body)
    async with db.transaction():
        if event["action"] == "GAP":
            gap = (event["id"], event["reason"], event["message"])
            if (await db.execute(GAP, gap)).rowcount == 1:
                await db.execute(MOVE, position)
                print(f"gap {event['id']}: {event['message']}. Load the copy again.", flush=True)
            return
        if (await db.execute(ADVANCE, position)).rowcount == 0:
            print(f"{position} was handled before", flush=True)
            return
        values = {"event": body}
        match event["action"]:
            case "INSERT":
                await db.execute(PUT, values)
            case "UPDATE":
                if (await db.execute(UPDATE, values)).rowcount == 0:
                    await db.execute(FORGET, values)
                    await db.execute(PUT, values)
            case "DELETE":
                await db.execute(DELETE, values)
            case "TRUNCATE":
                await db.execute("TRUNCATE articles")
            case action:
                raise ValueError(f"no way to handle {action}")


async def main():
    db = await psycopg.AsyncConnection.connect(DATABASE_URL, autocommit=True)
    nc = await nats.connect(NATS_URL)
    js = nc.jetstream()
    config = ConsumerConfig(
        durable_name=NAME,
        filter_subjects=[f"{PREFIX}.public.articles.*", f"{PREFIX}.gap"],
        deliver_policy=DeliverPolicy.ALL,
        ack_policy=AckPolicy.EXPLICIT,
        max_ack_pending=1,  # the next event comes when this one is done: that keeps the order
        ack_wait=5,
    )
    await js.add_consumer(STREAM, config)
    events = await js.pull_subscribe_bind(consumer=NAME, stream=STREAM)
    print(f"reading {STREAM} as {NAME}", flush=True)
    while True:
        try:
            [message] = await events.fetch(1, timeout=30)
        except TimeoutError:
            continue
        header = f"{message.headers['Pgws-Position']} {message.headers['Pgws-Chain']}"
        position = POSITION.fullmatch(header).groupdict()
        await apply(db, position, message.data.decode())
        await message.ack_sync(timeout=5)


# Whatever fails ends the program. Started again, it goes on where the copy is.
asyncio.run(main())
