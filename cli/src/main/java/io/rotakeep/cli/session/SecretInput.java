package io.rotakeep.cli.session;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Secrets that a person brings: typed without being shown, or from a file or standard input, never
 * from the command line, where every process of the machine could read them.
 */
public final class SecretInput {
  private static final int LONGEST = 8192;

  private final Shell shell;

  public SecretInput(Shell shell) {
    this.shell = shell;
  }

  /**
   * A passphrase in UTF-8 and Unicode's composed form, so that it is the same from every keyboard.
   *
   * @param file where it is; {@code -} for standard input; null to ask, or to read standard input
   *     where nobody can be asked
   */
  public ByteString passphrase(String prompt, @Nullable String file) {
    byte[] bytes = file == null && shell.interactive() ? asked(prompt) : read(file);
    try {
      return composed(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** The same, typed twice where a person types it, since nobody sees what they type. */
  public ByteString newPassphrase(String prompt, @Nullable String file) {
    ByteString first = passphrase(prompt, file);
    if (file == null
        && shell.interactive()
        && !first.equals(passphrase("the same once more", null))) {
      throw CliFailure.invalid(
          "passphrase: was typed differently the second time; nothing was done");
    }
    return first;
  }

  /** A share as it was printed: Base64, with whatever blanks a mail program added. */
  public ByteString share(String prompt, @Nullable String file) {
    byte[] bytes = file == null && shell.interactive() ? asked(prompt) : read(file);
    try {
      return ByteString.copyFrom(Base64.getMimeDecoder().decode(bytes));
    } catch (IllegalArgumentException e) {
      throw CliFailure.invalid("share: must be Base64, as it was printed");
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private byte[] read(@Nullable String file) {
    byte[] content = InputFile.of(file == null ? "-" : file, shell.in()).bytes(LONGEST);
    int end = content.length;
    while (end > 0 && (content[end - 1] == '\n' || content[end - 1] == '\r')) {
      end--;
    }
    byte[] bytes = Arrays.copyOf(content, end);
    Arrays.fill(content, (byte) 0);
    return bytes;
  }

  private byte[] asked(String prompt) {
    char[] typed = shell.terminal().tty().secret(prompt);
    ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(typed));
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    encoded.clear();
    while (encoded.hasRemaining()) {
      encoded.put((byte) 0);
    }
    Arrays.fill(typed, '\0');
    return bytes;
  }

  private static ByteString composed(byte[] bytes) {
    for (byte one : bytes) {
      if (one < 0) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return ByteString.copyFromUtf8(Normalizer.normalize(text, Normalizer.Form.NFC));
      }
    }
    return ByteString.copyFrom(bytes);
  }
}
