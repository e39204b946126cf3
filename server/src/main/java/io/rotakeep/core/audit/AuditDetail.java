package io.rotakeep.core.audit;

/**
 * What only some records have.
 *
 * @param method that was called, such as {@code TokenService.GetAccessToken}, where the action does
 *     not tell it; else empty
 * @param lifeSeconds how long the token handed out is to live; 0 if none was
 */
public record AuditDetail(String method, long lifeSeconds) {
  public static final AuditDetail NONE = new AuditDetail("", 0);
  private static final int MAX_METHOD = 128;

  public AuditDetail {
    if (method.length() > MAX_METHOD) {
      throw new IllegalArgumentException(
          "an audit record's method has at most " + MAX_METHOD + " characters");
    }
  }

  public static AuditDetail ofMethod(String method) {
    return new AuditDetail(method, 0);
  }

  public static AuditDetail ofLife(long seconds) {
    return new AuditDetail("", Math.max(0, seconds));
  }
}
