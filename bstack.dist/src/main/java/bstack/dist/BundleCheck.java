package bstack.dist;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * Checks what would be uploaded to Maven Central, for {@code bstack.dist/release-check}. It knows no list of modules: the BOM
 * names those that have jars, and {@code PublishingTest} compares it with the build.
 *
 * <p>It needs nothing but the JDK, so {@code java BundleCheck.java} runs it.
 */
final class BundleCheck {
    private static final String GROUP = "org.bstack";
    private static final String PARENT = "bstack";
    private static final String BOM = "bstack.bom";
    private static final SortedMap<String, String> CHECKSUMS =
            new TreeMap<>(Map.of(".md5", "MD5", ".sha1", "SHA-1", ".sha256", "SHA-256", ".sha512", "SHA-512"));
    private static final Pattern PROPERTY = Pattern.compile("\\$\\{([^}]*)}");

    private final Path folder;
    private final String version;
    private final String repository;
    private final boolean signed;
    private final List<String> faults = new ArrayList<>();

    private BundleCheck(Path folder, String version, String repository, boolean signed) {
        this.folder = folder;
        this.version = version;
        this.repository = repository;
        this.signed = signed;
    }

    /**
     * Runs the check. Each fault is a line on standard error, and the exit code is 1 if there is one.
     *
     * @param args the folder of the unpacked bundle, the version of the release, the address of the project, and whether there
     *     are signatures: {@code signed} or {@code unsigned}
     */
    public static void main(String[] args) throws Exception {
        BundleCheck check = new BundleCheck(Path.of(args[0]), args[1], args[2], args[3].equals("signed"));
        int files = check.run();
        check.faults.forEach(fault -> System.err.println("release-check: " + fault));
        if (!check.faults.isEmpty()) {
            System.exit(1);
        }
        System.out.println("release-check: %d files, %s, as they should be".formatted(files, args[3]));
    }

    private int run() throws Exception {
        SortedMap<String, SortedSet<String>> artifacts = new TreeMap<>();
        int files = 0;
        for (Path file : files()) {
            Path place = folder.relativize(file);
            String artifact = place.getNameCount() == 5 ? place.getName(2).toString() : "";
            String start = artifact + "-" + version;
            String name = file.getFileName().toString();
            if (artifact.isEmpty()
                    || !place.startsWith(Path.of("org", "bstack", artifact, version))
                    || !name.startsWith(start)) {
                fault("%s: expected a file of version %s in org/bstack/ARTIFACT/%s", place, version, version);
                continue;
            }
            files++;
            if (isOriginal(name)) {
                checkCompanions(file);
                artifacts.computeIfAbsent(artifact, a -> new TreeSet<>()).add(name.substring(start.length()));
            } else if (!Files.exists(file.resolveSibling(name.substring(0, name.lastIndexOf('.'))))) {
                fault("%s: there is nothing that it belongs to", place);
            }
        }
        for (String needed : List.of(PARENT, BOM)) {
            if (!Files.exists(file(needed, ".pom"))) {
                fault("%s: has no POM, so nothing else was looked at", needed);
                return files;
            }
        }
        Element bom = pom(BOM);
        Set<String> modules = checkBom(bom);
        SortedSet<String> expected = new TreeSet<>(modules);
        expected.add(PARENT);
        expected.add(BOM);
        if (!artifacts.keySet().equals(expected)) {
            fault("expected the artifacts %s, found %s", expected, artifacts.keySet());
        }
        Element parent = pom(PARENT);
        for (Map.Entry<String, SortedSet<String>> artifact : artifacts.entrySet()) {
            String name = artifact.getKey();
            boolean isModule = modules.contains(name);
            Set<String> parts = isModule
                    ? Set.of(".pom", ".jar", "-sources.jar", "-javadoc.jar", "-cyclonedx.json")
                    : name.equals(BOM) ? Set.of(".pom") : Set.of(".pom", "-cyclonedx.json");
            if (!artifact.getValue().equals(new TreeSet<>(parts))) {
                fault("%s: expected the files %s, found %s", name, new TreeSet<>(parts), artifact.getValue());
            }
            if (artifact.getValue().contains(".pom")) {
                checkPom(name, pom(name), parent);
            }
            if (isModule && artifact.getValue().containsAll(parts)) {
                checkJars(name);
            }
        }
        return files;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static boolean isOriginal(String name) {
        return !name.endsWith(".asc") && !CHECKSUMS.containsKey(name.substring(name.lastIndexOf('.')));
    }

    /** The four checksums, and the signature; Maven Central asks for no checksum of that. */
    private void checkCompanions(Path file) throws IOException, NoSuchAlgorithmException {
        byte[] content = Files.readAllBytes(file);
        for (Map.Entry<String, String> checksum : CHECKSUMS.entrySet()) {
            Path beside = file.resolveSibling(file.getFileName() + checksum.getKey());
            String wanted = HexFormat.of()
                    .formatHex(MessageDigest.getInstance(checksum.getValue()).digest(content));
            String found = Files.exists(beside) ? Files.readString(beside).strip() : "no such file";
            if (!found.equals(wanted)) {
                fault("%s: expected %s, found %s", folder.relativize(beside), wanted, found);
            }
        }
        Path signature = file.resolveSibling(file.getFileName() + ".asc");
        if (Files.exists(signature) != signed) {
            fault(
                    "%s: is %s",
                    folder.relativize(signature), signed ? "missing" : "there, but nothing was to be signed");
        }
    }

    // --- POMs
    // ------------------------------------------------------------------------------------------------------------

    private Path file(String artifact, String rest) {
        return folder.resolve(Path.of("org", "bstack", artifact, version, artifact + "-" + version + rest));
    }

    private Element pom(String artifact) throws IOException, SAXException, ParserConfigurationException {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(file(artifact, ".pom").toFile())
                .getDocumentElement();
    }

    /** {@return the modules that the BOM names} Whoever imports it gets no version of anything else. */
    private Set<String> checkBom(Element bom) {
        for (String name : List.of("parent", "build", "profiles", "dependencies", "properties", "repositories")) {
            if (!children(bom, name).isEmpty()) {
                fault("%s: has the element %s, which is for nobody who imports it", BOM, name);
            }
        }
        Set<String> modules = new TreeSet<>();
        for (Element dependency : children(bom, "dependencyManagement", "dependencies", "dependency")) {
            String artifact = text(dependency, "artifactId");
            if (!GROUP.equals(text(dependency, "groupId"))
                    || artifact == null
                    || !version.equals(resolved(text(dependency, "version"), bom, bom))) {
                fault("%s: expected %s and version %s, found %s", BOM, GROUP, version, dependency.getTextContent());
            } else {
                modules.add(artifact);
            }
        }
        return modules;
    }

    /** What Maven Central asks of a POM. All but name and description may be the parent's. */
    private void checkPom(String artifact, Element pom, Element parent) {
        expect(artifact, "artifactId", artifact, text(pom, "artifactId"));
        boolean inherits = !children(pom, "parent").isEmpty();
        if (inherits) {
            expect(artifact, "parent/version", version, text(pom, "parent", "version"));
            expect(artifact, "parent/artifactId", PARENT, text(pom, "parent", "artifactId"));
        } else {
            expect(artifact, "groupId", GROUP, text(pom, "groupId"));
            expect(artifact, "version", version, text(pom, "version"));
        }
        for (String own : List.of("name", "description")) {
            String found = text(pom, own);
            if (found == null || found.isBlank()) {
                fault("%s: its POM has no %s of its own", artifact, own);
            }
        }
        for (Element dependency : children(pom, "dependencies", "dependency")) {
            String found = resolved(text(dependency, "version"), pom, parent);
            if (found != null
                    && (found.endsWith("-SNAPSHOT") || PROPERTY.matcher(found).find())) {
                fault("%s: needs %s of version %s", artifact, text(dependency, "artifactId"), found);
            }
        }
        Element from = inherits ? parent : pom;
        expect(artifact, "url", repository, resolved(text(from, "url"), from, parent));
        expect(artifact, "scm/url", repository, resolved(text(from, "scm", "url"), from, parent));
        String git = "scm:git:" + repository + ".git";
        expect(artifact, "scm/connection", git, resolved(text(from, "scm", "connection"), from, parent));
        expect(
                artifact,
                "scm/developerConnection",
                git,
                resolved(text(from, "scm", "developerConnection"), from, parent));
        expect(artifact, "scm/tag", "v" + version, resolved(text(from, "scm", "tag"), from, parent));
        expect(artifact, "licenses/license/name", "MIT", text(from, "licenses", "license", "name"));
        expect(
                artifact,
                "licenses/license/url",
                "https://opensource.org/license/mit",
                text(from, "licenses", "license", "url"));
        expect(
                artifact,
                "developers/developer/name",
                "The bstack authors",
                text(from, "developers", "developer", "name"));
    }

    private void expect(String artifact, String what, String wanted, String found) {
        if (!wanted.equals(found)) {
            fault("%s: %s in its POM: expected %s, found %s", artifact, what, wanted, found);
        }
    }

    /** Replaces the properties that are used in metadata: the version, and what the properties of the parent say. */
    private String resolved(String text, Element pom, Element parent) {
        if (text == null) {
            return null;
        }
        Matcher matcher = PROPERTY.matcher(text);
        return matcher.replaceAll(property -> {
            String value =
                    property.group(1).equals("project.version") ? version : text(pom, "properties", property.group(1));
            value = value == null ? text(parent, "properties", property.group(1)) : value;
            return Matcher.quoteReplacement(value == null ? property.group() : value);
        });
    }

    private static String text(Element from, String... path) {
        List<Element> found = children(from, path);
        return found.isEmpty() ? null : found.get(0).getTextContent().strip();
    }

    private static List<Element> children(Element from, String... path) {
        List<Element> found = List.of(from);
        for (String name : path) {
            List<Element> next = new ArrayList<>();
            for (Element parent : found) {
                for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
                    if (node instanceof Element element && element.getTagName().equals(name)) {
                        next.add(element);
                    }
                }
            }
            found = next;
        }
        return found;
    }

    // --- jars
    // ------------------------------------------------------------------------------------------------------------

    /** Each class has its source at the same place, and each package that is exported has its page. */
    private void checkJars(String artifact) throws IOException {
        try (JarFile jar = new JarFile(file(artifact, ".jar").toFile());
                JarFile sources = new JarFile(file(artifact, "-sources.jar").toFile());
                JarFile javadoc = new JarFile(file(artifact, "-javadoc.jar").toFile())) {
            Set<String> wanted = jar.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith(".class"))
                    .map(name -> name.replaceFirst("(\\$[^/]*)?\\.class$", ".java"))
                    .collect(Collectors.toCollection(TreeSet::new));
            Set<String> found = sources.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith(".java"))
                    .collect(Collectors.toCollection(TreeSet::new));
            // javac makes no class of a package-info without annotations.
            found.removeIf(name -> name.endsWith("/package-info.java") && !wanted.contains(name));
            if (!found.equals(wanted)) {
                Set<String> missing = new TreeSet<>(wanted);
                missing.removeAll(found);
                found.removeAll(wanted);
                fault("%s: sources: missing %s, not in the jar %s", artifact, missing, found);
            }
            String multiRelease = jar.getManifest().getMainAttributes().getValue("Multi-Release");
            boolean newer = wanted.stream().anyMatch(name -> name.startsWith("META-INF/versions/"));
            expect(artifact, "Multi-Release", String.valueOf(newer), multiRelease);
            expect(
                    artifact,
                    "Bstack-Portable-Only",
                    "false",
                    jar.getManifest().getMainAttributes().getValue("Bstack-Portable-Only"));
            if (jar.stream().anyMatch(entry -> entry.getName().endsWith(".java"))) {
                fault("%s: the jar has sources in it", artifact);
            }
            ModuleDescriptor module;
            try (InputStream in = jar.getInputStream(Objects.requireNonNull(jar.getEntry("module-info.class")))) {
                module = ModuleDescriptor.read(in);
            }
            expect(artifact, "the name of the module", artifact, module.name());
            for (ModuleDescriptor.Exports exports : module.exports()) {
                String page = "%s/%s/package-summary.html"
                        .formatted(module.name(), exports.source().replace('.', '/'));
                if (!exports.isQualified() && javadoc.getEntry(page) == null) {
                    fault("%s: javadoc: there is no %s", artifact, page);
                }
            }
        }
    }

    private void fault(String format, Object... args) {
        faults.add(format.formatted(args));
    }
}
