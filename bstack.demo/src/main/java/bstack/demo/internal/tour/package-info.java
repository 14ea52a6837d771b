/** What {@code bstack tour} shows, stop by stop, on files of its own. */
package bstack.demo.internal.tour;
