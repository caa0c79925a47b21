import { library } from "./library";

export const { generateUploadUrl, getUrl, usage, recount } = library.api.storage;
