package io.pgwalstreams.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A certificate authority of the JDK's keytool, in a folder. */
public final class TestAuthority {
  private static final String PASSWORD = "changeit";

  private final Path folder;
  private final String name;

  /** A certificate with its key, both PEM, and the files that hold them. */
  public record Issued(String certificate, String key, Path certificateFile, Path keyFile) {}

  /** Makes an authority. */
  public TestAuthority(Path folder, String name) {
    this.folder = folder;
    this.name = name;
    make("ca-" + name, name, "-ext", "bc:c");
    keytool(
        store("ca-" + name),
        "-exportcert",
        "-rfc",
        "-alias",
        "ca-" + name,
        "-file",
        certificateFile().toString());
  }

  /** The authority's own certificate. */
  public String certificate() {
    return read(certificateFile());
  }

  public Path certificateFile() {
    return folder.resolve("ca-" + name + ".crt");
  }

  /** A certificate; {@code names} as keytool's SAN, for example {@code dns:localhost}. */
  public Issued issue(String commonName, String... names) {
    var alias = name + "-" + commonName.replace('.', '-');
    var request = folder.resolve(alias + ".csr");
    var certificate = folder.resolve(alias + ".crt");
    var key = folder.resolve(alias + ".key");
    make(alias, commonName);
    keytool(store(alias), "-certreq", "-alias", alias, "-file", request.toString());
    var sign =
        new ArrayList<>(
            List.of(
                "-gencert",
                "-rfc",
                "-alias",
                "ca-" + name,
                "-infile",
                request.toString(),
                "-outfile",
                certificate.toString(),
                "-validity",
                "30"));
    if (names.length > 0) {
      sign.addAll(List.of("-ext", "san=" + String.join(",", names)));
    }
    keytool(store("ca-" + name), sign.toArray(String[]::new));
    var pem = keyOf(alias);
    try {
      Files.writeString(key, pem);
      Files.setPosixFilePermissions(
          key, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Issued(read(certificate), pem, certificate, key);
  }

  private Path store(String alias) {
    return folder.resolve(alias + ".p12");
  }

  private void make(String alias, String commonName, String... more) {
    var arguments =
        new ArrayList<>(
            List.of(
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "30",
                "-dname",
                "CN=" + commonName));
    arguments.addAll(List.of(more));
    keytool(store(alias), arguments.toArray(String[]::new));
  }

  private String keyOf(String alias) {
    try {
      var store = KeyStore.getInstance(store(alias).toFile(), PASSWORD.toCharArray());
      var key = store.getKey(alias, PASSWORD.toCharArray());
      var base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
      return "-----BEGIN PRIVATE KEY-----\n"
          + base64.encodeToString(key.getEncoded())
          + "\n-----END PRIVATE KEY-----\n";
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void keytool(Path store, String... arguments) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD));
    command.addAll(List.of(arguments));
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(command + ": " + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
