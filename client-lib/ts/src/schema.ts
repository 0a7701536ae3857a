/** The generated messages of proto/tingbok/v1, and what the schema says about itself. */
export * from "./gen/tingbok/v1/commands_pb.ts";
export * from "./gen/tingbok/v1/entities_pb.ts";
export * from "./gen/tingbok/v1/lineage_pb.ts";
export * from "./gen/tingbok/v1/past_pb.ts";
export * from "./gen/tingbok/v1/programme_pb.ts";
export * from "./gen/tingbok/v1/records_pb.ts";
export * from "./gen/tingbok/v1/refusals_pb.ts";
export * from "./gen/tingbok/v1/template_pb.ts";
export * from "./gen/tingbok/v1/values_pb.ts";
export * from "./gen/tingbok/v1/wire_pb.ts";
