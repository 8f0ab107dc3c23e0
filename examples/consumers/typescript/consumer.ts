// Keeps a copy of the table public.articles: every change once and in order, whatever is killed.
import { AckPolicy, DeliverPolicy, jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect, type MsgHdrs, nanos } from "@nats-io/transport-node";
import postgres from "postgres";

const {
  NATS_URL = "nats://localhost:4222",
  DATABASE_URL = "postgresql://localhost/copy",
  STREAM = "db",
  PREFIX = "db",
  CONSUMER = "articles",
} = process.env;

type Row = Record<string, unknown>;
type Change = { id: string; schema: string; table: string; commitTime: string };
type Event =
  | (Change & { action: "INSERT" | "DELETE"; data: Row })
  | (Change & { action: "UPDATE"; data: Row; dataOld?: Row; unchanged?: string[] })
  | (Change & { action: "TRUNCATE" })
  | { id: string; action: "GAP"; reason: string; message: string };

type Position = { source: string; epoch: string; lsn: string; ordinal: string };

/** Where an event stands; positions of one source rise. Behind one of an epoch those of earlier ones are void. */
function positionOf(headers?: MsgHdrs): Position {
  const header = `${headers?.get("Pgws-Position")} ${headers?.get("Pgws-Chain")}`;
  const form = /^(?<source>\d+)\.\d+\/(?<lsn>[0-9A-F]+\/[0-9A-F]+)\/(?<ordinal>\d+) \d+ [0-9a-f]+ (?<epoch>\d+) /;
  const groups = form.exec(header)?.groups;
  if (!groups) throw new Error(`not an event: Pgws-Position and Pgws-Chain are '${header}'`);
  return groups as Position;
}

const db = postgres(DATABASE_URL, { max: 1 });

/** Brings one event into the copy, unless it is there; in one transaction with its position. */
function apply(at: Position, body: string) {
  // For action and id only: JSON.parse rounds numbers, so the values go to PostgreSQL as text.
  const event: Event = JSON.parse(body);
  return db.begin(async (tx) => {
    const json = tx`${body}::text::jsonb`;
    const here = tx`(${at.source}, ${at.epoch}::bigint, ${at.lsn}::pg_lsn, ${at.ordinal}::bigint)`;

    if (event.action === "GAP") {
      const gap = await tx`INSERT INTO gaps ${tx(event, "id", "reason", "message")} ON CONFLICT DO NOTHING`;
      if (gap.count === 1) {
        // Behind a gap positions may begin again further back.
        await tx`
          INSERT INTO progress VALUES ${here}
          ON CONFLICT (source) DO UPDATE SET epoch = excluded.epoch, lsn = excluded.lsn, ordinal = excluded.ordinal`;
        console.log(`gap ${event.id}: ${event.message}. Load the copy again.`);
      }
      return;
    }

    // Changes one row when the event is new, and none when it was handled before.
    const fresh = await tx`
      INSERT INTO progress AS p VALUES ${here}
      ON CONFLICT (source) DO UPDATE SET epoch = excluded.epoch, lsn = excluded.lsn, ordinal = excluded.ordinal
      WHERE (p.epoch, p.lsn, p.ordinal) < (excluded.epoch, excluded.lsn, excluded.ordinal)`;
    if (fresh.count === 0) {
      console.log(`${at.lsn}/${at.ordinal} was handled before`);
      return;
    }

    // PostgreSQL takes the values out of the JSON itself: no digit is lost on the way.
    // A row may be there already when the copy was loaded after the event.
    const put = () => tx`
      INSERT INTO articles
      SELECT r.* FROM (SELECT ${json} -> 'data' AS data) event
      LEFT JOIN articles a ON a.id = (data ->> 'id')::bigint
      CROSS JOIN jsonb_populate_record(a, data) r
      ON CONFLICT (id) DO UPDATE SET name = excluded.name, price = excluded.price,
        body = excluded.body, changed = excluded.changed`;

    switch (event.action) {
      case "INSERT":
        return put();
      case "UPDATE": {
        // A column that is not in data (it stands in unchanged) keeps its value.
        // dataOld has the key that the row had, if that changed.
        const updated = await tx`
          UPDATE articles a SET (id, name, price, body, changed) =
            (SELECT r.* FROM jsonb_populate_record(a, ${json} -> 'data') r)
          WHERE id = coalesce(${json} #>> '{dataOld,id}', ${json} #>> '{data,id}')::bigint
            AND NOT EXISTS (
              SELECT FROM articles b WHERE b.id = (${json} #>> '{data,id}')::bigint AND b.id <> a.id)`;
        if (updated.count === 1) return;
        await tx`DELETE FROM articles WHERE id = (${json} #>> '{dataOld,id}')::bigint`;
        return put();
      }
      case "DELETE":
        return tx`DELETE FROM articles WHERE id = (${json} #>> '{data,id}')::bigint`;
      case "TRUNCATE":
        return tx`TRUNCATE articles`;
      default:
        throw new Error(`no way to handle ${(event satisfies never as { action: string }).action}`);
    }
  });
}

// Whatever fails ends the program. Started again, it goes on where the copy is.
const nc = await connect({ servers: NATS_URL });
const manager = await jetstreamManager(nc, { checkAPI: false }); // the check would need $JS.API.INFO
await manager.consumers.add(STREAM, {
  durable_name: CONSUMER,
  filter_subjects: [`${PREFIX}.public.articles.*`, `${PREFIX}.gap`],
  deliver_policy: DeliverPolicy.All,
  ack_policy: AckPolicy.Explicit,
  max_ack_pending: 1, // the next event comes when this one is done: that keeps the order
  ack_wait: nanos(5_000),
});
const consumer = await jetstream(nc).consumers.get(STREAM, CONSUMER);
console.log(`reading ${STREAM} as ${CONSUMER}`);
for await (const message of await consumer.consume()) {
  await apply(positionOf(message.headers), message.string());
  if (!(await message.ackAck())) throw new Error("the acknowledgement was not taken");
}
