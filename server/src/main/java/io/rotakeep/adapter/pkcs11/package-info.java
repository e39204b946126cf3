/** Keys that never leave a hardware module, by PKCS #11 as the JDK speaks it. */
@NullMarked
package io.rotakeep.adapter.pkcs11;

import org.jspecify.annotations.NullMarked;
