package io.pgwalstreams.e2e;

import java.util.List;
import java.util.stream.Stream;

/**
 * What the API server must not take.
 *
 * @param before a patch of examples/minimal.yaml that it takes
 * @param patch a further one that it refuses
 * @param sentence what it says then
 */
record Refusal(String before, String patch, String sentence) {

  @Override
  public String toString() {
    return patch.strip();
  }

  private static Refusal refused(String patch, String sentence) {
    return new Refusal("{}", patch, sentence);
  }

  static Stream<Refusal> all() {
    return Stream.of(names(), database(), publication(), nats(), rest()).flatMap(List::stream);
  }

  private static List<Refusal> names() {
    String name = "metadata.name: write a DNS label of at most 52 characters, without dots";
    return List.of(
        refused("metadata: {name: " + "a".repeat(53) + "}", name),
        refused("metadata: {name: a.b}", name),
        refused("spec: null", "spec: Required value"));
  }

  private static List<Refusal> database() {
    return List.of(
        refused(
            "spec: {database: {host: 'postgres://db/app'}}",
            "write the host alone, as postgres.shop.svc"),
        refused("spec: {database: {host: ''}}", "spec.database.host"),
        refused("spec: {database: {port: 0}}", "spec.database.port"),
        refused("spec: {database: {name: " + "a".repeat(64) + "}}", "spec.database.name"),
        refused("spec: {database: {credentials: null}}", "spec.database.credentials: Required"),
        refused(
            "spec: {database: {credentials: {secretRef: {name: No_Secret}}}}",
            "spec.database.credentials.secretRef.name: Invalid value: \"No_Secret\": write the name of"),
        refused("spec: {database: {tls: {mode: sometimes}}}", "spec.database.tls.mode"),
        refused(
            "spec: {database: {tls: {mode: disable, clientCertificate: {secretRef: {name: a}}}}}",
            "tls.mode 'disable' uses no certificates: remove them, or write 'verify-full'"),
        refused(
            "spec: {database: {tls: {caCertificate: {}}}}",
            "write exactly one of secretKeyRef and configMapKeyRef"));
  }

  private static List<Refusal> publication() {
    String what = "write exactly one of tables, schemas and allTables: true";
    return List.of(
        refused(
            "spec: {publication: {existing: {name: p}}}",
            "write exactly one of publication.managed and publication.existing"),
        refused(
            "spec: {publication: {managed: null}}",
            "write exactly one of publication.managed and publication.existing"),
        refused("spec: {publication: {managed: {tables: null}}}", what),
        refused("spec: {publication: {managed: {allTables: true}}}", what),
        refused("spec: {publication: {managed: {schemas: [public]}}}", what),
        refused("spec: {publication: {managed: {tables: []}}}", "spec.publication.managed.tables"),
        refused(
            "spec: {publication: {managed: {tables: [{name: a, columns: [id, id]}]}}}",
            "spec.publication.managed.tables[0].columns[1]: Duplicate value"),
        refused(
            "spec: {publication: {managed: {tables: [{name: a, where: 'true; drop table a'}]}}}",
            "write one SQL expression, without ';'"),
        refused(
            "spec: {publication: {managed: {operations: [insert, upsert]}}}",
            "Unsupported value: \"upsert\": supported values:"),
        refused(
            "spec: {slot: {managed: {name: a}, existing: {name: b}}}",
            "write one of slot.managed and slot.existing, not both"),
        refused(
            "spec: {slot: {managed: {name: My-Slot}}}",
            "write lower case letters, digits and underscores"),
        refused("spec: {slot: {maxRetainedWal: lots}}", "write a whole number of bytes"));
  }

  private static List<Refusal> nats() {
    String one = "write exactly one of userPassword, token, nkey and credsFile";
    return List.of(
        refused("spec: {nats: {servers: ['nats://me:secret@nats']}}", "write nats://HOST:PORT"),
        refused("spec: {nats: {servers: ['http://nats:4222']}}", "write nats://HOST:PORT"),
        refused("spec: {nats: {servers: []}}", "spec.nats.servers"),
        refused("spec: {nats: {servers: ['nats://a', 'nats://a']}}", "Duplicate value"),
        refused("spec: {nats: {credentials: {}}}", one),
        refused(
            "spec: {nats: {credentials: {token: {secretKeyRef: {name: a, key: b}},"
                + " nkey: {secretKeyRef: {name: a, key: b}}}}}",
            one),
        refused(
            "spec: {nats: {jetStream: {domain: a, apiPrefix: b}}}",
            "write one of domain and apiPrefix, not both"),
        refused(
            "spec: {nats: {subjectPrefix: 'db.>'}}", "write tokens with dots between them, as db"),
        refused("spec: {nats: {subjectPrefix: null}}", "spec.nats.subjectPrefix: Required value"),
        refused("spec: {nats: {stream: {name: 'a.b'}}}", "a stream's name has no spaces"),
        refused("spec: {nats: {stream: {name: 'żółw'}}}", "write ASCII letters"),
        refused("spec: {nats: {stream: {createIfMissing: {replicas: 9}}}}", "replicas"),
        refused("spec: {nats: {stream: {createIfMissing: {maxAge: soon}}}}", "as 150s or 72h"));
  }

  private static List<Refusal> rest() {
    return List.of(
        refused("spec: {delivery: {mode: Perhaps}}", "spec.delivery.mode: Unsupported value"),
        refused(
            "spec: {delivery: {confirmDelay: '5'}}",
            "write a whole number and one of ms, s, m, h and d"),
        refused("spec: {filter: {tables: {users: []}}}", "spec.filter.tables.users"),
        refused("spec: {filter: {tables: {}}}", "spec.filter.tables"),
        refused("spec: {messages: {prefixes: []}}", "spec.messages.prefixes"),
        refused("spec: {worker: {logLevel: loud}}", "spec.worker.logLevel"),
        refused(
            "spec: {worker: {podLabels: {app.kubernetes.io/name: mine}}}",
            "write other keys in worker.podLabels"),
        refused(
            "spec: {worker: {podAnnotations: {pgwalstreams.io/accepted: x}}}",
            "write other keys in worker.podAnnotations"));
  }

  /** Values that a bound resource keeps: neither changed nor added nor removed. */
  static Stream<Refusal> fixedOnceBound() {
    return Stream.of(
        fixed("{}", "spec: {database: {name: other}}", "database.name"),
        fixed("{}", "spec: {publication: {managed: {name: added}}}", "publication.managed.name"),
        fixed(
            "spec: {publication: {managed: {name: a}}}",
            "spec: {publication: {managed: {name: null}}}",
            "publication.managed.name"),
        fixed(
            "spec: {publication: {managed: null, existing: {name: a}}}",
            "spec: {publication: {existing: {name: b}}}",
            "publication.existing.name"),
        fixed(
            "{}",
            "spec: {publication: {managed: null, existing: {name: a}}}",
            "publication.managed.name"),
        fixed("{}", "spec: {slot: {managed: {name: added}}}", "slot.managed.name"),
        fixed(
            "spec: {slot: {existing: {name: a}}}",
            "spec: {slot: {existing: null, managed: {name: a}}}",
            "slot.managed.name"),
        fixed(
            "spec: {slot: {existing: {name: a}}}",
            "spec: {slot: {existing: {name: b}}}",
            "slot.existing.name"),
        fixed("{}", "spec: {nats: {stream: {name: other}}}", "nats.stream.name"),
        fixed("{}", "spec: {nats: {subjectPrefix: other}}", "nats.subjectPrefix"),
        fixed("{}", "spec: {nats: {checkpointBucket: other}}", "nats.checkpointBucket"),
        fixed("{}", "spec: {delivery: {mode: AtLeastOnce}}", "delivery.mode"));
  }

  private static Refusal fixed(String before, String patch, String field) {
    return new Refusal(
        before,
        patch,
        "spec." + field + " is fixed once bound: write the former value back, or create another");
  }
}
