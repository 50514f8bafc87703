/** Identifiers of the OCI Distribution specification, checked where they are made. */
@NullMarked
package io.spoolway.oci;

import org.jspecify.annotations.NullMarked;
