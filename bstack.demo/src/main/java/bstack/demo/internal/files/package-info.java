/**
 * The import and export of files and folders, with names, permission bits, times and links.
 */
package bstack.demo.internal.files;
