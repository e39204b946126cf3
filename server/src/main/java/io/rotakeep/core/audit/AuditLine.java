package io.rotakeep.core.audit;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;

/**
 * Writes what an audit is told as one line of JSON, into an array that it uses again, since this
 * runs before every reply. Lines are plain ASCII: everything else is escaped, so that no id can end
 * a line or confuse a terminal. Empty fields are left out. A device may add fields of its own
 * before {@link #end}. Not thread-safe.
 */
public final class AuditLine {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final byte[] HEX = ascii("0123456789abcdef");
  private static final byte[] TIME = ascii("{\"time\":\"");
  private static final byte[] ACTION = ascii("Z\",\"action\":\"");
  private static final byte[] OUTCOME = ascii(",\"outcome\":\"");
  private static final byte[] CALLER = ascii(",\"caller\":\"");
  private static final byte[] CONNECTION = ascii(",\"connection\":\"");
  private static final byte[] GENERATION = ascii(",\"generation\":");
  private static final byte[] HANDLE = ascii(",\"handle\":\"");
  private static final byte[] REQUEST = ascii(",\"request\":\"");
  private static final byte[] REASON = ascii(",\"reason\":\"");
  private static final byte[] COMMENT = ascii(",\"comment\":\"");
  private static final byte[] METHOD = ascii(",\"method\":\"");
  private static final byte[] LIFE = ascii(",\"life\":");
  private static final byte[] END = ascii("}\n");
  private static final int MICRO_DIGITS = 6;
  private static final int MAX_DIGITS = 20;

  private byte[] bytes = new byte[1024];
  private int length;
  private long second = Long.MIN_VALUE;
  private byte[] secondText = new byte[0];

  /** Begins with all that the record holds. */
  public void begin(AuditRecord audited) {
    begin(audited.time(), audited.action().name());
    put(OUTCOME);
    putPlain(audited.outcome().name());
    put((byte) '"');
    putText(CALLER, audited.caller());
    putText(CONNECTION, audited.connection());
    putCount(GENERATION, audited.generation());
    putText(HANDLE, audited.handle());
    putCount(LIFE, audited.detail().lifeSeconds());
    putText(METHOD, audited.detail().method());
    putText(REQUEST, audited.requestId());
    putText(REASON, audited.reason().word());
    putText(COMMENT, audited.reason().comment());
  }

  /** Begins a line that a device writes about itself. */
  public void begin(Instant time, String action) {
    length = 0;
    put(TIME);
    putTime(time);
    put(ACTION);
    putPlain(action);
    put((byte) '"');
  }

  /** A field that may hold anything; left out if it is empty. */
  public void field(String name, String text) {
    putText(ascii(",\"" + name + "\":\""), text);
  }

  /** Bytes that are ASCII and JSON already. */
  public void plain(byte[] ascii, int count) {
    reserve(count);
    System.arraycopy(ascii, 0, bytes, length, count);
    length += count;
  }

  /** Digits of a number. */
  public void number(long number) {
    putNumber(number);
  }

  public void end() {
    put(END);
  }

  /** Holds the line from 0 to {@link #length}, until the next one begins. */
  public byte[] bytes() {
    return bytes;
  }

  public int length() {
    return length;
  }

  private void putCount(byte[] name, long number) {
    if (number != 0) {
      put(name);
      putNumber(number);
    }
  }

  private void putTime(Instant time) {
    if (time.getEpochSecond() != second) {
      second = time.getEpochSecond();
      secondText = ascii(SECONDS.format(time));
    }
    put(secondText);
    put((byte) '.');
    int micros = time.getNano() / 1000;
    reserve(MICRO_DIGITS);
    for (int at = length + MICRO_DIGITS - 1; at >= length; at--) {
      bytes[at] = (byte) ('0' + micros % 10);
      micros /= 10;
    }
    length += MICRO_DIGITS;
  }

  private void putPlain(String word) {
    reserve(word.length());
    for (int i = 0; i < word.length(); i++) {
      bytes[length++] = (byte) word.charAt(i);
    }
  }

  private void putText(byte[] name, String text) {
    if (text.isEmpty()) {
      return;
    }
    put(name);
    reserve(text.length() * 6 + 1);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c < 0x7f && c != '"' && c != '\\') {
        bytes[length++] = (byte) c;
      } else {
        escape(c);
      }
    }
    put((byte) '"');
  }

  private void escape(char c) {
    bytes[length++] = '\\';
    bytes[length++] = 'u';
    for (int shift = 12; shift >= 0; shift -= 4) {
      bytes[length++] = HEX[(c >> shift) & 0xf];
    }
  }

  private void putNumber(long number) {
    if (number < 0) {
      putPlain(Long.toString(number));
      return;
    }
    reserve(MAX_DIGITS);
    int digits = 1;
    for (long rest = number / 10; rest > 0; rest /= 10) {
      digits++;
    }
    long rest = number;
    for (int at = length + digits - 1; at >= length; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
  }

  private void put(byte[] plain) {
    reserve(plain.length);
    System.arraycopy(plain, 0, bytes, length, plain.length);
    length += plain.length;
  }

  private void put(byte plain) {
    reserve(1);
    bytes[length++] = plain;
  }

  private void reserve(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
