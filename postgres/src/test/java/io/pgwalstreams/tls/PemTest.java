package io.pgwalstreams.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemTest {
  private static String pem(String type, byte[] der) {
    var base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
    return "-----BEGIN "
        + type
        + "-----\n"
        + base64.encodeToString(der)
        + "\n-----END "
        + type
        + "-----\n";
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519"})
  void readsPkcs8OfEveryKind(String algorithm) throws GeneralSecurityException {
    var key = KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate();
    assertThat(Pem.privateKey(pem("PRIVATE KEY", key.getEncoded()))).isEqualTo(key);
  }

  @Test
  void readsPkcs1AsOldOpensslWritesIt() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    var key = (RSAPrivateCrtKey) generator.generateKeyPair().getPrivate();
    // PKCS#8 of an RSA key of 2048 bits: 26 bytes around the PKCS#1 form
    var pkcs1 = Arrays.copyOfRange(key.getEncoded(), 26, key.getEncoded().length);
    assertThat(Pem.privateKey(pem("RSA PRIVATE KEY", pkcs1))).isEqualTo(key);
  }

  @Test
  void readsSec1BesideItsParametersAsOpensslEcparamWritesIt() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    var key = (ECPrivateKey) generator.generateKeyPair().getPrivate();
    var curve = HexFormat.of().parseHex("06082a8648ce3d030107");
    var sec1 =
        ByteBuffer.allocate(51)
            .put(HexFormat.of().parseHex("30310201010420"))
            .put(fixed(key.getS()))
            .put(HexFormat.of().parseHex("a00a"))
            .put(curve)
            .array();
    var text = pem("EC PARAMETERS", curve) + pem("EC PRIVATE KEY", sec1);
    assertThat(((ECPrivateKey) Pem.privateKey(text)).getS()).isEqualTo(key.getS());
  }

  private static byte[] fixed(BigInteger number) {
    var bytes = number.toByteArray();
    var fixed = new byte[32];
    int from = Math.max(0, bytes.length - 32);
    System.arraycopy(bytes, from, fixed, 32 - (bytes.length - from), bytes.length - from);
    return fixed;
  }

  @Test
  void saysWhatIsWrongWithAKey() {
    assertThatThrownBy(() -> Pem.privateKey("nothing")).hasMessage("no BEGIN PRIVATE KEY in it");
    assertThatThrownBy(() -> Pem.privateKey(pem("ENCRYPTED PRIVATE KEY", new byte[8])))
        .hasMessageContaining("encrypted");
    assertThatThrownBy(
            () ->
                Pem.privateKey(
                    "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA"
                        + " PRIVATE KEY-----"))
        .isInstanceOf(GeneralSecurityException.class);
    assertThatThrownBy(() -> Pem.privateKey(pem("PRIVATE KEY", new byte[20])))
        .hasMessageContaining("of none of the kinds");
    assertThatThrownBy(() -> Pem.privateKey(pem("EC PRIVATE KEY", new byte[] {0x30, 3, 2, 1, 1})))
        .hasMessageContaining("curve");
  }

  @Test
  void saysWhatIsWrongWithACertificate() {
    assertThatThrownBy(() -> Pem.certificates("nothing")).hasMessage("no BEGIN CERTIFICATE in it");
  }
}
