package io.spoolway.store;

import java.util.stream.Stream;

/** Lists keys in ascending order. The streams ask for pages of 1,000 as they are read: who stops early asks for less. */
public interface ObjectLister {
    /** All objects whose key begins with {@code prefix}. */
    Stream<ListedObject> list(String prefix);

    /** The prefixes one level below {@code prefix}, each ending with a slash, as {@code prefix} must too. */
    Stream<String> listPrefixes(String prefix);

    /** Whether any key begins with {@code prefix}; one request. */
    boolean anyBelow(String prefix);
}
