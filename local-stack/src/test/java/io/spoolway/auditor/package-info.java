/** The auditor on a real broker. */
@NullMarked
package io.spoolway.auditor;

import org.jspecify.annotations.NullMarked;
