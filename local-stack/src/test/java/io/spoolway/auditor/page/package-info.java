/** The dashboard of the auditor, in a real browser. */
@NullMarked
package io.spoolway.auditor.page;

import org.jspecify.annotations.NullMarked;
