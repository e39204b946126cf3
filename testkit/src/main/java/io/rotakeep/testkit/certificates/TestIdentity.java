package io.rotakeep.testkit.certificates;

import java.nio.file.Path;

/**
 * A certificate and its key as PEM files.
 *
 * @param certificate X.509, the leaf alone
 * @param key PKCS#8, not encrypted
 */
public record TestIdentity(Path certificate, Path key) {}
