/** What a backup needs of a file system. */
package bstack.backup.internal.files;
