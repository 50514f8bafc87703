/** Asking an auditor what happened. */
@NullMarked
package io.spoolway.cli.audit;

import org.jspecify.annotations.NullMarked;
