package io.rotakeep.core.enrollment;

import io.rotakeep.core.ImageReader;
import io.rotakeep.core.ImageWriter;
import io.rotakeep.core.rotation.Attempt;
import io.rotakeep.core.rotation.KeptResponse;

/** The kept answer of an exchange, set aside until the application confirms. */
record WaitingAnswer(Attempt attempt, KeptResponse response) {
  private static final int VERSION = 2;

  byte[] toImage() {
    ImageWriter out = new ImageWriter(VERSION);
    attempt.writeTo(out);
    response.writeTo(out);
    return out.toImage();
  }

  static WaitingAnswer read(byte[] image) {
    return ImageReader.read(image, VERSION, WaitingAnswer::read);
  }

  private static WaitingAnswer read(ImageReader in) {
    return new WaitingAnswer(Attempt.read(in), KeptResponse.read(in));
  }
}
