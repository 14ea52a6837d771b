package bstack.core.internal.event;

import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** The events themselves; loaded only once the Flight Recorder is in use, since it starts that. */
final class RecordedEvents {
    private RecordedEvents() {}

    static Span begin(int kind) {
        FileEvent event = switch (kind) {
            case Events.COMMIT -> new Commit();
            case Events.CHECKPOINT -> new Checkpoint();
            case Events.RECOVERY -> new Recovery();
            case Events.MOVE -> new JournalMove();
            case Events.LARGE_DATA -> new LargeData();
            default -> new Growth();
        };
        if (!event.isEnabled()) {
            return Span.NONE;
        }
        event.begin();
        return event;
    }

    @Name("bstack.Commit")
    @Label("Commit")
    @Description("A frame was made durable, applied, and made visible")
    static final class Commit extends FileEvent {
        @Label("Commits")
        @Description("how many operations and transactions share the frame")
        long commits;

        @Label("Frame Size")
        @DataAmount
        long frameSize;

        @Override
        void set(long first, long second) {
            commits = first;
            frameSize = second;
        }
    }

    @Name("bstack.Checkpoint")
    @Label("Checkpoint")
    @Description("The payload was flushed, and frames were given up; commits may have gone on beside it")
    static final class Checkpoint extends FileEvent {
        @Label("Journal Bytes")
        @Description("bytes of the frame area that were in use when it began")
        @DataAmount
        long journalBytes;

        @Label("Payload Length")
        @DataAmount
        long payloadLength;

        @Override
        void set(long first, long second) {
            journalBytes = first;
            payloadLength = second;
        }
    }

    @Name("bstack.Recovery")
    @Label("Recovery")
    @Description("A file was opened, and recovered if need be")
    static final class Recovery extends FileEvent {
        @Label("Commits")
        @Description("how many frames were replayed")
        long commits;

        @Label("Payload Length")
        @DataAmount
        long payloadLength;

        @Override
        void set(long first, long second) {
            commits = first;
            payloadLength = second;
        }
    }

    @Name("bstack.JournalMove")
    @Label("Journal Move")
    @Description("The journal moved, because the payload, a frame, or the journal itself grew; writers waited")
    static final class JournalMove extends FileEvent {
        @Label("Frame Area")
        @DataAmount
        long frameArea;

        @Label("File Size")
        @DataAmount
        long fileSize;

        @Override
        void set(long first, long second) {
            frameArea = first;
            fileSize = second;
        }
    }

    @Name("bstack.LargeData")
    @Label("Large Data")
    @Description("Data of one operation went to the file before their commit")
    static final class LargeData extends FileEvent {
        @Label("Offset")
        @Description("where in the payload they belong")
        long offset;

        @Label("Size")
        @DataAmount
        long size;

        @Override
        void set(long first, long second) {
            offset = first;
            size = second;
        }
    }

    @Name("bstack.Growth")
    @Label("Heap Growth")
    @Description("An operation of an allocator made the payload longer")
    static final class Growth extends FileEvent {
        @Label("From")
        @DataAmount
        long from;

        @Label("To")
        @DataAmount
        long to;

        @Override
        void set(long first, long second) {
            from = first;
            to = second;
        }
    }
}
