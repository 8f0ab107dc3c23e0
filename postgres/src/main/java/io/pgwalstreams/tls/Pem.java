package io.pgwalstreams.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Reads PEM (RFC 7468). Pure. */
final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
  private static final byte[] RSA = der(0x06, hex("2a864886f70d010101"));
  private static final byte[] EC = der(0x06, hex("2a8648ce3d0201"));
  private static final byte[] NULL = {0x05, 0x00};
  private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

  private Pem() {}

  /** Every certificate of the text, in order; fails when there is none. */
  static List<X509Certificate> certificates(String pem) throws GeneralSecurityException {
    var factory = CertificateFactory.getInstance("X.509");
    var found = new ArrayList<X509Certificate>();
    for (var block : blocks(pem)) {
      if (block.type().equals("CERTIFICATE") || block.type().equals("TRUSTED CERTIFICATE")) {
        found.add(
            (X509Certificate)
                factory.generateCertificate(new ByteArrayInputStream(block.content())));
      }
    }
    if (found.isEmpty()) {
      throw new GeneralSecurityException("no BEGIN CERTIFICATE in it");
    }
    return found;
  }

  /** The first private key of the text. */
  static PrivateKey privateKey(String pem) throws GeneralSecurityException {
    for (var block : blocks(pem)) {
      switch (block.type()) {
        case "PRIVATE KEY" -> {
          return pkcs8(block.content());
        }
        case "RSA PRIVATE KEY" -> {
          return pkcs8(wrap(sequence(RSA, NULL), block.content()));
        }
        case "EC PRIVATE KEY" -> {
          return pkcs8(wrap(sequence(EC, curve(block.content())), block.content()));
        }
        case "ENCRYPTED PRIVATE KEY" ->
            throw new GeneralSecurityException(
                "it is encrypted: write it without a passphrase, as with openssl pkey");
        default -> {} // certificates and EC PARAMETERS stand beside keys in one file
      }
    }
    throw new GeneralSecurityException("no BEGIN PRIVATE KEY in it");
  }

  private record Block(String type, byte[] content) {}

  private static List<Block> blocks(String pem) throws GeneralSecurityException {
    var found = new ArrayList<Block>();
    var matcher = BLOCK.matcher(pem);
    while (matcher.find()) {
      if (matcher.group(2).contains(":")) {
        throw new GeneralSecurityException(
            "it is encrypted: write it without a passphrase, as with openssl pkey");
      }
      try {
        found.add(new Block(matcher.group(1), Base64.getMimeDecoder().decode(matcher.group(2))));
      } catch (IllegalArgumentException e) {
        throw new GeneralSecurityException("its Base64 is broken", e);
      }
    }
    return found;
  }

  private static PrivateKey pkcs8(byte[] der) throws GeneralSecurityException {
    for (var algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (InvalidKeySpecException e) {
        // the key's own algorithm identifier decides: try the next
      }
    }
    throw new GeneralSecurityException("its key is of none of the kinds " + ALGORITHMS);
  }

  /** PrivateKeyInfo (RFC 5208, 5) around a key of an older form. */
  private static byte[] wrap(byte[] algorithm, byte[] key) {
    return sequence(VERSION_0, algorithm, der(0x04, key));
  }

  /** ECPrivateKey (RFC 5915, 3) names its curve in the element tagged [0]. */
  private static byte[] curve(byte[] ecKey) throws GeneralSecurityException {
    try {
      int at = 1 + lengthOfLength(ecKey, 1);
      while (at < ecKey.length) {
        int header = 1 + lengthOfLength(ecKey, at + 1);
        int length = length(ecKey, at + 1);
        if ((ecKey[at] & 0xFF) == 0xA0) {
          return java.util.Arrays.copyOfRange(ecKey, at + header, at + header + length);
        }
        at += header + length;
      }
    } catch (IndexOutOfBoundsException e) {
      throw new GeneralSecurityException("its DER is broken", e);
    }
    throw new GeneralSecurityException("it does not name its curve");
  }

  private static int lengthOfLength(byte[] der, int at) {
    int first = der[at] & 0xFF;
    return first < 0x80 ? 1 : 1 + (first & 0x7F);
  }

  private static int length(byte[] der, int at) {
    int first = der[at] & 0xFF;
    if (first < 0x80) {
      return first;
    }
    int value = 0;
    for (int i = 1; i <= (first & 0x7F); i++) {
      value = value << 8 | (der[at + i] & 0xFF);
    }
    return value;
  }

  private static byte[] sequence(byte[]... parts) {
    var content = new ByteArrayOutputStream();
    for (var part : parts) {
      content.writeBytes(part);
    }
    return der(0x30, content.toByteArray());
  }

  private static byte[] der(int tag, byte[] content) {
    var out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else {
      out.write(0x84);
      for (int shift = 24; shift >= 0; shift -= 8) {
        out.write(content.length >>> shift);
      }
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static byte[] hex(String digits) {
    return java.util.HexFormat.of().parseHex(digits);
  }
}
