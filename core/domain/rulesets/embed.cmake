# Writes OUT, a C++ file that holds the files of FOLDER/*.textproto as string literals: the function
# domain::FUNCTION, which returns a table of domain::TYPE and is declared in HEADER.
# cmake -DFOLDER=... -DOUT=... -DFUNCTION=... -DTYPE=... -DHEADER=... -P embed.cmake
file(GLOB files ${FOLDER}/*.textproto)
list(SORT files)
set(rows "")
foreach(file ${files})
  get_filename_component(id ${file} NAME_WE)
  file(READ ${file} text)
  string(APPEND rows "      {\"${id}\", R\"textproto(${text})textproto\"},\n")
endforeach()
file(WRITE ${OUT}
  "// Made by core/domain/rulesets/embed.cmake.\n"
  "#include \"${HEADER}\"\n\n"
  "namespace tingbok::domain {\n\n"
  "const std::vector<${TYPE}>& ${FUNCTION}() {\n"
  "  static const std::vector<${TYPE}> files = {\n${rows}  };\n"
  "  return files;\n}\n\n"
  "}  // namespace tingbok::domain\n")
