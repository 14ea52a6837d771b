package bstack.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What is published, according to the POMs. Each module is published unless it says {@code maven.deploy.skip}, and the BOM
 * names what is published.
 */
final class PublishingTest {
    private static final Path ROOT = Path.of("..");
    private static final String BOM = "bstack.bom";
    private static final Pattern COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);
    private static final Pattern MODULE = Pattern.compile("<module>([^<]*)</module>");
    private static final Pattern MANAGED = Pattern.compile("<dependency>\\s*<groupId>org\\.bstack</groupId>\\s*"
            + "<artifactId>([^<]*)</artifactId>\\s*<version>\\$\\{project\\.version}</version>\\s*</dependency>");
    private static final Pattern VERSION = Pattern.compile("\n  <version>([^<]*)</version>");
    private static final Pattern ADDRESS = Pattern.compile("<bstack\\.repository>([^<]*)</bstack\\.repository>");
    private static final Pattern SHOWN = Pattern.compile(
            "<artifactId>bstack\\.[a-z.]*</artifactId>[^\n]*\n\\s*<version>([^<]*)</version>|\"org\\.bstack:bstack\\.[a-z.]*:([^\"]*)\"");

    /** The POMs by the names of their folders. */
    private static SortedMap<String, String> poms() throws IOException {
        SortedMap<String, String> poms = new TreeMap<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(ROOT, "bstack.*")) {
            for (Path folder : folders) {
                Path pom = folder.resolve("pom.xml");
                if (Files.exists(pom)) {
                    poms.put(folder.getFileName().toString(), read(pom));
                }
            }
        }
        return poms;
    }

    private static String read(Path pom) throws IOException {
        return COMMENT.matcher(Files.readString(pom)).replaceAll("");
    }

    private static SortedSet<String> all(Pattern pattern, String text) {
        SortedSet<String> found = new TreeSet<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    /** A profile may bring a module, so each module is looked at, wherever it is named. */
    @Test
    void eachModuleIsBuilt() throws IOException {
        assertEquals(poms().keySet(), all(MODULE, read(ROOT.resolve("pom.xml"))));
    }

    @Test
    void theBomNamesWhatIsPublished() throws IOException {
        SortedSet<String> published = new TreeSet<>();
        SortedSet<String> kept = new TreeSet<>();
        poms().forEach((module, pom) -> {
            boolean skipped = pom.contains("<maven.deploy.skip>true</maven.deploy.skip>");
            assertEquals(skipped, pom.contains("<maven.deploy.skip>"), module);
            (skipped ? kept : published).add(module);
        });
        assertTrue(published.remove(BOM), "the BOM is published");
        String bom = poms().get(BOM);
        SortedSet<String> named = all(MANAGED, bom);
        assertEquals(published, named, "what is published and what the BOM names");
        assertEquals(named.size(), bom.split("<dependency>", -1).length - 1, "all that the BOM has is in its list");
        // These are not published, and on purpose: the command, which has archives of its own, and what is for us
        // alone.
        assertEquals(Set.of("bstack.bench", "bstack.crashtest", "bstack.demo", "bstack.dist"), kept);
    }

    /** A module has its name and description of its own. All else is the parent's, which says it once. */
    @Test
    void metadataIsComplete() throws IOException {
        poms().forEach((module, pom) -> {
            assertTrue(pom.contains("\n  <artifactId>" + module + "</artifactId>"), module);
            assertTrue(pom.contains("\n  <name>" + module + "</name>"), module);
            assertTrue(pom.contains("\n  <description>"), module);
            for (String element : Set.of("url", "licenses", "developers", "scm")) {
                assertFalse(pom.contains("\n  <" + element + ">"), () -> module + " has its own " + element);
            }
        });
        String root = read(ROOT.resolve("pom.xml"));
        for (String element : Set.of("name", "description", "url", "licenses", "developers", "scm")) {
            assertTrue(root.contains("\n  <" + element + ">") || root.contains("\n  <" + element + " "), element);
        }
        Matcher address = ADDRESS.matcher(root);
        assertTrue(address.find());
        String everywhere = root + String.join("", poms().values());
        assertEquals(2, everywhere.split(Pattern.quote(address.group(1)), -1).length, "the address is in one place");
    }

    @Test
    void theReadmeShowsTheBomAndTheVersionOfTheBuild() throws IOException {
        Matcher version = VERSION.matcher(read(ROOT.resolve("pom.xml")));
        assertTrue(version.find());
        String readme = Files.readString(ROOT.resolve("README.md"));
        assertTrue(readme.contains("<artifactId>" + BOM + "</artifactId>"));
        assertTrue(readme.contains("platform(\"org.bstack:" + BOM + ":"));
        int shown = 0;
        Matcher matcher = SHOWN.matcher(readme);
        while (matcher.find()) {
            assertEquals(version.group(1), matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
            shown++;
        }
        assertEquals(2, shown, "once for Maven, once for Gradle");
    }
}
