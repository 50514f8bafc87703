/** Whole images, pushed and pulled by the clients that people use, where they are installed. */
@NullMarked
package io.spoolway.client;

import org.jspecify.annotations.NullMarked;
