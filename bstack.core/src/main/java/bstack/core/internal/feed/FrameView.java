package bstack.core.internal.feed;

import bstack.core.CommittedFrame;
import bstack.core.internal.edits.Extent;
import bstack.core.internal.edits.Ranges;
import bstack.core.internal.format.RangeKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A frame as a listener gets it. */
final class FrameView implements CommittedFrame {
    private final String name;
    private final CommitFeed feed;
    private final CommitFeed.Place place;
    private final FedFrame frame;
    private final List<Range> ranges;

    FrameView(String name, CommitFeed feed, CommitFeed.Place place, FedFrame frame) {
        this.name = name;
        this.feed = feed;
        this.place = place;
        this.frame = frame;
        List<Range> all = new ArrayList<>(frame.edits.size());
        frame.edits.extents().forEach(e -> all.add(new View(e)));
        this.ranges = List.copyOf(all);
    }

    @Override
    public long sequence() {
        return frame.number;
    }

    @Override
    public Instant time() {
        return Instant.ofEpochMilli(frame.millis);
    }

    @Override
    public long payloadLength() {
        return frame.edits.length();
    }

    @Override
    public List<Range> ranges() {
        return ranges;
    }

    @Override
    public String toString() {
        return "CommittedFrame[%d, payload of %d bytes, %d ranges]"
                .formatted(sequence(), payloadLength(), ranges.size());
    }

    /** A range, of an extent that does not change any more. */
    private final class View implements Range {
        private final Extent extent;

        View(Extent extent) {
            this.extent = extent;
        }

        @Override
        public long offset() {
            return extent.start();
        }

        @Override
        public long length() {
            return extent.length();
        }

        @Override
        public boolean isZero() {
            return extent.kind() == RangeKind.FILL;
        }

        @Override
        public byte[] bytes() throws IOException {
            byte[] all = new byte[Ranges.arraySize(name, extent.start(), extent.end())];
            read(0, ByteBuffer.wrap(all));
            return all;
        }

        @Override
        public void read(long at, ByteBuffer dst) throws IOException {
            Objects.checkFromIndexSize(at, (long) dst.remaining(), extent.length());
            if (extent.kind() == RangeKind.DATA) {
                ByteBuffer data = extent.data();
                dst.put(data.slice(data.position() + (int) at, dst.remaining()));
            } else if (extent.kind() == RangeKind.FILL) {
                while (dst.hasRemaining()) {
                    dst.put((byte) 0);
                }
            } else {
                feed.read(place, frame, extent.start() + at, dst);
            }
        }

        @Override
        public String toString() {
            return "[%d, %d)".formatted(extent.start(), extent.end());
        }
    }
}
