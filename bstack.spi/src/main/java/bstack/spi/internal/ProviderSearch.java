package bstack.spi.internal;

import bstack.spi.AllocatorMagic;
import bstack.spi.BStackAllocatorProvider;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * The search for installed providers: on the module path, on the class path, and where the calling thread's class
 * loader looks.
 *
 * <p>A provider that cannot be loaded, or throws anything when it is asked its name, is reported in the log and passed
 * over. One that is found by several ways counts once.
 */
public final class ProviderSearch {
    /** A loader goes on after a broken entry; this bounds one that never gets past it. */
    private static final int MOST_FAILURES = 1_000;

    private ProviderSearch() {}

    /** {@return what is installed now, ordered by name; a new search each time} */
    public static List<Installed> installed() {
        return installed(loaders());
    }

    /** {@return what a class loader finds, and the linear allocator} */
    public static List<Installed> installed(ClassLoader loader) {
        return installedBesideLinear(ServiceLoader.load(BStackAllocatorProvider.class, loader));
    }

    /** {@return what a layer of modules and those above it have, and the linear allocator} */
    public static List<Installed> installed(ModuleLayer layer) {
        return installedBesideLinear(ServiceLoader.load(layer, BStackAllocatorProvider.class));
    }

    private static List<Installed> installedBesideLinear(ServiceLoader<BStackAllocatorProvider> loader) {
        Map<String, Installed> byClass = new LinkedHashMap<>();
        add(new LinearAllocatorProvider(), byClass);
        collect(loader, byClass);
        return byName(byClass);
    }

    static List<Installed> installed(List<ServiceLoader<BStackAllocatorProvider>> loaders) {
        Map<String, Installed> byClass = new LinkedHashMap<>();
        for (ServiceLoader<BStackAllocatorProvider> loader : loaders) {
            collect(loader, byClass);
        }
        return byName(byClass);
    }

    private static List<Installed> byName(Map<String, Installed> byClass) {
        List<Installed> found = new ArrayList<>(byClass.values());
        found.sort(Comparator.comparing(Installed::name));
        return List.copyOf(found);
    }

    private static List<ServiceLoader<BStackAllocatorProvider>> loaders() {
        List<ServiceLoader<BStackAllocatorProvider>> loaders = new ArrayList<>();
        ClassLoader own = ProviderSearch.class.getClassLoader();
        loaders.add(ServiceLoader.load(BStackAllocatorProvider.class, own));
        ModuleLayer layer = ProviderSearch.class.getModule().getLayer();
        if (layer != null && layer != ModuleLayer.boot()) {
            loaders.add(ServiceLoader.load(layer, BStackAllocatorProvider.class));
        }
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        if (context != null && context != own) {
            loaders.add(ServiceLoader.load(BStackAllocatorProvider.class, context));
        }
        return loaders;
    }

    private static void collect(ServiceLoader<BStackAllocatorProvider> loader, Map<String, Installed> byClass) {
        Iterator<BStackAllocatorProvider> providers = loader.iterator();
        for (int failures = 0; failures < MOST_FAILURES; ) {
            try {
                if (!providers.hasNext()) {
                    return;
                }
                BStackAllocatorProvider provider = providers.next();
                add(provider, byClass);
            } catch (RuntimeException | Error broken) {
                failures++;
                ProviderFault.report("An allocator provider cannot be loaded", broken);
            }
        }
    }

    private static void add(BStackAllocatorProvider provider, Map<String, Installed> byClass) {
        String type = ProviderFault.nameOf(provider);
        if (!byClass.containsKey(type)) {
            describe(provider).ifPresent(described -> byClass.put(type, described));
        }
    }

    /** {@return the provider with its name and magic, unless it cannot say them} */
    static Optional<Installed> describe(BStackAllocatorProvider provider) {
        try {
            String name = Objects.requireNonNull(provider.name(), "name()");
            AllocatorMagic magic = Objects.requireNonNull(provider.magic(), "magic()");
            return Optional.of(new Installed(provider, name, magic));
        } catch (RuntimeException | Error broken) {
            ProviderFault.report(
                    "The allocator provider %s does not work".formatted(ProviderFault.nameOf(provider)), broken);
            return Optional.empty();
        }
    }
}
