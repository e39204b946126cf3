package io.rotakeep.adapter.pkcs11;

import java.security.GeneralSecurityException;

/** The token did not take the PIN. */
final class WrongPinException extends GeneralSecurityException {
  WrongPinException(Throwable cause) {
    super("it refused the PIN", cause);
  }
}
