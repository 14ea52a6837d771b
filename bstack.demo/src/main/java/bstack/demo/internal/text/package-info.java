/** Numbers and values as text, for people and for scripts. */
package bstack.demo.internal.text;
