/** How installed allocators are found, how one is chosen for a file, and what is said when none can be. */
package bstack.spi.internal;
