import { type ObjectType, type PropertyValidators, v, type VObject } from "convex/values";

/** The fields of every document. Ids cross the component's boundary as strings. */
export const document = {
  _id: v.string(),
  /** In ms. */
  _creationTime: v.number(),
};

type FieldsOf<Shape extends PropertyValidators> = VObject<ObjectType<Shape>, Shape>;

/**
 * The validator of an object with a named type, so that an editor shows the name instead of
 * all fields.
 */
export type Named<Type, Shape extends PropertyValidators> = VObject<
  Type,
  Shape,
  "required",
  FieldsOf<Shape>["fieldPaths"]
>;
