/** The generated messages, from the client library: the one place where the model says where they come from. */
export * from "@tingbok/client/schema";
