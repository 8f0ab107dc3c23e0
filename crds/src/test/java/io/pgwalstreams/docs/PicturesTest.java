package io.pgwalstreams.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PicturesTest {
  private static final Path DOCS = Page.ROOT.resolve("docs");

  @Test
  void theArchitectureIsDrawnOfTheTextThatIsThere() throws IOException, NoSuchAlgorithmException {
    byte[] source = Files.readAllBytes(DOCS.resolve("architecture.dot"));
    String sum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(source));

    assertThat(Files.readString(DOCS.resolve("architecture.svg")))
        .as("'make picture' draws it anew")
        .startsWith("<!-- drawn of architecture.dot, sha256 " + sum);
  }
}
