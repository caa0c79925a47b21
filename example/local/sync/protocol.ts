import type { UserIdentity } from "convex/server";
import type { JSONValue } from "convex/values";

/** The messages of the sync protocol. */

export type ClientMessage =
  | { type: "Connect"; sessionId: string; maxObservedTimestamp?: string }
  | AuthenticateMessage
  | {
      type: "ModifyQuerySet";
      baseVersion: number;
      newVersion: number;
      modifications: QuerySetChange[];
    }
  | FunctionMessage<"Mutation">
  | FunctionMessage<"Action">
  | { type: "Event" };

export type AuthenticateMessage = { type: "Authenticate"; baseVersion: number } & (
  | { tokenType: "None" }
  | { tokenType: "User"; value: string }
  | { tokenType: "Admin"; value: string; impersonating?: UserIdentity }
);

export type FunctionMessage<Type extends "Mutation" | "Action"> = {
  type: Type;
  requestId: number;
  udfPath: string;
  args: JSONValue[];
  componentPath?: string;
};

export type QuerySetChange =
  | {
      type: "Add";
      queryId: number;
      udfPath: string;
      args: JSONValue[];
      journal?: string | null;
      componentPath?: string;
    }
  | { type: "Remove"; queryId: number };

export type StateVersion = { querySet: number; identity: number; ts: string };

export type QueryChange =
  | {
      type: "QueryUpdated";
      queryId: number;
      value: JSONValue;
      logLines: string[];
      journal: string | null;
    }
  | {
      type: "QueryFailed";
      queryId: number;
      errorMessage: string;
      errorData?: JSONValue;
      logLines: string[];
      journal: string | null;
    }
  | { type: "QueryRemoved"; queryId: number };

export type FunctionResponse =
  | {
      type: "MutationResponse" | "ActionResponse";
      requestId: number;
      success: true;
      result: JSONValue;
      /** When a mutation committed. */
      ts?: string;
      logLines: string[];
    }
  | {
      type: "MutationResponse" | "ActionResponse";
      requestId: number;
      success: false;
      result: string;
      errorData?: JSONValue;
      logLines: string[];
    };

export type ServerMessage =
  | {
      type: "Transition";
      startVersion: StateVersion;
      endVersion: StateVersion;
      modifications: QueryChange[];
    }
  | FunctionResponse
  | {
      type: "AuthError";
      error: string;
      baseVersion: number;
      authUpdateAttempted: boolean;
    }
  | { type: "FatalError"; error: string }
  | { type: "Ping" };
