package io.rotakeep.adapter.jose;

import io.rotakeep.core.bearer.KeyDocument;
import io.rotakeep.core.bearer.KeysUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A JWK set in a file, read again whenever it is asked for. */
public final class JwkSetFile implements KeyDocument {
  private final Path file;

  public JwkSetFile(Path file) {
    this.file = file;
  }

  @Override
  public byte[] read() throws KeysUnavailableException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LONGEST + 1);
      if (bytes.length > LONGEST) {
        throw new KeysUnavailableException(file + " is larger than 256 KiB");
      }
      return bytes;
    } catch (IOException e) {
      throw new KeysUnavailableException(file + " cannot be read");
    }
  }
}
