// Keeps a copy of the table public.articles: every change once and in order, whatever is killed.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"regexp"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Changes one row when the event is new, and none when it was handled before.
const advance = `
	INSERT INTO progress AS p VALUES ($1, $2, $3, $4)
	ON CONFLICT (source) DO UPDATE SET epoch = excluded.epoch, lsn = excluded.lsn, ordinal = excluded.ordinal
	WHERE (p.epoch, p.lsn, p.ordinal) < (excluded.epoch, excluded.lsn, excluded.ordinal)`

// Behind a gap positions may begin again further back.
const move = `
	INSERT INTO progress AS p VALUES ($1, $2, $3, $4)
	ON CONFLICT (source) DO UPDATE SET epoch = excluded.epoch, lsn = excluded.lsn, ordinal = excluded.ordinal`

const gap = `INSERT INTO gaps (id, reason, message) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`

// PostgreSQL takes the values out of the JSON itself: no digit is lost on the way.
// A row may be there already when the copy was loaded after the event.
const put = `
	INSERT INTO articles
	SELECT r.* FROM (SELECT $1::jsonb -> 'data' AS data) event
	LEFT JOIN articles a ON a.id = (data ->> 'id')::bigint
	CROSS JOIN jsonb_populate_record(a, data) r
	ON CONFLICT (id) DO UPDATE SET name = excluded.name, price = excluded.price,
	  body = excluded.body, changed = excluded.changed`

// A column that is not in data (it stands in unchanged) keeps its value.
// dataOld has the key that the row had, if that changed.
const update = `
	UPDATE articles a SET (id, name, price, body, changed) =
	  (SELECT r.* FROM jsonb_populate_record(a, $1::jsonb -> 'data') r)
	WHERE id = coalesce($1::jsonb #>> '{dataOld,id}', $1::jsonb #>> '{data,id}')::bigint
	  AND NOT EXISTS (
	    SELECT FROM articles b WHERE b.id = ($1::jsonb #>> '{data,id}')::bigint AND b.id <> a.id)`

const forget = `DELETE FROM articles WHERE id = ($1::jsonb #>> '{dataOld,id}')::bigint`

const remove = `DELETE FROM articles WHERE id = ($1::jsonb #>> '{data,id}')::bigint`

// Pgws-Position, and the epoch in Pgws-Chain.
var positionForm = regexp.MustCompile(`^(\d+)\.\d+/([0-9A-F]+/[0-9A-F]+)/(\d+) \d+ [0-9a-f]+ (\d+) `)

// position is where an event stands; positions of one source rise. Behind one of an epoch those of earlier ones are void.
type position struct{ source, epoch, lsn, ordinal string }

func positionOf(msg jetstream.Msg) (position, error) {
	header := msg.Headers().Get("Pgws-Position") + " " + msg.Headers().Get("Pgws-Chain")
	p := positionForm.FindStringSubmatch(header)
	if p == nil {
		return position{}, fmt.Errorf("not an event: Pgws-Position and Pgws-Chain are %q", header)
	}
	return position{source: p[1], epoch: p[4], lsn: p[2], ordinal: p[3]}, nil
}

// apply brings one event into the copy, unless it is there; in one transaction with its position.
func apply(ctx context.Context, db *pgx.Conn, at position, body []byte) error {
	var event struct{ Action, ID, Reason, Message string }
	if err := json.Unmarshal(body, &event); err != nil {
		return err
	}
	return pgx.BeginFunc(ctx, db, func(tx pgx.Tx) error {
		// How many rows a statement changed.
		run := func(sql string, values ...any) (int64, error) {
			tag, err := tx.Exec(ctx, sql, values...)
			return tag.RowsAffected(), err
		}
		if event.Action == "GAP" {
			fresh, err := run(gap, event.ID, event.Reason, event.Message)
			if err != nil || fresh == 0 {
				return err
			}
			log.Printf("gap %s: %s. Load the copy again.", event.ID, event.Message)
			_, err = run(move, at.source, at.epoch, at.lsn, at.ordinal)
			return err
		}
		fresh, err := run(advance, at.source, at.epoch, at.lsn, at.ordinal)
		if err != nil {
			return err
		}
		if fresh == 0 {
			log.Printf("%v was handled before", at)
			return nil
		}
		switch event.Action {
		case "INSERT":
			_, err = run(put, body)
		case "UPDATE":
			var known int64
			if known, err = run(update, body); err == nil && known == 0 {
				if _, err = run(forget, body); err == nil {
					_, err = run(put, body)
				}
			}
		case "DELETE":
			_, err = run(remove, body)
		case "TRUNCATE":
			_, err = run(`TRUNCATE articles`)
		default:
			err = fmt.Errorf("no way to handle %s", event.Action)
		}
		return err
	})
}

func follow(ctx context.Context) error {
	db, err := pgx.Connect(ctx, env("DATABASE_URL", "postgresql://localhost/copy"))
	if err != nil {
		return err
	}
	nc, err := nats.Connect(env("NATS_URL", nats.DefaultURL))
	if err != nil {
		return err
	}
	js, err := jetstream.New(nc)
	if err != nil {
		return err
	}
	stream, prefix, name := env("STREAM", "db"), env("PREFIX", "db"), env("CONSUMER", "articles")
	consumer, err := js.CreateOrUpdateConsumer(ctx, stream, jetstream.ConsumerConfig{
		Durable:        name,
		FilterSubjects: []string{prefix + ".public.articles.*", prefix + ".gap"},
		DeliverPolicy:  jetstream.DeliverAllPolicy,
		AckPolicy:      jetstream.AckExplicitPolicy,
		MaxAckPending:  1, // the next event comes when this one is done: that keeps the order
		AckWait:        5 * time.Second,
	})
	if err != nil {
		return err
	}
	messages, err := consumer.Messages()
	if err != nil {
		return err
	}
	log.Printf("reading %s as %s", stream, name)
	for {
		msg, err := messages.Next()
		if err != nil {
			return err
		}
		at, err := positionOf(msg)
		if err != nil {
			return err
		}
		if err := apply(ctx, db, at, msg.Data()); err != nil {
			return err
		}
		if err := doubleAck(ctx, msg); err != nil {
			return err
		}
	}
}

// doubleAck waits until the server has taken the acknowledgement.
func doubleAck(ctx context.Context, msg jetstream.Msg) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	return msg.DoubleAck(ctx)
}

func env(name, otherwise string) string {
	if value, found := os.LookupEnv(name); found {
		return value
	}
	return otherwise
}

// Whatever fails ends the program. Started again, it goes on where the copy is.
func main() {
	log.Fatal(follow(context.Background()))
}
