package bstack.demo.internal.tour;

import java.io.IOException;

/** Says what the tour shows: headings, and facts with their labels. */
final class Guide {
    private final Tour.Output out;

    Guide(Tour.Output out) {
        this.out = out;
    }

    /** Begins a stop. */
    void heading(int number, String title) throws IOException {
        out.line("");
        out.line(number + ". " + title);
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
