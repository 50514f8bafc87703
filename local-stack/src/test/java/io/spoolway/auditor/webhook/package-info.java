/** What endpoints get, from a real broker and over real connections. */
@NullMarked
package io.spoolway.auditor.webhook;

import org.jspecify.annotations.NullMarked;
