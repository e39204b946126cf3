package io.rotakeep.core.connection;

import io.rotakeep.core.crypto.Fingerprinter;
import java.util.Arrays;

/** A hold with its authentication: a row that was edited or forged does not verify. */
public final class SignedHold {
  private static final String PURPOSE = "hold";

  private final Hold hold;
  private final byte[] mac;

  /** A row as it was read; whether it is authentic is for {@link #isAuthentic} to say. */
  public SignedHold(Hold hold, byte[] mac) {
    this.hold = hold;
    this.mac = mac.clone();
  }

  public static SignedHold sign(Hold hold, Fingerprinter fingerprinter) {
    return new SignedHold(hold, fingerprinter.mac(PURPOSE, HoldImage.write(hold)));
  }

  public Hold hold() {
    return hold;
  }

  public byte[] mac() {
    return mac.clone();
  }

  public boolean isAuthentic(Fingerprinter fingerprinter) {
    return fingerprinter.verifies(PURPOSE, HoldImage.write(hold), mac);
  }

  /** One that does not authenticate is taken as a quarantine: whoever edited it wanted less. */
  Hold trusted(Fingerprinter fingerprinter) {
    return isAuthentic(fingerprinter)
        ? hold
        : new Hold.QuarantinedHold(hold.connection(), hold.epoch(), hold.since(), Reason.INTEGRITY);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SignedHold that
        && hold.equals(that.hold)
        && Arrays.equals(mac, that.mac);
  }

  @Override
  public int hashCode() {
    return hold.hashCode();
  }
}
