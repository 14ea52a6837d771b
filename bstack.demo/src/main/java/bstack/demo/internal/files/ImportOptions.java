package bstack.demo.internal.files;

import bstack.demo.internal.text.ByteText;
import bstack.demo.internal.text.KeyPattern;
import java.util.Arrays;
import java.util.List;

/**
 * What an import does beside storing everything.
 *
 * @param prefix what each key begins with, before the path below the folder
 * @param exclude what is left out: a pattern with a slash is compared with the path below the folder, any other with the
 *     last name in it
 * @param onlyChanged whether what has the type, permission bits, time and size that are stored is left as it is
 * @param delete whether keys with the prefix are removed that are not in the folder, and not excluded
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ImportOptions(byte[] prefix, List<KeyPattern> exclude, boolean onlyChanged, boolean delete) {
    /** {@return whether a path below the folder is left out, by itself} */
    boolean isExcluded(byte[] below) {
        String path = ByteText.of(below);
        String name = path.substring(path.lastIndexOf('/') + 1);
        return exclude.stream()
                .anyMatch(pattern -> pattern.matches(pattern.toString().indexOf('/') < 0 ? name : path));
    }

    /** {@return whether a path below the folder is left out, by itself or with a folder that it is in} */
    boolean isExcludedWithin(byte[] below) {
        for (int i = 0; i < below.length; i++) {
            if (below[i] == '/' && isExcluded(Arrays.copyOf(below, i))) {
                return true;
            }
        }
        return isExcluded(below);
    }
}
