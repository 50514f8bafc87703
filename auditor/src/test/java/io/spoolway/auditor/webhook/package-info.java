@NullMarked
package io.spoolway.auditor.webhook;

import org.jspecify.annotations.NullMarked;
