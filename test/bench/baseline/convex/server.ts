import {
  type DataModelFromSchemaDefinition,
  mutationGeneric,
  type MutationBuilder,
  queryGeneric,
  type QueryBuilder,
} from "convex/server";
import type schema from "./schema";

type DataModel = DataModelFromSchemaDefinition<typeof schema>;

// What code generation would write, so that the folder needs none.
export const query = queryGeneric as QueryBuilder<DataModel, "public">;
export const mutation = mutationGeneric as MutationBuilder<DataModel, "public">;
