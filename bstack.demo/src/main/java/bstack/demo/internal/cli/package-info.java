/**
 * The commands of {@code bstack}, one class each, and what they share: the terminal, the way errors become one line,
 * and the opening of files.
 *
 * <p>{@link bstack.demo.internal.cli.Bstack} is the way in.
 */
package bstack.demo.internal.cli;
