package bstack.testkit.internal.errors;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import org.jspecify.annotations.Nullable;

/**
 * Puts a call of {@link ErrorSites#hit} at every site of a class: before everything that allocates,
 * and before and after every call of something foreign. Wants a JDK 24 or newer, and is loaded by none but
 * {@link ErrorAgent}.
 */
final class SiteWeaver {
    private static final ClassDesc HOOK = ClassDesc.of(ErrorSites.class.getName());
    private static final MethodTypeDesc HIT = MethodTypeDesc.ofDescriptor("(I)V");

    private final WovenClasses classes;

    SiteWeaver(WovenClasses classes) {
        this.classes = classes;
    }

    byte[] weave(byte[] original, @Nullable ClassLoader loader) {
        ClassHierarchyResolver resolver = loader == null
                ? ClassHierarchyResolver.defaultResolver()
                : ClassHierarchyResolver.ofResourceParsing(loader).orElse(ClassHierarchyResolver.defaultResolver());
        ClassFile files = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(resolver));
        ClassModel model = files.parse(original);
        String name = model.thisClass().asInternalName().replace('/', '.');
        ClassTransform transform = (builder, element) -> {
            if (element instanceof MethodModel method && method.code().isPresent()) {
                String place = name + "." + method.methodName().stringValue();
                builder.transformMethod(method, MethodTransform.transformingCode(new Sites(place)));
            } else {
                builder.with(element);
            }
        };
        return files.transformClass(model, transform);
    }

    /** The sites of one method. */
    private final class Sites implements CodeTransform {
        private final String method;
        private int line;

        Sites(String method) {
            this.method = method;
        }

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            if (element instanceof LineNumber number) {
                line = number.line();
            }
            if (element instanceof InvokeInstruction call) {
                call(code, call);
                return;
            }
            if (element instanceof NewObjectInstruction object) {
                hit(code, SiteKind.OBJECT, "new " + simple(object.className().asInternalName()));
            } else if (element instanceof NewPrimitiveArrayInstruction array) {
                hit(code, SiteKind.ARRAY, "new " + array.typeKind() + "[]");
            } else if (element instanceof NewReferenceArrayInstruction array) {
                hit(code, SiteKind.ARRAY, "new " + simple(array.componentType().asInternalName()) + "[]");
            } else if (element instanceof NewMultiArrayInstruction array) {
                hit(code, SiteKind.ARRAY, "new " + array.arrayType().asInternalName());
            } else if (element instanceof InvokeDynamicInstruction dynamic) {
                hit(code, SiteKind.DYNAMIC, "invokedynamic " + dynamic.name().stringValue());
            }
            code.with(element);
        }

        private void call(CodeBuilder code, InvokeInstruction call) {
            String owner = call.owner().asInternalName();
            String name = call.name().stringValue();
            if (!classes.isForeign(owner) || SafeCalls.contains(owner, name)) {
                code.with(call);
                return;
            }
            String target = simple(owner) + "." + name;
            boolean storage = owner.startsWith("bstack/core/Storage");
            if (!SafeCalls.isRelease(method, owner, name)) {
                hit(code, storage ? SiteKind.STORAGE_BEFORE : SiteKind.BEFORE, "before " + target);
            }
            code.with(call);
            if (!SafeCalls.isAcquisition(method, owner, name)) {
                hit(code, storage ? SiteKind.STORAGE_AFTER : SiteKind.AFTER, "after " + target);
            }
        }

        private void hit(CodeBuilder code, SiteKind kind, String what) {
            int site = SiteTable.add(kind, "%s:%d %s".formatted(method, line, what));
            code.loadConstant(site).invokestatic(HOOK, "hit", HIT);
        }

        private static String simple(String internalName) {
            return internalName.substring(internalName.lastIndexOf('/') + 1);
        }
    }
}
