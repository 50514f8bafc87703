/** Tests of the HTTP API, without a broker. */
@NullMarked
package io.spoolway.auditor.http;

import org.jspecify.annotations.NullMarked;
