package bstack.demo;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.testkit.AllocatorContract;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.library.GeneralCodingRules;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.lang.module.ResolvedModule;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules of the house, for all modules that are shipped, and the test kit. docs/design.md draws what they hold. */
final class ArchitectureTest {
    private static JavaClasses all;

    @BeforeAll
    static void read() throws IOException {
        List<Location> modules = new ArrayList<>();
        // Tests use it from the class path.
        modules.add(Location.of(
                AllocatorContract.class.getProtectionDomain().getCodeSource().getLocation()));
        for (ResolvedModule module : ModuleLayer.boot().configuration().modules()) {
            URI location = module.reference().location().orElseThrow();
            if (module.name().startsWith("bstack.")) {
                Path path = Path.of(location);
                modules.add(Files.isDirectory(path) ? Location.of(path) : Location.of(new JarFile(path.toFile())));
            }
        }
        all = new ClassFileImporter()
                .withImportOption(location -> !location.contains("/test-classes/"))
                .importLocations(modules);
        assertTrue(all.size() > 300, all.size() + " classes");
        for (String module :
                List.of("core", "spi", "alloc.firstfit", "alloc.ghosttree", "collections", "backup", "demo")) {
            assertTrue(
                    all.stream().anyMatch(c -> c.getPackageName().startsWith("bstack." + module)),
                    "bstack." + module + " is not looked at");
        }
    }

    @Test
    void theArrowsOfTheCoreGoDownwards() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("bstack.core.internal..")
                .layer("engine")
                .definedBy("bstack.core.internal.engine")
                .layer("snapshot")
                .definedBy("bstack.core.internal.snapshot")
                .layer("transaction")
                .definedBy("bstack.core.internal.transaction")
                .layer("commit")
                .definedBy("bstack.core.internal.commit")
                .layer("recovery")
                .definedBy("bstack.core.internal.recovery")
                .layer("journal")
                .definedBy("bstack.core.internal.journal")
                .layer("feed")
                .definedBy("bstack.core.internal.feed")
                .layer("edits")
                .definedBy("bstack.core.internal.edits")
                .layer("storage")
                .definedBy("bstack.core.internal.storage")
                .layer("format")
                .definedBy("bstack.core.internal.format")
                .layer("io")
                .definedBy("bstack.core.internal.io")
                .whereLayer("engine")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("io")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("snapshot")
                .mayOnlyBeAccessedByLayers("engine")
                .whereLayer("transaction")
                .mayOnlyBeAccessedByLayers("engine")
                .whereLayer("commit")
                .mayOnlyBeAccessedByLayers("engine", "transaction", "snapshot")
                .whereLayer("feed")
                .mayOnlyBeAccessedByLayers("engine", "snapshot", "commit")
                .whereLayer("recovery")
                .mayOnlyBeAccessedByLayers("engine", "transaction", "commit")
                .whereLayer("journal")
                .mayOnlyBeAccessedByLayers("engine", "transaction", "commit", "recovery")
                .whereLayer("edits")
                .mayOnlyBeAccessedByLayers("engine", "snapshot", "transaction", "commit", "recovery", "journal", "feed")
                .whereLayer("storage")
                .mayOnlyBeAccessedByLayers(
                        "engine", "snapshot", "transaction", "commit", "recovery", "journal", "feed", "edits")
                .whereLayer("format")
                .mayOnlyBeAccessedByLayers(
                        "engine",
                        "snapshot",
                        "transaction",
                        "commit",
                        "recovery",
                        "journal",
                        "feed",
                        "edits",
                        "storage")
                .check(all);
    }

    @Test
    void theArrowsOfTheCollectionsGoDownwards() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("bstack.collections.internal..")
                .layer("upkeep")
                .definedBy("bstack.collections.internal.upkeep")
                .layer("queue")
                .definedBy("bstack.collections.internal.queue")
                .layer("map")
                .definedBy("bstack.collections.internal.map")
                .layer("views")
                .definedBy("bstack.collections.internal.views")
                .layer("root")
                .definedBy("bstack.collections.internal.root")
                .layer("tree")
                .definedBy("bstack.collections.internal.tree")
                .layer("page")
                .definedBy("bstack.collections.internal.page")
                .layer("format")
                .definedBy("bstack.collections.internal.format")
                .layer("codec")
                .definedBy("bstack.collections.internal.codec")
                .whereLayer("upkeep")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("queue")
                .mayOnlyBeAccessedByLayers("upkeep")
                .whereLayer("codec")
                .mayOnlyBeAccessedByLayers("queue", "map")
                .whereLayer("map")
                .mayOnlyBeAccessedByLayers("queue")
                .whereLayer("views")
                .mayOnlyBeAccessedByLayers("queue", "map")
                .whereLayer("root")
                .mayOnlyBeAccessedByLayers("queue", "map", "upkeep")
                .whereLayer("tree")
                .mayOnlyBeAccessedByLayers("queue", "map", "upkeep", "root")
                .whereLayer("page")
                .mayOnlyBeAccessedByLayers("queue", "map", "upkeep", "root", "tree")
                .whereLayer("format")
                .mayOnlyBeAccessedByLayers("queue", "map", "upkeep", "root", "tree", "page")
                .check(all);
    }

    @Test
    void theArrowsOfTheBackupsGoDownwards() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("bstack.backup.internal..")
                .layer("chain")
                .definedBy("bstack.backup.internal.chain")
                .layer("format")
                .definedBy("bstack.backup.internal.format")
                .layer("files")
                .definedBy("bstack.backup.internal.files")
                .whereLayer("chain")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("format")
                .mayOnlyBeAccessedByLayers("chain")
                .whereLayer("files")
                .mayOnlyBeAccessedByLayers("chain", "format")
                .check(all);
    }

    @Test
    void noInternalPackagesFormACycle() {
        slices().matching("bstack.(**).internal.(*)..")
                .should()
                .beFreeOfCycles()
                .check(all);
    }

    /** The contracts use the campaigns, and the campaigns the storages and the model; nothing goes the other way. */
    @Test
    void noPackagesOfTheTestKitFormACycle() {
        assertTrue(all.stream().anyMatch(c -> c.getPackageName().equals("bstack.testkit.internal.crash")));
        slices().assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass type) {
                        String name = type.getPackageName();
                        // What is in errors.fresh is made anew by class loaders that errors has.
                        return name.startsWith("bstack.testkit")
                                ? SliceIdentifier.of(name.replace("errors.fresh", "errors"))
                                : SliceIdentifier.ignore();
                    }

                    @Override
                    public String getDescription() {
                        return "packages of the test kit";
                    }
                })
                .should()
                .beFreeOfCycles()
                .check(all);
    }

    @Test
    void internalsDoNotKnowTheFacades() {
        noClasses()
                .that()
                .resideInAPackage("bstack.core.internal..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("bstack.core.BStack")
                .check(all);
        noClasses()
                .that()
                .resideInAPackage("bstack.spi.internal..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("bstack.spi.BStackAllocators")
                .check(all);
        noClasses()
                .that()
                .resideInAPackage("bstack.collections.internal..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("bstack.collections.HeapRoot")
                .check(all);
        noClasses()
                .that()
                .resideInAPackage("bstack.backup.internal..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("bstack.backup.BackupFolder")
                .check(all);
    }

    @Test
    void publicTypesAreExportedOrInternal() {
        classes()
                .that()
                .arePublic()
                .and(not(resideInAPackage("bstack.demo..")))
                .should()
                .resideInAnyPackage(
                        "bstack.core",
                        "bstack.spi",
                        "bstack.alloc.firstfit",
                        "bstack.alloc.ghosttree",
                        "bstack.collections",
                        "bstack.backup",
                        "bstack.testkit..",
                        "bstack..internal..")
                .check(all);
    }

    @Test
    void nobodyPrintsButTheCommandAndProgramsOfTheTests() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "bstack.core..", "bstack.spi..", "bstack.alloc..", "bstack.collections..", "bstack.backup..")
                .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
                .check(all);
    }

    /**
     * Null is a value only where that is written. The modules are marked, which covers all of their packages; and the exported
     * packages once more, for who compiles against them on the class path, where a module's descriptor is not looked at.
     */
    @Test
    void nullIsNowhereAValueUnlessThatIsWritten() throws Exception {
        int packages = 0;
        for (ModuleReference module : ApiTest.modules()) {
            assertMarked(module, "module-info.class");
            for (ModuleDescriptor.Exports exports : module.descriptor().exports()) {
                assertMarked(module, exports.source().replace('.', '/') + "/package-info.class");
                packages++;
            }
        }
        assertTrue(packages >= ApiTest.exportedPackages().size(), packages + " packages");
    }

    private static void assertMarked(ModuleReference module, String file) throws IOException {
        try (ModuleReader reader = module.open();
                InputStream in = reader.open(file).orElseThrow()) {
            String content = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            assertTrue(
                    content.contains("Lorg/jspecify/annotations/NullMarked;"),
                    () -> "%s of %s is not @NullMarked"
                            .formatted(file, module.descriptor().name()));
        }
    }
}
