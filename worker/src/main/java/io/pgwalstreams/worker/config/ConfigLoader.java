package io.pgwalstreams.worker.config;

import io.pgwalstreams.api.Digests;
import io.pgwalstreams.api.document.DocumentReader;
import io.pgwalstreams.api.document.Documents;
import io.pgwalstreams.postgres.DatabaseEndpoints;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the worker's files. Used by one thread at a time. */
public final class ConfigLoader {
  /**
   * Of this process alone. A fingerprint is shown in status and metadata that people may read who
   * may not read Secrets: without a key it would be something to try passwords on.
   */
  private static final byte[] KEY = key();

  private final List<Path> files;
  private final @Nullable Path secretsFolder;
  private final Function<String, @Nullable String> environment;
  private final Set<String> accepted;
  private final DocumentReader reader;
  private @Nullable Read read;

  private record Read(List<DocumentReader.Source> sources, Documents documents) {}

  /**
   * A loader of these files.
   *
   * @param secretsFolder folder of {@code --secrets}; null: none
   * @param accepted ids of halts that were accepted on the command line
   * @param served as {@link DocumentReader#DocumentReader(boolean)} says
   */
  public ConfigLoader(
      List<Path> files,
      @Nullable Path secretsFolder,
      Function<String, @Nullable String> environment,
      Set<String> accepted,
      boolean served) {
    this.files = List.copyOf(files);
    this.secretsFolder = secretsFolder;
    this.environment = environment;
    this.accepted = Set.copyOf(accepted);
    this.reader = new DocumentReader(served);
  }

  /** The configuration as the files are now; FailureException with InvalidSpec or SecretMissing. */
  public WorkerConfig load() {
    var sources = new ArrayList<DocumentReader.Source>();
    for (Path file : files) {
      sources.add(new DocumentReader.Source(file.toString(), DocumentFile.text(file)));
    }
    Documents documents = documents(sources);
    var secrets =
        new Secrets(
            documents.secrets(),
            documents.configMaps(),
            new MountedSecrets(secretsFolder),
            environment);
    Secrets natsSecrets = secrets.forgetful();
    var database = new DatabaseEndpoints(documents.walStream(), secrets);
    var nats = new NatsMapper(documents.walStream(), natsSecrets);
    return new WorkerConfig(
        documents.walStream(),
        SettingsMapper.settings(documents.walStream(), accepted),
        database.reader(),
        database.owner(),
        nats.endpoint(),
        nats.stream(),
        fingerprint(sources, both(secrets, natsSecrets)),
        fingerprint(List.of(), natsSecrets.given()));
  }

  /**
   * Reading by the schema's rules takes long, and is done each second: only when a text changed.
   */
  private Documents documents(List<DocumentReader.Source> sources) {
    Read last = read;
    if (last == null || !last.sources().equals(sources)) {
      last = new Read(List.copyOf(sources), reader.read(sources));
      read = last;
    }
    return last.documents();
  }

  /** {@link #load}, refused when it changes what is fixed since {@code from} is in force. */
  public WorkerConfig reload(WorkerConfig from) {
    WorkerConfig next = load();
    if (!next.document().equals(from.document())) {
      reader.checkChange(from.document(), next.document());
    }
    return next;
  }

  private static Map<String, String> both(Secrets some, Secrets others) {
    var all = new TreeMap<>(some.given());
    all.putAll(others.given());
    return all;
  }

  private static String fingerprint(
      List<DocumentReader.Source> sources, Map<String, String> given) {
    MessageDigest digest = Digests.sha256();
    digest.update(KEY);
    sources.forEach(s -> digest.update(s.text().getBytes(StandardCharsets.UTF_8)));
    given.forEach(
        (name, value) -> {
          digest.update(name.getBytes(StandardCharsets.UTF_8));
          digest.update(value.getBytes(StandardCharsets.UTF_8));
        });
    return HexFormat.of().formatHex(digest.digest(), 0, 8);
  }

  private static byte[] key() {
    var key = new byte[16];
    new SecureRandom().nextBytes(key);
    return key;
  }
}
