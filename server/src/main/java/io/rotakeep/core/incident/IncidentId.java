package io.rotakeep.core.incident;

import io.rotakeep.core.InvalidFieldException;
import java.util.UUID;
import java.util.regex.Pattern;

/** Names an incident: {@code inc-} and 16 hexadecimal digits, so that it can be read out. */
public record IncidentId(String value) {
  private static final Pattern FORM = Pattern.compile("inc-[0-9a-f]{16}");

  public IncidentId {
    if (!FORM.matcher(value).matches()) {
      throw new InvalidFieldException("incident", "must be inc- and 16 hexadecimal digits");
    }
  }

  /** The same for the same cause: what is found twice is one incident. */
  public static IncidentId of(UUID cause) {
    return new IncidentId("inc-" + cause.toString().replace("-", "").substring(0, 16));
  }

  @Override
  public String toString() {
    return value;
  }
}
