package io.rotakeep.testkit.corpus;

/** Where bad input comes in, and the test that holds the table of its cases. */
public enum Surface {
  API("The gRPC API", "server", "adapter/grpc/ApiBadInputTest"),
  FRAMES("The bytes on the gRPC port", "server", "adapter/grpc/FramesBadInputTest"),
  CALLERS("Who calls", "server", "adapter/grpc/CallersBadInputTest"),
  SEAL("The seal", "server", "adapter/grpc/SealBadInputTest"),
  WEB("The browser's pages", "server", "adapter/web/WebBadInputTest"),
  OUTBOUND("What an authorization server says", "server", "adapter/oauth/OutboundBadInputTest"),
  SETTINGS("The daemon's file", "server", "adapter/yaml/SettingsBadInputTest"),
  STORE("What lies on disk", "server", "adapter/journal/StoreBadInputTest"),
  METRICS("Metrics", "server", "adapter/micrometer/MetricsBadInputTest"),
  LATER("Not in this version", "server", "adapter/grpc/LaterBadInputTest"),
  COMMANDS("The command line", "cli", "cli/CommandsBadInputTest");

  private final String title;
  private final String module;
  private final String test;

  Surface(String title, String module, String test) {
    this.title = title;
    this.module = module;
    this.test = test;
  }

  /** As a heading of the page. */
  public String title() {
    return title;
  }

  /** Path of the test's source from the top of the repository. */
  public String source() {
    return module + "/src/test/java/io/rotakeep/" + test + ".java";
  }
}
