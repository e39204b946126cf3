package io.rotakeep.adapter.oauth;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.apache.hc.core5.util.CharArrayBuffer;

/**
 * Reads response heads of one connection, within 16 KiB for all of them together, and remembers the
 * final status even if the rest of its head never comes. For one thread.
 */
final class StatusReader extends DefaultHttpResponseParser {
  private static final int HEAD_LIMIT = 16 * 1024;

  private int status;
  private int headBytes;

  StatusReader(Http1Config config) {
    super(config);
  }

  /** 0 until a status of 200 or above has come. */
  int status() {
    return status;
  }

  @Override
  public ClassicHttpResponse parse(SessionInputBuffer buffer, InputStream in)
      throws IOException, HttpException {
    return super.parse(buffer, new Counted(in));
  }

  @Override
  protected ClassicHttpResponse createMessage(CharArrayBuffer line)
      throws IOException, HttpException {
    ClassicHttpResponse response = super.createMessage(line);
    if (response.getCode() >= 200) {
      status = response.getCode();
    }
    return response;
  }

  /** The parser asks for more only while a head is unfinished. */
  private final class Counted extends FilterInputStream {
    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (headBytes >= HEAD_LIMIT) {
        throw new MessageConstraintException("the response head is too large");
      }
      int count = super.read(target, offset, length);
      headBytes += Math.max(count, 0);
      return count;
    }
  }
}
