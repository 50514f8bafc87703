/**
 * Manifests, tags and what refers to what, one class for each protocol call: {@code PutManifest}, {@code GetManifest}, {@code
 * DeleteManifest}, {@code ListTags}, {@code ListRepositories}, {@code ListReferrers}. {@code Manifests}, {@code Tags} and
 * {@code Referrers} are what is stored.
 */
@NullMarked
package io.spoolway.ingest.manifest;

import org.jspecify.annotations.NullMarked;
