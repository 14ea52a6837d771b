package bstack.demo.internal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bstack.collections.Codec;
import bstack.collections.HeapRoot;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocators;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The page of map --html: alone on the disk, in a browser. The browser's part is left out where there is none. */
@Tag("campaign")
class HtmlMapTest extends CommandTest {
    private static final long PATIENCE_SECONDS = 120;
    private static final String HOSTILE = "</script><script>document.title='broken'</script>&<b>";

    private Path page(String allocator) throws Exception {
        Path file = folder.resolve("sample-" + allocator + ".bstack");
        SampleHeap.make(file, allocator, 60);
        Path page = folder.resolve(allocator + ".html");
        RealCommand real = RealCommand.in(folder.resolve("temporary"));
        assertEquals(
                "wrote " + page + "\n",
                real.run("map", file, "--html", page).succeeded().out());
        return page;
    }

    @Test
    void thePageNeedsNothingElseAndReplacesNothingUnasked() throws Exception {
        Path page = page("first-fit");
        String text = Files.readString(page);
        assertFalse(text.matches("(?s).*(src|href)=\"(?!data:).*"), "the page refers to something else");
        assertFalse(text.contains("http:") || text.contains("https:"), "the page names an address");
        assertTrue(text.contains("default-src 'none'"), "the page may load what it likes");
        Path file = folder.resolve("sample-first-fit.bstack");
        run("map", file, "--html", page).failed("exists already");
        run("map", file, "--html", page, "--force").succeeded();
        assertEquals(text, Files.readString(page));
        run("map", file, "--html", file, "--force").failed("is the heap itself");
        run("map", file, "--html", folder).failed("is a folder");
        run("map", file, "--html", folder.resolve("no/page.html")).failed("no such file or folder");
        run("map", file, "--html", page, "--json").refused("--html and --json exclude each other");
    }

    @Test
    void inABrowserItDrawsZoomsFindsAndDescribes() throws Exception {
        Path page = page("ghost-tree");
        String dom = inBrowser(page, """
                const said = [];
                const key = k => document.dispatchEvent(new KeyboardEvent('keydown', {key: k}));
                said.push('pieces ' + count + ', end ' + starts[count] + ' of ' + heap.length);
                key('n'); said.push('first ' + document.getElementById('here').textContent);
                key('f'); said.push('free ' + heap.uses[pieces[chosen][1]] + ' ' + (pieces[chosen][0] === heap.largestFree));
                said.push('inside ' + (from <= starts[chosen] && to >= starts[chosen + 1]));
                key('0'); said.push('whole ' + (to - from === total));
                key('+'); key('+'); said.push('quarter ' + Math.round(total / (to - from)));
                key('Home'); said.push('from ' + from);
                key('End'); said.push('to ' + (to === total));
                key('0');
                const picture = pieces.findIndex(p => p[3] === '2024/cat-0013.jpg');
                look(starts[picture], starts[picture + 1]);
                const box = document.getElementById('arena').getBoundingClientRect();
                const move = (type, x, y) => document.getElementById('arena').dispatchEvent(new PointerEvent(type, {clientX: x, clientY: y, bubbles: true}));
                move('pointermove', box.left + layout.gutter + 20, box.top + 10);
                said.push('tip ' + document.getElementById('tip').textContent);
                key('t'); const one = document.documentElement.dataset.theme;
                key('t'); said.push('themes ' + [one, document.documentElement.dataset.theme].sort());
                document.querySelector('#legend li').click();
                said.push('filter ' + document.querySelectorAll('.on').length);
                const c = document.getElementById('sizes').getContext('2d');
                said.push('drawn ' + c.getImageData(0, 0, c.canvas.width, c.canvas.height).data.some(b => b > 0));
                said.push('wide ' + (document.documentElement.scrollWidth <= innerWidth));
                document.body.dataset.said = said.join('|');
                """);
        assertTrue(dom.contains("data-ready=\"true\""), dom);
        String said = dom.replaceFirst("(?s).*data-said=\"([^\"]*)\".*", "$1");
        long length;
        try (BStackAllocator heap = BStackAllocators.openReadOnly(folder.resolve("sample-ghost-tree.bstack"))) {
            length = heap.length();
        }
        assertTrue(said.contains(", end " + length + " of " + length + "|"), said);
        for (String part : List.of(
                "first offset0size",
                "free free true",
                "inside true",
                "whole true",
                "quarter 4",
                "from 0",
                "to true",
                "values in slices of their own · structure pictures, a map · key 2024/cat-0013.jpg",
                "themes dark,light",
                "filter 1",
                "drawn true",
                "wide true")) {
            assertTrue(said.contains(part), () -> part + " is missing in " + said);
        }
    }

    @Test
    void aNameThatIsAProgramIsShownAndNotRun() throws Exception {
        Path file = newStore();
        try (BStackAllocator heap = BStackAllocators.open(file)) {
            HeapRoot.open(heap).map(HOSTILE, Codec.utf8(), Codec.bytes()).put(HOSTILE, new byte[5000]);
        }
        Path page = folder.resolve("hostile.html");
        run("map", file, "--html", page).succeeded();
        assertFalse(Files.readString(page).contains(HOSTILE));
        String dom = inBrowser(page, """
                look(0, total);
                const i = pieces.findIndex(p => p[3] !== undefined);
                choose(i);
                document.body.dataset.said = document.title.includes('broken') + ' '
                    + document.getElementById('here').textContent.includes(heap.structures[1][0]);
                """);
        assertTrue(dom.contains("data-said=\"false true\""), dom);
    }

    /** {@return the page's elements after a program has run in it} */
    private String inBrowser(Path page, String program) throws Exception {
        String browser = Stream.of("chromium", "chromium-browser", "google-chrome", "chrome", "chromium-headless-shell")
                .filter(HtmlMapTest::isThere)
                .findFirst()
                .orElse("");
        assumeTrue(!browser.isEmpty(), "there is no Chromium on the path: the page is not tried in a browser");
        Path tried = folder.resolve("tried.html");
        Files.writeString(tried, Files.readString(page).replace("</body>", "<script>" + program + "</script></body>"));
        Path out = folder.resolve("dom");
        Process process = new ProcessBuilder(
                        browser,
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--no-first-run",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "--window-size=1200,900",
                        "--dump-dom",
                        tried.toUri().toString())
                .redirectOutput(out.toFile())
                .redirectError(new File("/dev/null"))
                .start();
        try {
            assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "the browser hangs");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        return Files.readString(out);
    }

    private static boolean isThere(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
