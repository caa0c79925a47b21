import { library } from "./library";

export const { current, ensureCurrent, setRole, list } = library.api.users;
