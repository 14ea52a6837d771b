/** The bytes of the files of a backup. */
package bstack.backup.internal.format;
