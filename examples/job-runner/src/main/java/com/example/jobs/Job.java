package com.example.jobs;

import bstack.collections.Codec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A command, and what has become of it.
 *
 * @param command what the shell runs
 * @param state whether it waits, or has ended, and how
 * @param exit its exit code, 0 as long as it waits
 * @param output the beginning of what it has printed
 */
record Job(String command, State state, int exit, String output) {
    enum State {
        WAITING,
        DONE,
        FAILED
    }

    /** Give this another id, and read both, when the bytes change. */
    static final Codec<Job> CODEC = Codec.of("com.example.jobs.Job/1", Job::encode, Job::decode);

    static Job waiting(String command) {
        return new Job(command, State.WAITING, 0, "");
    }

    Job ended(int exitCode, String printed) {
        return new Job(command, exitCode == 0 ? State.DONE : State.FAILED, exitCode, printed);
    }

    private byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(state.name());
            out.writeInt(exit);
            for (String text : new String[] {command, output}) {
                byte[] content = text.getBytes(StandardCharsets.UTF_8);
                out.writeInt(content.length);
                out.write(content);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // not in memory
        }
        return bytes.toByteArray();
    }

    private static Job decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            State state = State.valueOf(in.readUTF());
            int exit = in.readInt();
            String command = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
            String output = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
            return new Job(command, state, exit, output);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // reported as a CodecException
        }
    }
}
