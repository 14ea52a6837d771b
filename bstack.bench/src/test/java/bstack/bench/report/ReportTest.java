package bstack.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ReportTest {

    private static List<String> verdictOf(Report report, String what) {
        return Targets.table(report).rows().stream()
                .filter(row -> row.getFirst().equals(what))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aTargetThatIsAMostIsMetUpToItsLimit() {
        String what = "push, one thread, against the floor";
        Report report = new Report();
        assertEquals(List.of(what, "≤ 1.15 ×", "not measured", "–"), verdictOf(report, what));
        report.figure("push: bstack", 1.15);
        assertEquals(List.of(what, "≤ 1.15 ×", "1.15 ×", "met"), verdictOf(report, what));
        report.figure("push: bstack", 1.2);
        assertEquals(List.of(what, "≤ 1.15 ×", "1.20 ×", "**not met**"), verdictOf(report, what));
    }

    @Test
    void aTargetThatIsALeastIsMetFromItsLimitOn() {
        String what = "push by 64 platform threads, against one thread";
        Report report = new Report();
        report.figure("bstack: 64 platform threads", 25);
        assertEquals("met", verdictOf(report, what).getLast());
        report.figure("bstack: 64 platform threads", 24.9);
        assertEquals("**not met**", verdictOf(report, what).getLast());
    }

    @Test
    void eachRowIsATargetOfItsOwn() {
        List<String> names =
                Targets.table(new Report()).rows().stream().map(List::getFirst).toList();
        assertEquals(names.size(), names.stream().collect(Collectors.toSet()).size(), names::toString);
    }

    @Test
    void aTableRefusesARowThatDoesNotFit() {
        Section section = new Section("Title", "", "a", "b");
        assertThrows(IllegalArgumentException.class, () -> section.row("1"));
        section.row("1", "2");
        assertEquals("## Title\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\n", section.toMarkdown());
    }

    @Test
    void thePageNamesTheMachineTheTargetsAndWhatWasLeftOut() throws Exception {
        Report report = new Report();
        report.add(new Section("Something", "Text.", "a"));
        report.note("left out: a rival");
        List<String> environment = Environment.lines(Path.of("."));
        String page = Markdown.page(report, environment, "chart.svg");
        environment.forEach(line -> assertTrue(page.contains("- " + line), line));
        for (String part : List.of("- left out: a rival\n", "![chart](chart.svg)", "## Targets", "## Something")) {
            assertTrue(page.contains(part), part);
        }
        for (String key : List.of("date: ", "machine: ", "kernel: ", "JDK: ", "file system: ")) {
            assertTrue(environment.stream().anyMatch(line -> line.startsWith(key)), key);
        }
    }

    @Test
    void theChartIsSoundXmlWithOneBarForEachValueAndCutsTheLongOnes() throws Exception {
        Panel panel = new Panel("push & <pop>", "×");
        panel.bar("floor", 1, true);
        panel.bar("bstack", 1.1, true);
        panel.bar("slow", 500, true);
        panel.bar("does not sync", 0.1, false);
        String svg = SvgChart.draw(List.of(panel, panel, panel));
        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        assertEquals(1 + 3 * 4, document.getElementsByTagName("rect").getLength());
        assertTrue(svg.contains("→ 500 ×"), svg);
        assertEquals(3, svg.split("class=\"ours\"", -1).length - 1);
        assertEquals(3, svg.split("class=\"unranked\"", -1).length - 1);
    }

    @Test
    void figuresHaveThreeDigitsThatMatterAndTheUnitThatFits() {
        assertEquals("1.06 ×", Format.ratio(1.0649));
        assertEquals("0.004 ×", Format.ratio(0.0041));
        assertEquals("480 ns", Format.time(480.2));
        assertEquals("27.3 µs", Format.time(27_349));
        assertEquals("1.20 ms", Format.time(1_200_000));
        assertEquals("2.50 s", Format.time(2_500_000_000.0));
        assertEquals("31.2k/s", Format.rate(31_240));
        assertEquals("999/s", Format.rate(999));
        assertEquals("4 MiB", Format.bytes(4 << 20));
        assertEquals("512 B", Format.bytes(512));
    }
}
