package io.rotakeep.adapter.grpc;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.rotakeep.core.BugException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What tells one request from another without keeping it: SHA-256 over its bytes, in hex. */
final class RequestDigest {
  private RequestDigest() {}

  /** Of all but the {@code request_id}, which differs where the same is asked again. */
  static String ofContent(Message message) {
    FieldDescriptor id = message.getDescriptorForType().findFieldByName("request_id");
    return of(id == null ? message : message.toBuilder().clearField(id).build());
  }

  /** Map fields have no order on the wire, so they are given one here. */
  static String of(Message message) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(message.getSerializedSize());
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      out.useDeterministicSerialization();
      message.writeTo(out);
      out.flush();
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(bytes.toByteArray()));
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new BugException("a message can be written to memory and digested", e);
    }
  }
}
