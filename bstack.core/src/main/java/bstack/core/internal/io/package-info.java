/** Channels and streams over the payload. */
package bstack.core.internal.io;
