/** Apart, and fetched with the first call that needs it: it brings all that protobuf knows of JSON. */
export { fromJson } from "@bufbuild/protobuf";
