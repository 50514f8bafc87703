/** The audit record, delivered over HTTP to whoever asked for it. */
@NullMarked
package io.spoolway.auditor.webhook;

import org.jspecify.annotations.NullMarked;
