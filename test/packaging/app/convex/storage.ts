import { library } from "./library";

export const { generateUploadUrl, getUrl, usage } = library.api.storage;
