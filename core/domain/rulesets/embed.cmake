# Writes OUT, a C++ file that holds the files of FOLDER/*.textproto as string literals.
# cmake -DFOLDER=... -DOUT=... -P embed.cmake
file(GLOB files ${FOLDER}/*.textproto)
list(SORT files)
set(rows "")
foreach(file ${files})
  get_filename_component(id ${file} NAME_WE)
  file(READ ${file} text)
  string(APPEND rows "      {\"${id}\", R\"ruleset(${text})ruleset\"},\n")
endforeach()
file(WRITE ${OUT}
  "// Made by core/domain/rulesets/embed.cmake.\n"
  "#include \"core/domain/rulesets.hpp\"\n\n"
  "namespace tingbok::domain {\n\n"
  "const std::vector<RulesetFile>& ruleset_files() {\n"
  "  static const std::vector<RulesetFile> files = {\n${rows}  };\n"
  "  return files;\n}\n\n"
  "}  // namespace tingbok::domain\n")
