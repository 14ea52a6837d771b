/** Events of the JDK's Flight Recorder. */
package bstack.core.internal.event;
