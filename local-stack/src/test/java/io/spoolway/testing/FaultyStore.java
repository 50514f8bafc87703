package io.spoolway.testing;

import io.spoolway.event.EventPublisher;
import io.spoolway.store.MultipartObject;
import io.spoolway.store.ObjectContent;
import io.spoolway.store.ObjectStore;
import io.spoolway.store.OpenResult;
import io.spoolway.store.StoreException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts the calls that pass to a store and to a publisher, and fails one of them, before or after it has taken effect: as
 * if the process had died there.
 */
public final class FaultyStore {
    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    private final ObjectStore store;
    private volatile int failing = Integer.MAX_VALUE;
    private volatile Fault fault = Fault.BEFORE;

    /** When a call fails. */
    public enum Fault {
        BEFORE,
        AFTER,
        /** A delete of several keys fails after the first of them. */
        AFTER_FIRST_KEY,
        /** A delete of several keys fails after the last of them, and the others stay. */
        AFTER_LAST_KEY,
        /** It does not die: the store says no, before anything took effect. */
        REFUSED
    }

    public FaultyStore(ObjectStore store) {
        this.store = store;
    }

    /** Forgets the calls so far, and lets the call of this number fail, from 0. */
    public void failAt(int call, Fault fault) {
        calls.clear();
        this.failing = call;
        this.fault = fault;
    }

    /** Forgets the calls so far, and lets all pass. */
    public void allow() {
        failAt(Integer.MAX_VALUE, Fault.BEFORE);
    }

    /** The names of the methods that were called, in order. */
    public List<String> calls() {
        return List.copyOf(calls);
    }

    /** The store, with faults. */
    public ObjectStore store() {
        return proxy(ObjectStore.class, store);
    }

    /** A publisher, with faults. */
    public EventPublisher publisher(EventPublisher publisher) {
        return proxy(EventPublisher.class, publisher);
    }

    private <T> T proxy(Class<T> type, T target) {
        InvocationHandler handler = (proxy, method, arguments) -> call(target, method, arguments);
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private @Nullable Object call(Object target, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        int number;
        synchronized (calls) {
            number = calls.size();
            calls.add(method.getName());
        }
        boolean fails = number == failing;
        if (fails && fault == Fault.BEFORE) {
            throw died(method);
        }
        if (fails && fault == Fault.REFUSED) {
            throw new StoreException.Refused(method.getName() + " is refused", new IllegalStateException("test"));
        }
        boolean partly = fault == Fault.AFTER_FIRST_KEY || fault == Fault.AFTER_LAST_KEY;
        if (fails && partly && arguments != null && arguments[0] instanceof Collection<?> keys && !keys.isEmpty()) {
            List<?> all = List.copyOf(keys);
            arguments[0] = List.of(fault == Fault.AFTER_FIRST_KEY ? all.getFirst() : all.getLast());
        }
        Object result;
        try {
            result = method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        if (fails) {
            if (result instanceof OpenResult.Opened(ObjectContent content)) {
                content.close();
            }
            throw died(method);
        }
        return result instanceof MultipartObject parts ? proxy(MultipartObject.class, parts) : result;
    }

    private static StoreException.Unavailable died(Method method) {
        return new StoreException.Unavailable("died at " + method.getName(), new IllegalStateException("test"));
    }
}
