package bstack.demo.internal.tour;

import java.io.IOException;

/** Says what the tour shows: headings, and facts with their labels. */
final class Guide {
    private static final int WIDTH = 76;

    private final Tour.Output out;

    Guide(Tour.Output out) {
        this.out = out;
    }

    /** Begins a stop. */
    void heading(int number, String title) throws IOException {
        out.line("");
        out.line(number + ". " + title);
    }

    /** Says what a stop is about, before its facts; lines are as wide as a terminal is at least. */
    void explain(String text) throws IOException {
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (line.length() + word.length() > WIDTH) {
                out.line("   " + line);
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        out.line("   " + line);
    }

    /** Shows a line of a picture. */
    void drawn(String line) throws IOException {
        out.line("   " + line);
    }

    /** Says a fact. */
    void fact(String label, String text) throws IOException {
        out.line("   %-34s %s".formatted(label, text));
    }

    /** Checks what the tour claims; it ends with an error if that is not so. */
    static void expect(boolean so, String claim) throws IOException {
        if (!so) {
            throw new IOException("the tour expected " + claim + ", and that is not so");
        }
    }
}
