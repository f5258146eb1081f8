"""A gyp generator that writes build.ninja for MinGW-w64.

gyp evaluates binding.gyp, so the cross build needs no second list of sources, defines and flags.
"""

import itertools
import os
import shlex

from gyp.common import ParseQualifiedTarget
from gyp.ninja_syntax import Writer, escape

EXTENSIONS = {"loadable_module": ".node", "shared_library": ".dll", "executable": ".exe"}
# Each lists the exports of a DLL: for MinGW's linker, and for Winelib's.
EXPORTS = (".def", ".spec")
DELAY_LIBRARY = "node_delay"

# gyp expects every generator to define these variables.
generator_default_variables = {
    "CONFIGURATION_NAME": "Release",
    "EXECUTABLE_PREFIX": "",
    "EXECUTABLE_SUFFIX": ".exe",
    "INTERMEDIATE_DIR": "obj",
    "LIB_DIR": ".",
    "OS": "win",
    "PRODUCT_DIR": ".",
    "RULE_INPUT_DIRNAME": "",
    "RULE_INPUT_EXT": "",
    "RULE_INPUT_NAME": "",
    "RULE_INPUT_PATH": "",
    "RULE_INPUT_ROOT": "",
    "SHARED_INTERMEDIATE_DIR": "obj/gen",
    "SHARED_LIB_PREFIX": "",
    "SHARED_LIB_SUFFIX": ".dll",
    "STATIC_LIB_PREFIX": "lib",
    "STATIC_LIB_SUFFIX": ".a",
}


def joined(words):
    return escape(shlex.join(words))


def library_name(library):
    """Removes the MSVC spelling of binding.gyp: -lsecur32.lib becomes secur32."""
    return library.removesuffix(".lib").removeprefix("-l")


def settings_of(target):
    return target["configurations"][target["default_configuration"]]


def define_flags(settings):
    return ["-D" + define for define in settings.get("defines", [])]


def compiler_flags(settings, from_source_dir):
    # Headers of dependencies are system headers, so that they cause no warnings.
    includes = [
        ("-isystem" if "node_modules" in directory else "-I") + from_source_dir(directory)
        for directory in settings.get("include_dirs", [])
    ]
    return [*define_flags(settings), *includes, *settings.get("cflags", []), *settings.get("cflags_cc", [])]


def tidy_configurations(source):
    """The .clang-tidy files of all folders above a source. clang-tidy merges them."""
    folders = [".", *itertools.accumulate(os.path.dirname(source).split("/"), os.path.join)]
    configurations = [os.path.join(folder, ".clang-tidy") for folder in folders]
    return [path for path in configurations if os.path.exists(path)]


def sources_of(target, extension):
    return [source for source in target.get("sources", []) if source.endswith(extension)]


def objects_of(target, extension):
    return [
        os.path.join("obj", target["target_name"], os.path.splitext(source)[0] + ".o")
        for source in sources_of(target, extension)
    ]


def write_objects(ninja, target, from_source_dir, checked):
    """`checked` lists the sources that already have a clang-tidy step. It is None without clang-tidy.

    Returns the outputs.
    """
    outputs = []
    flags = joined(compiler_flags(settings_of(target), from_source_dir))
    for source, obj in zip(sources_of(target, ".cc"), objects_of(target, ".cc")):
        path = from_source_dir(source)
        outputs += ninja.build(obj, "compile", path, variables={"flags": flags})
        if checked is not None and path not in checked:
            # The object stands for the headers: when a header changes, clang-tidy runs again.
            implicit = [obj, *map(from_source_dir, tidy_configurations(source))]
            outputs += ninja.build(obj + ".tidy", "tidy", path, implicit, variables={"flags": flags})
            checked.add(path)

    flags = joined(define_flags(settings_of(target)))
    for source, obj in zip(sources_of(target, ".rc"), objects_of(target, ".rc")):
        outputs += ninja.build(obj, "resource", from_source_dir(source), variables={"flags": flags})
    return outputs


def write_link(ninja, target, dependencies, from_source_dir):
    libraries = [library_name(library) for library in target.get("libraries", [])]
    shape = [] if target["type"] == "executable" else ["-shared"]
    # The objects of a static library are linked directly. No archive is needed.
    linked = [target, *(each for each in dependencies if each["type"] == "static_library")]
    objects = [obj for each in linked for kind in (".cc", ".rc") for obj in objects_of(each, kind)]
    # The linker accepts the list of exports as an input.
    exports = [from_source_dir(source) for source in sources_of(target, EXPORTS)]
    ninja.build(
        target["target_name"] + target.get("product_extension", EXTENSIONS[target["type"]]),
        "link",
        [*objects, *exports],
        implicit=[f"lib{DELAY_LIBRARY}.a"] if DELAY_LIBRARY in libraries else [],
        variables={
            "flags": joined([*settings_of(target).get("ldflags", []), *shape]),
            "libraries": joined("-l" + library for library in libraries),
        },
    )


def write_rules(ninja, compiler, tools, options, launcher, tidy):
    """`tools` is the beginning of the names of the other programs, and `launcher` is ccache, where it is installed.

    `options` follow the flags, and override them.
    """
    if tidy:
        # The output is shown only after a failure, because clang-tidy also counts suppressed warnings.
        ninja.rule(
            "tidy",
            f"{tidy} $in -- {compiler.partition(' ')[2]} $flags >$out 2>&1 || {{ cat $out; rm $out; exit 1; }}",
            description="clang-tidy $in",
        )
    prefix = f"{launcher} " if launcher else ""
    ninja.rule(
        "compile",
        f"{prefix}{compiler} -MMD -MF $out.d $flags {options} -c $in -o $out",
        depfile="$out.d",
        deps="gcc",
        description="compile $in",
    )
    ninja.rule(
        "resource",
        f"{tools}-windres $flags $in $out",
        description="compile $in",
    )
    ninja.rule("link", f"{compiler} $flags $in -L. $libraries -o $out", description="link $out")
    ninja.rule(
        "delay_import",
        f"{tools}-dlltool -d $in -D node.exe -y $out",
        description="import library $out",
    )
    ninja.build(f"lib{DELAY_LIBRARY}.a", "delay_import", "node_api.def")


def GenerateOutput(target_list, target_dicts, data, params):
    output_dir = params["options"].generator_output
    os.makedirs(output_dir, exist_ok=True)
    with open(os.path.join(output_dir, "build.ninja"), "w") as file:
        ninja = Writer(file)
        flags = params["generator_flags"]
        launcher, tidy = flags.get("launcher"), flags.get("tidy")
        write_rules(ninja, flags["compiler"], flags["tools"], flags.get("options", ""), launcher, tidy)
        checked = set() if tidy else None
        compiled = []
        for qualified_name in target_list:
            target = target_dicts[qualified_name]
            folder = os.path.dirname(ParseQualifiedTarget(qualified_name)[0]) or "."

            def from_source_dir(path, folder=folder):
                # Relative paths let ccache and a moved checkout reuse the objects.
                return os.path.relpath(os.path.join(folder, path), output_dir)

            if target["type"] in (*EXTENSIONS, "static_library"):
                compiled += write_objects(ninja, target, from_source_dir, checked)
            if target["type"] in EXTENSIONS:
                names = target.get("dependencies", [])
                write_link(ninja, target, [target_dicts[name] for name in names], from_source_dir)
        ninja.build("compiled", "phony", compiled)
