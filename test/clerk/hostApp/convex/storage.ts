import { library } from "./library";

export const { generateUploadUrl } = library.api.storage;
