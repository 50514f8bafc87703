/** How a service starts, stops, and tells how it is. */
@NullMarked
package io.spoolway.service;

import org.jspecify.annotations.NullMarked;
