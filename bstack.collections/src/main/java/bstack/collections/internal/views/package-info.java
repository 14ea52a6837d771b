/** Structures as maps and queues of {@code java.util}, over their interfaces alone. */
package bstack.collections.internal.views;
