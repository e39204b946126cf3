package io.rotakeep.testkit.faults;

/** What a disk does that fails, as the kernel tells it. */
public enum DiskFault {
  /** It takes what is written, and cannot bring it to the medium. */
  FORCE_FAILS("fsync,fdatasync", "EIO"),

  /** The kernel has made its file system read-only, as after errors. */
  READ_ONLY("pwrite64,ftruncate,fallocate,fsync,fdatasync", "EROFS");

  final String calls;
  final String error;

  DiskFault(String calls, String error) {
    this.calls = calls;
    this.error = error;
  }
}
