@NullMarked
package io.spoolway.auditor.fold;

import org.jspecify.annotations.NullMarked;
