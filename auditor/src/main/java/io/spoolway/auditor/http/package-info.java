/** The HTTP API of the auditor, and the page. */
@NullMarked
package io.spoolway.auditor.http;

import org.jspecify.annotations.NullMarked;
